# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads of managed policies after predicted calls."""

from __future__ import annotations

import typing as t

from .._arn import Account
from .._errors import IamError
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
        if not about(self._calls, "PolicyArn", arn) and not self._changes_use(arn, "PermissionsBoundary"):
            return self._iam.call("GetPolicy", parameters)
        policy = self._policy(arn)
        return None if policy is None else {"Policy": policy}

    def _policy(self, arn: str) -> Record | None:
        policy = self._record(arn)
        if policy is None:
            return None
        return {**policy, "DefaultVersionId": self._default(arn, policy), **self._counts(arn, policy)}

    def _record(self, arn: str) -> Record | None:
        """The policy without what follows from its versions and from its use."""
        policy: Record | None = found(self._iam, "GetPolicy", {"PolicyArn": arn}, "Policy")
        for call in about(self._calls, "PolicyArn", arn):
            if call.operation == "CreatePolicy":
                policy = policy or _created(call.parameters)
            elif policy is None or call.operation == "DeletePolicy":
                policy = None
            elif call.operation in ("TagPolicy", "UntagPolicy"):
                policy = with_tags(policy, call)
        return policy

    def _default(self, arn: str, policy: Record) -> str:
        if not self._changes_versions(arn):
            return str(policy["DefaultVersionId"])
        return next(id_ for id_, version in self._versions(arn).items() if version["IsDefaultVersion"])

    def _counts(self, arn: str, policy: Record) -> Record:
        """How often the policy is attached, and how often it is a boundary.

        These are IAM's counts where no call changes them, and where IAM does not list what uses the policy: a task
        that reads the policy after the calls were made needs no listing either.
        """
        counts: Record = {}
        for key, usage in _COUNTED.items():
            counts[key] = policy.get(key, 0)
            if self._changes_use(arn, usage):
                try:
                    counts[key] = len(self._entities(arn, usage))
                except IamError as error:
                    if not error.is_denial:
                        raise
        return counts

    def _versions(self, arn: str) -> dict[str, Record]:
        """The versions by their id. Those of predicted calls have their documents."""
        versions = _Versions()
        if found(self._iam, "GetPolicy", {"PolicyArn": arn}, "Policy") is not None:
            versions.add(listed(self._iam, "ListPolicyVersions", {"PolicyArn": arn}, "Versions"))
        for call in about(self._calls, "PolicyArn", arn):
            versions.fold(call)
        return versions.by_id

    def _get_version(self, parameters: Parameters) -> Reply | None:
        arn, version_id = parameters["PolicyArn"], parameters["VersionId"]
        if not self._changes_versions(arn):
            return self._iam.call("GetPolicyVersion", parameters)
        version = self._versions(arn).get(version_id)
        if version is None:
            return None
        kept = {} if "Document" in version else self._iam.call("GetPolicyVersion", parameters)["PolicyVersion"]
        return {"PolicyVersion": {**kept, **version}}

    def _list_versions(self, parameters: Parameters) -> Reply | None:
        arn = parameters["PolicyArn"]
        if not self._changes_versions(arn):
            return self._iam.call("ListPolicyVersions", parameters)
        versions = self._versions(arn)
        return {"Versions": list(versions.values()), "IsTruncated": False} if versions else None

    def _list_policies(self, parameters: Parameters) -> Reply:
        reply = self._iam.call("ListPolicies", parameters)
        if parameters.get("Scope") == "AWS":
            return reply
        operations = ("CreatePolicy", "DeletePolicy")
        arns = {call.parameters["PolicyArn"] for call in self._calls if call.operation in operations}
        policies = [policy for arn in sorted(arns) if (policy := self._policy(arn)) is not None]
        return page(reply, "Policies", keep=lambda policy: policy["Arn"] not in arns, added=policies)

    def _list_entities(self, parameters: Parameters) -> Reply | None:
        arn = parameters["PolicyArn"]
        if self._record(arn) is None:
            return None
        entities = self._entities(arn, parameters["PolicyUsageFilter"])
        members = {
            f"Policy{kind}s": [{f"{kind}Name": name} for member_kind, name in entities if member_kind == kind]
            for kind in ("User", "Group", "Role")
        }
        return {**members, "IsTruncated": False}

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

    def _changes_versions(self, arn: str) -> bool:
        return any(call.operation in _CHANGES_VERSIONS for call in about(self._calls, "PolicyArn", arn))

    def _changes_use(self, arn: str, usage: str) -> bool:
        return any(_may_change_use(call, arn, usage) for call in self._calls)


_COUNTED: t.Final = {"AttachmentCount": "PermissionsPolicy", "PermissionsBoundaryUsageCount": "PermissionsBoundary"}

_CHANGES_VERSIONS: t.Final = (
    "CreatePolicy",
    "CreatePolicyVersion",
    "DeletePolicy",
    "DeletePolicyVersion",
    "SetDefaultPolicyVersion",
)


def _may_change_use(call: PredictedCall, arn: str, usage: str) -> bool:
    """Whether a call may change what uses a policy. A call that ends the use as a boundary does not name the policy."""
    if usage == "PermissionsPolicy":
        return call.operation.startswith(("Attach", "Detach")) and call.parameters["PolicyArn"] == arn
    ends = call.operation in ("DeleteRole", "DeleteRolePermissionsBoundary", "PutRolePermissionsBoundary")
    return ends or call.parameters.get("PermissionsBoundary") == arn


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


class _Versions:
    """The versions of one policy. IAM uses no number again, not even that of a version that was deleted."""

    def __init__(self) -> None:
        self.by_id: dict[str, Record] = {}
        self._highest = 0

    def add(self, versions: t.Iterable[Record]) -> None:
        for version in versions:
            self.by_id[version["VersionId"]] = version
            self._highest = max(self._highest, int(version["VersionId"][1:]))

    def fold(self, call: PredictedCall) -> None:
        """Changes the versions as a call would."""
        operation, parameters = call
        if operation == "DeletePolicy":
            self.by_id.clear()
            self._highest = 0
        elif operation == "DeletePolicyVersion":
            self.by_id.pop(parameters["VersionId"], None)
        elif operation == "SetDefaultPolicyVersion":
            self._set_default(parameters["VersionId"])
        elif operation in ("CreatePolicy", "CreatePolicyVersion"):
            version_id = f"v{self._highest + 1}"
            version = {"VersionId": version_id, "Document": document_in(parameters), "CreateDate": None}
            self.add([{**version, "IsDefaultVersion": False}])
            if operation == "CreatePolicy" or parameters["SetAsDefault"]:
                self._set_default(version_id)

    def _set_default(self, version_id: str) -> None:
        self.by_id = {
            known: {**version, "IsDefaultVersion": known == version_id} for known, version in self.by_id.items()
        }


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
