# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading roles: one by name and many at once return the same, in few calls, in memory and on the sandbox."""

from __future__ import annotations

import json
import re
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._aws.connection import Connection
from ansible_collections.leastpriv.aws.plugins.module_utils._aws.iam import Iam
from ansible_collections.leastpriv.aws.plugins.module_utils._aws.session import Session
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import OptionError
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.role.info import Query, read
from ansible_collections.leastpriv.aws.plugins.module_utils._retry import RetryPolicy
from memory_iam import MemoryIam
from sandbox import Sandbox
from support.tasks import ACCOUNT, allow, options, task, trust

ARN: t.Final = f"arn:aws:iam::{ACCOUNT.id}:policy/p"
TRUST, READ = json.dumps(trust("ec2.amazonaws.com")), json.dumps(allow("s3:GetObject"))
NAMED: t.Final = {"RoleName": "full"}

STEPS: t.Final[list[tuple[str, dict[str, t.Any]]]] = [
    ("CreatePolicy", {"PolicyName": "p", "PolicyDocument": READ}),
    ("CreateRole", {"RoleName": "bare", "AssumeRolePolicyDocument": TRUST}),
    (
        "CreateRole",
        {
            **NAMED,
            "Path": "/team/",
            "AssumeRolePolicyDocument": TRUST,
            "Description": "all of it",
            "MaxSessionDuration": 7200,
            "PermissionsBoundary": ARN,
            "Tags": [{"Key": "Team", "Value": "crm"}],
        },
    ),
    ("AttachRolePolicy", {**NAMED, "PolicyArn": ARN}),
    ("PutRolePolicy", {**NAMED, "PolicyName": "inline", "PolicyDocument": READ}),
    ("CreateInstanceProfile", {"InstanceProfileName": "profile", "Path": "/x/"}),
    ("AddRoleToInstanceProfile", {"InstanceProfileName": "profile", **NAMED}),
]


@pytest.fixture(params=["memory", "sandbox"])
def iam(request: pytest.FixtureRequest) -> t.Any:
    """An account with two roles: one has everything that a role can have, the other nothing."""
    account: Iam = MemoryIam(ACCOUNT.id) if request.param == "memory" else signed_in(request.getfixturevalue("sandbox"))
    for operation, parameters in STEPS:
        account.call(operation, parameters)
    return account


def signed_in(sandbox: Sandbox) -> Session:
    given = {"assume_role_arn": sandbox.accounts[0].role_arn, "region": ACCOUNT.region}
    return Session(Connection.from_options(options("iam_role", name="-", **given)), RetryPolicy(timeout=0))


def roles(iam: Iam, name: str | None = None, path_prefix: str | None = None) -> dict[str, t.Any]:
    found = read(iam, Query.from_options({"name": name, "path_prefix": path_prefix}))["iam_roles"]
    return {role["role_name"]: role for role in found}


def test_a_role_is_told_of_whole(iam: Iam) -> None:
    full = roles(iam, "full")["full"]
    assert full["arn"] == f"arn:aws:iam::{ACCOUNT.id}:role/team/full"
    assert full["assume_role_policy_document"] == full["assume_role_policy_document_raw"] == json.loads(TRUST)
    assert (full["description"], full["max_session_duration"], full["path"]) == ("all of it", 7200, "/team/")
    assert full["inline_policies"] == ["inline"]
    assert full["managed_policies"] == [{"policy_arn": ARN, "policy_name": "p"}]
    assert full["permissions_boundary"]["permissions_boundary_arn"] == ARN
    assert full["tags"] == {"Team": "crm"}
    [profile] = full["instance_profiles"]
    assert (profile["instance_profile_name"], profile["path"]) == ("profile", "/x/")
    assert [role["role_name"] for role in profile["roles"]] == ["full"]


def test_what_a_role_does_not_have_is_left_out(iam: Iam) -> None:
    """amazon.aws leaves them out, too."""
    for found in (roles(iam, "bare"), roles(iam)):
        assert not {"description", "permissions_boundary"} & found["bare"].keys()


def test_an_empty_description_that_iam_reports_is_passed_on(iam: Iam) -> None:
    """So does amazon.aws."""
    iam.call("UpdateRole", {"RoleName": "bare", "Description": "", "MaxSessionDuration": 3600})
    assert "Description" in iam.call("GetRole", {"RoleName": "bare"})["Role"]
    for found in (roles(iam, "bare"), roles(iam)):
        assert found["bare"]["description"] == ""


ASSERTED: t.Final = {
    "access": {"may": [{"Action": "s3:GetObject"}], "may_not": ["iam:*"]},
    "assumable_by": ["ec2.amazonaws.com"],
}


def answers(iam: Iam, **asked: t.Any) -> dict[str, t.Any]:
    query = Query.from_options({"name": None, "path_prefix": None, **ASSERTED, **asked}).for_account(ACCOUNT)
    return {role["role_name"]: role["access"] for role in read(iam, query)["iam_roles"]}


def test_what_is_asserted_is_answered_from_the_documents_of_the_account(iam: Iam) -> None:
    many = answers(iam)
    for name, verdicts in (("bare", ["violated", "holds", "holds"]), ("full", ["holds", "holds", "holds"])):
        assert [answer["verdict"] for answer in many[name]["assertions"]] == verdicts
        assert answers(iam, name=name) == {name: many[name]}


def test_assertions_count_the_boundary_and_take_parameters() -> None:
    iam = MemoryIam(ACCOUNT.id)
    for operation, parameters in STEPS:
        iam.call(operation, parameters)
    iam.call("PutRolePolicy", {**NAMED, "PolicyName": "inline", "PolicyDocument": json.dumps(allow("s3:*"))})
    asked = {
        "access": {"may_not": [{"Action": "s3:Put*", "Resource": "arn:aws:s3:::${Bucket}/*"}]},
        "parameters": {"Bucket": "acme"},
        "unused_parameters": "refuse",
    }
    assert answers(iam, name="full", **asked)["full"]["verdict"] == "holds"
    iam.call("DeleteRolePermissionsBoundary", NAMED)
    (answer, _trust) = answers(iam, name="full", **asked)["full"]["assertions"]
    assert answer["message"].endswith("allowed by inline policy inline: Statement[0]")


def test_answers_read_each_document_once() -> None:
    iam = MemoryIam(ACCOUNT.id)
    for operation, parameters in STEPS:
        iam.call(operation, parameters)
    answers(iam, name="full")
    assert iam.operations[len(STEPS) + 4 :] == ["GetRolePolicy", "GetPolicy", "GetPolicyVersion"]


class Renaming:
    """An account whose boundaries have the type that the service model has."""

    def __init__(self, account: MemoryIam) -> None:
        self._account = account

    def call(self, operation: str, parameters: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
        reply = self._account.call(operation, parameters)
        boundary = reply.get("Role", {}).get("PermissionsBoundary", {})
        boundary.update({"PermissionsBoundaryType": "PermissionsBoundaryPolicy"} if boundary else {})
        return reply


def test_the_type_of_a_boundary_is_what_iam_says() -> None:
    account = MemoryIam(ACCOUNT.id)
    for operation, parameters in STEPS:
        account.call(operation, parameters)
    said = {"permissions_boundary_arn": ARN, "permissions_boundary_type": "PermissionsBoundaryPolicy"}
    assert roles(Renaming(account), "full")["full"]["permissions_boundary"] == said
    for name in ("full", "new"):
        done = task(Renaming(account), "iam_role", name=name, assume_role_policy_document=TRUST, boundary=ARN)
        assert done.after is not None
        assert done.after.to_result()["permissions_boundary"] == said


def test_many_are_told_of_as_each_by_itself(iam: Iam) -> None:
    many = roles(iam)
    assert {"bare", "full"} <= many.keys()
    for name in ("bare", "full"):
        assert roles(iam, name) == {name: many[name]}


@pytest.mark.parametrize("prefix", ["/team/", "team", "/team", "team/"])
def test_a_path_begins_and_ends_with_a_slash(iam: Iam, prefix: str) -> None:
    assert set(roles(iam, path_prefix=prefix)) == {"full"}


def test_a_missing_resource_is_an_empty_list(iam: Iam) -> None:
    assert roles(iam, "nobody") == {}
    assert roles(iam, path_prefix="/nobody/") == {}


CALLS: t.Final = [
    ("full", None, ["GetRole", "ListRolePolicies", "ListAttachedRolePolicies", "ListInstanceProfilesForRole"]),
    ("nobody", None, ["GetRole"]),
    (None, None, ["ListRoles", "GetAccountAuthorizationDetails"]),
    (None, "/nobody/", ["ListRoles"]),
]


@pytest.mark.parametrize(("name", "prefix", "operations"), CALLS)
def test_it_takes_few_calls(name: str | None, prefix: str | None, operations: list[str]) -> None:
    iam = MemoryIam(ACCOUNT.id)
    for operation, parameters in STEPS:
        iam.call(operation, parameters)
    iam.calls.clear()
    roles(iam, name, prefix)
    assert iam.operations == operations


class Removing:
    """An account in which somebody deletes a role as soon as the roles have been listed."""

    def __init__(self, account: MemoryIam) -> None:
        self._account = account

    def call(self, operation: str, parameters: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
        reply = self._account.call(operation, parameters)
        if operation == "ListRoles":
            self._account.call("DeleteRole", {"RoleName": "bare"})
        return reply


def test_what_goes_meanwhile_is_left_out() -> None:
    account = MemoryIam(ACCOUNT.id)
    for operation, parameters in STEPS:
        account.call(operation, parameters)
    assert set(roles(Removing(account))) == {"full"}


def test_pages_are_joined() -> None:
    iam = MemoryIam(ACCOUNT.id, page_size=2)
    for number in range(5):
        iam.call("CreateRole", {"RoleName": f"r{number}", "AssumeRolePolicyDocument": TRUST})
    assert len(roles(iam)) == 5


@pytest.mark.parametrize(
    ("name", "prefix", "message"),
    [
        (
            "a/b",
            None,
            ("name: the name of a role must consist of letters, digits and the characters _ + = , . @ - (got: 'a/b')"),
        ),
        ("", None, "name: the name of a role must have 1 to 64"),
        (
            None,
            "/a b/",
            (
                "path_prefix: the path of a role must consist of "
                "printable ASCII characters without spaces (got: '/a b/')"
            ),
        ),
        (None, "a" * 600, "path_prefix must have at most 512"),
    ],
)
def test_refusals(name: str | None, prefix: str | None, message: str) -> None:
    with pytest.raises(OptionError, match=f"^{re.escape(message)}"):
        Query.from_options({"name": name, "path_prefix": prefix})
