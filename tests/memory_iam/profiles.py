# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Instance profiles of the IAM in memory."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping

from .store import ApiError, InstanceProfile, Store, set_tags, shown_tags, unset_tags

Parameters = Mapping[str, t.Any]
Reply = dict[str, t.Any]


class InstanceProfiles:
    def __init__(self, store: Store) -> None:
        self._store = store

    def handlers(self) -> dict[str, t.Callable[[Parameters], Reply]]:
        return {
            "AddRoleToInstanceProfile": self.add_role_to_instance_profile,
            "CreateInstanceProfile": self.create_instance_profile,
            "DeleteInstanceProfile": self.delete_instance_profile,
            "GetInstanceProfile": self.get_instance_profile,
            "ListInstanceProfiles": self.list_instance_profiles,
            "ListInstanceProfilesForRole": self.list_instance_profiles_for_role,
            "RemoveRoleFromInstanceProfile": self.remove_role_from_instance_profile,
            "TagInstanceProfile": self.tag_instance_profile,
            "UntagInstanceProfile": self.untag_instance_profile,
        }

    def create_instance_profile(self, parameters: Parameters) -> Reply:
        name = parameters["InstanceProfileName"]
        self._store.check_path(parameters.get("Path", "/"))
        if name.lower() in (profile.lower() for profile in self._store.profiles):
            raise ApiError("EntityAlreadyExists", f"Instance Profile {name} already exists.")
        profile = InstanceProfile(
            name=name, path=parameters.get("Path", "/"), id=self._store.new_id("AIPA"), created=self._store.now()
        )
        set_tags(profile.tags, parameters.get("Tags", ()), ignore_case=False)
        self._store.profiles[name] = profile
        return {"InstanceProfile": self._shown(profile)}

    def get_instance_profile(self, parameters: Parameters) -> Reply:
        return {"InstanceProfile": self._shown(self._profile(parameters))}

    def add_role_to_instance_profile(self, parameters: Parameters) -> Reply:
        profile = self._profile(parameters)
        self._check_role(parameters)
        if profile.role is not None:
            raise ApiError("LimitExceeded", "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1")
        profile.role = parameters["RoleName"]
        return {}

    def remove_role_from_instance_profile(self, parameters: Parameters) -> Reply:
        profile = self._profile(parameters)
        if profile.role != parameters["RoleName"]:
            raise ApiError("NoSuchEntity", f"The role with name {parameters['RoleName']} cannot be found.")
        profile.role = None
        return {}

    def delete_instance_profile(self, parameters: Parameters) -> Reply:
        profile = self._profile(parameters)
        if profile.role is not None:
            raise ApiError("DeleteConflict", "Cannot delete entity, must remove roles from instance profile first.")
        del self._store.profiles[profile.name]
        return {}

    def list_instance_profiles(self, parameters: Parameters) -> Reply:
        members = [self._shown(profile) for profile in self._store.profiles.values()]
        # A listing tells no tags.
        members = [{key: value for key, value in member.items() if key != "Tags"} for member in members]
        return self._store.page(members, "InstanceProfiles", parameters)

    def tag_instance_profile(self, parameters: Parameters) -> Reply:
        set_tags(self._profile(parameters).tags, parameters["Tags"], ignore_case=False)
        return {}

    def untag_instance_profile(self, parameters: Parameters) -> Reply:
        unset_tags(self._profile(parameters).tags, parameters["TagKeys"], ignore_case=False)
        return {}

    def list_instance_profiles_for_role(self, parameters: Parameters) -> Reply:
        self._check_role(parameters)
        return self._store.page(self.of_role(parameters["RoleName"]), "InstanceProfiles", parameters)

    def of_role(self, name: str) -> list[dict[str, t.Any]]:
        """The instance profiles that hold a role."""
        return [self._shown(profile) for profile in self._store.profiles.values() if profile.role == name]

    def _check_role(self, parameters: Parameters) -> None:
        name = parameters["RoleName"]
        if name not in (role.name for role in self._store.roles.values()):
            raise ApiError("NoSuchEntity", f"The role with name {name} cannot be found.")

    def _profile(self, parameters: Parameters) -> InstanceProfile:
        name = parameters["InstanceProfileName"]
        if name not in self._store.profiles:
            raise ApiError("NoSuchEntity", f"Instance Profile {name} cannot be found.")
        return self._store.profiles[name]

    def _shown(self, profile: InstanceProfile) -> dict[str, t.Any]:
        shown: dict[str, t.Any] = {
            "InstanceProfileName": profile.name,
            "InstanceProfileId": profile.id,
            "Path": profile.path,
            "Arn": self._store.arn(f"instance-profile{profile.path}{profile.name}"),
            "CreateDate": profile.created,
            "Roles": [self._shown_role(profile.role)] if profile.role else [],
        }
        if profile.tags:
            shown["Tags"] = shown_tags(profile.tags)
        return shown

    def _shown_role(self, name: str) -> dict[str, t.Any]:
        """A role as part of a profile, with fewer attributes than GetRole returns."""
        role = self._store.roles[name.lower()]
        return {
            "Arn": role.arn,
            "AssumeRolePolicyDocument": role.trust,
            "CreateDate": role.created,
            "Path": role.path,
            "RoleId": role.id,
            "RoleName": role.name,
        }
