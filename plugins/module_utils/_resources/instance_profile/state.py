# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The state of an instance profile in IAM, and how results and diffs show it."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace

from ... import _arn
from ..._policy import document as policy_document
from ..._policy.document import Document, PlainDocument
from .. import permissions_boundary, tags
from ..tags import Tags

# What IAM's documentation says that replies about instance profiles may leave out of a role, and mostly do.
_REPORTED: t.Final = {"description": "Description", "max_session_duration": "MaxSessionDuration"}


@dataclass(frozen=True, kw_only=True)
class HeldRole:
    """A role in an instance profile. C(shown) is the role as results show it."""

    name: str
    shown: t.Mapping[str, t.Any]

    @property
    def path(self) -> str:
        return str(self.shown["path"])

    @classmethod
    def from_reply(cls, role: t.Mapping[str, t.Any]) -> HeldRole:
        """The role in a reply to GetRole, with what IAM reports of a role in an instance profile: not its tags."""
        return cls(
            name=role["RoleName"],
            shown={
                "arn": role["Arn"],
                "assume_role_policy_document": policy_document.from_reply(role["AssumeRolePolicyDocument"]).plain,
                "create_date": role["CreateDate"],
                "path": role["Path"],
                "role_id": role["RoleId"],
                "role_name": role["RoleName"],
                "tags": {},
            },
        )

    @classmethod
    def from_profile(cls, role: t.Mapping[str, t.Any]) -> HeldRole:
        """The role in a reply about an instance profile, with all that IAM may report of it."""
        held = cls.from_reply(role)
        boundary, type_name = permissions_boundary.from_reply(role), permissions_boundary.type_from_reply(role)
        shown: dict[str, t.Any] = {**held.shown, **permissions_boundary.to_result(boundary, type_name)}
        reported = {key: role[name] for key, name in _REPORTED.items() if name in role}
        shown |= reported | {"tags": tags.from_reply(role.get("Tags"))}
        return replace(held, shown=shown)


@dataclass(frozen=True, kw_only=True)
class InstanceProfile:
    """The state of an instance profile in IAM. Its id and date (ISO 8601) are C(None) if a plan cannot know them."""

    arn: str
    name: str
    path: str
    roles: tuple[HeldRole, ...]
    tags: Tags
    profile_id: str | None = None
    create_date: str | None = None

    @classmethod
    def from_reply(cls, profile: t.Mapping[str, t.Any]) -> InstanceProfile:
        """The instance profile in a reply. The reply to a listing does not contain the tags."""
        return cls(
            arn=profile["Arn"],
            name=profile["InstanceProfileName"],
            path=profile["Path"],
            roles=tuple(HeldRole.from_profile(role) for role in profile["Roles"]),
            tags=tags.from_reply(profile.get("Tags")),
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

    def documents(self) -> dict[str, Document]:
        """An instance profile has no documents."""
        return {}

    def to_result(self) -> dict[str, object]:
        """The profile as the module returns it, under the keys that amazon.aws has."""
        return {
            "arn": self.arn,
            "create_date": self.create_date,
            "instance_profile_id": self.profile_id,
            "instance_profile_name": self.name,
            "path": self.path,
            "roles": [dict(role.shown) for role in self.roles],
            "tags": dict(self.tags),
        }

    def to_diff(self, _documents: t.Mapping[str, PlainDocument]) -> dict[str, object]:
        """The profile for people to compare: everything that a task can change, without identifiers and dates."""
        return {
            "name": self.name,
            "path": self.path,
            "role": ", ".join(role.name for role in self.roles),
            "tags": dict(sorted(self.tags.items())),
        }
