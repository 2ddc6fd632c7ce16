# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What decides about access before and after a plan for a role."""

from __future__ import annotations

from ..._access.role import RoleAccess
from ..._converge.plan import Plan
from ..access import AccessReader, Documents, RoleParts
from .state import Role


class RoleLook:
    """See C(Look). C(planned) has the managed policies that the task itself is about to write, by ARN."""

    def __init__(self, reader: AccessReader, planned: Documents | None = None) -> None:
        self._reader = reader
        self._planned = planned

    def is_touched(self, plan: Plan[Role]) -> bool:
        """See C(Look)."""
        return plan.before is None or plan.after is None or _parts(plan.before) != _parts(plan.after)

    def before(self, plan: Plan[Role]) -> RoleAccess | None:
        """See C(Look)."""
        return self.held(plan.before)

    def held(self, role: Role | None) -> RoleAccess | None:
        """See C(Look)."""
        return None if role is None else self._reader.role(_parts(role))

    def after(self, plan: Plan[Role]) -> RoleAccess | None:
        """See C(Look)."""
        if plan.after is None:
            return None
        parts = _parts(plan.after)
        if plan.before is None and parts.inline is None:
            parts = parts._replace(inline={})
        return self._reader.role(parts, self._planned)


def _parts(role: Role) -> RoleParts:
    attached = None if role.attached is None else tuple(sorted(policy.arn for policy in role.attached))
    return RoleParts(role.name, attached, role.inline_policies, role.boundary, role.trust)
