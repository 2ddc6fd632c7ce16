# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An instance profile: what a task asks for, what IAM holds, and the plan between them."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace

from .. import _arn
from .._aws.call import Call
from .._converge.pending_effects import PendingEffects
from .._converge.plan import Plan
from .._errors import RefusedError
from .._policy import document
from .._review.review import ReviewedDocument
from . import tags as _tags


@dataclass(frozen=True, kw_only=True)
class HeldRole:
    """A role in an instance profile, with what results say of it."""

    name: str
    shown: t.Mapping[str, t.Any]

    @classmethod
    def from_reply(cls, role: t.Mapping[str, t.Any]) -> HeldRole:
        """A role as GetInstanceProfile tells of it, which is less than GetRole does: nothing of its tags."""
        return cls(
            name=role["RoleName"],
            shown={
                "arn": role["Arn"],
                "assume_role_policy_document": document.from_reply(role["AssumeRolePolicyDocument"]),
                "create_date": role["CreateDate"],
                "path": role["Path"],
                "role_id": role["RoleId"],
                "role_name": role["RoleName"],
                "tags": {},
            },
        )


@dataclass(frozen=True, kw_only=True)
class InstanceProfile:
    """An instance profile as IAM holds it. Identifier and date (ISO 8601) are C(None) where a plan cannot know them."""

    arn: str
    name: str
    path: str
    roles: tuple[HeldRole, ...]
    tags: _tags.Tags
    profile_id: str | None = None
    create_date: str | None = None

    @classmethod
    def from_reply(cls, profile: t.Mapping[str, t.Any]) -> InstanceProfile:
        """An instance profile as IAM tells of it; a listing tells nothing of its tags."""
        return cls(
            arn=profile["Arn"],
            name=profile["InstanceProfileName"],
            path=profile["Path"],
            roles=tuple(HeldRole.from_reply(role) for role in profile["Roles"]),
            tags=_tags.from_reply(profile.get("Tags")),
            profile_id=profile["InstanceProfileId"],
            create_date=profile["CreateDate"],
        )

    @property
    def partition(self) -> str:
        return _arn.partition_of(self.arn)

    @property
    def key(self) -> str:
        return self.name

    @property
    def seconds_in_the_making(self) -> float:
        return 0.0

    def documents(self) -> dict[str, document.Document]:
        """It has none."""
        return {}

    def to_result(self) -> dict[str, t.Any]:
        """The profile as the module returns it, under amazon.aws's keys."""
        return {
            "arn": self.arn,
            "create_date": self.create_date,
            "instance_profile_id": self.profile_id,
            "instance_profile_name": self.name,
            "path": self.path,
            "roles": [dict(role.shown) for role in self.roles],
            "tags": dict(self.tags),
        }

    def to_diff(self, _documents: t.Mapping[str, document.Document]) -> dict[str, t.Any]:
        """What people compare: everything a task can change, and no identifier or date."""
        return {
            "name": self.name,
            "path": self.path,
            "role": ", ".join(role.name for role in self.roles),
            "tags": dict(sorted(self.tags.items())),
        }


@dataclass(frozen=True, kw_only=True)
class Desired:
    """What a task asks of an instance profile. C(None) means: not managed. A C(role) that is empty is removed.

    C(found_role) is the role of that name, where the profile does not hold it and IAM has it.
    """

    name: str
    present: bool
    path: str | None
    role: str | None
    tags: _tags.Tags | None
    purge_tags: bool
    account: _arn.Account = _arn.NO_ACCOUNT
    found_role: HeldRole | None = None

    @classmethod
    def from_options(cls, options: t.Mapping[str, t.Any]) -> Desired:
        """Reads and checks the module's options; raises C(OptionError)."""
        role, path = options["role"], options["path"]
        return cls(
            name=_arn.INSTANCE_PROFILE.check_name("name", options["name"]),
            present=options["state"] == "present",
            path=None if path is None else _arn.INSTANCE_PROFILE.check_path("path", path),
            role=_arn.ROLE.check_name("role", role) if role else role,
            tags=_tags.parse("tags", options["tags"], ignore_case=False),
            purge_tags=options["purge_tags"],
        )

    def for_account(self, account: _arn.Account) -> Desired:
        """The same, once the account is known."""
        return replace(self, account=account)

    def with_pending(self, _pending: PendingEffects) -> Desired:
        """The same: nothing that a task has done before matters to it."""
        return self

    def documents(self) -> tuple[ReviewedDocument, ...]:
        """It has none."""
        return ()

    @property
    def label(self) -> str:
        return f"instance profile {self.name}"

    @property
    def arn(self) -> str:
        """The ARN of the profile once it is created."""
        path = self.path or "/"
        return f"arn:{self.account.partition}:iam::{self.account.id}:instance-profile{path}{self.name}"

    @property
    def goes_by_name(self) -> bool:
        """IAM finds a profile by its name whatever its path."""
        return False

    @property
    def can_create(self) -> bool:
        return self.present

    def adds_role_to(self, actual: InstanceProfile | None) -> bool:
        """Whether a role has to be put into the profile."""
        held = [role.name for role in actual.roles] if actual else []
        return self.present and bool(self.role) and self.role not in held


def results(_before: InstanceProfile | None, after: InstanceProfile | None) -> dict[str, t.Any]:
    """What a result says, under amazon.aws's key: the profile afterwards, null where there is none."""
    return {"iam_instance_profile": None if after is None else after.to_result()}


def with_pending(_desired: Desired, actual: InstanceProfile | None, _pending: PendingEffects) -> InstanceProfile | None:
    """The state as it is: no earlier plan of a task changes it."""
    return actual


def with_reply(after: InstanceProfile, call: Call, reply: t.Mapping[str, t.Any]) -> InstanceProfile:
    """The state after a call, completed by what only the reply knows: the identifier and the date."""
    if call.operation != "CreateInstanceProfile":
        return after
    profile = reply["InstanceProfile"]
    return replace(
        after,
        arn=profile["Arn"],
        profile_id=profile["InstanceProfileId"],
        create_date=profile["CreateDate"],
    )


def plan(desired: Desired, actual: InstanceProfile | None) -> Plan[InstanceProfile]:
    """The calls that bring the profile from what IAM holds to what the task asks for.

    Raises C(RefusedError) where no calls can lead there.
    """
    if actual is not None and actual.name != desired.name:
        if not desired.present:
            return Plan(before=None, after=None)
        raise RefusedError(
            f"{desired.label}: the account has {actual.name!r} already, and IAM tells names apart by more than case",
            advice=f"Write it as {actual.name}, or take another name",
        )
    if not desired.present:
        return Plan(before=None, after=None) if actual is None else _plan_removal(actual)
    if desired.adds_role_to(actual) and desired.found_role is None:
        raise RefusedError(
            f"role: there is no role {desired.role}",
            advice="Create it first. In check mode, a role that an earlier task would create is not there yet",
        )
    return _plan_creation(desired) if actual is None else _plan_update(desired, actual)


def _plan_creation(desired: Desired) -> Plan[InstanceProfile]:
    bare = InstanceProfile(
        arn=desired.arn, name=desired.name, path=desired.path or "/", roles=(), tags=dict(desired.tags or {})
    )
    parameters: dict[str, t.Any] = {"InstanceProfileName": bare.name, "Path": bare.path}
    if bare.tags:
        parameters["Tags"] = _tags.as_parameter(bare.tags)
    create = Call("CreateInstanceProfile", parameters, f"create {desired.label}")
    rest = _plan_update(desired, bare)
    return Plan(before=None, after=rest.after, calls=(create, *rest.calls))


def _plan_update(desired: Desired, actual: InstanceProfile) -> Plan[InstanceProfile]:
    calls: list[Call] = []
    roles = actual.roles
    if desired.role is not None:
        surplus = [role for role in actual.roles if role.name != desired.role]
        roles = tuple(role for role in actual.roles if role not in surplus)
        # A profile holds one role, so that the old one goes first.
        calls += [remove_role(actual.name, role.name) for role in surplus]
    if desired.found_role is not None:
        roles = (*roles, desired.found_role)
        calls.append(add_role(actual.name, desired.found_role.name))
    change = _tags.change("tags", wanted=desired.tags, actual=actual.tags, purge=desired.purge_tags, ignore_case=False)
    name = {"InstanceProfileName": actual.name}
    if change.unset:
        summary = f"remove the tags {', '.join(change.unset)} from {desired.label}"
        calls.append(Call("UntagInstanceProfile", {**name, "TagKeys": list(change.unset)}, summary))
    if change.set:
        summary = f"tag {desired.label} with {', '.join(change.set)}"
        calls.append(Call("TagInstanceProfile", {**name, "Tags": change.as_parameter()}, summary))
    after = replace(actual, roles=roles, tags=change.after)
    return Plan(before=actual, after=after, calls=tuple(calls), warnings=_path_warning(desired, actual))


def _path_warning(desired: Desired, actual: InstanceProfile) -> tuple[str, ...]:
    if desired.path in (None, actual.path):
        return ()
    paths = f"current path '{actual.path}', requested path '{desired.path}'"
    return (f"iam_instance_profile doesn't support updating the path: {paths}",)


def _plan_removal(actual: InstanceProfile) -> Plan[InstanceProfile]:
    calls = [*(remove_role(actual.name, role.name) for role in actual.roles), delete(actual.name)]
    return Plan(before=actual, after=None, calls=tuple(calls))


def add_role(profile: str, role: str) -> Call:
    """Puts a role into an instance profile."""
    parameters = {"InstanceProfileName": profile, "RoleName": role}
    return Call("AddRoleToInstanceProfile", parameters, f"add role {role} to instance profile {profile}")


def remove_role(profile: str, role: str) -> Call:
    """Takes a role out of an instance profile."""
    parameters = {"InstanceProfileName": profile, "RoleName": role}
    return Call("RemoveRoleFromInstanceProfile", parameters, f"remove role {role} from instance profile {profile}")


def delete(profile: str) -> Call:
    """Deletes an instance profile that holds no role."""
    return Call("DeleteInstanceProfile", {"InstanceProfileName": profile}, f"delete instance profile {profile}")
