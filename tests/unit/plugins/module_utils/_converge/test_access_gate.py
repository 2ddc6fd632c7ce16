# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""New access: what tasks let pass, warn about and refuse before their first write, and what that reads."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._converge.converge import converge
from ansible_collections.leastpriv.aws.plugins.module_utils._converge.outcome import Outcome
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import AccessError, LeastPrivError, NewAccessError
from ansible_collections.leastpriv.aws.plugins.module_utils._retry import RetryPolicy
from memory_iam import ApiError, Fault, MemoryIam
from support.stage import Stage
from support.tasks import WITHOUT_RETRIES, allow, target, trust

ARN: t.Final = "arn:aws:iam::111111111111:policy/"
READ, WRITE, ALL = allow("s3:GetObject"), allow("s3:PutObject"), allow("s3:*")
NO_WRITING: t.Final = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Deny", "Action": "s3:PutObject", "Resource": "*"}],
}
LAMBDA, EC2 = trust("lambda.amazonaws.com"), trust("ec2.amazonaws.com")
BOTH: t.Final = {"Version": "2012-10-17", "Statement": [*LAMBDA["Statement"], *EC2["Statement"]]}
POLICIES: t.Final = {"read": READ, "write": WRITE, "all": ALL, "no-writing": NO_WRITING}


class End(t.NamedTuple):
    """How a task ends: its outcome, or the error that it raised before it wrote, and what its gate tells."""

    outcome: Outcome[t.Any] | None
    error: LeastPrivError | None
    new_access: t.Any
    warnings: tuple[str, ...]
    access: t.Any


def run(
    iam: t.Any, module: str, *, check_mode: bool = False, retry_policy: RetryPolicy = WITHOUT_RETRIES, **given: t.Any
) -> End:
    wanted = target(module, given)
    gate = wanted.resource_type.gate(wanted.desired, iam, given.get("new_access", "allow"))
    outcome, error = None, None
    try:
        outcome = converge(iam, wanted, check_mode=check_mode, retry_policy=retry_policy, gate=gate)
        error = outcome.error
    except LeastPrivError as raised:
        error = raised
    result = gate.to_result()
    return End(outcome, error, result.get("new_access"), gate.warnings, result.get("access"))


@pytest.fixture
def iam() -> MemoryIam:
    """The role app, which lambda may assume, with the policy read and the inline policy i, which may write."""
    memory = MemoryIam()
    for name, document in POLICIES.items():
        memory.call("CreatePolicy", {"PolicyName": name, "PolicyDocument": json.dumps(document)})
    memory.call("CreateRole", {"RoleName": "app", "AssumeRolePolicyDocument": json.dumps(LAMBDA)})
    memory.call("AttachRolePolicy", {"RoleName": "app", "PolicyArn": f"{ARN}read"})
    memory.call("PutRolePolicy", {"RoleName": "app", "PolicyName": "i", "PolicyDocument": json.dumps(WRITE)})
    memory.calls.clear()
    return memory


ROLE: t.Final[dict[str, t.Any]] = {"name": "app", "assume_role_policy_document": LAMBDA}
INLINE: t.Final[dict[str, t.Any]] = {"iam_type": "role", "iam_name": "app"}

# The module, its options, and the verdict.
TASKS: t.Final[dict[str, tuple[str, dict[str, t.Any], str]]] = {
    "nothing changes": ("iam_role", ROLE, "none"),
    "nothing that decides changes": ("iam_role", {**ROLE, "description": "x", "tags": {"a": "b"}}, "none"),
    "attached": ("iam_role", {**ROLE, "managed_policies": ["read", "all"]}, "new"),
    "attached, and allowed by an inline policy": ("iam_role", {**ROLE, "managed_policies": ["read", "write"]}, "none"),
    "attached below a boundary": ("iam_role", {**ROLE, "managed_policies": ["all"], "boundary": f"{ARN}read"}, "none"),
    "detached": ("iam_role", {**ROLE, "managed_policies": []}, "none"),
    "exchanged": ("iam_role", {**ROLE, "managed_policies": ["write"]}, "none"),
    "an inline policy": ("iam_role", {**ROLE, "inline_policies": {"i": WRITE, "j": ALL}}, "new"),
    "an inline policy narrowed": ("iam_role", {**ROLE, "inline_policies": {"i": NO_WRITING}}, "none"),
    "trusting more": ("iam_role", {**ROLE, "assume_role_policy_document": BOTH}, "new"),
    "trusting others": ("iam_role", {**ROLE, "assume_role_policy_document": EC2}, "new"),
    "a role of its own": ("iam_role", {**ROLE, "name": "new"}, "new"),
    "a role of its own, with policies": ("iam_role", {**ROLE, "name": "new", "managed_policies": ["read"]}, "new"),
    "a role deleted": ("iam_role", {"name": "app", "state": "absent"}, "none"),
    "a policy that stays": ("iam_managed_policy", {"name": "read", "policy": READ}, "none"),
    "a wider policy": ("iam_managed_policy", {"name": "read", "policy": ALL}, "new"),
    "a narrower policy": ("iam_managed_policy", {"name": "all", "policy": READ}, "none"),
    "a wider policy, not in force": (
        "iam_managed_policy",
        {"name": "read", "policy": ALL, "make_default": False},
        "none",
    ),
    "a new policy": ("iam_managed_policy", {"name": "new", "policy": READ}, "new"),
    "a policy deleted": ("iam_managed_policy", {"name": "read", "state": "absent"}, "none"),
    "a policy deleted that denies, and nobody has": (
        "iam_managed_policy",
        {"name": "no-writing", "state": "absent"},
        "none",
    ),
    "a deny less": ("iam_managed_policy", {"name": "no-writing", "policy": READ}, "new"),
    "the role may already": ("iam_policy", {**INLINE, "policy_name": "j", "policy_json": READ}, "none"),
    "the role gains": ("iam_policy", {**INLINE, "policy_name": "j", "policy_json": ALL}, "new"),
    "an inline policy that stays": ("iam_policy", {**INLINE, "policy_name": "i", "policy_json": WRITE}, "none"),
    "an inline policy deleted": ("iam_policy", {**INLINE, "policy_name": "i", "state": "absent"}, "none"),
    "an inline policy of a role that is gone": (
        "iam_policy",
        {**INLINE, "iam_name": "gone", "policy_name": "i", "state": "absent"},
        "none",
    ),
}


@pytest.mark.parametrize("check_mode", [True, False], ids=["check mode", "run"])
@pytest.mark.parametrize(("module", "given", "verdict"), TASKS.values(), ids=TASKS)
def test_new_access_is_refused_before_the_first_write(
    iam: MemoryIam, module: str, given: dict[str, t.Any], verdict: str, *, check_mode: bool
) -> None:
    end = run(iam, module, check_mode=check_mode, **given, new_access="fail")
    assert end.new_access["verdict"] == verdict
    assert isinstance(end.error, NewAccessError) == (verdict != "none")
    assert end.error is None or not iam.writes
    assert not end.warnings


@pytest.mark.parametrize(("module", "given", "verdict"), TASKS.values(), ids=TASKS)
def test_a_warning_has_the_request_and_the_change_is_made(
    iam: MemoryIam, module: str, given: dict[str, t.Any], verdict: str
) -> None:
    end = run(iam, module, **given, new_access="warn")
    assert end.error is None
    assert end.outcome is not None
    assert iam.writes == [call.operation for call in end.outcome.calls]
    assert [line.partition(": ")[2].partition(": ")[0] for line in end.warnings] == ["new_access"] * (verdict == "new")


@pytest.mark.parametrize(("module", "given", "verdict"), TASKS.values(), ids=TASKS)
def test_allow_reads_nothing_more_and_returns_nothing(
    iam: MemoryIam, module: str, given: dict[str, t.Any], verdict: str
) -> None:
    end = run(iam, module, check_mode=True, **given, new_access="allow")
    reads = list(iam.operations)
    assert (end.error, end.new_access, end.warnings) == (None, None, ())
    if verdict == "none" and end.outcome is not None and not end.outcome.changed:
        iam.calls.clear()
        run(iam, module, check_mode=True, **given, new_access="fail")
        assert iam.operations == reads


def test_a_policy_that_denies_and_is_detached_by_its_deletion(iam: MemoryIam) -> None:
    iam.attach("user", "u", f"{ARN}no-writing")
    end = run(iam, "iam_managed_policy", name="no-writing", state="absent", new_access="fail")
    assert end.new_access["verdict"] == "new"
    assert isinstance(end.error, NewAccessError)


def test_the_message_has_the_request_and_what_allows_it(iam: MemoryIam) -> None:
    end = run(iam, "iam_role", **ROLE, managed_policies=["read", "all"], new_access="fail")
    assert str(end.error).startswith("new_access: the change gives new access: s3:")
    assert str(end.error).endswith("allowed by managed policy all: Statement[0]")
    assert end.error is not None
    assert end.error.advice.startswith("Nothing was changed.")


@pytest.mark.parametrize("operation", ["GetPolicy", "GetPolicyVersion", "GetRolePolicy", "ListRolePolicies"])
def test_what_iam_denies_may_allow_anything(iam: MemoryIam, operation: str) -> None:
    iam.faults.append(Fault(operation, ApiError("AccessDenied", "no"), times=100))
    end = run(iam, "iam_role", **ROLE, managed_policies=[f"{ARN}all"], new_access="fail")
    assert end.new_access["verdict"] == "unknown"
    assert isinstance(end.error, NewAccessError)
    assert not iam.writes


@pytest.mark.parametrize("operation", ["GetRole", "ListAttachedRolePolicies", "GetPolicyVersion"])
def test_an_inline_policy_counts_with_what_nobody_may_read(iam: MemoryIam, operation: str) -> None:
    iam.faults.append(Fault(operation, ApiError("AccessDenied", "no"), times=100))
    end = run(iam, "iam_policy", **INLINE, policy_name="j", policy_json=ALL, new_access="fail")
    assert end.new_access["verdict"] == "unknown"
    assert end.new_access["not_considered"][0].startswith("the document of ")


class Meddled:
    """An IAM in which another process writes after a task's first call of an operation."""

    def __init__(self, iam: MemoryIam, operation: str, *calls: tuple[str, dict[str, t.Any]]) -> None:
        self._iam = iam
        self._operation = operation
        self._calls = calls

    def call(self, operation: str, parameters: t.Mapping[str, t.Any]) -> t.Any:
        reply = self._iam.call(operation, parameters)
        if operation == self._operation:
            calls, self._calls = self._calls, ()
            for others in calls:
                self._iam.call(*others)
        return reply


APP: t.Final = {"RoleName": "app"}
ALL_INLINE: t.Final = {**APP, "PolicyName": "k", "PolicyDocument": json.dumps(ALL)}

# The task, what another process does after a call of it, and whether the follow-up plan is refused.
MEDDLED: t.Final[dict[str, tuple[dict[str, t.Any], str, tuple[str, dict[str, t.Any]], bool]]] = {
    "what another process detached is not attached again": (
        {"tags": {"a": "b"}, "managed_policies": ["read"]},
        "TagRole",
        ("DetachRolePolicy", {**APP, "PolicyArn": f"{ARN}read"}),
        True,
    ),
    "what another process attached is detached": (
        {"tags": {"a": "b"}, "managed_policies": ["read"]},
        "TagRole",
        ("AttachRolePolicy", {**APP, "PolicyArn": f"{ARN}all"}),
        False,
    ),
    "a boundary of another process is not removed": (
        {"tags": {"a": "b"}, "boundary": ""},
        "TagRole",
        ("PutRolePermissionsBoundary", {**APP, "PermissionsBoundary": f"{ARN}no-writing"}),
        True,
    ),
    "what is detached may be gone already": (
        {"tags": {"a": "b"}, "managed_policies": []},
        "TagRole",
        ("DetachRolePolicy", {**APP, "PolicyArn": f"{ARN}read"}),
        False,
    ),
    "what the task does not manage counts on both sides": (
        {"managed_policies": []},
        "DetachRolePolicy",
        ("PutRolePolicy", ALL_INLINE),
        False,
    ),
    "what another process takes away while the task narrows is not given back": (
        {"managed_policies": [], "inline_policies": {"i": WRITE}},
        "DetachRolePolicy",
        ("DeleteRolePolicy", {**APP, "PolicyName": "i"}),
        True,
    ),
    "a trust policy that another process narrowed is not widened": (
        {"tags": {"a": "b"}},
        "TagRole",
        ("UpdateAssumeRolePolicy", {**APP, "PolicyDocument": json.dumps(EC2)}),
        True,
    ),
}


@pytest.mark.parametrize(("given", "operation", "others", "refused"), MEDDLED.values(), ids=MEDDLED)
def test_a_follow_up_plan_is_compared_with_what_iam_holds_by_then(
    iam: MemoryIam, given: dict[str, t.Any], operation: str, others: tuple[str, dict[str, t.Any]], *, refused: bool
) -> None:
    meddled = Meddled(iam, operation, others)
    end = run(meddled, "iam_role", **ROLE, **given, new_access="fail", retry_policy=Stage().retry_policy(60))
    assert isinstance(end.error, NewAccessError) == refused
    assert end.new_access["verdict"] == ("new" if refused else "none")
    assert end.outcome is not None
    assert end.outcome.calls
    if isinstance(end.error, NewAccessError):
        assert end.error.advice.startswith("The task stopped before this change.")
        assert [call.operation for call in end.outcome.calls] == [operation]


def test_a_follow_up_plan_of_a_task_that_is_half_way_is_compared_with_what_it_found(iam: MemoryIam) -> None:
    """The task exchanges a policy, and IAM does not know the new one yet when it has detached the old one."""
    iam.call("DeleteRolePolicy", {**APP, "PolicyName": "i"})
    iam.call("AttachRolePolicy", {**APP, "PolicyArn": f"{ARN}all"})
    iam.calls.clear()
    iam.faults.append(Fault("AttachRolePolicy", ApiError("NoSuchEntity", "not yet"), times=1))
    exchanged = {**ROLE, "managed_policies": ["write"]}
    end = run(iam, "iam_role", **exchanged, new_access="fail", retry_policy=Stage().retry_policy(60))
    assert end.error is None
    assert end.new_access["verdict"] == "none"
    assert end.outcome is not None
    assert iam.writes == [*["DetachRolePolicy"] * 2, *["AttachRolePolicy"] * 2]


READS: t.Final = {"may": ["s3:GetObject"], "may_not": ["iam:*"]}

# The options of a role that exists, what is asserted, and the verdict.
ASSERTED: t.Final[dict[str, tuple[dict[str, t.Any], dict[str, t.Any], str]]] = {
    "as it is": ({}, {"access": READS}, "holds"),
    "as it will be": ({"managed_policies": ["read", "all"]}, {"access": {"may": ["s3:DeleteObject"]}}, "holds"),
    "it loses what it has to be allowed": ({"managed_policies": []}, {"access": READS}, "violated"),
    "it gains what it must not be allowed": (
        {"managed_policies": ["all"]},
        {"access": {"may_not": ["s3:DeleteObject"]}},
        "violated",
    ),
    "within a boundary": (
        {"managed_policies": ["all"], "boundary": f"{ARN}read"},
        {"access": {"within": READ}},
        "holds",
    ),
    "beyond a document": ({}, {"access": {"within": READ}}, "violated"),
    "assumed by its service": ({}, {"assumable_by": ["lambda.amazonaws.com"]}, "holds"),
    "assumed by others": (
        {"assume_role_policy_document": BOTH},
        {"assumable_by": ["lambda.amazonaws.com"]},
        "violated",
    ),
    "of the account": (
        {},
        {"access": {"may_not": [{"Action": "s3:*", "Resource": "arn:aws:s3:::x-${AWS::AccountId}"}]}},
        "violated",
    ),
}


@pytest.mark.parametrize("check_mode", [True, False], ids=["check mode", "run"])
@pytest.mark.parametrize(("given", "asserted", "verdict"), ASSERTED.values(), ids=ASSERTED)
def test_what_is_asserted_holds_before_the_first_write(
    iam: MemoryIam, given: dict[str, t.Any], asserted: dict[str, t.Any], verdict: str, *, check_mode: bool
) -> None:
    end = run(iam, "iam_role", check_mode=check_mode, **{**ROLE, **given}, **asserted)
    assert end.access["verdict"] == verdict
    assert isinstance(end.error, AccessError) == (verdict != "holds")
    assert end.new_access is None
    if end.error is not None:
        assert end.error.advice == "Nothing was changed"
        assert not iam.writes


def test_what_cannot_be_read_is_unknown_and_fails(iam: MemoryIam) -> None:
    iam.faults.append(Fault("GetPolicyVersion", ApiError("AccessDenied", "no"), times=100))
    end = run(iam, "iam_role", **ROLE, access={"may_not": ["iam:*"]})
    assert end.access["verdict"] == "unknown"
    assert isinstance(end.error, AccessError)
    assert "the document of managed policy read was not read" in str(end.error)


def test_all_that_does_not_hold_is_in_the_message(iam: MemoryIam) -> None:
    end = run(iam, "iam_role", **ROLE, access={"may_not": ["s3:GetObject", "s3:PutObject", "iam:*"]})
    head, first, second = str(end.error).splitlines()
    assert head == "access: 2 assertions do not hold:"
    assert (first[:26], second[:26]) == ("  may_not[0] is violated: ", "  may_not[1] is violated: ")


def test_a_role_that_goes_is_not_asked_about(iam: MemoryIam) -> None:
    end = run(iam, "iam_role", name="app", state="absent", access={"may": ["iam:*"]})
    assert (end.error, end.access) == (None, None)


def test_nothing_to_change_is_asked_about_once(iam: MemoryIam) -> None:
    end = run(iam, "iam_role", **ROLE, access=READS)
    assert end.outcome is not None
    assert not end.outcome.changed
    assert sorted(iam.operations) == [
        *["GetPolicy", "GetPolicyVersion", "GetRole", "GetRolePolicy"],
        *["ListAttachedRolePolicies", "ListRolePolicies"],
    ]


def test_what_iam_holds_after_the_last_write_is_asked_about_again(iam: MemoryIam) -> None:
    """The task changes a tag, and another process the inline policy that the task does not manage."""
    meddled = Meddled(iam, "TagRole", ("PutRolePolicy", ALL_INLINE))
    asserted: dict[str, t.Any] = {"access": {"may_not": ["s3:DeleteObject"]}}
    stage = Stage()
    end = run(meddled, "iam_role", **ROLE, tags={"a": "b"}, **asserted, retry_policy=stage.retry_policy(60))
    assert end.outcome is not None
    assert [call.operation for call in end.outcome.calls] == ["TagRole"]
    assert isinstance(end.error, AccessError)
    assert str(end.error).startswith("access: what IAM holds after the last write is not as asserted: may_not[0]")
    assert end.error.advice == "Correct the role, or what is asserted about it"
    assert end.access["verdict"] == "violated"
    # IAM may show a write late.
    assert 10 <= stage.time < 60


def test_a_created_role_that_iam_does_not_show_is_waited_for(iam: MemoryIam) -> None:
    missing = ApiError("NoSuchEntity", "not yet")
    iam.faults.append(Fault("GetRole", missing, times=2, skip=1))
    given = {"name": "new", "managed_policies": ["read"], "access": READS}
    end = run(iam, "iam_role", **{**ROLE, **given}, retry_policy=Stage().retry_policy(60))
    assert (end.error, end.access["verdict"]) == (None, "holds")
    iam.faults.append(Fault("GetRole", missing, times=100, skip=1))
    end = run(iam, "iam_role", **{**ROLE, **given, "name": "newer"}, retry_policy=Stage().retry_policy(60))
    assert str(end.error) == (
        "access: what IAM holds after the last write is not as asserted: IAM does not show the role"
    )


def test_both_questions_are_answered_before_the_task_fails(iam: MemoryIam) -> None:
    asserted: dict[str, t.Any] = {"access": {"may_not": ["s3:DeleteObject"]}, "new_access": "fail"}
    end = run(iam, "iam_role", **ROLE, managed_policies=["read", "all"], **asserted)
    assert isinstance(end.error, AccessError)
    assert (end.access["verdict"], end.new_access["verdict"]) == ("violated", "new")
