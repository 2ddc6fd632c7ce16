# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads from IAM what a plan needs, in as few calls as IAM allows."""

from __future__ import annotations

import datetime
import email.utils
import functools
import typing as t
from dataclasses import replace

from .._aws.iam import LARGEST_PAGE, Iam, Reply, find, listed, pages
from .._errors import IamError, OptionError
from .._policy import document as _policy
from . import inline_policy, instance_profile
from . import tags as _tags
from .inline_policy import DOCUMENT_OPTION
from .managed_policy import state
from .role import state as _role

T = t.TypeVar("T")


class _Optional:
    """Reads that a task may be able to do without. What IAM denies of those is C(None), and noted in C(unread)."""

    def __init__(self) -> None:
        self._unread: dict[str, None] = {}

    @property
    def unread(self) -> tuple[str, ...]:
        return tuple(self._unread)

    def read(self, what: str, read: t.Callable[[], T], *, needed: bool) -> T | None:
        """What C(read) returns; C(what) is the subject of the sentence that says it could not be read."""
        try:
            return read()
        except IamError as error:
            if needed or not error.is_denial:
                raise
            self._unread[f"{what} could not be read, and is null. {error.advice}"] = None
            return None


def observe_managed_policy(
    iam: Iam, desired: state.Desired, *, holder: str | None
) -> tuple[state.Desired, state.ManagedPolicy | None]:
    """The managed policy that the task is about: the one with the ARN C(holder), or with the ARN it should have.

    Two calls where nothing is to do: GetPolicy and GetPolicyVersion.
    """
    reply = find(iam, "GetPolicy", {"PolicyArn": holder or desired.arn})
    if reply is None:
        return desired, None
    optional = _Optional()
    actual = _managed_policy_from(iam, reply["Policy"], desired, optional)
    if desired.needs_all_versions(actual):
        actual = replace(actual, versions=_all_versions(iam, actual), versions_complete=True)
    if not desired.present:
        actual = _with_entities(iam, actual, counted=not desired.refuses_use)
    return desired, actual


def find_managed_policy(iam: Iam, desired: state.Desired) -> str | None:
    """The ARN of the account's managed policy that has the name, under whatever path and in whatever case."""
    return find_own_policy(iam, desired.name)


def find_own_policy(iam: Iam, name: str) -> str | None:
    """The same for who knows no more than the name."""
    return _search(iam, _OWN_POLICIES, name, "Arn")


def observe_role(iam: Iam, desired: _role.Desired, *, holder: str | None) -> tuple[_role.Desired, _role.Role | None]:
    """The role named C(holder), or as the task says, and the task with its managed policies' names resolved to ARNs.

    Two calls where nothing is to do: GetRole and ListAttachedRolePolicies.
    """
    reply = find(iam, "GetRole", {"RoleName": holder or desired.name})
    actual = None
    if reply is not None:
        told_at = _told_at(reply)
        actual = replace(_role_from(iam, reply["Role"], desired), age=_age(reply, told_at))
        desired = replace(desired, asked_at=told_at or datetime.datetime.now(datetime.timezone.utc))
    if desired.present:
        desired = _with_policy_arns(iam, desired, actual)
    return _with_profile(iam, desired, actual), actual


def find_role(iam: Iam, desired: _role.Desired) -> str | None:
    """The name of the account's role that has the name in whatever case."""
    return _search(iam, _ROLES, desired.name, "RoleName")


def observe_inline_policy(
    iam: Iam, desired: inline_policy.Desired, *, holder: str | None
) -> tuple[inline_policy.Desired, inline_policy.InlinePolicies | None]:
    """The names of the role's inline policies, and the documents that matter to the task.

    Two calls at most: ListRolePolicies, and GetRolePolicy where the policy is there. Where duplicates are skipped, the
    others are read too.
    """
    try:
        names = listed(iam, "ListRolePolicies", {"RoleName": holder or desired.role}, "PolicyNames")
    except IamError as error:
        if error.code != "NoSuchEntity":
            raise
        return desired, None
    optional = _Optional()
    policies = {
        name: optional.read(
            DOCUMENT_OPTION,
            functools.partial(_inline_document, iam, desired.role, name),
            needed=desired.needs_document(name),
        )
        if name == desired.name or desired.needs_document(name)
        else None
        for name in names
    }
    return desired, inline_policy.InlinePolicies(
        role=desired.role,
        name=desired.name,
        partition=desired.account.partition,
        policies=policies,
        unread=optional.unread,
    )


def observe_instance_profile(
    iam: Iam, desired: instance_profile.Desired, *, holder: str | None
) -> tuple[instance_profile.Desired, instance_profile.InstanceProfile | None]:
    """The instance profile named C(holder), or as the task says, and the role that it is to get.

    One call where nothing is to do: GetInstanceProfile. GetRole where a role is to come.
    """
    reply = find(iam, "GetInstanceProfile", {"InstanceProfileName": holder or desired.name})
    actual = None if reply is None else instance_profile.InstanceProfile.from_reply(reply["InstanceProfile"])
    if desired.adds_role_to(actual):
        role = find(iam, "GetRole", {"RoleName": desired.role})
        desired = replace(
            desired, found_role=None if role is None else instance_profile.HeldRole.from_reply(role["Role"])
        )
    return desired, actual


def find_instance_profile(iam: Iam, desired: instance_profile.Desired) -> str | None:
    """The name of the account's instance profile that has the name in whatever case."""
    return _search(iam, _PROFILES, desired.name, "InstanceProfileName")


def find_nothing(_iam: Iam, _desired: t.Any) -> None:
    """Of a resource that is found by its name alone, no other can have it."""


class _Listing(t.NamedTuple):
    """A call that lists resources, and where its reply has them and their names."""

    operation: str
    parameters: t.Mapping[str, t.Any]
    key: str
    name_key: str


_OWN_POLICIES: t.Final = _Listing("ListPolicies", {"Scope": "Local", **LARGEST_PAGE}, "Policies", "PolicyName")
_ROLES: t.Final = _Listing("ListRoles", LARGEST_PAGE, "Roles", "RoleName")
_PROFILES: t.Final = _Listing("ListInstanceProfiles", LARGEST_PAGE, "InstanceProfiles", "InstanceProfileName")


def _search(iam: Iam, listing: _Listing, name: str, wanted_key: str) -> str | None:
    """A key of the listed resource of that name, compared as IAM compares names: without case."""
    for page in pages(iam, listing.operation, listing.parameters):
        for member in page[listing.key]:
            if member[listing.name_key].lower() == name.lower():
                return str(member[wanted_key])
    return None


def _managed_policy_from(
    iam: Iam, policy: t.Mapping[str, t.Any], desired: state.Desired, optional: _Optional
) -> state.ManagedPolicy:
    default = optional.read(
        "the document in force",
        lambda: _version(iam, policy["Arn"], policy["DefaultVersionId"]),
        needed=desired.can_create,
    )
    return state.ManagedPolicy(
        arn=policy["Arn"],
        name=policy["PolicyName"],
        path=policy["Path"],
        description=policy.get("Description", ""),
        tags=_tags.from_reply(policy.get("Tags")),
        versions=(default or state.Version(id=policy["DefaultVersionId"], document=None),),
        policy_id=policy["PolicyId"],
        is_attachable=policy["IsAttachable"],
        attachment_count=policy["AttachmentCount"],
        boundary_count=policy.get("PermissionsBoundaryUsageCount", 0),
        create_date=policy["CreateDate"],
        update_date=policy["UpdateDate"],
        unread=optional.unread,
    )


def _version(iam: Iam, arn: str, version_id: str) -> state.Version:
    reply = iam.call("GetPolicyVersion", {"PolicyArn": arn, "VersionId": version_id})
    return state.Version(id=version_id, document=_policy.from_reply(reply["PolicyVersion"]["Document"]))


def _all_versions(iam: Iam, actual: state.ManagedPolicy) -> tuple[state.Version, ...]:
    listing = listed(iam, "ListPolicyVersions", {"PolicyArn": actual.arn}, "Versions")
    default = actual.default_version
    others = (version["VersionId"] for version in listing if version["VersionId"] != default.id)
    if default.document is None:
        # What IAM denied of one version, it would deny of the others.
        return (default, *(state.Version(id=version_id, document=None) for version_id in others))
    return (default, *(_version(iam, actual.arn, version_id) for version_id in others))


def _with_entities(iam: Iam, actual: state.ManagedPolicy, *, counted: bool) -> state.ManagedPolicy:
    """The policy with those who use it; where counts may be trusted, without a call for what counts none.

    A count can lag behind. Where a use is to stop the removal, that it would stop in the middle is not enough.
    """
    attached = actual.attachment_count or not counted
    bounding = actual.boundary_count or not counted
    attached_to = entities(iam, actual.arn, "PermissionsPolicy") if attached else None
    boundary_of = entities(iam, actual.arn, "PermissionsBoundary") if bounding else None
    return replace(
        actual,
        attached_to=attached_to or state.Entities(),
        boundary_of=boundary_of or state.Entities(),
    )


def entities(iam: Iam, arn: str, usage: str) -> state.Entities:
    """Who uses a managed policy as C(PermissionsPolicy) or as C(PermissionsBoundary)."""
    replies = list(pages(iam, "ListEntitiesForPolicy", {"PolicyArn": arn, "PolicyUsageFilter": usage}))
    return state.Entities(
        users=tuple(each["UserName"] for reply in replies for each in reply.get("PolicyUsers", ())),
        groups=tuple(each["GroupName"] for reply in replies for each in reply.get("PolicyGroups", ())),
        roles=tuple(each["RoleName"] for reply in replies for each in reply.get("PolicyRoles", ())),
    )


def _role_from(iam: Iam, role: t.Mapping[str, t.Any], desired: _role.Desired) -> _role.Role:
    name = {"RoleName": role["RoleName"]}
    optional = _Optional()
    attached = optional.read(
        "attached_policies",
        lambda: listed(iam, "ListAttachedRolePolicies", name, "AttachedPolicies"),
        needed=desired.needs_attached_policies,
    )
    profiles: list[t.Any] | None = None
    if desired.reads_instance_profiles:
        profiles = listed(iam, "ListInstanceProfilesForRole", name, "InstanceProfiles")
    inline = _inline_policies(iam, role["RoleName"], desired, optional) if desired.reads_inline_policies else None
    return _role.Role(
        arn=role["Arn"],
        name=role["RoleName"],
        path=role["Path"],
        description=role.get("Description", ""),
        trust=_policy.from_reply(role["AssumeRolePolicyDocument"]),
        max_session_duration=role.get("MaxSessionDuration", _role.SESSION_DURATION_DEFAULT),
        boundary=_role.boundary_from(role),
        tags=_tags.from_reply(role.get("Tags")),
        attached=None
        if attached is None
        else tuple(_role.AttachedPolicy(arn=each["PolicyArn"], name=each["PolicyName"]) for each in attached),
        inline_policies=inline,
        instance_profiles=None if profiles is None else tuple(each["InstanceProfileName"] for each in profiles),
        role_id=role["RoleId"],
        create_date=role["CreateDate"],
        last_used=_role.last_used_from(role),
        unread=optional.unread,
    )


def _told_at(reply: Reply) -> datetime.datetime | None:
    """When AWS answered, by its own clock, where the reply tells."""
    try:
        moment = email.utils.parsedate_to_datetime(reply["ResponseMetadata"]["HTTPHeaders"]["date"])
    except (KeyError, TypeError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.timezone.utc)


def _age(reply: Reply, told_at: datetime.datetime | None) -> float | None:
    """Seconds between the creation of a role and the reply that tells of it, both by AWS's clock."""
    if told_at is None:
        return None
    return (told_at - datetime.datetime.fromisoformat(reply["Role"]["CreateDate"])).total_seconds()


def _inline_policies(
    iam: Iam, role: str, desired: _role.Desired, optional: _Optional
) -> dict[str, _policy.Document | None]:
    names = listed(iam, "ListRolePolicies", {"RoleName": role}, "PolicyNames")
    return {
        name: optional.read(
            f"inline_policies.{name}",
            functools.partial(_inline_document, iam, role, name),
            needed=desired.needs_inline_policy(name),
        )
        for name in names
    }


def _inline_document(iam: Iam, role: str, name: str) -> _policy.Document:
    return _policy.from_reply(iam.call("GetRolePolicy", {"RoleName": role, "PolicyName": name})["PolicyDocument"])


def _with_policy_arns(iam: Iam, desired: _role.Desired, actual: _role.Role | None) -> _role.Desired:
    """Friendly names resolved: what the role carries under that name, else the account's own, else AWS's.

    Of the account's own, the task may know some before they exist.
    """
    names = [policy for policy in desired.managed_policies or () if _role.is_friendly_name(policy)]
    attached = {each.name: each.arn for each in (actual.attached if actual else None) or ()}
    arns = {name: arn for name, arn in {**(desired.policy_arns or {}), **attached}.items() if name in names}
    for name in names:
        own = None if name in arns else _own_policy(iam, desired, name)
        if own is not None:
            arns[name] = own
    for scope in ("Local", "AWS"):
        missing = {name for name in names if name not in arns}
        arns.update(_policies_by_name(iam, scope, missing))
    missing = {name for name in names if name not in arns}
    if missing:
        raise OptionError(
            "managed_policies",
            f"Failed to find policy by name: {', '.join(sorted(missing))}. Neither this account nor AWS has a managed "
            "policy of that name. In check mode, a policy that an earlier task would create is not there yet: its ARN, "
            "arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/NAME, needs no look-up",
        )
    return replace(desired, policy_arns=arns)


def _own_policy(iam: Iam, desired: _role.Desired, name: str) -> str | None:
    arn = desired.account.policy_arn("/", name)
    try:
        return None if find(iam, "GetPolicy", {"PolicyArn": arn}) is None else arn
    except IamError as error:
        if not error.is_denial:
            raise
        # A listing of the account's policies has it too.
        return None


def _policies_by_name(iam: Iam, scope: str, names: set[str]) -> dict[str, str]:
    """ARNs by name, from a listing that stops at the page where the last of the names stands."""
    found: dict[str, str] = {}
    if not names:
        return found
    for page in pages(iam, "ListPolicies", {"Scope": scope, **LARGEST_PAGE}):
        found |= {each["PolicyName"]: each["Arn"] for each in page["Policies"] if each["PolicyName"] in names}
        if len(found) == len(names):
            break
    return found


def _with_profile(iam: Iam, desired: _role.Desired, actual: _role.Role | None) -> _role.Desired:
    """The task, told what the instance profile of the role's name holds, where the role is not in it."""
    if not desired.needs_own_profile(actual):
        return desired
    reply = find(iam, "GetInstanceProfile", {"InstanceProfileName": desired.name})
    if reply is None:
        return replace(desired, profile_holds=None)
    return replace(desired, profile_holds=tuple(role["RoleName"] for role in reply["InstanceProfile"]["Roles"]))
