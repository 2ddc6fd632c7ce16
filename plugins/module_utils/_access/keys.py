# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Representatives of a condition key: what a request may have for it, as finely as the conditions can tell."""

from __future__ import annotations

import functools
import itertools
import typing as t
from dataclasses import dataclass
from decimal import Decimal

from .._policy.operators import Comparison, Operator
from . import decisions, globs, variables
from .decisions import Decision, all_of, any_of, family
from .limits import Budget, LimitError
from .variables import Variables

# How many different contents of a multivalued key are looked at.
CONTENTS: t.Final = 256

Content: t.TypeAlias = "tuple[str, ...] | None"


@dataclass(frozen=True)
class Atom:
    """A condition on a key: the operator, its values, and the version of the document."""

    wanted: Operator
    values: tuple[str, ...]
    version: str

    @functools.cached_property
    def variable_values(self) -> tuple[str, ...]:
        """The values with variables, which only the request decides."""
        return tuple(value for value in self.values if variables.has_any(value, self.version))

    @property
    def matching_variable_values(self) -> tuple[str, ...]:
        """The values with variables, of an operator for which they match or do not; what others decide is in doubt."""
        return () if self.wanted.is_negative or self.wanted.quantifier else self.variable_values

    @property
    def is_doubtful(self) -> bool:
        """Whether IAM's documentation leaves open what the values match."""
        return decisions.is_doubtful(self.wanted, self.values, self.version)

    @functools.cached_property
    def plain_values(self) -> tuple[str, ...]:
        return tuple(value for value in self.values if not variables.has_any(value, self.version))


@dataclass(frozen=True)
class Key:
    """The contents of a key that tell its conditions apart, and what each condition decides about each of them.

    C(decisions) has a decision for each content; C(matches) has, for each value with variables, whether the value could
    match the content if the variables had the right values.
    """

    contents: tuple[Content, ...]
    decisions: t.Mapping[Atom, tuple[Decision, ...]]
    matches: t.Mapping[tuple[Atom, str], tuple[bool, ...]]


@dataclass(frozen=True)
class Known:
    """What is known of a key with at most one value: one of the texts, or a match of a pattern that is not excluded."""

    texts: tuple[str, ...]
    patterns: tuple[globs.Pattern, ...] = ()
    excluded: frozenset[str] = frozenset()
    is_optional: bool = False

    def has(self, values: tuple[str, ...]) -> bool:
        """Whether the key may have these values in a request that has it."""
        if len(values) != 1 or values[0] in self.excluded:
            return False
        return values[0] in self.texts or any(pattern.matches(values[0]) for pattern in self.patterns)


def key(atoms: t.Sequence[Atom], known: Known | None, budget: Budget) -> Key | None:
    """The representatives of a key, C(None) if its conditions compare it in ways that do not go together.

    Raises C(LimitError).
    """
    families = {family(atom.wanted) for atom in atoms} - {"null"}
    if len(families) > 1:
        return None
    kind = families.pop() if families else "null"
    contents = _contents(atoms, kind, budget) if known is None else _known_contents(atoms, kind, known, budget)
    budget.take(_deciding(atoms, len(contents)))
    return Key(
        tuple(contents),
        {atom: tuple(_decide(atom, content) for content in contents) for atom in atoms},
        {
            (atom, value): tuple(_could_match(atom, value, content) for content in contents)
            for atom in atoms
            for value in atom.variable_values
        },
    )


def _contents(atoms: t.Sequence[Atom], kind: Comparison, budget: Budget) -> list[Content]:
    singles = _distinct(atoms, _SINGLES[kind](atoms, budget), budget)
    if any(atom.wanted.quantifier for atom in atoms):
        # What an operator that is not on sets makes of several values is not documented, even if all are alike.
        is_mixed = not all(atom.wanted.quantifier or atom.wanted.comparison == "null" for atom in atoms)
        return [None, *_sets(singles, budget, twice=is_mixed)]
    return [None, *((single,) for single in singles)]


def _known_contents(atoms: t.Sequence[Atom], kind: Comparison, known: Known, budget: Budget) -> list[Content]:
    singles = [*known.texts]
    if known.patterns and kind == "string":
        excluded = [globs.literal(text) for text in sorted(known.excluded)]
        groups = [*_groups(atoms), excluded, known.patterns]
        regions = globs.Automaton(groups).regions(budget, universe=len(groups) - 1)
        singles += [region.witness for region in regions if known.has((region.witness,))]
    absent: list[Content] = [None] if known.is_optional else []
    return [*absent, *((single,) for single in _distinct(atoms, singles, budget))]


def _deciding(atoms: t.Sequence[Atom], contents: int) -> int:
    """The steps that it takes to decide each condition for that many contents, by comparing each with its values."""
    return contents * sum(5 + 8 * len(atom.values) for atom in atoms)


def _distinct(
    atoms: t.Sequence[Atom], singles: t.Sequence[str], budget: Budget
) -> dict[str, tuple[tuple[Decision, ...], ...]]:
    """Values that some condition tells apart, with what the conditions decide about them; the first of a kind."""
    budget.take(_deciding(atoms, len(singles)))
    decided = [tuple(_single(atom, single) for atom in atoms) for single in singles]
    first = dict(zip(reversed(decided), reversed(singles), strict=True))
    return {single: decision for decision, single in reversed(first.items())}


def _single(atom: Atom, single: str) -> tuple[Decision, ...]:
    """What tells a value from others: the decision of the plain values, and which others could match."""
    if atom.wanted.comparison == "null":
        return ()
    plain = any_of(decisions.compare(atom.wanted, value, single, _context(atom)) for value in atom.plain_values)
    return (plain, *(_could_match(atom, value, (single,)) for value in atom.variable_values))


def _decide(atom: Atom, content: Content) -> Decision:
    """What an atom decides, as far as its plain values and the absence of the key say it."""
    decision = decisions.decide(atom.wanted, atom.plain_values, content, _context(atom))
    if content is None or not atom.variable_values:
        return decision
    if atom.wanted.is_negative or atom.wanted.quantifier:
        return None
    return decision


def _could_match(atom: Atom, value: str, content: Content) -> bool:
    if content is None or family(atom.wanted) != "string":
        return False
    pattern = decisions.pattern(atom.wanted, value, atom.version)
    return any(pattern.matches(single) for single in content)


def _context(atom: Atom) -> Variables:
    return Variables(atom.version)


def _texts(atoms: t.Sequence[Atom], budget: Budget) -> list[str]:
    return [region.witness for region in globs.Automaton(_groups(atoms)).regions(budget)]


def _groups(atoms: t.Sequence[Atom]) -> list[list[globs.Pattern]]:
    """The patterns of each condition: a group of those without variables, those with variables one by one."""
    groups: dict[tuple[globs.Pattern, ...], None] = {}
    for atom in atoms:
        if family(atom.wanted) == "string":
            groups[tuple(decisions.pattern(atom.wanted, value, atom.version) for value in atom.plain_values)] = None
            for value in atom.variable_values:
                groups[(decisions.pattern(atom.wanted, value, atom.version),)] = None
    return [[*group] for group in groups]


def _ordered(atoms: t.Sequence[Atom], read: t.Callable[[str], Decimal | None]) -> list[Decimal]:
    """Each value of the conditions, one between each two, and one at either end."""
    known = sorted({found for atom in atoms for value in atom.values if (found := read(value)) is not None})
    if not known:
        return [Decimal(0)]
    between = [(low + high) / 2 for low, high in itertools.pairwise(known)]
    return sorted({known[0] - 1, *known, *between, known[-1] + 1})


def _numbers(atoms: t.Sequence[Atom], _budget: Budget) -> list[str]:
    return [f"{number:f}" for number in _ordered(atoms, decisions.number)]


def _dates(atoms: t.Sequence[Atom], _budget: Budget) -> list[str]:
    return [decisions.date_text(seconds) for seconds in _ordered(atoms, decisions.instant)]


def _addresses(atoms: t.Sequence[Atom], _budget: Budget) -> list[str]:
    """The first and last address of each network, and those before and after it."""
    networks = [network for atom in atoms for value in atom.values if (network := decisions.address(value)) is not None]
    found: dict[str, None] = {}
    for network in networks:
        kind = type(network.network_address)
        first, last = int(network.network_address), int(network.broadcast_address)
        for number in (first, last, first - 1, last + 1):
            if 0 <= number <= int(kind(2**network.max_prefixlen - 1)):
                found[str(kind(number))] = None
    return [*found, "203.0.113.1", "2001:db8::1"]


_SINGLES: t.Final[t.Mapping[str, t.Callable[[t.Sequence[Atom], Budget], list[str]]]] = {
    "string": _texts,
    "numeric": _numbers,
    "date": _dates,
    "ipaddress": _addresses,
    "binary": lambda atoms, _budget: [*dict.fromkeys(value for atom in atoms for value in atom.values), "eA=="],
    "null": lambda _atoms, _budget: ["x"],
}


def _sets(singles: t.Mapping[str, tuple[tuple[Decision, ...], ...]], budget: Budget, *, twice: bool) -> list[Content]:
    """Sets of values of each kind that the conditions tell apart, smallest first. Raises C(LimitError).

    An operator on sets asks only whether any value matches, and whether all do. C(twice) adds two of each kind.
    """

    def described(content: tuple[str, ...]) -> tuple[t.Any, ...]:
        each = [singles[single] for single in content]
        budget.take(len(content) * sum(map(len, each[0])))
        columns = zip(*(sum(decision, ()) for decision in each), strict=True)
        return (len(content) > 1, *((any_of(column), all_of(column)) for column in map(list, columns)))

    found: dict[tuple[t.Any, ...], tuple[str, ...]] = {}
    frontier: list[tuple[str, ...]] = [(single,) * count for count in ((1, 2) if twice else (1,)) for single in singles]
    while frontier:
        following: list[tuple[str, ...]] = []
        for content in frontier:
            description = described(content)
            if description in found:
                continue
            if len(found) >= CONTENTS:
                raise LimitError(f"a condition key has more than {CONTENTS} different contents")
            found[description] = content
            following += [(*content, single) for single in singles if single not in content]
        frontier = following
    return list(found.values())
