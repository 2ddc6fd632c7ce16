# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A statement of a policy document with typed elements, so that later stages need not ask what JSON holds."""

from __future__ import annotations

import functools
import json
import typing as t
from dataclasses import dataclass

PlainStatement = t.Mapping[str, t.Any]
Effect = t.Literal["Allow", "Deny"]


@dataclass(frozen=True)
class Condition:
    """The values that a condition operator compares one condition key with."""

    operator: str
    key: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Statement:
    """A statement: as its author wrote it, and typed.

    C(plain) is the statement as it was written. The typed elements are C(None), or empty, where the statement does not
    have the element. They hold what the grammar allows; anything else, which IAM may hold all the same, is in C(plain)
    alone, and C(malformed) names its element. Code that must not overlook anything looks there first.
    """

    plain: PlainStatement

    @property
    def sid(self) -> str | None:
        """The Sid, C(None) for an empty one, which says nothing."""
        sid = self.plain.get("Sid")
        return sid if isinstance(sid, str) and sid else None

    @property
    def effect(self) -> Effect | None:
        """The effect; C(None) where it is neither C(Allow) nor C(Deny) in exactly this case."""
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
        """The principals by their type. C("*") by itself is everybody, as C({"AWS": "*"}) is."""
        return self._principals("Principal")

    @functools.cached_property
    def not_principals(self) -> t.Mapping[str, tuple[str, ...]] | None:
        return self._principals("NotPrincipal")

    @functools.cached_property
    def condition(self) -> t.Mapping[str, t.Mapping[str, tuple[str, ...]]]:
        """The values by condition operator and condition key, spelled as the author did."""
        operators = self.plain.get("Condition")
        if not isinstance(operators, dict):
            return {}
        return {operator: _texts_by_key(keys) for operator, keys in operators.items()}

    @functools.cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """C(condition) as a list. The statement applies where all of them are met."""
        return tuple(
            Condition(operator, key, values)
            for operator, keys in self.condition.items()
            for key, values in keys.items()
        )

    @functools.cached_property
    def malformed(self) -> frozenset[str]:
        """The elements whose value the grammar does not allow, those that it does not know among them."""
        return frozenset(element for element, value in self.plain.items() if not _is_well_formed(element, value))

    @functools.cached_property
    def sort_text(self) -> str:
        """A text that two statements share only if they are the same."""
        return _in_one_text(self.plain)

    def __contains__(self, element: str) -> bool:
        return element in self.plain

    def texts(self, element: str) -> tuple[str, ...] | None:
        """The texts of an element that has one text or a list of them; C(None) where there is no such element."""
        return _texts(self.plain[element]) if element in self.plain else None

    def _principals(self, element: str) -> t.Mapping[str, tuple[str, ...]] | None:
        principals = self.plain.get(element)
        if principals is None:
            return None
        return {"AWS": ("*",)} if principals == "*" else _texts_by_key(principals)


_in_one_text: t.Final = json.JSONEncoder(sort_keys=True).encode
_EFFECTS: t.Final[t.Mapping[str, Effect]] = {"Allow": "Allow", "Deny": "Deny"}


def as_list(value: t.Any) -> list[t.Any]:
    """One value, or a list of one, as the list."""
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
