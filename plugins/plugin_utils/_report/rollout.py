# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report of a rollout, collected from the events of a callback. Times are seconds of any one clock."""

from __future__ import annotations

import collections
import typing as t
from dataclasses import replace

from . import drift, kinds
from .access import ACCESS_VERDICTS
from .accounts import Account, HostStats
from .distinct import distinct_changes
from .results import DRIFT_MODULE, RESOURCE_MODULES, TaskEnd, read
from .reviews import by_document
from .states import ACCOUNT_STATES, RESOURCE_STATES
from .values import Json
from .waves import Play, Progress, RunningPlay

VERSION: t.Final = 1


class Rollout:
    """The report so far.

    The hosts of a play count as accounts if a task of this collection runs in the play, or if the play says so.
    """

    def __init__(self) -> None:
        self._plays: list[RunningPlay] = []
        self._accounts: dict[str, Account] = {}
        self._running: dict[str, float] = {}
        self._looks_for_drift = False
        self._item_states: dict[str, list[str | None]] = collections.defaultdict(list)

    @property
    def accounts(self) -> t.Collection[Account]:
        """The accounts of all plays, in the inventory's order."""
        hosts = dict.fromkeys(host for play in self._plays if play.of_accounts for host in play.play.hosts)
        return [self._account(host) for host in hosts]

    @property
    def play(self) -> RunningPlay | None:
        """The running play."""
        return self._plays[-1] if self._plays else None

    def start_wave(self, play: Play, batch: t.Sequence[str], *, at: float) -> None:
        """A play starts, or the next wave of the running play."""
        running = self.play
        if running is not None and running.is_continued_by(play, batch):
            running.end_wave()
        else:
            if running is not None:
                running.end()
            running = RunningPlay(play)
            self._plays.append(running)
            for account in self._accounts.values():
                if account.fatal and account.host in play.hosts:
                    running.fail(account.host)
        running.start_wave(batch, at=at)
        self._item_states.clear()
        for host in batch:
            self._account(host).wave = len(running.waves)

    def start_task(self, host: str, *, at: float) -> None:
        self._running[host] = at

    @property
    def has_reached(self) -> bool:
        """Whether any task has ended for any account."""
        return any(play.has_reached for play in self._plays if play.of_accounts)

    def reach(self, host: str) -> None:
        """A task ended, whichever it is."""
        if self.play is not None:
            self.play.reach(host)

    def end_item(self, host: str, state: str | None) -> None:
        """An item of a task's loop ended."""
        self._item_states[host].append(state)

    def end_task(self, end: TaskEnd, *, secrets: t.Collection[str] = (), at: float) -> bool:
        """A task of this collection ended, or any other task failed. Returns whether the progress may have changed."""
        self.reach(end.host)
        account = self._account(end.host)
        if states := self._item_states.pop(end.host, None):
            end = replace(end, item_states=tuple(states))
        if end.module:
            account.seconds += at - self._running.pop(end.host, at)
            account.add(read(end).without(secrets))
        self._looks_for_drift |= end.module == DRIFT_MODULE
        if end.has_failed:
            account.fail_task(end, secrets)
        # An account that fails because it has drifted was read: its state is what was found.
        has_failed = end.has_failed and not end.is_about_drift
        if self.play is None:
            return False
        self.play.of_accounts |= end.module is not None
        if has_failed and not end.ignored:
            return self.play.fail(end.host)
        if not end.module:
            return False
        task = end.key if end.module in RESOURCE_MODULES else None
        return self.play.report(end.host, task, changed=account.has_changed)

    def stop_wave(self) -> None:
        """Too many accounts failed: the running play stops after this wave."""
        if self.play is not None:
            self.play.stop()

    def end(self, stats: t.Mapping[str, HostStats]) -> None:
        """The playbook ended."""
        if self.play is not None:
            self.play.end()
        for host, account in self._accounts.items():
            account.settle(stats.get(host, HostStats()))

    def interrupt(self) -> None:
        """The run was interrupted: failures so far count as not handled."""
        self.stop_wave()

    def progress(self, *, at: float) -> Progress | None:
        return self.play.progress(at=at) if self.play is not None and self.play.of_accounts else None

    def columns(self) -> list[tuple[str, str]]:
        """Type and name of every resource of any account, in the order of the first account that has it."""
        return list(dict.fromkeys(key for account in self.accounts for key in account.resources))

    def to_json(self, run: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
        """The report as its schema describes it; C(run) has the properties of the run as a whole."""
        columns = self.columns()
        accounts = [account.to_json() for account in self.accounts]
        review = by_document(account.review for account in self.accounts)
        return {
            "report": "leastpriv.aws.rollout_report",
            "version": VERSION,
            **run,
            "waves": [wave for play in self._plays if play.of_accounts for wave in play.waves_to_json()],
            "totals": {**_totals(accounts), **self._drift(accounts)},
            "resources": [{"type": kind, "name": name} for kind, name in columns],
            "distinct_changes": distinct_changes(accounts),
            **({"review": review} if review else {}),
            "accounts": accounts,
        }

    def _drift(self, accounts: t.Iterable[Json]) -> dict[str, t.Any]:
        """The number of accounts with each verdict about drift, if a task looked for it."""
        return {"drift": _count(drift.VERDICTS, map(drift.verdict, accounts))} if self._looks_for_drift else {}

    def _account(self, host: str) -> Account:
        if host not in self._accounts:
            self._accounts[host] = Account(host=host)
        return self._accounts[host]


def _totals(accounts: t.Sequence[Json]) -> dict[str, t.Any]:
    """The number of accounts and of resources in each state, of changes and of verdicts about access."""
    resources = [resource for account in accounts for resource in account["resources"]]
    totals: dict[str, t.Any] = {
        "accounts": _count(ACCOUNT_STATES, (account["state"] for account in accounts)),
        "resources": _count(RESOURCE_STATES, (resource["state"] for resource in resources)),
        "changes": kinds.count(resources),
    }
    of_resources = [resource["access"]["verdict"] for resource in resources if "access" in resource]
    if not of_resources:
        return totals
    of_accounts = (account["access"] for account in accounts if "access" in account)
    found = {"accounts": _count(ACCESS_VERDICTS, of_accounts), "resources": _count(ACCESS_VERDICTS, of_resources)}
    return {**totals, "access": found}


def _count(known: t.Sequence[str], found: t.Iterable[str]) -> dict[str, int]:
    counted = collections.Counter(found)
    return {name: counted[name] for name in known}
