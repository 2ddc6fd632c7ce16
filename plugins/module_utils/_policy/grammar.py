# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What IAM refuses in a policy document, statement by statement.

Sources: the IAM user guide's I(Grammar of the IAM JSON policy language) and the pages of the elements, and the messages
with which IAM refuses documents, as moto and public issues record them. Pseudo parameters (C(${AWS::Partition})) are
accepted wherever their values are.
"""

from __future__ import annotations

import re
import typing as t
from collections import Counter

from .._arn import SPECIMEN, URL_SUFFIXES, split
from . import condition_values, coverage, operators, principal_grammar, pseudo_parameters, resource_grammar, rules
from .document import Document
from .problem import DocumentKind, Problem, shown
from .statement import ELEMENTS, Statement, as_list


def document_problems(document: Document, kind: DocumentKind) -> t.Iterator[Problem]:
    """The problems of a document as a whole."""
    for element in document.plain:
        if element not in ("Version", "Id", "Statement"):
            message = f"unknown element {element}; a document has Version, Id and Statement"
            yield Problem(rules.UNKNOWN_ELEMENT, message, element)
    if not isinstance(document.plain.get("Id", ""), str):
        yield Problem(rules.INVALID_TYPE, "Id must be a string", "Id")
    yield from _version(document, kind)
    yield from _partitions(document)
    for reference in pseudo_parameters.unknown_in(document.text):
        yield Problem(rules.UNKNOWN_PSEUDO_PARAMETER, pseudo_parameters.unknown(reference))
    for sid, count in Counter(statement.sid for statement in document.statements if statement.sid).items():
        if count > 1:
            yield Problem(rules.REPEATED_SID, f"{count} statements have the Sid {sid}", "Sid")


def statement_problems(statement: Statement, kind: DocumentKind) -> t.Iterator[Problem]:
    """The problems of one statement."""
    for element in statement.plain:
        if element not in ELEMENTS:
            yield Problem(rules.UNKNOWN_ELEMENT, f"unknown element {element} in a statement", element)
    yield from _sid(statement)
    yield from _effect(statement)
    yield from _presence(statement, kind)
    for element in ("Action", "NotAction"):
        yield from _text_problems(statement, element, _trust_action if kind == "trust" else _action)
    for element in ("Resource", "NotResource"):
        yield from _text_problems(statement, element, resource_grammar.problems)
    if kind == "trust":
        yield from principal_grammar.problems(statement)
    yield from _condition(statement)


def _version(document: Document, kind: DocumentKind) -> t.Iterator[Problem]:
    version = document.version
    known = ("2012-10-17",) if kind in ("managed", "scp") else ("2012-10-17", "2008-10-17")
    if version not in known:
        found = f"is {shown(version)}" if "Version" in document.plain else "is missing, which means 2008-10-17"
        advice = "; put it in quotes, or YAML reads a date" if isinstance(version, (dict, list)) else ""
        yield Problem(rules.INVALID_VERSION, f"Version {found}; write {' or '.join(known)}{advice}", "Version")


def _partitions(document: Document) -> t.Iterator[Problem]:
    """An account is in one partition, and IAM accepts no resource of another one."""
    named = {
        split(resource)[1]
        for statement in document.statements
        for resource in (*(statement.resources or ()), *(statement.not_resources or ()))
        if resource.startswith("arn:")
    }
    partitions = sorted(named & {*URL_SUFFIXES})
    if len(partitions) > 1:
        message = f"resources are in the partitions {' and '.join(partitions)}, but an account is in one only"
        yield Problem(rules.INVALID_RESOURCE, message, "Resource")


def _sid(statement: Statement) -> t.Iterator[Problem]:
    if "Sid" in statement.malformed:
        yield Problem(rules.INVALID_TYPE, "Sid must be a string", "Sid")
    # Regions and URL suffixes contain other characters in every account.
    elif statement.sid and not _SID.fullmatch(pseudo_parameters.fill_known(statement.sid, SPECIMEN)):
        message = f"Sid must contain only letters and digits (got: {shown(statement.sid)})"
        yield Problem(rules.INVALID_SID, message, "Sid")


_SID = re.compile(r"[0-9A-Za-z]*")


def _effect(statement: Statement) -> t.Iterator[Problem]:
    if "Effect" not in statement:
        yield Problem(rules.INVALID_EFFECT, "Effect is missing; write Allow or Deny", "Effect")
    elif statement.effect is None:
        effect = shown(statement.plain["Effect"])
        yield Problem(rules.INVALID_EFFECT, f"Effect must be exactly Allow or Deny (got: {effect})", "Effect")


def missing_elements(statement: Statement, kind: DocumentKind) -> t.Iterator[Problem]:
    """The problems of elements that a statement needs, and that are missing or have nothing in them."""
    presence = _presence_of(kind)
    found = (problem for element in presence.needed for problem in _needed(statement, element, presence))
    yield from (problem for problem in found if problem.rule is rules.MISSING_ELEMENT)
    if kind == "trust":
        yield from principal_grammar.empty_types(statement)


class _Presence(t.NamedTuple):
    """Elements of which a statement needs each one or its negation, and elements that it must not have."""

    noun: str
    needed: tuple[str, ...]
    prohibited: tuple[str, ...]


_PRESENCE_IN_TRUST: t.Final = _Presence(
    "a trust policy", ("Action", "Principal"), ("Resource", "NotResource", "NotPrincipal")
)
_PRESENCE_IN_SCP: t.Final = _Presence("a service control policy", ("Action", "Resource"), ("Principal", "NotPrincipal"))
_PRESENCE: t.Final = _Presence("an identity-based policy", ("Action", "Resource"), ("Principal", "NotPrincipal"))


def _presence_of(kind: DocumentKind) -> _Presence:
    return {"trust": _PRESENCE_IN_TRUST, "scp": _PRESENCE_IN_SCP}.get(kind, _PRESENCE)


def _presence(statement: Statement, kind: DocumentKind) -> t.Iterator[Problem]:
    presence = _presence_of(kind)
    for element in presence.prohibited:
        if element in statement:
            yield Problem(rules.PROHIBITED_ELEMENT, f"{element} is not allowed in {presence.noun}", element)
    for element in presence.needed:
        yield from _needed(statement, element, presence)


def _needed(statement: Statement, element: str, presence: _Presence) -> t.Iterator[Problem]:
    names = {element, f"Not{element}"}.difference(presence.prohibited)
    found = sorted(names.intersection(statement.plain))
    if len(found) > 1:
        yield Problem(rules.CONFLICTING_ELEMENTS, f"{' and '.join(found)} are mutually exclusive", element)
    elif not found or statement.plain[found[0]] in ([], {}):
        state = "is empty" if found else "is missing"
        message = f"{element} {state}; every statement of {presence.noun} needs it"
        yield Problem(rules.MISSING_ELEMENT, message, element)


def _text_problems(
    statement: Statement, element: str, check: t.Callable[[str, str], t.Iterator[Problem]]
) -> t.Iterator[Problem]:
    """The problems of an element that has one text or a list of them."""
    if element in statement.malformed:
        yield Problem(rules.INVALID_TYPE, f"{element} must be a string or a list of strings", element)
    for text in statement.texts(element) or ():
        yield from check(element, text)


def _action(element: str, action: str) -> t.Iterator[Problem]:
    prefix, colon, name = pseudo_parameters.fill_known(action, SPECIMEN).partition(":")
    if action == "*":
        return
    if not colon:
        message = f"{shown(action)} lacks a service prefix, as in s3:GetObject"
    elif not name:
        message = f"{shown(action)} names no action after the colon, as in s3:GetObject"
    elif ":" in name:
        message = f"{shown(action)} has more than one colon"
    elif action != "*:*" and not _SERVICE_PREFIX.fullmatch(prefix):
        message = f"{shown(prefix)} is not a service prefix: letters, digits, hyphens and periods, no wildcards"
    else:
        return
    yield Problem(rules.INVALID_ACTION, message, element)


_SERVICE_PREFIX = re.compile(r"[A-Za-z0-9.-]+")


def _trust_action(element: str, action: str) -> t.Iterator[Problem]:
    pattern = pseudo_parameters.fill_known(action, SPECIMEN).lower()
    if not pattern.startswith("sts:") or not any(coverage.matches(pattern, known.lower()) for known in TRUST_ACTIONS):
        message = f"{shown(action)} is not an action of trust policies: {', '.join(TRUST_ACTIONS)}"
        yield Problem(rules.INVALID_TRUST_ACTION, message, element)


TRUST_ACTIONS: t.Final = (
    *("sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"),
    *("sts:SetContext", "sts:SetSourceIdentity", "sts:TagSession"),
)


def _condition(statement: Statement) -> t.Iterator[Problem]:
    condition = statement.plain.get("Condition", {})
    if not isinstance(condition, dict):
        yield Problem(rules.INVALID_CONDITION, "Condition must be a mapping of condition operators", "Condition")
        return
    for operator, keys in condition.items():
        element = f"Condition.{operator}"
        if not isinstance(keys, dict):
            message = f"{shown(operator)} must hold a mapping of condition keys"
            yield Problem(rules.INVALID_CONDITION, message, element)
            continue
        # IAM accepts any name for an operator without keys.
        if keys and operators.parse(operator) is None:
            yield Problem(rules.INVALID_OPERATOR, f"{shown(operator)} is not a condition operator", element)
        for key, values in keys.items():
            yield from _value_problems(operator, key, values)


def _value_problems(operator: str, key: str, values: t.Any) -> t.Iterator[Problem]:
    element = f"Condition.{operator}.{key}"
    for value in as_list(values):
        if not isinstance(value, str):
            yield Problem(rules.INVALID_CONDITION, f"a value of {shown(key)} is not a string", element)
            continue
        wanted = condition_values.wanted(operator, pseudo_parameters.fill_known(value, SPECIMEN))
        if wanted:
            yield Problem(rules.INVALID_VALUE, f"{operator} takes {wanted}, not {shown(value)}", element)
