# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AssumeRole: the role must exist, trust the caller, and allow a session of the requested duration."""

from __future__ import annotations

import dataclasses
import json
import re
import typing as t

from ..credentials import caller_arn, role_of_session
from ..refusal import Refusal, access_denied, validation_error
from ..request import Request
from ..state import AccountState
from . import evaluation

_ROLE_ARN = re.compile(r"arn:(?P<partition>[a-z-]+):iam::(?P<account_id>\d{12}):role/\S+")
_CHAINED_SECONDS = 3600


@dataclasses.dataclass(frozen=True)
class _Caller:
    """Who wants to assume a role: an ARN as it is shown, the account, and the role if it is a session of one."""

    arn: str
    account_id: str
    role_arn: str | None

    @classmethod
    def of(cls, request: Request) -> _Caller:
        arn = caller_arn(request.account_id, request.partition, request.access_key_id)
        return cls(arn, request.account_id, role_of_session(request.account_id, request.access_key_id))

    @property
    def principal_arn(self) -> str:
        return self.role_arn or self.arn

    def is_meant_by(self, principal: str) -> bool:
        """By a principal of kind AWS; that the caller's own policies allow the call is taken for granted."""
        if principal == "*" or principal.replace("-", "") == self.account_id:
            return True
        if principal.endswith(":root"):
            return principal.split(":")[4] == self.account_id
        return principal in (self.arn, self.principal_arn)


def role_not_assumable(request: Request, _state: AccountState) -> Refusal | None:
    """AWS does not tell a caller whether a role is missing or does not trust it: both are AccessDenied."""
    arn, caller = request.text("RoleArn"), _Caller.of(request)
    found = _ROLE_ARN.fullmatch(arn) if arn.startswith(f"arn:{request.partition}:") else None
    role = AccountState.of(found["account_id"], found["partition"]).role_by_arn(arn) if found else None
    if role is None or not _trusts(json.loads(role.assume_role_policy_document), caller, request):
        return access_denied(f"User: {caller.arn} is not authorized to perform: sts:AssumeRole on resource: {arn}")
    seconds = request.parameters.get("DurationSeconds", 0)
    if caller.role_arn and seconds > _CHAINED_SECONDS:
        return validation_error(
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining"
        )
    if seconds > int(role.max_session_duration or _CHAINED_SECONDS):
        return validation_error("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
    return None


def _trusts(document: t.Mapping[str, t.Any], caller: _Caller, request: Request) -> bool:
    context = {
        "aws:PrincipalAccount": caller.account_id,
        "aws:PrincipalArn": caller.principal_arn,
        "aws:PrincipalType": "AssumedRole" if caller.role_arn else "User",
        "sts:ExternalId": request.parameters.get("ExternalId"),
        "sts:RoleSessionName": request.text("RoleSessionName"),
    }
    effects = {
        statement["Effect"]
        for statement in _as_list(document["Statement"])
        if evaluation.names_action(statement, "sts:AssumeRole")
        and any(map(caller.is_meant_by, _as_list(statement.get("Principal", {}).get("AWS", []))))
        and evaluation.holds(statement.get("Condition", {}), context)
    }
    return effects == {"Allow"}


def _as_list(value: t.Any) -> list[t.Any]:
    return value if isinstance(value, list) else [value]
