# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many accounts at once on one endpoint that throttles: all of them finish."""

from __future__ import annotations

import typing as t

from sandbox import Fault, FaultKind

from . import plays
from .judge import Wrong, judge_again, judge_repair
from .model import Task
from .plays import Play
from .scenarios import TUTORIAL, empty
from .table import Row
from .world import World

_FORKS: t.Final = 20
_RATE: t.Final = 0.3
# The option's default. All other tasks of the soak give up earlier.
_WAIT: t.Final = 120

_TASK: t.Final = Task(
    module=TUTORIAL.module,
    options={key: [{**entry, "wait_timeout": _WAIT} for entry in entries] for key, entries in TUTORIAL.options.items()},
)


def measure(world: World, *, accounts: int) -> Row:
    """The tutorial on all accounts while IAM and STS throttle, then again without faults and with nothing to change."""
    row = Row(
        name="throttled",
        promise=f"{accounts} accounts at once finish at an endpoint that throttles {_RATE:.0%} of all calls",
        zeros=(Wrong.LOST, Wrong.DUPLICATE, Wrong.UNOWNED, Wrong.UNTOLD, Wrong.UNCLEAR, Wrong.STUCK, Wrong.UNSTABLE),
    )
    befores = world.fresh(*(empty(account_id) for account_id in world.account_ids[:accounts]))
    for service in ("iam", "sts"):
        world.sandbox.add_fault(Fault(kind=FaultKind.THROTTLING, service=service, rate=_RATE))
    tasks = [Play(account_id=before.id, task=_TASK) for before in befores]
    first = plays.run(world, tasks, forks=_FORKS)
    row.count_faults(world.sandbox.fault_counts())
    world.sandbox.clear_faults()
    afters = [world.read(before.id) for before in befores]
    second = plays.run(world, tasks, forks=_FORKS)
    row.calls = len(world.sandbox.calls())
    row.cases = accounts
    for ending in (*first, *second):
        row.add_ending(ending)
    for before, after, once, again in zip(befores, afters, first, second, strict=True):
        case = f"throttled:{before.id}"
        row.add(case, judge_repair(before, after, _TASK, once))
        row.add(case, judge_again(after, world.read(before.id), again))
    return row
