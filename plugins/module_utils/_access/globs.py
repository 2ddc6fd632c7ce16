# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Patterns with wildcards: whether one matches a text, and which texts tell groups of patterns apart.

All patterns of a question are one automaton, whose state is the bits of an integer: a bit for each position in each
pattern. Reading a character costs a few operations on that integer, however many patterns there are. A group of
patterns, such as those of a statement, matches what any of them matches; it is not told which of them.
"""

from __future__ import annotations

import functools
import itertools
import re
import typing as t
from collections import deque
from dataclasses import dataclass

from .._arn import split
from .limits import Budget, LimitError

# How many states of an automaton are looked at. The patterns of the largest policies of AWS need a tenth of that.
STATES: t.Final = 20_000

# What a wildcard stands for, as tokens. A wildcard within a part of an ARN does not match the colon that ends the part.
STAR: t.Final = "**"
STAR_WITHIN: t.Final = "*:"
ONE: t.Final = "??"
ONE_WITHIN: t.Final = "?:"
_STARS: t.Final = (STAR, STAR_WITHIN)
_MAY_BE_COLON: t.Final = (STAR, ONE, ":")
_WILDCARDS: t.Final = {"*": (STAR, STAR_WITHIN), "?": (ONE, ONE_WITHIN)}


@dataclass(frozen=True)
class Pattern:
    """A pattern as tokens: a character each, or one of the wildcards above."""

    tokens: tuple[str, ...]
    ignores_case: bool = False

    def matches(self, text: str) -> bool:
        """Whether the pattern matches a text, in time proportional to the product of their lengths."""
        return self._may_match(text) and bool(self._automaton.accepted(text))

    def _may_match(self, text: str) -> bool:
        """Whether the text begins as the pattern does, which most texts do not."""
        return self.ignores_case or text.startswith(self._beginning)

    @functools.cached_property
    def _beginning(self) -> str:
        return "".join(itertools.takewhile(lambda token: len(token) == 1, self.tokens))

    @functools.cached_property
    def _automaton(self) -> Automaton:
        return Automaton([[self]])

    @functools.cached_property
    def positions(self) -> _Positions:
        """The positions of the pattern as a part of an automaton."""
        return _Positions(self.tokens, ignores_case=self.ignores_case)


def literal(text: str, *, ignores_case: bool = False) -> Pattern:
    """A pattern that matches only the text."""
    return Pattern(tuple(text), ignores_case)


def glob(pieces: t.Iterable[tuple[str, bool]]) -> Pattern:
    """A pattern whose wildcards match any characters. A piece is a character, and whether it may be a wildcard."""
    return Pattern(_collapsed(_WILDCARDS[text][0] if wild and text in _WILDCARDS else text for text, wild in pieces))


def arn(pieces: t.Sequence[tuple[str, bool]], *, crosses_parts: bool = False) -> Pattern:
    """A pattern for ARNs: wildcards in the first five parts match no colon. Missing parts match anything.

    With C(crosses_parts), an asterisk that ends one of these parts does match colons. A text without colons, such as
    C(*), is an ordinary pattern.
    """
    colons = [place for place, (text, _wild) in enumerate(pieces) if text == ":"]
    if len(colons) < _COLONS:
        return glob([*pieces, ("*", True)]) if colons and pieces[-1] != ("*", True) else glob(pieces)
    last = colons[_COLONS - 1]
    crossing = {colon - 1 for colon in colons} if crosses_parts else set()

    def token(place: int, text: str, *, wild: bool) -> str:
        if not (wild and text in _WILDCARDS):
            return text
        return _WILDCARDS[text][place < last and not (text == "*" and place in crossing)]

    return Pattern(_collapsed(token(place, text, wild=wild) for place, (text, wild) in enumerate(pieces)))


_COLONS: t.Final = 5


def has_all_parts(text: str) -> bool:
    """Whether a text is a pattern for a whole ARN, so that IAM's documentation leaves no doubt what it matches."""
    if not text.strip("*") or len(split(text)) == _COLONS + 1:
        return True
    # Whether the last asterisk goes on beyond its part or the missing parts match anything is the same here.
    return text.endswith("*") and not re.search("[*?]", text[:-1])


def may_cross_parts(text: str) -> bool:
    """Whether an asterisk ends one of the first five parts of a pattern for an ARN.

    IAM's documentation says that wildcards stay within a part, and that an asterisk at the end of one can match beyond.
    """
    parts = split(text)
    return len(parts) == _COLONS + 1 and any(part.endswith("*") for part in parts[:_COLONS])


def _collapsed(tokens: t.Iterable[str]) -> tuple[str, ...]:
    """The tokens without repeated asterisks, which match the same as one."""
    result: list[str] = []
    for token in tokens:
        if not (token in _STARS and result and result[-1] == token):
            result.append(token)
    return tuple(result)


class Region(t.NamedTuple):
    """All texts that exactly the groups in C(mask) match (a bit for each group), and one of them."""

    mask: int
    witness: str


class _Positions:
    """The positions of one pattern as bits, from bit 0 on, and one more where the pattern has matched."""

    def __init__(self, tokens: t.Sequence[str], *, ignores_case: bool) -> None:
        self.stars = self.crossing = self.ones = self.ones_within = self.literals = 0
        self.by_character: dict[str, int] = {}
        self.characters_at: list[tuple[str, ...]] = []
        # Each asterisk, and the positions that it makes needless.
        self.needless: list[tuple[int, int]] = []
        part = 0
        for place, token in enumerate(tokens):
            self.characters_at.append(self._add(token, 1 << place, ignores_case=ignores_case))
            if token in _STARS:
                self.needless.append((1 << place, _bits(0 if token == STAR else part, place)))
            if token in _MAY_BE_COLON:
                part = place + 1
        self.characters_at.append(())

    def _add(self, token: str, bit: int, *, ignores_case: bool) -> tuple[str, ...]:
        """Add one position; the characters that it waits for."""
        if token in _STARS:
            self.stars |= bit
            self.crossing |= bit if token == STAR else 0
            return ()
        if token in (ONE, ONE_WITHIN):
            self.ones |= bit
            self.ones_within |= bit if token == ONE_WITHIN else 0
            return ()
        self.literals |= bit
        characters = tuple(dict.fromkeys((token.lower(), token.upper()))) if ignores_case else (token,)
        for character in characters:
            self.by_character[character] = self.by_character.get(character, 0) | bit
        return characters


class Automaton:
    """Groups of patterns, matched at the same time."""

    def __init__(self, groups: t.Sequence[t.Sequence[Pattern]]) -> None:
        self._stars = self._crossing = self._ones = self._ones_within = self._literals = self._accepting = 0
        self._by_character: dict[str, int] = {}
        self._characters_at: list[tuple[str, ...]] = []
        # Per asterisk, the positions that it makes needless.
        self._needless: dict[int, int] = {}
        self._group_at: dict[int, int] = {}
        self._positions: list[int] = []
        self._start = 0
        self._masks: dict[int, int] = {}
        for number, patterns in enumerate(groups):
            self._add_group(number, patterns)
        self._size = len(self._characters_at)
        self._start = self._settled(self._start, 0)

    def _add_group(self, number: int, patterns: t.Sequence[Pattern]) -> None:
        first = len(self._characters_at)
        ends_of_everything = []
        for pattern in patterns:
            self._add(pattern.positions, len(self._characters_at))
            end = 1 << (len(self._characters_at) - 1)
            self._accepting |= end
            self._group_at[end] = 1 << number
            if pattern.tokens and pattern.tokens[-1] == STAR:
                ends_of_everything.append(end)
        positions = _bits(first, len(self._characters_at))
        self._positions.append(positions)
        # Once at an asterisk that ends a pattern, the whole group matches whatever follows.
        for end in ends_of_everything:
            self._needless[end >> 1] = positions & ~(end | end >> 1)

    def _add(self, own: _Positions, place: int) -> None:
        """Add the positions of a pattern from that place on."""
        self._start |= 1 << place
        self._stars |= own.stars << place
        self._crossing |= own.crossing << place
        self._ones |= own.ones << place
        self._ones_within |= own.ones_within << place
        self._literals |= own.literals << place
        for character, bits in own.by_character.items():
            self._by_character[character] = self._by_character.get(character, 0) | bits << place
        for star, needless in own.needless:
            self._needless[star << place] = needless << place
        self._characters_at += own.characters_at

    def accepted(self, text: str) -> int:
        """The groups that match a text, a bit for each."""
        state = self._start
        for character in text:
            state = self._next(state, character)
        return self._mask(state)

    def _next(self, state: int, character: str) -> int:
        ones, stars = self._ones, self._stars
        if character == ":":
            ones, stars = ones & ~self._ones_within, self._crossing
        consumed = state & (self._by_character.get(character, 0) | ones)
        return self._settled((consumed << 1) | (state & stars), state)

    def _settled(self, state: int, before: int) -> int:
        """The state after the asterisks that match nothing, without positions that an asterisk makes needless.

        What a position before an asterisk still matches, the asterisk matches too, unless a colon is between them that
        it does not match. What any position of a group matches, an asterisk at the end of a pattern matches.
        """
        stars = state & self._stars
        while stars:
            state |= stars << 1
            stars = (stars << 1) & self._stars
        new = state & self._stars & ~before
        while new:
            bit = new & -new
            new ^= bit
            if state & bit:
                state &= ~self._needless[bit]
        return state

    def _mask(self, state: int) -> int:
        accepting = state & self._accepting
        if accepting not in self._masks:
            mask, rest = 0, accepting
            while rest:
                bit = rest & -rest
                rest ^= bit
                mask |= self._group_at[bit]
            self._masks[accepting] = mask
        return self._masks[accepting]

    def regions(
        self,
        budget: Budget,
        prefix: str = "",
        *,
        colons: bool = True,
        universe: int | None = None,
        limit: int = STATES,
    ) -> list[Region]:
        """One region for each set of groups that some text matches, each with its shortest text.

        With a prefix, the texts are those that go on after it; without C(colons), no colon follows. With a universe,
        the texts are those that the group of that number matches. Raises C(LimitError) for patterns that need more
        states than the limit.
        """
        budget.take(self._size)
        start = functools.reduce(self._next, prefix, self._start)
        found: dict[int, str] = {} if prefix else {self._mask(start): ""}
        alive = None if universe is None else self._positions[universe]
        seen = {start}
        queue: deque[tuple[int, str]] = deque([(start, prefix)])
        while queue:
            state, text = queue.popleft()
            nexts = [*self._following(state, colons=colons, alive=alive)]
            budget.take(self._reading(len(nexts)))
            for character, following in nexts:
                found.setdefault(self._mask(following), text + character)
                if following not in seen:
                    seen.add(following)
                    queue.append((following, text + character))
            if len(seen) > limit:
                raise LimitError(f"its patterns need more than {limit:,} states")
        inside = 0 if universe is None else 1 << universe
        return [Region(mask & ~inside, witness) for mask, witness in found.items() if mask & inside == inside]

    def _reading(self, characters: int) -> int:
        """The steps that it takes to go on from a state with that many characters."""
        return characters * (3 + self._size // 500)

    def _following(self, state: int, *, colons: bool, alive: int | None) -> t.Iterator[tuple[str, int]]:
        """The states that come next, each with a character that leads there."""
        for character in self._branches(state, colons=colons):
            following = self._next(state, character)
            if alive is None or following & alive:
                yield character, following

    def _branches(self, state: int, *, colons: bool) -> t.Iterator[str]:
        """Characters that lead to every state that comes next: those that some position waits for, and one other."""
        characters = self._awaited(state & self._literals)
        has_colon = ":" in characters or state & (self._stars | self._ones)
        characters.pop(":", None)
        yield from characters
        yield _other_than(characters)
        if colons and has_colon:
            yield ":"

    def _awaited(self, literals: int) -> dict[str, None]:
        """The characters that positions wait for. Going through positions is slower if they are many."""
        if bin(literals).count("1") > len(self._by_character):
            return {character: None for character, bits in self._by_character.items() if literals & bits}
        characters = dict[str, None]()
        while literals:
            bit = literals & -literals
            literals ^= bit
            characters.update(dict.fromkeys(self._characters_at[bit.bit_length() - 1]))
        return characters


def _bits(first: int, end: int) -> int:
    return (1 << end) - (1 << first)


def _other_than(characters: t.Collection[str]) -> str:
    return next(character for character in _fillers() if character not in characters)


def _fillers() -> t.Iterator[str]:
    """Characters to fill a text with. There are more than a state's positions can wait for, whatever they are."""
    yield from "xyzabcdefghijklmnopqrstuvw0123456789XYZABCDEFGHIJKLMNOPQRSTUVW"
    yield from map(chr, range(0x4E00, 0x9FA5))
