# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What decides about access before and after a plan for an inline policy: everything that its role has."""

from __future__ import annotations

from dataclasses import replace

from ..._access.role import RoleAccess
from ..._aws.iam import Iam
from ..._converge.plan import Plan
from ..access import AccessReader, RoleParts
from .state import InlinePolicies


class InlineLook:
    """See C(Look). The trust policy is left out: no inline policy changes it."""

    def __init__(self, iam: Iam) -> None:
        self._reader = AccessReader(iam)

    def is_touched(self, plan: Plan[InlinePolicies]) -> bool:
        """See C(Look)."""
        return plan.changed

    def before(self, plan: Plan[InlinePolicies]) -> RoleAccess | None:
        """See C(Look)."""
        return self.held(plan.before)

    def after(self, plan: Plan[InlinePolicies]) -> RoleAccess | None:
        """See C(Look)."""
        return self.held(plan.after)

    def held(self, policies: InlinePolicies | None) -> RoleAccess | None:
        """See C(Look)."""
        if policies is None:
            return None
        role = policies.role
        attached, boundary = self._reader.attached(role), self._reader.boundary(role)
        access = self._reader.role(RoleParts(role, attached, policies.policies, boundary, trust=None))
        return access if boundary is not None else replace(access, boundary={"permissions boundary": None})
