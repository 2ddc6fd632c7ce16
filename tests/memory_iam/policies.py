# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Managed policies of the IAM in memory."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping

from .store import ApiError, Policy, Store, permissions_of, set_tags, shown_tags, unset_tags

Parameters = Mapping[str, t.Any]
Reply = dict[str, t.Any]

_SIZE = 6144
_VERSIONS = 5

# Stands for the policies that AWS owns: by path and name.
AWS_POLICIES = (
    "ReadOnlyAccess",
    "service-role/AWSLambdaBasicExecutionRole",
    "aws-service-role/AutoScalingServiceRolePolicy",
)


class Policies:
    def __init__(self, store: Store) -> None:
        self._store = store

    def handlers(self) -> dict[str, t.Callable[[Parameters], Reply]]:
        return {
            "CreatePolicy": self.create_policy,
            "CreatePolicyVersion": self.create_policy_version,
            "DeletePolicy": self.delete_policy,
            "DeletePolicyVersion": self.delete_policy_version,
            "DetachGroupPolicy": self.detach_group_policy,
            "DetachUserPolicy": self.detach_user_policy,
            "GetPolicy": self.get_policy,
            "GetPolicyVersion": self.get_policy_version,
            "ListEntitiesForPolicy": self.list_entities_for_policy,
            "ListPolicies": self.list_policies,
            "ListPolicyVersions": self.list_policy_versions,
            "SetDefaultPolicyVersion": self.set_default_policy_version,
            "TagPolicy": self.tag_policy,
            "UntagPolicy": self.untag_policy,
        }

    def create_policy(self, parameters: Parameters) -> Reply:
        name, path = parameters["PolicyName"], parameters.get("Path", "/")
        self._store.check_path(path)
        document = self._managed(parameters["PolicyDocument"])
        if any(policy.name.lower() == name.lower() for policy in self._store.policies.values()):
            raise ApiError(
                "EntityAlreadyExists", f"A policy called {name} already exists. Duplicate names are not allowed."
            )
        tags: dict[str, str] = {}
        set_tags(tags, parameters.get("Tags", ()), ignore_case=False)
        now = self._store.now()
        policy = Policy(
            name=name,
            path=path,
            arn=self._store.arn(f"policy{path}{name}"),
            id=self._store.new_id("ANPA"),
            description=parameters.get("Description"),
            tags=tags,
            created=now,
            versions={"v1": (document, now)},
            default="v1",
            updated=now,
        )
        self._store.policies[policy.arn] = policy
        shown = self._shown(policy)
        del shown["PermissionsBoundaryUsageCount"]
        return {"Policy": shown}

    def get_policy(self, parameters: Parameters) -> Reply:
        return {"Policy": self._shown(self._policy(parameters))}

    def get_policy_version(self, parameters: Parameters) -> Reply:
        policy = self._policy(parameters)
        version = self._version(policy, parameters)
        document, date = policy.versions[version]
        shown = {"VersionId": version, "IsDefaultVersion": version == policy.default, "CreateDate": date}
        return {"PolicyVersion": {**shown, "Document": document}}

    def details(self) -> list[Reply]:
        """All policies as GetAccountAuthorizationDetails has them: with their versions' documents, without tags."""
        return [
            {
                **{key: value for key, value in self._shown(policy).items() if key != "Tags"},
                "PolicyVersionList": [
                    self.get_policy_version({"PolicyArn": policy.arn, "VersionId": version})["PolicyVersion"]
                    for version in reversed(policy.versions)
                ],
            }
            for policy in self._store.policies.values()
        ]

    def list_policy_versions(self, parameters: Parameters) -> Reply:
        policy = self._policy(parameters)
        shown = [
            {"VersionId": version, "IsDefaultVersion": version == policy.default, "CreateDate": date}
            for version, (_document, date) in reversed(policy.versions.items())
        ]
        return self._store.page(shown, "Versions", parameters)

    def create_policy_version(self, parameters: Parameters) -> Reply:
        policy = self._policy(parameters)
        document = self._managed(parameters["PolicyDocument"])
        if len(policy.versions) >= _VERSIONS:
            raise ApiError(
                "LimitExceeded",
                "A managed policy can have up to 5 versions. Before you create a new version, you must "
                "delete an existing version.",
            )
        version = f"v{policy.next_version}"
        policy.next_version += 1
        policy.updated = self._store.now()
        policy.versions[version] = (document, policy.updated)
        if parameters.get("SetAsDefault", False):
            policy.default = version
        shown = {"VersionId": version, "IsDefaultVersion": policy.default == version, "CreateDate": policy.updated}
        return {"PolicyVersion": shown}

    def set_default_policy_version(self, parameters: Parameters) -> Reply:
        policy = self._policy(parameters)
        policy.default = self._version(policy, parameters)
        return {}

    def delete_policy_version(self, parameters: Parameters) -> Reply:
        policy = self._policy(parameters)
        version = self._version(policy, parameters)
        if version == policy.default:
            raise ApiError("DeleteConflict", "Cannot delete the default version of a policy.")
        del policy.versions[version]
        return {}

    def delete_policy(self, parameters: Parameters) -> Reply:
        policy = self._policy(parameters)
        if self._attachments(policy.arn) or self._boundaries(policy.arn):
            raise ApiError("DeleteConflict", "Cannot delete a policy attached to entities.")
        if len(policy.versions) > 1:
            raise ApiError(
                "DeleteConflict",
                "This policy has more than one version. Before you delete a policy, you must delete the "
                "policy's versions. The default version is deleted with the policy.",
            )
        del self._store.policies[policy.arn]
        return {}

    def tag_policy(self, parameters: Parameters) -> Reply:
        set_tags(self._policy(parameters).tags, parameters["Tags"], ignore_case=False)
        return {}

    def untag_policy(self, parameters: Parameters) -> Reply:
        unset_tags(self._policy(parameters).tags, parameters["TagKeys"], ignore_case=False)
        return {}

    def list_policies(self, parameters: Parameters) -> Reply:
        prefix = parameters.get("PathPrefix", "/")
        own = [
            {"PolicyName": policy.name, "Arn": policy.arn}
            for policy in self._store.policies.values()
            if policy.path.startswith(prefix)
        ]
        aws = [
            {"PolicyName": name.rpartition("/")[2], "Arn": f"arn:{self._store.partition}:iam::aws:policy/{name}"}
            for name in AWS_POLICIES
        ]
        members = {"Local": own, "AWS": aws, "All": own + aws}[parameters.get("Scope", "All")]
        return self._store.page(members, "Policies", parameters)

    def list_entities_for_policy(self, parameters: Parameters) -> Reply:
        policy = self._policy(parameters)
        usage = parameters.get("PolicyUsageFilter")
        entities: list[tuple[str, str]] = []
        if usage != "PermissionsBoundary":
            entities += self._attachments(policy.arn)
        if usage != "PermissionsPolicy":
            entities += [("Role", name) for name in self._boundaries(policy.arn)]
        page = self._store.page(entities, "entities", parameters)
        members = page.pop("entities")
        for kind in ("User", "Group", "Role"):
            page[f"Policy{kind}s"] = [{f"{kind}Name": name} for member_kind, name in members if member_kind == kind]
        return page

    def detach_user_policy(self, parameters: Parameters) -> Reply:
        return self._detach(self._store.users, "user", parameters["UserName"], parameters["PolicyArn"])

    def detach_group_policy(self, parameters: Parameters) -> Reply:
        return self._detach(self._store.groups, "group", parameters["GroupName"], parameters["PolicyArn"])

    def _detach(self, holders: dict[str, list[str]], kind: str, name: str, arn: str) -> Reply:
        if arn not in holders.get(name, ()):
            raise ApiError("NoSuchEntity", f"Policy {arn} was not found for the {kind} {name}.")
        holders[name].remove(arn)
        return {}

    def _policy(self, parameters: Parameters) -> Policy:
        arn = parameters["PolicyArn"]
        if arn not in self._store.policies:
            raise ApiError("NoSuchEntity", f"Policy {arn} was not found.")
        return self._store.policies[arn]

    def _version(self, policy: Policy, parameters: Parameters) -> str:
        version: str = parameters["VersionId"]
        if version not in policy.versions:
            raise ApiError(
                "NoSuchEntity", f"Policy {policy.arn} version {version} does not exist or is not attachable."
            )
        return version

    def _managed(self, text: str) -> dict[str, t.Any]:
        document = permissions_of(text, size=_SIZE, quota="PolicySize")
        if document.get("Version") != "2012-10-17":
            raise ApiError("MalformedPolicyDocument", "Policy document must be version 2012-10-17 or greater.")
        self._store.check_resources(document)
        return document

    def _attachments(self, arn: str) -> list[tuple[str, str]]:
        roles = {role.name: role.attached for role in self._store.roles.values()}
        kinds = (("User", self._store.users), ("Group", self._store.groups), ("Role", roles))
        return [(kind, name) for kind, holders in kinds for name, arns in holders.items() if arn in arns]

    def _boundaries(self, arn: str) -> list[str]:
        return [role.name for role in self._store.roles.values() if role.boundary == arn]

    def _shown(self, policy: Policy) -> dict[str, t.Any]:
        shown = {
            "PolicyName": policy.name,
            "PolicyId": policy.id,
            "Arn": policy.arn,
            "Path": policy.path,
            "DefaultVersionId": policy.default,
            "AttachmentCount": len(self._attachments(policy.arn)),
            "PermissionsBoundaryUsageCount": len(self._boundaries(policy.arn)),
            "IsAttachable": True,
            "CreateDate": policy.created,
            "UpdateDate": policy.updated,
            "Tags": shown_tags(policy.tags),
        }
        return shown if policy.description is None else {**shown, "Description": policy.description}
