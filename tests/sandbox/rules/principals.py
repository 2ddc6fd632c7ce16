# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The IAM roles and users that a trust policy names: IAM looks them up in their accounts."""

from __future__ import annotations

import datetime
import json
import re
import typing as t

from moto.core.utils import utcnow
from moto.iam.models import Role, User, iam_backends
from moto.organizations.models import organizations_backends

from ..accounts import MANAGEMENT_ACCOUNT_ID
from ..refusal import Refusal, malformed_document
from ..request import Request

_ENTITY_ARN = re.compile(r"arn:(?P<partition>[a-z-]+):iam::(?P<account_id>\d{12}):(?P<kind>role|user)/(?P<path>\S+)")
_PATTERNS: t.Final[t.Mapping[str, re.Pattern[str]]] = {
    "AWS": re.compile(
        r"\*|\d{12}|\d{4}-\d{4}-\d{4}|arn:[a-z-]+:iam::\d{12}:(root|(role|user)/[!-)+->@-~]+)"
        r"|arn:[a-z-]+:sts::\d{12}:(assumed-role|federated-user)/[!-)+->@-~]+"
    ),
    "Service": re.compile(
        r"[\w-]+(\.[\w-]+)*\.(amazonaws\.(com|com\.cn|eu)|amazon\.com|aws\.internal|api\.aws|ic\.gov|sgov\.gov)"
    ),
}
"""What a principal looks like. Which services there are differs by account and region, so that any name will do."""


def young_principal(request: Request, seconds: float) -> Refusal | None:
    """The refusal of a trust policy for a role or user created within the last seconds."""
    since = utcnow() - datetime.timedelta(seconds=seconds)
    for arn in aws_principals(request.text("AssumeRolePolicyDocument") or request.text("PolicyDocument")):
        entity = _entity(arn)
        if entity is not None and entity.create_date > since:
            return invalid(arn)
    return None


def invalid_principal(request: Request) -> Refusal | None:
    """The refusal of a trust policy for a role or user that does not exist. In other accounts than ours all exist."""
    text = request.text("AssumeRolePolicyDocument") or request.text("PolicyDocument")
    for arn in aws_principals(text):
        found = _ENTITY_ARN.fullmatch(arn)
        if found is not None and _is_ours(found["account_id"]) and _entity(arn) is None:
            return invalid(arn)
        if arn.startswith("arn:") and not arn.startswith(f"arn:{request.partition}:"):
            return invalid(arn)
    for arn in principals_of(text, "Federated"):
        if arn.startswith("arn:") and not arn.startswith(f"arn:{request.partition}:"):
            return malformed_document(f'Invalid principal in policy: "FEDERATED":"{arn}"')
    return None


def malformed(principal: t.Mapping[str, t.Any]) -> str | None:
    """The complaint about invalid principals, whether or not they exist."""
    for kind, pattern in _PATTERNS.items():
        for value in _as_list(principal.get(kind, [])):
            if not pattern.fullmatch(value):
                return f'Invalid principal in policy: "{kind.upper()}":"{value}"'
    return None


def invalid(arn: str) -> Refusal:
    return malformed_document(f'Invalid principal in policy: "AWS":"{arn}"')


def aws_principals(document: str) -> tuple[str, ...]:
    """All that the statements of a document name as principals of kind AWS; none if it cannot be read."""
    return principals_of(document, "AWS")


def principals_of(document: str, kind: str) -> tuple[str, ...]:
    """All that the statements of a document name as principals of a kind; none if it cannot be read."""
    try:
        content = json.loads(document)
    except ValueError:
        return ()
    statements = _as_list(content.get("Statement", [])) if isinstance(content, dict) else []
    principals = (statement.get("Principal") for statement in statements if isinstance(statement, dict))
    values = (principal.get(kind, []) for principal in principals if isinstance(principal, dict))
    return tuple(arn for value in values for arn in _as_list(value) if isinstance(arn, str))


def _is_ours(account_id: str) -> bool:
    """Whether all there is in an account is known: of accounts outside the organization nothing is."""
    return account_id == MANAGEMENT_ACCOUNT_ID or account_id in organizations_backends.master_accounts


def _entity(arn: str) -> Role | User | None:
    found = _ENTITY_ARN.fullmatch(arn)
    if found is None or found["account_id"] not in iam_backends:
        return None
    backend = iam_backends[found["account_id"]][found["partition"]]
    entities: t.Iterable[Role | User] = (backend.roles if found["kind"] == "role" else backend.users).values()
    return next((entity for entity in entities if entity.arn == arn), None)


def _as_list(value: t.Any) -> list[t.Any]:
    return value if isinstance(value, list) else [value]
