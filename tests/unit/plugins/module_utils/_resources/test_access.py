# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What decides about a role: its state, completed with the documents that only IAM has."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import IamError
from ansible_collections.leastpriv.aws.plugins.module_utils._policy.document import Document
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.access import (
    AccessReader,
    RoleParts,
    role_access,
)
from memory_iam import ApiError, Fault, MemoryIam
from support.tasks import allow, trust

OWN: t.Final = "arn:aws:iam::111111111111:policy/"
AWS: t.Final = "arn:aws:iam::aws:policy/"
READ, WRITE, LIST = allow("s3:GetObject"), allow("s3:PutObject"), allow("s3:ListBucket")
TRUST: t.Final = Document(trust("lambda.amazonaws.com"))
# What a role's state says: its inline policies are left out.
# What a role's state says: its inline policies are left out.
ROLE: t.Final = RoleParts("app", (f"{OWN}app",), None, f"{OWN}limit", TRUST)


@pytest.fixture
def iam() -> MemoryIam:
    """The role app with the policy app, of two versions, the boundary limit and two inline policies."""
    memory = MemoryIam()
    for name in ("app", "limit"):
        memory.call("CreatePolicy", {"PolicyName": name, "PolicyDocument": json.dumps(READ)})
    new = {"PolicyArn": f"{OWN}app", "PolicyDocument": json.dumps(WRITE)}
    memory.call("CreatePolicyVersion", {**new, "SetAsDefault": True})
    memory.call("CreateRole", {"RoleName": "app", "AssumeRolePolicyDocument": json.dumps(trust("ec2.amazonaws.com"))})
    for name in ("i", "j"):
        memory.call("PutRolePolicy", {"RoleName": "app", "PolicyName": name, "PolicyDocument": json.dumps(LIST)})
    memory.calls.clear()
    return memory


def deny(iam: MemoryIam, operation: str, code: str = "AccessDenied") -> None:
    iam.faults.append(Fault(operation, ApiError(code, "no"), times=100))


def test_the_default_versions_and_the_inline_policies_that_the_state_leaves_out_are_read(iam: MemoryIam) -> None:
    access = AccessReader(iam).role(ROLE)
    assert access.identity == {
        "managed policy app": Document(WRITE),
        "inline policy i": Document(LIST),
        "inline policy j": Document(LIST),
    }
    assert access.boundary == {"permissions boundary limit": Document(READ)}
    assert access.trust == TRUST


def test_each_document_is_read_once_for_both_states_of_a_plan(iam: MemoryIam) -> None:
    reader = AccessReader(iam)
    reader.role(ROLE)
    read = list(iam.operations)
    assert sorted(read) == [
        *["GetPolicy"] * 2,
        *["GetPolicyVersion"] * 2,
        *["GetRolePolicy"] * 2,
        "ListRolePolicies",
    ]
    reader.role(ROLE._replace(boundary=None))
    assert iam.operations == read


def test_known_documents_and_those_of_the_state_need_no_read(iam: MemoryIam) -> None:
    known = {f"{OWN}app": Document(READ), f"{OWN}limit": None}
    access = AccessReader(iam, known).role(ROLE._replace(inline={"i": Document(READ)}))
    assert access.identity == {"managed policy app": Document(READ), "inline policy i": Document(READ)}
    assert access.boundary == {"permissions boundary limit": None}
    assert not iam.calls


def test_what_the_task_is_about_to_write_counts_as_it_will_be(iam: MemoryIam) -> None:
    reader = AccessReader(iam)
    planned = reader.role(ROLE, planned={f"{OWN}app": Document(LIST), f"{OWN}limit": Document(WRITE)})
    assert planned.identity["managed policy app"] == Document(LIST)
    assert planned.boundary == {"permissions boundary limit": Document(WRITE)}
    assert reader.role(ROLE).identity["managed policy app"] == Document(WRITE)


def test_an_inline_document_that_the_state_leaves_out_is_read(iam: MemoryIam) -> None:
    access = AccessReader(iam).role(ROLE._replace(attached=(), inline={"i": None}, boundary=None))
    assert access.identity == {"inline policy i": Document(LIST)}


def test_what_was_deleted_meanwhile_is_unread(iam: MemoryIam) -> None:
    access = AccessReader(iam).role(RoleParts("gone", (f"{OWN}gone",), None, None, TRUST))
    assert access.identity == {"managed policy gone": None, "inline policies": None}


@pytest.mark.parametrize(
    ("operation", "unread"),
    [
        ("GetPolicy", ["managed policy app", "permissions boundary limit"]),
        ("GetPolicyVersion", ["managed policy app", "permissions boundary limit"]),
        ("GetRolePolicy", ["inline policy i", "inline policy j"]),
        ("ListRolePolicies", ["inline policies"]),
    ],
)
def test_what_iam_denies_is_unread_and_named(iam: MemoryIam, operation: str, unread: list[str]) -> None:
    deny(iam, operation)
    access = AccessReader(iam).role(ROLE)
    named = [line for line in access.not_considered if line.startswith("the document of ")]
    assert named == [f"the document of {name}" for name in unread]


def test_a_list_of_attached_policies_that_iam_denied_is_unread(iam: MemoryIam) -> None:
    access = AccessReader(iam).role(ROLE._replace(attached=None, inline={}, boundary=None))
    assert access.identity == {"attached managed policies": None}


def test_any_other_error_of_a_read_is_raised(iam: MemoryIam) -> None:
    deny(iam, "GetPolicyVersion", "ServiceFailure")
    with pytest.raises(IamError, match="ServiceFailure"):
        AccessReader(iam).role(ROLE)


def test_a_policy_of_aws_does_not_hide_one_of_the_account_with_the_same_name() -> None:
    documents = {f"{OWN}ReadOnlyAccess": Document(READ), f"{AWS}ReadOnlyAccess": Document(LIST)}
    access = role_access(RoleParts("app", tuple(documents), {}, None, None), documents.get)
    assert access.identity == {
        "managed policy ReadOnlyAccess": Document(READ),
        "AWS managed policy ReadOnlyAccess": Document(LIST),
    }
