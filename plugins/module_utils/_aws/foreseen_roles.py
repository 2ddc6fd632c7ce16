# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads of roles and instance profiles after predicted calls."""

from __future__ import annotations

import typing as t

from .._arn import Account
from .iam import Iam, Reply, find, listed
from .predicted import Parameters, PredictedCall, Read, Record, about, document_in, found, page, with_tags

_PROFILE: t.Final = "InstanceProfileName"


class RoleReads:
    """The reads of roles, of what they have, and of instance profiles."""

    def __init__(self, iam: Iam, account: Account, calls: t.Sequence[PredictedCall]) -> None:
        self._iam = iam
        self._account = account
        self._calls = calls

    def reads(self) -> dict[str, Read]:
        """The reads by operation."""
        return {
            "GetRole": self._get_role,
            "GetRolePolicy": self._get_role_policy,
            "GetInstanceProfile": self._get_profile,
            "ListAttachedRolePolicies": self._list_attached,
            "ListInstanceProfiles": self._list_profiles,
            "ListInstanceProfilesForRole": self._list_profiles_of_role,
            "ListRolePolicies": self._list_inline,
            "ListRoles": self._list_roles,
        }

    def _get_role(self, parameters: Parameters) -> Reply | None:
        if not self._about_role(parameters):
            return self._iam.call("GetRole", parameters)
        role = self._role(parameters["RoleName"])
        return None if role is None else {"Role": role}

    def _role(self, name: str) -> Record | None:
        role: Record | None = found(self._iam, "GetRole", {"RoleName": name}, "Role")
        for call in about(self._calls, "RoleName", name):
            role = self._with_call(role, call)
        return role

    def _with_call(self, role: Record | None, call: PredictedCall) -> Record | None:
        if call.operation == "CreateRole":
            return role or self._created(call.parameters)
        if role is None or call.operation == "DeleteRole":
            return None
        if call.operation in ("TagRole", "UntagRole"):
            return with_tags(role, call)
        change = _CHANGES_ROLE.get(call.operation)
        return role if change is None else {**role, **change(call.parameters)}

    def _created(self, parameters: Parameters) -> Record:
        name, path = parameters["RoleName"], parameters["Path"]
        boundary = parameters.get("PermissionsBoundary")
        return {
            "RoleName": name,
            "Path": path,
            "Arn": self._account.role_arn(path, name),
            "RoleId": None,
            "CreateDate": None,
            "AssumeRolePolicyDocument": document_in(parameters),
            "Description": parameters.get("Description", ""),
            "MaxSessionDuration": parameters["MaxSessionDuration"],
            "Tags": list(parameters.get("Tags", ())),
            **_boundary(boundary),
        }

    def _list_attached(self, parameters: Parameters) -> Reply | None:
        def fold(arns: dict[str, t.Any], call: PredictedCall) -> None:
            arn = call.parameters.get("PolicyArn", "")
            if call.operation == "AttachRolePolicy":
                arns[arn] = {"PolicyArn": arn, "PolicyName": arn.rpartition("/")[2]}
            elif call.operation == "DetachRolePolicy":
                arns.pop(arn, None)

        return self._listed("ListAttachedRolePolicies", parameters, "AttachedPolicies", "PolicyArn", fold)

    def _list_inline(self, parameters: Parameters) -> Reply | None:
        def fold(names: dict[str, t.Any], call: PredictedCall) -> None:
            name = call.parameters.get("PolicyName", "")
            if call.operation == "PutRolePolicy":
                names[name] = name
            elif call.operation == "DeleteRolePolicy":
                names.pop(name, None)

        return self._listed("ListRolePolicies", parameters, "PolicyNames", None, fold)

    def _listed(
        self,
        operation: str,
        parameters: Parameters,
        key: str,
        member_key: str | None,
        fold: t.Callable[[dict[str, t.Any], PredictedCall], None],
    ) -> Reply | None:
        """A listing of what a role has, in one page."""
        name = parameters["RoleName"]
        if not self._about_role(parameters):
            return self._iam.call(operation, parameters)
        if self._role(name) is None:
            return None
        members = self._all(operation, {"RoleName": name}, key)
        by_key = {member[member_key] if member_key else member: member for member in members}
        for call in about(self._calls, "RoleName", name):
            if call.operation == "DeleteRole":
                by_key.clear()
            fold(by_key, call)
        return {key: list(by_key.values()), "IsTruncated": False}

    def _get_role_policy(self, parameters: Parameters) -> Reply | None:
        calls = about(about(self._calls, "RoleName", parameters["RoleName"]), "PolicyName", parameters["PolicyName"])
        if not calls:
            return self._iam.call("GetRolePolicy", parameters)
        last = calls[-1]
        return (
            None
            if last.operation == "DeleteRolePolicy"
            else {**parameters, "PolicyDocument": document_in(last.parameters)}
        )

    def _list_roles(self, parameters: Parameters) -> Reply:
        names = {call.parameters["RoleName"] for call in self._calls if call.operation in _CHANGES_LISTING}
        roles = [role for name in sorted(names) if (role := self._role(name)) is not None]
        reply = self._iam.call("ListRoles", parameters)
        return page(reply, "Roles", keep=lambda role: role["RoleName"] not in names, added=roles)

    def _get_profile(self, parameters: Parameters) -> Reply | None:
        if not about(self._calls, _PROFILE, parameters[_PROFILE]):
            return self._iam.call("GetInstanceProfile", parameters)
        profile = self._profile(parameters[_PROFILE])
        return None if profile is None else {"InstanceProfile": profile}

    def _profile(self, name: str) -> Record | None:
        profile: Record | None = found(self._iam, "GetInstanceProfile", {_PROFILE: name}, "InstanceProfile")
        for call in about(self._calls, _PROFILE, name):
            profile = self._profile_with(profile, call)
        return profile

    def _profile_with(self, profile: Record | None, call: PredictedCall) -> Record | None:
        if call.operation == "CreateInstanceProfile":
            return profile or self._created_profile(call.parameters)
        if profile is None or call.operation == "DeleteInstanceProfile":
            return None
        if call.operation in ("TagInstanceProfile", "UntagInstanceProfile"):
            return with_tags(profile, call)
        name = call.parameters.get("RoleName", "")
        roles = [role for role in profile["Roles"] if role["RoleName"] != name]
        added = self._role(name) if call.operation == "AddRoleToInstanceProfile" else None
        return {**profile, "Roles": roles if added is None else [*roles, added]}

    def _created_profile(self, parameters: Parameters) -> Record:
        name, path = parameters[_PROFILE], parameters["Path"]
        return {
            _PROFILE: name,
            "Path": path,
            "Arn": f"arn:{self._account.partition}:iam::{self._account.id}:instance-profile{path}{name}",
            "InstanceProfileId": None,
            "CreateDate": None,
            "Roles": [],
            "Tags": list(parameters.get("Tags", ())),
        }

    def _list_profiles(self, parameters: Parameters) -> Reply:
        names = {call.parameters[_PROFILE] for call in self._calls if _PROFILE in call.parameters}
        profiles = [profile for name in sorted(names) if (profile := self._profile(name)) is not None]
        reply = self._iam.call("ListInstanceProfiles", parameters)
        return page(reply, "InstanceProfiles", keep=lambda profile: profile[_PROFILE] not in names, added=profiles)

    def _list_profiles_of_role(self, parameters: Parameters) -> Reply | None:
        name = parameters["RoleName"]
        if not self._about_role(parameters):
            return self._iam.call("ListInstanceProfilesForRole", parameters)
        if self._role(name) is None:
            return None
        members = self._all("ListInstanceProfilesForRole", {"RoleName": name}, "InstanceProfiles")
        changed = (call.parameters[_PROFILE] for call in self._calls if _PROFILE in call.parameters)
        names = dict.fromkeys((*(profile[_PROFILE] for profile in members), *changed))
        profiles = [profile for profile in map(self._profile, names) if profile is not None and _holds(profile, name)]
        return {"InstanceProfiles": profiles, "IsTruncated": False}

    def _all(self, operation: str, parameters: Parameters, key: str) -> list[t.Any]:
        """All members of a listing as IAM has them; none if the role does not exist there."""
        if find(self._iam, "GetRole", parameters) is None:
            return []
        return listed(self._iam, operation, parameters, key)

    def _about_role(self, parameters: Parameters) -> bool:
        return bool(about(self._calls, "RoleName", parameters["RoleName"]))


def _holds(profile: Record, role: str) -> bool:
    return role in [held["RoleName"] for held in profile["Roles"]]


def _boundary(arn: str | None) -> Record:
    if not arn:
        return {}
    return {"PermissionsBoundary": {"PermissionsBoundaryArn": arn, "PermissionsBoundaryType": "Policy"}}


# A listing has the trust policies and descriptions of roles, but neither their tags nor their boundaries.
_CHANGES_LISTING: t.Final = ("CreateRole", "DeleteRole", "UpdateAssumeRolePolicy", "UpdateRole")
_CHANGES_ROLE: t.Final[t.Mapping[str, t.Callable[[Parameters], Record]]] = {
    "UpdateAssumeRolePolicy": lambda parameters: {"AssumeRolePolicyDocument": document_in(parameters)},
    "UpdateRole": lambda parameters: {
        key: parameters[key] for key in ("Description", "MaxSessionDuration") if key in parameters
    },
    "PutRolePermissionsBoundary": lambda parameters: _boundary(parameters["PermissionsBoundary"]),
    "DeleteRolePermissionsBoundary": lambda _parameters: {"PermissionsBoundary": {}},
}
