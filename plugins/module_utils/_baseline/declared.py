# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the roles of a set may do, as the set alone says it: without an account, and without what others attach."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field, replace

from .._access.assertions import Assertions
from .._access.policies import Layer
from .._access.role import RoleAccess
from .._arn import Account
from .._errors import OptionError
from .._policy.document import Document
from .._resources.access import RoleParts, role_access
from .._resources.managed_policy.desired import Desired as DesiredPolicy
from .._resources.role.desired import Desired as DesiredRole
from .entries import Entry, Settings

_UNMANAGED: t.Final = {
    "managed_policies": "managed policies that the entry leaves as they are",
    "inline_policies": "inline policies that the entry leaves as they are",
    "boundary": "a permissions boundary that the entry leaves as it is",
}


@dataclass(frozen=True, kw_only=True)
class DeclaredRole:
    """A role that a task describes, and what it asserts about it. C(unmanaged) is what the task does not describe."""

    name: str
    access: RoleAccess
    assertions: Assertions | None = None
    unmanaged: tuple[str, ...] = ()

    @property
    def not_considered(self) -> tuple[str, ...]:
        """What answers about the role leave out."""
        return (*self.unmanaged, *self.access.not_considered)


@dataclass(frozen=True, kw_only=True)
class Declared:
    """What a task describes: roles, and managed policies by name."""

    roles: tuple[DeclaredRole, ...] = ()
    policies: t.Mapping[str, Document] = field(default_factory=dict)


def declared(entries: t.Iterable[Entry], account: Account, levels: tuple[Layer, ...]) -> Declared:
    """What the entries of a set describe in an account; raises C(OptionError). C(levels) are SCPs."""
    desired = [_desired(entry, account) for entry in entries if entry.is_present]
    found = (one for one in desired if isinstance(one, DesiredPolicy))
    policies = {one.name: one.document for one in found if one.document is not None}
    return Declared(
        roles=tuple(
            DeclaredRole(
                name=one.name,
                access=_role_access(one, policies, levels),
                assertions=one.assertions,
                unmanaged=_unmanaged(one),
            )
            for one in desired
            if isinstance(one, DesiredRole)
        ),
        policies=policies,
    )


def _unmanaged(role: DesiredRole) -> tuple[str, ...]:
    return tuple(words for option, words in _UNMANAGED.items() if getattr(role, option) is None)


def _desired(entry: Entry, account: Account) -> t.Any:
    member = entry.member(Settings())
    try:
        return member.desired.for_account(account)
    except OptionError as error:
        raise entry.wrong(error) from None


def _role_access(role: DesiredRole, policies: t.Mapping[str, Document], levels: tuple[Layer, ...]) -> RoleAccess:
    """What decides about the role. A policy that the set does not have is one that nobody has read."""
    known = {name.lower(): document for name, document in policies.items()}
    parts = RoleParts(
        name=role.name,
        attached=role.managed_policies or (),
        inline=role.inline_policies or {},
        boundary=role.boundary or None,
        trust=role.trust,
    )
    access = role_access(parts, lambda reference: _document_of(reference, known))
    return replace(access, service_control_policies=levels)


def _document_of(reference: str, known: t.Mapping[str, Document]) -> Document | None:
    """The document of a policy, given by its friendly name or its ARN. AWS's own policies are none of the set's."""
    return None if ":iam::aws:" in reference else known.get(reference.rpartition("/")[2].lower())
