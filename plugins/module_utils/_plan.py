# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A plan: the ordered IAM calls that lead from what is to what is wanted, and the state before and after.

Plans are made by pure functions. Whether a task changed something is derived from its plan and from nothing else.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field, replace

State = t.TypeVar("State")

# Made twice, these leave two of what they make. All others are refused the second time, or change nothing.
NOT_REPEATABLE: t.Final = frozenset({"CreatePolicyVersion"})


def has_effect(operation: str) -> bool:
    """Whether an operation changes anything in the account."""
    return not operation.startswith(("Get", "List", "Describe", "AssumeRole"))


@dataclass(frozen=True)
class Call:
    """One IAM operation with its parameters as the API takes them, and a line for people."""

    operation: str
    parameters: t.Mapping[str, t.Any]
    summary: str

    @property
    def removes(self) -> bool:
        """Whether the call takes something away, so that finding it gone already is as good."""
        return self.operation.startswith(("Delete", "Detach", "Remove", "Untag"))

    @property
    def claims_name(self) -> bool:
        """Whether the call creates a resource whose name may turn out to be taken."""
        return self.operation in ("CreateInstanceProfile", "CreatePolicy", "CreateRole")

    @property
    def is_repeatable(self) -> bool:
        """Whether a call whose reply was lost can be made again without another effect."""
        return self.operation not in NOT_REPEATABLE

    def to_result(self) -> dict[str, str]:
        """The call as a task's result lists it under C(actions)."""
        return {"operation": f"iam:{self.operation}", "summary": self.summary}


@dataclass(frozen=True)
class Plan(t.Generic[State]):
    """The calls to make, in order, and the state before and after them; C(None) stands for absence.

    C(before) and C(after) are complete: in check mode C(after) is what a run would leave. Identifiers and
    dates that only IAM can give are C(None) in it until the reply brings them.
    """

    before: State | None
    after: State | None
    calls: tuple[Call, ...] = ()
    warnings: tuple[str, ...] = field(default=())

    @property
    def changed(self) -> bool:
        return bool(self.calls)

    def with_warnings(self, warnings: t.Iterable[str]) -> Plan[State]:
        """The same, with further warnings."""
        return replace(self, warnings=(*self.warnings, *warnings))

    @property
    def claims_name(self) -> bool:
        """Whether the plan rests on a name being free, which reading one resource cannot prove."""
        return bool(self.calls) and self.before is None and self.calls[0].claims_name
