# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether policies allow nothing that others do not: proven, refuted by a request, or unknown.

Classes of actions and callers are looked at one by one. In each, requests are boxes; what the second policies allow is
subtracted from what the first allow, and what is left is a counterexample. The concrete evaluator confirms each
counterexample before anybody sees it.
"""

from __future__ import annotations

import functools
import itertools
import typing as t
from dataclasses import dataclass, field, replace

from . import examples, obvious
from .boxes import Box, comparing, intersection, remainders
from .callers import Caller, callers, naming
from .evaluate import Evaluation, evaluate, is_everything
from .limits import Budget, LimitError
from .policies import AccessStatement, Policies, Request
from .representatives import ActionClass, ResourceGroup, Resources, action_classes, action_texts, may_cross_parts
from .space import Space

Answer = t.Literal["proven", "counterexample", "unknown"]

# How many counterexamples that cannot be confirmed are tried before the answer is unknown.
ATTEMPTS: t.Final = 64


@dataclass(frozen=True)
class Verdict:
    """The answer. A counterexample comes with its request, C(unknown) with the reason."""

    answer: Answer
    request: Request | None = None
    evaluation: Evaluation | None = None
    reason: str | None = None


_PROVEN: t.Final = Verdict("proven")


def within(inner: Policies, outer: Policies, budget: Budget | None = None) -> Verdict:
    """Whether every request that C(inner) allows is one that C(outer) allows, too."""
    reason = inner.doubt or outer.doubt
    if reason is not None:
        return Verdict("unknown", reason=reason)
    if inner == outer or obvious.is_within(inner, outer):
        return _PROVEN
    return by_boxes(inner, outer, budget)


def by_boxes(inner: Policies, outer: Policies, budget: Budget | None = None) -> Verdict:
    """The answer of C(within) by boxes alone, without the proofs that need none."""
    question = _Question(inner, outer, budget or Budget())
    verdict = _PROVEN
    try:
        for reading in (_Reading(crosses_parts=False), _Reading(crosses_parts=True)):
            if verdict.answer == "proven":
                verdict = question.verdict(reading)
    except LimitError as error:
        return Verdict("unknown", reason=str(error))
    return verdict


@dataclass(frozen=True)
class _Reading:
    """One of two ways to read an asterisk that ends a part of an ARN: whether it matches colons.

    IAM's documentation leaves that open, so a proof has to hold both ways.
    """

    crosses_parts: bool
    known_resources: dict[tuple[ResourceGroup, ...], Resources] = field(default_factory=dict)


class _Question:
    """Whether policies are within others."""

    def __init__(self, inner: Policies, outer: Policies, budget: Budget) -> None:
        self._inner = inner
        self._outer = outer
        self._budget = budget
        self._attempts = ATTEMPTS
        layers = (*inner.statements, *outer.statements)
        self._all = tuple(dict.fromkeys(itertools.chain.from_iterable(layers)))
        self._everybody: list[Caller | None] = [*callers(self._all)] if inner.is_trust else [None]
        self._known_classes: list[ActionClass] | None = None
        self._evaluating = sum(map(_deciding, self._all))

    def verdict(self, reading: _Reading) -> Verdict:
        unknown: Verdict | None = None
        for active, action in self._classes():
            for caller in self._everybody:
                verdict = self._verdict_of(active, action, caller, reading)
                if verdict.answer == "counterexample":
                    return verdict
                unknown = unknown or (None if verdict is _PROVEN else verdict)
        return unknown or _PROVEN

    def _classes(self) -> t.Iterator[ActionClass]:
        """The classes of actions, found one by one: most counterexamples need only the first of them."""
        if self._known_classes is not None:
            yield from self._known_classes
            return
        classes = []
        for each in action_classes(self._all, self._budget):
            classes.append(each)
            yield each
        self._known_classes = classes

    def _verdict_of(
        self, active: frozenset[AccessStatement], action: str, caller: Caller | None, reading: _Reading
    ) -> Verdict:
        self._budget.take(sum(map(_naming, active)))
        named = frozenset(one for one in active if one.doubt is not None or naming(one, caller) is not False)
        inner, outer = _active(self._inner, named), _active(self._outer, named)
        if not inner.can_allow or _is_trivial(inner, outer):
            return _PROVEN
        statements = tuple(one for one in self._all if one in named)
        if reading.crosses_parts and not any(map(may_cross_parts, statements)):
            return _PROVEN
        space = Space(statements, caller, reading.crosses_parts, reading.known_resources, self._budget)
        return self._verdict_in(space, action, inner, outer)

    def _verdict_in(self, space: Space, action: str, inner: _Active, outer: _Active) -> Verdict:
        unknown: Verdict | None = None
        for box in self._left(inner, outer, space):
            found = self._confirmed(box, space, action)
            if found.answer == "counterexample":
                return found
            unknown = unknown or found
            self._attempts -= 1
            if self._attempts <= 0:
                break
        return unknown or _PROVEN

    def _left(self, inner: _Active, outer: _Active, space: Space) -> t.Iterator[Box]:
        """Boxes of requests that the first policies allow and the others do not."""
        denied, outer_denied = space.boxes_of(inner.denies), space.boxes_of(outer.denies)
        outer_layers = [denied + space.boxes_of(layer) for layer in outer.allows]
        for allowed in self._allowed(space.whole, [space.boxes_of(layer) for layer in inner.allows]):
            for others in outer_layers:
                yield from remainders(allowed, others, self._budget)
            for box in outer_denied:
                self._budget.take(comparing(allowed))
                common = intersection(allowed, box)
                # A box without any dimension is empty, and still a box.
                if common is not None:
                    yield from remainders(common, denied, self._budget)

    def _allowed(self, whole: Box, layers: t.Sequence[t.Sequence[Box]]) -> t.Iterator[Box]:
        """The requests that every layer allows."""
        if not layers:
            yield whole
            return
        self._budget.take(comparing(whole, len(layers[0])))
        for box in layers[0]:
            common = intersection(whole, box)
            if common is not None:
                self._budget.spend()
                yield from self._allowed(common, layers[1:])

    @functools.cached_property
    def _spellings(self) -> t.Mapping[str, str]:
        """The actions that the statements name, as their first author spells them, by lower case."""
        found: dict[str, str] = {}
        for text in itertools.chain.from_iterable(map(action_texts, self._all)):
            found.setdefault(text.lower(), text)
        return found

    def _confirmed(self, box: Box, space: Space, action: str) -> Verdict:
        """The box as a counterexample, if the concrete evaluator confirms one of its requests."""
        for request in examples.requests(box, space, action):
            self._budget.take(self._evaluating)
            evaluation = evaluate(self._inner, request)
            if evaluation.is_allowed and evaluate(self._outer, request).is_allowed is False:
                spelled = replace(request, action=self._spellings.get(request.action, request.action))
                return Verdict("counterexample", spelled, evaluation)
        return Verdict("unknown", reason=examples.reason(box, space))


@dataclass(frozen=True)
class _Active:
    """The statements of policies that a class of actions and a caller leave."""

    allows: tuple[frozenset[AccessStatement], ...]
    denies: frozenset[AccessStatement]

    @property
    def can_allow(self) -> bool:
        """Whether every layer has a statement that may allow a request."""
        return bool(self.allows) and all(self.allows)


def _active(policies: Policies, active: frozenset[AccessStatement]) -> _Active:
    layers = [active.intersection(layer) for layer in policies.statements]
    return _Active(
        tuple(frozenset(one for one in layer if one.effect == "Allow") for layer in layers),
        frozenset(one for layer in layers for one in layer if one.effect == "Deny"),
    )


def _is_trivial(inner: _Active, outer: _Active) -> bool:
    """Whether the statements alone show it: the others deny nothing more, and each of their layers allows as much."""
    return outer.denies <= inner.denies and all(
        any(allows <= others for allows in inner.allows) or any(map(_is_unlimited, others)) for others in outer.allows
    )


def _naming(one: AccessStatement) -> int:
    """The steps that it takes to tell whether a statement names a caller."""
    return 2 + 8 * sum(map(len, (one.statement.principals or {}).values()))


def _deciding(one: AccessStatement) -> int:
    """The steps that it takes to tell whether a statement applies to a request."""
    statement = one.statement
    elements = (statement.actions, statement.not_actions, statement.resources, statement.not_resources)
    texts = sum(len(texts or ()) for texts in elements) + sum(
        len(condition.values) for condition in statement.conditions
    )
    return _naming(one) + 2 * texts


def _is_unlimited(one: AccessStatement) -> bool:
    """Whether a statement applies to every request of the actions that it has."""
    if one.doubt is not None or one.is_trust or one.statement.conditions:
        return False
    return any(map(is_everything, one.statement.resources or ()))
