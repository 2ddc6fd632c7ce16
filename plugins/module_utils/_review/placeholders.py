# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Placeholders of tutorials that nobody has replaced."""

from __future__ import annotations

import re
import typing as t

from .._policy import risk_rules as rules
from .._policy.problem import Problem
from .._policy.statement import Statement
from .arn_formats import parts_of

# Texts that stand for a value in AWS's tutorials, and in those of others.
_WELL_KNOWN = re.compile(
    r"(?<![0-9])(?:123456789012|111122223333|444455556666)(?![0-9])"
    r"|(?<![0-9A-Fa-f])01234567890123456789012345678901(?![0-9A-Fa-f])"
    r"|(?<=:::)(?:(?:(?:my|your|example)[-_]?)?bucket[-_]?name|(?:my|your|example)[-_]?bucket)(?![a-z0-9._-])"
    r"|(?<=:::)(?:amzn-s3-demo-[a-z0-9-]+|doc-example-bucket[0-9]*)(?![a-z0-9._-])"
    r"|(?<![A-Za-z0-9-])(?:o-x{10,}|octo-org)(?![A-Za-z0-9-])"
    r"|<[A-Za-z][A-Za-z0-9 _-]*>|\{\{[^{}]*\}\}|\[(?:your|insert|enter)[^\]]*\]"
    r"|(?<![A-Za-z0-9])your[-_](?:account|bucket|region|role|user|org|github|cluster|id)[A-Za-z0-9_-]*"
    r"|(?<![A-Za-z0-9])(?:YOUR|MY)_[A-Z0-9_]+"
    r"|(?<![A-Za-z0-9])(?:change|replace)[-_]?me(?![A-Za-z0-9])"
    # Words in capitals, in or without the signs that templates put around them.
    r"|(?-i:(?<![A-Za-z0-9])(?:REPLACE_[A-Z0-9_]+|X{4,}(?![A-Za-z0-9])))"
    # Lambda has a version $LATEST, and EC2 a version $Default of a launch template.
    r"|(?-i:__[A-Z][A-Z0-9_]*__|%[A-Z][A-Z0-9_]*%|\$(?!LATEST|DEFAULT)[A-Z][A-Z0-9_]*)"
    r"|(?<=:::)\[[a-z][a-z0-9 _-]*\]"
    # CloudFormation's functions and the variables of shells; those of IAM have a colon.
    r"|\$\{(?![*?$]\})[A-Za-z_][A-Za-z0-9_.]*\}",
    re.IGNORECASE,
)
# What an ARN has in the place of a name. Values of condition keys may be such words.
_NAMES = re.compile(r"(?<![A-Za-z0-9])(?:[A-Z]+_)+(?:ACCOUNT|ARN|ID|NAME|REGION)(?![A-Za-z0-9_])")
_BRACES = re.compile(r"(?<!\$)\{[A-Za-z][A-Za-z0-9_.-]*\}")
# The paths of an API have names in braces.
_WITH_PATHS: t.Final = frozenset(("apigateway", "execute-api"))
# A word in the place of an account or a Region. AWS has words of its own there, such as aws, cloudfront and offering.
_WORD = re.compile(r"[A-Z_<>{}]|account|acct|region|your|x{3}")
_NUMBER = re.compile(r"[0-9-]+")


def problems(statement: Statement) -> t.Iterator[Problem]:
    """The placeholders in a statement, each once for its element."""
    found: dict[tuple[str, str], None] = {}
    for element, value in statement.plain.items():
        for text in _texts(value):
            found.update(((element, placeholder), None) for placeholder in _placeholders(text))
    for element, placeholder in found:
        message = f"{placeholder} is a tutorial's placeholder; replace it with your own value"
        yield Problem(rules.PLACEHOLDER, message, element)


# Every placeholder has one of these. Most texts have none, which is quicker to see than that nothing matches.
_HINTS: t.Final = (
    *("123456789012", "111122223333", "444455556666", "bucket", "demo", "o-xxx", "octo-org"),
    *("your", "my_", "<", "{", "[", "changeme", "change-me", "change_me", "replace", "xxxx", "__", "%", "$"),
)


def _placeholders(text: str) -> t.Iterator[str]:
    lower = text.lower()
    is_suspect = any(hint in lower for hint in _HINTS)
    matches = [match.group() for match in _WELL_KNOWN.finditer(text)] if is_suspect else []
    yield from matches
    parts = parts_of(text) if text.startswith("arn:") and not matches else []
    if len(parts) == 6:
        yield from _in_names(parts[2], parts[5])
        yield from filter(_is_word, parts[3:5])
        if _NUMBER.fullmatch(parts[4]) and len(parts[4]) != 12:
            yield parts[4]


def _in_names(service: str, resource: str) -> t.Iterator[str]:
    """The placeholders in the part of an ARN that names the resource."""
    patterns = (_NAMES,) if service in _WITH_PATHS else (_NAMES, _BRACES)
    for pattern in patterns:
        yield from (match.group() for match in pattern.finditer(resource))


def _is_word(part: str) -> bool:
    return "${" not in part and bool(_WORD.search(part))


def _texts(value: t.Any) -> t.Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, member in value.items():
            yield from _texts(key)
            yield from _texts(member)
    elif isinstance(value, list):
        for member in value:
            yield from _texts(member)
