# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The size of policy documents, white space not counted.

Quotas: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""

from __future__ import annotations

from ..refusal import Refusal, limit_exceeded
from ..request import Request
from ..state import AccountState

MANAGED_POLICY_CHARACTERS = 6144
TRUST_POLICY_CHARACTERS = 2048
INLINE_POLICIES_CHARACTERS = 10240


def size(document: str) -> int:
    """The characters IAM counts against a quota."""
    return len("".join(document.split()))


def managed_policy_too_large(request: Request, _state: AccountState) -> Refusal | None:
    if size(request.text("PolicyDocument")) <= MANAGED_POLICY_CHARACTERS:
        return None
    return limit_exceeded(f"Cannot exceed quota for PolicySize: {MANAGED_POLICY_CHARACTERS}")


def inline_policies_too_large(request: Request, state: AccountState) -> Refusal | None:
    """All inline policies of a role count together; the one that is replaced does not count."""
    role = state.role(request.text("RoleName"))
    if role is None:
        return None
    policies = {
        **role.policies,
        request.text("PolicyName"): request.text("PolicyDocument"),
    }
    if sum(map(size, policies.values())) <= INLINE_POLICIES_CHARACTERS:
        return None
    return limit_exceeded(f"Maximum policy size of {INLINE_POLICIES_CHARACTERS} bytes exceeded for role {role.name}")
