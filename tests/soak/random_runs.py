# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Random runs: random states, tasks and faults, in process and the normal way."""

from __future__ import annotations

import itertools
import random
import typing as t
from dataclasses import dataclass, replace

from sandbox import Fault, FaultKind

from . import draw, plays
from .account import Account
from .judge import Ending, Finding, Wrong, judge_again, judge_change, judge_repair, judge_run
from .model import Task, applied
from .plays import Play
from .table import Row
from .world import World

# Runs that share a playbook, each in its own account.
BATCH: t.Final = 200
# Runs mostly wait.
_FORKS: t.Final = 100
# One of this many runs is the normal way, which costs most of a second.
_NORMAL_WAY: t.Final = 8

_MOST: t.Final = 0.3
# By how many seconds replies are delayed, and reads may be out of date.
_SLOW: t.Final = 0.2
_STALE: t.Final = 1.0


@dataclass(frozen=True, kw_only=True)
class Case:
    """One run: the state before, the desired state, and the faults in between."""

    number: int
    before: Account
    task: Task
    faults: tuple[Fault, ...]
    in_process: bool

    @property
    def name(self) -> str:
        return f"random:{self.number}"

    @property
    def play(self) -> Play:
        return Play(account_id=self.before.id, task=self.task, in_process=self.in_process)


def measure(world: World, *, seed: int, only: str | None, runs: int) -> Row:
    """Random runs, each followed by one without faults, which converges, and one that has nothing to change."""
    row = Row(
        name="random",
        promise="a run under faults converges or fails clearly, and the next run without faults converges",
        zeros=(Wrong.LOST, Wrong.DUPLICATE, Wrong.UNOWNED, Wrong.UNTOLD, Wrong.UNCLEAR, Wrong.STUCK, Wrong.UNSTABLE),
    )
    cases = [case for number in range(runs) if only in (None, (case := _case(world, seed, number)).name)]
    for batch, members in itertools.groupby(cases, lambda case: case.number // BATCH):
        _measure(world, row, f"{seed}{batch:03}", list(members))
    return row


def _case(world: World, seed: int, number: int) -> Case:
    chance = draw.chance_of(seed, f"random:{number}")
    before = draw.account(chance, world.account_ids[number % BATCH])
    return Case(
        number=number,
        before=before,
        task=draw.task(chance, before),
        faults=_faults(chance, before.id),
        in_process=number % _NORMAL_WAY != 0,
    )


def _faults(chance: random.Random, account_id: str) -> tuple[Fault, ...]:
    """One to four kinds of fault, each with its own rate."""
    kinds = chance.sample(list(FaultKind), chance.randint(1, 4))
    return tuple(_fault(chance, kind, frozenset({account_id})) for kind in kinds)


def _fault(chance: random.Random, kind: FaultKind, accounts: frozenset[str]) -> Fault:
    rate = chance.uniform(0.02, _MOST)
    if kind in (FaultKind.EXPIRED, FaultKind.DENIED):
        # It happens once, is permanent, and may come at any call.
        return Fault(kind=kind, accounts=accounts, after=chance.randrange(12), times=1)
    if kind is FaultKind.STALE_READ:
        return Fault(kind=kind, accounts=accounts, rate=rate, seconds=_STALE)
    if kind in (FaultKind.SLOW_BEFORE, FaultKind.SLOW_AFTER):
        return Fault(kind=kind, accounts=accounts, rate=rate, seconds=_SLOW)
    return Fault(kind=kind, accounts=accounts, rate=rate)


def _measure(world: World, row: Row, seed: str, cases: list[Case]) -> None:
    """A batch: the runs under faults, those that repair the outcome, and those that have nothing to change."""
    befores = world.fresh(*(case.before for case in cases))
    world.sandbox.seed_faults(int(seed))
    for case in cases:
        for fault in case.faults:
            world.sandbox.add_fault(fault)
    faulted = _played(world, row, cases)
    row.count_faults(world.sandbox.fault_counts())
    world.sandbox.clear_faults()
    lefts = [world.read(case.before.id) for case in cases]
    # Without faults the normal way makes no difference.
    in_process = [replace(case, in_process=True) for case in cases]
    repaired = _played(world, row, in_process)
    afters = [world.read(case.before.id) for case in cases]
    again = _played(world, row, in_process)
    row.calls += len(world.sandbox.calls())
    row.cases += len(cases)
    for case, before, left, after, endings in zip(
        cases, befores, lefts, afters, zip(faulted, repaired, again, strict=True), strict=True
    ):
        row.add(case.name, _judged(case, (before, left, after, world.read(before.id)), endings))


def _played(world: World, row: Row, cases: list[Case]) -> list[Ending]:
    endings = plays.run(world, [case.play for case in cases], forks=_FORKS)
    for ending in endings:
        row.add_ending(ending)
    return endings


def _judged(
    case: Case, states: tuple[Account, Account, Account, Account], endings: tuple[Ending, Ending, Ending]
) -> t.Iterator[Finding]:
    before, left, after, last = states
    faulted, repaired, again = endings
    yield from judge_run(before, left, case.task, faulted)
    yield from judge_repair(left, after, case.task, repaired)
    if not repaired.failed:
        yield from judge_change(before.facts(), after.facts(), applied(before, case.task).facts(), complete=True)
    yield from judge_again(after, last, again)
