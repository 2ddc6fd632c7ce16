# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads what the plan for a managed policy needs, in as few calls as IAM allows."""

from __future__ import annotations

import typing as t
from dataclasses import replace

from ..._aws.iam import LARGEST_PAGE, Iam, find, listed, pages
from ..._converge.resource_type import Reading
from ..._errors import IamError
from ..._policy import document as policy_document
from .. import account_rules, tags
from ..listing import Listing
from ..optional_reads import OptionalReads
from .desired import Desired
from .state import Entities, ManagedPolicy, Version

_OWN_POLICIES: t.Final = Listing("ListPolicies", {"Scope": "Local", **LARGEST_PAGE}, "Policies", "PolicyName")


def read(iam: Iam, desired: Desired, *, key: str | None) -> Reading[Desired, ManagedPolicy]:
    """Reads the managed policy with the ARN C(key), or by default with the ARN that the task's policy should have.

    If the policy is in its desired state, this takes two calls: GetPolicy and GetPolicyVersion.
    """
    reply = find(iam, "GetPolicy", {"PolicyArn": key or desired.arn})
    if reply is None:
        return Reading(desired, None)
    optional = OptionalReads()
    actual = _policy_from(iam, reply["Policy"], desired, optional)
    if desired.needs_all_versions(actual):
        actual = replace(actual, versions=_all_versions(iam, actual), versions_complete=True)
    if not desired.present:
        actual = _with_entities(iam, actual, counted=not desired.refuses_use)
    return Reading(desired, actual)


def find_by_name(iam: Iam, name: str) -> str | None:
    """The ARN of the account's managed policy that has the name, under any path and in any case."""
    return _OWN_POLICIES.find(iam, name, "Arn")


def _policy_from(iam: Iam, policy: t.Mapping[str, t.Any], desired: Desired, optional: OptionalReads) -> ManagedPolicy:
    default = optional.read(
        "the document in force",
        lambda: _version(iam, policy["Arn"], policy["DefaultVersionId"]),
        needed=desired.can_create,
    )
    return ManagedPolicy(
        arn=policy["Arn"],
        name=policy["PolicyName"],
        path=policy["Path"],
        description=policy.get("Description", ""),
        tags=tags.from_reply(policy.get("Tags")),
        versions=(default or Version(id=policy["DefaultVersionId"], document=None),),
        policy_id=policy["PolicyId"],
        is_attachable=policy["IsAttachable"],
        attachment_count=policy["AttachmentCount"],
        boundary_count=policy.get("PermissionsBoundaryUsageCount", 0),
        create_date=policy["CreateDate"],
        update_date=policy["UpdateDate"],
        unread=optional.unread,
    )


def _version(iam: Iam, arn: str, version_id: str) -> Version:
    reply = iam.call("GetPolicyVersion", {"PolicyArn": arn, "VersionId": version_id})
    return Version(id=version_id, document=policy_document.from_reply(reply["PolicyVersion"]["Document"]))


def _all_versions(iam: Iam, actual: ManagedPolicy) -> tuple[Version, ...]:
    listing = listed(iam, "ListPolicyVersions", {"PolicyArn": actual.arn}, "Versions")
    default = actual.default_version
    others = (version["VersionId"] for version in listing if version["VersionId"] != default.id)
    if default.document is None:
        # IAM would deny the documents of the other versions too.
        return (default, *(Version(id=version_id, document=None) for version_id in others))
    return (default, *(_version(iam, actual.arn, version_id) for version_id in others))


def _with_entities(iam: Iam, actual: ManagedPolicy, *, counted: bool) -> ManagedPolicy:
    """The policy with the users, groups and roles that use it.

    If C(counted), this saves the call for a kind of use that IAM's counts say does not occur. Counts may be stale, so
    a removal that must be refused while the policy is used cannot rely on them.
    """
    attached = actual.attachment_count or not counted
    bounding = actual.boundary_count or not counted
    attached_to = (entities(iam, actual.arn, "PermissionsPolicy") if attached else None) or Entities()
    boundary_of = entities(iam, actual.arn, "PermissionsBoundary") if bounding else None
    return replace(
        actual,
        attached_to=attached_to,
        boundary_of=boundary_of or Entities(),
        protected_roles=tuple(role for role in attached_to.roles if _is_protected(iam, role)),
    )


def _is_protected(iam: Iam, role: str) -> bool:
    """Whether only AWS changes a role. Its path decides, but few names are worth the call."""
    if not account_rules.may_be_protected(role):
        return False
    try:
        reply = find(iam, "GetRole", {"RoleName": role})
    except IamError as error:
        if not error.is_denial:
            raise
        return False
    return reply is not None and account_rules.is_protected(reply["Role"]["Path"])


def entities(iam: Iam, arn: str, usage: str) -> Entities:
    """The users, groups and roles that use a managed policy as C(PermissionsPolicy) or C(PermissionsBoundary)."""
    replies = list(pages(iam, "ListEntitiesForPolicy", {"PolicyArn": arn, "PolicyUsageFilter": usage}))
    return Entities(
        users=tuple(user["UserName"] for reply in replies for user in reply.get("PolicyUsers", ())),
        groups=tuple(group["GroupName"] for reply in replies for group in reply.get("PolicyGroups", ())),
        roles=tuple(role["RoleName"] for reply in replies for role in reply.get("PolicyRoles", ())),
    )
