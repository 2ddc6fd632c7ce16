# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The state of a managed policy in IAM, and how results and diffs show it."""

from __future__ import annotations

import math
import typing as t
from dataclasses import dataclass, replace

from ... import _arn
from ..._aws.iam import Reply
from ..._policy.document import Document, PlainDocument
from ..tags import Tags


@dataclass(frozen=True, kw_only=True)
class Version:
    """One version of a managed policy. C(id) is C(None) until IAM has assigned it.

    C(document) is C(None) if IAM denied the read and the task can do without it.
    """

    id: str | None
    document: Document | None

    def says(self, document: Document, partition: str) -> bool:
        """Whether the version's document is equivalent to a document."""
        return self.document is not None and self.document.is_equivalent(document, partition)

    @property
    def age(self) -> float:
        """A number to sort versions by, oldest first: IAM counts up and never reuses a number."""
        return math.inf if self.id is None else int(self.id.removeprefix("v").partition(".")[0])


@dataclass(frozen=True, kw_only=True)
class Entities:
    """Names of the users, groups and roles that use a managed policy."""

    users: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.users or self.groups or self.roles)

    def only_roles(self, keep: t.Callable[[str], bool]) -> Entities:
        """A copy without the roles for which C(keep) returns false."""
        return replace(self, roles=tuple(filter(keep, self.roles)))

    def lines(self) -> list[str]:
        """A text for each user, group and role, for messages."""
        names = (("user", self.users), ("group", self.groups), ("role", self.roles))
        return [f"{noun} {name}" for noun, members in names for name in sorted(members)]


@dataclass(frozen=True, kw_only=True)
class ManagedPolicy:
    """The state of a managed policy in IAM, as far as a task needs to know it.

    C(versions) begins with the default version; it has the others only if C(versions_complete). C(attached_to) and
    C(boundary_of) are read only for a removal; C(protected_roles) are the attached roles that only AWS changes.
    Identifiers and dates (ISO 8601) are C(None) if a plan cannot know them. C(unread) has a sentence
    about each read that IAM denied and the task can do without.
    """

    arn: str
    name: str
    path: str
    description: str
    tags: Tags
    versions: tuple[Version, ...]
    versions_complete: bool = False
    policy_id: str | None = None
    is_attachable: bool = True
    attachment_count: int = 0
    boundary_count: int = 0
    create_date: str | None = None
    update_date: str | None = None
    attached_to: Entities = Entities()
    boundary_of: Entities = Entities()
    protected_roles: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def default_version(self) -> Version:
        return self.versions[0]

    @property
    def partition(self) -> str:
        return _arn.partition_of(self.arn)

    @property
    def key(self) -> str:
        return self.arn

    @property
    def seconds_in_the_making(self) -> float:
        # A single call creates the complete policy.
        return 0.0

    @property
    def uses(self) -> list[str]:
        """The uses of the policy for messages: one text about attachments and one about permissions boundaries."""
        pairs = (("attached to", self.attached_to), ("the permissions boundary of", self.boundary_of))
        return [f"{how} {', '.join(entities.lines())}" for how, entities in pairs if entities]

    def equivalent_version(self, document: Document) -> Version | None:
        """The default version if it is equivalent to the document, otherwise the newest version that is."""
        newest_first = sorted(self.versions[1:], key=lambda version: version.age, reverse=True)
        candidates = (self.default_version, *newest_first)
        return next((version for version in candidates if version.says(document, self.partition)), None)

    def with_created_version(self, reply: Reply) -> ManagedPolicy:
        """A copy with the identifier and date of the version that the call created."""
        versions = tuple(
            replace(version, id=reply["VersionId"]) if version.id is None else version for version in self.versions
        )
        # A policy's UpdateDate is the date of its newest version.
        return replace(self, versions=versions, update_date=reply["CreateDate"])

    def to_result(self) -> dict[str, object]:
        """The policy as the module returns it: always with all keys that amazon.aws has."""
        return {
            "arn": self.arn,
            "attachment_count": self.attachment_count,
            "create_date": self.create_date,
            "default_version_id": self.default_version.id,
            "description": self.description,
            "is_attachable": self.is_attachable,
            "path": self.path,
            "permissions_boundary_usage_count": self.boundary_count,
            "policy_id": self.policy_id,
            "policy_name": self.name,
            "tags": dict(self.tags),
            "update_date": self.update_date,
        }

    def documents(self) -> dict[str, Document]:
        """The document in force, by the option that sets it; empty if it is not known."""
        document = self.default_version.document
        return {} if document is None else {"policy": document}

    def to_diff(self, documents: t.Mapping[str, PlainDocument]) -> dict[str, object]:
        """The policy for people to compare: everything that a task can change, without identifiers and dates.

        C(documents) are the documents in force in the form to show.
        """
        shown: dict[str, object] = {
            "name": self.name,
            "path": self.path,
            "description": self.description,
            "tags": dict(sorted(self.tags.items())),
            "policy": documents.get("policy"),
        }
        if self.versions_complete:
            shown["default_version"] = self.default_version.id or "new"
            shown["versions"] = [
                version.id or "new" for version in sorted(self.versions, key=lambda version: version.age)
            ]
        for version in self.versions[1:]:
            if version.id is None and version.document is not None:
                shown["version_not_in_force"] = version.document.canonical(self.partition).plain
        if self.attached_to:
            shown["attached_to"] = self.attached_to.lines()
        return shown
