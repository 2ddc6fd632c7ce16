# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Laws of equivalence: what IAM ignores never makes a difference, what it does not ignore always makes one."""

from __future__ import annotations

import copy
import decimal
import typing as t
import urllib.parse

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import OptionError
from ansible_collections.leastpriv.aws.plugins.module_utils._policy import document as policy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from policy_documents.changes import CHANGES, Change
from policy_documents.documents import PARTITIONS, Document, Pen, slots, statements
from policy_documents.rewritings import FORMS, REWRITINGS, Rewriting, json_text, mapping, percent_encoded, spellings_of


class Pair(t.NamedTuple):
    """Two documents for one partition, and what was done to the first to get the second."""

    first: t.Any
    second: t.Any
    partition: str
    steps: list[str]


def pens(draw: st.DrawFn) -> Pen:
    return Pen(draw, draw(st.sampled_from(PARTITIONS)))


def write(pen: Pen, first: Document, second: Document, rewritings: list[Rewriting]) -> Pair:
    """The pair, the second document rewritten and both in some form."""
    for rewriting in rewritings:
        rewriting(pen, second)
    forms = pen.draw(st.sampled_from(FORMS)), pen.draw(st.sampled_from(FORMS))
    steps = [each.__name__ for each in (*rewritings, *forms)]
    return Pair(forms[0](first), forms[1](second), pen.partition, steps)


@st.composite
def rewritten(draw: st.DrawFn, one: Rewriting | None = None) -> Pair:
    """A document and the same written otherwise, in one way or in several on top of each other."""
    pen = pens(draw)
    first = pen.document()
    several = [one] if one else draw(st.lists(st.sampled_from(REWRITINGS), max_size=8))
    return write(pen, first, copy.deepcopy(first), several)


@st.composite
def changed(draw: st.DrawFn, change: Change) -> Pair:
    """A document and the same with a change of meaning, written otherwise on top of that."""
    pen = pens(draw)
    second = pen.document()
    steps = change(pen, second)
    next(steps)
    first = copy.deepcopy(second)
    for _end in steps:
        pytest.fail("a change yields once")
    return write(pen, first, second, draw(st.lists(st.sampled_from(REWRITINGS), max_size=3)))


def canonical(value: t.Any, partition: str) -> Document:
    text = urllib.parse.unquote(value) if isinstance(value, str) and value.startswith("%") else value
    return dict(policy.parse("policy", text).canonical(partition).plain)


def assert_equal(pair: Pair) -> None:
    assert policy.equivalent(pair.first, pair.second)
    assert policy.equivalent(pair.second, pair.first)
    assert canonical(pair.first, pair.partition) == canonical(pair.second, pair.partition)


def assert_different(pair: Pair) -> None:
    assert not policy.equivalent(pair.first, pair.second)
    assert not policy.equivalent(pair.second, pair.first)
    assert canonical(pair.first, pair.partition) != canonical(pair.second, pair.partition)


@given(rewritten())
@settings(max_examples=1000)
def test_rewritings_never_make_a_difference(pair: Pair) -> None:
    assert_equal(pair)


@pytest.mark.parametrize("rewriting", REWRITINGS, ids=lambda each: each.__name__)
@given(data=st.data())
@settings(max_examples=40)
def test_one_rewriting_makes_no_difference(rewriting: Rewriting, data: st.DataObject) -> None:
    assert_equal(data.draw(rewritten(rewriting)))


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@given(data=st.data())
@settings(max_examples=40, suppress_health_check=[HealthCheck.filter_too_much])
def test_one_change_of_meaning_makes_a_difference(change: Change, data: st.DataObject) -> None:
    assert_different(data.draw(changed(change)))


ONE = {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"}


@pytest.mark.parametrize(
    ("operator", "first", "second", "equal"),
    [
        ("StringEquals", "1", "1.0", False),
        ("StringEquals", 1, "1", True),
        ("StringEquals", 1.0, "1", True),
        ("StringEquals", 1.5, "1.50", False),
        ("NumericEquals", "1", "1.0", True),
        ("NumericEquals", 1, 1.0, True),
        ("numericequalsifexists", 1.5, "1.50", True),
        ("ForAnyValue:NumericEquals", "1.50", "1.5", True),
        ("NumericEquals", "${aws:PrincipalTag/Most}", "${aws:PrincipalTag/Most}.0", False),
        # Whether IAM takes these forms, and for what, is not written anywhere.
        ("NumericEquals", "1", "01", False),
        ("NumericEquals", "1", "+1", False),
        ("NumericEquals", "100", "1e2", False),
        ("NumericEquals", "1", "1.", False),
        ("NumericEquals", "0.5", ".5", False),
    ],
)
def test_numbers_are_numbers_to_numeric_operators_alone(
    operator: str, first: t.Any, second: t.Any, *, equal: bool
) -> None:
    one, other = ({"Statement": {**ONE, "Condition": {operator: {"lp:Key": value}}}} for value in (first, second))
    assert policy.equivalent(one, other) is equal
    assert policy.equivalent(other, one) is equal


NUMBERS = st.tuples(st.integers(-5000, 5000), st.integers(0, 3)).map(
    lambda each: decimal.Decimal(each[0]).scaleb(-each[1])
)


@given(NUMBERS, NUMBERS, st.data())
@settings(max_examples=300)
def test_numbers_are_one_however_they_are_written(
    first: decimal.Decimal, second: decimal.Decimal, data: st.DataObject
) -> None:
    def written(number: decimal.Decimal) -> Document:
        value = data.draw(st.sampled_from(spellings_of(number)))
        return {"Statement": {**ONE, "Condition": {"NumericLessThan": {"lp:Key": value}}}}

    assert policy.equivalent(written(first), written(first))
    assert policy.equivalent(written(first), written(second)) is (first == second)


@given(rewritten())
@settings(max_examples=150)
def test_the_canonical_form_is_a_document_and_its_own(pair: Pair) -> None:
    before = copy.deepcopy(pair.second)
    form = canonical(pair.second, pair.partition)
    assert pair.second == before
    assert policy.parse("policy", form).plain == form
    assert canonical(form, pair.partition) == form
    assert list(canonical(form, pair.partition)) == list(form)
    assert policy.equivalent(form, pair.second)


@given(rewritten())
@settings(max_examples=100)
def test_every_document_is_equivalent_to_itself(pair: Pair) -> None:
    assert policy.equivalent(pair.second, pair.second)
    assert policy.equivalent(pair.second, copy.deepcopy(pair.second))


def no_end(_pen: Pen, document: Document) -> t.Any:
    document["Statement"] = [document]
    return document


def deep(_pen: Pen, document: Document) -> t.Any:
    nested: t.Any = "x"
    for _level in range(100_000):
        nested = [nested]
    return {**document, "Id": nested}


def no_document(pen: Pen, _document: Document) -> t.Any:
    return pen.one_of((None, 7, 1.5, True, [], (), b"{}", set(), "", " ", "null", "7", "[]", '"x"', "%", "%5B%5D", "{"))


def in_a_list(_pen: Pen, document: Document) -> t.Any:
    return [document]


def no_statement(pen: Pen, document: Document) -> t.Any:
    del document["Statement"]
    return pen.one_of(FORMS)(document)


def no_mapping_for_a_statement(pen: Pen, document: Document) -> t.Any:
    document["Statement"] = pen.one_of(([], "", "x", 7, True, [[]], [*statements(document), "x"]))
    return pen.one_of(FORMS)(document)


def null(pen: Pen, document: Document) -> t.Any:
    holder, key = a_place(pen, document)
    holder[key] = pen.one_of((None, [None], {"x": None}))
    return pen.one_of(FORMS)(document)


def infinite_number(pen: Pen, document: Document) -> t.Any:
    holder, key = a_place(pen, document)
    holder[key] = float(pen.one_of(("inf", "-inf", "nan")))
    return pen.one_of(FORMS)(document)


def foreign_character(pen: Pen, document: Document) -> t.Any:
    holder, key = a_place(pen, document)
    text = "x" + pen.one_of("\x00\x08\x1b\u0100\u212a\u20ac\ud800\U0001f511")
    if pen.here():
        holder[key] = text
    else:
        holder[text] = holder.pop(key)
    return pen.one_of((mapping, json_text))(document)


def foreign_type(pen: Pen, document: Document) -> t.Any:
    holder, key = a_place(pen, document)
    if pen.here():
        holder[key] = pen.one_of((b"x", {"x"}, object(), 1j))
    else:
        holder[pen.one_of((1, 1.5, True, None, b"x", ("x",)))] = holder[key]
    return document


def repeated_key(pen: Pen, document: Document) -> t.Any:
    text = json_text(document)
    text = "{" + text[1:-1] + "," + text[1:]
    return pen.one_of((text, urllib.parse.quote(text)))


def cut_short(pen: Pen, document: Document) -> t.Any:
    text = pen.one_of(FORMS[1:])(document)
    return text[: pen.draw(st.integers(0, len(text) - 1))]


def something_after_it(pen: Pen, document: Document) -> t.Any:
    return pen.one_of(FORMS[1:])(document) + pen.one_of("x}],%0{")


def encoded_twice(_pen: Pen, document: Document) -> t.Any:
    return urllib.parse.quote(percent_encoded(document))


def a_place(pen: Pen, document: Document) -> tuple[dict[t.Any, t.Any], str]:
    """A key of the document, of a statement, or of what a statement holds."""
    holders = [document, *statements(document), *(slot.holder for slot in slots(document))]
    holder = pen.one_of(holders)
    return holder, pen.one_of(holder)


MALFORMED: t.Final = (
    *(no_document, in_a_list, no_statement, no_mapping_for_a_statement, null, infinite_number, foreign_character),
    *(foreign_type, repeated_key, cut_short, something_after_it, encoded_twice, no_end, deep),
)


@st.composite
def spoilt_documents(draw: st.DrawFn, spoil: t.Callable[[Pen, Document], t.Any]) -> tuple[Document, t.Any]:
    """A document, and what is none any more."""
    pen = pens(draw)
    document = pen.document()
    return document, spoil(pen, copy.deepcopy(document))


@pytest.mark.parametrize("spoil", MALFORMED, ids=lambda each: each.__name__)
@given(data=st.data())
@settings(max_examples=20)
def test_no_answer_about_what_is_no_document(spoil: t.Callable[[Pen, Document], t.Any], data: st.DataObject) -> None:
    document, spoilt = data.draw(spoilt_documents(spoil))
    for pair in ((document, spoilt), (spoilt, document), (spoilt, spoilt)):
        with pytest.raises(OptionError):
            policy.equivalent(*pair)
