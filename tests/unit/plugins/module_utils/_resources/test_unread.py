# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads that IAM denies: what a task does not manage is left out and said, what a plan needs is a failure."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import IamError
from hypothesis import given
from hypothesis import strategies as st
from memory_iam import ApiError, Fault, MemoryIam
from support.generated_tasks import TASKS, accounts
from support.tasks import allow, task, trust

ARN: t.Final = "arn:aws:iam::111111111111:policy/"
READ, WRITE = allow("s3:GetObject"), allow("s3:PutObject")
LAMBDA, EC2 = trust("lambda.amazonaws.com"), trust("ec2.amazonaws.com")

Task = tuple[str, dict[str, t.Any]]


def deny(iam: MemoryIam, *operations: str) -> None:
    for operation in operations:
        reason = f"User: u is not authorized to perform: iam:{operation} because no identity-based policy allows it"
        iam.faults.append(Fault(operation, ApiError("AccessDenied", reason), times=1_000))


def unread(label: str, what: str, operation: str) -> str:
    why = f"Grant iam:{operation} to the calling identity in an identity-based policy."
    return f"{label}: {what} could not be read, and is null. {why}"


@pytest.fixture
def iam() -> MemoryIam:
    """The policy app in two versions, and the role app with the policy a and two inline policies."""
    memory = MemoryIam()
    for name in ("app", "a"):
        memory.call("CreatePolicy", {"PolicyName": name, "PolicyDocument": json.dumps(READ)})
    memory.call(
        "CreatePolicyVersion", {"PolicyArn": f"{ARN}app", "PolicyDocument": json.dumps(WRITE), "SetAsDefault": True}
    )
    memory.call("CreateRole", {"RoleName": "app", "AssumeRolePolicyDocument": json.dumps(LAMBDA)})
    memory.call("AttachRolePolicy", {"RoleName": "app", "PolicyArn": f"{ARN}a"})
    for name in ("i", "j"):
        memory.call("PutRolePolicy", {"RoleName": "app", "PolicyName": name, "PolicyDocument": json.dumps(READ)})
    memory.calls.clear()
    return memory


ROLE: t.Final[dict[str, t.Any]] = {"assume_role_policy_document": LAMBDA}

# The task, the operation that is denied, the calls, and of what is not read: its name in the warning, for each.
DONE_WITHOUT: t.Final[dict[str, tuple[Task, str, list[str], list[str]]]] = {
    "role, attachments not managed": (("iam_role", ROLE), "ListAttachedRolePolicies", [], ["attached_policies"]),
    "role, attachments not managed, and changed": (
        ("iam_role", {"assume_role_policy_document": EC2}),
        "ListAttachedRolePolicies",
        ["UpdateAssumeRolePolicy"],
        ["attached_policies"],
    ),
    "role, inline policies of others": (
        ("iam_role", {**ROLE, "inline_policies": {"k": READ}, "purge_inline_policies": False}),
        "GetRolePolicy",
        ["PutRolePolicy"],
        ["inline_policies.i", "inline_policies.j"],
    ),
    "role, inline policies that go": (
        ("iam_role", {**ROLE, "inline_policies": {}}),
        "GetRolePolicy",
        ["DeleteRolePolicy", "DeleteRolePolicy"],
        ["inline_policies.i", "inline_policies.j"],
    ),
    "role, absent": (
        ("iam_role", {"state": "absent"}),
        "GetRolePolicy",
        ["DetachRolePolicy", "DeleteRolePolicy", "DeleteRolePolicy", "DeleteRole"],
        ["inline_policies.i", "inline_policies.j"],
    ),
    "policy, document not managed": (("iam_managed_policy", {}), "GetPolicyVersion", [], ["the document in force"]),
    "policy, tags only": (
        ("iam_managed_policy", {"tags": {"a": "1"}}),
        "GetPolicyVersion",
        ["TagPolicy"],
        ["the document in force"],
    ),
    "policy, absent": (
        ("iam_managed_policy", {"state": "absent"}),
        "GetPolicyVersion",
        ["DeletePolicyVersion", "DeletePolicy"],
        ["the document in force"],
    ),
}


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize("case", DONE_WITHOUT)
def test_what_is_not_managed_is_left_out_and_said(iam: MemoryIam, case: str, *, check_mode: bool) -> None:
    (module, options), operation, calls, names = DONE_WITHOUT[case]
    deny(iam, operation)
    outcome = task(iam, module, check_mode=check_mode, **options)
    assert outcome.error is None
    assert [call.operation for call in outcome.calls] == calls
    label = {"iam_role": "role app", "iam_managed_policy": "managed policy app"}[module]
    assert list(outcome.warnings) == [unread(label, name, operation) for name in names]
    before, after = outcome.diff()
    assert (before != after) == bool(calls)
    assert outcome.before is not None
    assert outcome.before.to_result()


def test_what_is_not_known_is_null_in_results(iam: MemoryIam) -> None:
    deny(iam, "ListAttachedRolePolicies", "GetRolePolicy")
    wanted: dict[str, t.Any] = {**ROLE, "inline_policies": {"k": READ}, "purge_inline_policies": False}
    outcome = task(iam, "iam_role", **wanted)
    assert outcome.after is not None
    result = outcome.after.to_result()
    assert result["attached_policies"] is None
    assert result["inline_policies"] == {"i": None, "j": None, "k": READ}
    before, after = outcome.diff()
    assert "managed_policies" not in before
    assert "managed_policies" not in after


# The task, the operation that is denied, and whether check mode needs it too.
NEEDED: t.Final[dict[str, tuple[Task, str]]] = {
    "a role": (("iam_role", ROLE), "GetRole"),
    "attachments": (("iam_role", {**ROLE, "managed_policies": [f"{ARN}a"]}), "ListAttachedRolePolicies"),
    "attachments of a role that goes": (("iam_role", {"state": "absent"}), "ListAttachedRolePolicies"),
    "names of inline policies": (("iam_role", {**ROLE, "inline_policies": {}}), "ListRolePolicies"),
    "an inline policy": (("iam_role", {**ROLE, "inline_policies": {"j": READ}}), "GetRolePolicy"),
    "instance profiles": (("iam_role", {**ROLE, "create_instance_profile": True}), "ListInstanceProfilesForRole"),
    "an instance profile": (("iam_role", {**ROLE, "create_instance_profile": True}), "GetInstanceProfile"),
    "instance profiles of a role that goes": (("iam_role", {"state": "absent"}), "ListInstanceProfilesForRole"),
    "a policy": (("iam_managed_policy", {"policy": READ}), "GetPolicy"),
    "the document in force": (("iam_managed_policy", {"policy": WRITE}), "GetPolicyVersion"),
    "versions": (("iam_managed_policy", {"policy": READ}), "ListPolicyVersions"),
    "versions of a policy that goes": (("iam_managed_policy", {"state": "absent"}), "ListPolicyVersions"),
    "who uses a policy": (("iam_managed_policy", {"name": "a", "state": "absent"}), "ListEntitiesForPolicy"),
    "who may use a policy": (
        ("iam_managed_policy", {"state": "absent", "detach": "refuse"}),
        "ListEntitiesForPolicy",
    ),
    "a name that goes, under any path": (("iam_managed_policy", {"name": "b", "state": "absent"}), "ListPolicies"),
    "a name whose tags are managed": (("iam_managed_policy", {"name": "b", "tags": {}}), "ListPolicies"),
    "a friendly name": (("iam_role", {**ROLE, "managed_policies": ["ReadOnlyAccess"]}), "ListPolicies"),
}


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize("case", NEEDED)
def test_what_a_plan_needs_is_a_failure_that_names_the_action(iam: MemoryIam, case: str, *, check_mode: bool) -> None:
    (module, options), operation = NEEDED[case]
    deny(iam, operation)
    with pytest.raises(IamError) as caught:
        task(iam, module, check_mode=check_mode, **options)
    assert caught.value.is_denial
    assert caught.value.advice.startswith(f"Grant iam:{operation} to the calling identity in")
    assert iam.writes == []


@pytest.mark.parametrize("check_mode", [True, False])
def test_who_may_not_list_policies_can_create_one_all_the_same(iam: MemoryIam, *, check_mode: bool) -> None:
    deny(iam, "ListPolicies")
    outcome = task(iam, "iam_managed_policy", name="new", policy=READ, check_mode=check_mode)
    assert outcome.error is None
    assert [call.operation for call in outcome.calls] == ["CreatePolicy"]
    assert len(outcome.warnings) == check_mode
    assert all("could not check whether the name exists" in warning for warning in outcome.warnings)


def test_who_may_not_list_policies_is_told_of_a_name_that_is_taken(iam: MemoryIam) -> None:
    iam.call("CreatePolicy", {"PolicyName": "new", "Path": "/team/", "PolicyDocument": json.dumps(READ)})
    deny(iam, "ListPolicies")
    outcome = task(iam, "iam_managed_policy", name="new", policy=WRITE)
    assert isinstance(outcome.error, IamError)
    assert outcome.error.code == "EntityAlreadyExists"


@pytest.mark.parametrize("denied", ["GetPolicy", "ListPolicies"])
def test_a_friendly_name_is_found_either_way(iam: MemoryIam, denied: str) -> None:
    deny(iam, denied)
    outcome = task(iam, "iam_role", name="new", **ROLE, managed_policies=["a"])
    assert (outcome.error, outcome.warnings) == (None, ())
    assert outcome.after is not None
    assert outcome.after.to_result()["attached_policies"] == [{"policy_arn": f"{ARN}a", "policy_name": "a"}]


def test_a_friendly_name_that_cannot_be_looked_up_is_a_failure(iam: MemoryIam) -> None:
    deny(iam, "GetPolicy", "ListPolicies")
    with pytest.raises(IamError, match="iam:ListPolicies failed with AccessDenied"):
        task(iam, "iam_role", name="new", **ROLE, managed_policies=["a"])


def test_no_other_error_is_passed_over(iam: MemoryIam) -> None:
    for operation in ("ListAttachedRolePolicies", "GetPolicyVersion"):
        iam.faults.append(Fault(operation, ApiError("ServiceFailure", "no"), times=9))
    for module, options in (("iam_role", ROLE), ("iam_managed_policy", {})):
        with pytest.raises(IamError, match="ServiceFailure"):
            task(iam, module, **options)


READS: t.Final = (
    "GetPolicyVersion",
    "ListAttachedRolePolicies",
    "GetRolePolicy",
    "ListRolePolicies",
    "ListPolicyVersions",
    "ListPolicies",
    "ListEntitiesForPolicy",
    "ListInstanceProfilesForRole",
)


def attempt(iam: MemoryIam, module: str, options: dict[str, t.Any]) -> tuple[t.Any, str | None]:
    """What check mode says, or the operation that IAM denied."""
    try:
        return task(iam, module, check_mode=True, **options), None
    except IamError as error:
        return None, error.operation


@given(accounts(), TASKS, st.lists(st.sampled_from(READS), unique=True, min_size=1))
def test_a_denied_read_is_a_failure_or_changes_nothing_but_what_is_known(
    iam: MemoryIam, wanted: Task, denied: list[str]
) -> None:
    module, options = wanted
    full = task(iam, module, check_mode=True, **options)
    before = iam.snapshot()
    iam.calls.clear()
    deny(iam, *denied)
    outcome, error = attempt(iam, module, options)
    assert iam.snapshot() == before
    if outcome is None:
        assert error in denied
        return
    # Under a path that may not be searched, a policy of the name may be there after all: check mode says so.
    if any("could not check whether the name exists" in warning for warning in outcome.warnings):
        return
    assert outcome.calls == full.calls
    assert full.after is None or outcome.after is not None
    missed = set(denied) & set(iam.operations)
    assert bool(missed) == bool(set(outcome.warnings) - set(full.warnings))
    for operation in missed:
        assert any(f"Grant iam:{operation} " in warning for warning in outcome.warnings)
    if outcome.after is not None and full.after is not None:
        known, everything = outcome.after.to_result(), full.after.to_result()
        assert all(value in (None, everything[key]) or key == "inline_policies" for key, value in known.items())
