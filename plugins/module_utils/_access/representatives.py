# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Representatives of actions and resources: finite lists that no statement of a question can tell finer."""

from __future__ import annotations

import itertools
import re
import typing as t

from . import globs, variables
from .evaluate import action_pattern, is_everything, resource_pattern
from .limits import Budget
from .policies import AccessStatement


class ActionClass(t.NamedTuple):
    """All actions to which exactly these statements apply, and one of them."""

    statements: frozenset[AccessStatement]
    witness: str


def action_classes(statements: t.Sequence[AccessStatement], budget: Budget) -> t.Iterator[ActionClass]:
    """A class for each set of statements that some action has. Raises C(LimitError)."""
    lists = [tuple(text.lower() for text in action_texts(one)) for one in statements]
    groups = list(dict.fromkeys(lists))
    numbers = {texts: number for number, texts in enumerate(groups)}
    bits = [(one, 1 << numbers[texts]) for one, texts in zip(statements, lists, strict=True)]
    found: set[int] = set()
    for mask, witness in _action_regions(groups, budget):
        if mask not in found:
            found.add(mask)
            budget.take(len(bits))
            active = frozenset(one for one, bit in bits if _has_action(one, is_listed=bool(mask & bit)))
            yield ActionClass(active, witness)


def _has_action(one: AccessStatement, *, is_listed: bool) -> bool:
    """Whether a statement applies to actions that it lists, or does not list. A statement in doubt applies to any."""
    if not one.has_known_actions:
        return True
    return is_listed == ("Action" in one.statement)


def action_texts(one: AccessStatement) -> tuple[str, ...]:
    """The actions that a statement lists or excludes."""
    return one.statement.actions or one.statement.not_actions or ()


_SERVICE = re.compile(r"([^:*?]+):")
_WILDCARD = re.compile("[*?]")


class _Texts(t.NamedTuple):
    """The actions of one service in the lists of the statements: names with the mask of their lists, and patterns."""

    exact: dict[str, int]
    wild: dict[int, dict[str, None]]

    def add(self, text: str, number: int) -> None:
        if _WILDCARD.search(text):
            self.wild.setdefault(number, {})[text] = None
        else:
            self.exact[text] = self.exact.get(text, 0) | 1 << number


def _action_regions(groups: t.Sequence[tuple[str, ...]], budget: Budget) -> t.Iterator[globs.Region]:
    """The sets of lists that some action is in. Service by service: a text rarely matches more than one."""
    services: dict[str, _Texts] = {}
    everywhere = _Texts({}, {})
    for number, texts in enumerate(groups):
        for text in texts:
            match = _SERVICE.match(text)
            (services.setdefault(match.group(1), _Texts({}, {})) if match else everywhere).add(text, number)
    yield from _other_regions(everywhere, services, budget)
    for service, own in services.items():
        yield from _service_regions(_merged(own, everywhere), f"{service}:", budget)


def _merged(own: _Texts, everywhere: _Texts) -> _Texts:
    merged = _Texts(own.exact, {number: dict(texts) for number, texts in own.wild.items()})
    for number, texts in everywhere.wild.items():
        merged.wild.setdefault(number, {}).update(texts)
    return merged


class _WildTexts:
    """The patterns of some lists as groups of an automaton, whose masks are those of the lists."""

    def __init__(self, wild: t.Mapping[int, t.Iterable[str]]) -> None:
        self._numbers = list(wild)
        self.groups = [[*map(action_pattern, texts)] for texts in wild.values()]

    def mask(self, mask: int) -> int:
        return sum(1 << number for place, number in enumerate(self._numbers) if mask >> place & 1)


def _service_regions(texts: _Texts, prefix: str, budget: Budget) -> t.Iterator[globs.Region]:
    """The regions of one service. Names without wildcards need no automaton: most policies have hardly any others."""
    wild = _WildTexts(texts.wild)
    automaton = globs.Automaton(wild.groups)
    for text, mask in texts.exact.items():
        budget.take(len(text))
        yield globs.Region(mask | wild.mask(automaton.accepted(text)), text)
    for region in _regions_beyond(wild.groups, texts.exact, prefix, budget):
        yield globs.Region(wild.mask(region.mask), region.witness)


def _regions_beyond(
    groups: t.Sequence[t.Sequence[globs.Pattern]], exact: t.Container[str], prefix: str, budget: Budget
) -> list[globs.Region]:
    """The regions of groups, with examples that are none of the exact texts."""
    avoided: list[globs.Pattern] = []
    while True:
        regions = globs.Automaton([*groups, avoided]).regions(budget, prefix, colons=False)
        others = [region for region in regions if not region.mask >> len(groups)]
        met = [action_pattern(region.witness) for region in others if region.witness in exact]
        if not met:
            return others
        avoided += met


# The actions of any service, as a pattern.
_ANY_ACTION: t.Final = globs.Pattern((globs.ONE_WITHIN, globs.STAR_WITHIN, ":", globs.ONE_WITHIN, globs.STAR_WITHIN))


def _other_regions(everywhere: _Texts, services: t.Collection[str], budget: Budget) -> t.Iterator[globs.Region]:
    """The regions of services that no text names: only what has a wildcard before the colon matches their actions."""
    wild = _WildTexts(everywhere.wild)
    if all(text in ("*", "*:*") for texts in everywhere.wild.values() for text in texts):
        yield globs.Region(wild.mask(-1), f"{_other_than(services)}:x")
        return
    named = [action_pattern(f"{service}:*") for service in services]
    count = len(wild.groups)
    for region in globs.Automaton([*wild.groups, named, [_ANY_ACTION]]).regions(budget, universe=count + 1):
        if not region.mask >> count:
            yield globs.Region(wild.mask(region.mask), region.witness)


def _other_than(services: t.Collection[str]) -> str:
    return next(name for name in map("x".__mul__, itertools.count(1)) if name not in services)


class ResourcePattern(t.NamedTuple):
    """A text of Resource or NotResource, in the version of its document."""

    text: str
    version: str

    @property
    def has_variables(self) -> bool:
        return variables.has_any(self.text, self.version)

    @property
    def is_certain(self) -> bool:
        return globs.has_all_parts(self.text)

    @property
    def is_free(self) -> bool:
        """Whether more than the text decides what the pattern matches."""
        return self.has_variables or not self.is_certain


# Patterns of which it does not matter which one matches.
ResourceGroup: t.TypeAlias = tuple[ResourcePattern, ...]


def resource_groups(one: AccessStatement) -> tuple[ResourceGroup, ...]:
    """The resources that a statement lists or excludes: a group of those that their texts decide, others one by one."""
    listed = one.statement.resources or one.statement.not_resources or ()
    patterns = [ResourcePattern(text, one.version) for text in listed]
    plain = tuple(pattern for pattern in patterns if not pattern.is_free)
    others = dict.fromkeys((pattern,) for pattern in patterns if pattern.is_free)
    return (plain, *others) if plain else tuple(others)


def may_cross_parts(one: AccessStatement) -> bool:
    """Whether there are two ways to read the resources of a statement."""
    listed = one.statement.resources or one.statement.not_resources or ()
    return any(map(globs.may_cross_parts, listed))


class Resources(t.NamedTuple):
    """Resources that tell the groups apart, and for each group the mask of the resources that it matches."""

    witnesses: tuple[str, ...]
    masks: t.Mapping[ResourceGroup, int]


# What can be a resource of a request, besides the asterisk of actions that have none.
_ANY_ARN: t.Final = globs.arn([(character, True) for character in "arn:?*:?*:*:*:?*"])


def resources(groups: t.Sequence[ResourceGroup], budget: Budget, *, crosses_parts: bool) -> Resources:
    """The representatives of resources. Raises C(LimitError).

    C(crosses_parts) says how to read an asterisk that ends a part of an ARN: whether it matches colons.
    """
    compiled = [
        [resource_pattern(text, version, crosses_parts=crosses_parts) for text, version in group] for group in groups
    ]
    regions = globs.Automaton([*compiled, [_ANY_ARN]]).regions(budget, universe=len(groups))
    every = sum(
        1 << number for number, group in enumerate(groups) if any(is_everything(pattern.text) for pattern in group)
    )
    regions.append(globs.Region(every, "*"))
    budget.take(len(groups) * len(regions) // 4)
    masks = {
        group: sum(1 << place for place, region in enumerate(regions) if region.mask >> number & 1)
        for number, group in enumerate(groups)
    }
    return Resources(tuple(region.witness for region in regions), masks)
