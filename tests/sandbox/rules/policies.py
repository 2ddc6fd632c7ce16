# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Managed policies: which can be changed and deleted, and what an ARN looks like."""

from __future__ import annotations

import re

from ..refusal import Refusal, access_denied, delete_conflict, invalid_input, validation_error
from ..request import Request
from ..state import AccountState

_POLICY_ARN = re.compile(r"arn:[a-z-]+:iam::(?:\d{12}|aws):policy/\S+")


def invalid_policy_arn(request: Request, _state: AccountState) -> Refusal | None:
    for name in ("PolicyArn", "PermissionsBoundary"):
        if name in request.parameters and not _POLICY_ARN.fullmatch(request.text(name)):
            return invalid_input(f"ARN {request.text(name)} is not valid.")
        if name in request.parameters and not request.text(name).startswith(f"arn:{request.partition}:"):
            return validation_error("Invalid ARN partition")
    return None


def owned_by_aws(request: Request, _state: AccountState) -> Refusal | None:
    arn = request.text("PolicyArn")
    if ":iam::aws:policy/" not in arn:
        return None
    caller = f"arn:{request.partition}:iam::{request.account_id}:root"
    return access_denied(
        f"User: {caller} is not authorized to perform: iam:{request.operation} on resource: policy {arn}"
    )


def policy_in_use(request: Request, state: AccountState) -> Refusal | None:
    arn = request.text("PolicyArn")
    if state.is_attached(arn) or state.boundary_usage(arn):
        return delete_conflict("Cannot delete a policy attached to entities.")
    return None


def policy_has_versions(request: Request, state: AccountState) -> Refusal | None:
    policy = state.policy(request.text("PolicyArn"))
    if policy is None or len(policy.versions) == 1:
        return None
    return delete_conflict(
        "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. "
        "The default version is deleted with the policy."
    )
