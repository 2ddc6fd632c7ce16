# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Decides whether a pattern covers another, and whether a statement in canonical form covers another.

A yes is certain. If the texts alone do not decide the question, the answer is no.
Source: the IAM user guide, the pages on the elements C(Action), C(Resource) and C(Condition).
"""

from __future__ import annotations

import functools
import re
import typing as t

from .._arn import split
from .statement import Statement

Covers = t.Callable[[str, str], bool]
Principals = t.Mapping[str, tuple[str, ...]]


def equal(pattern: str, other: str) -> bool:
    """Whether the two texts are equal."""
    return pattern == other


def glob(pattern: str, other: str) -> bool:
    """Whether a pattern with the wildcards * and ? matches everything that another pattern, or text, matches."""
    if pattern in ("*", other):
        return True
    if not _WILDCARD.search(pattern):
        return False
    # The value of a policy variable is known only with the request. What a pattern with a variable matches is therefore
    # unknown; a variable in the other pattern may be any text.
    return "${" not in pattern and matches(pattern, _VARIABLE.sub("*", other))


def matches(pattern: str, text: str) -> bool:
    """Whether a pattern matches a text, or everything that another pattern matches.

    It takes time proportional to the product of the two lengths. A regular expression takes exponential time for some
    patterns.
    """
    at, place = 0, 0
    star, star_place = -1, 0
    while place < len(text):
        wanted = pattern[at : at + 1]
        if wanted == "*":
            star, star_place = at, place
            at += 1
        elif wanted == text[place] or (wanted == "?" and text[place] != "*"):
            # A question mark stands for one character; an asterisk in the text may stand for many.
            at, place = at + 1, place + 1
        elif star >= 0:
            # Let the last asterisk stand for one more character.
            star_place += 1
            at, place = star + 1, star_place
        else:
            return False
    return not pattern[at:].strip("*")


def action(pattern: str, other: str) -> bool:
    """C(glob) for two actions, which IAM compares without case."""
    return glob(pattern.lower(), other.lower())


def arn(pattern: str, other: str) -> bool:
    """C(glob) for two ARNs, part by part. A yes holds whether or not wildcards match beyond their part."""
    if pattern in ("*", other):
        return True
    # Most ARNs of a document differ before the first wildcard.
    return other.startswith(_beginning(pattern)) and all(map(glob, _arn_parts(pattern), _arn_parts(other)))


@functools.lru_cache(maxsize=1_024)
def _beginning(pattern: str) -> str:
    """What everything that a pattern covers begins with."""
    return _OPEN.split(pattern, maxsplit=1)[0]


_OPEN = re.compile(r"[*?]|\$\{")
_WILDCARD = re.compile(r"[*?]")
_VARIABLE = re.compile(r"\$\{[^${}]*\}")


def every(covers: Covers, patterns: t.Collection[str], others: t.Iterable[str]) -> bool:
    """Whether every one of the others is covered by at least one of the patterns."""
    return all(any(covers(pattern, other) for pattern in patterns) for other in others)


def statement(one: Statement, other: Statement) -> bool:
    """Whether one statement covers everything that the other one says. Both are in canonical form.

    A malformed statement neither covers another nor is covered.
    """
    if one.malformed or other.malformed or one.effect != other.effect:
        return False
    # Resources come first: statements differ most often in them.
    return (
        _texts(arn, one.resources, other.resources)
        and _texts(action, one.actions, other.actions)
        and _principals(one.principals, other.principals)
        and one.not_resources == other.not_resources
        and one.not_actions == other.not_actions
        and one.not_principals == other.not_principals
        and _is_part(one, other)
    )


@functools.lru_cache(maxsize=1_024)
def _arn_parts(text: str) -> tuple[str, ...]:
    """The six parts of an ARN. IAM takes missing parts for *."""
    parts = split(text)
    return (*parts, *("*",) * (6 - len(parts)))


def _texts(covers: Covers, patterns: tuple[str, ...] | None, others: tuple[str, ...] | None) -> bool:
    if patterns is None or others is None:
        return patterns is others
    return every(covers, patterns, others)


def _principals(patterns: Principals | None, others: Principals | None) -> bool:
    if patterns is None or others is None:
        return patterns is others
    return all(kind in patterns and every(principal, patterns[kind], members) for kind, members in others.items())


def principal(pattern: str, other: str) -> bool:
    """Whether a principal equals the other one, or stands for all principals of its type."""
    return pattern in ("*", other)


def _is_part(one: Statement, other: Statement) -> bool:
    """Whether the other statement has all conditions of the one, which are then met whenever the other's are."""
    return one.condition.keys() <= other.condition.keys() and all(
        condition in other.conditions for condition in one.conditions
    )
