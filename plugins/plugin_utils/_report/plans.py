# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The plans that the tasks of a run return, and the content of the plan file."""

from __future__ import annotations

import typing as t

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


def _is_masked(plan: Json) -> bool:
    """Whether a plan has lost a part, for example a name with the text of a secret option in it."""
    text = canonical_text(plain(plan))
    return any(mask in text for mask in _MASKS)
