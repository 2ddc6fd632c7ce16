# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Policy variables that IAM takes literally, or for nothing: misspelt, unclosed, or where it resolves none.

Source: the IAM user guide, I(IAM policy elements: Variables and tags).
"""

from __future__ import annotations

import re
import typing as t

from .._policy import operators
from .._policy import risk_rules as rules
from .._policy.problem import Problem, shown
from .._policy.statement import Statement
from . import condition_keys

# Variables that stand for the character in them.
_CHARACTERS: t.Final = frozenset("*?$")
_VARIABLE = re.compile(r"\$\{([^{}]*)\}?")
_DEFAULT = re.compile(r"(?P<key>[^,]*?)\s*,\s*(?P<value>.*)")


def problems(statement: Statement, version: t.Any) -> t.Iterator[Problem]:
    """The problems of the variables of a statement in a document of this version."""
    for element, text in _texts(statement):
        if "${" not in text:
            continue
        for message in filter(None, (_fault(match) for match in _VARIABLE.finditer(text))):
            yield Problem(rules.MALFORMED_VARIABLE, f"{message} in {shown(text)}", element)
        if not _names(text):
            continue
        if version != "2012-10-17":
            message = (
                f"{shown(text)} has a variable, which Version 2008-10-17 takes literally; write Version 2012-10-17"
            )
            yield Problem(rules.LITERAL_VARIABLE, message, element)
        elif (place := _misplaced(element)) is not None:
            message = f"{shown(text)} has a variable, which IAM does not resolve in {place}"
            yield Problem(rules.LITERAL_VARIABLE, message, element)


def _texts(statement: Statement) -> t.Iterator[tuple[str, str]]:
    """The texts of a statement, each with its element."""
    for element in ("Resource", "NotResource"):
        for text in statement.texts(element) or ():
            yield element, text
    for members in (statement.principals or {}).values():
        for text in members:
            yield "Principal", text
    for condition in statement.conditions:
        for text in condition.values:
            yield f"Condition.{condition.operator}.{condition.key}", text


def _names(text: str) -> list[str]:
    """The names of the variables in a text that a request gives a value."""
    found = (match.group(1) for match in _VARIABLE.finditer(text))
    return [name for name in found if name and ":" in name and not name.startswith("AWS::")]


def _fault(match: re.Match[str]) -> str | None:
    """What is wrong with the spelling of a variable."""
    text, name = match.group(), match.group(1)
    if not text.endswith("}"):
        return f"{shown(text)} has no closing brace"
    if not name.strip():
        return f"{shown(text)} names no variable; write ${{$}} for a dollar sign"
    return None if name in _CHARACTERS or name.startswith("AWS::") else _name_fault(text, name)


def _name_fault(text: str, name: str) -> str | None:
    """What is wrong with the name of a variable, or with its default value."""
    default = _DEFAULT.fullmatch(name)
    key = default["key"] if default else name
    if default and not _is_quoted(default["value"]):
        return f"the default value of {shown(text)} needs single quotes, as in ${{aws:PrincipalTag/team, 'none'}}"
    if key != key.strip() or (" " in key and "/" not in key):
        return f"{shown(text)} has white space in the name"
    return _unknown(text, key)


def _is_quoted(value: str) -> bool:
    return len(value) >= 2 and value[0] == value[-1] == "'"


def _unknown(text: str, key: str) -> str | None:
    name = condition_keys.name_of(key)
    if name.startswith("aws:") and name not in condition_keys.GLOBAL_KEYS and name not in condition_keys.DEPRECATED:
        return f"{shown(text)} is not a policy variable: AWS has no key {key}"
    return None


def _misplaced(element: str) -> str | None:
    """Where a variable stands, in words, if IAM resolves none there."""
    if element == "Principal":
        return element
    if not element.startswith("Condition."):
        return None
    operator = operators.parse(element.split(".")[1])
    if operator is None or operator.comparison in ("string", "arn"):
        return None
    return f"the condition operator {element.split('.')[1]}"
