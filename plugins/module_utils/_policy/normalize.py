# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plain values: reading a document turns JSON text, YAML's scalars and Ansible's tagged types into plain values.

A plain value is a mapping with text keys, a list, or a text; IAM may also return C(null). IAM stores numbers and
booleans of a policy document as text, and so do plain values: a boolean becomes C(true) or C(false), and a number
becomes its shortest text.
"""

from __future__ import annotations

import datetime
import decimal
import json
import math
import re
import typing as t
from collections import Counter
from collections.abc import Mapping

from .._errors import DocumentError
from .._finding import Rule
from . import rules

Plain: t.TypeAlias = "dict[str, Plain] | list[Plain] | str | None"
# The place of a value: the place of its container, and its key or index there. Only messages turn it into text.
Place: t.TypeAlias = "tuple[()] | tuple[Place, t.Any]"


def from_json(option: str, text: str, *, held: bool = False) -> t.Any:
    """The value of JSON text, with numbers as text; see C(plain). Raises C(DocumentError)."""
    if not text.strip():
        raise _error(option, rules.INVALID_JSON, "the document is empty")
    try:
        return json.loads(
            text,
            object_pairs_hook=lambda pairs: _without_repeats(option, pairs),
            parse_int=str,
            parse_float=str if held else _number,
            parse_constant=lambda name: _refuse_constant(option, name),
        )
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise _error(option, rules.INVALID_JSON, f"not valid JSON: {error.msg} at {place}{_hint(text)}") from None
    except RecursionError:
        raise too_deep(option) from None


def _hint(text: str) -> str:
    """The likely cause if the text is Python's notation instead of JSON."""
    if not text.lstrip().startswith("{'"):
        return ""
    return "; a template turned a mapping into text, as ansible-core 2.18 does with an unquoted Version: quote it"


def plain(option: str, value: t.Any, place: Place = (), *, held: bool = False) -> Plain:
    """The value as plain mappings, lists and texts.

    Raises C(DocumentError), and C(RecursionError) for a value that is nested too deeply. C(held) means that IAM
    returned the value: it may then contain C(null), and numbers keep their notation, because AWS does not document
    what becomes of C(1.0).
    """
    # Nearly everything in a document is text, and nearly all text is printable ASCII: a fast path for the common case.
    if isinstance(value, str):
        return str(value) if value.isascii() and value.isprintable() else _characters(option, value, place)
    if isinstance(value, (list, tuple)):
        return [plain(option, member, (place, index), held=held) for index, member in enumerate(value)]
    if isinstance(value, (dict, Mapping)):
        return {
            _key(option, key, place): plain(option, member, (place, key), held=held) for key, member in value.items()
        }
    return _held_scalar(option, value, place) if held else _scalar(option, value, place)


def too_deep(option: str) -> DocumentError:
    """The error for a document that is nested too deeply to be read."""
    return _error(option, rules.INVALID_DOCUMENT, "the document is nested too deeply")


def kind(value: t.Any) -> str:
    """The name of a value's type in messages."""
    names = {dict: "a mapping", list: "a list", str: "a string", bool: "a boolean", type(None): "null"}
    numbers = {int: "a number", float: "a number"}
    found = (name for known, name in {**names, **numbers}.items() if isinstance(value, known))
    return next(found, "of a type that JSON does not have")


def _error(option: str, rule: Rule, problem: str) -> DocumentError:
    # An unpaired surrogate cannot be encoded in UTF-8, so printing the message would fail.
    return DocumentError(option, rule.id, problem.encode(errors="backslashreplace").decode())


def _without_repeats(option: str, pairs: list[tuple[str, t.Any]]) -> dict[str, t.Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        repeated = next(key for key, count in Counter(key for key, _value in pairs).items() if count > 1)
        problem = f"{repeated!r} appears twice in one object; only one of them would count"
        raise _error(option, rules.REPEATED_ELEMENT, problem)
    return result


def _refuse_constant(option: str, name: str) -> t.NoReturn:
    raise _error(option, rules.INVALID_JSON, f"not valid JSON: {name} is not a JSON value")


def words(place: Place) -> str:
    """A place as messages write it: C(Statement[0].Sid); empty for the document itself."""
    if not place:
        return ""
    outer, last = place
    within = words(outer)
    if isinstance(last, int):
        return f"{within}[{last}]"
    return f"{within}.{last}" if within else str(last)


def _held_scalar(option: str, value: t.Any, place: Place) -> str | None:
    if value is None:
        return None
    return repr(value) if isinstance(value, float) else _scalar(option, value, place)


def _scalar(option: str, value: t.Any, place: Place) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return _digits(option, value, place)
    if isinstance(value, float):
        if not math.isfinite(value):
            problem = f"{words(place)} is {value}; numbers in a policy document must be finite"
            raise _error(option, rules.INVALID_TYPE, problem)
        return _number(repr(value))
    if isinstance(value, datetime.date):
        # YAML reads an unquoted Version as a date.
        return value.isoformat()
    if value is None:
        problem = f"{words(place) or 'the document'} is null; a policy document cannot contain null"
        raise _error(option, rules.INVALID_TYPE, problem)
    problem = f"{value!r} in {words(place) or 'the document'} is of a type that JSON does not have"
    raise _error(option, rules.INVALID_TYPE, problem)


def _digits(option: str, value: int, place: Place) -> str:
    try:
        return str(value)
    except ValueError:
        # Python's own limit, since the conversion takes quadratic time.
        problem = f"{words(place)} is a number with more than 4,300 digits"
        raise _error(option, rules.INVALID_TYPE, problem) from None


# A number with a larger exponent keeps its notation: its digits could fill the memory.
_EXPONENT: t.Final = 100


def _number(text: str) -> str:
    """The shortest text of a number, without exponent: 1 for 1.0, 1.5 for 1.50."""
    try:
        number = decimal.Decimal(text)
    except decimal.InvalidOperation:
        # The exponent is too large even for the decimal module.
        return text
    if abs(number.adjusted()) > _EXPONENT:
        return text
    shortest = f"{number:f}"
    if "." in shortest:
        shortest = shortest.rstrip("0").rstrip(".")
    return "0" if shortest == "-0" else shortest


# From C(API_CreatePolicy): tab, line feed, carriage return, and U+0020 to U+00FF.
_FORBIDDEN_CHARACTER = re.compile(r"[^\u0009\u000a\u000d\u0020-\u00ff]")


def _key(option: str, key: t.Any, place: Place) -> str:
    if not isinstance(key, str):
        problem = f"the key {key!r} in {words(place) or 'the document'} is {kind(key)}; keys must be strings"
        raise _error(option, rules.INVALID_TYPE, problem)
    return _characters(option, key, place)


def _characters(option: str, text: str, place: Place) -> str:
    forbidden = _FORBIDDEN_CHARACTER.search(text)
    if forbidden:
        character = f"U+{ord(forbidden.group()):04X}"
        problem = f"{words(place) or text[:40]} contains the character {character}; IAM accepts U+0020 to U+00FF"
        raise _error(option, rules.INVALID_CHARACTER, problem)
    # Ansible's tagged text is a subclass of str.
    return str(text)
