# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The plans that the tasks of a run return, and the content of the plan file."""

from __future__ import annotations

import typing as t

from ...module_utils._plans import plan_file
from ...module_utils._plans.planned import PLANNING
from .accounts import Account
from .results import TaskEnd
from .states import FAILED, NOT_REACHED, UNREACHABLE
from .values import Json, mapping, mappings, plain

_HIDDEN: t.Final = "hidden"


class RunPlans:
    """The plans so far: by host, the resources of each task, and of each item of a loop."""

    def __init__(self) -> None:
        self._plans: dict[str, list[Json]] = {}
        self._hidden: set[str] = set()
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
                    self._hidden.add(end.host)
            else:
                self._plans.setdefault(end.host, []).append(t.cast(Json, plain(plan)))

    def content(self, accounts: t.Iterable[Account], *, created: str, check_mode: bool) -> dict[str, t.Any]:
        """The content of the plan file."""
        planned = []
        without_plan = []
        for account in accounts:
            if (state := self._state_without_plan(account)) is None:
                planned.append(self._planned(account))
            else:
                listed = {"host": account.host, "account_id": account.identity.account_id, "state": state}
                without_plan.append(listed)
        return plan_file.content_of(planned, created=created, check_mode=check_mode, without_plan=without_plan)

    def _state_without_plan(self, account: Account) -> str | None:
        """Why an account has no plan; C(None) if it has one."""
        if account.state in (FAILED, UNREACHABLE, NOT_REACHED):
            return account.state
        if account.host in self._hidden:
            return _HIDDEN
        return None if account.host in self._plans else account.state

    def _planned(self, account: Account) -> tuple[Json, list[tuple[Json, ...]]]:
        plans = self._plans[account.host]
        identity = {**{key: plans[0].get(key) for key in ("account_id", "partition")}, "host": account.host}
        return identity, [mappings(plan.get("resources")) for plan in plans]
