# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an account's IAM holds, read with boto3 alone, so that no test has to trust the modules about themselves.

``python -m support.account_state ROLE_ARN`` assumes the role and prints the account's state as JSON.
"""

from __future__ import annotations

import json
import sys
import typing as t

import boto3


class ManagedPolicy(t.TypedDict):
    """A customer managed policy with its default version's document."""

    arn: str
    path: str
    document: dict[str, t.Any]
    default_version: str
    versions: list[str]
    tags: dict[str, str]


class Role(t.TypedDict):
    """A role; ``managed_policies`` are ARNs in alphabetical order."""

    arn: str
    path: str
    description: str
    trust_policy: dict[str, t.Any]
    max_session_duration: int
    boundary: str | None
    tags: dict[str, str]
    managed_policies: list[str]
    inline_policies: dict[str, t.Any]


class Provider(t.TypedDict):
    """An identity provider; ``client_ids`` are those of an OIDC provider, in alphabetical order."""

    client_ids: list[str]
    tags: dict[str, str]


class AccountState(t.TypedDict):
    """The customer managed policies and the roles of an account, by name, and its identity providers, by ARN."""

    policies: dict[str, ManagedPolicy]
    roles: dict[str, Role]
    providers: dict[str, Provider]


def read(iam: t.Any) -> AccountState:
    """Everything an IAM client's account holds of the three."""
    policies = [policy for page in _pages(iam, "list_policies", Scope="Local") for policy in page["Policies"]]
    roles = [role for page in _pages(iam, "list_roles") for role in page["Roles"]]
    return {
        "policies": {policy["PolicyName"]: _policy(iam, policy["Arn"]) for policy in policies},
        "roles": {role["RoleName"]: _role(iam, role["RoleName"]) for role in roles},
        "providers": dict(_providers(iam)),
    }


def _providers(iam: t.Any) -> t.Iterator[tuple[str, Provider]]:
    for listed in iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]:
        found = iam.get_open_id_connect_provider(OpenIDConnectProviderArn=listed["Arn"])
        yield listed["Arn"], {"client_ids": sorted(found.get("ClientIDList", ())), "tags": _tags(found)}
    for listed in iam.list_saml_providers()["SAMLProviderList"]:
        found = iam.get_saml_provider(SAMLProviderArn=listed["Arn"])
        yield listed["Arn"], {"client_ids": [], "tags": _tags(found)}


def _pages(iam: t.Any, operation: str, **parameters: str) -> t.Iterator[dict[str, t.Any]]:
    yield from iam.get_paginator(operation).paginate(**parameters)


def _policy(iam: t.Any, arn: str) -> ManagedPolicy:
    policy = iam.get_policy(PolicyArn=arn)["Policy"]
    default = iam.get_policy_version(PolicyArn=arn, VersionId=policy["DefaultVersionId"])["PolicyVersion"]
    versions = [
        version["VersionId"]
        for page in _pages(iam, "list_policy_versions", PolicyArn=arn)
        for version in page["Versions"]
    ]
    return {
        "arn": arn,
        "path": policy["Path"],
        "document": default["Document"],
        "default_version": default["VersionId"],
        "versions": sorted(versions),
        "tags": _tags(policy),
    }


def _role(iam: t.Any, name: str) -> Role:
    role = iam.get_role(RoleName=name)["Role"]
    attached = _pages(iam, "list_attached_role_policies", RoleName=name)
    inline = [policy for page in _pages(iam, "list_role_policies", RoleName=name) for policy in page["PolicyNames"]]
    return {
        "arn": role["Arn"],
        "path": role["Path"],
        "description": role.get("Description", ""),
        "trust_policy": role["AssumeRolePolicyDocument"],
        "max_session_duration": role["MaxSessionDuration"],
        "boundary": role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"),
        "tags": _tags(role),
        "managed_policies": sorted(policy["PolicyArn"] for page in attached for policy in page["AttachedPolicies"]),
        "inline_policies": {
            policy: iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"] for policy in inline
        },
    }


def _tags(resource: t.Mapping[str, t.Any]) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in resource.get("Tags", ())}


def _client(role_arn: str) -> t.Any:
    session = boto3.session.Session()
    sts: t.Any = session.client("sts")
    credentials = sts.assume_role(RoleArn=role_arn, RoleSessionName="account_state")["Credentials"]
    return session.client(
        "iam",
        aws_access_key_id=credentials["AccessKeyId"],
        aws_secret_access_key=credentials["SecretAccessKey"],
        aws_session_token=credentials["SessionToken"],
    )


if __name__ == "__main__":
    [_program, _role_arn] = sys.argv
    print(json.dumps(read(_client(_role_arn))))
