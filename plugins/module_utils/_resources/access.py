# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The documents that decide what a role may do: those of its state, and those that only IAM has."""

from __future__ import annotations

import typing as t

from .._access.role import RoleAccess
from .._aws.iam import Iam, listed
from .._errors import IamError
from .._policy import document as policy_document
from .._policy.document import Document
from . import permissions_boundary

_T = t.TypeVar("_T")
# Documents by the name of an inline policy or the ARN of a managed one; C(None) for one that nobody could read.
Documents: t.TypeAlias = t.Mapping[str, "Document | None"]


class RoleParts(t.NamedTuple):
    """What a role has, in a state that IAM has or that a plan leads to.

    C(attached) and C(boundary) are ARNs, or the friendly names by which a set refers to policies.

    C(attached) is C(None) if nobody could read it, C(trust) if nobody asks about it. C(inline) is C(None) if the state
    leaves it out, and so are documents in it.
    """

    name: str
    attached: tuple[str, ...] | None
    inline: Documents | None
    boundary: str | None
    trust: Document | None


def role_access(parts: RoleParts, document_of: t.Callable[[str], Document | None]) -> RoleAccess:
    """What decides about a role. C(document_of) has the document in force of a managed policy, as C(parts) name it.

    What is C(None) here, nobody has read: it may allow and deny anything.
    """
    managed: dict[str, Document | None] = {"attached managed policies": None}
    if parts.attached is not None:
        managed = {policy_name(arn): document_of(arn) for arn in sorted(set(parts.attached))}
    own: dict[str, Document | None] = {"inline policies": None}
    if parts.inline is not None:
        own = {f"inline policy {name}": document for name, document in sorted(parts.inline.items())}
    name = f"permissions boundary {(parts.boundary or '').rpartition('/')[2]}"
    bounding = {name: document_of(parts.boundary)} if parts.boundary else None
    return RoleAccess(identity={**managed, **own}, boundary=bounding, trust=parts.trust)


class AccessReader:
    """Reads what a role's state leaves out, each document once. What IAM denies is C(None).

    C(known) has documents of managed policies by ARN, which need no read.
    """

    def __init__(self, iam: Iam, known: Documents | None = None) -> None:
        self._iam = iam
        self._known: dict[tuple[str, ...], object] = {("managed", arn): given for arn, given in (known or {}).items()}

    def role(self, parts: RoleParts, planned: Documents | None = None) -> RoleAccess:
        """What decides about a role. C(planned) has managed policies that the task itself is about to write, by ARN."""
        documents = planned or {}
        return role_access(
            parts._replace(inline=self._inline_policies(parts.name, parts.inline)),
            lambda arn: documents[arn] if arn in documents else self.managed(arn),
        )

    def attached(self, role: str) -> tuple[str, ...] | None:
        """The ARNs of the managed policies that a role has; C(None) if IAM denies their list."""
        return self._once(("attached", role), lambda: _attached(self._iam, role))

    def boundary(self, role: str) -> str | None:
        """The ARN of a role's boundary, empty if it has none; C(None) if IAM denies to read the role."""
        return self._once(("boundary", role), lambda: _boundary(self._iam, role))

    def managed(self, arn: str) -> Document | None:
        """The document in force of a managed policy; C(None) if IAM denies it or has no such policy."""
        return self._once(("managed", arn), lambda: read_default_version(self._iam, arn))

    def _inline_policies(self, role: str, known: Documents | None) -> Documents | None:
        """A state leaves out the inline policies that its task does not manage, and documents that it does not need."""
        names = self._names(role) if known is None else tuple(known)
        if names is None:
            return None
        return {name: (known or {}).get(name) or self._inline(role, name) for name in names}

    def _names(self, role: str) -> tuple[str, ...] | None:
        return self._once(("names", role), lambda: _inline_names(self._iam, role))

    def _inline(self, role: str, name: str) -> Document | None:
        return self._once(("inline", role, name), lambda: read_inline(self._iam, role, name))

    def _once(self, key: tuple[str, ...], read: t.Callable[[], _T]) -> _T | None:
        """What a read returns, the first time and later; C(None) if IAM denies it."""
        if key not in self._known:
            self._known[key] = _unless_denied(read)
        return t.cast("_T | None", self._known[key])


def read_inline(iam: Iam, role: str, name: str) -> Document:
    """The document of an inline policy of a role."""
    return policy_document.from_reply(
        iam.call("GetRolePolicy", {"RoleName": role, "PolicyName": name})["PolicyDocument"]
    )


def policy_name(arn: str) -> str:
    """A managed policy in messages. One of AWS may have the same name as one of the account."""
    owner = "AWS managed policy" if ":iam::aws:" in arn else "managed policy"
    return f"{owner} {arn.rpartition('/')[2]}"


def _attached(iam: Iam, role: str) -> tuple[str, ...]:
    policies = listed(iam, "ListAttachedRolePolicies", {"RoleName": role}, "AttachedPolicies")
    return tuple(policy["PolicyArn"] for policy in policies)


def _boundary(iam: Iam, role: str) -> str:
    return permissions_boundary.from_reply(iam.call("GetRole", {"RoleName": role})["Role"]) or ""


def _inline_names(iam: Iam, role: str) -> tuple[str, ...]:
    return tuple(listed(iam, "ListRolePolicies", {"RoleName": role}, "PolicyNames"))


def read_default_version(iam: Iam, arn: str) -> Document:
    """The document in force of a managed policy."""
    policy = iam.call("GetPolicy", {"PolicyArn": arn})["Policy"]
    version = iam.call("GetPolicyVersion", {"PolicyArn": arn, "VersionId": policy["DefaultVersionId"]})
    return policy_document.from_reply(version["PolicyVersion"]["Document"])


def _unless_denied(read: t.Callable[[], _T]) -> _T | None:
    """What a read returns; C(None) if IAM denies it, or has deleted meanwhile what it is about."""
    try:
        return read()
    except IamError as error:
        if error.is_denial or error.code == "NoSuchEntity":
            return None
        raise
