# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values that ansible-core itself cannot take from a task to a module and back, whatever the module makes of them.

It makes an integer of whatever a task gives for one: of infinity that ends in a traceback, and of the text
C(1e999999999), which YAML makes of what looks like a number, in a computer without memory. And what has half of a
character of UTF-16 in it cannot be returned. What is no mapping in a list of mappings it refuses without a word about
where.
"""

from __future__ import annotations

import decimal
import itertools
import json
import math
import typing as t

from ansible.module_utils.common.validation import check_type_dict

Specification = t.Mapping[str, t.Mapping[str, t.Any]]

# Beyond it no option has a meaning, and below it each number is an integer at once.
_EXPONENT: t.Final = 100


def complaint(options: Specification, given: t.Mapping[str, t.Any]) -> str | None:
    """What is wrong with the first such value, if there is one; C(options) is an argument specification."""
    return next(itertools.chain(_halves(given), _numbers(options, given, ""), _strangers(options, given)), None)


def _halves(given: t.Mapping[str, t.Any], place: str = "") -> t.Iterator[str]:
    for name, value in given.items():
        if not _has_half(value):
            continue
        for position, entry in enumerate(value if isinstance(value, list) else ()):
            if isinstance(entry, t.Mapping):
                yield from _halves(entry, f"{place}{name}[{position}].")
        yield f"{place}{name}: it has half of a character, U+D800 to U+DFFF, which no text has"


def _has_half(value: t.Any) -> bool:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    # Nearly all text is ASCII.
    return not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text)


def _numbers(options: Specification, given: t.Mapping[str, t.Any], place: str) -> t.Iterator[str]:
    for option, definition in options.items():
        for name in (option, *definition.get("aliases", ())):
            value = given.get(name)
            if definition.get("type") == "int" and _is_beyond(value):
                yield f"{place}{name}: {str(value)[:40]!r} is no whole number that an option can have"
            elif "options" in definition and isinstance(value, list):
                for position, entry in enumerate(value):
                    if isinstance(entry, t.Mapping):
                        yield from _numbers(definition["options"], entry, f"{place}{name}[{position}].")


def _strangers(options: Specification, given: t.Mapping[str, t.Any]) -> t.Iterator[str]:
    for name, definition in options.items():
        if definition.get("elements") != "dict":
            continue
        value = given.get(name)
        # As ansible-core makes a list of a text.
        for entry in value.split(",") if isinstance(value, str) else value if isinstance(value, list) else ():
            if isinstance(entry, str) and not _is_mapping(entry):
                yield f"{name}: {entry[:40]!r} is a text; each entry of the list is a mapping of options"


def _is_mapping(text: str) -> bool:
    try:
        check_type_dict(text)
    except (TypeError, ValueError):
        return False
    return True


def _is_beyond(value: t.Any) -> bool:
    if isinstance(value, float):
        return not math.isfinite(value)
    if not isinstance(value, str):
        return False
    try:
        number = decimal.Decimal(value)
    except decimal.DecimalException:
        # No number, as ansible-core will say.
        return False
    return not number.is_finite() or number.adjusted() > _EXPONENT
