# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Policy variables: where a text of a policy has them, and what they stand for in a request.

Source: the IAM user guide, I(IAM policy elements: Variables and tags). Only version 2012-10-17 has variables.
"""

from __future__ import annotations

import functools
import re
import typing as t
from dataclasses import dataclass, field

from .._policy.canonical import folded_key

WITH_VARIABLES: t.Final = "2012-10-17"


class Piece(t.NamedTuple):
    """A character of a text, and whether it may be a wildcard. For a variable, an asterisk takes its place."""

    text: str
    is_wild: bool
    is_variable: bool = False


_VARIABLE = re.compile(r"\$\{([^{}]*)\}")
# Variables that stand for the characters themselves.
_CHARACTERS: t.Final = {"*": "*", "?": "?", "$": "$"}


def has_any(text: str, version: str) -> bool:
    """Whether a text has variables whose value depends on the request."""
    return version == WITH_VARIABLES and any(name not in _CHARACTERS for name in _VARIABLE.findall(text))


@functools.lru_cache(maxsize=4_096)
def pieces(text: str, version: str) -> tuple[Piece, ...]:
    """The characters of a text, with an asterisk for each variable."""
    return tuple(_pieces(text, version, lambda _name: None))


@dataclass(frozen=True)
class Variables:
    """What variables stand for: the version of the document, and the request's values by folded condition key."""

    version: str = WITH_VARIABLES
    values: t.Mapping[str, t.Sequence[str]] = field(default_factory=dict)

    def fill(self, text: str) -> list[Piece] | None:
        """The characters of a text with the values of its variables; C(None) if one does not have exactly one value."""
        names = [name for name in _VARIABLE.findall(text) if name not in _CHARACTERS]
        if any(self._value(name) is None for name in names):
            return None
        return list(_pieces(text, self.version, self._value))

    def is_without_value(self, text: str) -> bool:
        """Whether the request has no value for some variable, so that the text matches nothing.

        What a variable with several values stands for is not documented.
        """
        return any(len(self.values.get(name, ())) == 0 for name in self._unfilled(text))

    def _unfilled(self, text: str) -> list[str]:
        names = (name for name in _VARIABLE.findall(text) if name not in _CHARACTERS)
        return [key_of(name) for name in names if self._value(name) is None]

    def _value(self, name: str) -> str | None:
        values = self.values.get(key_of(name))
        if values is None:
            quoted = name.partition(",")[2].strip()
            return quoted[1:-1] if len(quoted) >= _QUOTES and quoted[0] == quoted[-1] == "'" else None
        return values[0] if len(values) == 1 else None


_QUOTES: t.Final = 2


def names(text: str) -> list[str]:
    """The condition keys that the variables of a text stand for, folded."""
    return [key_of(name) for name in _VARIABLE.findall(text) if name not in _CHARACTERS]


def key_of(name: str) -> str:
    """The folded condition key of a variable, which may have a default."""
    return folded_key(name.partition(",")[0].strip())


def _pieces(text: str, version: str, value_of: t.Callable[[str], str | None]) -> t.Iterator[Piece]:
    place = 0
    for match in _VARIABLE.finditer(text) if version == WITH_VARIABLES else ():
        yield from (Piece(character, is_wild=True) for character in text[place : match.start()])
        place = match.end()
        name = match.group(1)
        value = _CHARACTERS.get(name, value_of(name))
        if value is None:
            yield Piece("*", is_wild=True, is_variable=True)
        else:
            yield from (Piece(character, is_wild=False) for character in value)
    yield from (Piece(character, is_wild=True) for character in text[place:])
