# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two documents side by side: which statement of one is which of the other, and words that both share."""

from __future__ import annotations

import json
import typing as t
from collections import Counter

from . import document as policy

Statement = dict[str, t.Any]


class Pair(t.NamedTuple):
    """A statement's position in one document and in the other; C(None) where it does not stand."""

    before: int | None
    after: int | None


def pairs(before: t.Sequence[Statement], after: t.Sequence[Statement]) -> list[Pair]:
    """Which canonical statement is which: those that are equal, that share a Sid, or else that are most alike.

    In the order of the second document, what has gone last. A repeated statement counts once.
    """
    old, new = _positions(before), _positions(after)
    texts = [[json.dumps(each, sort_keys=True) for each in statements] for statements in (before, after)]
    partners: dict[int, int] = {}
    for alike in (_equal, _of_one_sid, _similarity):
        scores = [
            (alike(before[one], after[other]), one, other)
            for one in old
            if one not in partners.values()
            for other in new
            if other not in partners
        ]
        # Of pairs that are as much alike, their texts decide, and not the order of the documents.
        for score, one, other in sorted(scores, key=lambda each: (-each[0], texts[0][each[1]], texts[1][each[2]])):
            if score >= _ENOUGH and other not in partners and one not in partners.values():
                partners[other] = one
    gone = [one for one in old if one not in partners.values()]
    return [*(Pair(partners.get(other), other) for other in new), *(Pair(one, None) for one in gone)]


_ENOUGH: t.Final = 0.5


def _positions(statements: t.Sequence[Statement]) -> list[int]:
    return [position for position, each in enumerate(statements) if each not in statements[:position]]


def _equal(one: Statement, other: Statement) -> float:
    return float(one == other)


def _of_one_sid(one: Statement, other: Statement) -> float:
    return float("Sid" in one and one["Sid"] == other.get("Sid"))


def _similarity(one: Statement, other: Statement) -> float:
    """How alike two statements are, from 0 to 1: the mean over their elements of what both sides share."""
    elements = {*one, *other} - {"Sid"}
    return sum(_shared(one.get(each), other.get(each)) for each in elements) / max(len(elements), 1)


def _shared(one: t.Any, other: t.Any) -> float:
    if one == other:
        return 1.0
    if not (isinstance(one, list) and isinstance(other, list)):
        return 0.0
    both = sum(member in other for member in one)
    return both / max(len(one) + len(other) - both, 1)


class Spelling:
    """How authors write what canonical forms have without case: actions, condition operators and condition keys.

    Of two documents that differ in it, the second one's way is used for both. Where one mapping has a word in two
    spellings, they are two words there, and that word is left alone everywhere.
    """

    def __init__(self, *documents: policy.Document) -> None:
        self._words: dict[str, str] = {}
        self._ambiguous: set[str] = set()
        for document in documents:
            for statement in policy.statements_of(document):
                self._learn(statement)
        for word in self._ambiguous:
            self._words.pop(word, None)

    def of(self, statement: Statement) -> Statement:
        """A canonical statement in the authors' spelling."""
        return {element: self._spelled(element, value) for element, value in statement.items()}

    def _learn(self, statement: Statement) -> None:
        for element in ("Action", "NotAction"):
            for action in policy.as_list(statement.get(element, [])):
                if isinstance(action, str):
                    self._words[policy.folded(action)] = action
        condition = statement.get("Condition")
        if isinstance(condition, dict):
            self._learn_keys(condition, policy.folded)
            for keys in condition.values():
                self._learn_keys(keys if isinstance(keys, dict) else {}, policy.folded_key)

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


def side_by_side(
    before: policy.Document, after: policy.Document, partition: str
) -> tuple[dict[str, t.Any], dict[str, t.Any]]:
    """The canonical forms of two documents, so written that only lines which mean something differ.

    Statements that are each other's stand at the same place, and both are spelled alike.
    """
    old, new = policy.canonical(before, partition), policy.canonical(after, partition)
    if not (policy.is_readable(before) and policy.is_readable(after)):
        return old, new
    spelling = Spelling(before, after)
    ours, theirs = old["Statement"], new["Statement"]
    # The order of the canonical form, except that a statement keeps its place, whatever has changed in it.
    ranks = {pair.after: pair.before for pair in pairs(ours, theirs) if pair.before is not None}
    order = sorted(range(len(theirs)), key=lambda position: (ranks.get(position, len(ours)), position))
    return (
        {**old, "Statement": [spelling.of(each) for each in ours]},
        {**new, "Statement": [spelling.of(theirs[position]) for position in order]},
    )
