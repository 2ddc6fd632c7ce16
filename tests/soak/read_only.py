# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs without permission to write: those that have nothing to change succeed."""

from __future__ import annotations

import typing as t

from .judge import Finding, Wrong, judge_again
from .model import applied
from .scenarios import SCENARIOS, Scenario
from .table import Row
from .world import World

READING: t.Final = frozenset({"iam:Get*", "iam:List*", "sts:AssumeRole", "sts:GetCallerIdentity"})


def measure(world: World, *, only: str | None) -> Row:
    """Every scenario in its final state, with all writes denied."""
    row = Row(
        name="read-only",
        promise="without permission to write, a run that has nothing to change succeeds",
        zeros=(Wrong.UNSTABLE,),
    )
    for scenario in SCENARIOS:
        case = f"read-only:{scenario.name}"
        if only in (None, case):
            row.cases += 1
            row.add(case, _unchanged(world, row, scenario))
    return row


def _unchanged(world: World, row: Row, scenario: Scenario) -> t.Iterator[Finding]:
    [done] = world.fresh(applied(scenario.before(world.account_ids[0]), scenario.task))
    world.sandbox.allow_only(READING)
    [ending] = world.forks.run(world.job(scenario.task, done.id))
    row.add_ending(ending)
    calls = world.sandbox.calls()
    row.calls += len(calls)
    yield from judge_again(done, world.read(done.id), ending)
    refused = [call.operation for call in calls if call.error_code == "AccessDenied"]
    if refused:
        yield Finding(
            wrong=Wrong.UNSTABLE, what=f"it attempted calls that it has no permission for: {', '.join(refused)}"
        )
