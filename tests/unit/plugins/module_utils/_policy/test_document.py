# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The policy language, in tables; its laws are in C(test_document_laws.py)."""

from __future__ import annotations

import datetime
import json
import typing as t
import urllib.parse

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._arn import Account
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import OptionError
from ansible_collections.leastpriv.aws.plugins.module_utils._policy import document as policy
from hypothesis import given
from hypothesis import strategies as st
from support.tasks import ACCOUNT, allow, trust

STATEMENT = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}


def one(**elements: t.Any) -> dict[str, t.Any]:
    """A document of one statement; an element that is None is left out."""
    statement = {**STATEMENT, **elements}
    return {"Version": "2012-10-17", "Statement": {key: each for key, each in statement.items() if each is not None}}


def principal(value: t.Any) -> dict[str, t.Any]:
    return one(Principal=value, Resource=None, Action="sts:AssumeRole")


EQUIVALENT = {
    "order of keys": (one(), {"Statement": dict(reversed(STATEMENT.items())), "Version": "2012-10-17"}),
    "a statement or a list of one": (one(), {"Version": "2012-10-17", "Statement": [STATEMENT]}),
    "a statement twice": (one(), {"Version": "2012-10-17", "Statement": [STATEMENT, STATEMENT]}),
    "order of statements": (
        {"Statement": [STATEMENT, {**STATEMENT, "Effect": "Deny"}]},
        {"Statement": [{**STATEMENT, "Effect": "Deny"}, STATEMENT]},
    ),
    "version absent and its default": ({"Statement": STATEMENT}, {"Version": "2008-10-17", "Statement": STATEMENT}),
    "an action or a list of one": (one(Action="s3:GetObject"), one(Action=["s3:GetObject"])),
    "order of actions": (one(Action=["s3:A", "s3:B"]), one(Action=["s3:B", "s3:A"])),
    "an action twice": (one(Action=["s3:A", "s3:A"]), one(Action="s3:A")),
    "case of actions": (one(Action="s3:GetObject"), one(Action="S3:getobject")),
    "case of excluded actions": (one(Action=None, NotAction="iam:*"), one(Action=None, NotAction="IAM:*")),
    "order of resources": (one(Resource=["a", "b"]), one(Resource=["b", "a"])),
    "empty Sid": (one(), one(Sid="")),
    "empty condition": (one(), one(Condition={})),
    "everybody": (principal("*"), principal({"AWS": "*"})),
    "an account and its root": (
        principal({"AWS": "111111111111"}),
        principal({"AWS": "arn:aws:iam::111111111111:root"}),
    ),
    "an account with hyphens and its root": (
        principal({"AWS": "1111-1111-1111"}),
        principal({"AWS": "arn:aws:iam::111111111111:root"}),
    ),
    "an account with and without hyphens": (
        principal({"AWS": ["1111-1111-1111", "111111111111"]}),
        principal({"AWS": "111111111111"}),
    ),
    "an account and its root in China": (
        principal({"AWS": "111111111111"}),
        principal({"AWS": ["arn:aws-cn:iam::111111111111:root"]}),
    ),
    "an account and its root, excluded": (
        one(NotPrincipal={"AWS": "111111111111"}),
        one(NotPrincipal={"AWS": "arn:aws-us-gov:iam::111111111111:root"}),
    ),
    "account id as a number": (principal({"AWS": 111111111111}), principal({"AWS": "111111111111"})),
    "case of operators": (
        one(Condition={"StringEquals": {"aws:SourceAccount": "1"}}),
        one(Condition={"stringequals": {"aws:SourceAccount": "1"}}),
    ),
    "case of keys": (
        one(Condition={"Bool": {"aws:SecureTransport": "true"}}),
        one(Condition={"Bool": {"AWS:securetransport": "true"}}),
    ),
    "case of a tag's key": (
        one(Condition={"StringEquals": {"aws:PrincipalTag/Team": "x"}}),
        one(Condition={"StringEquals": {"aws:principaltag/team": "x"}}),
    ),
    "boolean as text": (
        one(Condition={"Bool": {"aws:SecureTransport": True}}),
        one(Condition={"Bool": {"aws:SecureTransport": ["true"]}}),
    ),
    "number as text": (
        one(Condition={"NumericLessThan": {"s3:max-keys": 10}}),
        one(Condition={"NumericLessThan": {"s3:max-keys": "10"}}),
    ),
    "date as text": (
        {"Version": datetime.date(2012, 10, 17), "Statement": STATEMENT},
        {"Version": "2012-10-17", "Statement": STATEMENT},
    ),
    "order of values": (
        one(Condition={"StringLike": {"s3:prefix": ["a", "b"]}}),
        one(Condition={"StringLike": {"s3:prefix": ["b", "a"]}}),
    ),
    "text and mapping": (one(), json.dumps(one(), indent=4)),
    "percent-encoded text": (one(), urllib.parse.quote(json.dumps(one()))),
    "percent-encoded to the last character": (one(), urllib.parse.quote("\n " + json.dumps(one()), safe="")),
    "a number with a zero behind the point": (
        one(Condition={"NumericLessThan": {"s3:max-keys": 1}}),
        one(Condition={"NumericLessThan": {"s3:max-keys": 1.0}}),
    ),
    "that number as text": (
        one(Condition={"NumericLessThan": {"s3:max-keys": 1.0}}),
        one(Condition={"NumericLessThan": {"s3:max-keys": ["1"]}}),
    ),
    "that number where text is compared": (
        one(Condition={"StringEquals": {"aws:RequestTag/Version": 1.0}}),
        one(Condition={"StringEquals": {"aws:RequestTag/Version": "1"}}),
    ),
    "zeros that mean nothing in a number": (
        one(Condition={"forallvalues:numericequals": {"k": ["1.50", "2.0"]}}),
        one(Condition={"ForAllValues:NumericEquals": {"k": [1.5, "2"]}}),
    ),
    "a number with an exponent": (
        '{"Statement": {"Condition": {"NumericEquals": {"k": 1e3}}}}',
        '{"Statement": {"Condition": {"NumericEquals": {"k": 1000}}}}',
    ),
    "an account and its root beside another": (
        principal({"AWS": ["111111111111", "arn:aws-cn:iam::222222222222:root"]}),
        principal({"AWS": ["222222222222", "arn:aws-cn:iam::111111111111:root"]}),
    ),
    "an account and its root of one document": (
        principal({"AWS": ["111111111111", "arn:aws:iam::111111111111:root"]}),
        principal({"AWS": "arn:aws:iam::111111111111:root"}),
    ),
    "an account and its root in a partition of tomorrow": (
        principal({"AWS": "111111111111"}),
        principal({"AWS": "arn:aws-iso-z2:iam::111111111111:root"}),
    ),
    "a bare account and its root, which IAM does not take": (
        principal("111111111111"),
        principal("arn:aws:iam::111111111111:root"),
    ),
}

DIFFERENT = {
    "version": ({"Statement": STATEMENT}, {"Version": "2012-10-17", "Statement": STATEMENT}),
    "effect": (one(), one(Effect="Deny")),
    "case of the effect": (one(), one(Effect="allow")),
    "one action more": (one(), one(Action=["s3:GetObject", "s3:PutObject"])),
    "action and its negation": (one(Action="s3:A"), one(Action=None, NotAction="s3:A")),
    "case of a resource": (one(Resource="arn:aws:s3:::b/A"), one(Resource="arn:aws:s3:::b/a")),
    "resource and its negation": (one(), one(Resource=None, NotResource="arn:aws:s3:::b/*")),
    "sid": (one(), one(Sid="A")),
    "case of a sid": (one(Sid="A"), one(Sid="a")),
    "another account": (principal({"AWS": "111111111111"}), principal({"AWS": "222222222222"})),
    "an account with other hyphens and its root": (
        principal({"AWS": "11-1111-111111"}),
        principal({"AWS": "arn:aws:iam::111111111111:root"}),
    ),
    "an account's root and one of its roles": (
        principal({"AWS": "arn:aws:iam::111111111111:root"}),
        principal({"AWS": "arn:aws:iam::111111111111:role/root"}),
    ),
    "an account's root as a resource": (one(Resource="111111111111"), one(Resource="arn:aws:iam::111111111111:root")),
    "an account's root as a condition's value": (
        one(Condition={"StringEquals": {"aws:PrincipalArn": "111111111111"}}),
        one(Condition={"StringEquals": {"aws:PrincipalArn": "arn:aws:iam::111111111111:root"}}),
    ),
    "a root ARN of a service principal": (
        principal({"Service": "111111111111"}),
        principal({"Service": "arn:aws:iam::111111111111:root"}),
    ),
    "a deleted principal": (
        principal({"AWS": "AROA1234567890EXAMPLE"}),
        principal({"AWS": "arn:aws:iam::111111111111:role/r"}),
    ),
    "everybody and every service": (principal("*"), principal({"Service": "*"})),
    "roots of two partitions": (
        principal({"AWS": "arn:aws:iam::111111111111:root"}),
        principal({"AWS": "arn:aws-cn:iam::111111111111:root"}),
    ),
    "an account where two partitions are named": (
        principal({"AWS": ["111111111111", "arn:aws-cn:iam::222222222222:root"]}),
        principal({"AWS": ["arn:aws:iam::111111111111:root", "arn:aws-cn:iam::222222222222:root"]}),
    ),
    "an account in a partition that no principal names": (
        one(Principal={"AWS": "111111111111"}, Resource="arn:aws:iam::111111111111:root"),
        one(Principal={"AWS": "arn:aws:iam::222222222222:root"}, Resource="arn:aws:iam::111111111111:root"),
    ),
    "case of a tag's key that is IAM's own": (
        one(Condition={"StringEquals": {"iam:ResourceTag/A": "x"}}),
        one(Condition={"StringEquals": {"iam:ResourceTag/a": "x"}}),
    ),
    "an operator that only looks numeric": (
        one(Condition={"NumericFoo": {"k": "1.0"}}),
        one(Condition={"NumericFoo": {"k": "1"}}),
    ),
    "an account and its root as a federated principal": (
        principal({"Federated": "111111111111"}),
        principal({"Federated": "arn:aws:iam::111111111111:root"}),
    ),
    "numbers as texts": (
        one(Condition={"StringEquals": {"aws:RequestTag/Version": "1.0"}}),
        one(Condition={"StringEquals": {"aws:RequestTag/Version": "1"}}),
    ),
    "a number in base sixteen": (
        one(Condition={"NumericEquals": {"k": "10"}}),
        one(Condition={"NumericEquals": {"k": "0x10"}}),
    ),
    "a leading zero": (one(Condition={"NumericEquals": {"k": "1"}}), one(Condition={"NumericEquals": {"k": "01"}})),
    "no value and no condition": (one(Condition={"StringEquals": {"k": []}}), one()),
    "no key and no condition": (one(Condition={"StringEquals": {}}), one()),
    "case beyond ASCII": (one(Action="s3:\u00c9"), one(Action="s3:\u00e9")),
    "percent-encoded inside": (one(Resource="arn:aws:s3:::b/%2F"), one(Resource="arn:aws:s3:::b//")),
    "kinds of principals": (principal({"AWS": "a"}), principal({"Federated": "a"})),
    "decimal numbers": (
        one(Condition={"NumericLessThan": {"k": 1.5}}),
        one(Condition={"NumericLessThan": {"k": 2.5}}),
    ),
    "case of a value": (
        one(Condition={"StringEquals": {"k": "A"}}),
        one(Condition={"StringEquals": {"k": "a"}}),
    ),
    "operator": (one(Condition={"StringEquals": {"k": "a"}}), one(Condition={"StringLike": {"k": "a"}})),
    "set operator": (
        one(Condition={"ForAllValues:StringEquals": {"k": "a"}}),
        one(Condition={"ForAnyValue:StringEquals": {"k": "a"}}),
    ),
    "case of an object's tag": (
        one(Condition={"StringEquals": {"s3:ExistingObjectTag/A": "x"}}),
        one(Condition={"StringEquals": {"s3:ExistingObjectTag/a": "x"}}),
    ),
    "operators that fold together are not joined": (
        one(Condition={"StringEquals": {"k": "a"}, "stringequals": {"k": "b"}}),
        one(Condition={"StringEquals": {"k": ["a", "b"]}}),
    ),
    "a statement more": (one(), {"Version": "2012-10-17", "Statement": [STATEMENT, {**STATEMENT, "Effect": "Deny"}]}),
    "two statements joined": (
        {"Statement": [{**STATEMENT, "Action": "s3:A"}, {**STATEMENT, "Resource": "arn:aws:s3:::c/*"}]},
        {
            "Statement": {
                **STATEMENT,
                "Action": ["s3:A", "s3:GetObject"],
                "Resource": ["arn:aws:s3:::b/*", "arn:aws:s3:::c/*"],
            }
        },
    ),
    "unknown elements": (one(), one(Comment="x")),
    "condition that is no condition": (one(), one(Condition="")),
    "sid that is no text": (one(), one(Sid=[])),
    "id": ({"Statement": STATEMENT}, {"Id": "x", "Statement": STATEMENT}),
}


def both_ways(first: t.Any, second: t.Any) -> set[bool]:
    return {policy.equivalent(*pair) for pair in ((first, second), (second, first))}


@pytest.mark.parametrize(("first", "second"), EQUIVALENT.values(), ids=EQUIVALENT)
def test_equivalent(first: t.Any, second: t.Any) -> None:
    assert both_ways(first, second) == {True}


@pytest.mark.parametrize(("first", "second"), DIFFERENT.values(), ids=DIFFERENT)
def test_different(first: t.Any, second: t.Any) -> None:
    assert both_ways(first, second) == {False}


@pytest.mark.parametrize("document", [pair[0] for pair in (*EQUIVALENT.values(), *DIFFERENT.values())])
def test_canonical_form_is_a_document_and_its_own_canonical_form(document: t.Any) -> None:
    canonical = policy.parse("policy", document).canonical("aws").plain
    assert policy.parse("policy", canonical).plain == canonical
    assert policy.parse("policy", canonical).canonical("aws").plain == canonical


REFUSED = {
    "list": ([STATEMENT], "a policy document must be a mapping with Version and Statement, not a list"),
    "number": (7, "not a number"),
    "boolean": (True, "not a boolean"),
    "nothing": (None, "not null"),
    "JSON text of a list": ("[]", "not a list"),
    "empty text": ("  ", "the document is empty"),
    "no JSON": ('{"Version": }', "not valid JSON: Expecting value at line 1, column 13"),
    "JavaScript's numbers": ('{"Statement": NaN}', "NaN is not a JSON value"),
    "repeated key": ('{"Statement": {"Effect": "Allow", "Effect": "Deny"}}', "'Effect' appears twice in one object"),
    "null inside": ({"Statement": {"Effect": None}}, "Statement.Effect is null"),
    "no statement": ({"Version": "2012-10-17"}, "Statement is missing"),
    "no statements": ({"Statement": []}, "Statement is empty"),
    "statement that is text": ({"Statement": ["x"]}, r"Statement\[0\] is a string; a statement must be a mapping"),
    "foreign character": ({"Statement": {"Sid": "€"}}, r"Statement.Sid contains the character U\+20AC"),
    "foreign character in a key": ({"Statement": {"Ж": "x"}}, r"Statement contains the character U\+0416"),
    "control character": ({"Statement": {"Sid": "a\x00"}}, r"U\+0000"),
    "key that is no text": ({"Statement": {1: "x"}}, "1 in Statement is a number; keys must be strings"),
    "deep nesting as text": ('{"Statement":' + "[" * 100_000, "nested too deeply"),
    "number with too many digits": (
        {"Statement": {"Sid": 10**5000}},
        "Statement.Sid is a number with more than 4,300 dig",
    ),
    "lone surrogate": ('{"\\ud800": "x", "Statement": {}}', r"contains the character U\+D800"),
    "infinite number": (
        {"Statement": {"Sid": float("inf")}},
        "Statement.Sid is inf; numbers in a policy document must be finite",
    ),
    "bytes": (b"{}", "a mapping with Version and Statement"),
}


@pytest.mark.parametrize(("value", "message"), REFUSED.values(), ids=REFUSED)
def test_refused(value: t.Any, message: str) -> None:
    with pytest.raises(OptionError, match=message) as caught:
        policy.parse("policy", value)
    assert str(caught.value).startswith("policy: ")


def test_deep_nesting_in_a_mapping_is_refused() -> None:
    nested: t.Any = "x"
    for _level in range(100_000):
        nested = [nested]
    with pytest.raises(OptionError, match="nested too deeply"):
        policy.parse("policy", {"Statement": {"Resource": nested}})


@given(st.text() | st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_any_input_is_a_document_or_an_option_error(value: t.Any) -> None:
    try:
        document = policy.parse("policy", value)
    except OptionError:
        return
    assert policy.equivalent(document, document)


@pytest.mark.parametrize("value", [urllib.parse.quote(json.dumps(one())), json.dumps(one()), one()])
def test_documents_are_read_as_iam_returns_them(value: t.Any) -> None:
    assert policy.from_reply(value).plain == one()


@pytest.mark.parametrize("number", ["1e9999999999999999999", "1e-9999999999999999999", "-1e500"])
def test_a_number_beyond_all_bounds_is_as_it_was_written(number: str) -> None:
    text = '{"Statement": {"Condition": {"NumericEquals": {"k": NUMBER}}}}'.replace("NUMBER", number)
    assert policy.parse("policy", text).text == text.replace(number, f'"{number}"').replace(" ", "")


@pytest.mark.parametrize("reply", [dict, lambda document: urllib.parse.quote(json.dumps(document))])
def test_a_number_that_iam_was_sent_is_as_it_was_sent(reply: t.Callable[[t.Any], t.Any]) -> None:
    for operator, same in (("StringEquals", False), ("NumericEquals", True)):
        document = one(Condition={operator: {"k": 1.0}})
        assert policy.parse("policy", document).is_equivalent(policy.from_reply(reply(document)), "aws") is same


def test_pseudo_parameters_are_filled_in_and_policy_variables_are_not() -> None:
    document = allow(
        "s3:*",
        "arn:${AWS::Partition}:s3:::${AWS::AccountId}-${AWS::Region}/${aws:username}",
        Condition={"StringEquals": {"oidc.eks.${AWS::Region}.${AWS::URLSuffix}/id/X:aud": "sts.${AWS::URLSuffix}"}},
    )
    account = Account(id="111111111111", partition="aws-cn", region="cn-north-1")
    filled = policy.parse("policy", document).filled("policy", account)
    assert filled.plain == allow(
        "s3:*",
        "arn:aws-cn:s3:::111111111111-cn-north-1/${aws:username}",
        Condition={
            "StringEquals": {"oidc.eks.cn-north-1.amazonaws.com.cn/id/X:aud": "sts.amazonaws.com.cn"},
        },
    )


@pytest.mark.parametrize(
    ("text", "account", "message"),
    [
        (
            "${AWS::StackName}",
            ACCOUNT,
            r"\$\{AWS::StackName\} is not a known pseudo parameter; known are \$\{AWS::AccountId\}, ",
        ),
        ("${AWS::accountid}", ACCOUNT, "is not a known pseudo parameter"),
        (
            "${AWS::Region}",
            Account(id="1" * 12, partition="aws"),
            "has no value in this session: set the option region",
        ),
        ("${AWS::URLSuffix}", Account(id="1" * 12, partition="aws-new"), "write the suffix of aws-new out"),
    ],
)
def test_pseudo_parameters_without_a_value_are_refused(text: str, account: Account, message: str) -> None:
    with pytest.raises(OptionError, match=message):
        policy.parse("policy", allow("s3:*", text)).filled("policy", account)


def test_keys_that_become_one_once_filled_in_are_refused() -> None:
    keys = {"${AWS::AccountId}": "a", ACCOUNT.id: "b"}
    with pytest.raises(OptionError, match="once filled in, two of the keys"):
        policy.parse("policy", allow("s3:*", Condition={"StringEquals": keys})).filled("policy", ACCOUNT)


@pytest.mark.parametrize("value", [{"Version": "2012-10-17"}, {"Statement": []}, {"Statement": ["x"]}, "{}"])
def test_what_iam_holds_need_not_be_a_document_and_differs_from_all(value: t.Any) -> None:
    held = policy.from_reply(value)
    assert not held.is_equivalent(policy.parse("policy", allow("s3:*")), "aws")
    assert held.is_equivalent(policy.from_reply(value), "aws")


def test_white_space_does_not_count() -> None:
    assert policy.parse("policy", {"Statement": {"Sid": "a b"}}).size == len('{"Statement":{"Sid":"ab"}}')


def test_documents_are_sent_in_the_order_of_their_author() -> None:
    document = policy.parse("policy", '{"Statement": [{"Sid": "b\\u00e9"}, {"Sid": 1, "Effect": true}], "Id": 1.50}')
    assert document.text == '{"Statement":[{"Sid":"bé"},{"Sid":"1","Effect":"true"}],"Id":"1.5"}'


def test_trust_policies_are_documents_too() -> None:
    assert policy.equivalent(trust("lambda.amazonaws.com"), json.dumps(trust("lambda.amazonaws.com", Sid="")))
