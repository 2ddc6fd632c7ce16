# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Modules on a sandbox that throttles, fails, closes connections and expires credentials."""

from __future__ import annotations

import re
import typing as t
from collections.abc import Iterator

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._aws import session as aws
from ansible_collections.leastpriv.aws.plugins.module_utils._aws.connection import Connection
from ansible_collections.leastpriv.aws.plugins.module_utils._aws.session import Session
from ansible_collections.leastpriv.aws.plugins.module_utils._module.module_main import ModuleResult
from ansible_collections.leastpriv.aws.plugins.module_utils._module.resource import execute
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.resource_types import MANAGED_POLICY, ROLE
from ansible_collections.leastpriv.aws.plugins.module_utils._retry import RetryPolicy
from sandbox import Fault, FaultKind, Sandbox
from support.tasks import allow, options, trust

READ: t.Final = allow("s3:GetObject")
WRITE: t.Final = allow("s3:PutObject")
REPEATED: t.Final = (
    FaultKind.THROTTLING,
    FaultKind.SERVER_ERROR,
    FaultKind.RESET_BEFORE,
    FaultKind.RESET_AFTER,
    FaultKind.CONCURRENT_MODIFICATION,
    FaultKind.TEMPORARILY_UNMODIFIABLE,
)


@pytest.fixture(autouse=True)
def _clean(sandbox: Sandbox) -> Iterator[None]:
    aws._SIGNED_IN.clear()
    yield
    sandbox.clear_faults()


def run(module: str, **given: t.Any) -> ModuleResult:
    """The module on a resource called app, in the management account unless told otherwise."""
    kind: t.Any = {"iam_managed_policy": MANAGED_POLICY, "iam_role": ROLE}[module]
    return execute(options(module, **{"name": "app", "review": "off", **given}), kind, check_mode=False, diff=False)


def writes(sandbox: Sandbox) -> list[str]:
    """The writes that took effect or that IAM itself refused, in order."""
    return [
        call.operation
        for call in sandbox.calls()
        if call.service == "iam" and not call.operation.startswith(("Get", "List")) and not call.error_code
    ]


def versions(sandbox: Sandbox) -> int:
    [policy] = sandbox.client("iam").list_policies(Scope="Local")["Policies"]
    return len(sandbox.client("iam").list_policy_versions(PolicyArn=policy["Arn"])["Versions"])


@pytest.mark.parametrize("kind", REPEATED, ids=lambda kind: kind.value)
def test_a_fault_at_each_write_is_not_to_be_seen(sandbox: Sandbox, kind: FaultKind) -> None:
    for operation in ("CreatePolicy", "CreatePolicyVersion", "TagPolicy"):
        sandbox.add_fault(Fault(kind=kind, operations=frozenset({operation}), times=1))
    created = run("iam_managed_policy", policy=READ, tags={"a": "1"})
    changed = run("iam_managed_policy", policy=WRITE, tags={"a": "2"})
    assert [module_result.result.get("msg") for module_result in (created, changed)] == [None, None]
    assert [action["operation"] for action in created.result["actions"]] == ["iam:CreatePolicy"]
    assert [action["operation"] for action in changed.result["actions"]] == ["iam:CreatePolicyVersion", "iam:TagPolicy"]
    assert sandbox.fault_counts()[kind] == 3
    assert versions(sandbox) == 2
    assert not run("iam_managed_policy", policy=WRITE, tags={"a": "2"}).result["changed"]


def test_the_reply_of_a_new_version_may_stay_away(sandbox: Sandbox) -> None:
    """The version is not created again, even if reads still answer from before its creation."""
    run("iam_managed_policy", policy=READ)
    sandbox.add_fault(Fault(kind=FaultKind.RESET_AFTER, operations=frozenset({"CreatePolicyVersion"}), times=1))
    sandbox.add_fault(Fault(kind=FaultKind.STALE_READ, seconds=2.0))
    sandbox.clear_calls()
    module_result = run("iam_managed_policy", policy=WRITE)
    assert not module_result.failed, module_result.result
    assert [action["operation"] for action in module_result.result["actions"]] == ["iam:CreatePolicyVersion"]
    assert module_result.result["policy"]["default_version_id"] == "v2"
    sandbox.clear_faults()
    assert versions(sandbox) == 2


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (FaultKind.THROTTLING, ["failed with Throttling: Rate exceeded", "use fewer forks, or a larger wait_timeout"]),
        (FaultKind.SERVER_ERROR, ["failed with", "The call may have taken effect"]),
        (FaultKind.RESET_AFTER, ["iam:AttachRolePolicy got no answer", "The call may have taken effect"]),
        (FaultKind.CONCURRENT_MODIFICATION, ["failed with ConcurrentModification", "run the task again"]),
    ],
    ids=lambda given: given.value if isinstance(given, FaultKind) else "",
)
def test_a_fault_that_does_not_end_is_reported(sandbox: Sandbox, kind: FaultKind, words: list[str]) -> None:
    sandbox.add_fault(Fault(kind=kind, operations=frozenset({"AttachRolePolicy"})))
    arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
    module_result = run(
        "iam_role", assume_role_policy_document=trust("ec2.amazonaws.com"), managed_policies=[arn], wait_timeout=3
    )
    assert module_result.failed
    attempts = sum(call.operation == "AttachRolePolicy" for call in sandbox.calls())
    assert attempts > 2
    assert re.search(rf"\(tried {attempts} times in \d s\)", module_result.result["msg"])
    for text in ("role app in account", *words):
        assert text in module_result.result["msg"]
    assert [action["operation"] for action in module_result.result["actions"]] == ["iam:CreateRole"]
    sandbox.clear_faults()
    run("iam_role", assume_role_policy_document=trust("ec2.amazonaws.com"), managed_policies=[arn])
    attached = sandbox.client("iam").list_attached_role_policies(RoleName="app")["AttachedPolicies"]
    assert [policy["PolicyArn"] for policy in attached] == [arn]


@pytest.mark.parametrize("kind", [FaultKind.SERVER_ERROR, FaultKind.RESET_AFTER], ids=lambda kind: kind.value)
def test_a_read_that_fails_leaves_nothing_in_doubt(sandbox: Sandbox, kind: FaultKind) -> None:
    sandbox.add_fault(Fault(kind=kind, operations=frozenset({"GetPolicy"})))
    module_result = run("iam_managed_policy", policy=READ, wait_timeout=1)
    assert module_result.failed
    assert not module_result.result["changed"]
    assert "taken effect" not in module_result.result["msg"]


def test_attempts_are_as_many_as_the_user_says(sandbox: Sandbox) -> None:
    sandbox.add_fault(Fault(kind=FaultKind.THROTTLING))
    for retries, attempts in (({"total_max_attempts": 2}, 2), ({"max_attempts": 2}, 3)):
        sandbox.clear_calls()
        module_result = run("iam_managed_policy", policy=READ, aws_config={"retries": retries})
        assert f"(tried {attempts} times in" in module_result.result["msg"]
        assert len([call for call in sandbox.calls() if call.service == "iam"]) == attempts


@pytest.mark.parametrize("after", [0, 1, 2])
def test_credentials_of_an_assumed_role_are_renewed(sandbox: Sandbox, after: int) -> None:
    sandbox.add_fault(Fault(kind=FaultKind.EXPIRED, times=1, after=after))
    role_arn = sandbox.accounts[0].role_arn
    module_result = run("iam_managed_policy", policy=READ, tags={"a": "1"}, assume_role_arn=role_arn)
    assert not module_result.failed, module_result.result
    assert [call.operation for call in sandbox.calls()].count("AssumeRole") == 2
    assert writes(sandbox).count("CreatePolicy") == 1


def test_credentials_that_cannot_be_renewed_are_named(sandbox: Sandbox) -> None:
    sandbox.add_fault(Fault(kind=FaultKind.EXPIRED, operations=frozenset({"AttachRolePolicy"}), times=1))
    arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
    module_result = run("iam_role", assume_role_policy_document=trust("ec2.amazonaws.com"), managed_policies=[arn])
    assert "failed with ExpiredToken" in module_result.result["msg"]
    assert "renew them and run the task again; it continues where it stopped" in module_result.result["msg"]
    assert [action["operation"] for action in module_result.result["actions"]] == ["iam:CreateRole"]


def test_a_session_waits_for_sts_too(sandbox: Sandbox) -> None:
    sandbox.add_fault(Fault(kind=FaultKind.THROTTLING, service="sts", times=2))
    given = options("iam_role", name="-", assume_role_arn=sandbox.accounts[0].role_arn)
    session = Session(Connection.from_options(given), RetryPolicy.from_options(given))
    assert session.account.id == sandbox.accounts[0].id


def test_reads_from_the_past_do_no_harm(sandbox: Sandbox) -> None:
    """Each task reads IAM as it was before the preceding task."""
    sandbox.add_fault(Fault(kind=FaultKind.STALE_READ, seconds=1.0))
    trusts = trust("ec2.amazonaws.com"), trust("lambda.amazonaws.com")
    for number, document in enumerate((READ, WRITE, READ)):
        role = {"assume_role_policy_document": trusts[number % 2], "description": str(number)}
        for module_result in (
            run("iam_managed_policy", policy=document, tags={"a": str(number)}),
            run("iam_role", managed_policies=["arn:aws:iam::aws:policy/ReadOnlyAccess"], **role),
        ):
            assert not module_result.failed, module_result.result
            assert module_result.result["changed"]
    sandbox.clear_faults()
    assert not run("iam_managed_policy", policy=READ, tags={"a": "2"}).result["changed"]
    assert not run("iam_role", assume_role_policy_document=trusts[0], description="2").result["changed"]
    assert versions(sandbox) == 2
