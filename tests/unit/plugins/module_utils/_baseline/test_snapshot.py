# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A snapshot answers for what was read, says what was not, and hides no other error."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._baseline.snapshot import NotReadError, Snapshot
from memory_iam import MemoryIam
from support.tasks import ACCOUNT, allow, trust

ARN: t.Final = f"arn:aws:iam::{ACCOUNT.id}:policy/reader"


@pytest.fixture
def iam() -> MemoryIam:
    """An account with a managed policy, and a role with an inline policy."""
    iam = MemoryIam()
    iam.call("CreatePolicy", {"PolicyName": "reader", "PolicyDocument": json.dumps(allow("s3:GetObject"))})
    iam.call(
        "CreateRole",
        {"RoleName": "app", "AssumeRolePolicyDocument": json.dumps(trust("ec2.amazonaws.com"))},
    )
    iam.call(
        "PutRolePolicy",
        {"RoleName": "app", "PolicyName": "write", "PolicyDocument": json.dumps(allow("s3:PutObject"))},
    )
    return iam


@pytest.mark.parametrize(
    ("operation", "parameters", "message"),
    [
        ("GetRole", {"RoleName": "web"}, "role web was not read"),
        ("ListRolePolicies", {"RoleName": "web"}, "role web was not read"),
        ("GetRolePolicy", {"RoleName": "app", "PolicyName": "read"}, "inline policy read was not read"),
        ("GetPolicy", {"PolicyArn": f"{ARN}2"}, f"managed policy {ARN}2 was not read"),
        ("GetPolicyVersion", {"PolicyArn": ARN, "VersionId": "v2"}, "version v2 was not read"),
        ("ListRoles", {}, "iam:ListRoles is not answered from a snapshot"),
    ],
)
def test_a_question_about_what_was_not_read(
    iam: MemoryIam, operation: str, parameters: dict[str, str], message: str
) -> None:
    with pytest.raises(NotReadError) as caught:
        Snapshot.read(iam).call(operation, parameters)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("GetPolicyVersion", {"PolicyArn": ARN, "VersionId": "v1"}),
        ("GetRolePolicy", {"RoleName": "app", "PolicyName": "write"}),
        ("ListRolePolicies", {"RoleName": "app"}),
        ("ListAttachedRolePolicies", {"RoleName": "app"}),
    ],
)
def test_an_answer_is_the_one_of_iam(iam: MemoryIam, operation: str, parameters: dict[str, str]) -> None:
    answer, reply = Snapshot.read(iam).call(operation, parameters), iam.call(operation, parameters)
    assert answer
    assert {key: reply[key] for key in answer} == answer


@pytest.mark.parametrize(
    ("operation", "parameters", "missing"),
    [
        ("ListAttachedRolePolicies", {"RoleName": "app"}, "AttachedManagedPolicies"),
        ("GetRolePolicy", {"RoleName": "app", "PolicyName": "write"}, "RolePolicyList"),
        ("GetRole", {}, "RoleName"),
    ],
)
def test_a_key_that_is_missing_elsewhere_is_no_question(
    operation: str, parameters: dict[str, str], missing: str
) -> None:
    snapshot = Snapshot(roles={"app": {"RoleName": "app"}}, policies={})
    with pytest.raises(KeyError, match=missing):
        snapshot.call(operation, parameters)
