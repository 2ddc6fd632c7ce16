# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs killed at every call: the next run converges, and the account was never worse than before or after."""

from __future__ import annotations

import os
import signal
import typing as t
from dataclasses import dataclass, replace

from . import account_store
from .account import Account, Facts
from .judge import Ending, Finding, Wrong, judge_again, judge_change, judge_moment, judge_repair
from .model import applied
from .plays import Play
from .processes import Process
from .scenarios import SCENARIOS, Scenario
from .table import Row
from .world import World

MOMENTS: t.Final = ("before", "after")


@dataclass
class Killer:
    """Inspects the account at each call of a run, and kills its process at one of them."""

    before: Account
    wanted: Facts
    kill: t.Callable[[], object] = lambda: None
    call: int | None = None
    moment: str = ""
    seen: int = 0
    done: bool = False

    def __post_init__(self) -> None:
        self.findings: list[Finding] = []

    def __call__(self, moment: str, _request: t.Any) -> None:
        self.seen += moment == "before"
        now = account_store.read(self.before.id).facts()
        self.findings += judge_moment(self.before.facts(), now, self.wanted)
        if self.seen == self.call and moment == self.moment and not self.done:
            self.done = True
            self.kill()


@dataclass(frozen=True, kw_only=True)
class Case:
    """Which run is killed, when, and whether it is a whole ansible-playbook, C(in_process) or not."""

    scenario: Scenario
    call: int
    moment: str
    way: t.Literal["body", "in-process", "normal-way"] = "body"

    @property
    def name(self) -> str:
        return f"killed:{self.scenario.name}:{self.call}:{self.moment}:{self.way}"


def measure(world: World, *, only: str | None, every: int) -> Row:
    """Every scenario, killed at every call and moment; with C(every) above 1, only every n-th."""
    row = Row(
        name="killed",
        promise="after a run is killed by SIGKILL at any call, the next run completes its work",
        zeros=(Wrong.LOST, Wrong.DUPLICATE, Wrong.UNOWNED, Wrong.UNTOLD, Wrong.UNCLEAR, Wrong.STUCK, Wrong.UNSTABLE,
               Wrong.WIDER),
    )  # fmt: skip
    for number, case in enumerate(_cases(world), start=1):
        if only == case.name or (only is None and number % every == 0):
            row.cases += 1
            row.add(case.name, _killed(world, row, case))
    return row


def _cases(world: World) -> t.Iterator[Case]:
    for scenario in SCENARIOS:
        calls = _calls(world, scenario)
        for call in range(1, calls + 1):
            yield from (Case(scenario=scenario, call=call, moment=moment) for moment in MOMENTS)
        if scenario.name in _WHOLE:
            # In each of them the last call but one is a write.
            yield Case(scenario=scenario, call=calls - 1, moment="after", way="in-process")
            yield Case(scenario=scenario, call=calls - 1, moment="after", way="normal-way")


# Scenarios in which a whole ansible-playbook is killed as well.
_WHOLE: t.Final = ("rotate-versions", "create-role", "update-role", "remove-role", "tutorial")


def _calls(world: World, scenario: Scenario) -> int:
    """How many calls an undisturbed run of the scenario makes."""
    [before] = world.fresh(scenario.before(world.account_ids[0]))
    watcher = Killer(before=before, wanted={})
    with world.sandbox.watching(watcher):
        world.forks.run(world.job(scenario.task, before.id))
    return watcher.seen


def _killed(world: World, row: Row, case: Case) -> list[Finding]:
    [before] = world.fresh(case.scenario.before(world.account_ids[0]))
    wanted = applied(before, case.scenario.task).facts()
    killer = Killer(before=before, wanted=wanted, call=case.call, moment=case.moment)
    with world.sandbox.watching(killer):
        ending = _ending(world, case, before.id, killer)
        left = world.read(before.id)
    row.add_ending(ending)
    findings = [*killer.findings, *judge_change(before.facts(), left.facts(), wanted, complete=False)]
    if not killer.done:
        what = f"it ended before call {case.call}, at which it was to be killed: {ending.message or ending.output}"
        findings.append(Finding(wrong=Wrong.UNCLEAR, what=what))
    if case.moment == "before":
        # Otherwise the next run starts at once, and waits for the killed run that created the role.
        account_store.age(before.id)
    findings += _next(world, row, case.scenario, before, left)
    row.calls += len(world.sandbox.calls())
    return findings


def _ending(world: World, case: Case, account_id: str, killer: Killer) -> Ending:
    """How a run ends under the killer's watch."""
    task = case.scenario.task
    if case.way == "body":
        [pid] = world.forks.start([world.job(task, account_id)])
        killer.kill = lambda: os.kill(pid, signal.SIGKILL)
        [ending] = world.forks.wait()
        return ending
    with world.sandbox._lock:
        process = Process(world, "killed", Play(account_id=account_id, task=task, in_process=case.way == "in-process"))
        killer.kill = process.kill
    return process.wait()


def _next(world: World, row: Row, scenario: Scenario, before: Account, left: Account) -> t.Iterator[Finding]:
    """What is wrong with the next run, which has to converge, and the one after it, which has nothing to change."""
    # An empty instance profile may be anybody's, so the next run spares one that the killed run has emptied.
    wanted = applied(replace(before, profiles=left.profiles), scenario.task).facts()
    job = world.job(scenario.task, before.id)
    watcher = Killer(before=before, wanted=wanted)
    with world.sandbox.watching(watcher):
        [ending] = world.forks.run(job)
    after = world.read(before.id)
    row.add_ending(ending)
    yield from watcher.findings
    yield from judge_repair(left, after, scenario.task, ending)
    if not ending.failed:
        yield from judge_change(before.facts(), after.facts(), wanted, complete=True)
    [ending] = world.forks.run(job)
    row.add_ending(ending)
    yield from judge_again(after, world.read(before.id), ending)
