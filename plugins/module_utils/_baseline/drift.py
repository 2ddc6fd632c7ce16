# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an account has of a set of managed policies and roles: what exists, differs, is used by others, and may go.

It says what tasks of iam_baseline would do, from the plans that these would make, and changes nothing.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace

from .._aws.session import Session
from .._converge.converge import prepare
from .._converge.pending_effects import NOTHING, PendingEffects
from .._converge.resource_type import Target
from .._errors import OptionError, RefusedError
from .._resources.managed_policy.state import Entities, ManagedPolicy
from .._resources.resource_types import ROLE
from .._resources.role.state import Role
from . import entries as baseline
from .entries import Member

Options = t.Mapping[str, t.Any]
Key = tuple[str, str]

# The options without which there is nothing to compare a resource with.
_DOCUMENTS: t.Final = {"policies": "policy", "roles": "assume_role_policy_document"}

# A removal that stops at what somebody still uses, where an entry does not say otherwise.
_REMOVAL: t.Final = {"state": "absent", "detach": "refuse"}


@dataclass(frozen=True, kw_only=True)
class Query:
    """The set that a task asks for: in the order of its removal, and what there is to compare, by type and name."""

    to_remove: tuple[Member, ...]
    to_compare: t.Mapping[Key, Member]

    @classmethod
    def from_options(cls, options: Options) -> Query:
        """Reads and checks the module's options; raises C(OptionError)."""
        compared = {
            name: [each for each in options[name] if each.get(document) is not None and each.get("state") != "absent"]
            for name, document in _DOCUMENTS.items()
        }
        return cls(
            to_remove=baseline.parse({**options, **_REMOVAL}),
            to_compare={
                (member.type, member.name): member
                for member in baseline.parse({**options, **compared, **_REMOVAL, "state": "present"})
            },
        )

    @property
    def label(self) -> str:
        """What messages call what is asked for."""
        return "baseline"


def read(session: Session, query: Query) -> dict[str, t.Any]:
    """The result of a task: an entry for each resource of the set, policies first, whether it exists or not.

    Roles are looked at before policies, as a removal does, so that a role of the set is no other user of a policy.
    """
    entries = []
    pending = NOTHING
    for member in query.to_remove:
        entry, pending = _Subject(session, member, pending).look()
        compared = query.to_compare.get((member.type, member.name))
        if entry["exists"] and compared is not None:
            entry |= _compared(session, compared)
        entries.append(entry)
    return {"resources": entries[::-1]}


class _Subject:
    """A resource of the set, to be looked at as a removal would."""

    def __init__(self, session: Session, member: Member, pending: PendingEffects) -> None:
        self._session = session
        self._member = member.for_account(session.account)
        self._pending = pending

    def look(self) -> tuple[dict[str, t.Any], PendingEffects]:
        """What there is to say of it, and what is foreseen for those after it, were it gone."""
        member = self._member
        entry: dict[str, t.Any] = {"type": member.type, "name": member.name, "exists": False, "arn": None}
        entry |= {"differs": None, "differences": [], "changes": [], "obstacle": None}
        guarded, actual = self._observed()
        if actual is None:
            return entry, self._pending
        entry |= {"exists": True, "arn": actual.arn}
        # Policies are looked at as if the roles of the set were gone, were they guarded or not.
        desired = replace(guarded, unused_for_days=None) if member.resource_type is ROLE else guarded
        pending = self._pending
        is_named_so = actual.name == member.name
        if not is_named_so:
            entry["obstacle"] = f"the account calls it {actual.name!r}, and a removal takes the very name alone"
        for wanted in (desired, guarded) if is_named_so else ():
            try:
                plan = member.resource_type.plan(
                    wanted, member.resource_type.with_pending(wanted, actual, self._pending)
                )
            except RefusedError as error:
                entry["obstacle"] = str(error)
            else:
                pending = pending.after(plan.calls)
        return entry | _used(member.resource_type.with_pending(desired, actual, self._pending) or actual), pending

    def _observed(self) -> tuple[t.Any, t.Any]:
        """The task, completed, and the resource that has the name, whatever its path."""
        member = self._member
        target = Target(resource_type=member.resource_type, desired=member.desired, pending=self._pending)
        observed = target.observe(self._session, member.retry_policy)
        if observed[1] is None:
            observed = target.observe_holder(self._session, member.retry_policy) or observed
        return observed


def _used(actual: ManagedPolicy | Role) -> dict[str, t.Any]:
    """Who uses a policy besides the roles of the set, or when a role was last used."""
    if isinstance(actual, Role):
        return {
            "create_date": actual.create_date,
            "last_used": None if actual.last_used is None else {**actual.last_used},
        }
    return {"attached_to": _names(actual.attached_to), "boundary_of": _names(actual.boundary_of)}


def _names(entities: Entities) -> dict[str, list[str]]:
    return {"groups": sorted(entities.groups), "roles": sorted(entities.roles), "users": sorted(entities.users)}


def _compared(session: Session, member: Member) -> dict[str, t.Any]:
    """How a resource differs from what the task says of it: what would be done, and what no call can do."""
    member = member.for_account(session.account)
    try:
        outcome = prepare(session, member.resource_type, member.desired, retry_policy=member.retry_policy).predict(
            session, member.retry_policy
        )
    except (OptionError, RefusedError) as error:
        return {"differs": True, "differences": [str(error)]}
    differences = [*(call.summary for call in outcome.calls), *outcome.warnings]
    return {
        "differs": bool(differences),
        "differences": differences,
        "changes": [change.to_result() for change in outcome.changes()],
    }
