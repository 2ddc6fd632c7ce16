# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filling parameters in: what becomes of each text, and what is said about each mistake."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._arn import Account
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import ParametersError
from ansible_collections.leastpriv.aws.plugins.module_utils._policy.document import Document, GivenDocument
from ansible_collections.leastpriv.aws.plugins.module_utils._policy.parameters.filling import Filling

ACCOUNT: t.Final = Account(id="111111111111", partition="aws-cn", region="cn-north-1")
DECLARED: t.Final = {
    "A": "a",
    "Long": "a-long-value",
    "Dollar": "$",
    "Text": "{AWS::Region}",
    "Reference": "${AWS::Region}",
    "Other": "${A}",
    "Region": {"type": "region", "value": "${AWS::Region}"},
    "Topic": {"type": "arn", "value": "arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:${AWS::Region}"},
    "List": ["x", "y"],
    "More": ["1", "2"],
}


def filling(declared: t.Mapping[str, t.Any] | None = None) -> Filling:
    return Filling.of(DECLARED if declared is None else declared)


def sent(value: t.Any) -> t.Any:
    """What IAM is sent for a value in a document."""
    plain = {"Statement": [{"Value": value}]}
    given = filling().given_document((), GivenDocument(plain))
    document = given.parsed
    assert isinstance(document, Document)
    filled = document.filled("policy", ACCOUNT)
    assert filled.text == Document(filled.plain).text
    assert document.size_in(ACCOUNT) == filled.size
    assert document.least_size <= filled.size
    return filled.plain["Statement"][0]["Value"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${A}", "a"),
        ("-${A}${A}-${Long}", "-aa-a-long-value"),
        ("${!A}", "${A}"),
        ("${!!A}", "${!A}"),
        ("${!Unknown}", "${Unknown}"),
        ("${!aws:username}", "${aws:username}"),
        ("${!a b}", "${a b}"),
        ("${aws:username}", "${aws:username}"),
        ("${aws:PrincipalTag/team, 'x'}", "${aws:PrincipalTag/team, 'x'}"),
        ("${*}${?}${$}", "${*}${?}${$}"),
        ("${AWS::AccountId}", "111111111111"),
        ("${!AWS::AccountId}", "${AWS::AccountId}"),
        ("${!!AWS::AccountId}", "${!AWS::AccountId}"),
        ("$A {A} ${A ${} $${A}", "$A {A} ${A ${} $a"),
        # Of values, only those whose type allows it are references.
        ("${Region}", "cn-north-1"),
        ("${Topic}", "arn:aws-cn:sns:cn-north-1:111111111111:${AWS::Region}"),
        ("${Reference}", "${AWS::Region}"),
        ("${Other}", "${A}"),
        # Nor is what values and the text around them make together.
        ("$${Text}", "${AWS::Region}"),
        ("${Dollar}{AWS::Region}", "${AWS::Region}"),
        ("${Dollar}${Text}", "${AWS::Region}"),
        ("${Dollar}{A}", "${A}"),
        ("${AWS::Region}$${Text}${AWS::Region}", "cn-north-1${AWS::Region}cn-north-1"),
    ],
)
def test_a_text(text: str, expected: str) -> None:
    assert sent(text) == expected
    assert sent([text]) == [expected]
    assert sent({text: "v", "other": text}) == {expected: "v", "other": expected}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (["${List}"], ["x", "y"]),
        (["before", "a:${List}/${A}", "after"], ["before", "a:x/a", "a:y/a", "after"]),
        (["${List}", "${More}"], ["x", "y", "1", "2"]),
        (["${List}-${List}"], ["x-x", "y-y"]),
        ([["${List}"]], [["x", "y"]]),
        (["${!List}"], ["${List}"]),
        ({"k": ["${List}:*"]}, {"k": ["x:*", "y:*"]}),
    ],
)
def test_a_list(value: t.Any, expected: t.Any) -> None:
    assert sent(value) == expected


def test_a_value_cannot_change_the_structure() -> None:
    hostile = '"}],"Statement":[{"Effect":"Allow","Action":"s3:x","Resource":"r'
    text = json.dumps({"Statement": [{"Effect": "Deny", "Resource": "${Value}"}]})
    given = filling({"Value": hostile}).given_document((), GivenDocument(text))
    assert given.parsed == Document({"Statement": [{"Effect": "Deny", "Resource": hostile}]})


@pytest.mark.parametrize("value", ['{"Statement": [{"Action": "*"}]}', {"Statement": [{"Action": "s3:x"}]}])
def test_a_document_without_variables_is_not_copied(value: t.Any) -> None:
    given = GivenDocument(value)
    parsed = given.parsed
    assert filling().given_document((), given).parsed is parsed


def test_a_variable_may_be_escaped_in_json() -> None:
    given = filling().given_document((), GivenDocument('{"Statement": [{"Sid": "\\u0024{A}"}]}'))
    assert given.parsed == Document({"Statement": [{"Sid": "a"}]})


def test_other_options_keep_their_types() -> None:
    assert filling().value((), {"n": 5, "${Long}": True, "b": None}) == {"n": 5, "a-long-value": True, "b": None}
    assert filling().value((), "${Reference}") == "${AWS::Region}"


def problems(
    value: t.Any, declared: t.Mapping[str, t.Any], *, noted: t.Any = None, allow_unused: bool = False
) -> list[str]:
    checked = filling(declared)
    checked.given_document(((), "app: policy"), GivenDocument({"Statement": [{"Value": value}]}))
    checked.note(noted)
    try:
        checked.check(allow_unused=allow_unused)
    except ParametersError as error:
        return list(error.problems)
    return []


PLACE: t.Final = "app: policy.Statement[0].Value"


@pytest.mark.parametrize(
    ("value", "declared", "expected"),
    [
        ("${A}", {"A": "a"}, []),
        ("${Bucket}", {"BucketName": "a"}, [
            "parameters.BucketName: nothing in the set uses ${BucketName}; did you mean ${Bucket}, which is used?",
            f"{PLACE}: ${{Bucket}} is not a parameter; did you mean ${{BucketName}}?",
        ]),
        ("${bucketname}${BucketName}", {"BucketName": "a"}, [
            f"{PLACE}: ${{bucketname}} is not a parameter; did you mean ${{BucketName}}?"
        ]),
        ("${Region}", {}, [f"{PLACE}: ${{Region}} is not a parameter; did you mean ${{AWS::Region}}?"]),
        ("${X}${X}", {}, [f"{PLACE}: ${{X}} is not a parameter; declare it, or write ${{!X}} for the text itself"]),
        ("${a_b}", {}, [f"{PLACE}: ${{a_b}} cannot be a parameter: its name has letters and digits only"]),
        ("", {"A": "a"}, ["parameters.A: nothing in the set uses ${A}"]),
        ("${!A}", {"A": "a"}, ["parameters.A: nothing in the set uses ${A}"]),
        ("${A}", {"A": None}, ["parameters.A is missing and required"]),
        ("${A}", {"A": ["a"]}, [f"{PLACE}: ${{A}} is a list; it can be used in a member of a list only"]),
        ({"${A}": "x"}, {"A": ["a"]}, [f"{PLACE}.${{A}}: ${{A}} is a list; it can be used in a member of a list only"]),
        (["${A}${B}"], {"A": ["a"], "B": ["b"]}, [
            f"{PLACE}[0]: ${{A}} and ${{B}} are lists; a text can hold one list only"
        ]),
        ({"${A}": 1, "a": 2}, {"A": "a"}, [f"{PLACE}: once filled in, two of the keys ${{A}}, a are the same"]),
        ("${A}", {"A": "ж"}, [f"{PLACE} contains the character U+0436; IAM accepts U+0020 to U+00FF"]),
        ("${A}", {"A": True, "B": "b", "C": None}, [
            "parameters.A must be a text, in quotes (got: true)",
            "parameters.B: nothing in the set uses ${B}",
            "parameters.C is missing and required",
            "parameters.C: nothing in the set uses ${C}",
        ]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_once(value: t.Any, declared: dict[str, t.Any], expected: list[str]) -> None:
    assert problems(value, declared) == expected


def test_one_problem_is_a_sentence_and_several_are_lines() -> None:
    one, two = "a is missing", "b is missing"
    assert str(ParametersError([one])) == one
    assert str(ParametersError([one, two])) == f"parameters: 2 problems:\n  {one}\n  {two}"


def test_what_is_not_filled_in_needs_no_value() -> None:
    assert problems("", {"A": None}, noted={"Statement": "${A}"}) == []
    assert problems("${A}", {"A": None}, noted="${A}") == ["parameters.A is missing and required"]
    assert problems("", {"A": True}, noted=["${A}"]) == ["parameters.A must be a text, in quotes (got: true)"]


def test_unused_parameters_may_be_allowed() -> None:
    assert problems("", {"A": "a", "B": None}, allow_unused=True) == []
    assert problems("", {"A": True}, allow_unused=True) == ["parameters.A must be a text, in quotes (got: true)"]


def test_a_document_that_cannot_be_read_uses_what_is_in_it() -> None:
    checked = filling({"A": "a"})
    given = GivenDocument('{"Statement": "${A}"')
    assert checked.given_document((), given) is given
    checked.check(allow_unused=False)


def test_there_is_one_warning_about_all_wildcards() -> None:
    declared = {
        "A": {"value": "*", "wildcards": "warn", "variable": "app_name"},
        "B": {"value": "x", "wildcards": "warn"},
        "C": {"value": ["a?"], "wildcards": "warn"},
        "D": {"value": "*", "wildcards": "allow"},
        "E": {"value": "*", "wildcards": "warn"},
    }
    assert filling(declared).warnings == ()
    filled = filling(declared)
    filled.value((), "${A}${B}${D}")
    filled.value((), ["${C}"])
    filled.note("${E}")
    (warning,) = filled.warnings
    assert warning == (
        "app_name and parameters.C: with wildcards the documents allow more than needed, against the principle of "
        "least privilege"
    )


def test_a_region_that_nothing_uses_may_be_of_any_partition() -> None:
    declared = {name: {"value": "eu-west-1", "type": "region"} for name in ("A", "B")}
    checked = filling(declared)
    checked.note("${A}")
    checked.check_account(ACCOUNT)
    checked.value((), "${B}")
    with pytest.raises(ParametersError) as error:
        checked.check_account(ACCOUNT)
    assert error.value.problems == ("parameters.B: eu-west-1 is in the partition aws, but the session is in aws-cn",)


def test_no_option_means_no_filling() -> None:
    assert Filling.from_option(None) is None
    assert Filling.from_option({}) is not None
