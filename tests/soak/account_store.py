# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Creates an account of the sandbox from a value, and reads it back into one.

Reads go to moto's memory instead of the API, so that the soak can look between two calls of a run.
"""

from __future__ import annotations

import datetime
import json
import typing as t

from moto.iam.models import AWSManagedPolicy
from sandbox import Sandbox
from sandbox.state import AccountState

from .account import Account, Policy, Provider, Role, SamlProvider, text

_PARTITION: t.Final = "aws"


def read(account_id: str) -> Account:
    """What the account holds now. Call it under the sandbox's lock, or while nothing else uses the account."""
    backend = AccountState.of(account_id, _PARTITION).backend
    policies = [policy for policy in backend.managed_policies.values() if not isinstance(policy, AWSManagedPolicy)]
    return Account(
        id=account_id,
        policies={policy.name: _policy(policy) for policy in policies},
        roles={role.name: _role(role) for role in backend.roles.values()},
        profiles={
            profile.name: frozenset(role.name for role in profile.roles)
            for profile in backend.instance_profiles.values()
        },
        users={user.name: frozenset(user.managed_policies) for user in backend.users.values()},
        groups={group.name: frozenset(group.managed_policies) for group in backend.groups.values()},
        providers={provider.url: _provider(provider) for provider in backend.open_id_providers.values()},
        saml_providers={name: _saml_provider(name, held) for name, held in backend.saml_providers.items()},
    )


def _provider(provider: t.Any) -> Provider:
    return Provider(url=provider.url, client_ids=frozenset(provider.client_ids), tags=dict(provider.tags))


def _saml_provider(name: str, provider: t.Any) -> SamlProvider:
    return SamlProvider(name=name, metadata=provider.metadata, tags=dict(provider.tags))


def _policy(policy: t.Any) -> Policy:
    default = [version for version in policy.versions if version.version_id == policy.default_version_id]
    return Policy(
        name=policy.name,
        path=policy.path,
        description=policy.description or "",
        tags={tag["Key"]: tag["Value"] for tag in policy.tags.values()},
        versions=tuple(_text(version.document) for version in policy.versions),
        default=_text(default[0].document) if default else None,
        id=policy.id,
    )


def _role(role: t.Any) -> Role:
    return Role(
        name=role.name,
        path=role.path,
        description=role.description or "",
        trust=_text(role.assume_role_policy_document),
        duration=int(role.max_session_duration or 3600),
        boundary=role.permissions_boundary_arn or None,
        attached=frozenset(role.managed_policies),
        inline={name: _text(document) for name, document in role.policies.items()},
        tags={tag["Key"]: tag["Value"] for tag in role.tags or ()},
        id=role.id,
    )


def _text(document: str) -> str:
    return text(json.loads(document))


def age(account_id: str) -> None:
    """Make the account's roles an hour old: a run leaves a new role to the process that created it."""
    for role in AccountState.of(account_id, _PARTITION).backend.roles.values():
        role.create_date -= _HOUR


_HOUR: t.Final = datetime.timedelta(hours=1)


def make(sandbox: Sandbox, account: Account) -> None:
    """Create everything that the value holds in an empty account, with API calls, which the sandbox validates."""
    iam = sandbox.client("iam", account_id=account.id)
    for policy in account.policies.values():
        _make_policy(iam, policy)
    for role in account.roles.values():
        _make_role(iam, role)
    _make_providers(iam, account)
    for profile, roles in account.profiles.items():
        iam.create_instance_profile(InstanceProfileName=profile)
        for name in roles:
            iam.add_role_to_instance_profile(InstanceProfileName=profile, RoleName=name)
    for user, arns in account.users.items():
        iam.create_user(UserName=user)
        for arn in sorted(arns):
            iam.attach_user_policy(UserName=user, PolicyArn=arn)
    for group, arns in account.groups.items():
        iam.create_group(GroupName=group)
        for arn in sorted(arns):
            iam.attach_group_policy(GroupName=group, PolicyArn=arn)


def _make_providers(iam: t.Any, account: Account) -> None:
    for provider in account.providers.values():
        client_ids = sorted(provider.client_ids)
        iam.create_open_id_connect_provider(
            Url=f"https://{provider.url}", ClientIDList=client_ids, Tags=_tags(provider.tags)
        )
    for saml in account.saml_providers.values():
        iam.create_saml_provider(Name=saml.name, SAMLMetadataDocument=saml.metadata, Tags=_tags(saml.tags))


def _make_policy(iam: t.Any, policy: Policy) -> None:
    first, *others = policy.versions
    extra = {"Description": policy.description} if policy.description else {}
    arn = iam.create_policy(
        PolicyName=policy.name, Path=policy.path, PolicyDocument=first, Tags=_tags(policy.tags), **extra
    )["Policy"]["Arn"]
    for document in others:
        iam.create_policy_version(PolicyArn=arn, PolicyDocument=document, SetAsDefault=document == policy.default)


def _make_role(iam: t.Any, role: Role) -> None:
    extra = {"PermissionsBoundary": role.boundary} if role.boundary else {}
    iam.create_role(
        RoleName=role.name,
        Path=role.path,
        Description=role.description,
        AssumeRolePolicyDocument=role.trust,
        MaxSessionDuration=role.duration,
        Tags=_tags(role.tags),
        **extra,
    )
    for arn in sorted(role.attached):
        iam.attach_role_policy(RoleName=role.name, PolicyArn=arn)
    for name, document in role.inline.items():
        iam.put_role_policy(RoleName=role.name, PolicyName=name, PolicyDocument=document)


def _tags(tags: t.Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]
