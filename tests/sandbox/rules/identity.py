# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The grammar of managed and inline policies, in the order and the words in which IAM complains.

moto's validator, written from IAM's answers, does most of the work. The rules here refuse what it accepts by mistake,
and change the document that it sees where it would refuse what IAM accepts.
"""

from __future__ import annotations

import copy
import json
import re
import typing as t

from moto.iam.exceptions import MalformedPolicyDocument
from moto.iam.policy_validation import IAMPolicyDocumentValidator

from ..refusal import Refusal, malformed_document
from ..request import Request
from ..state import AccountState
from . import conditions
from .conditions import LEGACY, SYNTAX

_VERSIONS = ("2008-10-17", "2012-10-17")
_SID = re.compile(r"[0-9A-Za-z]*")
_SID_COMPLAINT = (
    "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*"
)
_WITHOUT_SECONDS = re.compile(r"(t\d{1,2}:\d{2})(z|[+-]\d.*)?", re.IGNORECASE)
# What moto does not know of: the first two by IAM's own words, the others by the service authorization reference.
_OF_IAM = re.compile(
    r"(arn:[^:]*:iam::[^:]*:)((?:\*|root)$|assumed-role/|contextProvider/|delegation-request/|role-template/)"
)
# Types of S3's with a Region and an account. A pattern that begins with a wildcard may be for one of them.
_REGIONAL_S3 = ("accesspoint/", "access-grants/", "async-request/", "job/", "storage-lens/", "storage-lens-group/", "*")

Statement = dict[str, t.Any]


class RepeatedKeyError(ValueError):
    """An object of a document has a key twice."""


def managed_policy_malformed(request: Request, _state: AccountState) -> Refusal | None:
    return _malformed(request, _VERSIONS[1:])


def inline_policy_malformed(request: Request, _state: AccountState) -> Refusal | None:
    return _malformed(request, _VERSIONS)


def _malformed(request: Request, versions: t.Sequence[str]) -> Refusal | None:
    found = complaint(request.text("PolicyDocument"), versions=versions, partition=request.partition)
    return malformed_document(found) if found else None


def read(text: str) -> t.Any:
    """A document as IAM reads JSON: without NaN and Infinity, and no key twice. Raises ValueError."""
    return json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant)


def _object(pairs: list[tuple[str, t.Any]]) -> dict[str, t.Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise RepeatedKeyError
    return found


def _no_constant(text: str) -> t.NoReturn:
    raise ValueError(text)


def complaint(text: str, *, versions: t.Sequence[str], partition: str) -> str | None:
    """IAM's complaint about a document, None if it takes it."""
    if text[:1].isspace():
        return LEGACY
    try:
        return _of_document(read(text), versions, partition)
    except (ValueError, RecursionError):
        return SYNTAX


def _of_document(document: t.Any, versions: t.Sequence[str], partition: str) -> str | None:
    if _has_null(document):
        return SYNTAX
    shown = _as_moto_can_read(document)
    found = _of_moto(shown)
    if found == SYNTAX:
        return found
    if document.get("Version", _VERSIONS[0]) not in versions:
        return "Policy document must be version 2012-10-17 or greater."
    statements = _as_list(document["Statement"])
    return _of_statements(statements) or found or _of_names(statements, partition)


def _has_null(document: t.Any) -> bool:
    """Whether a list of actions or resources contains null, which IAM's grammar does not allow.

    moto accepts it, because CloudFormation templates have entries that CloudFormation removes before IAM sees them.
    """
    return any(
        isinstance(statement.get(name), list) and None in statement[name]
        for statement in _mappings(document)
        for name in ("Action", "NotAction", "Resource", "NotResource")
    )


def _mappings(document: t.Any) -> list[Statement]:
    """The statements that are mappings, of any JSON."""
    statements = _as_list(document.get("Statement")) if isinstance(document, dict) else []
    return [statement for statement in statements if isinstance(statement, dict)]


def _as_moto_can_read(document: t.Any) -> t.Any:
    """The document with a version, quoted values, seconds in times, and a resource type wherever moto wants one."""
    shown = copy.deepcopy(document)
    if not isinstance(shown, dict):
        return shown
    if shown.get("Version", _VERSIONS[0]) == _VERSIONS[0]:
        shown["Version"] = _VERSIONS[1]
    for statement in _mappings(shown):
        for name in ("Resource", "NotResource"):
            if name in statement:
                statement[name] = _each_text(statement[name], _shown_resource)
        if isinstance(statement.get("Condition"), dict):
            for keys in filter(lambda operands: isinstance(operands, dict), statement["Condition"].values()):
                keys.update({key: _quoted(values) for key, values in keys.items()})
    return shown


def _shown_resource(arn: str) -> str:
    """An ARN of a type that moto knows, in place of one of the same grammar."""
    parts = _completed(arn)
    if parts[2] == "s3" and "" not in parts[5:]:
        # C(_of_resource) judges its Region and its account.
        return f"arn:{parts[1]}:s3:::{parts[5]}"
    return _OF_IAM.sub(r"\1role/\2", arn)


def _completed(arn: str) -> list[str]:
    """The six parts of an ARN. IAM completes one that is too short with wildcards, unless one of its parts is empty."""
    parts = arn.split(":", 5)
    missing = "" if "" in parts[3:] else "*"
    return parts + [missing] * (6 - len(parts))


def _quoted(values: t.Any) -> t.Any:
    if isinstance(values, list):
        return [_quoted(value) for value in values]
    if isinstance(values, (int, float)):
        return conditions.text_of(values)
    return _each_text(values, lambda text: _WITHOUT_SECONDS.sub(r"\1:00\2", text) if _ends(text) else text)


def _ends(text: str) -> bool:
    found = _WITHOUT_SECONDS.search(text)
    return found is not None and found.end() == len(text)


def _each_text(value: t.Any, change: t.Callable[[str], str]) -> t.Any:
    if isinstance(value, list):
        return [_each_text(member, change) for member in value]
    return change(value) if isinstance(value, str) else value


def _of_moto(document: t.Any) -> str | None:
    try:
        IAMPolicyDocumentValidator(json.dumps(document)).validate()
    except MalformedPolicyDocument as refusal:
        return str(refusal.message)
    return None


def _of_statements(statements: t.Sequence[Statement]) -> str | None:
    """What moto does not check, in statements with valid syntax."""
    if any({"Principal", "NotPrincipal"} & statement.keys() for statement in statements):
        return "Policy document should not specify a principal."
    if not all(_SID.fullmatch(statement.get("Sid", "")) for statement in statements):
        return _SID_COMPLAINT
    found = (conditions.complaint(statement.get("Condition", {})) for statement in statements)
    return next(filter(None, found), None)


def _of_names(statements: t.Sequence[Statement], partition: str) -> str | None:
    """Actions and resources that moto accepts and IAM refuses."""
    for statement in statements:
        for action in _as_list(statement.get("Action", statement.get("NotAction"))):
            if action.endswith(":"):
                return "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc., and have a name."
            if re.search(r"[*?]", action.partition(":")[0]) and action != "*":
                return "Action vendors (e.g., aws, ec2, etc.) must not contain wildcards."
        for resource in _as_list(statement.get("Resource", statement.get("NotResource"))):
            found = _of_resource(resource, partition) if resource != "*" else None
            if found:
                return found
    return None


def _of_resource(arn: str, own_partition: str) -> str | None:
    _arn, partition, service, region, account, resource = _completed(arn)
    if partition not in ("*", own_partition):
        return f'Partition "{partition}" is not valid for resource "{arn}".'
    if re.search(r"[*?]", service):
        return "Resource vendor must be fully qualified and cannot contain regexes."
    if arn.count(":") < 5 and not resource:
        return LEGACY
    regional = service == "s3" and resource.startswith(_REGIONAL_S3)
    if service in ("s3", "route53") and region and not regional:
        return f"Resource {arn} can not contain region information."
    if service == "s3" and account not in ("", "*") and not regional:
        return f"Resource {arn} cannot contain an account id."
    return None


def _as_list(value: t.Any) -> list[t.Any]:
    return value if isinstance(value, list) else [value]
