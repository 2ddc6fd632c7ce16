# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Representatives of actions and resources: finite lists that no statement of a question can tell finer."""

from __future__ import annotations

import itertools
import re
import typing as t

from . import globs, variables
from .evaluate import action_pattern, matches_resource, resource_pattern
from .policies import AccessStatement


class ActionClass(t.NamedTuple):
    """All actions to which exactly these statements apply, and one of them."""

    statements: frozenset[AccessStatement]
    witness: str


def action_classes(statements: t.Sequence[AccessStatement]) -> list[ActionClass]:
    """A class for each set of statements that some action has. Raises C(LimitError)."""
    texts = list(dict.fromkeys(text.lower() for one in statements for text in _action_texts(one)))
    bits = {text: 1 << number for number, text in enumerate(texts)}
    masks = {one: sum({bits[text.lower()] for text in _action_texts(one)}) for one in statements}
    found: dict[frozenset[AccessStatement], str] = {}
    for mask, witness in _action_regions(texts, bits):
        active = frozenset(one for one, wanted in masks.items() if _has_action(one, is_listed=bool(mask & wanted)))
        found.setdefault(active, witness)
    return [ActionClass(active, witness) for active, witness in found.items()]


def _has_action(one: AccessStatement, *, is_listed: bool) -> bool:
    """Whether a statement applies to actions that it lists, or does not list. A statement in doubt applies to any."""
    if ("Action" in one.statement) == ("NotAction" in one.statement):
        return True
    return is_listed == ("Action" in one.statement)


def _action_texts(one: AccessStatement) -> tuple[str, ...]:
    return one.statement.actions or one.statement.not_actions or ()


_SERVICE = re.compile(r"([a-z0-9-]+):")


def _action_regions(texts: t.Sequence[str], bits: t.Mapping[str, int]) -> t.Iterator[tuple[int, str]]:
    """The sets of texts that some action matches. Service by service: a text rarely matches more than one."""
    services: dict[str, list[str]] = {}
    for text in texts:
        match = _SERVICE.match(text)
        services.setdefault(match.group(1) if match else "", []).append(text)
    everywhere = services.pop("", [])
    for service, own in services.items():
        for mask, witness in _service_regions(own + everywhere, f"{service}:"):
            yield _union(mask, own + everywhere, bits), witness
    for mask, witness in _other_regions(everywhere, services):
        yield _union(mask, everywhere, bits), witness


def _service_regions(texts: t.Sequence[str], prefix: str) -> t.Iterator[globs.Region]:
    """The regions of one service. Texts without wildcards need no automaton: most policies have hardly any others."""
    automaton = globs.Automaton([action_pattern(text) for text in texts])
    exact = [text for text in texts if text.startswith(prefix) and not _WILDCARD.search(text)]
    for text in exact:
        yield globs.Region(automaton.accepted(text), text)
    wild = {text: 1 << number for number, text in enumerate(texts) if text not in exact}
    for region in _regions_beyond(list(wild), exact, prefix):
        yield globs.Region(_union(region.mask, list(wild), wild), region.witness)


def _regions_beyond(wild: t.Sequence[str], exact: t.Collection[str], prefix: str) -> list[globs.Region]:
    """The regions of patterns, with examples that are none of the exact texts."""
    avoided: list[str] = []
    while True:
        patterns = [action_pattern(text) for text in (*wild, *avoided)]
        regions = globs.Automaton(patterns).regions(prefix, colons=False)
        others = [region for region in regions if not region.mask >> len(wild)]
        met = [region.witness for region in others if region.witness in exact]
        if not met:
            return others
        avoided += met


def _other_regions(texts: t.Sequence[str], services: t.Collection[str]) -> t.Iterator[globs.Region]:
    """The regions of services that no text names: only what has a wildcard before the colon matches their actions."""
    if all(text in ("*", "*:*") for text in texts):
        yield globs.Region((1 << len(texts)) - 1, f"{_other_than(services)}:x")
        return
    universe = globs.Pattern((globs.ONE_WITHIN, globs.STAR_WITHIN, ":", globs.ONE_WITHIN, globs.STAR_WITHIN))
    named = [action_pattern(f"{service}:*") for service in services]
    inside = 1 << len(texts)
    for mask, witness in globs.Automaton([*map(action_pattern, texts), universe, *named]).regions():
        if mask >> len(texts) == 1:
            yield globs.Region(mask & ~inside, witness)


def _other_than(services: t.Collection[str]) -> str:
    return next(name for name in map("x".__mul__, itertools.count(1)) if name not in services)


_WILDCARD = re.compile("[*?]")


def _union(mask: int, texts: t.Sequence[str], bits: t.Mapping[str, int]) -> int:
    return sum(bits[text] for number, text in enumerate(texts) if mask >> number & 1)


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


def resource_patterns(one: AccessStatement) -> tuple[ResourcePattern, ...]:
    listed = one.statement.resources or one.statement.not_resources or ()
    return tuple(ResourcePattern(text, one.version) for text in listed)


class Resources(t.NamedTuple):
    """Resources that tell the patterns apart, and for each pattern the mask of the resources that it matches."""

    witnesses: tuple[str, ...]
    masks: t.Mapping[ResourcePattern, int]


# What can be a resource of a request, besides the asterisk of actions that have none.
_ANY_ARN: t.Final = globs.arn([(character, True) for character in "arn:?*:?*:*:*:?*"])


def resources(patterns: t.Iterable[ResourcePattern]) -> Resources:
    """The representatives of resources. Raises C(LimitError)."""
    wanted = list(dict.fromkeys(patterns))
    compiled = [resource_pattern(*pattern) for pattern in wanted]
    inside = 1 << len(wanted)
    regions = [region for region in globs.Automaton([*compiled, _ANY_ARN]).regions() if region.mask & inside]
    every = sum(
        1 << number for number, pattern in enumerate(wanted) if matches_resource(pattern.text, compiled[number], "*")
    )
    regions.append(globs.Region(every, "*"))
    masks = {
        pattern: sum(1 << place for place, region in enumerate(regions) if region.mask >> number & 1)
        for number, pattern in enumerate(wanted)
    }
    return Resources(tuple(region.witness for region in regions), masks)
