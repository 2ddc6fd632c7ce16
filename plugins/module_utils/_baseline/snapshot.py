# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A snapshot of an account's roles and managed policies, read in few calls, that answers other calls as IAM would.

Code that reads and plans one resource can thus handle many of them without calls for each one.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field, replace

from .._aws.iam import LARGEST_PAGE, Iam, Reply, find, listed, pages
from .._errors import LeastPrivError
from .._resources.role.info import with_details

Parameters = t.Mapping[str, t.Any]


class NotReadError(LeastPrivError):
    """A call asks the snapshot for something that was not read."""


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """Roles by name, and the account's own managed policies by ARN, as IAM described them.

    A policy has its versions with their documents. Only the policies given to C(with_tags) have tags. C(providers) has
    identity providers by ARN.
    """

    roles: t.Mapping[str, Reply]
    policies: t.Mapping[str, Reply]
    providers: t.Mapping[str, Reply] = field(default_factory=dict)

    @classmethod
    def read(cls, iam: Iam) -> Snapshot:
        """Reads the account with one call per thousand roles, and one per thousand roles and policies."""
        roles = listed(iam, "ListRoles", LARGEST_PAGE, "Roles")
        kinds = {"Filter": ["LocalManagedPolicy", "Role"]}
        replies = list(pages(iam, "GetAccountAuthorizationDetails", {**kinds, **LARGEST_PAGE}))
        policies = [policy for reply in replies for policy in reply.get("Policies", ())]
        return cls(
            roles={role["RoleName"]: role for role in with_details(roles, replies)},
            policies={policy["Arn"]: policy for policy in policies},
        )

    def with_tags(self, iam: Iam, arns: t.Iterable[str]) -> Snapshot:
        """The snapshot with the tags of these policies, at one call each, without policies deleted in the meantime."""
        policies = dict(self.policies)
        for arn in arns:
            reply = find(iam, "GetPolicy", {"PolicyArn": arn})
            if reply is None:
                del policies[arn]
            else:
                # The versions belong to the first reading, so its values win.
                policies[arn] = {**reply["Policy"], **policies[arn]}
        return replace(self, policies=policies)

    def call(self, operation: str, parameters: Parameters) -> Reply:
        """Answers a call from what was read; raises C(NotReadError) for anything else."""
        answer = _ANSWERS.get(operation)
        if answer is None:
            raise NotReadError(f"iam:{operation} is not answered from a snapshot")
        return answer(self, parameters)


def _found(replies: t.Mapping[str, Reply], key: str, noun: str) -> Reply:
    if key not in replies:
        raise NotReadError(f"{noun} {key} was not read")
    return replies[key]


def _policy(snapshot: Snapshot, parameters: Parameters) -> Reply:
    return _found(snapshot.policies, parameters["PolicyArn"], "managed policy")


def _role(snapshot: Snapshot, parameters: Parameters) -> Reply:
    return _found(snapshot.roles, parameters["RoleName"], "role")


def _version(snapshot: Snapshot, parameters: Parameters) -> Reply:
    versions = {version["VersionId"]: version for version in _policy(snapshot, parameters)["PolicyVersionList"]}
    return {"PolicyVersion": _found(versions, parameters["VersionId"], "version")}


def _inline_policy(snapshot: Snapshot, parameters: Parameters) -> Reply:
    policies = {policy["PolicyName"]: policy for policy in _role(snapshot, parameters)["RolePolicyList"]}
    return _found(policies, parameters["PolicyName"], "inline policy")


def _inline_names(snapshot: Snapshot, parameters: Parameters) -> Reply:
    return {"PolicyNames": [policy["PolicyName"] for policy in _role(snapshot, parameters)["RolePolicyList"]]}


_ANSWERS: t.Final[dict[str, t.Callable[[Snapshot, Parameters], Reply]]] = {
    "GetOpenIDConnectProvider": lambda snapshot, named: _found(
        snapshot.providers, named["OpenIDConnectProviderArn"], "OIDC provider"
    ),
    "GetPolicy": lambda snapshot, named: {"Policy": _policy(snapshot, named)},
    "GetPolicyVersion": _version,
    "GetRole": lambda snapshot, named: {"Role": _role(snapshot, named)},
    "GetRolePolicy": _inline_policy,
    "GetSAMLProvider": lambda snapshot, named: _found(snapshot.providers, named["SAMLProviderArn"], "SAML provider"),
    "ListAttachedRolePolicies": lambda snapshot, named: {
        "AttachedPolicies": _role(snapshot, named)["AttachedManagedPolicies"]
    },
    "ListInstanceProfilesForRole": lambda snapshot, named: {
        "InstanceProfiles": _role(snapshot, named)["InstanceProfileList"]
    },
    "ListPolicyVersions": lambda snapshot, named: {"Versions": _policy(snapshot, named)["PolicyVersionList"]},
    "ListRolePolicies": _inline_names,
}
