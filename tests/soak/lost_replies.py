# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lost replies: the operation took effect, but the connection was reset before the answer."""

from __future__ import annotations

import typing as t

from sandbox import Fault, FaultKind

from .judge import Finding, Wrong, judge_again, judge_repair
from .model import applied
from .scenarios import SCENARIOS, Scenario
from .table import Row
from .world import World

_READS: t.Final = ("Get", "List")


def measure(world: World, *, only: str | None, every: int) -> Row:
    """Every scenario, with the reply to each of its writes lost; with C(every) above 1, only every n-th."""
    row = Row(
        name="lost-replies",
        promise="a run that loses the reply to a write succeeds, reports its changes, and creates nothing twice",
        zeros=(Wrong.LOST, Wrong.DUPLICATE, Wrong.UNOWNED, Wrong.UNTOLD, Wrong.UNCLEAR, Wrong.STUCK, Wrong.UNSTABLE),
    )
    number = 0
    for scenario in SCENARIOS:
        for write in range(_writes(world, scenario)):
            number += 1
            case = f"lost-replies:{scenario.name}:{write + 1}"
            if only == case or (only is None and number % every == 0):
                row.cases += 1
                row.add(case, _lost(world, row, scenario, write))
    return row


def _writes(world: World, scenario: Scenario) -> int:
    [before] = world.fresh(scenario.before(world.account_ids[0]))
    world.forks.run(world.job(scenario.task, before.id))
    return len(_written(world))


def _written(world: World) -> list[str]:
    """The writes that were sent to IAM, in order."""
    calls = [call for call in world.sandbox.calls() if call.service == "iam"]
    return [call.operation for call in calls if not call.operation.startswith(_READS)]


def _lost(world: World, row: Row, scenario: Scenario, write: int) -> t.Iterator[Finding]:
    [before] = world.fresh(scenario.before(world.account_ids[0]))
    job = world.job(scenario.task, before.id)
    operations = frozenset(_OPERATIONS)
    fault = Fault(kind=FaultKind.RESET_AFTER, operations=operations, after=write, times=1)
    world.sandbox.add_fault(fault)
    [ending] = world.forks.run(job)
    row.count_faults(world.sandbox.fault_counts())
    world.sandbox.clear_faults()
    after = world.read(before.id)
    row.add_ending(ending)
    # The run must not fail, because the fault is transient.
    yield from judge_repair(before, after, scenario.task, ending)
    [ending] = world.forks.run(job)
    row.add_ending(ending)
    yield from judge_again(after, world.read(before.id), ending)
    row.calls += len(world.sandbox.calls())
    if applied(before, scenario.task).facts() == before.facts():
        yield Finding(wrong=Wrong.UNCLEAR, what="an error in the soak itself: the scenario changes nothing")


# Everything that a plan may consist of.
_OPERATIONS: t.Final = (
    "AddRoleToInstanceProfile",
    "AttachRolePolicy",
    "CreateInstanceProfile",
    "CreatePolicy",
    "CreatePolicyVersion",
    "CreateRole",
    "DeleteInstanceProfile",
    "DeletePolicy",
    "DeletePolicyVersion",
    "DeleteRole",
    "DeleteRolePermissionsBoundary",
    "DeleteRolePolicy",
    "DetachGroupPolicy",
    "DetachRolePolicy",
    "DetachUserPolicy",
    "PutRolePermissionsBoundary",
    "PutRolePolicy",
    "RemoveRoleFromInstanceProfile",
    "SetDefaultPolicyVersion",
    "TagPolicy",
    "TagRole",
    "UntagPolicy",
    "UntagRole",
    "UpdateAssumeRolePolicy",
    "UpdateRole",
)
