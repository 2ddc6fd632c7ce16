# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Brings one resource to its desired state: read, plan, and, except in check mode, carry the plan out."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace

from .._aws.iam import Iam
from .._errors import AccessError, IamError, LeastPrivError
from .._retry import PROPAGATION_SECONDS, Backoff, RetryPolicy
from .executor import Executor
from .gate import OPEN, Gate
from .outcome import Outcome
from .plan import Plan
from .resource import DesiredT, StateT
from .target import Target


@dataclass(frozen=True, kw_only=True)
class PendingPlan(t.Generic[DesiredT, StateT]):
    """A plan that has not been carried out yet, with everything needed to plan again.

    A plan that creates a resource assumes that the name is free. Reading one resource cannot prove that: the name may
    exist under another path or in another case. A run finds out when IAM refuses to create the resource, and check
    mode searches the account. Both then plan for the resource that has the name.

    C(held) is what IAM holds; the plan starts from what the task's earlier plans make of it.
    """

    target: Target[DesiredT, StateT]
    plan: Plan[StateT]
    searched: bool
    held: StateT | None

    @property
    def is_called_for(self) -> bool:
        """Whether the plan certainly changes something, even if IAM denies the search for the name."""
        return self.plan.changed and (self.searched or not self.plan.claims_name)

    @property
    def intended(self) -> Outcome[StateT]:
        """The outcome of the plan as it is, for a plan that the task does not reach."""
        plan = self.plan
        return Outcome(before=plan.before, planned=plan.after, after=plan.before, calls=plan.calls, warnings=())

    def with_name_sought(self, iam: Iam, retry_policy: RetryPolicy) -> PendingPlan[DesiredT, StateT]:
        """A copy planned after a search for the name, so that plans for other resources can refer to this one.

        If IAM denies the search, the plan stays as it is.
        """
        sought, denial = self._sought(iam, retry_policy)
        return self if denial else replace(sought, searched=True)

    def predict(self, iam: Iam, retry_policy: RetryPolicy, gate: Gate[StateT] = OPEN) -> Outcome[StateT]:
        """The outcome that carrying out the plan would have; raises C(LeastPrivError) if it does not pass the gate."""
        sought, denial = self._sought(iam, retry_policy)
        plan = sought.plan
        gate.check(plan)
        warnings = plan.warnings
        if denial is not None:
            warnings += (
                f"{self.target.desired.label}: could not check whether the name exists in the account: {denial}",
            )
        return Outcome(before=plan.before, planned=plan.after, after=plan.after, calls=plan.calls, warnings=warnings)

    def carry_out(self, iam: Iam, retry_policy: RetryPolicy, gate: Gate[StateT] = OPEN) -> Outcome[StateT]:
        """Carries out the plan; reads and plans again if the resource may not be in its desired state afterwards."""
        # A resource that exists under another path is not created, so the gate has to see the plan that changes it.
        made = self if gate is OPEN else self.with_name_sought(iam, retry_policy)
        return Executor(made.target, iam, retry_policy, searched=made.searched, gate=gate).carry_out(made.plan)

    def look_back(self, iam: Iam, retry_policy: RetryPolicy, gate: Gate[StateT]) -> LeastPrivError | None:
        """Why what IAM holds now does not pass the gate; C(None) if it does, now or once reads are consistent."""
        backoff = Backoff(retry_policy)
        while True:
            try:
                gate.check_held(self.target.read(iam, retry_policy).actual)
            except AccessError as error:
                if not backoff.wait(min(PROPAGATION_SECONDS, retry_policy.timeout)):
                    return error
            except LeastPrivError as error:
                return error
            else:
                return None

    def _sought(self, iam: Iam, retry_policy: RetryPolicy) -> tuple[PendingPlan[DesiredT, StateT], IamError | None]:
        """A copy planned after a search for the name; if IAM denies the search, the same plan and the denial."""
        if self.searched or not self.plan.claims_name:
            return self, None
        try:
            reading = self.target.read_found_by_name(iam, retry_policy)
        except IamError as error:
            if not error.is_denial:
                raise
            return self, error
        if reading is None:
            return self, None
        return replace(self, plan=self.target.plan_for(reading), held=reading.actual), None


def prepare(iam: Iam, target: Target[DesiredT, StateT], *, retry_policy: RetryPolicy) -> PendingPlan[DesiredT, StateT]:
    """Reads a resource and plans the calls that bring it to its desired state."""
    target = replace(target, desired=target.resource_type.desired_with_pending(target.desired, target.pending))
    reading = target.read(iam, retry_policy)
    searched = reading.actual is None and target.goes_by_name
    if searched:
        try:
            reading = target.read_found_by_name(iam, retry_policy) or reading
        except IamError as error:
            # If the name is taken, IAM will refuse to create the resource.
            if not (error.is_denial and target.desired.can_create):
                raise
            searched = False
    return PendingPlan(target=target, plan=target.plan_for(reading), searched=searched, held=reading.actual)


def converge(
    iam: Iam,
    target: Target[DesiredT, StateT],
    *,
    check_mode: bool,
    retry_policy: RetryPolicy,
    gate: Gate[StateT] = OPEN,
) -> Outcome[StateT]:
    """Brings one resource to its desired state, or in check mode predicts what that would change.

    Each plan passes C(gate) before its first call, and so does what IAM holds after the last, if the gate looks back.
    """
    pending_plan = prepare(iam, target, retry_policy=retry_policy)
    if check_mode:
        return pending_plan.predict(iam, retry_policy, gate)
    outcome = pending_plan.carry_out(iam, retry_policy, gate)
    if outcome.error is not None or not outcome.changed or not gate.looks_back:
        return outcome
    return replace(outcome, error=pending_plan.look_back(iam, retry_policy, gate))
