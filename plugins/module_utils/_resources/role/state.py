# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The state of a role in IAM, and how results and diffs show it."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from ... import _arn
from ..._policy.document import Document, PlainDocument
from ..._retry import CREATION_GRACE_SECONDS
from .. import account_rules, permissions_boundary
from ..tags import Tags

SESSION_DURATION_DEFAULT: t.Final = 3_600
# The option that sets a role's trust policy; messages call the document by this name.
TRUST_OPTION: t.Final = "assume_role_policy_document"


@dataclass(frozen=True, kw_only=True)
class AttachedPolicy:
    """A managed policy that is attached to a role."""

    arn: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Role:
    """The state of a role in IAM, as far as a task needs to know it.

    C(inline_policies) and C(instance_profiles) are C(None) if they were not read because the task does not manage them.
    C(attached) and the document of an inline policy are C(None) if IAM denied a read that the task can do without;
    C(unread) has a sentence about each of these reads. Identifiers and dates (ISO 8601) are C(None) if a plan cannot
    know them. C(max_session_duration) is in seconds. C(last_used) is empty if IAM knows of no use, and C(None) if the
    reply does not say. C(age) is the role's age in seconds when it was read, by AWS's clock; C(None) if the reply does
    not state the time.
    """

    arn: str
    name: str
    path: str
    description: str
    trust: Document
    max_session_duration: int
    boundary: str | None
    tags: Tags
    boundary_type: str = permissions_boundary.TYPE
    attached: tuple[AttachedPolicy, ...] | None = ()
    inline_policies: t.Mapping[str, Document | None] | None = None
    instance_profiles: tuple[str, ...] | None = None
    role_id: str | None = None
    create_date: str | None = None
    age: float | None = None
    last_used: t.Mapping[str, str] | None = None
    unread: tuple[str, ...] = ()

    @property
    def partition(self) -> str:
        return _arn.partition_of(self.arn)

    @property
    def key(self) -> str:
        return self.name

    @property
    def seconds_in_the_making(self) -> float:
        # IAM's dates are in whole seconds, so the age may be up to one second too high.
        return 0.0 if self.age is None else max(0.0, CREATION_GRACE_SECONDS + 1 - self.age)

    @property
    def is_service_linked(self) -> bool:
        return account_rules.is_service_linked(self.path)

    def to_result(self) -> dict[str, object]:
        """The role as the module returns it: the keys that amazon.aws has, and C(inline_policies)."""
        result: dict[str, object] = {
            "arn": self.arn,
            "assume_role_policy_document": self.trust.plain,
            "assume_role_policy_document_raw": self.trust.plain,
            "attached_policies": None
            if self.attached is None
            else [{"policy_arn": policy.arn, "policy_name": policy.name} for policy in self.attached],
            "create_date": self.create_date,
            "description": self.description,
            "inline_policies": None
            if self.inline_policies is None
            else {name: document and document.plain for name, document in self.inline_policies.items()},
            "max_session_duration": self.max_session_duration,
            "path": self.path,
            "role_id": self.role_id,
            "role_last_used": dict(self.last_used or {}),
            "role_name": self.name,
            "tags": dict(self.tags),
        }
        return result | permissions_boundary.to_result(self.boundary, self.boundary_type)

    def documents(self) -> dict[str, Document]:
        """The documents of the role that are known, by the option that sets them."""
        inline = sorted((self.inline_policies or {}).items())
        return {
            TRUST_OPTION: self.trust,
            **{inline_option(name): document for name, document in inline if document is not None},
        }

    def to_diff(self, documents: t.Mapping[str, PlainDocument]) -> dict[str, object]:
        """The role for people to compare: everything that a task can change, without identifiers and dates.

        C(documents) are the documents of the role in the form to show.
        """
        shown: dict[str, object] = {
            "name": self.name,
            "path": self.path,
            "description": self.description,
            "tags": dict(sorted(self.tags.items())),
            TRUST_OPTION: documents[TRUST_OPTION],
            "max_session_duration": self.max_session_duration,
            "boundary": self.boundary or "",
        }
        if self.attached is not None:
            shown["managed_policies"] = sorted(policy.arn for policy in self.attached)
        if self.inline_policies is not None:
            names = sorted(self.inline_policies)
            shown["inline_policies"] = {name: documents.get(inline_option(name)) for name in names}
        if self.instance_profiles is not None:
            shown["instance_profiles"] = sorted(self.instance_profiles)
        return shown


def inline_option(name: str) -> str:
    """The name of an inline policy's document in messages."""
    return f"inline_policies.{name}"


def last_used_from(role: t.Mapping[str, t.Any]) -> dict[str, str] | None:
    """The last use of the role in a reply: empty if IAM knows of no use, C(None) if the reply does not say."""
    reported = role.get("RoleLastUsed")
    if reported is None:
        return None
    keys = {"last_used_date": "LastUsedDate", "region": "Region"}
    return {key: reported[name] for key, name in keys.items() if name in reported}
