# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The port to IAM: single calls, listings over all pages, and plans carried out with retries.

The rest of the collection knows IAM only through C(Iam). C(Session) implements it; tests use an IAM in memory.
"""

from __future__ import annotations

import math
import typing as t
from dataclasses import dataclass, field

from .._errors import IamError
from .._retry import Backoff, RetryPolicy
from .call import Call

Reply = t.Mapping[str, t.Any]

# The largest page size that IAM allows.
LARGEST_PAGE: t.Final[t.Mapping[str, t.Any]] = {"MaxItems": 1_000}


class Iam(t.Protocol):
    """The IAM of one account."""

    def call(self, operation: str, parameters: t.Mapping[str, t.Any]) -> Reply:
        """Makes one call and returns its reply, dates as ISO 8601 texts and documents as mappings.

        Raises C(IamError) when AWS answers with an error and C(ConnectionFailedError) when it does not answer.
        """


def find(iam: Iam, operation: str, parameters: t.Mapping[str, t.Any]) -> Reply | None:
    """The reply to a call, or C(None) if the requested object does not exist."""
    try:
        return iam.call(operation, parameters)
    except IamError as error:
        if error.code == "NoSuchEntity":
            return None
        raise


def pages(iam: Iam, operation: str, parameters: t.Mapping[str, t.Any]) -> t.Iterator[Reply]:
    """The replies to a listing call, page by page. IAM may return an empty page before the last."""
    marker: t.Mapping[str, t.Any] = {}
    while True:
        reply = iam.call(operation, {**parameters, **marker})
        yield reply
        if not reply.get("IsTruncated"):
            return
        marker = {"Marker": reply["Marker"]}


def listed(iam: Iam, operation: str, parameters: t.Mapping[str, t.Any], key: str) -> list[t.Any]:
    """The members of a list over all its pages."""
    return [member for page in pages(iam, operation, parameters) for member in page[key]]


@dataclass
class Progress:
    """How far a plan has been carried out: the completed calls with their replies, in order."""

    done: list[tuple[Call, Reply]] = field(default_factory=list)

    @property
    def calls(self) -> tuple[Call, ...]:
        return tuple(call for call, _reply in self.done)


def carry_out(iam: Iam, calls: t.Iterable[Call], *, progress: Progress, retry_policy: RetryPolicy) -> None:
    """Makes the calls in order and records each in C(progress) as soon as it is done.

    A call that fails because an earlier change has not propagated yet is retried, as C(retry_policy) allows. A removal
    counts as done if its object is already gone. Any other error is raised and ends the plan.
    """
    for call in calls:
        progress.done.append((call, _make(iam, call, after=progress.calls, retry_policy=retry_policy)))


def _make(iam: Iam, call: Call, *, after: tuple[Call, ...], retry_policy: RetryPolicy) -> Reply:
    backoff = Backoff(retry_policy)
    while True:
        try:
            return iam.call(call.operation, call.parameters)
        except IamError as error:
            if error.code == "NoSuchEntity" and call.removes:
                return {}
            limit = min(retry_policy.timeout, _seconds_until_it_passes(error, after))
            if not limit:
                raise
            if not backoff.wait(limit):
                raise error.with_remark(backoff.account) from error


# A new resource has propagated by then. If IAM still does not find it, its name is mistyped or it was deleted.
_PROPAGATION: t.Final = 20.0


def _seconds_until_it_passes(error: IamError, after: tuple[Call, ...]) -> float:
    """For how many seconds a recent change that still propagates can explain the error; 0 if it cannot."""
    if error.code in ("ConcurrentModification", "EntityTemporarilyUnmodifiable"):
        return math.inf
    if error.code == "MalformedPolicyDocument" and "invalid principal" in error.reason.lower():
        return math.inf
    if error.code != "NoSuchEntity" or ":iam::aws:" in error.reason:
        return 0.0
    if "not attachable" in error.reason or any(call.claims_name for call in after):
        return _PROPAGATION
    return 0.0
