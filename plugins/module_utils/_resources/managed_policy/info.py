# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reports an account's managed policies, and the users, groups and roles that use them, in few calls."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from ... import _arn
from ..._aws.iam import LARGEST_PAGE, Iam, Reply, find, listed, pages
from ..._policy import document
from .. import permissions_boundary, tags
from .reading import entities, find_by_name
from .state import Entities

_EVERYBODY: t.Final = ("Group", "LocalManagedPolicy", "Role", "User")


@dataclass(frozen=True, kw_only=True)
class Query:
    """The managed policies that a task asks for: the one of a name or an ARN, those below a path, or all.

    All belong to the account, except for an AWS managed policy that is given by its ARN.
    """

    name: str | None
    arn: str | None
    path_prefix: str

    @classmethod
    def from_options(cls, options: t.Mapping[str, t.Any]) -> Query:
        """Reads and checks the module's options; raises C(OptionError)."""
        name, arn, prefix = options["name"], options["arn"], options["path_prefix"]
        return cls(
            name=None if name is None else _arn.MANAGED_POLICY.check_name("name", name),
            arn=None if arn is None else _arn.check_policy_arn("arn", arn),
            path_prefix="/" if prefix is None else _arn.MANAGED_POLICY.check_path("path_prefix", prefix),
        )

    @property
    def label(self) -> str:
        """What messages call what is asked for."""
        one = self.name or self.arn
        return f"managed policy {one}" if one else f"the managed policies of the path {self.path_prefix}"


def read(iam: Iam, query: Query) -> dict[str, t.Any]:
    """The result of a task: the managed policies that exist.

    One policy takes a call, one for the list of its versions, one for each version, and two for its uses; before these,
    a name is searched in the account's policies. Many policies take a call for each thousand users, groups, roles and
    policies of the account, and one for the tags of each policy.
    """
    if query.name is None and query.arn is None:
        return {"policies": _many(iam, query.path_prefix)}
    arn = _arn_of(iam, query.name) if query.name else query.arn
    return {"policies": [] if arn is None else _one(iam, arn)}


def _arn_of(iam: Iam, name: str) -> str | None:
    """The ARN of the account's policy of exactly that name."""
    arn = find_by_name(iam, name)
    return arn if arn is not None and arn.endswith(f"/{name}") else None


def _one(iam: Iam, arn: str) -> list[dict[str, t.Any]]:
    named = {"PolicyArn": arn}
    reply = find(iam, "GetPolicy", named)
    if reply is None:
        return []
    versions = [
        # A listing does not have the documents.
        iam.call("GetPolicyVersion", {**named, "VersionId": version["VersionId"]})["PolicyVersion"]
        for version in listed(iam, "ListPolicyVersions", named, "Versions")
    ]
    users = (entities(iam, arn, usage) for usage in ("PermissionsPolicy", "PermissionsBoundary"))
    return [_shown(reply["Policy"], versions, *users)]


def _many(iam: Iam, prefix: str) -> list[dict[str, t.Any]]:
    replies = list(pages(iam, "GetAccountAuthorizationDetails", {"Filter": list(_EVERYBODY), **LARGEST_PAGE}))
    found = []
    for detail in (policy for reply in replies for policy in reply.get("Policies", ())):
        reply = find(iam, "GetPolicy", {"PolicyArn": detail["Arn"]}) if detail["Path"].startswith(prefix) else None
        # A policy that was deleted meanwhile is left out.
        if reply is not None:
            users = (_users(replies, detail["Arn"], carries) for carries in (_is_attached, _is_bounded))
            found.append(_shown(reply["Policy"], detail["PolicyVersionList"], *users))
    return found


def _users(replies: list[Reply], arn: str, carries: t.Callable[[Reply, str], bool]) -> Entities:
    def names(noun: str) -> tuple[str, ...]:
        details = (detail for reply in replies for detail in reply.get(f"{noun}DetailList", ()))
        return tuple(detail[f"{noun}Name"] for detail in details if carries(detail, arn))

    return Entities(users=names("User"), groups=names("Group"), roles=names("Role"))


def _is_attached(detail: Reply, arn: str) -> bool:
    return any(policy["PolicyArn"] == arn for policy in detail.get("AttachedManagedPolicies", ()))


def _is_bounded(detail: Reply, arn: str) -> bool:
    return permissions_boundary.from_reply(detail) == arn


def _shown(policy: Reply, versions: t.Iterable[Reply], attached: Entities, bounded: Entities) -> dict[str, t.Any]:
    """A managed policy under the keys of iam_managed_policy, with its document, versions and uses."""
    shown = [
        {
            "create_date": version["CreateDate"],
            "document": document.from_reply(version["Document"]).plain,
            "is_default_version": version["VersionId"] == policy["DefaultVersionId"],
            "version_id": version["VersionId"],
        }
        for version in versions
    ]
    return {
        "arn": policy["Arn"],
        "attached_to": {**_by_type(attached), "groups": sorted(attached.groups)},
        "attachment_count": policy["AttachmentCount"],
        # A group cannot have a boundary.
        "boundary_of": _by_type(bounded),
        "create_date": policy["CreateDate"],
        "default_version_id": policy["DefaultVersionId"],
        "description": policy.get("Description", ""),
        "document": next((version["document"] for version in shown if version["is_default_version"]), None),
        "is_attachable": policy["IsAttachable"],
        "path": policy["Path"],
        "permissions_boundary_usage_count": policy.get("PermissionsBoundaryUsageCount", 0),
        "policy_id": policy["PolicyId"],
        "policy_name": policy["PolicyName"],
        "tags": dict(tags.from_reply(policy.get("Tags"))),
        "update_date": policy["UpdateDate"],
        "versions": shown,
    }


def _by_type(users: Entities) -> dict[str, list[str]]:
    return {"roles": sorted(users.roles), "users": sorted(users.users)}
