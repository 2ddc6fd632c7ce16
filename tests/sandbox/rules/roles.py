# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles: what can be attached, how many, which boundary, and the roles that only AWS changes."""

from __future__ import annotations

from ..refusal import Refusal, limit_exceeded, no_such_entity, unmodifiable
from ..request import Request
from ..state import AccountState

POLICIES_PER_ROLE = 10


def too_many_attached_policies(request: Request, state: AccountState) -> Refusal | None:
    role, arn = state.role(request.text("RoleName")), request.text("PolicyArn")
    if role is None or state.policy(arn) is None or arn in role.managed_policies:
        return None
    if len(role.managed_policies) < POLICIES_PER_ROLE:
        return None
    return limit_exceeded(f"Cannot exceed quota for PoliciesPerRole: {POLICIES_PER_ROLE}")


def policy_not_attachable(request: Request, state: AccountState) -> Refusal | None:
    """Policies of service-linked roles are not for the roles of customers."""
    if ":policy/aws-service-role/" not in request.text("PolicyArn"):
        return None
    role = state.role(request.text("RoleName"))
    if role is None:
        return None
    return Refusal(
        "PolicyNotAttachable",
        400,
        "Cannot attach a Service Role Policy to a Customer Role.",
    )


def boundary_missing(request: Request, state: AccountState) -> Refusal | None:
    arn = request.text("PermissionsBoundary")
    if ":policy/aws-service-role/" in arn:
        return Refusal("PolicyNotAttachable", 400, "AWS service role policies are no permissions boundaries.")
    if not arn or state.policy(arn):
        return None
    return no_such_entity(f"Scope ARN: {arn} does not exist or is not attachable.")


def only_aws_changes(request: Request, state: AccountState) -> Refusal | None:
    """Roles that only AWS changes. Of a service-linked role, everybody may change the description."""
    role = state.role(request.text("RoleName"))
    if role is None or not role.path.startswith(("/aws-service-role/", "/aws-reserved/")):
        return None
    if role.path.startswith("/aws-service-role/") and _describes(request):
        return None
    return unmodifiable(
        f"Cannot perform the operation on the protected role '{role.name}' - this role is only modifiable by AWS"
    )


def _describes(request: Request) -> bool:
    """Whether a request changes nothing but a role's description."""
    operation = request.operation
    return operation in ("UpdateRole", "UpdateRoleDescription") and "MaxSessionDuration" not in request.parameters
