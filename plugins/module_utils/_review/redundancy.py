# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a document says more than once: statements, and parts of a statement, that others cover."""

from __future__ import annotations

import ipaddress
import re
import typing as t

from .._arn import split
from .._finding import Rule
from .._policy import coverage, operators
from .._policy import risk_rules as rules
from .._policy.document import Document
from .._policy.operators import Operator
from .._policy.problem import Problem
from .._policy.statement import Condition, Statement

# Comparing each with each takes time that grows with the square.
_MOST_COMPARED: t.Final = 250


def statements(document: Document) -> t.Iterator[tuple[int, Problem]]:
    """Statements that another one makes redundant, by position. Of two that say the same it is the later one."""
    canonical = document.canonical_statements("aws")
    for position, statement in enumerate(canonical):
        for other_position, other in enumerate(canonical):
            if position == other_position or not coverage.statement(other, statement):
                continue
            if other_position < position or not coverage.statement(statement, other):
                name = other.sid or f"Statement[{other_position}]"
                yield position, Problem(rules.REDUNDANT_STATEMENT, f"{name} covers everything in this statement")
                break


def problems(statement: Statement) -> t.Iterator[Problem]:
    """Actions, resources, principals and values of a statement that another one of them covers."""
    for element, covers, rule in (
        ("Action", coverage.action, rules.REDUNDANT_ACTION),
        ("NotAction", coverage.action, rules.REDUNDANT_ACTION),
        ("Resource", _resource, rules.REDUNDANT_RESOURCE),
        ("NotResource", _resource, rules.REDUNDANT_RESOURCE),
    ):
        yield from _redundant(rule, element, statement.texts(element) or (), covers)
    for kind, members in (statement.principals or {}).items():
        of_principals: coverage.Covers = _principal if kind == "AWS" else coverage.equal
        yield from _redundant(rules.REDUNDANT_PRINCIPAL, "Principal", members, of_principals)
    for condition in statement.conditions:
        operator = operators.parse(condition.operator)
        if operator is not None:
            element = f"Condition.{condition.operator}.{condition.key}"
            yield from _redundant(rules.REDUNDANT_VALUE, element, condition.values, _of_values(operator, condition))


def _redundant(rule: Rule, element: str, texts: t.Sequence[str], covers: coverage.Covers) -> t.Iterator[Problem]:
    if not 1 < len(texts) <= _MOST_COMPARED:
        return
    # Of patterns, only one with a wildcard covers others, and only those that begin as it does.
    is_pattern = covers in _OF_PATTERNS
    wide = [(_beginning(text), text) for text in texts if not is_pattern or _WILDCARD.search(text)]
    seen: set[str] = set()
    for text in texts:
        if text in seen:
            yield Problem(rule, f"{text} is listed twice", element)
        elif wide and covers is not coverage.equal:
            other = _covering(text, wide, covers)
            if other is not None:
                yield Problem(rule, f"{text} is covered by {other}; leave it out", element)
        seen.add(text)


def _covering(text: str, wide: t.Sequence[tuple[str, str]], covers: coverage.Covers) -> str | None:
    lower = text.lower()
    for beginning, other in wide:
        if lower.startswith(beginning) and other != text and covers(other, text):
            return other
    return None


def _resource(resource: str, other: str) -> bool:
    """Whether a resource covers another one of the same type: a bucket's objects are named beside it on purpose."""
    return (resource == "*" or _separators(resource) == _separators(other)) and coverage.arn(resource, other)


def _separators(resource: str) -> tuple[int, int]:
    return resource.count("/"), resource.count(":")


_WILDCARD = re.compile(r"[*?]")


def _beginning(text: str) -> str:
    """What a text has before its first wildcard, in lower case; one without wildcards covers by other means."""
    return _WILDCARD.split(text, maxsplit=1)[0].lower() if _WILDCARD.search(text) else ""


_OF_PATTERNS: t.Final = (coverage.action, coverage.arn, coverage.glob, _resource)


def _of_values(operator: Operator, condition: Condition) -> coverage.Covers:
    """When one value of a condition covers another one."""
    if operator.comparison == "string" and operator.is_like:
        return coverage.glob
    name = condition.operator.lower()
    if "lessthan" in name or "greaterthan" in name:
        return _higher if "lessthan" in name else _lower
    return {"arn": coverage.arn, "ipaddress": _range}.get(operator.comparison, coverage.equal)


def _higher(value: str, other: str) -> bool:
    return _NUMBER.fullmatch(value) is not None and _NUMBER.fullmatch(other) is not None and float(value) > float(other)


def _lower(low: str, high: str) -> bool:
    return _higher(high, low)


_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,9})?")


def _range(value: str, other: str) -> bool:
    """Whether a range of addresses contains another one, or an address."""
    try:
        wide, narrow = ipaddress.ip_network(value, strict=False), ipaddress.ip_network(other, strict=False)
    except ValueError:
        # A policy variable.
        return False
    return wide != narrow and narrow[0] in wide and narrow[-1] in wide


def _principal(principal: str, other: str) -> bool:
    """Whether a principal covers another one: all of them, or a role its sessions."""
    if principal == "*":
        return True
    _role, found, name = principal.partition(":role/")
    return (
        bool(found) and f":assumed-role/{name.rpartition('/')[2]}/" in other and _account(principal) == _account(other)
    )


def _account(arn: str) -> str:
    return split(arn)[4]
