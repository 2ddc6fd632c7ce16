# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What IAM accepts in a policy document although its author should look at it again: too wide grants, and empty ones.

Sources: the IAM user guide's I(Security best practices in IAM), I(The confused deputy problem) and the pages of the
elements. Whether actions, condition keys and resource types exist is looked up in the catalogue, if there is one.
"""

from __future__ import annotations

import re
import typing as t

from .._arn import split
from .._policy import coverage, rules
from .._policy.document import Document
from .._policy.grammar import TRUST_ACTIONS
from .._policy.problem import DocumentKind, Problem
from .._policy.statement import Statement
from .catalogue import Catalogue
from .condition_keys import GLOBAL_KEYS, IDENTITY_PROVIDER_KEY, PREFIXES_WITHOUT_ACTIONS


def statement_problems(statement: Statement, kind: DocumentKind, catalogue: Catalogue | None) -> t.Iterator[Problem]:
    """The problems of a statement that IAM accepts; the grammar has found all others."""
    if statement.effect == "Allow":
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


def redundant_statements(document: Document) -> t.Iterator[tuple[int, Problem]]:
    """Statements that another one makes redundant, by position. Of two that say the same it is the later one."""
    statements = document.canonical_statements("aws")
    for position, statement in enumerate(statements):
        for other_position, other in enumerate(statements):
            if position == other_position or not coverage.statement(other, statement):
                continue
            if other_position < position or not coverage.statement(statement, other):
                name = other.sid or f"Statement[{other_position}]"
                yield position, Problem(rules.REDUNDANT_STATEMENT, f"{name} covers everything in this statement")
                break


def _texts(statement: Statement, element: str) -> tuple[str, ...]:
    return statement.texts(element) or ()


def _grants(statement: Statement, catalogue: Catalogue | None) -> t.Iterator[Problem]:
    if "NotAction" in statement:
        excluded = _listed(_texts(statement, "NotAction"))
        yield Problem(rules.ALLOW_NOT_ACTION, f"allows every action except {excluded}", "NotAction")
    if "NotResource" in statement:
        excluded = _listed(_texts(statement, "NotResource"))
        message = f"allows its actions on every resource except {excluded}"
        yield Problem(rules.ALLOW_NOT_RESOURCE, message, "NotResource")
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
            # Some actions support no other resource. A pattern counts if every action that it matches does.
            restrictable = [action for action in actions if catalogue and _works_on_resources(catalogue, action)]
            if restrictable:
                message = f"{_listed(restrictable)} can be restricted to resources, but is allowed on all of them"
                yield Problem(rules.WILDCARD_RESOURCE, message, "Resource")
        elif _is_all_of_a_service(resource):
            message = f"{resource} matches every resource of the service in every account"
            yield Problem(rules.WILDCARD_RESOURCE, message, "Resource")


def _works_on_resources(catalogue: Catalogue, action: str) -> bool:
    actions = catalogue.actions(action)
    return bool(actions) and all(each.resource_types for each in actions or ())


def _is_all_of_a_service(resource: str) -> bool:
    """Whether an ARN has only wildcards for the resource and, if it has an account, for the account."""
    parts = (split(resource) + ["*"] * 6)[:6]
    return parts[0] == "arn" and parts[4] in ("", "*") and bool(re.fullmatch(r"[*/:]*\*", parts[5]))


def _mixed_services(statement: Statement) -> t.Iterator[Problem]:
    services = sorted({action.partition(":")[0].lower() for action in _texts(statement, "Action") if ":" in action})
    resources = _texts(statement, "Resource")
    of_services = {parts[2] for parts in map(split, resources) if len(parts) > 2}
    # If all resources are of one service, the other services' actions may well apply to them, as iam:PassRole does.
    if len(services) > 1 and len(of_services & {*services}) > 1:
        message = f"the statement mixes actions of {_listed(services)}: each is allowed on the resources of all"
        yield Problem(rules.MIXED_SERVICES, message, "Action")


def _pass_role(statement: Statement) -> t.Iterator[Problem]:
    actions = [action for action in _texts(statement, "Action") if coverage.action(action, "iam:PassRole")]
    # Full wildcards have a finding of their own.
    actions = [action for action in actions if action.lower() not in ("*", "*:*", "iam:*")]
    if actions and "iam:passedtoservice" not in _positive_keys(statement, _NEGATIVE):
        message = f"{_listed(actions)} allows passing the role to any service; restrict it with iam:PassedToService"
        yield Problem(rules.PASS_ROLE, message, "Action")


def _trust(statement: Statement) -> t.Iterator[Problem]:
    if statement.plain.get("Principal") == "*":
        yield Problem(rules.UNUSUAL_SPELLING, 'a bare "*"; write {"AWS": "*"}', "Principal")
    for action in _texts(statement, "Action"):
        if action not in TRUST_ACTIONS:
            message = f"{action}; write the action in AWS's case and without wildcards, such as sts:AssumeRole"
            yield Problem(rules.UNUSUAL_SPELLING, message, "Action")
    yield from _trusted(statement.principals or {}, _positive_keys(statement, _NEGATIVE_OR_ABSENT))


def _trusted(principals: t.Mapping[str, tuple[str, ...]], restricted: set[str]) -> t.Iterator[Problem]:
    """Principals that need a condition: everybody, and services that act for others."""
    if "*" in principals.get("AWS", ()) and not restricted:
        message = "anyone can assume the role; name the principals, or add a condition that restricts them"
        yield Problem(rules.PUBLIC_PRINCIPAL, message, "Principal")
    services = principals.get("Service", ())
    if services and not restricted & _SOURCE_KEYS:
        message = (
            f"{_listed(services)} can assume the role on behalf of any account; restrict it with aws:SourceAccount, "
            "if the service sends it"
        )
        yield Problem(rules.CONFUSED_DEPUTY, message, "Principal")


_SOURCE_KEYS: t.Final = frozenset(("aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths"))


def _positive_keys(statement: Statement, negative: re.Pattern[str]) -> set[str]:
    """The condition keys, in lower case, whose values are restricted by operators other than the negative ones."""
    return {
        condition.key.lower()
        for condition in statement.conditions
        if not negative.search(condition.operator)
        # A wildcard among the values, which any value matches, lifts the restriction.
        and not any(value and not value.strip("*") for value in condition.values)
    }


# An operator that excludes values restricts little.
_NEGATIVE = re.compile("not|null", re.IGNORECASE)
# A request without the key passes these too. A service may not send it; iam:PassRole always has its own.
_NEGATIVE_OR_ABSENT = re.compile("not|null|ifexists|forallvalues", re.IGNORECASE)


def _unknown_actions(statement: Statement, element: str, catalogue: Catalogue | None) -> t.Iterator[Problem]:
    for action in _texts(statement, element):
        prefix, _colon, name = action.partition(":")
        if catalogue is None or not name or prefix == "*":
            continue
        names = catalogue.action_names(action)
        if names is None:
            yield Problem(rules.UNKNOWN_ACTION, f"{action}: no service has the prefix {prefix}", element)
        elif not names:
            yield Problem(rules.UNKNOWN_ACTION, f"{action}: {prefix} has no such action", element)


def _unknown_resource_types(statement: Statement, element: str, catalogue: Catalogue | None) -> t.Iterator[Problem]:
    for resource in _texts(statement, element):
        if catalogue is not None and not catalogue.knows_resource(resource):
            message = f"{resource} has the ARN format of no resource type of {split(resource)[2]}"
            yield Problem(rules.UNKNOWN_RESOURCE_TYPE, message, element)


def _operators(statement: Statement) -> t.Iterator[Problem]:
    for operator, keys in statement.condition.items():
        if keys and not _CAMEL_CASE.fullmatch(operator):
            message = f"{operator}; write the condition operator in AWS's case, such as StringEquals"
            yield Problem(rules.UNUSUAL_SPELLING, message, f"Condition.{operator}")


_CAMEL_CASE = re.compile(
    r"(?:ForAnyValue:|ForAllValues:)?(?:(?:String|Numeric|Date|Arn)(?:Not)?|Binary)?(?:Equals|EqualsIgnoreCase|Like)"
    r"(?:IfExists)?|(?:ForAnyValue:|ForAllValues:)?(?:(?:Numeric|Date)(?:Less|Greater)Than(?:Equals)?|Bool"
    r"|(?:Not)?IpAddress|Null)(?:IfExists)?"
)


def _unknown_condition_keys(statement: Statement, catalogue: Catalogue | None) -> t.Iterator[Problem]:
    for condition in statement.conditions:
        if catalogue is not None and not _is_known_key(condition.key, catalogue):
            element = f"Condition.{condition.operator}.{condition.key}"
            yield Problem(rules.UNKNOWN_CONDITION_KEY, f"{condition.key} is not an AWS condition key", element)


def _is_known_key(key: str, catalogue: Catalogue) -> bool:
    """Whether a global key exists; for a key of a service or an identity provider, whether that exists."""
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
    for element, value in statement.plain.items():
        for text in _all_texts(value):
            found.update(((element, match.group()), None) for match in _PLACEHOLDER.finditer(text))
    for element, placeholder in found:
        message = f"{placeholder} is a tutorial's placeholder; replace it with your own value"
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
    """Names in a message: all of a few, the first few of many."""
    listed = ", ".join(names[:_MOST_LISTED])
    return listed if len(names) <= _MOST_LISTED else f"{listed} and {len(names) - _MOST_LISTED} more"


_MOST_LISTED: t.Final = 4
