# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Concurrent runs on one account: one desired state wins completely, and the next run reports the truth."""

from __future__ import annotations

import random
import typing as t
from dataclasses import dataclass, replace

from sandbox import Fault, FaultKind

from .account import Account
from .draw import READ_ONLY, chance_of, document, trust
from .judge import Ending, Finding, Wrong, judge_again, judge_contention, judge_failure, judge_repair
from .model import Task
from .plays import Play
from .processes import Process
from .scenarios import TUTORIAL, empty, full
from .table import Row
from .world import World

# Half of the calls are delayed by this many seconds, so that runs overtake each other.
_SLOW: t.Final = 0.02


@dataclass(frozen=True, kw_only=True)
class Contest:
    """What an account holds, and the tasks, one for each run."""

    name: str
    before: t.Callable[[str], Account]
    tasks: tuple[Task, ...]


def _policy(number: int) -> Task:
    """A policy with every option that a task can give it, different for each number."""
    options = {"policy": document(10 + number), "only_version": True, "tags": {"Team": f"{number}", f"T{number}": "x"}}
    return Task(module="iam_managed_policy", options={"name": "Reader", **options})


def _role(number: int) -> Task:
    """A role with every option that a task can give it, different for each number."""
    boundary = ("", "arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/Boundary")[number % 2]
    return Task(
        module="iam_role",
        options={
            "name": "App",
            "assume_role_policy_document": trust(number),
            "description": f"Runs {number}",
            "max_session_duration": 3600 * (1 + number),
            "managed_policies": [("Reader", "Writer", READ_ONLY)[(number + index) % 3] for index in range(2)],
            "inline_policies": {"Logs": document(10 + number), f"Own{number}": document(20 + number)},
            "tags": {"Team": f"{number}", f"T{number}": "x"},
            "boundary": boundary,
        },
    )


def _both(number: int) -> Task:
    """A policy and a role in one task."""
    return Task(
        module="iam_baseline", options={"policies": [_policy(number).options], "roles": [_role(number).options]}
    )


_NO_POLICY: t.Final = Task(module="iam_managed_policy", options={"name": "Reader", "state": "absent"})
_NO_ROLE: t.Final = Task(module="iam_role", options={"name": "App", "state": "absent"})


def _unused(account_id: str) -> Account:
    """A full account whose policies and roles have yet to be created."""
    account = full(account_id)
    policies = {name: policy for name, policy in account.policies.items() if name != "Reader"}
    return replace(account, policies=policies, roles={}, profiles={}, users={}, groups={})


def _without_role(account_id: str) -> Account:
    return replace(full(account_id), roles={}, profiles={})


def _contests(name: str, make: t.Callable[[int], Task], *befores: t.Callable[[str], Account]) -> list[Contest]:
    """Two and four runs with the same desired state, and with a different one each."""
    return [
        Contest(
            name=f"{name}-{before.__name__.strip('_')}-{count}-{'same' if same else 'different'}",
            before=before,
            tasks=tuple(make(0 if same else number) for number in range(count)),
        )
        for before in befores
        for count in (2, 4)
        for same in (True, False)
    ]


CONTESTS: t.Final = (
    *_contests("policy", _policy, full, _unused),
    *_contests("role", _role, full, _without_role),
    *_contests("baseline", _both, full),
    *_contests("tutorial", lambda _number: TUTORIAL, empty)[::2],
    Contest(name="policy-against-none", before=full, tasks=(_policy(0), _NO_POLICY)),
    Contest(name="policies-against-none", before=_unused, tasks=(_policy(0), _policy(1), _NO_POLICY, _NO_POLICY)),
    Contest(name="role-against-none", before=full, tasks=(_role(0), _NO_ROLE)),
    Contest(name="roles-against-none", before=full, tasks=(_role(0), _role(1), _NO_ROLE, _NO_ROLE)),
    Contest(name="no-policy", before=full, tasks=(_NO_POLICY,) * 4),
    Contest(name="no-role", before=full, tasks=(_NO_ROLE,) * 4),
)


# Contests that are also held between whole runs of ansible-playbook, in the first round.
WHOLE: t.Final = ("policy-full-2-different", "role-full-4-different", "tutorial-empty-2-same", "role-against-none")


def measure(world: World, *, seed: int, only: str | None, rounds: int, every: int) -> Row:
    """Every contest, several times, since no two go alike; with C(every) above 1, only every n-th."""
    row = Row(
        name="contention",
        promise="of two and four concurrent runs on an account one wins completely, and the next run reports the truth",
        zeros=(Wrong.LOST, Wrong.DUPLICATE, Wrong.UNOWNED, Wrong.UNTOLD, Wrong.UNCLEAR, Wrong.STUCK, Wrong.UNSTABLE,
               Wrong.MIXED),
    )  # fmt: skip
    cases = [(contest, f"{number}") for number in range(rounds) for contest in CONTESTS]
    cases += [(contest, "whole") for contest in CONTESTS if contest.name in WHOLE]
    for position, (contest, number) in enumerate(cases):
        case = f"contention:{contest.name}:{number}"
        if only == case or (only is None and position % every == 0):
            row.cases += 1
            row.add(case, _contested(world, row, contest, chance_of(seed, case), whole=number == "whole"))
    return row


def _contested(world: World, row: Row, contest: Contest, chance: random.Random, *, whole: bool) -> t.Iterator[Finding]:
    [before] = world.fresh(contest.before(world.account_ids[0]))
    world.sandbox.seed_faults(chance.randrange(1_000_000))
    world.sandbox.add_fault(Fault(kind=FaultKind.SLOW_BEFORE, rate=0.5, seconds=_SLOW))
    endings = _at_once(world, contest, before.id, whole=whole)
    row.count_faults(world.sandbox.fault_counts())
    world.sandbox.clear_faults()
    after = world.read(before.id)
    for task, ending in zip(contest.tasks, endings, strict=True):
        row.add_ending(ending)
        if ending.failed:
            yield from judge_failure(task, before, ending)
    yield from _judged(before, after, contest, endings)
    yield from _further(world, row, contest, after)
    row.calls += len(world.sandbox.calls())


def _at_once(world: World, contest: Contest, account_id: str, *, whole: bool) -> list[Ending]:
    """Start runs at the same moment, and return how they end."""
    if not whole:
        return world.forks.run(*(world.job(task, account_id) for task in contest.tasks))
    started = [
        Process(world, f"at-once-{number}", Play(account_id=account_id, task=task, in_process=number % 2 == 0))
        for number, task in enumerate(contest.tasks)
    ]
    return [process.wait() for process in started]


def _judged(before: Account, after: Account, contest: Contest, endings: t.Sequence[Ending]) -> t.Iterator[Finding]:
    """What is wrong with the account, and with the changes that the runs together report."""
    said = ", ".join("failed" if ending.failed else "changed" if ending.changed else "ok" for ending in endings)
    for finding in judge_contention(before, after, contest.tasks):
        yield replace(finding, what=f"{finding.what} ({said})")
    if before.facts() != after.facts() and not any(ending.changed for ending in endings):
        yield Finding(wrong=Wrong.UNTOLD, what=f"they changed something, but none reports it ({said})")


def _further(world: World, row: Row, contest: Contest, after: Account) -> t.Iterator[Finding]:
    """What is wrong with another run of each task: one must change nothing, and each must report what it does."""
    for number, task in enumerate(contest.tasks):
        if task in contest.tasks[:number]:
            continue
        job = world.job(task, after.id)
        [ending] = world.forks.run(job)
        row.add_ending(ending)
        now = world.read(after.id)
        yield from judge_repair(after, now, task, ending)
        [ending] = world.forks.run(job)
        row.add_ending(ending)
        yield from judge_again(now, world.read(after.id), ending)
        after = now
