# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The typed elements of a statement: what the grammar allows in them, and which elements hold something else."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._policy.document import equivalent, from_reply, parse
from ansible_collections.leastpriv.aws.plugins.module_utils._policy.statement import Condition, Statement
from hypothesis import given
from hypothesis import strategies as st
from policy_documents.documents import PARTITIONS, documents

# Of each case: a statement, one typed element of it, and what that is.
ELEMENTS: t.Final[t.Mapping[str, tuple[dict[str, t.Any], str, t.Any]]] = {
    "a Sid": ({"Sid": "Read"}, "sid", "Read"),
    "an empty Sid": ({"Sid": ""}, "sid", None),
    "no Sid": ({}, "sid", None),
    "a Sid that is a list": ({"Sid": ["Read"]}, "sid", None),
    "an effect": ({"Effect": "Deny"}, "effect", "Deny"),
    "an effect in another case": ({"Effect": "allow"}, "effect", None),
    "an effect that is a list": ({"Effect": ["Allow"]}, "effect", None),
    "one action": ({"Action": "s3:GetObject"}, "actions", ("s3:GetObject",)),
    "several actions": ({"Action": ["s3:A", "s3:B"]}, "actions", ("s3:A", "s3:B")),
    "no actions": ({"NotAction": "s3:A"}, "actions", None),
    "an empty list of actions": ({"Action": []}, "actions", ()),
    "an action that is a list": ({"Action": ["s3:A", ["s3:B"]]}, "actions", ("s3:A",)),
    "excluded actions": ({"NotAction": "s3:A"}, "not_actions", ("s3:A",)),
    "resources": ({"Resource": ["*"]}, "resources", ("*",)),
    "excluded resources": ({"NotResource": "*"}, "not_resources", ("*",)),
    "everybody": ({"Principal": "*"}, "principals", {"AWS": ("*",)}),
    "principals by type": (
        {"Principal": {"AWS": ["1", "2"], "Service": "a.amazonaws.com"}},
        "principals",
        {"AWS": ("1", "2"), "Service": ("a.amazonaws.com",)},
    ),
    "a principal without a type": ({"Principal": "111111111111"}, "principals", {}),
    "no principals": ({}, "principals", None),
    "excluded principals": ({"NotPrincipal": {"AWS": "1"}}, "not_principals", {"AWS": ("1",)}),
    "a condition": (
        {"Condition": {"StringEquals": {"aws:a": "x", "aws:b": ["y", "z"]}, "Bool": {}}},
        "condition",
        {"StringEquals": {"aws:a": ("x",), "aws:b": ("y", "z")}, "Bool": {}},
    ),
    "a condition as a list": (
        {"Condition": {"StringEquals": {"aws:a": "x"}, "Bool": {"aws:b": ["true"]}, "Null": {}}},
        "conditions",
        (Condition("StringEquals", "aws:a", ("x",)), Condition("Bool", "aws:b", ("true",))),
    ),
    "no condition": ({}, "conditions", ()),
    "a condition that is a list": ({"Condition": [{"Bool": {"aws:b": "true"}}]}, "conditions", ()),
}


@pytest.mark.parametrize(("plain", "element", "typed"), ELEMENTS.values(), ids=ELEMENTS)
def test_typed_elements(plain: dict[str, t.Any], element: str, typed: t.Any) -> None:
    assert getattr(Statement(plain), element) == typed


MALFORMED: t.Final[t.Mapping[str, tuple[dict[str, t.Any], set[str]]]] = {
    "nothing": (
        {"Sid": "", "Effect": "Allow", "Action": [], "Resource": "*", "Principal": "*", "Condition": {}},
        set(),
    ),
    "texts with something else among them": ({"Action": ["s3:A", {}], "NotResource": None}, {"Action", "NotResource"}),
    "a Sid and an effect": ({"Sid": ["a"], "Effect": "allow"}, {"Sid", "Effect"}),
    "an unknown element": ({"Comment": "x"}, {"Comment"}),
    "principals": ({"Principal": "1", "NotPrincipal": {"AWS": [["1"]]}}, {"Principal", "NotPrincipal"}),
    "keys of a condition": ({"Condition": {"Bool": "true"}}, {"Condition"}),
    "values of a condition": ({"Condition": {"Bool": {"aws:a": {}}}}, {"Condition"}),
}


@pytest.mark.parametrize(("plain", "malformed"), MALFORMED.values(), ids=MALFORMED)
def test_malformed_elements_are_named(plain: dict[str, t.Any], malformed: set[str]) -> None:
    assert Statement(plain).malformed == malformed


def from_typed(statement: Statement) -> dict[str, t.Any]:
    """A statement made of typed elements alone."""
    elements = {
        "Sid": statement.sid,
        "Effect": statement.effect,
        "Action": statement.actions,
        "NotAction": statement.not_actions,
        "Resource": statement.resources,
        "NotResource": statement.not_resources,
        "Principal": statement.principals,
        "NotPrincipal": statement.not_principals,
        "Condition": statement.condition,
    }
    return {name: value for name, value in elements.items() if value is not None}


@given(st.sampled_from(PARTITIONS).flatmap(documents))
def test_a_document_made_of_its_typed_elements_says_the_same(plain: dict[str, t.Any]) -> None:
    document = parse("policy", plain)
    assert [statement.malformed for statement in document.statements if statement.malformed] == []
    assert equivalent(document, {**plain, "Statement": list(map(from_typed, document.statements))})


def test_a_document_that_is_not_readable_has_no_statements() -> None:
    held = from_reply({"Statement": ["x", {"Effect": "Allow"}]})
    assert not held.is_readable
    assert held.statements == ()
