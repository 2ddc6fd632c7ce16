# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Roles of the IAM in memory."""

from __future__ import annotations

import json
import typing as t
from collections.abc import Mapping

from .policies import AWS_POLICIES
from .profiles import InstanceProfiles
from .store import (
    ApiError,
    Role,
    Store,
    document_of,
    permissions_of,
    set_tags,
    shown_tags,
    statements_of,
    texts_of,
    unset_tags,
)

Parameters = Mapping[str, t.Any]
Reply = dict[str, t.Any]

_TRUST_SIZE = 2048
_INLINE_SIZE = 10240
_ATTACHED = 10


class Roles:
    def __init__(self, store: Store) -> None:
        self._store = store

    def handlers(self) -> dict[str, t.Callable[[Parameters], Reply]]:
        return {
            "AttachRolePolicy": self.attach_role_policy,
            "CreateRole": self.create_role,
            "DeleteRole": self.delete_role,
            "DeleteRolePermissionsBoundary": self.delete_role_permissions_boundary,
            "DeleteRolePolicy": self.delete_role_policy,
            "DetachRolePolicy": self.detach_role_policy,
            "GetRole": self.get_role,
            "GetRolePolicy": self.get_role_policy,
            "ListAttachedRolePolicies": self.list_attached_role_policies,
            "ListRolePolicies": self.list_role_policies,
            "ListRoles": self.list_roles,
            "PutRolePermissionsBoundary": self.put_role_permissions_boundary,
            "PutRolePolicy": self.put_role_policy,
            "TagRole": self.tag_role,
            "UntagRole": self.untag_role,
            "UpdateAssumeRolePolicy": self.update_assume_role_policy,
            "UpdateRole": self.update_role,
        }

    def create_role(self, parameters: Parameters) -> Reply:
        name, path = parameters["RoleName"], parameters.get("Path", "/")
        self._store.check_path(path)
        if parameters.get("PermissionsBoundary"):
            self._store.check_arn(parameters["PermissionsBoundary"])
        trust = self._trust(parameters["AssumeRolePolicyDocument"])
        if name.lower() in self._store.roles:
            raise ApiError("EntityAlreadyExists", f"Role with name {name} already exists.")
        boundary = parameters.get("PermissionsBoundary")
        self._check_boundary(boundary)
        tags: dict[str, str] = {}
        set_tags(tags, parameters.get("Tags", ()), ignore_case=True)
        role = self._add(name, path, trust)
        role.description = parameters.get("Description")
        role.duration = parameters.get("MaxSessionDuration", 3600)
        role.boundary, role.tags = boundary, tags
        shown = _shown(role)
        del shown["MaxSessionDuration"], shown["RoleLastUsed"]
        return {"Role": shown}

    def plant(self, name: str, path: str, trust: str, attached: t.Sequence[str]) -> None:
        """Create a role as only AWS can."""
        self._add(name, path, self._trust(trust)).attached.extend(attached)

    def _add(self, name: str, path: str, trust: dict[str, t.Any]) -> Role:
        role = Role(
            name=name,
            path=path,
            arn=self._store.arn(f"role{path}{name}"),
            id=self._store.new_id("AROA"),
            description=None,
            trust=trust,
            duration=3600,
            boundary=None,
            tags={},
            created=self._store.now(),
        )
        self._store.roles[name.lower()] = role
        return role

    def get_role(self, parameters: Parameters) -> Reply:
        return {"Role": _shown(self._role(parameters)), **self._store.metadata()}

    def list_roles(self, parameters: Parameters) -> Reply:
        prefix = parameters.get("PathPrefix", "/")
        found = [_shown(role) for role in self._store.roles.values() if role.path.startswith(prefix)]
        return self._store.page(
            [{key: value for key, value in role.items() if key not in _NOT_LISTED} for role in found],
            "Roles",
            parameters,
        )

    def details(self) -> list[Reply]:
        """All roles as GetAccountAuthorizationDetails has them: without descriptions and sessions' durations."""
        profiles = InstanceProfiles(self._store)
        return [
            {
                **{key: value for key, value in _shown(role).items() if key not in _NOT_IN_DETAILS},
                "AttachedManagedPolicies": [
                    {"PolicyName": arn.rpartition("/")[2], "PolicyArn": arn} for arn in role.attached
                ],
                "InstanceProfileList": profiles.of_role(role.name),
                "RolePolicyList": [
                    {"PolicyName": name, "PolicyDocument": document} for name, document in sorted(role.inline.items())
                ],
            }
            for role in self._store.roles.values()
        ]

    def update_role(self, parameters: Parameters) -> Reply:
        role = self._changed(parameters, describes="MaxSessionDuration" not in parameters)
        kept = self._store.omitted == "kept"
        role.description = parameters.get("Description", role.description if kept else None)
        role.duration = parameters.get("MaxSessionDuration", role.duration if kept else 3600)
        return {}

    def update_assume_role_policy(self, parameters: Parameters) -> Reply:
        self._changed(parameters).trust = self._trust(parameters["PolicyDocument"])
        return {}

    def put_role_permissions_boundary(self, parameters: Parameters) -> Reply:
        role = self._changed(parameters)
        self._store.check_arn(parameters["PermissionsBoundary"])
        self._check_boundary(parameters["PermissionsBoundary"])
        role.boundary = parameters["PermissionsBoundary"]
        return {}

    def delete_role_permissions_boundary(self, parameters: Parameters) -> Reply:
        role = self._changed(parameters)
        if role.boundary is None:
            raise ApiError("NoSuchEntity", f"Role {role.name} does not have a permissions boundary")
        role.boundary = None
        return {}

    def attach_role_policy(self, parameters: Parameters) -> Reply:
        role, arn = self._changed(parameters), parameters["PolicyArn"]
        self._store.check_arn(arn)
        self._check_attachable(arn)
        if arn not in role.attached:
            if len(role.attached) >= _ATTACHED:
                raise ApiError("LimitExceeded", f"Cannot exceed quota for PoliciesPerRole: {_ATTACHED}")
            role.attached.append(arn)
        return {}

    def detach_role_policy(self, parameters: Parameters) -> Reply:
        role, arn = self._changed(parameters), parameters["PolicyArn"]
        if arn not in role.attached:
            raise ApiError("NoSuchEntity", f"Policy {arn} was not found.")
        role.attached.remove(arn)
        return {}

    def list_attached_role_policies(self, parameters: Parameters) -> Reply:
        members = [{"PolicyName": arn.rpartition("/")[2], "PolicyArn": arn} for arn in self._role(parameters).attached]
        return self._store.page(members, "AttachedPolicies", parameters)

    def put_role_policy(self, parameters: Parameters) -> Reply:
        role, name = self._changed(parameters), parameters["PolicyName"]
        document = permissions_of(parameters["PolicyDocument"], size=_INLINE_SIZE, quota="ACLSizePerRole")
        self._store.check_resources(document)
        role.inline[name] = document
        return {}

    def get_role_policy(self, parameters: Parameters) -> Reply:
        role, name = self._role(parameters), self._inline_name(parameters)
        return {"RoleName": role.name, "PolicyName": name, "PolicyDocument": role.inline[name]}

    def list_role_policies(self, parameters: Parameters) -> Reply:
        return self._store.page(sorted(self._role(parameters).inline), "PolicyNames", parameters)

    def delete_role_policy(self, parameters: Parameters) -> Reply:
        del self._changed(parameters).inline[self._inline_name(parameters)]
        return {}

    def tag_role(self, parameters: Parameters) -> Reply:
        set_tags(self._changed(parameters).tags, parameters["Tags"], ignore_case=True)
        return {}

    def untag_role(self, parameters: Parameters) -> Reply:
        unset_tags(self._changed(parameters).tags, parameters["TagKeys"], ignore_case=True)
        return {}

    def delete_role(self, parameters: Parameters) -> Reply:
        role = self._changed(parameters)
        if any(profile.role == role.name for profile in self._store.profiles.values()):
            raise ApiError("DeleteConflict", "Cannot delete entity, must remove roles from instance profile first.")
        if role.attached:
            raise ApiError("DeleteConflict", "Cannot delete entity, must detach all policies first.")
        if role.inline:
            raise ApiError("DeleteConflict", "Cannot delete entity, must delete policies first.")
        del self._store.roles[role.name.lower()]
        return {}

    def _role(self, parameters: Parameters) -> Role:
        name = parameters["RoleName"]
        role = self._store.roles.get(name.lower())
        if role is None or role.name != name:
            raise ApiError("NoSuchEntity", f"The role with name {name} cannot be found.")
        return role

    def _changed(self, parameters: Parameters, *, describes: bool = False) -> Role:
        """The role, unless only AWS changes it. C(describes): the request changes the description alone."""
        role = self._role(parameters)
        if role.path.startswith("/aws-reserved/") or (role.path.startswith("/aws-service-role/") and not describes):
            raise ApiError(
                "UnmodifiableEntity",
                f"Cannot perform the operation on the protected role '{role.name}' - this role is only modifiable by "
                "AWS",
            )
        return role

    def _trust(self, text: str) -> dict[str, t.Any]:
        """A trust policy as IAM stores it. In other accounts, every principal exists."""
        trust = _trust(text)
        for statement in statements_of(trust):
            for kind, members in statement["Principal"].items():
                for principal in texts_of(members):
                    if not self._exists(principal):
                        message = f'Invalid principal in policy: "{kind.upper()}":"{principal}"'
                        raise ApiError("MalformedPolicyDocument", message)
        return trust

    def _exists(self, principal: str) -> bool:
        if not principal.startswith("arn:"):
            return True
        own = self._store.arn("role/")
        if principal.startswith(own):
            return principal in (role.arn for role in self._store.roles.values())
        return principal.startswith(f"arn:{self._store.partition}:")

    def _inline_name(self, parameters: Parameters) -> str:
        name: str = parameters["PolicyName"]
        if name not in self._role(parameters).inline:
            raise ApiError("NoSuchEntity", f"The role policy with name {name} cannot be found.")
        return name

    def _check_attachable(self, arn: str) -> None:
        if ":policy/aws-service-role/" in arn:
            raise ApiError("PolicyNotAttachable", "Cannot attach a Service Role Policy to a Customer Role.")
        aws = {f"arn:{self._store.partition}:iam::aws:policy/{name}" for name in AWS_POLICIES}
        if arn not in self._store.policy_arns() | aws:
            raise ApiError("NoSuchEntity", f"Policy {arn} does not exist or is not attachable.")

    def _check_boundary(self, arn: str | None) -> None:
        if arn is None:
            return
        if ":policy/aws-service-role/" in arn:
            raise ApiError("PolicyNotAttachable", "AWS service role policies are no permissions boundaries.")
        aws = {f"arn:{self._store.partition}:iam::aws:policy/{name}" for name in AWS_POLICIES}
        if arn not in self._store.policy_arns() | aws:
            raise ApiError("NoSuchEntity", f"Scope ARN: {arn} does not exist or is not attachable.")


_NOT_LISTED: t.Final = frozenset({"PermissionsBoundary", "RoleLastUsed", "Tags"})
_NOT_IN_DETAILS: t.Final = frozenset({"Description", "MaxSessionDuration"})


def _trust(text: str) -> dict[str, t.Any]:
    trust = document_of(text, size=_TRUST_SIZE, quota="ACLSizePerRole")
    for name in trust.keys() - {"Version", "Id", "Statement"}:
        raise ApiError("MalformedPolicyDocument", f"Unknown field {name}")
    if str(trust.get("Version", "2008-10-17")) not in ("2008-10-17", "2012-10-17"):
        raise ApiError("MalformedPolicyDocument", "The policy must contain a valid version string")
    for statement in statements_of(trust):
        if not statement.get("Principal") or not isinstance(statement["Principal"], dict):
            raise ApiError("MalformedPolicyDocument", "Missing required field Principal")
        for kind, members in statement["Principal"].items():
            if not texts_of(members):
                message = f"Invalid principal in policy: {json.dumps(kind)}:{json.dumps(members)}"
                raise ApiError("MalformedPolicyDocument", message)
        if "Resource" in statement:
            raise ApiError("MalformedPolicyDocument", "Has prohibited field Resource")
        actions = statement.get("Action", [])
        actions = actions if isinstance(actions, list) else [actions]
        if not all(str(action).lower().startswith("sts:") for action in actions):
            raise ApiError("MalformedPolicyDocument", "AssumeRole policy may only specify STS AssumeRole actions.")
    return trust


def _shown(role: Role) -> dict[str, t.Any]:
    shown: dict[str, t.Any] = {
        "Path": role.path,
        "RoleName": role.name,
        "RoleId": role.id,
        "Arn": role.arn,
        "CreateDate": role.created,
        "AssumeRolePolicyDocument": role.trust,
        "MaxSessionDuration": role.duration,
        "RoleLastUsed": dict(role.last_used),
    }
    if role.description is not None:
        shown["Description"] = role.description
    if role.boundary is not None:
        shown["PermissionsBoundary"] = {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": role.boundary}
    if role.tags:
        shown["Tags"] = shown_tags(role.tags)
    return shown
