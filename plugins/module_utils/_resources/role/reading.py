# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads what the plan for a role needs, in as few calls as IAM allows."""

from __future__ import annotations

import datetime
import email.utils
import functools
import typing as t
from dataclasses import replace

from ..._aws.iam import LARGEST_PAGE, Iam, Reply, find, listed
from ..._converge.resource_type import Reading
from ..._policy import document as policy_document
from ..._policy.document import Document
from .. import permissions_boundary, tags
from ..access import read_inline
from ..listing import Listing
from ..optional_reads import OptionalReads
from . import friendly_names
from .desired import Desired, is_friendly_name
from .state import SESSION_DURATION_DEFAULT, AttachedPolicy, Role, last_used_from

_ROLES: t.Final = Listing("ListRoles", LARGEST_PAGE, "Roles", "RoleName")


def read(iam: Iam, desired: Desired, *, key: str | None) -> Reading[Desired, Role]:
    """Reads the role named C(key), or by default the task's role, and resolves friendly names of policies to ARNs.

    If the role is in its desired state, this takes two calls: GetRole and ListAttachedRolePolicies.
    """
    reply = find(iam, "GetRole", {"RoleName": key or desired.name})
    actual = None
    if reply is not None:
        reported_at = _reported_at(reply)
        actual = replace(_role_from(iam, reply["Role"], desired), age=_age(reply, reported_at))
        desired = replace(desired, asked_at=reported_at or datetime.datetime.now(datetime.timezone.utc))
    if desired.present:
        desired = _with_policy_arns(iam, desired, actual)
    return Reading(_with_profile(iam, desired, actual), actual)


def find_by_name(iam: Iam, name: str) -> str | None:
    """The name, as IAM spells it, of the account's role that has this name in any case."""
    return _ROLES.find(iam, name, "RoleName")


def _role_from(iam: Iam, role: t.Mapping[str, t.Any], desired: Desired) -> Role:
    name = {"RoleName": role["RoleName"]}
    optional = OptionalReads()
    attached = optional.read(
        "attached_policies",
        lambda: listed(iam, "ListAttachedRolePolicies", name, "AttachedPolicies"),
        needed=desired.needs_attached_policies,
    )
    profiles: list[t.Any] | None = None
    if desired.reads_instance_profiles:
        profiles = listed(iam, "ListInstanceProfilesForRole", name, "InstanceProfiles")
    inline = _inline_policies(iam, role["RoleName"], desired, optional) if desired.reads_inline_policies else None
    return Role(
        arn=role["Arn"],
        name=role["RoleName"],
        path=role["Path"],
        description=role.get("Description", ""),
        trust=policy_document.from_reply(role["AssumeRolePolicyDocument"]),
        max_session_duration=role.get("MaxSessionDuration", SESSION_DURATION_DEFAULT),
        boundary=permissions_boundary.from_reply(role),
        boundary_type=permissions_boundary.type_from_reply(role),
        tags=tags.from_reply(role.get("Tags")),
        attached=None
        if attached is None
        else tuple(AttachedPolicy(arn=policy["PolicyArn"], name=policy["PolicyName"]) for policy in attached),
        inline_policies=inline,
        instance_profiles=None if profiles is None else tuple(profile["InstanceProfileName"] for profile in profiles),
        role_id=role["RoleId"],
        create_date=role["CreateDate"],
        last_used=last_used_from(role),
        unread=optional.unread,
    )


def _reported_at(reply: Reply) -> datetime.datetime | None:
    """The time of the reply by AWS's clock; C(None) if the reply does not state it."""
    try:
        moment = email.utils.parsedate_to_datetime(reply["ResponseMetadata"]["HTTPHeaders"]["date"])
    except (KeyError, TypeError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.timezone.utc)


def _age(reply: Reply, reported_at: datetime.datetime | None) -> float | None:
    """Seconds from the creation of a role to the reply, both by AWS's clock."""
    if reported_at is None:
        return None
    return (reported_at - datetime.datetime.fromisoformat(reply["Role"]["CreateDate"])).total_seconds()


def _inline_policies(iam: Iam, role: str, desired: Desired, optional: OptionalReads) -> dict[str, Document | None]:
    names = listed(iam, "ListRolePolicies", {"RoleName": role}, "PolicyNames")
    return {
        name: optional.read(
            f"inline_policies.{name}",
            functools.partial(read_inline, iam, role, name),
            needed=desired.needs_inline_policy(name),
        )
        for name in names
    }


def _with_policy_arns(iam: Iam, desired: Desired, actual: Role | None) -> Desired:
    """The desired role with the ARNs of the managed policies that the task gives by their friendly names.

    A name is looked up first among the policies attached to the role, then among those that the task manages, which may
    not exist yet, and then in IAM. The name of a boundary is looked up first among those that the task manages.
    """
    boundary = _known_boundary(desired, actual)
    names = {boundary: "boundary"} if boundary and is_friendly_name(boundary) else {}
    names |= {policy: "managed_policies" for policy in desired.managed_policies or () if is_friendly_name(policy)}
    arns = friendly_names.resolve(iam, desired.account, names, {**(desired.policy_arns or {}), **_attached(actual)})
    return replace(desired, policy_arns=arns, boundary=boundary and arns.get(boundary, boundary))


def _attached(actual: Role | None) -> dict[str, str]:
    """The ARNs of the policies that are attached to a role, by their friendly names."""
    attached = None if actual is None else actual.attached
    return {policy.name: policy.arn for policy in attached or ()}


def _known_boundary(desired: Desired, actual: Role | None) -> str | None:
    """The boundary of the task: its ARN, if the task manages the policy of that name or the role has it already."""
    current = actual.boundary if actual else None
    known = {current.rpartition("/")[2]: current} if current else {}
    return desired.boundary and (known | dict(desired.policy_arns or {})).get(desired.boundary, desired.boundary)


def _with_profile(iam: Iam, desired: Desired, actual: Role | None) -> Desired:
    """The desired role with the roles in the instance profile that has its name, if the plan depends on them."""
    if not desired.needs_own_profile(actual):
        return desired
    reply = find(iam, "GetInstanceProfile", {"InstanceProfileName": desired.name})
    if reply is None:
        return replace(desired, profile_holds=None)
    return replace(desired, profile_holds=tuple(role["RoleName"] for role in reply["InstanceProfile"]["Roles"]))
