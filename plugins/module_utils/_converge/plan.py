# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A plan: the ordered IAM calls that lead from the actual to the desired state, and the state before and after.

Plans are made by pure functions. Whether a task changed something is derived from its plan and from nothing else.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field, replace

from .._aws.call import Call

State = t.TypeVar("State")


@dataclass(frozen=True)
class Plan(t.Generic[State]):
    """The calls to make, in order, and the state before and after them; C(None) means that there is no resource.

    C(before) and C(after) are complete: in check mode C(after) is the state that a run would leave. Identifiers and
    dates that only IAM can assign are C(None) in C(after) until the reply contains them.
    """

    before: State | None
    after: State | None
    calls: tuple[Call, ...] = ()
    warnings: tuple[str, ...] = field(default=())

    @property
    def changed(self) -> bool:
        return bool(self.calls)

    def with_warnings(self, warnings: t.Iterable[str]) -> Plan[State]:
        """A copy with further warnings."""
        return replace(self, warnings=(*self.warnings, *warnings))

    @property
    def claims_name(self) -> bool:
        """Whether the plan assumes that a name is free, which reading one resource cannot prove."""
        return bool(self.calls) and self.before is None and self.calls[0].claims_name
