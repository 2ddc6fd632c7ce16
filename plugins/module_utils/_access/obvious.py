# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Proofs that need no boxes: the texts of two statements show that one covers the other, or that both never apply.

Most assertions about a role are of this kind, and a proof by boxes costs a hundred times as much. What is not obvious
may still be true. Texts are compared so that it does not matter whether an asterisk that ends a part of an ARN matches
colons.
"""

from __future__ import annotations

import itertools
import typing as t

from .._policy.canonical import folded_key
from .._policy.statement import Condition
from . import globs
from .policies import AccessStatement, Policies

# How many comparisons of two texts may be tried. Boxes prove more with fewer for the largest policies.
COMPARISONS: t.Final = 10_000
# How many pairs of an action and a resource, or of texts of two layers, may be compared, whatever the other policies.
PAIRS: t.Final = 100_000

_Statements = t.Sequence[AccessStatement]
_Relation = t.Callable[[str, str], bool]


def is_within(inner: Policies, outer: Policies) -> bool:
    """Whether it is obvious that no request is allowed by the first policies and not by the others."""
    if _size(inner) * _size(outer) > COMPARISONS or _pairs(inner) > PAIRS:
        return False
    layers, denies = _allows(inner), _denies(inner)
    sets = _keys_with_sets(inner) | _keys_with_sets(outer)
    if any(_never_both(one, other, sets) for one, other in itertools.combinations(layers, 2)):
        return True
    others = _allows(outer)
    stricter = [one for one in _denies(outer) if one not in denies]
    # Policies without a layer allow nothing.
    return bool(others) and any(_is_allowed(layer, others) and _never_both(layer, stricter, sets) for layer in layers)


def _size(policies: Policies) -> int:
    """How many actions and resources the policies have."""
    return sum(map(_texts, policies.statements))


def _texts(layer: _Statements) -> int:
    return sum(one.size for one in layer)


def _pairs(policies: Policies) -> int:
    """How many pairs of texts of two layers there are, and of an action and a resource of one statement."""
    between = sum(_texts(one) * _texts(other) for one, other in itertools.combinations(policies.statements, 2))
    statements = (one.statement for layer in policies.statements for one in layer)
    return between + sum(len(one.actions or ()) * len(one.resources or ()) for one in statements)


def _allows(policies: Policies) -> list[list[AccessStatement]]:
    """The statements by layer that allow."""
    return [[one for one in layer if one.effect == "Allow"] for layer in policies.statements]


def _denies(policies: Policies) -> list[AccessStatement]:
    return [one for layer in policies.statements for one in layer if one.effect == "Deny"]


def _is_allowed(layer: _Statements, others: t.Iterable[_Statements]) -> bool:
    """Whether each of the other layers covers each statement of a layer."""
    return all(_covers(other, layer) for other in others)


def _keys_with_sets(policies: Policies) -> frozenset[str]:
    """The condition keys that may have several values: some operator on sets compares them."""
    statements = (one.statement for layer in policies.statements for one in layer)
    conditions = (condition for statement in statements for condition in statement.conditions)
    return frozenset(folded_key(condition.key) for condition in conditions if ":" in condition.operator)


def _never_both(some: _Statements, others: _Statements, sets: frozenset[str]) -> bool:
    """Whether no request is one to which a statement of each list applies."""
    return all(_are_disjoint(one, other, sets) for one in some for other in others)


def _are_disjoint(one: AccessStatement, other: AccessStatement, sets: frozenset[str]) -> bool:
    if one.doubt is not None or other.doubt is not None:
        return False
    first, second = one.statement, other.statement
    if _elements_are_disjoint(one.lowered_actions, other.lowered_actions, _glob_covers, _actions_differ):
        return True
    if any(_exclude_each_other(*pair, sets) for pair in itertools.product(first.conditions, second.conditions)):
        return True
    if one.is_trust or one.version != other.version:
        return False
    resources, others = (first.resources, first.not_resources), (second.resources, second.not_resources)
    return _elements_are_disjoint(resources, others, _resource_covers, _begin_differently)


def _exclude_each_other(one: Condition, other: Condition, sets: frozenset[str]) -> bool:
    """Whether the first one asks for one of its values, and the second one for none of them, or the other way round.

    A plain operator decides about one value: what it makes of several is not documented.
    """
    key = folded_key(one.key)
    if key != folded_key(other.key) or key in sets or "$" in "".join((*one.values, *other.values)):
        return False
    values, others = {*one.values}, {*other.values}
    operators = one.operator.lower(), other.operator.lower()
    if operators == (_EQUALS, _EQUALS):
        return values.isdisjoint(others)
    return (operators == (_EQUALS, _DIFFERS) and values <= others) or (
        operators == (_DIFFERS, _EQUALS) and others <= values
    )


_EQUALS: t.Final = "stringequals"
_DIFFERS: t.Final = "stringnotequals"


# What an element lists, and what it excludes; one of them is C(None).
_Element = tuple["tuple[str, ...] | None", "tuple[str, ...] | None"]


def _elements_are_disjoint(one: _Element, other: _Element, covers: _Relation, differ: _Relation) -> bool:
    """Whether nothing matches both of two elements."""
    (listed, excluded), (others, others_excluded) = one, other
    if listed is not None and others is not None:
        return all(differ(*pair) for pair in itertools.product(listed, others))
    if listed is not None:
        return _all_covered(listed, others_excluded or (), covers)
    return others is not None and _all_covered(others, excluded or (), covers)


def _begin_differently(text: str, other: str) -> bool:
    """Whether two patterns differ before their first wildcard."""
    first, second = _beginning(text), _beginning(other)
    return not (first.startswith(second) or second.startswith(first))


def _actions_differ(text: str, other: str) -> bool:
    """Whether it is obvious that no action matches both of two patterns."""
    if _begin_differently(text, other):
        return True
    for literal, pattern in ((text, other), (other, text)):
        if _beginning(literal) == literal and "?" not in pattern:
            return not _glob_covers(pattern, literal)
    return False


def _covers(others: _Statements, some: _Statements) -> bool:
    """Whether each statement of some applies only to requests to which one of the others does."""
    return all(_is_covered(one, [other for other in others if _asks_no_more(other, one)]) for one in some)


def _asks_no_more(other: AccessStatement, one: AccessStatement) -> bool:
    """Whether the first statement has no condition and no lack of callers that the second one does not have.

    Equal texts mean the same in documents of one version: only 2012-10-17 has variables.
    """
    if other.doubt is not None or one.doubt is not None or other.version != one.version:
        return False
    if not {*other.statement.conditions} <= {*one.statement.conditions}:
        return False
    return not one.is_trust or _callers(one) <= _callers(other)


def _callers(one: AccessStatement) -> set[tuple[str, str]]:
    return {(kind, name) for kind, names in (one.statement.principals or {}).items() for name in names}


def _is_covered(one: AccessStatement, others: _Statements) -> bool:
    """Whether each pair of an action and a resource that a statement lists is covered by one of the others."""
    if one in others:
        return True
    actions, resources = one.statement.actions, ("*",) if one.is_trust else one.statement.resources
    if one.doubt is not None or actions is None or resources is None:
        return False
    return all(any(_covers_pair(other, *pair) for other in others) for pair in itertools.product(actions, resources))


def _covers_pair(other: AccessStatement, action: str, resource: str) -> bool:
    actions, resources = other.lowered_actions[0], other.statement.resources
    is_covered = _all_covered([action.lower()], actions or (), _glob_covers)
    return is_covered and (other.is_trust or _all_covered([resource], resources or (), _resource_covers))


def _all_covered(texts: t.Iterable[str], patterns: t.Collection[str], covers: _Relation) -> bool:
    return all(any(covers(pattern, text) for pattern in patterns) for text in texts)


def _resource_covers(pattern: str, text: str) -> bool:
    """Whether one pattern of resources matches all that another one does, in documents of the same version."""
    if pattern == text or not pattern.strip("*"):
        return True
    if "$" in pattern or "$" in text or not (globs.has_all_parts(pattern) and globs.has_all_parts(text)):
        return False
    parts, others = pattern.split(":", _COLONS), text.split(":", _COLONS)
    if len(parts) != len(others):
        return False
    return all(map(_part_covers, parts[:-1], others[:-1])) and _glob_covers(parts[-1], others[-1])


_COLONS: t.Final = 5


def _part_covers(part: str, other: str) -> bool:
    """Whether a part of an ARN matches all that another one does, whether or not its last asterisk matches colons."""
    return part in (other, "*") or (_beginning(other) == other and _glob_covers(part, other))


def _glob_covers(pattern: str, text: str) -> bool:
    """Whether a pattern matches all that another one does. Only its asterisks match wildcards of the other one."""
    if pattern == text:
        return True
    if "*" not in pattern or "?" in pattern:
        return False
    first, *middle, last = pattern.split("*")
    if len(first) + len(last) > len(text) or not (text.startswith(first) and text.endswith(last)):
        return False
    place, end = len(first), len(text) - len(last)
    for piece in middle:
        place = text.find(piece, place, end)
        if place < 0:
            return False
        place += len(piece)
    return True


def _beginning(text: str) -> str:
    """The characters of a pattern before its first wildcard or variable."""
    return text[: min((place for character in "*?$" if (place := text.find(character)) >= 0), default=len(text))]
