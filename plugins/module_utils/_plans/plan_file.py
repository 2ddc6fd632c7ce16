# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads a plan file, and finds the approved plan of an account in it.

A run reads the file once, before Ansible forks the processes of its tasks. Each of them unpacks the plan of its own
account only, so a file with a thousand accounts costs no more for each of them.
"""

from __future__ import annotations

import datetime
import functools
import json
import os
import pathlib
import typing as t
from dataclasses import dataclass

from .._errors import LeastPrivError
from .approval import Approval
from .planned import Json, PlannedCall, PlannedResource, canonical_text, digest

KIND: t.Final = "leastpriv.aws.rollout_plan"
VERSION: t.Final = 1
_DAMAGED: t.Final = "it is damaged, or was edited: write the plan anew"


class PlanFileError(LeastPrivError):
    """A plan file cannot be used."""


@dataclass(frozen=True)
class PlanFile:
    """A plan file. C(_accounts) has the JSON text of the accounts, by partition and account ID."""

    created: datetime.datetime
    digest: str
    _accounts: t.Mapping[tuple[str, str], tuple[str, ...]]

    def approval(self, partition: str, account_id: str) -> Approval | None:
        """What was approved for an account; C(None) if the plan does not have the account. Raises C(PlanFileError)."""
        texts = self._accounts.get((partition, account_id))
        if texts is None:
            return None
        return Approval(tuple(task for text in texts for task in _tasks(json.loads(text))))


# The digests of the files that this process has read, by their paths.
_FIRST_READ: t.Final[dict[str, str]] = {}


def read(path: str) -> PlanFile:
    """The plan file. A file that has not changed is read once in a process. Raises C(PlanFileError).

    A file that has another plan than before is refused: the run would carry out one that was not approved for it.
    """
    try:
        found = pathlib.Path(path).stat()
        file = _read(path, (found.st_ino, found.st_size, found.st_mtime_ns))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise PlanFileError(f"cannot read {path}: {reason}") from None
    first = _FIRST_READ.setdefault(path, file.digest)
    if file.digest != first:
        raise PlanFileError(
            f"{path} was replaced during the run: its digest is {file.digest}, and was {first} when the run began."
            " Run again with the plan that was approved"
        )
    return file


@functools.lru_cache(maxsize=1)
def _read(path: str, _identity: tuple[int, ...]) -> PlanFile:
    return parse(pathlib.Path(path).read_text(encoding="utf-8"), path)


def parse(text: str, name: str) -> PlanFile:
    """The plan file with this text. Raises C(PlanFileError)."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise PlanFileError(f"{name} is not a plan file: not valid JSON ({error})") from None
    if not isinstance(content, dict) or content.get("plan") != KIND:
        raise PlanFileError(f"{name} is not a plan file: its property plan is not {KIND}")
    version = content.get("version")
    if version != VERSION or isinstance(version, bool):
        raise PlanFileError(f"{name} has version {version!r} of plan files; this release reads version {VERSION}")
    try:
        return _checked(content)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise PlanFileError(f"{name}: {_DAMAGED}") from None


def _checked(content: Json) -> PlanFile:
    """The content, if its digests are right. Raises C(KeyError), C(TypeError), C(ValueError) or C(AttributeError)."""
    accounts: dict[tuple[str, str], tuple[str, ...]] = {}
    for account in content["accounts"]:
        if account["digest"] != digest({key: value for key, value in account.items() if key != "digest"}):
            raise ValueError(account["digest"])
        _tasks(account)
        key = str(account["partition"]), str(account["account_id"])
        accounts[key] = (*accounts.get(key, ()), canonical_text(account))
    if content["digest"] != digest([account["digest"] for account in content["accounts"]]):
        raise ValueError(content["digest"])
    created = datetime.datetime.fromisoformat(content["created"])
    if created.tzinfo is None:
        raise ValueError(content["created"])
    return PlanFile(created, content["digest"], accounts)


def _tasks(account: Json) -> tuple[tuple[PlannedResource, ...], ...]:
    """The resources of each task of an account. Raises C(KeyError), C(TypeError) or C(ValueError)."""
    tasks: dict[int, list[PlannedResource]] = {}
    for resource in account["resources"]:
        tasks.setdefault(resource["task"], []).append(_resource(resource))
    return tuple(map(tuple, tasks.values()))


def _resource(content: Json) -> PlannedResource:
    return PlannedResource(
        type=_text(content["type"]),
        name=_text(content["name"]),
        calls=tuple(map(_call, content["calls"])),
        before=_state(content.get("before")),
        after=_state(content.get("after")),
    )


def _call(content: Json) -> PlannedCall:
    parameters = content["parameters"]
    if not isinstance(parameters, dict):
        raise TypeError(parameters)
    return PlannedCall(_text(content["operation"]), parameters, _text(content["summary"]))


def _state(content: t.Any) -> Json | None:
    if content is None:
        return None
    state = content["state"]
    if not isinstance(state, dict):
        raise TypeError(state)
    return state


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def content_of(
    accounts: t.Iterable[tuple[Json, t.Sequence[t.Sequence[Json]]]],
    *,
    created: str,
    check_mode: bool,
    without_plan: t.Iterable[Json] = (),
) -> dict[str, t.Any]:
    """The content of a plan file. Each account is what identifies it, and the resources of each of its tasks.

    The same plans give the same content, whatever the order in which accounts have finished.
    """
    listed = [_account(identity, tasks) for identity, tasks in accounts]
    listed.sort(key=lambda account: (account["partition"], account["account_id"], account["host"]))
    return {
        "plan": KIND,
        "version": VERSION,
        "created": created,
        "check_mode": check_mode,
        "digest": digest([account["digest"] for account in listed]),
        "accounts": listed,
        "without_plan": sorted(without_plan, key=canonical_text),
    }


def _account(identity: Json, tasks: t.Sequence[t.Sequence[Json]]) -> dict[str, t.Any]:
    resources = [_with_digests(resource, number) for number, task in enumerate(tasks, start=1) for resource in task]
    account = {**identity, "resources": resources}
    return {**account, "digest": digest(account)}


def _with_digests(resource: Json, task: int) -> dict[str, t.Any]:
    """A resource as results have it, with the number of its task and digests of its states and of itself."""
    states = {side: _with_digest(resource[side]) for side in _SIDES & resource.keys()}
    numbered = {**resource, **states, "task": task}
    return {**numbered, "digest": digest(numbered)}


def _with_digest(state: Json | None) -> Json | None:
    return None if state is None else {"digest": digest(state), "state": state}


_SIDES: t.Final = frozenset({"before", "after"})


def now() -> datetime.datetime:
    """The time to date a plan with: that of C(SOURCE_DATE_EPOCH), if the environment sets it, for repeatable files."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdecimal() and len(epoch) <= 10:
        return datetime.datetime.fromtimestamp(int(epoch), datetime.timezone.utc)
    return datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
