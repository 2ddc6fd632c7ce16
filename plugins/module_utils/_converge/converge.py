# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Brings one resource to its desired state: observe, plan, and, unless only the plan is wanted, carry it out."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace

from .._aws.iam import Iam
from .._errors import IamError
from .._retry import Patience
from .executor import Pursuit
from .outcome import Outcome
from .pending_effects import NOTHING, Foreseen
from .plan import Plan
from .resource_type import Aim, D, Kind, R


@dataclass(frozen=True, kw_only=True)
class Intent(t.Generic[D, R]):
    """A plan that is yet to be carried out, and what a further look needs where it cannot be.

    A plan that creates rests on the name being free, which reading one resource cannot prove: under another
    path or in another case it may be taken. A run learns that from IAM's answer, check mode asks for it, and
    both then search for the name's holder and plan anew.
    """

    aim: Aim[D, R]
    plan: Plan[R]
    searched: bool

    @property
    def is_called_for(self) -> bool:
        """Whether something is to be done for certain, and not only if a name is free that may not be looked for."""
        return self.plan.changed and (self.searched or not self.plan.claims_name)

    def with_name_sought(self, iam: Iam, patience: Patience) -> Intent[D, R]:
        """The same, certain about the name, for whoever needs to know the resource that will have it.

        Without the permission to search, the plan stays what it is.
        """
        plan, denial = self._sought(iam, patience)
        return self if denial else replace(self, plan=plan, searched=True)

    def predict(self, iam: Iam, patience: Patience) -> Outcome[R]:
        """What carrying it out would lead to."""
        plan, denial = self._sought(iam, patience)
        warnings = plan.warnings
        if denial is not None:
            warnings += (f"{self.aim.desired.label}: not checked whether its name is taken in the account: {denial}",)
        return Outcome(before=plan.before, planned=plan.after, after=plan.after, calls=plan.calls, warnings=warnings)

    def carry_out(self, iam: Iam, patience: Patience) -> Outcome[R]:
        """Makes the plan's calls, and looks and plans again where that did not settle it."""
        return Pursuit(self.aim, iam, patience, searched=self.searched).of(self.plan)

    def _sought(self, iam: Iam, patience: Patience) -> tuple[Plan[R], IamError | None]:
        """The plan once nothing is left to prove about the name, or as it is, and why it could not be searched for."""
        if self.searched or not self.plan.claims_name:
            return self.plan, None
        try:
            return self._plan_for_holder(iam, patience) or self.plan, None
        except IamError as error:
            if not error.is_denial:
                raise
            return self.plan, error

    def _plan_for_holder(self, iam: Iam, patience: Patience) -> Plan[R] | None:
        """The plan for the resource that has the name after all."""
        observed = self.aim.observe_holder(iam, patience)
        return None if observed is None else self.aim.plan_for(observed)


def intend(iam: Iam, kind: Kind[D, R], desired: D, *, patience: Patience, foreseen: Foreseen = NOTHING) -> Intent[D, R]:
    """Reads a resource and plans what brings it to its desired state."""
    aim = Aim(kind=kind, desired=desired.foreseeing(foreseen), foreseen=foreseen)
    observation = aim.observe(iam, patience)
    searched = observation[1] is None and aim.desired.goes_by_name
    if searched:
        try:
            observation = aim.observe_holder(iam, patience) or observation
        except IamError as error:
            # Where the name is taken after all, IAM refuses to create a second one.
            if not (error.is_denial and aim.desired.can_create):
                raise
            searched = False
    return Intent(aim=aim, plan=aim.plan_for(observation), searched=searched)


def converge(iam: Iam, kind: Kind[D, R], desired: D, *, check_mode: bool, patience: Patience) -> Outcome[R]:
    """Brings one resource to its desired state, or in check mode tells what that would take."""
    intent = intend(iam, kind, desired, patience=patience)
    return intent.predict(iam, patience) if check_mode else intent.carry_out(iam, patience)
