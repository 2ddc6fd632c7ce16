# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Actions that a test does not allow, and watchers that see each operation before and after it takes effect."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import typing as t

import pytest
from botocore.exceptions import ConnectionClosedError
from sandbox import FaultKind, Sandbox
from unit.sandbox.conftest import ACCOUNT_ID
from unit.sandbox.fault_cases import error_of, fault
from unit.sandbox.refusal_cases import TRUST, Step, carry_out, policy, role

SESSION = "User: arn:aws:sts::111111111111:assumed-role/OrganizationAccountAccessRole/sandbox"


# What is allowed, a request, and the action and resource that the refusal names; None if it passes.
ALLOWED: dict[str, tuple[set[str], Step, tuple[str, str] | None]] = {
    "the action": ({"iam:CreateRole"}, role(), None),
    "in another case": ({"IAM:createrole"}, role(), None),
    "by a wildcard": ({"iam:Create*"}, role(), None),
    "another action": ({"iam:GetRole"}, role(), ("iam:CreateRole", "arn:aws:iam::111111111111:role/reader")),
    "with tags": (
        {"iam:CreateRole"},
        role(Tags=[{"Key": "team", "Value": "crm"}], Path="/team/"),
        ("iam:TagRole", "arn:aws:iam::111111111111:role/team/reader"),
    ),
    "a policy with tags": (
        {"iam:CreatePolicy"},
        policy(Tags=[{"Key": "team", "Value": "crm"}]),
        ("iam:TagPolicy", "policy reading"),
    ),
    "nothing": (set(), ("ListRoles", {}), ("iam:ListRoles", "arn:aws:iam::111111111111:role/")),
    "an account as a whole": (set(), ("GetAccountSummary", {}), ("iam:GetAccountSummary", "*")),
    "a role in a profile": (
        {"iam:AddRoleToInstanceProfile"},
        ("AddRoleToInstanceProfile", {"RoleName": "reader", "InstanceProfileName": "reader"}),
        ("iam:PassRole", "role reader"),
    ),
}


@pytest.mark.parametrize(("actions", "step", "refused"), ALLOWED.values(), ids=ALLOWED)
def test_only_what_is_allowed(
    sandbox: Sandbox,
    iam: t.Any,
    *,
    actions: set[str],
    step: Step,
    refused: tuple[str, str] | None,
) -> None:
    sandbox.allow_only(actions)
    if refused is None:
        carry_out(iam, step)
        return
    action, resource = refused
    reason = f"because no identity-based policy allows the {action} action"
    text = f"{SESSION} is not authorized to perform: {action} on resource: {resource} {reason}"
    assert error_of(carry_out, iam, step) == ("AccessDenied", 403, text)
    assert sandbox.calls()[-1].faults == ()
    sandbox.allow_only(None)
    iam.list_roles()


def test_who_one_is_needs_no_permission(sandbox: Sandbox) -> None:
    sandbox.allow_only(())
    sandbox.client("sts").get_caller_identity()
    assert error_of(sandbox.client("sts").assume_role, RoleArn="arn:aws:iam::1:role/a", RoleSessionName="tests")[0] == (
        "AccessDenied"
    )


def test_a_watcher_sees_each_operation_before_and_after(sandbox: Sandbox, iam: t.Any) -> None:
    seen: list[tuple[str, str, str, bool]] = []

    def watcher(moment: str, call: t.Any) -> None:
        exists = sandbox.state(ACCOUNT_ID).role("reader") is not None
        seen.append((moment, call.operation, call.account_id, exists))

    sandbox.add_fault(fault(FaultKind.THROTTLING, "ListUsers"))
    sandbox.add_fault(fault(FaultKind.RESET_AFTER, "CreateRole", times=1))
    with sandbox.watching(watcher):
        with pytest.raises(ConnectionClosedError):
            carry_out(iam, role())
        error_of(iam.list_users)
        error_of(carry_out, iam, role())
        sandbox.client("organizations").list_roots()
    iam.list_roles()
    assert seen == [
        ("before", "CreateRole", ACCOUNT_ID, False),
        ("after", "CreateRole", ACCOUNT_ID, True),
        ("before", "CreateRole", ACCOUNT_ID, True),
        ("after", "CreateRole", ACCOUNT_ID, True),
        ("before", "ListRoots", "999999999999", True),
        ("after", "ListRoots", "999999999999", True),
    ]


def test_what_a_watcher_raises_comes_out_where_the_watching_ends(sandbox: Sandbox, iam: t.Any) -> None:
    def watcher(_moment: str, call: t.Any) -> None:
        assert call.operation == "ListUsers", "seen it"

    def watch() -> None:
        with sandbox.watching(watcher):
            iam.list_users()
            iam.list_roles()

    with pytest.raises(AssertionError, match="seen it"):
        watch()
    assert [call.status for call in sandbox.calls()] == [200, 200]
    iam.list_roles()


CREATE_ROLE = (
    "import boto3, sys; iam = boto3.client('iam'); print('ready', flush=True); sys.stdin.readline(); "
    "iam.create_role(RoleName='reader', AssumeRolePolicyDocument=sys.argv[1])"
)


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_watcher_kills_the_client(sandbox: Sandbox, moment: str) -> None:
    """The request is on its way in either case and takes effect; the sandbox serves others as if nothing had been."""
    command = [sys.executable, "-c", CREATE_ROLE, json.dumps(TRUST)]
    environment = {**os.environ, **sandbox.environment}
    pipes: dict[str, t.Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env=environment, **pipes) as client:
        assert client.stdout is not None
        assert client.stdin is not None
        assert client.stdout.readline() == "ready\n"

        def kill(reached: str, call: t.Any) -> None:
            if (reached, call.operation) == (moment, "CreateRole"):
                os.kill(client.pid, signal.SIGKILL)

        with sandbox.watching(kill):
            client.stdin.write("\n")
            client.stdin.flush()
            assert client.wait(60) == -signal.SIGKILL
            # Asked for under the same lock, so that it comes after the call the client died of.
            sandbox.client("iam").list_roles()
    assert sandbox.state(sandbox.management_account_id).role("reader") is not None
    assert [(call.operation, call.status) for call in sandbox.calls()] == [("CreateRole", 200), ("ListRoles", 200)]
