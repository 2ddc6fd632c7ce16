# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What decides about access before and after a plan for a managed policy: its document in force."""

from __future__ import annotations

from ..._access.role import RoleAccess
from ..._converge.plan import Plan
from ..access import policy_name
from .state import ManagedPolicy


class PolicyLook:
    """See C(Look). It reads nothing: the states have the documents in force."""

    def is_touched(self, plan: Plan[ManagedPolicy]) -> bool:
        """See C(Look)."""
        return self.before(plan) != self.after(plan)

    def before(self, plan: Plan[ManagedPolicy]) -> RoleAccess | None:
        """See C(Look)."""
        return self.held(plan.before)

    def after(self, plan: Plan[ManagedPolicy]) -> RoleAccess | None:
        """See C(Look). A policy that is deleted is first detached from everything that has it."""
        if plan.after is None:
            return RoleAccess() if plan.before and plan.before.attached_to else None
        return self.held(plan.after)

    def held(self, policy: ManagedPolicy | None) -> RoleAccess | None:
        """What a role may do that has nothing but the policy."""
        if policy is None:
            return None
        return RoleAccess(identity={policy_name(policy.arn): policy.default_version.document})
