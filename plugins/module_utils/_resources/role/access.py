# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The documents that decide what a role may do: those of its state, and those that only IAM has."""

from __future__ import annotations

import functools
import typing as t

from ..._access.role import RoleAccess
from ..._aws.iam import Iam, listed
from ..._errors import IamError
from ..._policy import document as policy_document
from ..._policy.document import Document
from ..inline_policy.reading import read_document
from .state import Role

_T = t.TypeVar("_T")
# The documents of inline policies by name; C(None) for one that nobody could read.
InlineDocuments: t.TypeAlias = t.Mapping[str, "Document | None"]


def role_access(
    *,
    attached: t.Iterable[str] | None,
    inline: InlineDocuments | None,
    boundary: str | None,
    trust: Document | None,
    document_of: t.Callable[[str], Document | None],
) -> RoleAccess:
    """What decides about a role. C(attached) and C(boundary) are ARNs of managed policies.

    C(None) is a list, or a document, that nobody could read. C(document_of) has a managed policy's document in force.
    """
    managed: dict[str, Document | None] = {"attached managed policies": None}
    if attached is not None:
        managed = {_policy_name(arn): document_of(arn) for arn in sorted(set(attached))}
    own: dict[str, Document | None] = {"inline policies": None}
    if inline is not None:
        own = {f"inline policy {name}": document for name, document in sorted(inline.items())}
    bounding = {f"permissions boundary {boundary.rpartition('/')[2]}": document_of(boundary)} if boundary else None
    return RoleAccess(identity={**managed, **own}, boundary=bounding, trust=trust)


class AccessReader:
    """Reads what a role's state leaves out, each document once. What IAM denies is C(None).

    C(known) has documents of managed policies by ARN, which need no read.
    """

    def __init__(self, iam: Iam, known: t.Mapping[str, Document | None] | None = None) -> None:
        self._iam = iam
        self._managed: dict[str, Document | None] = dict(known or {})
        self._inline: dict[tuple[str, str], Document | None] = {}
        self._inline_names: dict[str, list[str] | None] = {}

    def role(self, role: Role) -> RoleAccess:
        """What decides about a role in a state that IAM has or that a plan leads to."""
        return role_access(
            attached=None if role.attached is None else [policy.arn for policy in role.attached],
            inline=self._inline_policies(role),
            boundary=role.boundary,
            trust=role.trust,
            document_of=self.managed,
        )

    def managed(self, arn: str) -> Document | None:
        """The document in force of a managed policy; C(None) if IAM denies it or has no such policy."""
        if arn not in self._managed:
            self._managed[arn] = _unless_denied(lambda: _default_version(self._iam, arn))
        return self._managed[arn]

    def inline(self, role: str, name: str) -> Document | None:
        """The document of an inline policy; C(None) if IAM denies it."""
        if (role, name) not in self._inline:
            self._inline[role, name] = _unless_denied(lambda: read_document(self._iam, role, name))
        return self._inline[role, name]

    def _inline_policies(self, role: Role) -> InlineDocuments | None:
        """A state leaves out the inline policies that its task does not manage, and documents that it does not need."""
        known = role.inline_policies
        names = self._names(role.name) if known is None else list(known)
        if names is None:
            return None
        return {name: (known or {}).get(name) or self.inline(role.name, name) for name in names}

    def _names(self, role: str) -> list[str] | None:
        if role not in self._inline_names:
            read = functools.partial(listed, self._iam, "ListRolePolicies", {"RoleName": role}, "PolicyNames")
            self._inline_names[role] = _unless_denied(read, missing=[])
        return self._inline_names[role]


def _default_version(iam: Iam, arn: str) -> Document:
    policy = iam.call("GetPolicy", {"PolicyArn": arn})["Policy"]
    version = iam.call("GetPolicyVersion", {"PolicyArn": arn, "VersionId": policy["DefaultVersionId"]})
    return policy_document.from_reply(version["PolicyVersion"]["Document"])


def _unless_denied(read: t.Callable[[], _T], *, missing: _T | None = None) -> _T | None:
    """What a read returns; C(None) if IAM denies it, and C(missing) if what it is about does not exist."""
    try:
        return read()
    except IamError as error:
        if error.code == "NoSuchEntity":
            return missing
        if not error.is_denial:
            raise
        return None


def _policy_name(arn: str) -> str:
    """A managed policy in messages. One of AWS may have the same name as one of the account."""
    owner = "AWS managed policy" if ":iam::aws:" in arn else "managed policy"
    return f"{owner} {arn.rpartition('/')[2]}"
