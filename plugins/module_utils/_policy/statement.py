# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A statement of a policy document with typed elements, so that other modules need not check types."""

from __future__ import annotations

import functools
import json
import typing as t
from dataclasses import dataclass

PlainStatement = t.Mapping[str, t.Any]
Effect = t.Literal["Allow", "Deny"]


@dataclass(frozen=True)
class Condition:
    """A condition operator, a condition key, and the values that the operator compares the key with."""

    operator: str
    key: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Statement:
    """A statement as its author wrote it, with typed access to its elements.

    C(plain) is the statement as it was written. A typed element is C(None) or empty if the statement does not have it.
    Typed elements contain only what the grammar allows. IAM may hold other values: these are only in C(plain), and
    C(malformed) has the names of their elements. Code that must not miss anything checks C(malformed) first.
    """

    plain: PlainStatement

    @property
    def sid(self) -> str | None:
        """The Sid; C(None) if it is missing or empty."""
        sid = self.plain.get("Sid")
        return sid if isinstance(sid, str) and sid else None

    @property
    def effect(self) -> Effect | None:
        """The effect; C(None) if it is neither C(Allow) nor C(Deny). Case matters."""
        return _EFFECTS.get(effect) if isinstance(effect := self.plain.get("Effect"), str) else None

    @functools.cached_property
    def actions(self) -> tuple[str, ...] | None:
        return self.texts("Action")

    @functools.cached_property
    def not_actions(self) -> tuple[str, ...] | None:
        return self.texts("NotAction")

    @functools.cached_property
    def resources(self) -> tuple[str, ...] | None:
        return self.texts("Resource")

    @functools.cached_property
    def not_resources(self) -> tuple[str, ...] | None:
        return self.texts("NotResource")

    @functools.cached_property
    def principals(self) -> t.Mapping[str, tuple[str, ...]] | None:
        """The principals by their type. C("*") means the same as C({"AWS": "*"}) and is returned in that form."""
        return self._principals("Principal")

    @functools.cached_property
    def not_principals(self) -> t.Mapping[str, tuple[str, ...]] | None:
        return self._principals("NotPrincipal")

    @functools.cached_property
    def condition(self) -> t.Mapping[str, t.Mapping[str, tuple[str, ...]]]:
        """The values by condition operator and condition key, in the author's spelling."""
        operators = self.plain.get("Condition")
        if not isinstance(operators, dict):
            return {}
        return {operator: _texts_by_key(keys) for operator, keys in operators.items()}

    @functools.cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """C(condition) as a flat sequence. The statement applies if all conditions are met."""
        return tuple(
            Condition(operator, key, values)
            for operator, keys in self.condition.items()
            for key, values in keys.items()
        )

    @functools.cached_property
    def malformed(self) -> frozenset[str]:
        """The names of elements that the grammar does not have or whose value it does not allow."""
        return frozenset(element for element, value in self.plain.items() if not _is_well_formed(element, value))

    @functools.cached_property
    def sort_text(self) -> str:
        """A text to sort by. Only equal statements have the same text."""
        return _in_one_text(self.plain)

    def __contains__(self, element: str) -> bool:
        return element in self.plain

    def texts(self, element: str) -> tuple[str, ...] | None:
        """The texts of an element that is a text or a list of texts; C(None) if the statement does not have it."""
        return _texts(self.plain[element]) if element in self.plain else None

    def _principals(self, element: str) -> t.Mapping[str, tuple[str, ...]] | None:
        principals = self.plain.get(element)
        if principals is None:
            return None
        return {"AWS": ("*",)} if principals == "*" else _texts_by_key(principals)


_in_one_text: t.Final = json.JSONEncoder(sort_keys=True).encode
_EFFECTS: t.Final[t.Mapping[str, Effect]] = {"Allow": "Allow", "Deny": "Deny"}


def as_list(value: t.Any) -> list[t.Any]:
    """The value if it is a list, otherwise a list of only this value."""
    return value if isinstance(value, list) else [value]


def is_texts(value: t.Any) -> bool:
    """Whether a value is a text or a list of texts."""
    return all(isinstance(member, str) for member in as_list(value))


def _texts(value: t.Any) -> tuple[str, ...]:
    return tuple(member for member in as_list(value) if isinstance(member, str))


def _texts_by_key(value: t.Any) -> dict[str, tuple[str, ...]]:
    return {key: _texts(members) for key, members in value.items()} if isinstance(value, dict) else {}


def _is_texts_by_key(value: t.Any) -> bool:
    return isinstance(value, dict) and all(map(is_texts, value.values()))


def _is_principal(value: t.Any) -> bool:
    return value == "*" or _is_texts_by_key(value)


def _is_condition(value: t.Any) -> bool:
    return isinstance(value, dict) and all(map(_is_texts_by_key, value.values()))


def _is_well_formed(element: str, value: t.Any) -> bool:
    check = _CHECKS.get(element)
    return check is not None and check(value)


_CHECKS: t.Final[t.Mapping[str, t.Callable[[t.Any], bool]]] = {
    "Sid": lambda value: isinstance(value, str),
    "Effect": lambda value: isinstance(value, str) and value in _EFFECTS,
    **dict.fromkeys(("Action", "NotAction", "Resource", "NotResource"), is_texts),
    **dict.fromkeys(("Principal", "NotPrincipal"), _is_principal),
    "Condition": _is_condition,
}
ELEMENTS: t.Final = frozenset(_CHECKS)
