# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The canonical form of policy documents: documents that mean the same have the same canonical form.

It drops the differences that IAM ignores: the order and repetition of statements and list members, a single value
instead of a list of one, the case of actions and of condition operators and keys, an empty Sid or Condition, the ways
to write a number in a numeric condition, the ways to write everybody or an account in a Principal, and hyphens in an
account id. An account id becomes the account's root ARN in the document's partition, as in IAM's replies; without a
partition it stays an id. This module leaves everything else unchanged: in case of doubt, two documents count as
different.
"""

from __future__ import annotations

import functools
import operator
import re
import typing as t
from collections import Counter

from . import operators
from .statement import PlainStatement, Statement, as_list


def statement(plain: PlainStatement, partition: str | None) -> Statement:
    """The canonical form of a statement."""
    result = {}
    for element in sorted(plain):
        value = plain[element]
        change = _ELEMENTS.get(element)
        if change is not None:
            value = change(value)
        elif element in ("Principal", "NotPrincipal"):
            value = _principal(value, partition)
        if value or element not in _EMPTY or value != _EMPTY[element]:
            result[element] = value
    return Statement(result)


def in_order(statements: t.Sequence[Statement]) -> list[Statement]:
    """Canonical statements without repeats, sorted by Sid and content; their original order does not matter."""
    by_sid = {statement.sid: statement for statement in statements if statement.sid is not None}
    if len(by_sid) == len(statements):
        return [by_sid[sid] for sid in sorted(by_sid)]
    by_content = {(statement.sid or "", statement.sort_text): statement for statement in statements}
    return [by_content[key] for key in sorted(by_content)]


def folded(text: str) -> str:
    """The text in lower case if it is ASCII; IAM is not known to ignore the case of other characters."""
    return text.lower() if text.isascii() else text


def folded_key(key: str) -> str:
    """A condition key in lower case, except for parts whose case may matter to IAM."""
    name, slash, rest = key.partition("/")
    name = folded(name)
    return name + slash + (folded(rest) if name in _TAG_KEYS_WITHOUT_CASE else rest)


# For these, the IAM user guide says that the case of the tag key does not matter either. In other condition keys
# with a tag key (s3:ExistingObjectTag/KEY), the case of the part after the slash is kept.
_TAG_KEYS_WITHOUT_CASE: t.Final = ("aws:principaltag", "aws:requesttag", "aws:resourcetag")

# Elements that have no effect with these values.
_EMPTY: t.Final[t.Mapping[str, t.Any]] = {"Sid": "", "Condition": {}}


def _texts(value: t.Any, change: t.Callable[[str], str] | None = None) -> t.Any:
    """The texts as a sorted list without repeats; a value that contains anything else is returned unchanged."""
    values = as_list(value)
    for member in values:
        if not isinstance(member, str):
            return value
    return sorted(set(map(change, values) if change else values))


def _actions(value: t.Any) -> t.Any:
    return _texts(value, folded)


def _principal(value: t.Any, partition: str | None) -> t.Any:
    account = functools.partial(_root_of_account, partition)
    if value == "*":
        return {"AWS": ["*"]}
    if isinstance(value, str):
        return account(value)
    if not isinstance(value, dict):
        return value
    return {kind: _texts(members, account if kind == "AWS" else None) for kind, members in sorted(value.items())}


# IAM also accepts the form of the console, with hyphens.
_ACCOUNT_ID = re.compile(r"[0-9]{12}|[0-9]{4}-[0-9]{4}-[0-9]{4}")


def _root_of_account(partition: str | None, principal: str) -> str:
    """The root ARN in the partition for an account id; any other principal unchanged."""
    if not _ACCOUNT_ID.fullmatch(principal):
        return principal
    account_id = principal.replace("-", "")
    return account_id if partition is None else f"arn:{partition}:iam::{account_id}:root"


def _condition(value: t.Any) -> t.Any:
    if not isinstance(value, dict):
        return value
    return {
        name: _condition_keys(keys, numeric=_is_numeric(name)) if isinstance(keys, dict) else keys
        for name, keys in _by_folded_key(value, folded)
    }


def _is_numeric(name: str) -> bool:
    known = operators.parse(name)
    return known is not None and known.comparison == "numeric"


def _condition_keys(value: dict[str, t.Any], *, numeric: bool) -> dict[str, t.Any]:
    change = _numeric if numeric else None
    return {key: _texts(values, change) for key, values in _by_folded_key(value, folded_key)}


_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+")


def _numeric(text: str) -> str:
    """A decimal number without trailing zeros; any other text unchanged."""
    return text.rstrip("0").rstrip(".") if _DECIMAL.fullmatch(text) else text


def _by_folded_key(value: dict[str, t.Any], fold: t.Callable[[str], str]) -> list[tuple[str, t.Any]]:
    """The items with folded keys, sorted by key.

    Keys that would become the same stay as they are: merging them could change what the document means.
    """
    if len(value) == 1:
        return [(fold(key), content) for key, content in value.items()]
    names = {key: fold(key) for key in value}
    if len(set(names.values())) < len(names):
        counts = Counter(names.values())
        names = {key: name if counts[name] == 1 else key for key, name in names.items()}
    return sorted(((names[key], content) for key, content in value.items()), key=_first)


_first: t.Final = operator.itemgetter(0)

_ELEMENTS: t.Final[t.Mapping[str, t.Callable[[t.Any], t.Any]]] = {
    "Action": _actions,
    "NotAction": _actions,
    "Resource": _texts,
    "NotResource": _texts,
    "Condition": _condition,
}
