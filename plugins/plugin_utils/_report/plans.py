# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The plans that the tasks of a run return, and the content of the plan file."""

from __future__ import annotations

import pathlib
import typing as t
from dataclasses import dataclass, field

from ...module_utils._plans import plan_file
from ...module_utils._plans.planned import PLANNING, canonical_text
from .accounts import Account
from .results import TaskEnd
from .states import FAILED, NOT_REACHED, UNREACHABLE
from .values import Json, mapping, mappings, plain

_HIDDEN: t.Final = "hidden"
_MASKED: t.Final = "masked"
# What Ansible puts in the place of a part of a value that is secret, and of a whole one.
_MASKS: t.Final = ("********", "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER")
# What identifies an account in the partitions of AWS.
_IDENTITY: t.Final = ("account_id", "partition")


class RunPlans:
    """The plans so far: by host, the resources of each task, and of each item of a loop."""

    def __init__(self) -> None:
        self._plans: dict[str, list[Json]] = {}
        # The hosts with a task whose plan nobody may read, with the reason.
        self._unreadable: dict[str, str] = {}
        # Whether a task ran that can plan. A run that only reads, such as a search for drift, has no plan to write.
        self.is_asked = False

    def add(self, end: TaskEnd) -> None:
        """Adds what a task has planned."""
        self.is_asked = self.is_asked or end.module in PLANNING
        if end.module not in PLANNING or end.state is not None:
            return
        looped = end.result.get("results")
        for result in looped if isinstance(looped, (list, tuple)) else (end.result,):
            plan = mapping(mapping(result).get("plan"))
            if end.hidden or not plan:
                # A skipped item has planned nothing.
                if not mapping(result).get("skipped"):
                    self._unreadable[end.host] = _HIDDEN
            elif _is_masked(plan):
                self._unreadable.setdefault(end.host, _MASKED)
            else:
                self._plans.setdefault(end.host, []).append(t.cast(Json, plain(plan)))

    def content(self, accounts: t.Iterable[Account], *, created: str, check_mode: bool) -> dict[str, t.Any]:
        """The content of the plan file."""
        planned = []
        without_plan = []
        for account in accounts:
            if (state := self._state_without_plan(account)) is None:
                planned.extend(self._planned(account))
            else:
                listed = {"host": account.host, "account_id": account.identity.account_id, "state": state}
                without_plan.append(listed)
        return plan_file.content_of(planned, created=created, check_mode=check_mode, without_plan=without_plan)

    def _state_without_plan(self, account: Account) -> str | None:
        """Why an account has no plan; C(None) if it has one."""
        if account.state in (FAILED, UNREACHABLE, NOT_REACHED):
            return account.state
        if account.host in self._unreadable:
            return self._unreadable[account.host]
        return None if account.host in self._plans else account.state

    def _planned(self, account: Account) -> list[tuple[Json, list[tuple[Json, ...]]]]:
        """The plans of a host by the account that each task was about, which its credentials decide."""
        tasks: dict[tuple[str, ...], list[tuple[Json, ...]]] = {}
        for plan in self._plans[account.host]:
            identity = tuple(str(plan.get(key)) for key in _IDENTITY)
            tasks.setdefault(identity, []).append(mappings(plan.get("resources")))
        return [({**dict(zip(_IDENTITY, key, strict=True)), "host": account.host}, of) for key, of in tasks.items()]


@dataclass(frozen=True)
class PlanTarget:
    """A file that plans are written to, with the plans of the plays that name it and the hosts of these plays.

    C(is_expected) says that the run asked for it. A setting for all runs is also there in those that only read.
    """

    path: str
    is_expected: bool
    plans: RunPlans = field(default_factory=RunPlans)
    hosts: set[str] = field(default_factory=set)

    def accounts(self, accounts: t.Iterable[Account]) -> list[Account]:
        """Those of the accounts that the plays were about."""
        return [account for account in accounts if account.host in self.hosts]


class PlanTargets:
    """The plan files of a run: each play chooses the one that its plans are written to, or none."""

    def __init__(self) -> None:
        # By the real path: two plays may name the same file in different words.
        self._targets: dict[pathlib.Path, PlanTarget] = {}
        self._approved: set[pathlib.Path] = set()
        self._current: PlanTarget | None = None

    def begin_play(
        self, path: str | None, hosts: t.Iterable[str], *, approved: str | None = None, is_expected: bool = True
    ) -> None:
        """Chooses the file for the tasks to come. C(approved) is the plan that the play carries out."""
        if approved:
            self._approved.add(_real(approved))
        self._current = self._targets.setdefault(_real(path), PlanTarget(path, is_expected)) if path else None
        if self._current:
            self._current.hosts.update(hosts)

    def add(self, end: TaskEnd) -> None:
        """Adds what a task has planned."""
        if self._current:
            self._current.plans.add(end)

    def usable(self) -> list[PlanTarget]:
        """The files to write."""
        found = [target for real, target in self._targets.items() if real not in self._approved]
        return [target for target in found if target.plans.is_asked]

    def problems(self) -> list[str]:
        """Why a file is not written that was asked for."""
        return [
            f"the plan of this run is not written to {target.path}: it would replace the approved plan"
            for real, target in self._targets.items()
            if real in self._approved
        ] + [
            f"no plan was written to {target.path}: no task of this run makes a plan"
            for real, target in self._targets.items()
            if real not in self._approved and target.is_expected and not target.plans.is_asked
        ]


def _real(path: str) -> pathlib.Path:
    return pathlib.Path(path).expanduser().resolve()


def _is_masked(plan: Json) -> bool:
    """Whether a plan has lost a part, for example a name with the text of a secret option in it."""
    text = canonical_text(plain(plan))
    return any(mask in text for mask in _MASKS)
