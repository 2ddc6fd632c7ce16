# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs killed at every call: the next one converges, and at no moment was anything worse than before or after."""

from __future__ import annotations

import os
import signal
import typing as t
from dataclasses import dataclass

from . import account_store
from .account import Account, Facts
from .judge import Finding, Wrong, judge_again, judge_change, judge_moment, judge_repair
from .model import applied
from .scenarios import SCENARIOS, Scenario
from .table import Row
from .world import World

MOMENTS: t.Final = ("before", "after")


@dataclass
class Killer:
    """Looks at an account at each call of a run, and kills its process at one of them."""

    before: Account
    wanted: Facts
    kill: t.Callable[[], object]
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


def measure(world: World, *, only: str | None, every: int) -> Row:
    """Every scenario, killed at every call and moment; C(every) further than 1 takes some of them only."""
    row = Row(
        name="killed",
        promise="a run killed by SIGKILL at any call leaves what the next run brings to its end",
        zeros=(Wrong.LOST, Wrong.DUPLICATE, Wrong.UNOWNED, Wrong.UNTOLD, Wrong.UNCLEAR, Wrong.STUCK, Wrong.UNSTABLE,
               Wrong.WIDER),
    )  # fmt: skip
    number = 0
    for scenario in SCENARIOS:
        calls = _calls(world, scenario)
        for call in range(1, calls + 1):
            for moment in MOMENTS:
                case = f"killed:{scenario.name}:{call}:{moment}"
                number += 1
                if only == case or (only is None and number % every == 0):
                    row.cases += 1
                    row.add(case, _killed(world, row, scenario, call, moment))
    return row


def _calls(world: World, scenario: Scenario) -> int:
    """How many calls a run of the scenario makes when nobody disturbs it."""
    [before] = world.fresh(scenario.before(world.account_ids[0]))
    watcher = Killer(before=before, wanted={}, kill=lambda: None)
    with world.sandbox.watching(watcher):
        world.forks.run(world.job(scenario.task, before.id))
    return watcher.seen


def _killed(world: World, row: Row, scenario: Scenario, call: int, moment: str) -> list[Finding]:
    [before] = world.fresh(scenario.before(world.account_ids[0]))
    wanted = applied(before, scenario.task).facts()
    job = world.job(scenario.task, before.id)
    [pid] = world.forks.start([job])
    killer = Killer(before=before, wanted=wanted, kill=lambda: os.kill(pid, signal.SIGKILL), call=call, moment=moment)
    with world.sandbox.watching(killer):
        [ending] = world.forks.wait()
        left = world.read(before.id)
    row.add_ending(ending)
    findings = [*killer.findings, *judge_change(before.facts(), left.facts(), wanted, complete=False)]
    if not killer.done:
        findings.append(Finding(wrong=Wrong.UNCLEAR, what=f"it ended before call {call}: {ending}"))
    findings += _next(world, row, scenario, before, left)
    row.calls += len(world.sandbox.calls())
    return findings


def _next(world: World, row: Row, scenario: Scenario, before: Account, left: Account) -> t.Iterator[Finding]:
    """What is wrong with the next run, which has to converge, and with the one after it, which has nothing to do."""
    wanted = applied(before, scenario.task).facts()
    job = world.job(scenario.task, before.id)
    watcher = Killer(before=before, wanted=wanted, kill=lambda: None)
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
