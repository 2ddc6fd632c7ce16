# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Numbers that ansible-core's own validation does not survive: it makes an integer of whatever a task gives for one.

Of infinity that ends in a traceback, and of the text C(1e999999999), which YAML makes of what looks like a number, in
a computer without memory.
"""

from __future__ import annotations

import decimal
import math
import typing as t

# Beyond it no option has a meaning, and below it each number is an integer at once.
_EXPONENT: t.Final = 100


def complaint(options: t.Mapping[str, t.Mapping[str, t.Any]], given: t.Mapping[str, t.Any]) -> str | None:
    """What is wrong with the first such number, if there is one; C(options) is an argument specification."""
    return next(_complaints(options, given, ""), None)


def _complaints(
    options: t.Mapping[str, t.Mapping[str, t.Any]], given: t.Mapping[str, t.Any], place: str
) -> t.Iterator[str]:
    for option, definition in options.items():
        for name in (option, *definition.get("aliases", ())):
            value = given.get(name)
            if definition.get("type") == "int" and _is_beyond(value):
                yield f"{place}{name}: {str(value)[:40]!r} is no whole number that an option can have"
            elif "options" in definition and isinstance(value, list):
                for position, entry in enumerate(value):
                    if isinstance(entry, t.Mapping):
                        yield from _complaints(definition["options"], entry, f"{place}{name}[{position}].")


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
