# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which patterns cover which, and which statements in canonical form cover which.

An answer of yes is certain; where the texts alone do not decide it, the answer is no.
Source: the IAM user guide, the pages of the elements C(Action), C(Resource) and C(Condition).
"""

from __future__ import annotations

import functools
import re
import typing as t

from .._arn import split
from .statement import ELEMENTS, Statement

Covers = t.Callable[[str, str], bool]


def equal(pattern: str, other: str) -> bool:
    """Whether both are the same text."""
    return pattern == other


def glob(pattern: str, other: str) -> bool:
    """Whether a pattern with the wildcards * and ? matches everything that another pattern, or text, matches."""
    if pattern in ("*", other):
        return True
    if not _WILDCARD.search(pattern):
        return False
    # The value of a policy variable is known only with the request: a pattern with one matches nobody knows what, and
    # in the other one the variable may be anything.
    return "${" not in pattern and matches(pattern, _VARIABLE.sub("*", other))


def matches(pattern: str, text: str) -> bool:
    """Whether a text, or another pattern, matches a pattern, in time proportional to the product of their lengths.

    A regular expression would do the same for short patterns, but take exponential time for some long ones.
    """
    at, place = 0, 0
    star, star_place = -1, 0
    while place < len(text):
        wanted = pattern[at : at + 1]
        if wanted == "*":
            star, star_place = at, place
            at += 1
        elif wanted == text[place] or (wanted == "?" and text[place] != "*"):
            # A question mark stands for one character; the text's asterisk may stand for many.
            at, place = at + 1, place + 1
        elif star >= 0:
            # What the last asterisk stands for is one character longer.
            star_place += 1
            at, place = star + 1, star_place
        else:
            return False
    return not pattern[at:].strip("*")


def action(pattern: str, other: str) -> bool:
    """C(glob) for two actions, which IAM compares without case."""
    return glob(pattern.lower(), other.lower())


def arn(pattern: str, other: str) -> bool:
    """C(glob) for two ARNs, part by part. Whether a wildcard reaches beyond its part does not matter for a yes."""
    if pattern in ("*", other):
        return True
    return all(map(glob, _arn_parts(pattern), _arn_parts(other)))


_WILDCARD = re.compile(r"[*?]")
_VARIABLE = re.compile(r"\$\{[^${}]*\}")


def every(covers: Covers, patterns: t.Iterable[str], others: t.Iterable[str]) -> bool:
    """Whether each of the others is covered by one of the patterns."""
    patterns = tuple(patterns)
    return all(any(covers(pattern, other) for pattern in patterns) for other in others)


def statement(one: Statement, other: Statement) -> bool:
    """Whether a statement says everything that another one says. Both are in canonical form."""
    if one.plain.get("Effect") != other.plain.get("Effect") or not ELEMENTS.issuperset((*one.plain, *other.plain)):
        return False
    # Resources first: they are what most often tells statements apart.
    return (
        _element(arn, "Resource", one, other)
        and _element(action, "Action", one, other)
        and _principals(one, other)
        and _is_part(one.plain.get("Condition", {}), other.plain.get("Condition", {}))
    )


@functools.lru_cache(maxsize=1_024)
def _arn_parts(text: str) -> tuple[str, ...]:
    """The six parts of an ARN; those that are missing are * for IAM."""
    parts = split(text)
    return (*parts, *("*",) * (6 - len(parts)))


def _element(covers: Covers, name: str, one: Statement, other: Statement) -> bool:
    patterns, others = one.texts(name), other.texts(name)
    if one.plain.get(f"Not{name}") != other.plain.get(f"Not{name}"):
        return False
    if patterns is None or others is None:
        return patterns is others
    return name not in one.malformed | other.malformed and every(covers, patterns, others)


def _principals(one: Statement, other: Statement) -> bool:
    if one.plain.get("NotPrincipal") != other.plain.get("NotPrincipal"):
        return False
    patterns, others = one.principals, other.principals
    if patterns is None or others is None or "Principal" in one.malformed | other.malformed:
        return bool(one.plain.get("Principal") == other.plain.get("Principal"))
    return all(kind in patterns and every(principal, patterns[kind], members) for kind, members in others.items())


def principal(pattern: str, other: str) -> bool:
    """Whether a principal is another one, or everybody of its kind."""
    return pattern in ("*", other)


def _is_part(one: t.Any, other: t.Any) -> bool:
    """Whether the first condition is a part of the second, and so met whenever the second is."""
    if not isinstance(one, dict) or not isinstance(other, dict):
        return bool(one == other)
    return all(_is_part(value, other.get(key)) for key, value in one.items())
