# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trust policies, on creation and on update alike; moto looks at them on update only, and there too strictly."""

from __future__ import annotations

import fnmatch
import json
import re
import typing as t

from ..refusal import Refusal, limit_exceeded, malformed_document
from ..request import Request
from ..state import AccountState
from . import principals, providers
from .documents import TRUST_POLICY_CHARACTERS, size
from .identity import read

_ACTIONS = (
    "sts:AssumeRole",
    "sts:AssumeRoleWithSAML",
    "sts:AssumeRoleWithWebIdentity",
    "sts:SetContext",
    "sts:SetSourceIdentity",
    "sts:TagSession",
)
_PRINCIPAL_TYPES = frozenset({"AWS", "CanonicalUser", "Federated", "Service"})
_OPERATOR = re.compile(
    r"((ForAllValues|ForAnyValue):)?"
    r"((String(Not)?(Equals|EqualsIgnoreCase|Like)|Arn(Not)?(Equals|Like)|(Not)?IpAddress|Bool|BinaryEquals"
    r"|(Numeric|Date)((Not)?Equals|(Less|Greater)Than(Equals)?))(IfExists)?|Null)",
    re.IGNORECASE,
)
_VERSIONS = frozenset({"2008-10-17", "2012-10-17"})
_DOCUMENT_ELEMENTS = frozenset({"Version", "Id", "Statement"})
_STATEMENT_ELEMENTS = frozenset(
    {
        "Sid",
        "Effect",
        "Principal",
        "NotPrincipal",
        "Action",
        "NotAction",
        "Condition",
        "Resource",
        "NotResource",
    }
)

Statement = t.Mapping[str, t.Any]


def trust_policy_malformed(request: Request, _state: AccountState) -> Refusal | None:
    text = _document(request)
    try:
        document = read(text)
    except (ValueError, RecursionError):
        return malformed_document("This policy contains invalid Json")
    if text[:1].isspace():
        return malformed_document("This policy contains invalid Json")
    complaint = _complaint(document)
    return malformed_document(complaint) if complaint else principals.invalid_principal(request)


def trust_policy_too_large(request: Request, _state: AccountState) -> Refusal | None:
    if size(_document(request)) <= TRUST_POLICY_CHARACTERS:
        return None
    return limit_exceeded(f"Cannot exceed quota for ACLSizePerRole: {TRUST_POLICY_CHARACTERS}")


def _document(request: Request) -> str:
    return request.text("AssumeRolePolicyDocument") or request.text("PolicyDocument")


def _complaint(document: t.Any) -> str | None:
    if not isinstance(document, dict):
        return "Syntax error in policy."
    for name in document.keys() - _DOCUMENT_ELEMENTS:
        return f"Unknown field {name}"
    if str(document.get("Version", "2008-10-17")) not in _VERSIONS:
        return "The policy must contain a valid version string"
    statements = _as_list(document.get("Statement", []))
    if not statements:
        return "Could not parse the policy: Statement is empty!"
    complaints = (_statement_complaint(statement) for statement in statements)
    return next(filter(None, complaints), None) or _repeated_sid(statements)


def _statement_complaint(statement: t.Any) -> str | None:
    if not isinstance(statement, dict):
        return "Syntax error in policy."
    for name in statement.keys() - _STATEMENT_ELEMENTS:
        return f"Unknown field {name}"
    for complain in (_effect, _principal, _action, _resource, _condition, providers.complaint):
        complaint = complain(statement)
        if complaint:
            return complaint
    return None


def _effect(statement: Statement) -> str | None:
    if "Effect" not in statement:
        return "Missing required field Effect"
    return None if statement["Effect"] in ("Allow", "Deny") else f"Invalid effect: {statement['Effect']}"


def _principal(statement: Statement) -> str | None:
    if "NotPrincipal" in statement:
        return "AssumeRole policy must not contain NotPrincipal field."
    principal = statement.get("Principal")
    if principal is None:
        return "Missing required field Principal"
    if not isinstance(principal, dict):
        return f'AssumeRolepolicy contained an invalid principal: "STAR":{json.dumps(principal)}.'
    if not principal:
        return "Missing required field Principal cannot be empty!"
    for kind, values in principal.items():
        if kind not in _PRINCIPAL_TYPES or not _are_texts(values):
            return f"Invalid principal in policy: {json.dumps(kind)}:{json.dumps(values)}"
    return principals.malformed(principal)


def _action(statement: Statement) -> str | None:
    actions = statement.get("Action", statement.get("NotAction"))
    if actions is None:
        return "Missing required field Action"
    if _are_texts(actions) and all(map(_is_assume_role, _as_list(actions))):
        return None
    return "AssumeRole policy may only specify STS AssumeRole actions."


def _is_assume_role(action: str) -> bool:
    """Whether a pattern such as ``sts:*`` or ``sts:assumerole`` names one of the actions a trust policy is about."""
    if not action.lower().startswith("sts:"):
        return False
    return any(fnmatch.fnmatchcase(known.lower(), action.lower()) for known in _ACTIONS)


def _resource(statement: Statement) -> str | None:
    prohibited = next((name for name in ("Resource", "NotResource") if name in statement), None)
    return f"Has prohibited field {prohibited}" if prohibited else None


def _condition(statement: Statement) -> str | None:
    condition = statement.get("Condition", {})
    if not isinstance(condition, dict) or not all(isinstance(keys, dict) for keys in condition.values()):
        return "Syntax error in policy."
    values = (value for keys in condition.values() for listed in keys.values() for value in _as_list(listed))
    if not all(isinstance(value, (str, int, float)) for value in values):
        return "Syntax error in policy."
    unknown = next((operator for operator, keys in condition.items() if keys and not _is_operator(operator)), None)
    return f"Invalid Condition type : {unknown}" if unknown else None


def _is_operator(name: str) -> bool:
    """Whether it compares something; whether IAM minds the case of its letters here is not settled."""
    return _OPERATOR.fullmatch(name) is not None


def _repeated_sid(statements: t.Sequence[Statement]) -> str | None:
    sids = [statement["Sid"] for statement in statements if statement.get("Sid")]
    return "The Statement Ids in the policy are not unique" if len(sids) > len(set(map(str, sids))) else None


def _are_texts(values: t.Any) -> bool:
    return bool(values) and all(isinstance(value, str) and value for value in _as_list(values))


def _as_list(value: t.Any) -> list[t.Any]:
    return value if isinstance(value, list) else [value]
