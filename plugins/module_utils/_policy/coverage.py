# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is part of what: patterns, and statements in canonical form.

An answer of yes is certain; where it would take more than a look at the texts, the answer is no.
Source: the IAM user guide, the pages of the elements C(Action), C(Resource) and C(Condition).
"""

from __future__ import annotations

import functools
import re
import typing as t

from .._arn import split

Statement = t.Mapping[str, t.Any]
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
    # What a policy variable stands for is known only when the request comes: in a pattern nobody knows what it
    # matches, and in the other it may be anything.
    return "${" not in pattern and matches(pattern, _VARIABLE.sub("*", other))


def matches(pattern: str, text: str) -> bool:
    """Whether a text is of a pattern, in time proportional to their product; * and ? in the text are another pattern's.

    A regular expression would do the same for short patterns, and take for ever for some long ones.
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
    """Whether a statement says all that another one says. Both are in canonical form."""
    if one.get("Effect") != other.get("Effect") or not _ELEMENTS.issuperset((*one, *other)):
        return False
    # Resources first: they are what most often tells statements apart.
    return (
        _element(arn, "Resource", one, other)
        and _element(action, "Action", one, other)
        and _principals(one, other)
        and _is_part(one.get("Condition", {}), other.get("Condition", {}))
    )


_ELEMENTS: t.Final = frozenset(
    (
        *("Sid", "Effect", "Condition"),
        *("Action", "NotAction", "Resource", "NotResource", "Principal", "NotPrincipal"),
    )
)


@functools.lru_cache(maxsize=1_024)
def _arn_parts(text: str) -> tuple[str, ...]:
    """The six parts of an ARN; those that are missing are * for IAM."""
    parts = split(text)
    return (*parts, *("*",) * (6 - len(parts)))


def _element(covers: Covers, name: str, one: Statement, other: Statement) -> bool:
    mine, others = one.get(name), other.get(name)
    if one.get(f"Not{name}") != other.get(f"Not{name}") or (mine is None) != (others is None):
        return False
    if mine is None:
        return True
    return is_texts(mine) and is_texts(others) and every(covers, mine, others)


def _principals(one: Statement, other: Statement) -> bool:
    mine, others = one.get("Principal"), other.get("Principal")
    if one.get("NotPrincipal") != other.get("NotPrincipal"):
        return False
    if not isinstance(mine, dict) or not isinstance(others, dict):
        return bool(mine == others)
    return all(_members(mine.get(kind), members) for kind, members in others.items())


def _members(mine: t.Any, others: t.Any) -> bool:
    return is_texts(mine) and is_texts(others) and every(principal, mine, others)


def principal(pattern: str, other: str) -> bool:
    """Whether a principal is another one, or everybody of its kind."""
    return pattern in ("*", other)


def is_texts(value: t.Any) -> t.TypeGuard[list[str]]:
    """Whether a value is a list of texts, as canonical forms have it."""
    return isinstance(value, list) and all(isinstance(member, str) for member in value)


def _is_part(one: t.Any, other: t.Any) -> bool:
    """Whether a statement with the second condition always has the first one fulfilled, since that is a part of it."""
    if not isinstance(one, dict) or not isinstance(other, dict):
        return bool(one == other)
    return all(_is_part(value, other.get(key)) for key, value in one.items())
