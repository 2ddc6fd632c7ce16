# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Laws of filling parameters in, over generated documents and values."""

from __future__ import annotations

import json
import re
import typing as t

from ansible_collections.leastpriv.aws.plugins.module_utils._arn import Account
from ansible_collections.leastpriv.aws.plugins.module_utils._policy.document import Document, GivenDocument
from ansible_collections.leastpriv.aws.plugins.module_utils._policy.parameters import parameter
from ansible_collections.leastpriv.aws.plugins.module_utils._policy.parameters.filling import Filling
from hypothesis import given
from hypothesis import strategies as st

ACCOUNT: t.Final = Account(id="111111111111", partition="aws", region="eu-west-1")

# Pieces of references and of JSON: together they make references that nobody wrote.
PIECES: t.Final = [
    "$",
    "{",
    "}",
    "!",
    "A",
    "AWS::",
    "Region",
    "aws:",
    "username",
    "*",
    '"',
    "\\",
    ",",
    "]",
    "x",
    "é",
    "\n",
]
REFERENCES: t.Final = [
    "${A}",
    "${B}",
    "${AWS::Region}",
    "${AWS::AccountId}",
    "${aws:username}",
    "${*}",
    "${!A}",
    "${!!B}",
]
values = st.lists(st.sampled_from([*PIECES, *REFERENCES]), max_size=6).map("".join)
# A text as its pieces, so that a law knows what each stands for. Other pieces contain nothing that begins a variable.
plain_pieces = st.text(alphabet='ab }!:*"\\é\n', max_size=3)
templates = st.lists(st.one_of(st.sampled_from([*REFERENCES, "$"]), plain_pieces), max_size=5)
# Keys that differ at their end, whatever is filled in.
keys = st.sampled_from(["k1", "${A}2", "${!A}3", "$${B}4"])
nested = st.recursive(
    templates.map("".join),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=8,
)
declared = st.fixed_dictionaries({"A": values, "B": values})

KNOWN: t.Final = {
    "${AWS::Region}": "eu-west-1",
    "${AWS::AccountId}": "111111111111",
    "${!A}": "${A}",
    "${!!B}": "${!B}",
}


def filled(value: t.Any, parameters: t.Mapping[str, str]) -> Document:
    """A document with one value in it, as IAM is sent it."""
    allowed = {name: {"value": text, "wildcards": "allow"} for name, text in parameters.items()}
    filling = Filling.of(allowed)
    parsed = filling.given_document((), GivenDocument({"Statement": [{"Value": value}]})).parsed
    filling.check(allow_unused=True)
    assert isinstance(parsed, Document)
    sent = parsed.filled("policy", ACCOUNT)
    assert parsed.size_in(ACCOUNT) == sent.size
    return sent


@given(templates, declared)
def test_a_text_is_its_pieces_filled_in_one_by_one(pieces: list[str], parameters: dict[str, str]) -> None:
    """Whatever a value is, and whatever it makes together with the text around it, it arrives as it is."""
    texts = KNOWN | {f"${{{name}}}": text for name, text in parameters.items()}
    expected = "".join(texts.get(piece, piece) for piece in pieces)
    assert filled("".join(pieces), parameters).plain == {"Statement": [{"Value": expected}]}


@given(nested, declared)
def test_a_value_never_changes_the_shape(value: t.Any, parameters: dict[str, str]) -> None:
    harmless = filled(value, {"A": "a", "B": "b"})
    sent = filled(value, parameters)
    assert shape(sent.plain) == shape(harmless.plain)
    # What is sent reads back as what was meant, and no longer depends on the account.
    assert json.loads(sent.text) == sent.plain


def shape(value: t.Any) -> t.Any:
    if isinstance(value, dict):
        return [shape(member) for member in value.values()]
    return [shape(member) for member in value] if isinstance(value, list) else "text"


@given(st.lists(values, min_size=1, max_size=4), templates)
def test_a_list_becomes_as_many_texts(members: list[str], pieces: list[str]) -> None:
    others = [piece for piece in pieces if piece not in ("${A}", "${B}")]
    template = "".join([*others, "${L}"])
    filling = Filling.of({"L": {"value": members, "wildcards": "allow"}})
    parsed = filling.given_document((), GivenDocument({"Statement": [{"Value": ["first", template, "last"]}]})).parsed
    filling.check(allow_unused=False)
    assert isinstance(parsed, Document)
    texts = parsed.filled("policy", ACCOUNT).plain["Statement"][0]["Value"]
    before = "".join(KNOWN.get(piece, piece) for piece in others)
    assert texts == ["first", *(before + member for member in members), "last"]


@given(
    st.lists(st.one_of(st.sampled_from(["${AWS::Region}", "${aws:username}", "${*}", "${?}", "${$}"]), plain_pieces))
)
def test_without_parameters_in_it_a_document_stays_as_it_is(pieces: list[str]) -> None:
    text = "".join(pieces)
    without = Document({"Statement": [{"Value": text}]}).filled("policy", ACCOUNT)
    assert filled(text, {}) == without
    assert re.search(r"AWS::", without.text) is None


scalars = st.none() | st.booleans() | st.integers() | st.floats() | values | st.sampled_from(parameter.CHOICES["type"])
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
)
declarations = st.dictionaries(st.sampled_from(parameter.KEYS), anything, max_size=4)


@given(st.text(alphabet="Ab1_ ", max_size=3), declarations | anything)
def test_every_declaration_gives_a_value_or_says_why_not(name: str, declaration: t.Any) -> None:
    read = parameter.read(name, declaration)
    assert [bool(read.texts), bool(read.problems), bool(read.absence)].count(True) == 1
    names = (read.label, f"parameters.{name}", repr(name))
    assert [problem for problem in read.problems if not any(known in problem for known in names)] == []
