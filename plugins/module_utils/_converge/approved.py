# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plans as a plan file has them, and the gate that lets pass only what was approved."""

from __future__ import annotations

import typing as t

from .._access.new_access import NewAccess
from .._aws.call import Call
from .._errors import NotApprovedError
from .._plans.approval import Approval
from .._plans.planned import Key, PlannedCall, PlannedResource
from .gate import Gate
from .outcome import Outcome
from .plan import Plan
from .resource import ResourceState, StateT


def planned(
    key: Key, before: ResourceState | None, after: ResourceState | None, calls: t.Iterable[Call]
) -> PlannedResource:
    """The plan for the resource that C(key) identifies, as a plan file has it."""
    kind, name = key
    return PlannedResource(
        type=kind,
        name=name,
        calls=tuple(PlannedCall(call.operation, call.parameters, call.summary) for call in calls),
        before=_shown(before),
        after=_shown(after),
    )


def planned_outcome(key: Key, outcome: Outcome[StateT], gate: Gate[StateT]) -> dict[str, t.Any]:
    """What became of a resource as the plan that it was, follow-up plans included; for results."""
    resource = planned(key, outcome.before, outcome.planned, outcome.calls).to_json()
    if not outcome.calls:
        return resource
    changes = [change.to_result() for change in outcome.changes()]
    found = {"new_access": gate.answer.to_result()} if gate.answer is not None else {}
    return {**resource, "changes": changes, **found}


def _shown(state: ResourceState | None) -> dict[str, object] | None:
    """The state as people compare it, with its documents in canonical form."""
    if state is None:
        return None
    documents = state.documents()
    return state.to_diff({name: document.canonical(state.partition).plain for name, document in documents.items()})


class ApprovedGate(Gate[StateT]):
    """Lets a plan pass that was approved, or that an interrupted run has left of it, and that passes C(inner)."""

    def __init__(self, inner: Gate[StateT], approval: Approval, key: Key) -> None:
        self._inner = inner
        self._approval = approval
        self._key = key
        self._has_passed = False

    @property
    def looks_back(self) -> bool:
        """See C(Gate)."""
        return self._inner.looks_back

    @property
    def answer(self) -> NewAccess | None:
        """See C(Gate)."""
        return self._inner.answer

    @property
    def warnings(self) -> tuple[str, ...]:
        """See C(Gate)."""
        return self._inner.warnings

    def check(self, plan: Plan[StateT]) -> None:
        """Raises C(LeastPrivError) for a plan that differs from the approved one, or that does not pass C(inner)."""
        self.compare(plan)
        self._inner.check(plan)
        self._has_passed = self._has_passed or plan.changed

    def compare(self, plan: Plan[StateT]) -> None:
        """Raises C(NotApprovedError) for a plan that differs from the approved one."""
        found = self._approval.differences(planned(self._key, plan.before, plan.after, plan.calls))
        if found:
            raise NotApprovedError(found, wrote_nothing=not self._has_passed)

    def check_held(self, state: StateT | None) -> None:
        """See C(Gate)."""
        self._inner.check_held(state)

    def to_result(self) -> dict[str, t.Any]:
        """See C(Gate)."""
        return self._inner.to_result()


def check_complete(approval: Approval, keys: t.Collection[Key]) -> None:
    """Raises C(NotApprovedError) if a task with the resources C(keys) would leave out changes that were approved."""
    if found := approval.missing(keys):
        raise NotApprovedError(found, wrote_nothing=True)
