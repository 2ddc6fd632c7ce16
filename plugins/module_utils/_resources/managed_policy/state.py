# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A managed policy: what a task asks for, and what IAM holds. C(_managed_policy_plan.py) makes the plan between."""

from __future__ import annotations

import math
import re
import typing as t
from dataclasses import dataclass, replace

from ... import _arn
from ..._converge.pending_effects import PendingEffects
from ..._errors import OptionError
from ..._policy import document as _policy
from ..._review.review import ReviewedDocument
from .. import tags as _tags

MAXIMUM_VERSIONS: t.Final = 5

DESCRIPTION_LENGTH: t.Final = 1_000
# IAM's replies are XML, which cannot carry them.
_NO_CHARACTER_OF_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, kw_only=True)
class Version:
    """One version of a managed policy. C(id) is C(None) where IAM has yet to name it.

    C(document) is C(None) where IAM denied it and the task can do without.
    """

    id: str | None
    document: _policy.Document | None

    def says(self, document: _policy.Document, partition: str) -> bool:
        """Whether the version says the same as a document."""
        return self.document is not None and _policy.same(self.document, document, partition)

    @property
    def age(self) -> float:
        """What sorts versions, the oldest first: IAM counts them up and never uses a number again."""
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
        """The same, but of the roles only those that are kept."""
        return replace(self, roles=tuple(filter(keep, self.roles)))

    def lines(self) -> list[str]:
        """One text for each, for people."""
        names = (("user", self.users), ("group", self.groups), ("role", self.roles))
        return [f"{kind} {name}" for kind, members in names for name in sorted(members)]


@dataclass(frozen=True, kw_only=True)
class ManagedPolicy:
    """A managed policy as IAM holds it, as far as a task needs to know it.

    C(versions) holds the default version first; the others are there only when C(versions_complete).
    C(attached_to) and C(boundary_of) are read for a removal. Identifiers and dates (ISO 8601) are C(None)
    where a plan cannot know them. C(unread) says what IAM denied, though the task can do without, in sentences.
    """

    arn: str
    name: str
    path: str
    description: str
    tags: _tags.Tags
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
        # CreatePolicy makes it whole.
        return 0.0

    @property
    def uses(self) -> list[str]:
        """Who uses the policy, for people: a text for attachments, and one for permissions boundaries."""
        pairs = (("attached to", self.attached_to), ("the permissions boundary of", self.boundary_of))
        return [f"{how} {', '.join(entities.lines())}" for how, entities in pairs if entities]

    def equivalent_version(self, document: _policy.Document) -> Version | None:
        """The default version, or else the newest, that says the same as the document."""
        newest_first = sorted(self.versions[1:], key=lambda version: version.age, reverse=True)
        candidates = (self.default_version, *newest_first)
        return next((each for each in candidates if each.says(document, self.partition)), None)

    def to_result(self) -> dict[str, t.Any]:
        """The policy as the module returns it: amazon.aws's keys, all of them, always."""
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

    def documents(self) -> dict[str, _policy.Document]:
        """The documents in force, by the option that sets them, as far as they are known."""
        document = self.default_version.document
        return {} if document is None else {"policy": document}

    def to_diff(self, documents: t.Mapping[str, _policy.Document]) -> dict[str, t.Any]:
        """What people compare: everything a task can change, and no identifier or date.

        C(documents) are those in force as they are to be shown.
        """
        shown: dict[str, t.Any] = {
            "name": self.name,
            "path": self.path,
            "description": self.description,
            "tags": dict(sorted(self.tags.items())),
            "policy": documents.get("policy"),
        }
        if self.versions_complete:
            shown["default_version"] = self.default_version.id or "new"
            shown["versions"] = [each.id or "new" for each in sorted(self.versions, key=lambda each: each.age)]
        for version in self.versions[1:]:
            if version.id is None and version.document is not None:
                shown["version_not_in_force"] = _policy.canonical(version.document, self.partition)
        if self.attached_to:
            shown["attached_to"] = self.attached_to.lines()
        return shown


@dataclass(frozen=True, kw_only=True)
class Desired:
    """What a task asks of a managed policy. C(None) means: not managed.

    The account is known once C(for_account) has been called.
    """

    name: str
    present: bool
    path: str | None
    description: str | None
    document: _policy.Document | None
    make_default: bool
    only_version: bool
    detach: str
    tags: _tags.Tags | None
    purge_tags: bool
    account: _arn.Account = _arn.NO_ACCOUNT

    @classmethod
    def from_options(cls, options: t.Mapping[str, t.Any]) -> Desired:
        """Reads and checks the module's options; raises C(OptionError)."""
        path, description = options["path"], options["description"]
        present = options["state"] == "present"
        # A removal needs no document, so none stands in its way.
        policy = options["policy"] if present else None
        document = None if policy is None else _policy.parse("policy", policy)
        if document is not None:
            _check_size(options["name"], _policy.least_size(document))
        return cls(
            name=_arn.MANAGED_POLICY.check_name("name", options["name"]),
            present=present,
            path=None if path is None else _arn.MANAGED_POLICY.check_path("path", path),
            description=_check_description(description),
            document=document,
            make_default=options["make_default"],
            only_version=options["only_version"],
            detach=options["detach"],
            tags=_tags.parse("tags", options["tags"], ignore_case=False),
            purge_tags=options["purge_tags"],
        )

    def for_account(self, account: _arn.Account) -> Desired:
        """The same, with pseudo parameters filled in and what depends on them checked."""
        document = None if self.document is None else _policy.fill("policy", self.document, account)
        if document is not None:
            _check_size(self.name, _policy.size(document))
        return replace(self, document=document, account=account)

    def with_pending(self, _pending: PendingEffects) -> Desired:
        """The same: what a policy is to be does not depend on other resources."""
        return self

    def documents(self) -> tuple[ReviewedDocument, ...]:
        """The document that the task gives, for review."""
        return () if self.document is None else (ReviewedDocument("policy", "managed", self.document),)

    @property
    def label(self) -> str:
        return f"managed policy {self.name}"

    @property
    def arn(self) -> str:
        """The ARN the policy has, unless one of its name stands under another path already."""
        return self.account.policy_arn(self.path or "/", self.name)

    @property
    def can_create(self) -> bool:
        """Whether the task says enough to create a policy that is missing."""
        return self.present and self.document is not None

    @property
    def refuses_use(self) -> bool:
        """Whether a policy that is still used is to stay."""
        return self.detach == "refuse"

    @property
    def goes_by_name(self) -> bool:
        """Whether a policy of the name is meant under whatever path: the task says no path, or cannot create one."""
        return not self.present or self.path is None or self.document is None

    def needs_all_versions(self, actual: ManagedPolicy) -> bool:
        """Whether the default version alone does not tell what there is to do."""
        if not self.present:
            return True
        if self.document is None:
            return False
        return self.only_version or not actual.default_version.says(self.document, actual.partition)


def _check_description(description: str | None) -> str | None:
    if description is not None and len(description) > DESCRIPTION_LENGTH:
        raise OptionError("description", f"at most {DESCRIPTION_LENGTH} characters, this one has {len(description)}")
    if description is not None and _NO_CHARACTER_OF_XML.search(description):
        raise OptionError("description", f"{description[:80]!r} has a control character, or half of a character")
    return description


def _check_size(name: str, size: int) -> None:
    if size > _policy.MANAGED_POLICY_SIZE:
        raise OptionError(
            "policy",
            f"the document of {name} has {size} characters without white space; a managed policy has at most "
            f"{_policy.MANAGED_POLICY_SIZE}",
        )
