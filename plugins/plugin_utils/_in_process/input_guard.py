# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Finds option values that ansible-core itself cannot pass to a module and back, or takes for something else.

ansible-core converts an integer option without a limit: infinity ends in a traceback, and the text C(1e999999999),
which YAML makes of some numbers, uses up the memory. It takes C(true) for 1. A text with an unpaired surrogate cannot
be returned. A list entry that is not a mapping is refused without its position.
"""

from __future__ import annotations

import decimal
import itertools
import json
import math
import typing as t

from ansible.module_utils.common.validation import check_type_dict

Specification = t.Mapping[str, t.Mapping[str, t.Any]]

# No option takes larger numbers, and smaller ones are converted at once.
_MAX_EXPONENT: t.Final = 100
_MAX_SHOWN: t.Final = 40


def complaint(options: Specification, given: t.Mapping[str, t.Any]) -> str | None:
    """What is wrong with the first such value, if there is one; C(options) is an argument specification."""
    complaints = itertools.chain(
        _unpaired_surrogates(given), _unusable_numbers(options, given, ""), _non_mappings(options, given)
    )
    return next(complaints, None)


def _unpaired_surrogates(given: t.Mapping[str, t.Any], place: str = "") -> t.Iterator[str]:
    for name, value in given.items():
        if not _has_unpaired_surrogate(value):
            continue
        for position, entry in _entries(value):
            yield from _unpaired_surrogates(entry, f"{place}{name}{position}.")
        yield f"{place}{name} contains an unpaired surrogate (U+D800 to U+DFFF)"


def _has_unpaired_surrogate(value: t.Any) -> bool:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    # Nearly all text is ASCII.
    return not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text)


def _entries(value: t.Any) -> list[tuple[str, t.Mapping[str, t.Any]]]:
    """The mappings of a list, with their positions."""
    entries = enumerate(value) if isinstance(value, list) else ()
    return [(f"[{index}]", entry) for index, entry in entries if isinstance(entry, t.Mapping)]


def _with_suboptions(value: t.Any) -> list[tuple[str, t.Mapping[str, t.Any]]]:
    """The mappings of an option with suboptions: itself, or those of a list with their positions."""
    return [("", value)] if isinstance(value, t.Mapping) else _entries(value)


def _unusable_numbers(options: Specification, given: t.Mapping[str, t.Any], place: str) -> t.Iterator[str]:
    for option, definition in options.items():
        for name in (option, *definition.get("aliases", ())):
            value = given.get(name)
            if definition.get("type") == "int" and _is_unusable_number(value):
                yield f"{place}{name} must be an integer (got: {str(value)[:_MAX_SHOWN]!r})"
            elif "options" in definition:
                for position, entry in _with_suboptions(value):
                    yield from _unusable_numbers(definition["options"], entry, f"{place}{name}{position}.")


def _is_unusable_number(value: t.Any) -> bool:
    if isinstance(value, float):
        return not math.isfinite(value)
    if not isinstance(value, str):
        return isinstance(value, bool)
    try:
        number = decimal.Decimal(value)
    except decimal.DecimalException:
        # Not a number, as ansible-core will say.
        return False
    return not number.is_finite() or number.adjusted() > _MAX_EXPONENT


def _non_mappings(options: Specification, given: t.Mapping[str, t.Any]) -> t.Iterator[str]:
    for name, definition in options.items():
        value = given.get(name)
        if definition.get("elements") == "dict":
            yield from _non_mappings_of(name, value)
        elif definition.get("type") == "dict" and "options" in definition and not _is_mapping_or_null(value):
            yield f"{name} must be a mapping (got: {str(value)[:_MAX_SHOWN]!r})"


def _non_mappings_of(name: str, value: t.Any) -> t.Iterator[str]:
    # ansible-core splits a text into a list.
    entries = value.split(",") if isinstance(value, str) else value
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, str) and not _is_mapping_or_null(entry):
            yield f"{name}: each entry of the list must be a mapping (got: {entry[:_MAX_SHOWN]!r})"


def _is_mapping_or_null(value: t.Any) -> bool:
    """Whether ansible-core takes a value for a mapping, which includes the text of one, or for no value."""
    if value is None:
        return True
    try:
        check_type_dict(value)
    except (TypeError, ValueError):
        return False
    return True
