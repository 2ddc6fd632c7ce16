# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What callbacks receive while a rollout runs becomes a report. Times are seconds of any one clock."""

from __future__ import annotations

import collections
import typing as t
from dataclasses import asdict, dataclass, field, replace

from .results import (
    ACCOUNT_STATES,
    CHANGED,
    COUNTING,
    FAILED,
    HIDDEN,
    NOT_REACHED,
    RESOURCE_STATES,
    SKIPPED,
    UNCHANGED,
    UNREACHABLE,
    WOULD_CHANGE,
    Resource,
    TaskEnd,
    TaskOutcome,
    conceal,
    read,
    text,
)
from .waves import Play, Progress, RunningPlay

VERSION: t.Final = 1
IGNORED: t.Final = "ignored"
RESCUED: t.Final = "rescued"


@dataclass(frozen=True, kw_only=True)
class Failure:
    """A task that failed, or a host that was not reached. C(handled) says what kept that from ending the account."""

    task: str
    message: str
    unreachable: bool = False
    handled: str | None = None
    code: str | None = None
    operation: str | None = None

    @property
    def first_line(self) -> str:
        return next(iter(self.message.splitlines()), "")


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What the inventory knows of an account."""

    account_id: str | None = None
    name: str | None = None
    ou: str | None = None


@dataclass(frozen=True, kw_only=True)
class HostStats:
    """Ansible's own count for a host, at the end: failures and unreachable are of those that nothing handled."""

    failures: int = 0
    unreachable: int = 0
    rescued: int = 0


@dataclass(kw_only=True)
class Account:
    """An account so far."""

    host: str
    identity: Identity = Identity()
    wave: int | None = None
    seconds: float = 0.0
    resources: dict[tuple[str, str], Resource] = field(default_factory=dict)
    states: set[str] = field(default_factory=set)
    failures: list[Failure] = field(default_factory=list)

    @property
    def fatal(self) -> Failure | None:
        """What ended the account."""
        return next((failure for failure in reversed(self.failures) if failure.handled is None), None)

    @property
    def state(self) -> str:
        if self.fatal:
            return UNREACHABLE if self.fatal.unreachable else FAILED
        seen = self._seen
        if FAILED in seen:  # and handled
            seen.add(UNCHANGED)
        return next((each for each in (CHANGED, WOULD_CHANGE, UNCHANGED, SKIPPED) if each in seen), NOT_REACHED)

    @property
    def has_changed(self) -> bool:
        return not self._seen.isdisjoint((CHANGED, WOULD_CHANGE))

    @property
    def _seen(self) -> set[str]:
        return self.states | {resource.state for resource in self.resources.values()}

    def take(self, outcome: TaskOutcome) -> None:
        self.states.update(outcome.states)
        for resource in outcome.resources:
            earlier = self.resources.get(resource.key)
            self.resources[resource.key] = earlier.followed_by(resource) if earlier else resource

    def settle(self, stats: HostStats) -> None:
        """Learn from Ansible's count which failures were rescued: the earlier ones, since the last one ends a host."""
        open_ones = [index for index, each in enumerate(self.failures) if each.handled is None and not each.unreachable]
        known = sum(each.handled == RESCUED for each in self.failures)
        rescued = open_ones[: stats.rescued - known] if stats.failures else open_ones
        ignored = [
            index
            for index, each in enumerate(self.failures)
            if each.unreachable and each.handled is None and not stats.unreachable
        ]
        for indices, handled in ((rescued, RESCUED), (ignored, IGNORED)):
            for index in indices:
                self.failures[index] = replace(self.failures[index], handled=handled)

    def to_json(self, columns: t.Iterable[tuple[str, str]]) -> dict[str, t.Any]:
        missing = [key for key in columns if key not in self.resources]
        resources = [
            *self.resources.values(),
            *(Resource(type=key[0], name=key[1], state=NOT_REACHED) for key in missing),
        ]
        return {
            "host": self.host,
            **asdict(self.identity),
            "state": self.state,
            "wave": self.wave,
            "seconds": round(self.seconds, 3),
            "failures": [asdict(failure) for failure in self.failures],
            "resources": [resource.to_json() for resource in resources],
        }


class Rollout:
    """The report so far. Hosts become accounts when a task of this collection, or a play for accounts, reaches them."""

    def __init__(self) -> None:
        self._plays: list[RunningPlay] = []
        self._accounts: dict[str, Account] = {}
        self._running: dict[str, float] = {}

    @property
    def accounts(self) -> t.Collection[Account]:
        """The accounts of the plays that are about accounts, in the inventory's order."""
        hosts = dict.fromkeys(host for play in self._plays if play.of_accounts for host in play.play.hosts)
        return [self._account(host) for host in hosts]

    @property
    def play(self) -> RunningPlay | None:
        """The play that runs."""
        return self._plays[-1] if self._plays else None

    def start_wave(self, play: Play, batch: t.Sequence[str], *, at: float) -> None:
        """A play starts, or the next wave of the one that runs."""
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
        for host in batch:
            self._account(host).wave = len(running.waves)

    def start_task(self, host: str, *, at: float) -> None:
        self._running[host] = at

    def end_task(self, end: TaskEnd, *, secrets: t.Collection[str] = (), at: float) -> bool:
        """A task of this collection has ended, or any other has failed. Says whether there is progress to show."""
        account = self._account(end.host)
        if end.module:
            account.seconds += at - self._running.pop(end.host, at)
            account.take(read(end).without(secrets))
        if end.has_failed:
            account.failures.append(failure_of(end, secrets))
        if self.play is None:
            return False
        self.play.of_accounts |= end.module is not None
        if end.has_failed and not end.ignored:
            return self.play.fail(end.host)
        if not end.module:
            return False
        task = end.key if end.module in COUNTING else None
        return self.play.report(end.host, task, changed=account.has_changed)

    def stop_wave(self) -> None:
        """Too many accounts have failed for the rest of the play."""
        if self.play is not None:
            self.play.stop()

    def end(self, stats: t.Mapping[str, HostStats]) -> None:
        """The playbook has ended."""
        if self.play is not None:
            self.play.end()
        for host, account in self._accounts.items():
            account.settle(stats.get(host, HostStats()))

    def interrupt(self) -> None:
        """The playbook has not come to its end: what failed so far counts as failed."""
        self.stop_wave()

    def progress(self, *, at: float) -> Progress | None:
        return self.play.progress(at=at) if self.play is not None and self.play.of_accounts else None

    def columns(self) -> list[tuple[str, str]]:
        """Type and name of every resource of any account, in the order of the first account that has it."""
        return list(dict.fromkeys(key for account in self.accounts for key in account.resources))

    def to_json(self, run: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
        """The report as its schema describes it; C(run) is what it says of the run as a whole."""
        columns = self.columns()
        accounts = [account.to_json(columns if self._is_cut_short(account) else ()) for account in self.accounts]
        return {
            "report": "leastpriv.aws.rollout_report",
            "version": VERSION,
            **run,
            "waves": [wave for play in self._plays if play.of_accounts for wave in play.waves_to_json()],
            "totals": {
                "accounts": _count(ACCOUNT_STATES, accounts),
                "resources": _count(RESOURCE_STATES, [each for account in accounts for each in account["resources"]]),
            },
            "resources": [{"type": kind, "name": name} for kind, name in columns],
            "accounts": accounts,
        }

    def _is_cut_short(self, account: Account) -> bool:
        """Whether there may be resources of the account that its run has not come to."""
        if account.state in (FAILED, UNREACHABLE, NOT_REACHED):
            return True
        return any(play.left_out(account.host) for play in self._plays if play.of_accounts)

    def _account(self, host: str) -> Account:
        if host not in self._accounts:
            self._accounts[host] = Account(host=host)
        return self._accounts[host]


def failure_of(end: TaskEnd, secrets: t.Iterable[str]) -> Failure:
    """The failure of a task, without values that are known to be secret."""
    failure = Failure(
        task=end.task,
        message=HIDDEN,
        unreachable=end.state == UNREACHABLE,
        handled=IGNORED if end.ignored else None,
    )
    if end.hidden:
        return failure
    failed = [each for each in _items(end.result) if each.get("failed") or each.get("unreachable")] or [end.result]
    message = "\n".join(dict.fromkeys(filter(None, (text(each.get("msg")) for each in failed))))
    error = failed[0].get("error")
    error = error if isinstance(error, t.Mapping) else {}
    return replace(
        failure,
        message=conceal(message or "the task failed without a message", secrets),
        code=text(error.get("code")) or None,
        operation=text(error.get("operation")) or None,
    )


def _items(result: t.Mapping[str, t.Any]) -> list[t.Mapping[str, t.Any]]:
    items = result.get("results")
    return [each for each in items if isinstance(each, t.Mapping)] if isinstance(items, (list, tuple)) else []


def _count(states: t.Sequence[str], entries: t.Sequence[t.Mapping[str, t.Any]]) -> dict[str, int]:
    counted = collections.Counter(entry["state"] for entry in entries)
    return {state: counted[state] for state in states}
