# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What each type of a parameter takes, what it refuses, and in which words."""

from __future__ import annotations

import datetime
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._arn import Account
from ansible_collections.leastpriv.aws.plugins.module_utils._policy.parameters import parameter

TAKEN: t.Final[t.Mapping[str, list[t.Any]]] = {
    "text": ["", "a b", "ä\n", "{}\"'", "${AWS::Region}", 5, -1, datetime.date(2026, 1, 31)],
    "account_id": ["111111111111", 111111111111, "${AWS::AccountId}"],
    "region": ["eu-west-1", "cn-north-1", "us-gov-east-1", "${AWS::Region}"],
    "bucket_name": ["abc", "1.customers-2", "a" * 63, "my--x-s3-bucket"],
    "path": ["/", "/team/", "/a/b.c,d+e@f=g_h-i/", "/" + "a" * 510 + "/"],
    "name": ["App", "a" * 128, "_+=,.@-", 2026],
    "arn": [
        "arn:aws:s3:::bucket",
        "arn:aws-cn:iam::aws:policy/ReadOnlyAccess",
        "arn:aws:lambda:eu-west-1:111111111111:function:f",
        "arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:topic",
    ],
    "function_name": ["f", "a" * 64, "Customer_Import-1"],
    "hex": ["0", "4f1d2c3b5a69788790A1B2C3D4E5F607"],
}

REFUSED: t.Final[t.Mapping[str, list[tuple[t.Any, str]]]] = {
    "text": [
        (True, "must be a text, in quotes (got: true)"),
        (1.5, "must be a text, in quotes (got: 1.5)"),
        (["a"], 'must be a text, in quotes (got: ["a"])'),
        ({"a": "b"}, 'must be a text, in quotes (got: {"a": "b"})'),
        ("a*", "must not contain the wildcards * and ? (got: 'a*')"),
        ("a?", "must not contain the wildcards * and ? (got: 'a?')"),
    ],
    "account_id": [
        ("", "is empty and required"),
        (
            12345678901,
            "12 digits, in quotes so that YAML keeps a leading zero (got: '12345678901')",
        ),
        ("1111-1111-1111", "must be an account ID"),
        ("111111111111\n", "must be an account ID"),
        ("${AWS::Region}", "must be an account ID"),
        ("${AWS::AccountId}1", "must be an account ID"),
        ("1111*", "must not contain the wildcards * and ?"),
    ],
    "region": [
        ("eu-wset-1", "must be an AWS Region such as eu-west-1; did you mean eu-west-1? (got: 'eu-wset-1')"),
        ("moon-base-9", "must be an AWS Region such as eu-west-1; no such region is known (got: 'moon-base-9')"),
        ("EU-WEST-1", "did you mean eu-west-1?"),
        ("eu-west-1\n", "must be an AWS Region such as eu-west-1 (got: 'eu-west-1\\n')"),
        ("eu-*", "must not contain the wildcards * and ?"),
        ("moon-*", "must be an AWS Region such as eu-west-1; no region matches it (got: 'moon-*')"),
    ],
    "bucket_name": [
        (
            "Acme",
            "must be the name of an S3 bucket: 3 to 63 lower-case letters, digits, hyphens and periods",
        ),
        ("ab", "must be the name of an S3 bucket"),
        ("a" * 64, "must be the name of an S3 bucket"),
        ("-acme", "must be the name of an S3 bucket"),
        ("acme.", "must be the name of an S3 bucket"),
        ("acme\n", "must be the name of an S3 bucket"),
        ("s3://acme", "must be the name of an S3 bucket"),
        ("acme..x", "first and last; it has no two periods in a row (got: 'acme..x')"),
        ("192.168.0.1", "it does not look like an IP address"),
        ("xn--acme", "it does not begin with xn--, sthree- or amzn-s3-demo-"),
        ("amzn-s3-demo-bucket", "it does not begin with xn--, sthree- or amzn-s3-demo-"),
        ("acme-s3alias", "it does not end with -s3alias, --ol-s3, .mrap, --x-s3 or --table-s3"),
        ("acme--table-s3", "it does not end with"),
    ],
    "path": [
        ("team", "must be an IAM path: / first and last"),
        ("/team", "must be an IAM path"),
        ("//", "must be an IAM path"),
        ("/a b/", "must be an IAM path"),
        ("/" + "a" * 511 + "/", "must be an IAM path"),
        ("/\n", "must be an IAM path"),
    ],
    "name": [("a/b", "must be an IAM name: 1 to 128 letters"), ("a" * 129, "must be an IAM name"), ("", "is empty")],
    "arn": [
        ("bucket", "must be an ARN such as arn:aws:s3:::bucket"),
        ("arn:aws:s3:::", "must be an ARN"),
        ("arn:aws:s3:::a b", "must be an ARN"),
        ("${AWS::Region}", "must be an ARN"),
        ("arn:aws:${AWS::Region}:::x", "must be an ARN"),
        ("arn:aws:s3:::*", "must not contain the wildcards * and ?"),
    ],
    "function_name": [
        ("a/b", "must be the name of a Lambda function: 1 to 64 letters"),
        ("a" * 65, "Lambda"),
        ("a*", "wildcards"),
    ],
    "hex": [("g", "must be hexadecimal digits (got: 'g')"), ("0\n", "hexadecimal"), ("", "is empty and required")],
}


def read(**declaration: t.Any) -> parameter.Parameter:
    return parameter.read("Name", declaration)


@pytest.mark.parametrize(("kind", "value"), [(kind, value) for kind, values in TAKEN.items() for value in values])
def test_a_right_value_is_taken(kind: str, value: t.Any) -> None:
    read_as = read(type=kind, value=value)
    assert read_as.problems == ()
    assert ["".join(part.text for part in text) for text in read_as.texts] == [str(value)]
    members = read(type="list", elements=kind, value=[value])
    assert members.problems == ()
    assert members.texts == read_as.texts
    assert members.is_list


@pytest.mark.parametrize(
    ("kind", "value", "problem"), [(kind, value, problem) for kind, rows in REFUSED.items() for value, problem in rows]
)
def test_a_wrong_value_is_refused(kind: str, value: t.Any, problem: str) -> None:
    (message,) = read(type=kind, value=value, description="what it is.").problems
    assert message.startswith("parameters.Name ")
    assert problem in message
    assert message.endswith(". What it is")
    (of_member,) = read(type="list", elements=kind, value=[value], variable="app_names").problems
    assert of_member.startswith("app_names[0] ")
    assert problem in of_member


WITH_WILDCARDS: t.Final[t.Mapping[str, tuple[list[str], list[str]]]] = {
    "text": (["*", "a?"], []),
    "account_id": (["*", "11111111????"], ["111111111111*1", "a*"]),
    "region": (["eu-*", "*", "eu-west-?"], ["moon-*", "EU-*", "eu.*"]),
    "bucket_name": (["acme-*", "*"], ["Acme*", "a" * 63 + "*"]),
    "path": (["/team/*/"], ["/team/*"]),
    "name": (["App*"], ["App/*"]),
    "arn": (
        ["arn:aws:s3:::acme/*", "arn:*:sqs:*:*:q", "arn:${AWS::Partition}:sqs:*:${AWS::AccountId}:q"],
        ["*", "arn:*"],
    ),
    "function_name": (["Import_*", "a?b"], ["*", "?a", "a/*"]),
    "hex": (["*", "4f*", "????"], ["g*"]),
}


@pytest.mark.parametrize("kind", WITH_WILDCARDS)
def test_wildcards_are_taken_where_they_are_allowed(kind: str) -> None:
    taken, refused = WITH_WILDCARDS[kind]
    for value in taken:
        assert read(type=kind, value=value, wildcards="allow").problems == ()
        assert not read(type=kind, value=value, wildcards="allow").warns_of_wildcards
        assert read(type=kind, value=value, wildcards="warn").warns_of_wildcards
        assert read(type=kind, value=value).problems != ()
    for value in refused:
        assert read(type=kind, value=value, wildcards="allow").problems != ()


def test_a_wildcard_does_not_come_first_in_the_name_of_a_function() -> None:
    (problem,) = read(type="function_name", value="*", wildcards="allow").problems
    assert "a wildcard does not come first" in problem


@pytest.mark.parametrize(("value", "is_right"), [("a" * 32, True), ("a" * 31, False), ("a" * 33, False)])
def test_hexadecimal_digits_have_the_length_that_is_declared(value: str, *, is_right: bool) -> None:
    problems = read(type="hex", length=32, value=value).problems
    assert problems == (() if is_right else (f"parameters.Name must be 32 hexadecimal digits (got: '{value}')",))
    assert read(type="hex", length=32, value="a*", wildcards="allow").problems == ()
    assert read(type="hex", length=32, value="a" * 33 + "*", wildcards="allow").problems != ()


@pytest.mark.parametrize("value", [[], "text", {"a": "b"}, 5])
def test_a_list_has_elements(value: t.Any) -> None:
    (problem,) = read(type="list", value=value, variable="app_names").problems
    assert problem == (
        "app_names must have at least one element" if value == [] else f"app_names must be a list (got: {str(value)!r})"
    )


def test_all_elements_are_checked() -> None:
    problems = read(elements="region", value=["eu-west-1", None, "eu-11", "sa-east-1"], variable="regions").problems
    assert [problem.split()[0] for problem in problems] == ["regions[1]", "regions[2]"]


def test_a_value_alone_is_a_text_or_a_list_of_texts() -> None:
    assert parameter.read("Name", "a").texts == read(value="a", type="text").texts
    assert parameter.read("Name", ["a", "b"]).texts == read(value=["a", "b"], type="list").texts
    assert parameter.read("Name", 5).texts == read(value="5").texts
    assert parameter.read("Name", None).absence == "parameters.Name is missing and required"


def test_null_counts_as_left_out() -> None:
    assert read(value=None, default="a").texts == read(value="a").texts
    assert read(value="b", default="a").texts == read(value="b").texts
    assert read(value=None, variable="app_name", description="write the name").absence == (
        "app_name is missing and required. Write the name"
    )
    assert read(value="a", pattern=None, type=None, wildcards=None).problems == ()


def test_a_placeholder_is_not_left_in() -> None:
    (problem,) = read(value="bucket-name", type="bucket_name", placeholders=["bucket-name"]).problems
    assert problem == "parameters.Name still has the placeholder 'bucket-name'"
    (problem,) = read(value=123456789012, type="account_id", placeholders=[123456789012]).problems
    assert problem == "parameters.Name still has the placeholder '123456789012'"


def test_a_pattern_matches_the_whole_value() -> None:
    assert read(value="prod", pattern="prod|test").problems == ()
    assert read(value="${AWS::AccountId}", type="account_id", pattern="1+").problems == ()
    (problem,) = read(value="production", pattern="prod|test", description="The stage.").problems
    assert problem == "parameters.Name must match the pattern prod|test (got: 'production'). The stage"


@pytest.mark.parametrize(
    ("declaration", "problem"),
    [
        ({"valeu": "a"}, "parameters.Name: valeu is unknown; did you mean value?"),
        ({"x": "a"}, "parameters.Name: x is unknown; known are value, default, type, elements"),
        ({"type": "bucket"}, "parameters.Name.type must be one of: text, account_id"),
        ({"type": ["text"]}, "parameters.Name.type must be one of"),
        ({"elements": "list"}, "parameters.Name.elements must be one of"),
        ({"type": "text", "elements": "name"}, "parameters.Name.elements: applies to the type list only"),
        ({"wildcards": "no"}, "parameters.Name.wildcards must be one of: refuse, warn, allow (got: 'no')"),
        ({"wildcards": False}, "parameters.Name.wildcards must be one of: refuse, warn, allow (got: 'False')"),
        ({"pattern": "("}, "parameters.Name.pattern: '(' is not a regular expression: "),
        ({"pattern": 5}, "parameters.Name.pattern must be a text (got: '5')"),
        ({"description": ["a"]}, "parameters.Name.description must be a text"),
        ({"variable": {}}, "parameters.Name.variable must be a text"),
        ({"placeholders": "a"}, "parameters.Name.placeholders must be a list (got: 'a')"),
        ({"length": 32}, "parameters.Name.length: applies to the type hex only"),
        ({"type": "hex", "length": 0}, "parameters.Name.length must be a number from 1 to 9999 (got: '0')"),
        ({"type": "hex", "length": True}, "parameters.Name.length must be a number"),
        ({"type": "hex", "length": 10**10}, "parameters.Name.length must be a number"),
    ],
)
def test_a_mistake_in_a_declaration_is_named(declaration: dict[str, t.Any], problem: str) -> None:
    (message,) = read(**{"value": "a", **declaration}).problems
    assert problem in message


@pytest.mark.parametrize("name", ["", "a b", "a_b", "AWS::Region", "a}", 5.5, None, "é"])
def test_a_name_has_letters_and_digits(name: t.Any) -> None:
    (problem,) = parameter.read(name, "a").problems
    assert problem == f"parameters: {str(name)!r} is not a name for a parameter: use letters and digits only"


@pytest.mark.parametrize(
    ("value", "partition", "problem"),
    [
        ("eu-west-1", "aws", None),
        ("${AWS::Region}", "aws-cn", None),
        ("eu-*", "aws-iso-e", None),
        ("eu-west-1", "aws-cn", "app_region: eu-west-1 is in the partition aws, but the session is in aws-cn"),
        ("cn-*", "aws", "app_region: cn-* is in the partition aws-cn, but the session is in aws"),
        # A partition that the collection does not know yet.
        ("eu-west-1", "aws-new", None),
    ],
)
def test_a_region_is_in_the_partition_of_the_session(value: str, partition: str, problem: str | None) -> None:
    read_as = read(type="region", value=value, wildcards="allow", variable="app_region")
    found = list(read_as.account_problems(Account(id="111111111111", partition=partition)))
    assert found == ([] if problem is None else [problem])
