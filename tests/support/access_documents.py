# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Identity policies over a small world, and the requests of that world, for laws about what policies allow."""

from __future__ import annotations

import copy
import itertools
import json
import typing as t

from hypothesis import strategies as st

from .iam_evaluator import Request

Document = dict[str, t.Any]

ACTIONS: t.Final = ("s3:Get", "S3:*", "s3:Put", "*", "iam:Get", "iam:*", "s3:G*", "*:Get", "s3:?et")
RESOURCES: t.Final = (
    *("*", "arn:aws:s3:::a1", "arn:aws:s3:::a*", "arn:aws:s3:::?1", "arn:aws:s3:::b", "arn:aws:*:::*"),
    *("arn:aws:s3:::${aws:username}", "arn:aws:s3:::a${aws:username}", "arn:aws:s3:*:*:a*"),
)
_TEXTS: t.Final = ("x", "y1", "y*", "*", "y?", "${aws:username}", "X", "")
_TEXT_OPERATORS: t.Final = (
    *("StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIfExists"),
    *("StringEqualsIgnoreCase", "ForAllValues:StringEquals", "ForAnyValue:StringLike"),
    *("ForAllValues:StringNotLike", "ForAnyValue:StringNotEquals"),
)
_NUMBERS: t.Final = ("1", "5", "10")
_ROLES: t.Final = (*("arn:aws:iam::111111111111:role/*", "arn:aws:iam::*:role/a", "arn:aws:*::111111111111:role/a"),)
# The operators and values of each condition key.
CONDITIONS: t.Final[dict[str, list[tuple[str, tuple[str, ...]]]]] = {
    "aws:SourceVpc": [(operator, _TEXTS) for operator in _TEXT_OPERATORS],
    "aws:TagKeys": [(operator, _TEXTS) for operator in _TEXT_OPERATORS],
    "s3:max-keys": [
        (f"Numeric{comparison}", _NUMBERS) for comparison in ("LessThan", "GreaterThanEquals", "Equals", "NotEquals")
    ],
    "aws:SourceIp": [(operator, ("10.0.0.0/8", "10.1.0.0/16")) for operator in ("IpAddress", "NotIpAddress")],
    "aws:SecureTransport": [(operator, ("true", "false")) for operator in ("Bool", "BoolIfExists")],
    "aws:SourceArn": [("ArnLike", _ROLES), ("ArnNotEquals", _ROLES)],
}


def lists(texts: t.Sequence[str]) -> st.SearchStrategy[t.Any]:
    return st.sampled_from(texts) | st.lists(st.sampled_from(texts), min_size=1, max_size=3, unique=True)


@st.composite
def conditions(draw: st.DrawFn) -> Document:
    result: Document = {}
    for key in draw(st.lists(st.sampled_from(sorted(CONDITIONS)), max_size=2, unique=True)):
        operator, values = draw(st.sampled_from([*CONDITIONS[key], ("Null", ("true", "false"))]))
        result.setdefault(operator, {})[key] = draw(lists(values))
    return result


@st.composite
def statements(draw: st.DrawFn) -> Document:
    statement: Document = {"Effect": draw(st.sampled_from(("Allow", "Allow", "Deny")))}
    for name, texts in (("Action", ACTIONS), ("Resource", RESOURCES)):
        statement[draw(st.sampled_from((name, name, f"Not{name}")))] = draw(lists(texts))
    condition = draw(conditions())
    return {**statement, "Condition": condition} if condition else statement


def documents() -> st.SearchStrategy[Document]:
    return st.fixed_dictionaries(
        {
            "Version": st.sampled_from(("2012-10-17",) * 4 + ("2008-10-17",)),
            "Statement": st.lists(statements(), min_size=1, max_size=3),
        }
    )


@st.composite
def neighbours(draw: st.DrawFn) -> tuple[Document, Document]:
    """Two documents that mostly differ in one statement, or in one element of one statement."""
    before = draw(documents())
    after = copy.deepcopy(before)
    position = draw(st.integers(0, len(after["Statement"]) - 1))
    other = draw(statements())
    step = draw(st.sampled_from(("element", "element", "condition", "add", "remove", "all")))
    if step == "all":
        return before, draw(documents())
    if step == "add":
        after["Statement"].insert(position, other)
    elif step == "remove" and len(after["Statement"]) > 1:
        del after["Statement"][position]
    elif step == "condition":
        after["Statement"][position]["Condition"] = other.get("Condition", {})
    else:
        name = draw(st.sampled_from(sorted(other)))
        for twin in (name, f"Not{name}", name.removeprefix("Not")):
            after["Statement"][position].pop(twin, None)
        after["Statement"][position][name] = other[name]
    return (before, after) if draw(st.booleans()) else (after, before)


class _Contexts:
    """The requests of the small world, as far as two documents can tell them apart."""

    values: t.Final[dict[str, tuple[tuple[str, ...] | None, ...]]] = {
        "aws:sourcevpc": (None, ("x",), ("y1",), ("y",), ("X",), ("a1",), ("",), ("x", "y1")),
        "aws:tagkeys": (None, ("x",), ("y1",), ("x", "y1"), ("z",), ("x", "z"), ("X",), ("a1", "x")),
        "s3:max-keys": (None, ("0",), ("1",), ("3",), ("5",), ("7",), ("10",), ("11",)),
        "aws:sourceip": (None, ("10.1.2.3",), ("10.2.0.0",), ("8.8.8.8",)),
        "aws:securetransport": (None, ("true",), ("false",)),
        "aws:sourcearn": (
            None,
            ("arn:aws:iam::111111111111:role/a",),
            ("arn:aws:iam::222222222222:role/a",),
            ("arn:aws:iam::111111111111:role/b:c",),
            ("arn:aws:sts::111111111111:role/a",),
        ),
        "aws:username": (None, ("a1",), ("1",), ("x",), ("y*",)),
    }
    actions: t.Final = ("s3:Get", "s3:Put", "iam:Get", "s3:Gut", "ec2:Get", "ec2:Run", "s3:xet")
    resources: t.Final = (
        *("*", "arn:aws:s3:::a1", "arn:aws:s3:::b", "arn:aws:s3:::b1", "arn:aws:iam::1:zz", "arn:aws:s3:eu:1:a1"),
        *("arn:aws:s3:::aa1", "arn:aws:s3:::a:b"),
    )

    def requests(self, *pair: Document, limit: int = 600) -> t.Iterator[Request]:
        text = json.dumps(pair).lower()
        keys = [key for key in self.values if f'"{key}"' in text or f"${{{key}}}" in text]
        contexts = itertools.product(*(self.values[key] for key in keys))
        requests = list(itertools.product(contexts, self.actions, self.resources))
        # Spread over the whole list, so that no key keeps its first value.
        for values, action, resource in requests[:: max(1, len(requests) // limit)]:
            context = {key: value for key, value in zip(keys, values, strict=True) if value is not None}
            yield Request(action, resource, context)


CONTEXTS: t.Final = _Contexts()
