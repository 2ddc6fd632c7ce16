# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Laws of approved plans: a plan applied over the same account is that plan, and after any of its calls the rest.

Over another account, a run does nothing that was not approved.
"""

from __future__ import annotations

import copy
import json
import typing as t
from dataclasses import replace

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._aws.iam import Iam, Reply
from ansible_collections.leastpriv.aws.plugins.module_utils._baseline import entries, steps
from ansible_collections.leastpriv.aws.plugins.module_utils._converge.approved import ApprovedGate, planned_outcome
from ansible_collections.leastpriv.aws.plugins.module_utils._converge.converge import converge
from ansible_collections.leastpriv.aws.plugins.module_utils._converge.gate import OPEN
from ansible_collections.leastpriv.aws.plugins.module_utils._converge.outcome import Outcome
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import NotApprovedError
from ansible_collections.leastpriv.aws.plugins.module_utils._plans import plan_file
from ansible_collections.leastpriv.aws.plugins.module_utils._plans.approval import Approval
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st
from memory_iam import MemoryIam
from support import sets
from support.generated_tasks import TASKS, accounts
from support.tasks import ACCOUNT, WITHOUT_RETRIES, options, target

pytestmark = pytest.mark.traced

Task = tuple[str, dict[str, t.Any]]


class KilledError(Exception):
    """The process ends."""


class Killed:
    """An IAM whose process is killed before the write with this number, counted from 0."""

    def __init__(self, iam: MemoryIam, number: int) -> None:
        self._iam = iam
        self._number = number + len(iam.writes)

    def call(self, operation: str, parameters: t.Mapping[str, t.Any]) -> Reply:
        """As C(Iam) has it."""
        if len(self._iam.writes) >= self._number and not operation.startswith(("Get", "List")):
            raise KilledError
        return self._iam.call(operation, parameters)


def saved(tasks: t.Sequence[t.Sequence[dict[str, t.Any]]]) -> Approval:
    """What a plan file with these plans approves, read from its text."""
    identity = {"account_id": ACCOUNT.id, "partition": ACCOUNT.partition, "host": "test"}
    content = plan_file.content_of([(identity, tasks)], created="2026-01-01T00:00:00+00:00", check_mode=True)
    approval = plan_file.parse(json.dumps(content), "plan.json").approval(ACCOUNT.partition, ACCOUNT.id)
    assert approval is not None
    return approval


def run(iam: Iam, task: Task, approval: Approval | None, *, check_mode: bool = False) -> Outcome[t.Any]:
    module, given_options = task
    wanted = target(module, given_options)
    key = wanted.resource_type.plan_key(wanted.desired)
    gate = OPEN if approval is None else ApprovedGate(OPEN, approval, key)
    return converge(iam, wanted, check_mode=check_mode, retry_policy=WITHOUT_RETRIES, gate=gate)


def planned(iam: MemoryIam, task: Task) -> tuple[Outcome[t.Any], Approval]:
    """What check mode predicts, and the approval of it."""
    wanted = target(*task)
    outcome = run(iam, task, None, check_mode=True)
    return outcome, saved([[planned_outcome(wanted.resource_type.plan_key(wanted.desired), outcome, OPEN)]])


@settings(max_examples=50)
@given(accounts(), TASKS, st.integers(0, 7))
def test_the_plan_is_carried_out_and_after_any_of_its_calls_the_rest(iam: MemoryIam, task: Task, number: int) -> None:
    outcome, approval = planned(iam, task)
    undisturbed = copy.deepcopy(iam)
    assert run(undisturbed, task, approval).calls == outcome.calls
    done = number % (len(outcome.calls) + 1)
    try:
        run(Killed(iam, done), task, approval)
    except KilledError:
        event("killed")
    rest = run(iam, task, approval)
    assert rest.error is None
    if done:
        assert rest.calls == outcome.calls[done:] or "DeleteInstanceProfile" in str(outcome.calls)
    assert run(iam, task, approval).calls == ()
    if "DeleteInstanceProfile" not in str(outcome.calls):
        assert iam.snapshot() == undisturbed.snapshot()


@settings(max_examples=50)
@given(accounts(), accounts(), TASKS)
def test_over_another_account_it_is_that_plan_or_nothing_is_written(
    iam: MemoryIam, other: MemoryIam, task: Task
) -> None:
    outcome, approval = planned(iam, task)
    alone = run(copy.deepcopy(other), task, None)
    try:
        done = run(other, task, approval)
    except NotApprovedError:
        event("refused")
        assert not other.writes
        return
    event("accepted" if done.calls else "no calls")
    assert done.calls == alone.calls
    # What is left of a plan has its calls, in its order.
    approved = iter(outcome.calls)
    assert all(call in approved for call in done.calls)
    if done.calls and outcome.before == done.before:
        assert done.calls == outcome.calls


def applied(iam: Iam, given_set: dict[str, t.Any], approval: Approval | None, *, check_mode: bool) -> steps.Run:
    task = options("iam_baseline", **given_set)
    parsed = entries.members_of(entries.entries_of(task), entries.Settings.from_options(task))
    members = [replace(member, retry_policy=WITHOUT_RETRIES) for member in parsed]
    demands = steps.Demands(approval=approval)
    return steps.apply(iam, members, ACCOUNT, check_mode=check_mode, demands=demands)


@settings(max_examples=80)
@given(sets.existing(), sets.policies(), sets.roles(), st.integers(0, 12), st.sampled_from(("present", "absent")))
def test_a_set_is_carried_out_and_after_any_of_its_calls_the_rest(
    existing: sets.Existing, policies: t.Any, roles: t.Any, number: int, state: str
) -> None:
    given_set = {"policies": policies, "roles": roles, "state": state}
    assume(not sets.names_nothing(ACCOUNT, given_set, existing))
    iam = MemoryIam()
    existing.create(iam)
    predicted = applied(iam, given_set, None, check_mode=True)
    assume(predicted.error is None)
    plans = [planned_outcome(step.member.plan_key, step.state, step.gate) for step in predicted.steps]
    approval = saved([plans])
    writes = len(iam.writes)
    try:
        applied(Killed(iam, number), given_set, approval, check_mode=False)
    except KilledError:
        event("killed")
    rest = applied(iam, given_set, approval, check_mode=False)
    assert rest.error is None
    approved = [call["operation"] for plan in plans for call in plan["calls"]]
    assert sorted(iam.writes[writes:]) == sorted(approved)
