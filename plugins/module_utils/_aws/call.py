# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One IAM call, as a plan lists it and a session makes it."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

# Calls that create a second object when made twice. IAM refuses any other repeated call, or the call changes nothing.
NOT_REPEATABLE: t.Final = frozenset({"CreatePolicyVersion"})


def has_effect(operation: str) -> bool:
    """Whether an operation changes anything in the account."""
    return not operation.startswith(("Get", "List", "Describe", "AssumeRole"))


@dataclass(frozen=True)
class Call:
    """One IAM operation with its parameters as the API takes them, and a one-line summary for people."""

    operation: str
    parameters: t.Mapping[str, t.Any]
    summary: str

    @property
    def removes(self) -> bool:
        """Whether the call removes something. If that is already gone, the call counts as done."""
        return self.operation.startswith(("Delete", "Detach", "Remove", "Untag"))

    @property
    def claims_name(self) -> bool:
        """Whether the call creates a resource by name, which fails if the name is taken."""
        return self.operation.startswith("Create") and self.is_repeatable

    @property
    def is_repeatable(self) -> bool:
        """Whether the call can be made again after its reply was lost, without a second effect."""
        return self.operation not in NOT_REPEATABLE

    @property
    def document(self) -> str | None:
        """The text of the policy document that the call writes, if it writes one."""
        return self.parameters.get("PolicyDocument") or self.parameters.get("AssumeRolePolicyDocument")

    def to_result(self) -> dict[str, str]:
        """The call as a task's result lists it under C(actions)."""
        return {"operation": f"iam:{self.operation}", "summary": self.summary}
