# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The drift of an account from a baseline: what exists, differs, is used by others, and cannot be removed.

It compares by the plans that iam_baseline would make, and changes nothing.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace

from .._argspec import Options
from .._aws.session import Session
from .._converge.pending_effects import NOTHING, PendingEffects
from .._converge.resource_type import Reading
from .._converge.target import Target
from .._errors import OptionError, RefusedError
from .._policy.parameters.filling import Filling
from .._resources import removal
from .._resources.baseline_type import Reference
from .._resources.resource_types import MANAGED_POLICY
from . import verdict
from .entries import Settings, check_defaults, entries_of, members_of
from .planning import AnyMember
from .purge import Purge


@dataclass(frozen=True, kw_only=True)
class Query:
    """The baseline to look for: its resources in order of removal, and by reference those to compare or to have."""

    to_remove: tuple[AnyMember, ...]
    to_compare: t.Mapping[Reference, AnyMember]
    # Those that should exist; the others should not.
    wanted: frozenset[Reference] = frozenset()
    purge: Purge | None = None
    filling: Filling | None = None

    @classmethod
    def from_options(cls, options: Options) -> Query:
        """Reads and checks the module's options; raises C(OptionError)."""
        # Unless an entry says otherwise, a removal refuses to detach what others still use.
        settings = Settings(detach="refuse", unused_for_days=removal.check_days(options[removal.UNUSED_OPTION]))
        filling = Filling.from_option(options["parameters"])
        entries = entries_of(options, filling)
        check_defaults(options, settings, filling)
        present = [entry for entry in entries if entry.is_present and options["state"] == "present"]
        comparable = members_of((entry for entry in present if entry.is_comparable), settings)
        return cls(
            to_remove=members_of(entries, replace(settings, is_removal=True)),
            to_compare={member.reference: member for member in comparable},
            wanted=frozenset((entry.resource_type.name, entry.name) for entry in present),
            purge=Purge.from_options(options, entries, filling),
            filling=filling,
        )

    @property
    def label(self) -> str:
        """What messages call the query."""
        return "baseline"


def read(session: Session, query: Query) -> dict[str, t.Any]:
    """The result of a task: an entry for each resource of the set, policies first, whether it exists or not.

    What a run would purge has an entry, too.

    Roles come before policies, as in a removal, so that roles of the set do not count as other users of a policy.
    """
    if query.filling is not None:
        query.filling.check_account(session.account)
    found: list[tuple[AnyMember, dict[str, t.Any]]] = []
    pending = places = NOTHING
    to_remove = query.to_remove
    if query.purge is not None:
        to_remove = query.purge.around(session, to_remove, session.account)
    for member in to_remove:
        subject = _Subject(session, member, pending)
        entry, pending = subject.look()
        is_wanted = member.reference in query.wanted
        found.append((member, {**entry, "should_exist": is_wanted}))
        places = subject.with_place(places, entry["arn"]) if is_wanted else places
    resources = [_with_comparison(session, query, member, entry, places) for member, entry in reversed(found)]
    return {"resources": resources, "drift": verdict.of(resources)}


class _Subject:
    """A resource of the set, examined as a removal would."""

    def __init__(self, session: Session, member: AnyMember, pending: PendingEffects) -> None:
        self._session = session
        self._member = member.for_account(session.account)
        self._pending = pending

    def look(self) -> tuple[dict[str, t.Any], PendingEffects]:
        """The resource's entry in the result, and the pending effects for the next resources if it were removed."""
        member = self._member
        entry: dict[str, t.Any] = {"type": member.type, "name": member.name, "exists": False, "arn": None}
        entry |= {"differs": None, "differences": [], "changes": [], "obstacle": None}
        reading = self._read()
        guarded, actual = reading.desired, reading.actual
        if actual is None:
            return entry, self._pending
        entry |= {"exists": True, "arn": actual.arn}
        # Policies are examined as if the roles of the set were gone, even if a guard would keep these roles.
        desired = member.resource_type.unguarded(guarded)
        pending = self._pending
        is_named_so = actual.name == member.name
        if not is_named_so:
            entry["obstacle"] = f"its name in the account is {actual.name!r}, and a removal needs the exact name"
        for wanted in (desired, guarded) if is_named_so else ():
            try:
                plan = member.resource_type.plan(
                    wanted, member.resource_type.with_pending(wanted, actual, self._pending)
                )
            except RefusedError as error:
                entry["obstacle"] = str(error)
            else:
                pending = member.resource_type.pending_after(pending, plan)
        after = member.resource_type.with_pending(desired, actual, self._pending) or actual
        return entry | member.resource_type.usage(after), pending

    def with_place(self, pending: PendingEffects, arn: str | None) -> PendingEffects:
        """The pending effects with the ARN of the resource, or with the one that a run would give it."""
        member = self._member
        pending = pending.with_moved(member.desired.arn, arn or member.desired.arn)
        if member.type != MANAGED_POLICY.name:
            return pending
        return pending.with_policy(member.name, arn or member.desired.arn)

    def _read(self) -> Reading[t.Any, t.Any]:
        """The completed desired state, and the resource that has the name, whatever its path."""
        member = self._member
        target = Target(resource_type=member.resource_type, desired=member.desired, pending=self._pending)
        reading = target.read(self._session, member.retry_policy)
        if reading.actual is None:
            reading = target.read_found_by_name(self._session, member.retry_policy) or reading
        return reading


def _with_comparison(
    session: Session, query: Query, member: AnyMember, entry: dict[str, t.Any], places: PendingEffects
) -> dict[str, t.Any]:
    """The entry of a resource, with how it differs if it exists and there is something to compare it with."""
    compared = query.to_compare.get(member.reference)
    return entry if compared is None or not entry["exists"] else {**entry, **_compared(session, compared, places)}


def _compared(session: Session, member: AnyMember, places: PendingEffects) -> dict[str, t.Any]:
    """How a resource differs from its desired state: the calls that would be made, and what no call can change.

    As in a run, a resource uses a policy of the set where it is or would be created. C(places) has these policies.
    """
    member = member.for_account(session.account)
    try:
        outcome = member.prepare(session, places).predict(session, member.retry_policy)
    except (OptionError, RefusedError) as error:
        return {"differs": True, "differences": [str(error)]}
    differences = [*(call.summary for call in outcome.calls), *outcome.warnings]
    return {
        "differs": bool(differences),
        "differences": differences,
        "changes": [change.to_result() for change in outcome.changes()],
    }
