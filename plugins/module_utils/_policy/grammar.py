# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What IAM refuses in a policy document, statement by statement.

Sources: the IAM user guide's I(Grammar of the IAM JSON policy language) and the pages of the elements, and the messages
with which IAM refuses documents, as moto and public issues record them. Pseudo parameters (C(${AWS::Partition})) may
stand wherever what they are filled in with may.
"""

from __future__ import annotations

import re
import typing as t
from collections import Counter

from .._arn import URL_SUFFIXES, split
from . import condition_values, coverage, rules
from . import document as policy
from .problem import DocumentKind, Problem

Statement = t.Mapping[str, t.Any]


def document_problems(document: policy.Document, kind: DocumentKind) -> t.Iterator[Problem]:
    """What is wrong with a document as a whole."""
    for element in document:
        if element not in ("Version", "Id", "Statement"):
            known = "Version, Id and Statement"
            yield Problem(rules.UNKNOWN_ELEMENT, f"a document has no element {element}; it has {known}", element)
    if "Id" in document and not isinstance(document["Id"], str):
        yield Problem(rules.INVALID_TYPE, "Id is text", "Id")
    yield from _version(document, kind)
    yield from _partitions(document)
    for parameter in policy.unknown_pseudo_parameters(document):
        known = ", ".join(f"${{AWS::{name}}}" for name in policy.PSEUDO_PARAMETERS)
        yield Problem(rules.UNKNOWN_PSEUDO_PARAMETER, f"nothing fills {parameter} in; known are {known}")
    for sid, count in Counter(filter(None, map(_sid_of, policy.statements_of(document)))).items():
        if count > 1:
            yield Problem(rules.REPEATED_SID, f"{count} statements have the Sid {sid}", "Sid")


def statement_problems(statement: Statement, kind: DocumentKind) -> t.Iterator[Problem]:
    """What is wrong with one statement."""
    for element in statement:
        if element not in _ELEMENTS:
            yield Problem(rules.UNKNOWN_ELEMENT, f"a statement has no element {element}", element)
    yield from _sid(statement)
    yield from _effect(statement)
    yield from _presence(statement, kind)
    for element in ("Action", "NotAction"):
        yield from _each_text(statement, element, _trust_action if kind == "trust" else _action)
    for element in ("Resource", "NotResource"):
        yield from _each_text(statement, element, _resource)
    if kind == "trust":
        yield from _principal(statement)
    yield from _condition(statement)


_ELEMENTS: t.Final = frozenset(
    (
        *("Sid", "Effect", "Condition"),
        *("Action", "NotAction", "Resource", "NotResource", "Principal", "NotPrincipal"),
    )
)


def _sid_of(statement: Statement) -> str | None:
    sid = statement.get("Sid")
    return sid if isinstance(sid, str) else None


def _version(document: policy.Document, kind: DocumentKind) -> t.Iterator[Problem]:
    version = policy.version_of(document)
    known = ("2012-10-17",) if kind == "managed" else ("2012-10-17", "2008-10-17")
    if version not in known:
        said = "is missing, which means 2008-10-17" if "Version" not in document else f"is {_shown(version)}"
        advice = "; Version goes in quotes or is a date" if isinstance(version, (dict, list)) else ""
        yield Problem(rules.INVALID_VERSION, f"Version {said}; write {' or '.join(known)}{advice}", "Version")


def _partitions(document: policy.Document) -> t.Iterator[Problem]:
    """An account is in one partition, and IAM takes no resource of another one."""
    named = {
        split(resource)[1]
        for statement in policy.statements_of(document)
        for element in ("Resource", "NotResource")
        for resource in policy.as_list(statement.get(element, []))
        if isinstance(resource, str) and resource.startswith("arn:")
    }
    partitions = sorted(named & {*URL_SUFFIXES})
    if len(partitions) > 1:
        message = f"resources of the partitions {' and '.join(partitions)}: no account has both"
        yield Problem(rules.INVALID_RESOURCE, message, "Resource")


def _sid(statement: Statement) -> t.Iterator[Problem]:
    sid = statement.get("Sid", "")
    if not isinstance(sid, str):
        yield Problem(rules.INVALID_TYPE, "Sid is text", "Sid")
    # Of the pseudo parameters, regions and suffixes have other characters in them, whatever they are.
    elif not _SID.fullmatch(re.sub(r"\$\{AWS::(AccountId|Partition)\}", "", sid)):
        yield Problem(rules.INVALID_SID, f"Sid {_shown(sid)} has other characters than letters and digits", "Sid")


_SID = re.compile(r"[0-9A-Za-z]*")
_PSEUDO_PARAMETER = re.compile(r"\$\{AWS::(AccountId|Partition|Region|URLSuffix)\}")


def _effect(statement: Statement) -> t.Iterator[Problem]:
    if "Effect" not in statement:
        yield Problem(rules.INVALID_EFFECT, "Effect is missing; write Allow or Deny", "Effect")
    elif statement["Effect"] not in ("Allow", "Deny"):
        effect = _shown(statement["Effect"])
        yield Problem(rules.INVALID_EFFECT, f"Effect is {effect}; write Allow or Deny, in this case", "Effect")


def _presence(statement: Statement, kind: DocumentKind) -> t.Iterator[Problem]:
    """Each element or its negation, where there has to be one, and not both."""
    of = _PRESENCE["trust" if kind == "trust" else "identity"]
    for element in of.prohibited:
        if element in statement:
            yield Problem(rules.PROHIBITED_ELEMENT, f"{of.noun} has no {element}", element)
    for element in of.needed:
        found = [name for name in (element, f"Not{element}") if name in statement and name not in of.prohibited]
        if len(found) > 1:
            yield Problem(rules.CONFLICTING_ELEMENTS, f"{found[0]} and {found[1]} exclude each other", element)
        elif not found or statement[found[0]] in ([], {}):
            said = "is missing" if not found else "is empty"
            yield Problem(rules.MISSING_ELEMENT, f"{element} {said}; a statement of {of.noun} needs it", element)


class _Presence(t.NamedTuple):
    """Elements that a statement needs, it or its negation, and those it must not have."""

    noun: str
    needed: tuple[str, ...]
    prohibited: tuple[str, ...]


_PRESENCE: t.Final = {
    "trust": _Presence("a trust policy", ("Action", "Principal"), ("Resource", "NotResource", "NotPrincipal")),
    "identity": _Presence("a policy of an identity", ("Action", "Resource"), ("Principal", "NotPrincipal")),
}


def _each_text(
    statement: Statement, element: str, check: t.Callable[[str, str], t.Iterator[Problem]]
) -> t.Iterator[Problem]:
    for member in policy.as_list(statement.get(element, [])):
        if isinstance(member, str):
            yield from check(element, member)
        else:
            yield Problem(rules.INVALID_TYPE, f"{element} is text or a list of texts", element)


def _action(element: str, action: str) -> t.Iterator[Problem]:
    prefix, colon, name = _PSEUDO_PARAMETER.sub(_specimen, action).partition(":")
    if action == "*":
        return
    if not colon:
        message = f"{_shown(action)} has no service's prefix, as in s3:GetObject"
    elif ":" in name:
        message = f"{_shown(action)} has more than one colon"
    elif action != "*:*" and not _VENDOR.fullmatch(prefix):
        message = f"{_shown(prefix)} is no service's prefix: letters, digits, hyphens and periods, without wildcards"
    else:
        return
    yield Problem(rules.INVALID_ACTION, message, element)


_VENDOR = re.compile(r"[A-Za-z0-9.-]+")


def _trust_action(element: str, action: str) -> t.Iterator[Problem]:
    pattern = _PSEUDO_PARAMETER.sub(_specimen, action).lower()
    if not pattern.startswith("sts:") or not any(coverage.matches(pattern, known) for known in _TRUST_ACTIONS):
        names = "sts:AssumeRole, sts:AssumeRoleWithSAML, sts:AssumeRoleWithWebIdentity, sts:TagSession and the like"
        yield Problem(rules.INVALID_TRUST_ACTION, f"{_shown(action)} is no action of a trust policy: {names}", element)


_TRUST_ACTIONS: t.Final = (
    *("sts:assumerole", "sts:assumerolewithsaml", "sts:assumerolewithwebidentity"),
    *("sts:setcontext", "sts:setsourceidentity", "sts:tagsession"),
)


def _resource(element: str, resource: str) -> t.Iterator[Problem]:
    message = None if resource == "*" else _resource_problem(_PSEUDO_PARAMETER.sub(_specimen, resource))
    if message:
        yield Problem(rules.INVALID_RESOURCE, f"{_shown(resource)} {message}", element)


def _specimen(match: re.Match[str]) -> str:
    return {"AccountId": "111111111111", "Partition": "aws", "Region": "us-east-1"}.get(match.group(1), "amazonaws.com")


def _resource_problem(resource: str) -> str | None:
    parts = split(resource)
    if len(parts) == 1 or parts[0] != "arn":
        return "is neither * nor an ARN"
    if parts[1] not in (*URL_SUFFIXES, "*"):
        return f"names no partition of AWS: {_shown(parts[1])}"
    if len(parts) == 2 or not parts[2] or re.search(r"[*?]", parts[2]):
        return "names no service; wildcards do not stand for one"
    # IAM completes an ARN that is too short with wildcards, unless it has left a part empty.
    if len(parts) < 6 and "" in parts[3:]:
        return "has too few parts: arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE"
    return _service_problem(*(parts + ["*"] * 4)[2:6])


def _service_problem(service: str, region: str, account: str, rest: str) -> str | None:
    if service == "iam" and region not in ("", "*"):
        return "has a region, which ARNs of IAM have not"
    if service == "route53" and region not in ("", "*"):
        return "has a region, which ARNs of Route 53 have not"
    if service == "s3" and not rest.startswith(_REGIONAL_S3_RESOURCES) and not {region, account} <= {"", "*"}:
        return "has a region or an account, which ARNs of buckets and objects have not"
    if service == "iam" and "${" in account:
        return "has a variable for its account; IAM fills in variables after the fifth colon only"
    if service == "iam" and not (rest == "*" or rest.startswith(_IAM_PATHS) or rest == "root"):
        return f"names no kind of IAM's resources: {', '.join(_IAM_PATHS)}"
    return None


_REGIONAL_S3_RESOURCES: t.Final = (
    *("accesspoint/", "access-grants/", "job/", "storage-lens/", "storage-lens-group/", "async-request/", "*"),
)
_IAM_PATHS: t.Final = (
    *("user/", "federated-user/", "role/", "group/", "instance-profile/", "mfa/", "server-certificate/", "policy/"),
    *("sms-mfa/", "saml-provider/", "oidc-provider/", "report/", "access-report/", "assumed-role/"),
    *("contextProvider/", "delegation-request/", "role-template/"),
)


def _principal(statement: Statement) -> t.Iterator[Problem]:
    principal = statement.get("Principal")
    if _is_cognito(principal) and not statement.get("Condition"):
        message = "Condition is missing; without one every identity pool of AWS could assume the role"
        yield Problem(rules.MISSING_ELEMENT, message, "Condition")
    yield from _shared_provider(statement, principal)
    if principal is None or principal in ("*", {}):
        return
    if not isinstance(principal, dict):
        message = f"Principal is {_shown(principal)}; write * or a mapping such as AWS: ARN"
        yield Problem(rules.INVALID_PRINCIPAL, message, "Principal")
        return
    for kind, members in principal.items():
        if kind not in _PRINCIPALS:
            message = f"{_shown(kind)} is no kind of principal: {', '.join(_PRINCIPALS)}"
            yield Problem(rules.INVALID_PRINCIPAL, message, "Principal")
            continue
        for member in policy.as_list(members):
            if not isinstance(member, str):
                yield Problem(rules.INVALID_TYPE, f"Principal.{kind} is text or a list of texts", "Principal")
            elif not _PRINCIPALS[kind].fullmatch(_PSEUDO_PARAMETER.sub(_specimen, member)):
                message = f"{_shown(member)} is no principal of the kind {kind}: {_PRINCIPAL_FORMS[kind]}"
                yield Problem(rules.INVALID_PRINCIPAL, message, "Principal")


def _is_cognito(principal: t.Any) -> bool:
    providers = policy.as_list(principal.get("Federated", [])) if isinstance(principal, dict) else []
    return "cognito-identity.amazonaws.com" in providers


def _shared_provider(statement: Statement, principal: t.Any) -> t.Iterator[Problem]:
    """A provider that all the world shares says who somebody is in claims, and IAM wants some of them looked at."""
    providers = policy.as_list(principal.get("Federated", [])) if isinstance(principal, dict) else []
    condition = statement.get("Condition")
    for provider, claims in _SHARED_PROVIDERS.items():
        named = any(isinstance(each, str) and each.endswith(f":oidc-provider/{provider}") for each in providers)
        wanted = {f"{provider}:{claim}" for claim in claims}
        if named and statement.get("Effect") == "Allow" and not wanted & _restricted_keys(condition):
            message = f"no condition restricts {' or '.join(sorted(wanted))}; without one everybody there could come"
            yield Problem(rules.MISSING_ELEMENT, message, "Condition")


# IAM user guide, "Identity-provider controls for shared OIDC providers".
_SHARED_PROVIDERS: t.Final[t.Mapping[str, tuple[str, ...]]] = {
    "token.actions.githubusercontent.com": ("sub", "job_workflow_ref"),
}


def _restricted_keys(condition: t.Any) -> set[str]:
    """The keys of a condition, in lower case, with other values than the one that all have."""
    operators = condition.values() if isinstance(condition, dict) else ()
    pairs = [pair for keys in operators if isinstance(keys, dict) for pair in keys.items()]
    return {key.lower() for key, values in pairs if policy.as_list(values) != ["*"]}


_SERVICE_SUFFIXES: t.Final = "|".join(
    re.escape(suffix) for suffix in sorted({*URL_SUFFIXES.values(), "amazon.com", "aws.internal", "aws.com"})
)
_ACCOUNT: t.Final = r"arn:aws(?:-[a-z]+)*:(?:iam|sts)::[0-9]{12}:"
_PRINCIPALS: t.Final[t.Mapping[str, re.Pattern[str]]] = {
    "AWS": re.compile(
        rf"\*|[0-9]{{12}}|[0-9]{{4}}-[0-9]{{4}}-[0-9]{{4}}|A[A-Z0-9]{{15,127}}|{_ACCOUNT}root|{_ACCOUNT}(?:user|role|assumed-role|federated-user)/[^*?]+"
    ),
    "Service": re.compile(rf"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.(?:{_SERVICE_SUFFIXES})"),
    "Federated": re.compile(r"\*|[^*?\s]+"),
    "CanonicalUser": re.compile(r"\*|[0-9a-f]{64}"),
}
_PRINCIPAL_FORMS: t.Final[t.Mapping[str, str]] = {
    "AWS": "*, an account's number, or the ARN of an account's root, user, role or session, without wildcards",
    "Service": "a name such as lambda.amazonaws.com",
    "Federated": "a provider's ARN or name",
    "CanonicalUser": "64 hexadecimal digits",
}


def _condition(statement: Statement) -> t.Iterator[Problem]:
    condition = statement.get("Condition", {})
    if not isinstance(condition, dict):
        yield Problem(rules.INVALID_CONDITION, "Condition is a mapping of condition operators", "Condition")
        return
    for operator, keys in condition.items():
        element = f"Condition.{operator}"
        if not isinstance(keys, dict):
            yield Problem(rules.INVALID_CONDITION, f"under {_shown(operator)} stands no mapping of keys", element)
            continue
        # IAM takes any name for an operator that asks for nothing.
        if keys and not _OPERATOR.fullmatch(operator):
            yield Problem(rules.INVALID_OPERATOR, f"{_shown(operator)} is no condition operator", element)
        for key, values in keys.items():
            yield from _value_problems(operator, key, values)


_OPERATOR = re.compile(
    r"(?:ForAnyValue:|ForAllValues:)?"
    r"(?:String(?:Not)?(?:Equals|EqualsIgnoreCase|Like)"
    r"|(?:Numeric|Date)(?:(?:Not)?Equals|(?:Less|Greater)Than(?:Equals)?)"
    r"|Bool|BinaryEquals|(?:Not)?IpAddress|Arn(?:Not)?(?:Equals|Like))(?:IfExists)?"
    r"|(?:ForAnyValue:|ForAllValues:)?Null",
    re.IGNORECASE,
)


def _value_problems(operator: str, key: str, values: t.Any) -> t.Iterator[Problem]:
    element = f"Condition.{operator}.{key}"
    for value in policy.as_list(values):
        if not isinstance(value, str):
            yield Problem(rules.INVALID_CONDITION, f"{_shown(key)} has a value that is no text", element)
            continue
        wanted = condition_values.wanted(operator, _PSEUDO_PARAMETER.sub(_specimen, value))
        if wanted:
            yield Problem(rules.INVALID_VALUE, f"{operator} takes {wanted}, not {_shown(value)}", element)


def _shown(value: t.Any) -> str:
    """A value as a message quotes it: not longer than a line."""
    text = value if isinstance(value, str) else repr(value)
    return repr(text if len(text) <= 80 else text[:77] + "...")
