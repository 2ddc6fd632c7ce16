# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What changes are said to do to permissions, held against an evaluator of policies over all requests of a small world.

The evaluator is written from the IAM user guide, I(Policy evaluation logic) and I(Condition operators), and shares no
code with the collection.
"""

from __future__ import annotations

import copy
import fnmatch
import itertools
import typing as t

from ansible_collections.leastpriv.aws.plugins.module_utils._policy import difference
from ansible_collections.leastpriv.aws.plugins.module_utils._policy import document as policy
from ansible_collections.leastpriv.aws.plugins.module_utils._review import review
from hypothesis import given, settings
from hypothesis import strategies as st

Document = dict[str, t.Any]

ACTIONS: t.Final = ("s3:Get", "s3:Put", "iam:Get")
RESOURCES: t.Final = ("arn:aws:s3:::a1", "arn:aws:s3:::a2", "arn:aws:s3:::b")
PRINCIPALS: t.Final = ("arn:aws:iam::111111111111:root", "arn:aws:iam::111111111111:role/r")
# Of the one condition key: its values, none where the request does not have it.
VALUES: t.Final = ((), ("x",), ("y1",), ("y2",), ("x", "y1"))


# A variable, and patterns that match its spelling, though nothing that it stands for.
VARIABLES: t.Final = ("arn:aws:s3:::${aws:username}", "arn:aws:s3:::" + "?" * 15, "arn:aws:s3:::*}")


class Request(t.NamedTuple):
    action: str
    resource: str
    principal: str
    values: tuple[str, ...]


REQUESTS: t.Final = tuple(Request(*each) for each in itertools.product(ACTIONS, RESOURCES, PRINCIPALS, VALUES))


def allowed(document: Document) -> frozenset[Request]:
    """The requests that a document allows: some statement allows them, and none denies them."""
    return frozenset(
        request
        for request in REQUESTS
        if any(each["Effect"] == "Allow" and applies(each, request) for each in document["Statement"])
        and not any(each["Effect"] == "Deny" and applies(each, request) for each in document["Statement"])
    )


def applies(statement: Document, request: Request) -> bool:
    return (
        element(statement, "Action", lambda pattern: matches(pattern.lower(), request.action.lower()))
        and element(statement, "Resource", lambda pattern: matches(filled(pattern, request), request.resource))
        and element(statement, "Principal", lambda pattern: pattern in ("*", request.principal))
        and all(
            fulfilled(operator, values, request.values)
            for operator, keys in statement.get("Condition", {}).items()
            for values in keys.values()
        )
    )


def filled(pattern: str, request: Request) -> str:
    """A pattern with its policy variable filled in: what the caller is called."""
    return pattern.replace("${aws:username}", "a1" if request.principal.endswith("/r") else "b")


def element(statement: Document, name: str, matching: t.Callable[[str], bool]) -> bool:
    if f"Not{name}" in statement:
        return not any(map(matching, members(statement[f"Not{name}"])))
    return name not in statement or any(map(matching, members(statement[name])))


def members(value: t.Any) -> list[str]:
    if isinstance(value, dict):
        return members(value["AWS"])
    return value if isinstance(value, list) else [value]


def matches(pattern: str, text: str) -> bool:
    return fnmatch.fnmatchcase(text, pattern)


def fulfilled(operator: str, wanted: t.Any, values: tuple[str, ...]) -> bool:
    qualifier, _colon, name = operator.rpartition(":")
    if name == "Null":
        return any((each == "true") is (not values) for each in members(wanted))
    if not values and name.endswith("IfExists"):
        return True
    negated, like = "Not" in name, "Like" in name

    def right(value: str) -> bool:
        return any(matches(each, value) if like else each == value for each in members(wanted)) != negated

    if qualifier == "ForAnyValue":
        return any(map(right, values))
    if qualifier == "ForAllValues" or not values:
        return all(map(right, values)) and (qualifier == "ForAllValues" or negated)
    return all(map(right, values)) if negated else any(map(right, values))


def lists(*texts: str) -> st.SearchStrategy[t.Any]:
    return st.sampled_from(texts) | st.lists(st.sampled_from(texts), min_size=1, max_size=3)


OPERATORS: t.Final = (
    *(
        "StringEquals",
        "StringNotEquals",
        "StringLike",
        "StringNotLike",
        "StringEqualsIfExists",
        "StringNotLikeIfExists",
    ),
    *(
        "ForAllValues:StringEquals",
        "ForAnyValue:StringLike",
        "ForAllValues:StringNotEquals",
        "ForAnyValue:StringNotLike",
    ),
)
CONDITIONS = st.dictionaries(
    st.sampled_from(OPERATORS), st.fixed_dictionaries({"aws:SourceVpc": lists("x", "y1", "y*", "*")}), max_size=2
) | st.fixed_dictionaries({"Null": st.fixed_dictionaries({"aws:SourceVpc": lists("true", "false")})})


@st.composite
def statements(draw: st.DrawFn) -> Document:
    statement: Document = {"Effect": draw(st.sampled_from(("Allow", "Deny")))}
    for name, texts in (
        ("Action", ("s3:Get", "S3:*", "s3:Put", "*", "iam:Get")),
        ("Resource", ("*", "arn:aws:s3:::a1", "arn:aws:s3:::a*", "arn:aws:s3:::?1", "arn:aws:s3:::b", *VARIABLES)),
    ):
        statement[draw(st.sampled_from((name, name, f"Not{name}")))] = draw(lists(*texts))
    if draw(st.booleans()):
        statement["Principal"] = draw(st.just("*") | st.fixed_dictionaries({"AWS": lists("*", *PRINCIPALS)}))
    for name, values in (("Sid", st.sampled_from(("A", "B"))), ("Condition", CONDITIONS)):
        if draw(st.booleans()):
            statement[name] = draw(values)
    return statement


DOCUMENTS = st.builds(
    lambda each: {"Version": "2012-10-17", "Statement": each}, st.lists(statements(), min_size=1, max_size=3)
)


@st.composite
def neighbours(draw: st.DrawFn) -> tuple[Document, Document]:
    """Two documents that differ in one element of one statement, in one condition's values, or in one statement."""
    before = draw(DOCUMENTS)
    after = copy.deepcopy(before)
    position = draw(st.integers(0, len(after["Statement"]) - 1))
    other = draw(statements())
    step = draw(st.sampled_from(("element", "element", "values", "values", "add", "remove")))
    condition = after["Statement"][position].get("Condition", {})
    if step == "add":
        after["Statement"].insert(position, other)
    elif step == "values" and condition and "Null" not in condition:
        condition[draw(st.sampled_from(sorted(condition)))] = {"aws:SourceVpc": draw(lists("x", "y1", "y*", "*"))}
    elif step == "remove" and len(after["Statement"]) > 1:
        del after["Statement"][position]
    else:
        name = draw(st.sampled_from(sorted(other)))
        after["Statement"][position][name] = other[name]
    return before, after


def check(before: Document, after: Document) -> None:
    """Where all changes are said to point one way, what is allowed has to move that way, or stay."""
    named = [{"policy": policy.parse("policy", each)} for each in (before, after)]
    effects = {change.effect for change in difference.changes(named[0], named[1], "aws")}
    old, new = allowed(before), allowed(after)
    if effects <= {"narrows", "neither"}:
        assert new <= old, new - old
    if effects <= {"widens", "neither"}:
        assert old <= new, old - new


@settings(max_examples=800)
@given(neighbours())
def test_one_change_moves_permissions_as_it_is_said_to(pair: tuple[Document, Document]) -> None:
    check(*pair)


@settings(max_examples=400)
@given(DOCUMENTS, DOCUMENTS)
def test_all_changes_together_move_permissions_as_they_are_said_to(before: Document, after: Document) -> None:
    check(before, after)


@settings(max_examples=400)
@given(DOCUMENTS)
def test_equivalent_documents_allow_the_same_and_a_redundant_statement_nothing_more(document: Document) -> None:
    canonical = policy.parse("policy", document).canonical("aws")
    assert policy.equivalent(document, canonical)
    for finding in review.review(document, kind="inline", name="policy"):
        if finding.rule.id == "redundant-statement":
            rest = [each for place, each in enumerate(document["Statement"]) if place != finding.position]
            assert allowed({"Statement": rest}) == allowed(document)
