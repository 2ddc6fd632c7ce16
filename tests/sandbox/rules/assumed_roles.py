# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AssumeRole: the role must be there. Whether its trust policy lets the caller in is not evaluated."""

from __future__ import annotations

import re

from ..refusal import Refusal, access_denied
from ..request import Request
from ..state import AccountState

_ROLE_ARN = re.compile(r"arn:(?P<partition>[a-z-]+):iam::(?P<account_id>\d{12}):role/\S+")


def role_missing(request: Request, _state: AccountState) -> Refusal | None:
    """AWS does not tell a caller whether a role is missing or does not trust it: both are AccessDenied."""
    arn = request.text("RoleArn")
    found = _ROLE_ARN.fullmatch(arn) if arn.startswith(f"arn:{request.partition}:") else None
    if found and AccountState.of(found["account_id"], found["partition"]).role_by_arn(arn):
        return None
    caller = f"arn:{request.partition}:iam::{request.account_id}:root"
    return access_denied(f"User: {caller} is not authorized to perform: sts:AssumeRole on resource: {arn}")
