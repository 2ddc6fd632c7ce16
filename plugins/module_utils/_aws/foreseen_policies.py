# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads of managed policies after predicted calls."""

from __future__ import annotations

import typing as t

from .._arn import Account
from .iam import Iam, Reply, listed, pages
from .predicted import Parameters, PredictedCall, Read, Record, about, document_in, found, page, with_tags


class PolicyReads:
    """The reads of managed policies, of their versions and of what uses them."""

    def __init__(self, iam: Iam, account: Account, calls: t.Sequence[PredictedCall]) -> None:
        self._iam = iam
        self._account = account
        self._calls = [_with_arn(call, account) for call in calls]

    def reads(self) -> dict[str, Read]:
        """The reads by operation."""
        return {
            "GetPolicy": self._get_policy,
            "GetPolicyVersion": self._get_version,
            "ListEntitiesForPolicy": self._list_entities,
            "ListPolicies": self._list_policies,
            "ListPolicyVersions": self._list_versions,
        }

    def _get_policy(self, parameters: Parameters) -> Reply | None:
        arn = parameters["PolicyArn"]
        if not self._is_touched(arn):
            return self._iam.call("GetPolicy", parameters)
        policy = self._policy(arn)
        return None if policy is None else {"Policy": policy}

    def _policy(self, arn: str) -> Record | None:
        policy: Record | None = found(self._iam, "GetPolicy", {"PolicyArn": arn}, "Policy")
        for call in about(self._calls, "PolicyArn", arn):
            if call.operation == "CreatePolicy":
                policy = policy or _created(call.parameters)
            elif policy is None or call.operation == "DeletePolicy":
                policy = None
            elif call.operation in ("TagPolicy", "UntagPolicy"):
                policy = with_tags(policy, call)
        if policy is None:
            return None
        versions = self._versions(arn)
        default = next((id_ for id_, version in versions.items() if version["IsDefaultVersion"]), "v1")
        attached, bounding = self._entities(arn, "PermissionsPolicy"), self._entities(arn, "PermissionsBoundary")
        return {
            **policy,
            "DefaultVersionId": default,
            "AttachmentCount": len(attached),
            "PermissionsBoundaryUsageCount": len(bounding),
        }

    def _versions(self, arn: str) -> dict[str, Record]:
        """The versions by their id. Those of predicted calls have their documents."""
        versions: dict[str, Record] = {}
        if found(self._iam, "GetPolicy", {"PolicyArn": arn}, "Policy") is not None:
            members = listed(self._iam, "ListPolicyVersions", {"PolicyArn": arn}, "Versions")
            versions = {member["VersionId"]: member for member in members}
        for call in about(self._calls, "PolicyArn", arn):
            _fold_version(versions, call)
        return versions

    def _get_version(self, parameters: Parameters) -> Reply | None:
        arn, version_id = parameters["PolicyArn"], parameters["VersionId"]
        version = self._versions(arn).get(version_id) if self._is_touched(arn) else {}
        if version is None:
            return None
        return {"PolicyVersion": version} if "Document" in version else self._iam.call("GetPolicyVersion", parameters)

    def _list_versions(self, parameters: Parameters) -> Reply | None:
        arn = parameters["PolicyArn"]
        if not self._is_touched(arn):
            return self._iam.call("ListPolicyVersions", parameters)
        return {"Versions": list(self._versions(arn).values()), "IsTruncated": False}

    def _list_policies(self, parameters: Parameters) -> Reply:
        reply = self._iam.call("ListPolicies", parameters)
        if parameters.get("Scope") == "AWS":
            return reply
        operations = ("CreatePolicy", "DeletePolicy")
        arns = {call.parameters["PolicyArn"] for call in self._calls if call.operation in operations}
        policies = [policy for arn in sorted(arns) if (policy := self._policy(arn)) is not None]
        return page(reply, "Policies", keep=lambda policy: policy["Arn"] not in arns, added=policies)

    def _list_entities(self, parameters: Parameters) -> Reply:
        entities = self._entities(parameters["PolicyArn"], parameters["PolicyUsageFilter"])
        return {
            **{
                f"Policy{kind}s": [{f"{kind}Name": name} for member_kind, name in entities if member_kind == kind]
                for kind in ("User", "Group", "Role")
            },
            "IsTruncated": False,
        }

    def _entities(self, arn: str, usage: str) -> list[tuple[str, str]]:
        """What uses a policy: the kind and the name of each user, group and role."""
        entities: dict[tuple[str, str], None] = {}
        if found(self._iam, "GetPolicy", {"PolicyArn": arn}, "Policy") is not None:
            query = {"PolicyArn": arn, "PolicyUsageFilter": usage}
            for reply in pages(self._iam, "ListEntitiesForPolicy", query):
                for kind in ("User", "Group", "Role"):
                    entities |= {(kind, member[f"{kind}Name"]): None for member in reply.get(f"Policy{kind}s", ())}
        for call in self._calls:
            _fold_entity(entities, call, arn, usage)
        return list(entities)

    def _is_touched(self, arn: str) -> bool:
        return bool(about(self._calls, "PolicyArn", arn))


def _with_arn(call: PredictedCall, account: Account) -> PredictedCall:
    """A creation with the ARN that the policy will have, so that all calls about a policy have it."""
    if call.operation != "CreatePolicy":
        return call
    arn = account.policy_arn(call.parameters["Path"], call.parameters["PolicyName"])
    return PredictedCall(call.operation, {**call.parameters, "PolicyArn": arn})


def _created(parameters: Parameters) -> Record:
    return {
        "PolicyName": parameters["PolicyName"],
        "Path": parameters["Path"],
        "Arn": parameters["PolicyArn"],
        "PolicyId": None,
        "Description": parameters.get("Description", ""),
        "IsAttachable": True,
        "CreateDate": None,
        "UpdateDate": None,
        "Tags": list(parameters.get("Tags", ())),
    }


def _fold_version(versions: dict[str, Record], call: PredictedCall) -> None:
    operation, parameters = call
    version_id = parameters.get("VersionId")
    if operation == "DeletePolicy":
        versions.clear()
    elif operation == "DeletePolicyVersion":
        versions.pop(version_id or "", None)
    elif operation in ("CreatePolicy", "CreatePolicyVersion"):
        version_id = f"v{1 + max((int(known[1:]) for known in versions), default=0)}"
        document = document_in(parameters)
        versions[version_id] = {
            "VersionId": version_id,
            "Document": document,
            "IsDefaultVersion": not versions,
            "CreateDate": None,
        }
    if operation == "SetDefaultPolicyVersion" or (operation == "CreatePolicyVersion" and parameters["SetAsDefault"]):
        for known, version in versions.items():
            versions[known] = {**version, "IsDefaultVersion": known == version_id}


def _fold_entity(entities: dict[tuple[str, str], None], call: PredictedCall, arn: str, usage: str) -> None:
    operation, parameters = call
    role = ("Role", parameters.get("RoleName", ""))
    if operation == "DeleteRole":
        entities.pop(role, None)
    elif usage == "PermissionsBoundary":
        _fold_boundary(entities, call, arn)
    elif operation == "AttachRolePolicy" and parameters["PolicyArn"] == arn:
        entities[role] = None
    elif operation.startswith("Detach") and parameters["PolicyArn"] == arn:
        kind = operation.removeprefix("Detach").removesuffix("Policy")
        entities.pop((kind, parameters[f"{kind}Name"]), None)


def _fold_boundary(entities: dict[tuple[str, str], None], call: PredictedCall, arn: str) -> None:
    if call.operation not in ("CreateRole", "PutRolePermissionsBoundary", "DeleteRolePermissionsBoundary"):
        return
    role = ("Role", call.parameters["RoleName"])
    entities.pop(role, None)
    if call.parameters.get("PermissionsBoundary") == arn:
        entities[role] = None
