# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An account's roles and managed policies, read in few calls, that answer later calls as IAM would.

What reads and plans a resource can so be asked about many of them without a call for each.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace

from .._aws.iam import LARGEST_PAGE, Iam, Reply, find, listed, pages
from .._errors import LeastPrivError
from .._resources.role.info import with_details

Parameters = t.Mapping[str, t.Any]


class NotReadError(LeastPrivError):
    """What was asked for is none of what was read."""


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """Roles by their names, and the account's own managed policies by their ARNs, as IAM told of them.

    A policy has its versions with their documents. Of policies, only those that C(with_tags) was asked for have tags.
    """

    roles: t.Mapping[str, Reply]
    policies: t.Mapping[str, Reply]

    @classmethod
    def read(cls, iam: Iam) -> Snapshot:
        """All of them: a call for each thousand roles, and one for each thousand roles and policies."""
        roles = listed(iam, "ListRoles", LARGEST_PAGE, "Roles")
        kinds = {"Filter": ["LocalManagedPolicy", "Role"]}
        replies = list(pages(iam, "GetAccountAuthorizationDetails", {**kinds, **LARGEST_PAGE}))
        policies = [policy for reply in replies for policy in reply.get("Policies", ())]
        return cls(
            roles={role["RoleName"]: role for role in with_details(roles, replies)},
            policies={policy["Arn"]: policy for policy in policies},
        )

    def with_tags(self, iam: Iam, arns: t.Iterable[str]) -> Snapshot:
        """The same with the tags of these policies, a call for each; without those that are gone by now."""
        policies = dict(self.policies)
        for arn in arns:
            reply = find(iam, "GetPolicy", {"PolicyArn": arn})
            if reply is None:
                del policies[arn]
            else:
                # What the versions were read with counts.
                policies[arn] = {**reply["Policy"], **policies[arn]}
        return replace(self, policies=policies)

    def call(self, operation: str, parameters: Parameters) -> Reply:
        """Answers a call about what was read; raises C(NotReadError) for any other."""
        try:
            return _ANSWERS[operation](self, parameters)
        except KeyError:
            raise NotReadError(f"{operation} asks for what was not read") from None


def _policy(snapshot: Snapshot, parameters: Parameters) -> Reply:
    return snapshot.policies[parameters["PolicyArn"]]


def _role(snapshot: Snapshot, parameters: Parameters) -> Reply:
    return snapshot.roles[parameters["RoleName"]]


def _version(snapshot: Snapshot, parameters: Parameters) -> Reply:
    versions = {each["VersionId"]: each for each in _policy(snapshot, parameters)["PolicyVersionList"]}
    return {"PolicyVersion": versions[parameters["VersionId"]]}


def _inline_policy(snapshot: Snapshot, parameters: Parameters) -> Reply:
    inline: dict[str, Reply] = {each["PolicyName"]: each for each in _role(snapshot, parameters)["RolePolicyList"]}
    return inline[parameters["PolicyName"]]


def _inline_names(snapshot: Snapshot, parameters: Parameters) -> Reply:
    return {"PolicyNames": [each["PolicyName"] for each in _role(snapshot, parameters)["RolePolicyList"]]}


_ANSWERS: t.Final[dict[str, t.Callable[[Snapshot, Parameters], Reply]]] = {
    "GetPolicy": lambda snapshot, named: {"Policy": _policy(snapshot, named)},
    "GetPolicyVersion": _version,
    "GetRole": lambda snapshot, named: {"Role": _role(snapshot, named)},
    "GetRolePolicy": _inline_policy,
    "ListAttachedRolePolicies": lambda snapshot, named: {
        "AttachedPolicies": _role(snapshot, named)["AttachedManagedPolicies"]
    },
    "ListInstanceProfilesForRole": lambda snapshot, named: {
        "InstanceProfiles": _role(snapshot, named)["InstanceProfileList"]
    },
    "ListPolicyVersions": lambda snapshot, named: {"Versions": _policy(snapshot, named)["PolicyVersionList"]},
    "ListRolePolicies": _inline_names,
}
