# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Brings one resource to its desired state: read, plan, and, except in check mode, carry the plan out."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace

from .._aws.iam import Iam
from .._errors import IamError
from .._retry import RetryPolicy
from .executor import Executor
from .outcome import Outcome
from .pending_effects import NOTHING, PendingEffects
from .plan import Plan
from .resource import DesiredT, StateT
from .resource_type import ResourceType
from .target import Target


@dataclass(frozen=True, kw_only=True)
class PendingPlan(t.Generic[DesiredT, StateT]):
    """A plan that has not been carried out yet, with everything needed to plan again.

    A plan that creates a resource assumes that the name is free. Reading one resource cannot prove that: the name may
    exist under another path or in another case. A run finds out when IAM refuses to create the resource, and check
    mode searches the account. Both then plan for the resource that has the name.
    """

    target: Target[DesiredT, StateT]
    plan: Plan[StateT]
    searched: bool

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
        plan, denial = self._sought(iam, retry_policy)
        return self if denial else replace(self, plan=plan, searched=True)

    def predict(self, iam: Iam, retry_policy: RetryPolicy) -> Outcome[StateT]:
        """The outcome that carrying out the plan would have."""
        plan, denial = self._sought(iam, retry_policy)
        warnings = plan.warnings
        if denial is not None:
            warnings += (
                f"{self.target.desired.label}: could not check whether the name exists in the account: {denial}",
            )
        return Outcome(before=plan.before, planned=plan.after, after=plan.after, calls=plan.calls, warnings=warnings)

    def carry_out(self, iam: Iam, retry_policy: RetryPolicy) -> Outcome[StateT]:
        """Carries out the plan; reads and plans again if the resource may not be in its desired state afterwards."""
        return Executor(self.target, iam, retry_policy, searched=self.searched).carry_out(self.plan)

    def _sought(self, iam: Iam, retry_policy: RetryPolicy) -> tuple[Plan[StateT], IamError | None]:
        """The plan after a search for the name; if IAM denies the search, the unchanged plan and the denial."""
        if self.searched or not self.plan.claims_name:
            return self.plan, None
        try:
            return self._plan_for_found_by_name(iam, retry_policy) or self.plan, None
        except IamError as error:
            if not error.is_denial:
                raise
            return self.plan, error

    def _plan_for_found_by_name(self, iam: Iam, retry_policy: RetryPolicy) -> Plan[StateT] | None:
        """The plan for the resource that has the name, if there is one."""
        reading = self.target.read_found_by_name(iam, retry_policy)
        return None if reading is None else self.target.plan_for(reading)


def prepare(
    iam: Iam,
    resource_type: ResourceType[DesiredT, StateT],
    desired: DesiredT,
    *,
    retry_policy: RetryPolicy,
    pending: PendingEffects = NOTHING,
) -> PendingPlan[DesiredT, StateT]:
    """Reads a resource and plans the calls that bring it to its desired state."""
    desired = resource_type.desired_with_pending(desired, pending)
    target = Target(resource_type=resource_type, desired=desired, pending=pending)
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
    return PendingPlan(target=target, plan=target.plan_for(reading), searched=searched)


def converge(
    iam: Iam,
    resource_type: ResourceType[DesiredT, StateT],
    desired: DesiredT,
    *,
    check_mode: bool,
    retry_policy: RetryPolicy,
) -> Outcome[StateT]:
    """Brings one resource to its desired state, or in check mode predicts what that would change."""
    pending_plan = prepare(iam, resource_type, desired, retry_policy=retry_policy)
    return pending_plan.predict(iam, retry_policy) if check_mode else pending_plan.carry_out(iam, retry_policy)
