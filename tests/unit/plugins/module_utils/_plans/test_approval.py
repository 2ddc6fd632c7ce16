# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a plan differs from the approved one: what is accepted as the rest of it, and what the differences say."""

from __future__ import annotations

import json
import typing as t
from dataclasses import replace

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._plans.approval import Approval
from ansible_collections.leastpriv.aws.plugins.module_utils._plans.planned import PlannedCall, PlannedResource

READ: t.Final = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}
ALL: t.Final = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}


def put(name: str, document: t.Any = READ) -> PlannedCall:
    parameters = {"RoleName": "app", "PolicyName": name, "PolicyDocument": json.dumps(document)}
    return PlannedCall("PutRolePolicy", parameters, f"add inline policy {name} of role app")


def attach(arn: str) -> PlannedCall:
    return PlannedCall("AttachRolePolicy", {"RoleName": "app", "PolicyArn": arn}, f"attach {arn} to role app")


def state(**other: t.Any) -> dict[str, t.Any]:
    return {"description": "", "tags": {"team": "a"}, "managed_policies": ["one"], "inline_policies": {}, **other}


BEFORE: t.Final = state()
AFTER: t.Final = state(managed_policies=["one", "two"], inline_policies={"i": READ, "j": READ})
APPROVED: t.Final = PlannedResource(
    type="role", name="app", calls=(attach("two"), put("i"), put("j")), before=BEFORE, after=AFTER
)
APPROVAL: t.Final = Approval(((APPROVED,),))
CREATED: t.Final = replace(APPROVED, before=None)
DELETED: t.Final = replace(APPROVED, after=None)


def now(*calls: PlannedCall, before: t.Any = BEFORE) -> PlannedResource:
    return replace(APPROVED, calls=calls, before=before)


ACCEPTED: t.Final = {
    "the plan": (APPROVED, APPROVED),
    "what is left of it": (APPROVED, now(put("i"), put("j"), before=state(managed_policies=["two", "one"]))),
    "a part of it, in its order": (APPROVED, now(attach("two"), put("j"), before=state(inline_policies={"i": READ}))),
    "nothing is left": (APPROVED, now(before=AFTER)),
    "nothing to do, whatever the state": (APPROVED, now(before=state(description="x"))),
    "half created": (
        CREATED,
        now(put("j"), before=state(managed_policies=["one", "two"], inline_policies={"i": READ})),
    ),
    "half deleted": (DELETED, now(put("j"), before={"description": "", "tags": {"team": "a"}})),
    "other versions": (APPROVED, now(*APPROVED.calls, before={**BEFORE, "versions": ["v3"], "default_version": "v3"})),
}


@pytest.mark.parametrize(("approved", "plan"), ACCEPTED.values(), ids=ACCEPTED)
def test_what_is_accepted(approved: PlannedResource, plan: PlannedResource) -> None:
    assert Approval(((approved,),)).differences(plan) == ()


REFUSED: t.Final = {
    "another call": (
        now(*APPROVED.calls, attach("three")),
        ["call AttachRolePolicy (attach three to role app): not in the approved plan, or not at this place in it"],
    ),
    "another order": (
        now(put("j"), put("i")),
        ["call PutRolePolicy (add inline policy i of role app): not in the approved plan, or not at this place in it"],
    ),
    "another document": (
        now(attach("two"), put("i"), put("j", ALL)),
        [
            (
                "call PutRolePolicy (add inline policy j of role app): PolicyDocument.Statement[0].Action: "
                'approved "s3:GetObject", now "s3:*"'
            )
        ],
    ),
    "another notation": (
        now(replace(put("i"), parameters={**put("i").parameters, "PolicyDocument": json.dumps(READ, indent=1)})),
        ["call PutRolePolicy (add inline policy i of role app): PolicyDocument: the same in another notation"],
    ),
    "another parameter": (
        now(attach("five"), put("i")),
        ['call AttachRolePolicy (attach five to role app): PolicyArn: approved "two", now "five"'],
    ),
    "a parameter more": (
        now(replace(attach("two"), parameters={"RoleName": "app", "PolicyArn": "two", "More": 1})),
        ["call AttachRolePolicy (attach two to role app): More: approved absent, now 1"],
    ),
    "another state": (
        now(*APPROVED.calls, before=state(tags={"team": "b"}, managed_policies=[])),
        [
            'state before: managed_policies["one"]: approved "one", now absent',
            'state before: tags.team: approved "a", now "b"',
        ],
    ),
    "a document of others": (
        now(*APPROVED.calls, before=state(inline_policies={"i": ALL})),
        [f"state before: inline_policies.i: approved absent, now {json.dumps(ALL, sort_keys=True)}"],
    ),
    "gone": (
        now(*APPROVED.calls, before=None),
        ["state before: the resource does not exist; the approved plan is for one that exists"],
    ),
    "another resource": (
        replace(APPROVED, name="other"),
        [
            (
                "role other is not in the approved plan, now: attach two to role app; add inline policy i of role app; "
                "add inline policy j of role app"
            )
        ],
    ),
}


@pytest.mark.parametrize(("plan", "lines"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_and_why(plan: PlannedResource, lines: list[str]) -> None:
    assert [*APPROVAL.differences(plan)] == lines


def test_a_resource_without_approved_changes_stays_as_it_is() -> None:
    unchanged = Approval(((replace(APPROVED, calls=()),),))
    assert unchanged.differences(now()) == ()
    assert unchanged.differences(now(attach("two"))) == (
        "role app has no change in the approved plan, now: attach two to role app",
    )


def test_of_two_tasks_for_a_resource_either_is_accepted_and_the_nearest_one_is_compared() -> None:
    second = replace(APPROVED, calls=(attach("three"),), before=AFTER, after=state(managed_policies=["three"]))
    both = Approval(((APPROVED,), (second,)))
    assert both.differences(APPROVED) == both.differences(second) == ()
    assert len(both.differences(now(*APPROVED.calls, attach("three")))) == 1


def test_many_differences_are_cut_and_controls_are_not_printed() -> None:
    many = now(*APPROVED.calls, before=state(tags={f"t{number:02}": "\x1b[2J" for number in range(20)}))
    lines = APPROVAL.differences(many)
    assert len(lines) == 11
    assert lines[-1] == "and 11 more differences"
    assert all(line.isprintable() for line in lines)


def test_changes_that_a_task_leaves_out_are_named() -> None:
    policy = replace(APPROVED, type="managed_policy", name="p")
    idle = replace(APPROVED, name="idle", calls=())
    approval = Approval(((policy, APPROVED, idle), (replace(APPROVED, name="elsewhere"),)))
    assert approval.missing({policy.key, APPROVED.key}) == ()
    # Of another task altogether.
    assert approval.missing({("role", "new")}) == ()
    assert approval.missing({policy.key}) == (
        (
            "role app is in the approved plan (attach two to role app; add inline policy i of role app; "
            "add inline policy j of role app), but this run does not have it"
        ),
    )


A, B, C = (replace(APPROVED, name=name) for name in "abc")
IDLE_A, IDLE_B, IDLE_C, IDLE_D = (replace(APPROVED, name=name, calls=()) for name in "abcd")


@pytest.mark.parametrize(
    ("tasks", "had", "missed"),
    [
        # What is left of the set has no approved change.
        ([(A, IDLE_B)], [B], "a"),
        ([(A, B, IDLE_C)], [C], "ab"),
        ([(A, IDLE_B), (IDLE_B, C)], [B], "a"),
        # What is left out has none.
        ([(A, IDLE_B)], [A], ""),
        ([(IDLE_A, IDLE_B)], [A], ""),
        # A set that is whole, beside another one that shares a resource with it.
        ([(A, IDLE_B), (IDLE_B, IDLE_C)], [B, C], ""),
        ([(A, IDLE_B), (IDLE_B, C)], [B, C], ""),
        ([(A, IDLE_B), (IDLE_B, IDLE_C)], [A, B], ""),
        ([(A, IDLE_B), (IDLE_B,)], [B], ""),
        ([(A, IDLE_B, IDLE_D), (IDLE_B, C)], [A, B], ""),
        ([(A, IDLE_B)], [C], ""),
    ],
)
def test_a_set_lacks_what_its_task_was_approved_for(tasks: t.Any, had: list[PlannedResource], missed: str) -> None:
    lines = Approval(tuple(tasks)).missing({resource.key for resource in had})
    assert [line.split()[1] for line in lines] == list(missed)


def test_what_an_interrupted_run_has_purged_is_not_missed() -> None:
    purged = replace(DELETED, name="purged")
    approval = Approval(((APPROVED, purged),), has_purge=True)
    assert approval.missing({APPROVED.key}) == ()
    assert len(approval.missing({purged.key})) == 1
    assert len(replace(approval, has_purge=False).missing({APPROVED.key})) == 1
