# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a kind of resource has to say of itself: what it is called, and how it is read, planned and shown."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .._arn import Account
from .._aws.call import Call
from .._aws.iam import Iam, Reply
from .._errors import IamError
from .._policy.document import Document, PlainDocument
from .._retry import Backoff, RetryPolicy
from .._review.review import ReviewedDocument
from .pending_effects import PendingEffects
from .plan import Plan


class Resource(t.Protocol):
    """A resource's state, as results and diffs show it."""

    @property
    def partition(self) -> str:
        """The partition that the resource is in."""

    @property
    def key(self) -> str:
        """What a reader takes as the holder of the name."""

    @property
    def seconds_in_the_making(self) -> float:
        """How long to leave it to who created it, a moment ago, and may have yet to give it the rest."""

    def to_result(self) -> dict[str, t.Any]:
        """The state as a result carries it."""

    def documents(self) -> t.Mapping[str, Document]:
        """The policy documents in force, by the option that sets them."""

    def to_diff(self, documents: t.Mapping[str, PlainDocument]) -> dict[str, t.Any]:
        """The state as people compare it, with its documents as they are to be shown."""


class DesiredResource(t.Protocol):
    """What a task asks of a resource."""

    @property
    def label(self) -> str:
        """What messages call the resource."""

    @property
    def goes_by_name(self) -> bool:
        """Whether a resource of the name is meant even where it is not expected, under another path for example."""

    @property
    def can_create(self) -> bool:
        """Whether the task says enough to create a resource that is missing."""

    def documents(self) -> t.Iterable[ReviewedDocument]:
        """The policy documents that the task gives, for review."""

    def for_account(self, account: Account) -> t.Any:
        """The same, once the account is known."""

    def with_pending(self, pending: PendingEffects) -> t.Any:
        """The same, once it is known what earlier plans of the task will have done."""


D = t.TypeVar("D", bound=DesiredResource)
R = t.TypeVar("R", bound=Resource)
R_co = t.TypeVar("R_co", bound=Resource, covariant=True)


class Observe(t.Protocol[D, R_co]):
    """Reads a resource: the one that C(holder) identifies, or else the one that should have the name."""

    def __call__(self, iam: Iam, desired: D, *, holder: str | None) -> tuple[D, R_co | None]:
        """What is wanted, completed by what only IAM knows, and what is there."""


@dataclass(frozen=True, kw_only=True)
class ResourceType(t.Generic[D, R]):
    """One kind of resource: what people call it, what results say of it, its options, reader and plan.

    C(subject) makes from a task's options, not checked yet, what messages call the resource. C(results) makes from its
    state before and after what a result says of it.
    """

    subject: t.Callable[[t.Mapping[str, t.Any]], str]
    results: t.Callable[[R | None, R | None], dict[str, t.Any]]
    from_options: t.Callable[[t.Mapping[str, t.Any]], D]
    observe: Observe[D, R]
    find_holder: t.Callable[[Iam, D], str | None]
    with_pending: t.Callable[[D, R | None, PendingEffects], R | None]
    plan: t.Callable[[D, R | None], Plan[R]]
    with_reply: t.Callable[[R, Call, Reply], R]
    has_documents: bool = True


@dataclass(frozen=True, kw_only=True)
class Target(t.Generic[D, R]):
    """What a task asks of a resource, with all that is known when it is planned for."""

    resource_type: ResourceType[D, R]
    desired: D
    pending: PendingEffects

    def observe(self, iam: Iam, retry_policy: RetryPolicy, holder: str | None = None) -> tuple[D, R | None]:
        """Reads the resource that C(holder) identifies, or the one that should have the name.

        That takes several calls. What one of them names and the next does not find has changed in between, so that
        all are made again.
        """
        backoff = Backoff(retry_policy)
        while True:
            try:
                return self.resource_type.observe(iam, self.desired, holder=holder)
            except IamError as error:
                if error.code != "NoSuchEntity" or not backoff.wait(retry_policy.timeout):
                    raise

    def observe_holder(self, iam: Iam, retry_policy: RetryPolicy) -> tuple[D, R | None] | None:
        """Reads the resource that has the name, wherever and in whatever case; C(None) where nothing has."""
        holder = self.resource_type.find_holder(iam, self.desired)
        return None if holder is None else self.observe(iam, retry_policy, holder)

    def plan_for(self, observation: tuple[D, R | None]) -> Plan[R]:
        """The plan for what was read."""
        desired, actual = observation
        return self.resource_type.plan(desired, self.resource_type.with_pending(desired, actual, self.pending))
