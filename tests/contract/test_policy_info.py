# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading managed policies: by name, by ARN and many at once return the same, in few calls."""

from __future__ import annotations

import json
import re
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._aws.connection import Connection
from ansible_collections.leastpriv.aws.plugins.module_utils._aws.iam import Iam
from ansible_collections.leastpriv.aws.plugins.module_utils._aws.session import Session
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import OptionError
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.managed_policy.info import Query, read
from ansible_collections.leastpriv.aws.plugins.module_utils._retry import RetryPolicy
from memory_iam import MemoryIam
from sandbox import Sandbox
from support.tasks import ACCOUNT, allow, options, trust

ARN: t.Final = f"arn:aws:iam::{ACCOUNT.id}:policy/team/p"
READ, WRITE = allow("s3:GetObject"), allow("s3:PutObject")
TRUST: t.Final = json.dumps(trust("ec2.amazonaws.com"))

STEPS: t.Final[list[tuple[str, dict[str, t.Any]]]] = [
    (
        "CreatePolicy",
        {
            "PolicyName": "p",
            "Path": "/team/",
            "PolicyDocument": json.dumps(READ),
            "Description": "all of it",
            "Tags": [{"Key": "Team", "Value": "crm"}],
        },
    ),
    ("CreatePolicyVersion", {"PolicyArn": ARN, "PolicyDocument": json.dumps(WRITE), "SetAsDefault": True}),
    ("CreatePolicy", {"PolicyName": "bare", "PolicyDocument": json.dumps(READ)}),
    ("CreateRole", {"RoleName": "carries", "AssumeRolePolicyDocument": TRUST}),
    ("AttachRolePolicy", {"RoleName": "carries", "PolicyArn": ARN}),
    ("CreateRole", {"RoleName": "bounded", "AssumeRolePolicyDocument": TRUST, "PermissionsBoundary": ARN}),
]
IN_ONE: t.Final = ["ListPolicyVersions", "GetPolicyVersion", "GetPolicyVersion", *["ListEntitiesForPolicy"] * 2]


def filled(iam: Iam) -> Iam:
    for operation, parameters in STEPS:
        iam.call(operation, parameters)
    return iam


@pytest.fixture
def remote(sandbox: Sandbox) -> Session:
    given = {"assume_role_arn": sandbox.accounts[0].role_arn, "region": ACCOUNT.region}
    session = Session(Connection.from_options(options("iam_role", name="-", **given)), RetryPolicy(timeout=0))
    filled(session)
    session.operations.clear()
    return session


def policies(iam: Iam, **given: str) -> dict[str, t.Any]:
    asked = {"arn": None, "name": None, "path_prefix": None, **given}
    return {policy["policy_name"]: policy for policy in read(iam, Query.from_options(asked))["policies"]}


@pytest.mark.parametrize("backend", ["memory", "sandbox"])
def test_a_policy_is_told_of_whole(backend: str, request: pytest.FixtureRequest) -> None:
    iam = filled(MemoryIam(ACCOUNT.id)) if backend == "memory" else request.getfixturevalue("remote")
    policy = policies(iam, name="p")["p"]
    assert policy == policies(iam, arn=ARN)["p"]
    assert (policy["arn"], policy["path"], policy["tags"]) == (ARN, "/team/", {"Team": "crm"})
    assert (policy["document"], policy["default_version_id"]) == (WRITE, "v2")
    assert {version["version_id"]: version["document"] for version in policy["versions"]} == {"v1": READ, "v2": WRITE}
    assert {version["version_id"] for version in policy["versions"] if version["is_default_version"]} == {"v2"}
    assert policy["attached_to"] == {"groups": [], "roles": ["carries"], "users": []}
    assert policy["boundary_of"] == {"roles": ["bounded"], "users": []}


def test_many_are_told_of_as_each_by_itself(remote: Session) -> None:
    many = policies(remote)
    assert set(many) == {"p", "bare"}
    for name in many:
        assert policies(remote, name=name) == {name: many[name]}
    assert policies(remote, path_prefix="/team/") == {"p": many["p"]}


def test_a_missing_resource_is_an_empty_list(remote: Session) -> None:
    assert policies(remote, name="nobody") == {}
    assert policies(remote, name="P") == {}
    assert policies(remote, arn=f"{ARN}s") == {}
    assert policies(remote, path_prefix="/nobody/") == {}


def test_awss_own_are_read_by_their_arn(remote: Session) -> None:
    assert set(policies(remote, arn="arn:aws:iam::aws:policy/PowerUserAccess")) == {"PowerUserAccess"}


@pytest.mark.parametrize(
    ("given", "operations"),
    [
        ({"arn": ARN}, ["GetPolicy", *IN_ONE]),
        ({"name": "p"}, ["ListPolicies", "GetPolicy", *IN_ONE]),
        ({"name": "nobody"}, ["ListPolicies"]),
        ({}, ["GetAccountAuthorizationDetails", "GetPolicy", "GetPolicy"]),
        ({"path_prefix": "/team/"}, ["GetAccountAuthorizationDetails", "GetPolicy"]),
    ],
)
def test_it_takes_few_calls(remote: Session, given: dict[str, str], operations: list[str]) -> None:
    policies(remote, **given)
    assert [name.removeprefix("iam:") for name in remote.operations if name.startswith("iam:")] == operations


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"name": "a/b"},
            (
                "name: the name of a managed policy must consist of "
                "letters, digits and the characters _ + = , . @ - (got: 'a/b')"
            ),
        ),
        ({"arn": "p"}, "arn: 'p' is not the ARN of a managed policy"),
        ({"path_prefix": "team"}, "path_prefix: 'team': path must begin and end with /"),
        (
            {"path_prefix": "/a b/"},
            (
                "path_prefix: the path of a managed policy must consist of "
                "letters, digits and the characters . , + @ = _ - between single slashes (got: '/a b/')"
            ),
        ),
    ],
)
def test_refusals(given: dict[str, str], message: str) -> None:
    with pytest.raises(OptionError, match=f"^{re.escape(message)}"):
        policies(MemoryIam(ACCOUNT.id), **given)
