# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The requests of one class of actions and one caller, as boxes over resources, condition keys and what is not known.

A dimension is the resource, a condition key, a variable that makes a text match (yes or no), or a decision that the
engine cannot make (yes or no). A counterexample that depends on a decision of the last kind proves nothing.
"""

from __future__ import annotations

import functools
import itertools
import typing as t
from dataclasses import dataclass, field

from .._policy.canonical import folded_key
from .._policy.operators import Operator
from . import decisions, representatives
from .boxes import Box
from .callers import Caller, naming, open_names
from .keys import Atom, Content, Key, key
from .limits import Budget, LimitError
from .policies import AccessStatement
from .representatives import ResourceGroup, Resources

# How many boxes one statement may need. Each value with a policy variable is a box.
ALTERNATIVES: t.Final = 256

_YES: t.Final = 0b10
_NO: t.Final = 0b01
_EITHER: t.Final = 0b11

# A dimension by what it is about. Equal texts are one dimension, so that a variable means the same in both policies.
Dimension = tuple[str, t.Any]
Limits = t.Mapping[Dimension, int]
RESOURCE: t.Final[Dimension] = ("resource", None)


def variable(text: t.Any) -> Dimension:
    return ("variable", text)


def doubt(about: t.Any) -> Dimension:
    return ("doubt", about)


def key_dimension(name: str) -> Dimension:
    return ("key", name)


@dataclass(frozen=True)
class Space:
    """The dimensions of a question about some statements, and each statement as boxes."""

    statements: tuple[AccessStatement, ...]
    caller: Caller | None
    # Whether an asterisk that ends a part of an ARN matches colons.
    crosses_parts: bool = False
    # The resources by the groups that they tell apart. Most classes of actions share them.
    known_resources: dict[tuple[ResourceGroup, ...], Resources] = field(default_factory=dict, compare=False)
    budget: Budget = field(default_factory=Budget, compare=False)

    @functools.cached_property
    def resources(self) -> Resources:
        found = {group: None for one in self.statements for group in representatives.resource_groups(one)}
        groups = tuple(found)
        if groups not in self.known_resources:
            resources = representatives.resources(groups, self.budget, crosses_parts=self.crosses_parts)
            self.known_resources[groups] = resources
        return self.known_resources[groups]

    @functools.cached_property
    def atoms(self) -> t.Mapping[str, tuple[Atom, ...]]:
        """The conditions by folded key."""
        found: dict[str, dict[Atom, None]] = {}
        for one in self.statements:
            for name, atom in atoms_of(one):
                found.setdefault(name, {})[atom] = None
        return {name: tuple(atoms) for name, atoms in found.items()}

    @functools.cached_property
    def keys(self) -> t.Mapping[str, Key]:
        """The keys whose contents the conditions tell apart; a key that is missing here is in doubt as a whole."""
        known_keys = self.caller.known_keys if self.caller else {}
        told = {name: atoms for name, atoms in self.atoms.items() if known_keys.get(name, True) is not None}
        found = {name: key(atoms, known_keys.get(name), self.budget) for name, atoms in told.items()}
        return {name: known for name, known in found.items() if known is not None}

    @functools.cached_property
    def dimensions(self) -> tuple[Dimension, ...]:
        alternatives = itertools.chain.from_iterable(self._limits.values())
        return tuple(dict.fromkeys(dimension for limits in alternatives for dimension in limits))

    @functools.cached_property
    def whole(self) -> Box:
        """All requests."""
        return tuple(self._full(dimension) for dimension in self.dimensions)

    def _full(self, dimension: Dimension) -> int:
        kind, name = dimension
        if kind == "resource":
            return (1 << len(self.resources.witnesses)) - 1
        return (1 << len(self.keys[name].contents)) - 1 if kind == "key" else _EITHER

    @functools.cached_property
    def _limits(self) -> t.Mapping[AccessStatement, list[Limits]]:
        return {one: list(self._alternatives(one)) for one in self.statements}

    @functools.cached_property
    def boxes(self) -> t.Mapping[AccessStatement, list[Box]]:
        """The requests to which each statement applies, as boxes."""
        places = {dimension: place for place, dimension in enumerate(self.dimensions)}
        self.budget.take(sum(map(len, self._limits.values())) * (1 + len(places) // 8))
        return {
            one: [self._box(limits, places) for limits in alternatives] for one, alternatives in self._limits.items()
        }

    def boxes_of(self, statements: t.Container[AccessStatement]) -> list[Box]:
        """The boxes in the order of the question's statements, so that each run finds the same counterexample."""
        return [box for one in self.statements if one in statements for box in self.boxes[one]]

    def _box(self, limits: Limits, places: t.Mapping[Dimension, int]) -> Box:
        box = list(self.whole)
        for dimension, mask in limits.items():
            box[places[dimension]] &= mask
        return tuple(box)

    def _alternatives(self, one: AccessStatement) -> t.Iterator[Limits]:
        """The requests to which a statement applies: any of the alternatives, each of which limits dimensions."""
        if one.doubt is not None:
            yield {doubt(one): _YES}
            return
        of_conditions = (self._of_atom(name, atom) for name, atom in atoms_of(one))
        parts = [self._of_caller(one), self._of_resources(one), *of_conditions]
        count = functools.reduce(lambda product, part: product * len(part), parts, 1)
        if count > ALTERNATIVES:
            raise LimitError(f"a statement has more than {ALTERNATIVES} combinations of policy variables")
        for combination in itertools.product(*parts):
            merged = _merged(combination)
            if merged is not None:
                yield merged

    def _of_caller(self, one: AccessStatement) -> list[Limits]:
        if self.caller is None or naming(one, self.caller):
            return [{}]
        return [{doubt(name): _YES} for name in open_names(one, self.caller)]

    def _of_resources(self, one: AccessStatement) -> list[Limits]:
        if one.is_trust:
            return [{}]
        groups = representatives.resource_groups(one)
        return self._excluded(groups) if one.statement.resources is None else self._listed(groups)

    def _listed(self, groups: t.Sequence[ResourceGroup]) -> list[Limits]:
        result: list[Limits] = []
        for group in groups:
            mask, choice = self.resources.masks[group], _free_choice(group)
            if mask:
                result.append({RESOURCE: mask} if choice is None else {RESOURCE: mask, choice: _YES})
        return result

    def _excluded(self, groups: t.Sequence[ResourceGroup]) -> list[Limits]:
        everything = (1 << len(self.resources.witnesses)) - 1
        result: list[Limits] = [{}]
        for group in groups:
            outside: Limits = {RESOURCE: everything & ~self.resources.masks[group]}
            choice = _free_choice(group)
            either = [outside] if choice is None else [outside, {choice: _NO}]
            merged = [_merged(pair) for pair in itertools.product(result, either)]
            result = [limits for limits in merged if limits is not None]
            if len(result) > ALTERNATIVES:
                raise LimitError(f"a statement has more than {ALTERNATIVES} combinations of policy variables")
        return [limits for limits in result if limits.get(RESOURCE, 1)]

    def _of_atom(self, name: str, atom: Atom) -> list[Limits]:
        """A condition: contents that fulfil it, those that do with the right variables, those that may."""
        known = self.keys.get(name)
        if known is None or atom.is_doubtful:
            return [{doubt((name, atom)): _YES}]
        dimension, decided = key_dimension(name), known.decisions[atom]
        certain = _mask(decision is True for decision in decided)
        choices = {doubt((name, atom)): _mask(decision is None for decision in decided)}
        for value in atom.matching_variable_values:
            matched = variable((name, value, atom.wanted.comparison, atom.wanted.relation))
            choices[matched] = _mask(known.matches[atom, value]) & ~certain
        result: list[Limits] = [{dimension: certain}] if certain else []
        return result + [{dimension: mask, choice: _YES} for choice, mask in choices.items() if mask]


def atoms_of(one: AccessStatement) -> list[tuple[str, Atom]]:
    """The conditions of a statement by folded key; none for a statement in doubt."""
    if one.doubt is not None:
        return []
    return [
        (folded_key(condition.key), Atom(t.cast(Operator, wanted), condition.values, one.version))
        for condition in one.statement.conditions
        for wanted in (decisions.operator(condition.operator),)
    ]


def _free_choice(group: ResourceGroup) -> Dimension | None:
    """What decides whether a group matches where its texts could; C(None) if the texts alone do."""
    pattern = group[0]
    if not pattern.is_free:
        return None
    return variable(pattern) if pattern.is_certain else doubt(pattern)


def _mask(bits: t.Iterable[bool]) -> int:
    return sum(1 << place for place, bit in enumerate(bits) if bit)


def _merged(parts: t.Iterable[Limits]) -> Limits | None:
    """All limits together; C(None) if nothing is within them."""
    result: dict[Dimension, int] = {}
    for part in parts:
        for dimension, mask in part.items():
            result[dimension] = result.get(dimension, mask) & mask
            if not result[dimension]:
                return None
    return result


def content_of(known: Key, mask: int) -> Content:
    """The simplest content of a mask: the key is absent, or has the first value."""
    return known.contents[(mask & -mask).bit_length() - 1]
