# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Trust policies over a small world, and the requests of that world, for laws about who may assume a role."""

from __future__ import annotations

import copy
import itertools
import typing as t

from hypothesis import strategies as st

from .access_documents import Document, lists
from .iam_evaluator import Request

_ACCOUNTS: t.Final = ("111111111111", "222222222222", "333333333333")
_ROLE: t.Final = "arn:aws:iam::111111111111:role"
PRINCIPALS: t.Final[tuple[t.Any, ...]] = (
    *("*", {"AWS": "*"}, {"AWS": "111111111111"}, {"AWS": "arn:aws:iam::222222222222:root"}),
    *({"AWS": f"{_ROLE}/a"}, {"AWS": [f"{_ROLE}/a", "222222222222"]}, {"AWS": "arn:aws:iam::222222222222:user/a"}),
    *({"Service": "lambda.amazonaws.com"}, {"Service": ["ec2.amazonaws.com", "lambda.amazonaws.com"]}),
    *({"Federated": "accounts.google.com"}, {"AWS": list(_ACCOUNTS[:2]), "Service": "ec2.amazonaws.com"}),
    {"AWS": "arn:aws:sts::111111111111:assumed-role/a/s"},
)
_ARNS: t.Final = (f"{_ROLE}/a", f"{_ROLE}/*", "arn:aws:iam::*:role/b", "arn:aws:iam::333333333333:user/a", "*")
CONDITIONS: t.Final[dict[str, list[tuple[str, tuple[str, ...]]]]] = {
    "aws:PrincipalArn": [(operator, _ARNS) for operator in ("ArnLike", "ArnNotLike", "StringEquals", "StringNotLike")],
    "aws:PrincipalAccount": [(operator, _ACCOUNTS) for operator in ("StringEquals", "StringNotEquals")],
    "sts:ExternalId": [(operator, ("x", "y*")) for operator in ("StringEquals", "StringLike", "StringNotEquals")],
    "aws:MultiFactorAuthPresent": [(operator, ("true", "false")) for operator in ("Bool", "BoolIfExists")],
}


@st.composite
def statements(draw: st.DrawFn) -> Document:
    effect = draw(st.sampled_from(("Allow", "Allow", "Deny")))
    element = draw(st.sampled_from(("Principal",) * 9 + ("NotPrincipal",))) if effect == "Deny" else "Principal"
    statement = {
        "Effect": effect,
        element: draw(st.sampled_from(PRINCIPALS)),
        "Action": draw(lists(("sts:AssumeRole", "sts:*", "sts:TagSession", "*"))),
    }
    condition: Document = {}
    for key in draw(st.lists(st.sampled_from(sorted(CONDITIONS)), max_size=2, unique=True)):
        operator, values = draw(st.sampled_from([*CONDITIONS[key], ("Null", ("true", "false"))]))
        condition.setdefault(operator, {})[key] = draw(lists(values))
    return {**statement, "Condition": condition} if condition else statement


def documents() -> st.SearchStrategy[Document]:
    listed = st.lists(statements(), min_size=1, max_size=3)
    return st.fixed_dictionaries({"Version": st.just("2012-10-17"), "Statement": listed})


@st.composite
def neighbours(draw: st.DrawFn) -> tuple[Document, Document]:
    """Two trust policies that mostly differ in one statement, or in one element of one statement."""
    before = draw(documents())
    if draw(st.integers(0, 3)) == 0:
        return before, draw(documents())
    after = copy.deepcopy(before)
    statement, other = draw(st.sampled_from(after["Statement"])), draw(statements())
    name = draw(st.sampled_from(("Principal", "Condition", "Action", "Effect", "all")))
    if name == "all":
        after["Statement"].append(other)
    elif name == "Condition":
        statement[name] = other.get(name, {})
    elif name in other and name in statement:
        statement[name] = other[name]
    return (before, after) if draw(st.booleans()) else (after, before)


CALLERS: t.Final = (
    *(("AWS", f"{_ROLE}/{name}") for name in ("a", "b", "path/a", "c")),
    *(("AWS", f"arn:aws:iam::{account}:{name}") for account in _ACCOUNTS[1:] for name in ("user/a", "role/b")),
    *(("AWS", "arn:aws:iam::444444444444:role/b"), ("AWS", "arn:aws:iam::444444444444:user/c")),
    *(("Service", f"{name}.amazonaws.com") for name in ("lambda", "ec2", "ecs")),
    *(("Federated", "accounts.google.com"), ("Federated", "cognito-identity.amazonaws.com")),
)


def requests() -> t.Iterator[Request]:
    """Requests to assume a role, by different callers."""
    actions = ("sts:AssumeRole", "sts:TagSession", "iam:Get")
    external, mfa = (None, ("x",), ("yz",), ("z",)), (None, ("true",), ("false",))
    for (kind, name), action, *values in itertools.product(CALLERS, actions, external, mfa):
        keys = ("sts:externalid", "aws:multifactorauthpresent")
        context: dict[str, tuple[str, ...]] = {
            key: value for key, value in zip(keys, values, strict=True) if value is not None
        }
        if kind == "AWS":
            context |= {"aws:principalarn": (name,), "aws:principalaccount": (name.split(":")[4],)}
        yield Request(action, "*", context, (kind, name))
