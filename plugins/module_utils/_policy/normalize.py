# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plain values: what JSON text, YAML's scalars and Ansible's tagged types become before anything looks at them.

A plain value is a mapping with text keys, a list, or a text; in what IAM returns it may be C(null). IAM stores numbers
and booleans of a policy document as text, so that is what they are from here on: a boolean C(true) or C(false), a
number its shortest text.
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
# Where a value stands: the place of what holds it, and its key or index there. Put into words only when it is needed.
Place: t.TypeAlias = "tuple[()] | tuple[Place, t.Any]"


def from_json(option: str, text: str, *, held: bool = False) -> t.Any:
    """The value of JSON text, numbers as texts; see C(plain). Raises C(DocumentError)."""
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
    """What has most likely happened to text that is Python's and not JSON's."""
    if not text.lstrip().startswith("{'"):
        return ""
    return "; a template has made a text of a mapping, as ansible-core 2.18 does with an unquoted Version: quote it"


def plain(option: str, value: t.Any, place: Place = (), *, held: bool = False) -> Plain:
    """The value made of plain mappings, lists and texts.

    Raises C(DocumentError), and C(RecursionError) for one that is nested too deeply. C(held) says that IAM holds the
    value: it may have a C(null) in it, and since nobody knows what IAM makes of C(1.0), a number is as it was sent.
    """
    # Nearly everything in a document is text, and nearly all text is printable ASCII: what is common is done at once.
    if isinstance(value, str):
        return str(value) if value.isascii() and value.isprintable() else _characters(option, value, place)
    if isinstance(value, (list, tuple)):
        return [plain(option, member, (place, index), held=held) for index, member in enumerate(value)]
    if isinstance(value, (dict, Mapping)):
        return {
            _key(option, key, place): plain(option, member, (place, key), held=held) for key, member in value.items()
        }
    if held and (value is None or isinstance(value, float)):
        return None if value is None else repr(value)
    return _scalar(option, value, place)


def too_deep(option: str) -> DocumentError:
    """The error for a document that cannot be read for its depth."""
    return _error(option, rules.INVALID_DOCUMENT, "the document is nested too deeply")


def kind(value: t.Any) -> str:
    """What people call a value's type."""
    names = {dict: "a mapping", list: "a list", str: "text", bool: "a boolean", type(None): "null"}
    numbers = {int: "a number", float: "a number"}
    found = (name for known, name in {**names, **numbers}.items() if isinstance(value, known))
    return next(found, "of no type that JSON has")


def _error(option: str, rule: Rule, problem: str) -> DocumentError:
    # Half a character of UTF-16 has no UTF-8, and would stop whoever prints the message.
    return DocumentError(option, rule.id, problem.encode(errors="backslashreplace").decode())


def _without_repeats(option: str, pairs: list[tuple[str, t.Any]]) -> dict[str, t.Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        repeated = next(key for key, count in Counter(key for key, _value in pairs).items() if count > 1)
        problem = f"{repeated!r} stands twice in one object: only one of them would count"
        raise _error(option, rules.REPEATED_ELEMENT, problem)
    return result


def _refuse_constant(option: str, name: str) -> t.NoReturn:
    raise _error(option, rules.INVALID_JSON, f"not valid JSON: {name} is no JSON value")


def _words(place: Place) -> str:
    """A place as people write it: C(Statement[0].Sid); nothing for the document itself."""
    if not place:
        return ""
    outer, last = place
    within = _words(outer)
    if isinstance(last, int):
        return f"{within}[{last}]"
    return f"{within}.{last}" if within else str(last)


def _scalar(option: str, value: t.Any, place: Place) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return _digits(option, value, place)
    if isinstance(value, float):
        if not math.isfinite(value):
            problem = f"{_words(place)} is {value}; a policy document has finite numbers"
            raise _error(option, rules.INVALID_TYPE, problem)
        return _number(repr(value))
    if isinstance(value, datetime.date):
        # An unquoted Version is a date in YAML.
        return value.isoformat()
    if value is None:
        problem = f"{_words(place) or 'the document'} has no value; a policy document knows no null"
        raise _error(option, rules.INVALID_TYPE, problem)
    problem = f"{value!r} in {_words(place) or 'the document'} is of no type that JSON has"
    raise _error(option, rules.INVALID_TYPE, problem)


def _digits(option: str, value: int, place: Place) -> str:
    try:
        return str(value)
    except ValueError:
        # Python's own bound, since the time it takes grows with the square.
        problem = f"{_words(place)} is a number of more than 4,300 digits"
        raise _error(option, rules.INVALID_TYPE, problem) from None


# Beyond it a number is left as it is written: its digits could fill the memory.
_EXPONENT: t.Final = 100


def _number(text: str) -> str:
    """The shortest text of a number, without exponent: 1 for 1.0, 1.5 for 1.50."""
    try:
        number = decimal.Decimal(text)
    except decimal.InvalidOperation:
        # Its exponent is beyond all bounds.
        return text
    if abs(number.adjusted()) > _EXPONENT:
        return text
    shortest = f"{number:f}"
    if "." in shortest:
        shortest = shortest.rstrip("0").rstrip(".")
    return "0" if shortest == "-0" else shortest


# From C(API_CreatePolicy): tab, line feed, carriage return, and U+0020 to U+00FF.
_FOREIGN_CHARACTER = re.compile(r"[^\u0009\u000a\u000d\u0020-\u00ff]")


def _key(option: str, key: t.Any, place: Place) -> str:
    if not isinstance(key, str):
        problem = f"{key!r} in {_words(place) or 'the document'} is {kind(key)}; text is expected"
        raise _error(option, rules.INVALID_TYPE, problem)
    return _characters(option, key, place)


def _characters(option: str, text: str, place: Place) -> str:
    foreign = _FOREIGN_CHARACTER.search(text)
    if foreign:
        character = f"U+{ord(foreign.group()):04X}"
        problem = f"{_words(place) or text[:40]} has the character {character}; IAM takes U+0020 to U+00FF"
        raise _error(option, rules.INVALID_CHARACTER, problem)
    # Ansible's tagged text is a subclass.
    return str(text)
