# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Applies a baseline step by step. Each resource is a step, with its plan and its outcome."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace

from .._arn import Account
from .._aws.iam import Iam
from .._converge.access_gate import Setting
from .._converge.approved import ApprovedGate, check_complete
from .._converge.gate import OPEN, Gate
from .._converge.outcome import Outcome
from .._converge.pending_effects import NOTHING
from .._errors import ContentionError, LeastPrivError
from .._plans.approval import Approval
from .._retry import Backoff
from .._review.review import ReviewedDocument
from . import access
from .order import in_order
from .planning import AnyMember, AnyPendingPlan, MemberError, for_account, plan

AnyOutcome = Outcome[t.Any]


@dataclass(frozen=True, kw_only=True)
class Step:
    """A resource of the set, with its plan once made, and its outcome once carried out or predicted.

    Every plan for the resource passes C(gate).
    """

    member: AnyMember
    pending_plan: AnyPendingPlan | None = None
    outcome: AnyOutcome | None = None
    gate: Gate[t.Any] = OPEN

    @property
    def changed(self) -> bool:
        return self.outcome is not None and self.outcome.changed

    @property
    def met_others(self) -> bool:
        return self.outcome is not None and self.outcome.met_others

    @property
    def state(self) -> AnyOutcome:
        """The outcome; for a resource that the task did not reach, the outcome that nothing changed."""
        if self.outcome is not None:
            return self.outcome
        before = self.pending_plan.plan.before if self.pending_plan else None
        return Outcome(before=before, planned=before, after=before, calls=(), warnings=())

    def written(self) -> t.Iterator[ReviewedDocument]:
        """The documents that the task creates or changes, reached or not: all of them before there is a plan."""
        made = self.pending_plan.intended if self.outcome is None and self.pending_plan else self.outcome
        for reviewed in self.member.desired.documents():
            if made is None or made.writes(reviewed.name, reviewed.document):
                yield reviewed

    def followed_by(self, outcome: AnyOutcome) -> Step:
        """The step with its first outcome, or with one more."""
        return replace(self, outcome=self.outcome.then(outcome) if self.outcome else outcome)


@dataclass(frozen=True, kw_only=True)
class Demands:
    """What the plans have to meet before the first write.

    C(new_access) says what to do about new access. With an C(approval), only what was approved is carried out.
    """

    new_access: Setting = "allow"
    approval: Approval | None = None


NO_DEMANDS: t.Final = Demands()


@dataclass(frozen=True, kw_only=True)
class Run:
    """The steps of a task, the error that ended it early, and the resource that failed, if a resource did."""

    steps: tuple[Step, ...] = ()
    error: LeastPrivError | None = None
    failed: AnyMember | None = None

    @property
    def warnings(self) -> tuple[str, ...]:
        of_steps = (warning for step in self.steps for warning in (*step.state.warnings, *step.gate.warnings))
        return (*of_steps, *self._stale_arns())

    def _stale_arns(self) -> t.Iterator[str]:
        """Warnings about documents of the set that name a resource by an ARN that it does not have."""
        states = [(step.member.desired.arn, step.state.after) for step in self.steps]
        moved = {wanted: state.arn for wanted, state in states if state is not None and state.arn != wanted}
        for step in self.steps if moved else ():
            for reviewed in step.member.desired.documents():
                for wanted, actual in moved.items():
                    if f'"{wanted}"' in reviewed.document.text:
                        yield f"{step.member.label}: {reviewed.name} names {wanted}, but its ARN stays {actual}"


def unreached(members: t.Iterable[AnyMember]) -> tuple[Step, ...]:
    """The steps of a task that has not started."""
    return tuple(Step(member=member) for member in members)


def apply(
    iam: Iam,
    members: t.Iterable[AnyMember],
    account: Account,
    *,
    check_mode: bool,
    demands: Demands = NO_DEMANDS,
) -> Run:
    """Plans all members in the account, then carries out the plans in order, or predicts their outcomes in check mode.

    All plans pass their gates before the first is carried out. The first failure ends the run. The run contains a
    C(LeastPrivError) instead of raising it.
    """
    steps = list(unreached(members))
    try:
        steps = list(unreached(for_account([step.member for step in steps], account)))
        for position, pending_plan in enumerate(plan(iam, [step.member for step in steps])):
            steps[position] = replace(steps[position], pending_plan=pending_plan)
        _ask(iam, steps, demands)
        for position in _order(steps):
            _take(iam, steps, position, check_mode=check_mode)
            _plan_for_moved(iam, steps, steps[position])
        if not check_mode:
            _settle(iam, steps)
            _look_back(iam, steps)
    except MemberError as error:
        return Run(steps=tuple(steps), error=error.error, failed=error.member)
    except LeastPrivError as error:
        return Run(steps=tuple(steps), error=error)
    return Run(steps=tuple(steps))


def _ask(iam: Iam, steps: list[Step], demands: Demands) -> None:
    """Finds out about new access, what is asserted and what was approved; raises C(MemberError) for a refusal."""
    members = [step.member for step in steps]
    gates = [member.resource_type.gate(member.desired, iam, demands.new_access) for member in members]
    if demands.approval is None and all(gate is OPEN for gate in gates):
        return
    for position, gate in enumerate(gates):
        steps[position] = replace(steps[position], pending_plan=_sought(iam, steps[position]), gate=gate)
    if demands.approval is not None:
        _compare(steps, demands.approval)
    access.ask(iam, members, [t.cast(AnyPendingPlan, step.pending_plan) for step in steps], gates)
    access.refuse(members, gates)


def _compare(steps: list[Step], approval: Approval) -> None:
    """Compares all plans with the approved ones; raises C(MemberError) for the first that differs."""
    for position, step in enumerate(steps):
        gate = ApprovedGate(step.gate, approval, step.member.plan_key)
        try:
            gate.compare(t.cast(AnyPendingPlan, step.pending_plan).plan)
        except LeastPrivError as error:
            raise MemberError(step.member, error) from error
        steps[position] = replace(step, gate=gate)
    check_complete(approval, [step.member.plan_key for step in steps])


def _sought(iam: Iam, step: Step) -> AnyPendingPlan:
    """The plan after a search for the name: a resource that exists under another path is not created."""
    try:
        return t.cast(AnyPendingPlan, step.pending_plan).with_name_sought(iam, step.member.retry_policy)
    except LeastPrivError as error:
        raise MemberError(step.member, error) from error


def _look_back(iam: Iam, steps: list[Step]) -> None:
    """Raises C(MemberError) if what is asserted about a role does not hold of what IAM has after the last write."""
    if not any(step.changed for step in steps):
        return
    for position, step in enumerate(steps):
        if step.gate.looks_back and step.outcome is not None:
            made = t.cast(AnyPendingPlan, step.pending_plan)
            error = made.look_back(iam, step.member.retry_policy, step.gate)
            if error is not None:
                steps[position] = replace(step, outcome=replace(step.outcome, error=error))
                raise MemberError(step.member, error)


def _take(iam: Iam, steps: list[Step], position: int, *, check_mode: bool = False) -> None:
    """Carries out or predicts one plan; raises C(MemberError) if this fails."""
    step = steps[position]
    pending_plan = t.cast(AnyPendingPlan, step.pending_plan)
    try:
        outcome: AnyOutcome = (pending_plan.predict if check_mode else pending_plan.carry_out)(
            iam, step.member.retry_policy, step.gate
        )
    except LeastPrivError as error:
        raise MemberError(step.member, error) from error
    steps[position] = step.followed_by(outcome)
    if outcome.error is not None:
        raise MemberError(step.member, outcome.error)


def _settle(iam: Iam, steps: list[Step]) -> None:
    """If other processes may have written meanwhile, repeats steps until all resources are in their desired state.

    Each step verified its own resource, but others may have changed the first one while the task was at the last.
    """
    if not any(step.met_others for step in steps):
        return
    retry_policy = max((step.member.retry_policy for step in steps), key=lambda policy: policy.timeout)
    if not retry_policy.timeout:
        return
    backoff = Backoff(retry_policy)
    while any(pending_plan.is_called_for for pending_plan in _planned_again(iam, steps)):
        if not backoff.wait(retry_policy.timeout):
            raise ContentionError(
                f"another process keeps changing these resources; gave up after {backoff.seconds:.0f} s (wait_timeout)"
            )
        _repeat(iam, steps)


def _repeat(iam: Iam, steps: list[Step]) -> None:
    """Carries out the plans for what others have changed."""
    for position, pending_plan in enumerate(_planned_again(iam, steps)):
        steps[position] = replace(steps[position], pending_plan=pending_plan)
    for position in _order(steps):
        if t.cast(AnyPendingPlan, steps[position].pending_plan).is_called_for:
            _take(iam, steps, position)


def _order(steps: t.Sequence[Step]) -> list[int]:
    """The positions of the planned steps in the order in which to take them; raises C(MemberError)."""
    pending_plans = [t.cast(AnyPendingPlan, step.pending_plan) for step in steps]
    return in_order([step.member for step in steps], pending_plans)


def _plan_for_moved(iam: Iam, steps: list[Step], taken: Step) -> None:
    """Plans steps again that name a resource by an ARN that it turned out not to have. Raises C(MemberError)."""
    for position, step in enumerate(steps):
        planned = t.cast(AnyPendingPlan, step.pending_plan)
        known = planned.target.pending
        pending = taken.member.with_moved(known, taken.state.after)
        if step.outcome is None and pending != known and step.member.depends_on(known, pending):
            [pending_plan] = plan(iam, [step.member], pending)
            steps[position] = replace(step, pending_plan=pending_plan)


def _planned_again(iam: Iam, steps: t.Iterable[Step]) -> list[AnyPendingPlan]:
    members = [step.member for step in steps]
    pending = NOTHING
    for step in steps:
        pending = step.member.with_moved(pending, step.state.after)
    return [
        pending_plan.with_name_sought(iam, member.retry_policy)
        for member, pending_plan in zip(members, plan(iam, members, pending), strict=True)
    ]
