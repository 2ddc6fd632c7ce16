# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether the plans of a set give new access, and what is asserted holds, before the first of them is carried out.

A managed policy counts in the roles of the set that have it, attached or as their boundary: what they have besides, the
set knows. It counts by itself, too, if no role of the set has it, or if anything outside of the set does.
"""

from __future__ import annotations

import functools
import typing as t
from dataclasses import dataclass

from .._access.new_access import NO_NEW_ACCESS, combined
from .._aws.iam import Iam
from .._converge.access_gate import AccessGate, Look
from .._converge.gate import Gate
from .._errors import LeastPrivError
from .._policy.document import Document
from .._resources.access import AccessReader, Documents
from .planning import AnyMember, AnyPendingPlan, MemberError

AnyGate = Gate[t.Any]
AnyAccessGate = AccessGate[t.Any]


@dataclass(frozen=True, kw_only=True)
class _Resource:
    """A resource of the set, with its plan and its gate."""

    member: AnyMember
    pending_plan: AnyPendingPlan
    gate: AnyGate

    @property
    def states(self) -> tuple[t.Any, ...]:
        """What IAM holds, and what the plan leads to, as far as they exist."""
        return tuple(state for state in (self.pending_plan.held, self.pending_plan.plan.after) if state is not None)

    @property
    def arns(self) -> set[str]:
        return {state.arn for state in self.states}

    @property
    def policies(self) -> set[str]:
        """The ARNs of the managed policies that the resource has before or after."""
        return {arn for state in self.states for arn in self.member.resource_type.policies_of(state)}


@dataclass(frozen=True, kw_only=True)
class _Set:
    """The resources of a set, and the documents of its managed policies before and after, by ARN."""

    resources: tuple[_Resource, ...]
    known: Documents
    planned: Documents

    @classmethod
    def of(cls, resources: t.Iterable[_Resource]) -> _Set:
        known: dict[str, Document | None] = {}
        planned: dict[str, Document | None] = {}
        resources = tuple(resources)
        for resource in resources:
            documents_of = resource.member.resource_type.policy_documents
            before, after = resource.pending_plan.held, resource.pending_plan.plan.after
            known |= {} if before is None else documents_of(before)
            planned |= {} if after is None else documents_of(after)
        return cls(resources=resources, known=known, planned=planned)

    @functools.cached_property
    def changed(self) -> set[str]:
        """The ARNs of the policies of which the document changes, appears or goes."""
        arns = self.known.keys() | self.planned.keys()
        return {
            arn
            for arn in arns
            if (arn in self.known, self.known.get(arn)) != (arn in self.planned, self.planned.get(arn))
        }

    def owners(self, resource: _Resource) -> list[_Resource]:
        """The resources that have this one before or after."""
        return [other for other in self.resources if other.policies & resource.arns]

    def is_used_elsewhere(self, resource: _Resource) -> bool:
        """Whether IAM counts more uses of a resource than the set has."""
        held = resource.pending_plan.held
        if held is None:
            return False
        uses = 0
        for other in self.resources:
            state = other.pending_plan.held
            if state is not None:
                uses += list(other.member.resource_type.policies_of(state)).count(held.arn)
        return resource.member.resource_type.uses(held) > uses


def ask(
    iam: Iam, members: t.Iterable[AnyMember], pending_plans: t.Iterable[AnyPendingPlan], gates: t.Iterable[AnyGate]
) -> None:
    """Finds the answers about all plans, which the gates of the resources note. Raises C(MemberError)."""
    whole = _Set.of(
        _Resource(member=member, pending_plan=pending_plan, gate=gate)
        for member, pending_plan, gate in zip(members, pending_plans, gates, strict=True)
    )
    reader = AccessReader(iam, whole.known)
    # What is part of others is answered after them.
    for resource in sorted(whole.resources, key=lambda resource: bool(whole.owners(resource))):
        gate = resource.gate
        try:
            look = resource.member.resource_type.look(reader, whole.planned)
            if isinstance(gate, AccessGate) and look is not None:
                _answer(whole, resource, gate, look)
        except LeastPrivError as error:
            raise MemberError(resource.member, error) from error


def refuse(members: t.Sequence[AnyMember], gates: t.Sequence[AnyGate]) -> None:
    """Raises C(MemberError) for the worst answer of the set, unless the task accepts it."""
    pairs = [(member, gate) for member, gate in zip(members, gates, strict=True) if isinstance(gate, AccessGate)]
    for member, gate in sorted(pairs, key=lambda pair: _ORDER.index(pair[1].answer.verdict if pair[1].answer else "")):
        try:
            gate.refuse()
        except LeastPrivError as error:
            raise MemberError(member, error) from error


# From worst to best; without an answer, there are only assertions.
_ORDER: t.Final = ("new", "unknown", "none", "")


def _answer(whole: _Set, resource: _Resource, gate: AnyAccessGate, look: Look[t.Any]) -> None:
    """Finds the answers about a resource, which its gate notes."""
    plan = resource.pending_plan.plan
    if gate.asks_about_new_access:
        _compare(whole, resource, gate, look)
    else:
        gate.note(plan, [], None, told=None)
    gate.assert_about(plan, look)


def _compare(whole: _Set, resource: _Resource, gate: AnyAccessGate, look: Look[t.Any]) -> None:
    plan = resource.pending_plan.plan
    is_touched = plan.changed and look.is_touched(plan)
    if not is_touched and not resource.policies & whole.changed:
        gate.note(plan, [], NO_NEW_ACCESS, told=None)
        return
    sides = look.held(resource.pending_plan.held), look.after(plan)
    owners = whole.owners(resource)
    answers = [owner.gate.answer or NO_NEW_ACCESS for owner in owners]
    own = None if owners and not whole.is_used_elsewhere(resource) else gate.ask(*sides)
    gate.note(plan, sides, combined([*answers, *([own] if own else [])]), told=own)
