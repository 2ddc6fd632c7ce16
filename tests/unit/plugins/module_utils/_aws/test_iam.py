# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Carrying a plan out: what is repeated, what counts as done, and what ends it."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._aws.call import Call
from ansible_collections.leastpriv.aws.plugins.module_utils._aws.iam import Progress, carry_out, find, listed
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import IamError
from ansible_collections.leastpriv.aws.plugins.module_utils._policy import document
from ansible_collections.leastpriv.aws.plugins.module_utils._retry import RetryPolicy
from memory_iam import ApiError, Fault, MemoryIam
from support.tasks import allow, trust

ARN = "arn:aws:iam::111111111111:policy/p"
CREATE_ROLE = Call(
    "CreateRole",
    {"RoleName": "r", "AssumeRolePolicyDocument": document.parse("policy", trust("ec2.amazonaws.com")).text},
    "create role r",
)
CREATE_POLICY = Call(
    "CreatePolicy", {"PolicyName": "p", "PolicyDocument": document.parse("policy", allow("s3:*")).text}, "create p"
)
ATTACH = Call("AttachRolePolicy", {"RoleName": "r", "PolicyArn": ARN}, "attach p to r")
DETACH = Call("DetachRolePolicy", {"RoleName": "r", "PolicyArn": ARN}, "detach p from r")


@dataclass
class Clock:
    """A clock that only sleeping moves on."""

    time: float = 0.0
    sleeps: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.time += seconds

    def retry_policy(self, timeout: float) -> RetryPolicy:
        return RetryPolicy(timeout=timeout, now=lambda: self.time, sleep=self.sleep)


def run(iam: MemoryIam, *calls: Call, timeout: float = 30, clock: Clock | None = None) -> Progress:
    progress = Progress()
    carry_out(iam, calls, progress=progress, retry_policy=(clock or Clock()).retry_policy(timeout))
    return progress


def test_calls_are_made_in_order_and_recorded_with_their_replies() -> None:
    iam = MemoryIam()
    progress = run(iam, CREATE_POLICY, CREATE_ROLE, ATTACH)
    assert iam.operations == ["CreatePolicy", "CreateRole", "AttachRolePolicy"]
    assert progress.calls == (CREATE_POLICY, CREATE_ROLE, ATTACH)
    assert progress.done[1][1]["Role"]["RoleName"] == "r"


PASSING = {
    "throttled elsewhere": (CREATE_ROLE, ApiError("ConcurrentModification", "The request was rejected")),
    "just created": (CREATE_ROLE, ApiError("EntityTemporarilyUnmodifiable", "Please try again")),
    "new principal": (CREATE_ROLE, ApiError("MalformedPolicyDocument", 'Invalid principal in policy: "AWS":"arn"')),
    "new role not everywhere": (ATTACH, ApiError("NoSuchEntity", "The role with name r cannot be found.")),
    "new policy not everywhere": (
        ATTACH,
        ApiError("NoSuchEntity", f"Policy {ARN} does not exist or is not attachable."),
    ),
}


@pytest.mark.parametrize(("call", "answer"), PASSING.values(), ids=PASSING)
def test_what_will_pass_is_repeated(call: Call, answer: ApiError) -> None:
    iam, clock = MemoryIam(), Clock()
    iam.faults.append(Fault(call.operation, answer, times=3))
    run(iam, CREATE_POLICY, CREATE_ROLE, ATTACH, clock=clock)
    assert iam.operations.count(call.operation) == 4
    assert len(clock.sleeps) == 3
    assert all(0.5 * wait <= slept <= wait for slept, wait in zip(clock.sleeps, (0.5, 1.0, 2.0), strict=True))


def test_repeating_ends_when_patience_does_and_says_so() -> None:
    iam, clock = MemoryIam(), Clock()
    iam.faults.append(Fault("CreateRole", ApiError("ConcurrentModification", "busy"), times=1_000))
    with pytest.raises(IamError, match=r"busy \(tried \d+ times in 20 s\)"):
        run(iam, CREATE_ROLE, timeout=20, clock=clock)
    assert clock.time == pytest.approx(20)


def test_a_policy_that_stays_absent_is_waited_for_less_long() -> None:
    iam, clock = MemoryIam(), Clock()
    with pytest.raises(IamError, match=r"tried \d+ times in 20 s") as caught:
        run(iam, CREATE_ROLE, ATTACH, timeout=120, clock=clock)
    assert caught.value.code == "NoSuchEntity"
    assert clock.time == pytest.approx(20)


def test_without_patience_nothing_is_repeated() -> None:
    iam, clock = MemoryIam(), Clock()
    iam.faults.append(Fault("CreateRole", ApiError("ConcurrentModification", "busy")))
    with pytest.raises(IamError, match="busy"):
        run(iam, CREATE_ROLE, timeout=0, clock=clock)
    assert (iam.operations, clock.sleeps) == (["CreateRole"], [])


FINAL = {
    "denied": (CREATE_ROLE, ApiError("AccessDenied", "no")),
    "malformed": (CREATE_ROLE, ApiError("MalformedPolicyDocument", "Syntax errors in policy.")),
    "quota": (CREATE_ROLE, ApiError("LimitExceeded", "Cannot exceed quota for RolesPerAccount: 1000")),
    "a policy of AWS's that is not there": (
        ATTACH,
        ApiError("NoSuchEntity", "Policy arn:aws:iam::aws:policy/Typo does not exist or is not attachable."),
    ),
    "absent before anything was created": (ATTACH, ApiError("NoSuchEntity", "The role with name r cannot be found.")),
}


@pytest.mark.parametrize(("call", "answer"), FINAL.values(), ids=FINAL)
def test_what_will_not_pass_ends_the_plan(call: Call, answer: ApiError) -> None:
    iam, clock = MemoryIam(), Clock()
    iam.faults.append(Fault(call.operation, answer, times=1_000))
    with pytest.raises(IamError) as caught:
        run(iam, call, clock=clock)
    assert (caught.value.code, caught.value.reason, clock.sleeps) == (answer.code, answer.message, [])


def test_what_a_call_was_to_remove_may_be_gone() -> None:
    iam = MemoryIam()
    progress = run(iam, CREATE_POLICY, CREATE_ROLE, DETACH)
    assert progress.calls[-1] == DETACH


def test_what_was_done_before_an_error_is_recorded() -> None:
    iam, progress = MemoryIam(), Progress()
    iam.faults.append(Fault("CreateRole", ApiError("AccessDenied", "no")))
    with pytest.raises(IamError):
        carry_out(iam, (CREATE_POLICY, CREATE_ROLE, ATTACH), progress=progress, retry_policy=Clock().retry_policy(1))
    assert progress.calls == (CREATE_POLICY,)


@pytest.mark.parametrize("page_size", [1, 2, 3, 100])
def test_listings_are_read_to_their_last_page(page_size: int) -> None:
    iam = MemoryIam(page_size=page_size)
    for number in range(3):
        parameters = {**CREATE_POLICY.parameters, "PolicyName": f"p{number}"}
        iam.call("CreatePolicy", parameters)
    members = listed(iam, "ListPolicies", {"Scope": "Local"}, "Policies")
    assert [member["PolicyName"] for member in members] == ["p0", "p1", "p2"]


class EmptyPageIam(MemoryIam):
    """Answers a listing with an empty page first, as IAM may."""

    def call(self, operation: str, parameters: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
        if operation == "ListRoles" and "Marker" not in parameters:
            return {"Roles": [], "IsTruncated": True, "Marker": "0"}
        return super().call(operation, parameters)


def test_an_empty_page_does_not_end_a_listing() -> None:
    iam = EmptyPageIam()
    run(iam, CREATE_ROLE)
    assert [role["RoleName"] for role in listed(iam, "ListRoles", {}, "Roles")] == ["r"]


def test_absence_is_none_and_other_errors_are_errors() -> None:
    iam = MemoryIam()
    assert find(iam, "GetRole", {"RoleName": "r"}) is None
    iam.faults.append(Fault("GetRole", ApiError("AccessDenied", "no")))
    with pytest.raises(IamError, match="iam:GetRole failed with AccessDenied: no"):
        find(iam, "GetRole", {"RoleName": "r"})
