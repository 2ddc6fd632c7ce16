# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What IAM takes in a policy document, and its author should look at again: grants too wide, and grants of nothing.

Sources: the IAM user guide's I(Security best practices in IAM), I(The confused deputy problem) and the pages of the
elements. What exists is looked up in the catalogue, where there is one.
"""

from __future__ import annotations

import re
import typing as t

from .._arn import split
from .._policy import coverage, rules
from .._policy import document as policy
from .._policy.problem import DocumentKind, Problem
from .catalogue import Catalogue
from .condition_keys import GLOBAL_KEYS, IDENTITY_PROVIDER_KEY, PREFIXES_WITHOUT_ACTIONS

Statement = t.Mapping[str, t.Any]


def statement_problems(statement: Statement, kind: DocumentKind, catalogue: Catalogue | None) -> t.Iterator[Problem]:
    """What one statement should not say. Only what IAM takes is looked at; the grammar has seen the rest."""
    if statement.get("Effect") == "Allow":
        if kind == "trust":
            yield from _trust(statement)
        else:
            yield from _grants(statement, catalogue)
    for element in ("Action", "NotAction"):
        yield from _unknown_actions(statement, element, catalogue)
    for element in ("Resource", "NotResource"):
        yield from _unknown_resource_types(statement, element, catalogue)
    yield from _operators(statement)
    yield from _unknown_condition_keys(statement, catalogue)
    yield from _placeholders(statement)


def redundant_statements(document: policy.Document) -> t.Iterator[tuple[int, Problem]]:
    """Statements that another one makes redundant, by position. Of two that say the same it is the later one."""
    statements = policy.canonical_statements(document, "aws")
    for position, statement in enumerate(statements):
        for other_position, other in enumerate(statements):
            if position == other_position or not coverage.statement(other, statement):
                continue
            if other_position < position or not coverage.statement(statement, other):
                name = other.get("Sid") or f"Statement[{other_position}]"
                yield position, Problem(rules.REDUNDANT_STATEMENT, f"{name} says all that this statement says")
                break


def _texts(statement: Statement, element: str) -> list[str]:
    return [each for each in policy.as_list(statement.get(element, [])) if isinstance(each, str)]


def _grants(statement: Statement, catalogue: Catalogue | None) -> t.Iterator[Problem]:
    if "NotAction" in statement:
        excluded = _listed(_texts(statement, "NotAction"))
        yield Problem(rules.ALLOW_NOT_ACTION, f"every action but {excluded} is allowed", "NotAction")
    if "NotResource" in statement:
        excluded = _listed(_texts(statement, "NotResource"))
        yield Problem(rules.ALLOW_NOT_RESOURCE, f"every resource but {excluded} is allowed", "NotResource")
    for action in _texts(statement, "Action"):
        prefix, _colon, name = action.partition(":")
        if set(action) <= {"*", ":"}:
            yield Problem(rules.WILDCARD_ACTION, f"{action} allows every action of every service", "Action")
        elif name and set(name) == {"*"}:
            yield Problem(rules.SERVICE_WILDCARD, f"{action} allows every action of {prefix}", "Action")
    yield from _wildcard_resources(statement, catalogue)
    yield from _mixed_services(statement)
    yield from _pass_role(statement)


def _wildcard_resources(statement: Statement, catalogue: Catalogue | None) -> t.Iterator[Problem]:
    actions = _texts(statement, "Action")
    for resource in dict.fromkeys(_texts(statement, "Resource")):
        if resource == "*":
            # Some actions know no other resource. A pattern counts if all that it stands for do.
            restrictable = [action for action in actions if catalogue and _works_on_resources(catalogue, action)]
            if restrictable:
                message = f"{_listed(restrictable)} can be restricted to resources, and here is allowed on all"
                yield Problem(rules.WILDCARD_RESOURCE, message, "Resource")
        elif _is_all_of_a_service(resource):
            message = f"{resource} stands for all resources of the service, in every account"
            yield Problem(rules.WILDCARD_RESOURCE, message, "Resource")


def _works_on_resources(catalogue: Catalogue, action: str) -> bool:
    types = catalogue.resource_types(action)
    return bool(types) and all(types or ())


def _is_all_of_a_service(resource: str) -> bool:
    """Whether an ARN has nothing but wildcards for the account, where it has one, and for the resource."""
    parts = (split(resource) + ["*"] * 6)[:6]
    return parts[0] == "arn" and parts[4] in ("", "*") and bool(re.fullmatch(r"[*/:]*\*", parts[5]))


def _mixed_services(statement: Statement) -> t.Iterator[Problem]:
    services = sorted({action.partition(":")[0].lower() for action in _texts(statement, "Action") if ":" in action})
    resources = _texts(statement, "Resource")
    of_services = {parts[2] for parts in map(split, resources) if len(parts) > 2}
    # Where the resources are of one service, the others' actions may well be about them, as iam:PassRole is.
    if len(services) > 1 and len(of_services & {*services}) > 1:
        message = f"actions of {_listed(services)} share a statement: each is allowed on the resources of all"
        yield Problem(rules.MIXED_SERVICES, message, "Action")


def _pass_role(statement: Statement) -> t.Iterator[Problem]:
    actions = [action for action in _texts(statement, "Action") if coverage.action(action, "iam:PassRole")]
    # The full wildcards have a finding of their own.
    actions = [action for action in actions if action.lower() not in ("*", "*:*", "iam:*")]
    if actions and "iam:passedtoservice" not in _positive_keys(statement, _NEGATIVE):
        message = f"{_listed(actions)} lets the role be passed to every service; restrict it with iam:PassedToService"
        yield Problem(rules.PASS_ROLE, message, "Action")


def _trust(statement: Statement) -> t.Iterator[Problem]:
    principal = statement.get("Principal")
    if principal == "*":
        yield Problem(rules.UNUSUAL_SPELLING, 'a bare "*"; write {"AWS": "*"}', "Principal")
    for action in _texts(statement, "Action"):
        if action not in _TRUST_ACTIONS:
            message = f"{action}; write the action in AWS's case and without wildcards, such as sts:AssumeRole"
            yield Problem(rules.UNUSUAL_SPELLING, message, "Action")
    members = principal if isinstance(principal, dict) else {"AWS": principal}
    restricted = _positive_keys(statement, _NEGATIVE_OR_ABSENT)
    if "*" in policy.as_list(members.get("AWS", [])) and not restricted:
        message = "everybody may assume the role; name who, or add a condition that says what they must have"
        yield Problem(rules.PUBLIC_PRINCIPAL, message, "Principal")
    services = [each for each in policy.as_list(members.get("Service", [])) if isinstance(each, str)]
    if services and not restricted & _SOURCE_KEYS:
        message = (
            f"{_listed(services)} may assume the role on behalf of anybody; restrict it with aws:SourceAccount, "
            "if the service sends it"
        )
        yield Problem(rules.CONFUSED_DEPUTY, message, "Principal")


_TRUST_ACTIONS: t.Final = frozenset(
    f"sts:{name}"
    for name in (
        *("AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"),
        *("SetContext", "SetSourceIdentity", "TagSession"),
    )
)
_SOURCE_KEYS: t.Final = frozenset(("aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths"))


def _positive_keys(statement: Statement, negative: re.Pattern[str]) -> set[str]:
    """The condition keys, in lower case, whose values are restricted by other operators than those named."""
    condition = statement.get("Condition")
    operators = condition.items() if isinstance(condition, dict) else ()
    return {
        key.lower()
        for operator, keys in operators
        if isinstance(keys, dict) and not negative.search(operator)
        for key, values in keys.items()
        # What any value fulfils is no restriction.
        if not any(isinstance(value, str) and set(value) == {"*"} for value in policy.as_list(values))
    }


# A value that a key must not have restricts little.
_NEGATIVE = re.compile("not|null", re.IGNORECASE)
# A service that sends no such key passes where the key may be missing; iam:PassRole always has its own.
_NEGATIVE_OR_ABSENT = re.compile("not|null|ifexists|forallvalues", re.IGNORECASE)


def _unknown_actions(statement: Statement, element: str, catalogue: Catalogue | None) -> t.Iterator[Problem]:
    for action in _texts(statement, element):
        prefix, _colon, name = action.partition(":")
        if catalogue is None or not name or prefix == "*":
            continue
        types = catalogue.resource_types(action)
        if types is None:
            yield Problem(rules.UNKNOWN_ACTION, f"{action}: no service has the prefix {prefix}", element)
        elif not types:
            yield Problem(rules.UNKNOWN_ACTION, f"{action}: {prefix} has no such action", element)


def _unknown_resource_types(statement: Statement, element: str, catalogue: Catalogue | None) -> t.Iterator[Problem]:
    for resource in _texts(statement, element):
        if catalogue is not None and not catalogue.knows_resource(resource):
            message = f"{resource} has the form of no resource type of {split(resource)[2]}"
            yield Problem(rules.UNKNOWN_RESOURCE_TYPE, message, element)


def _operators(statement: Statement) -> t.Iterator[Problem]:
    condition = statement.get("Condition")
    for operator, keys in condition.items() if isinstance(condition, dict) else ():
        if keys and not _CAMEL_CASE.fullmatch(operator):
            message = f"{operator}; write the condition operator in AWS's case, such as StringEquals"
            yield Problem(rules.UNUSUAL_SPELLING, message, f"Condition.{operator}")


_CAMEL_CASE = re.compile(
    r"(?:ForAnyValue:|ForAllValues:)?(?:(?:String|Numeric|Date|Arn)(?:Not)?|Binary)?(?:Equals|EqualsIgnoreCase|Like)"
    r"(?:IfExists)?|(?:ForAnyValue:|ForAllValues:)?(?:(?:Numeric|Date)(?:Less|Greater)Than(?:Equals)?|Bool"
    r"|(?:Not)?IpAddress|Null)(?:IfExists)?"
)


def _unknown_condition_keys(statement: Statement, catalogue: Catalogue | None) -> t.Iterator[Problem]:
    condition = statement.get("Condition")
    for operator, keys in condition.items() if isinstance(condition, dict) and catalogue else ():
        for key in keys if isinstance(keys, dict) else ():
            if not _is_known_key(key, t.cast(Catalogue, catalogue)):
                element = f"Condition.{operator}.{key}"
                yield Problem(rules.UNKNOWN_CONDITION_KEY, f"{key} is no condition key of AWS", element)


def _is_known_key(key: str, catalogue: Catalogue) -> bool:
    """Of a global key, whether it exists; of a service's or an identity provider's, whether those exist."""
    key = _VARIABLE.sub("x", key)
    name = key.partition("/")[0].lower()
    prefix, colon, _rest = name.partition(":")
    if prefix == "aws":
        return name in GLOBAL_KEYS
    if IDENTITY_PROVIDER_KEY.fullmatch(key) or prefix in PREFIXES_WITHOUT_ACTIONS:
        return True
    return bool(colon) and catalogue.has_service(prefix)


_VARIABLE = re.compile(r"\$\{[^${}]*\}")


def _placeholders(statement: Statement) -> t.Iterator[Problem]:
    found: dict[tuple[str, str], None] = {}
    for element, value in statement.items():
        for text in _all_texts(value):
            found.update(((element, match.group()), None) for match in _PLACEHOLDER.finditer(text))
    for element, placeholder in found:
        message = f"{placeholder} is the placeholder of a tutorial; write your own value"
        yield Problem(rules.PLACEHOLDER, message, element)


_PLACEHOLDER = re.compile(
    r"(?<![0-9])123456789012(?![0-9])|(?<![0-9A-Fa-f])01234567890123456789012345678901(?![0-9A-Fa-f])"
    r"|(?<=:::)bucket-name(?![a-z0-9.-])"
)


def _all_texts(value: t.Any) -> t.Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, member in value.items():
            yield from _all_texts(key)
            yield from _all_texts(member)
    elif isinstance(value, list):
        for member in value:
            yield from _all_texts(member)


def _listed(names: t.Sequence[str]) -> str:
    """Names for people, the first few of many."""
    shown = ", ".join(names[:_SHOWN])
    return shown if len(names) <= _SHOWN else f"{shown} and {len(names) - _SHOWN} more"


_SHOWN: t.Final = 4
