# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Puts two documents side by side: pairs their corresponding statements and writes both in one spelling."""

from __future__ import annotations

import typing as t
from collections import Counter

from .canonical import folded, folded_key
from .document import Document
from .statement import Statement

PlainStatement = dict[str, t.Any]


class Pair(t.NamedTuple):
    """A statement's position in each of two documents; C(None) in a document that does not have it."""

    before: int | None
    after: int | None


def pairs(before: t.Sequence[Statement], after: t.Sequence[Statement]) -> list[Pair]:
    """Pairs the canonical statements that are equal, that share a Sid, or else that are most similar.

    The pairs are in the order of the second document, removed statements last. A repeated statement counts once.
    """
    matching = _Matching(before, after)
    for similarity in (_equality, _same_sid, _shared_elements):
        matching.pair_up(similarity)
    return matching.pairs()


class _Matching:
    """Pairs statements step by step. A statement that has a partner takes no part in the next steps."""

    def __init__(self, before: t.Sequence[Statement], after: t.Sequence[Statement]) -> None:
        self._before = {position: before[position] for position in _distinct(before)}
        self._after = {position: after[position] for position in _distinct(after)}
        # The positions in the first document by the positions in the second.
        self._partners: dict[int, int] = {}

    def pair_up(self, similarity: t.Callable[[Statement, Statement], float]) -> None:
        """Pairs statements that are similar enough, the most similar ones first."""
        taken = set(self._partners.values())
        candidates = [
            # Among equally similar pairs, the texts decide, not the order in the documents.
            ((-score, one.sort_text, other.sort_text), old, new)
            for old, one in self._before.items()
            if old not in taken
            for new, other in self._after.items()
            if new not in self._partners and (score := similarity(one, other)) >= _ENOUGH
        ]
        for _rank, old, new in sorted(candidates):
            if new not in self._partners and old not in taken:
                self._partners[new] = old
                taken.add(old)

    def pairs(self) -> list[Pair]:
        taken = set(self._partners.values())
        removed = [old for old in self._before if old not in taken]
        return [*(Pair(self._partners.get(new), new) for new in self._after), *(Pair(old, None) for old in removed)]


_ENOUGH: t.Final = 0.5


def _distinct(statements: t.Sequence[Statement]) -> list[int]:
    """The positions of the statements; for equal statements, the first position."""
    first: dict[str, int] = {}
    for position, statement in enumerate(statements):
        first.setdefault(statement.sort_text, position)
    return list(first.values())


def _equality(one: Statement, other: Statement) -> float:
    return float(one == other)


def _same_sid(one: Statement, other: Statement) -> float:
    return float("Sid" in one and one.plain["Sid"] == other.plain.get("Sid"))


def _shared_elements(one: Statement, other: Statement) -> float:
    """The similarity of two statements, from 0 to 1: the mean over their elements of the share in common."""
    elements = {*one.plain, *other.plain} - {"Sid"}
    shared = sum(_shared(one.plain.get(element), other.plain.get(element)) for element in elements)
    return shared / max(len(elements), 1)


def _shared(one: t.Any, other: t.Any) -> float:
    if one == other:
        return 1.0
    if not (isinstance(one, list) and isinstance(other, list)):
        return 0.0
    both = sum(member in other for member in one)
    return both / max(len(one) + len(other) - both, 1)


class Spelling:
    """The authors' spelling of words whose case canonical forms drop: actions, condition operators, condition keys.

    If two documents spell a word differently, both get the second document's spelling. If one mapping contains two
    spellings of a word, the word keeps its canonical form everywhere.
    """

    def __init__(self, *documents: Document) -> None:
        self._words: dict[str, str] = {}
        self._ambiguous: set[str] = set()
        for document in documents:
            for statement in document.statements:
                self._learn(statement)
        for word in self._ambiguous:
            self._words.pop(word, None)

    def of(self, statement: Statement) -> PlainStatement:
        """A canonical statement in the authors' spelling."""
        return {element: self._spelled(element, value) for element, value in statement.plain.items()}

    def _learn(self, statement: Statement) -> None:
        for action in (*(statement.actions or ()), *(statement.not_actions or ())):
            self._words[folded(action)] = action
        self._learn_keys(statement.condition, folded)
        for keys in statement.condition.values():
            self._learn_keys(keys, folded_key)

    def _learn_keys(self, mapping: t.Mapping[str, t.Any], fold: t.Callable[[str], str]) -> None:
        words = {word: fold(word) for word in mapping}
        self._ambiguous.update(word for word, count in Counter(words.values()).items() if count > 1)
        self._words.update({folded: word for word, folded in words.items()})

    def _spelled(self, element: str, value: t.Any) -> t.Any:
        if element in ("Action", "NotAction") and isinstance(value, list):
            return [self._word(action) for action in value]
        if element == "Condition" and isinstance(value, dict):
            return {self._word(operator): self._keys(keys) for operator, keys in value.items()}
        return value

    def _keys(self, keys: t.Any) -> t.Any:
        return {self._word(key): values for key, values in keys.items()} if isinstance(keys, dict) else keys

    def _word(self, word: t.Any) -> t.Any:
        return self._words.get(word, word) if isinstance(word, str) else word


def side_by_side(before: Document, after: Document, partition: str) -> tuple[dict[str, t.Any], dict[str, t.Any]]:
    """The plain canonical forms of two documents, written so that lines differ only where the meaning differs.

    Corresponding statements have the same position, and both documents share one spelling.
    """
    old, new = before.canonical(partition), after.canonical(partition)
    if not (before.is_readable and after.is_readable):
        return dict(old.plain), dict(new.plain)
    spelling = Spelling(before, after)
    # The order is that of the canonical form, but a changed statement keeps its place.
    ranks = {pair.after: pair.before for pair in pairs(old.statements, new.statements) if pair.before is not None}
    last = len(old.statements)
    order = sorted(range(len(new.statements)), key=lambda position: (ranks.get(position, last), position))
    return (
        {**old.plain, "Statement": [spelling.of(statement) for statement in old.statements]},
        {**new.plain, "Statement": [spelling.of(new.statements[position]) for position in order]},
    )
