# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Decisions about one request: conditions, resources, layers and principals, as the IAM user guide has them."""

from __future__ import annotations

import typing as t
from dataclasses import replace

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._access.evaluate import Evaluation, evaluate
from ansible_collections.leastpriv.aws.plugins.module_utils._access.policies import (
    Policies,
    Principal,
    Request,
    identity,
    trust,
)
from ansible_collections.leastpriv.aws.plugins.module_utils._policy import document as policy

Json = dict[str, t.Any]
KEY: t.Final = "aws:Key"


def role(*statements: Json, version: str = "2012-10-17") -> Policies:
    return identity({"policy": policy.parse("policy", {"Version": version, "Statement": list(statements)})})


def allow(**elements: t.Any) -> Json:
    return {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", **elements}


# An operator, the values of the policy, those of the request, and whether the condition is met.
DECISIONS: t.Final[list[tuple[str, t.Any, tuple[str, ...] | None, bool | None]]] = [
    ("StringEquals", "a", ("a",), True),
    ("StringEquals", ["a", "b"], ("b",), True),
    ("StringEquals", "a", ("A",), False),
    ("StringEquals", "a*", ("ab",), False),
    ("StringEquals", "a", None, False),
    ("StringEquals", "a", ("a", "b"), None),
    ("StringNotEquals", ["a", "b"], ("b",), False),
    ("StringNotEquals", "a", None, True),
    ("StringEqualsIgnoreCase", "a", ("A",), True),
    ("StringNotEqualsIgnoreCase", "a", ("A",), False),
    ("StringEqualsIfExists", "a", None, True),
    ("StringEqualsIfExists", "a", ("b",), False),
    ("StringLike", "a*:?", ("a:b:c",), True),
    ("StringLike", "${*}", ("*",), True),
    ("StringLike", "${*}", ("x",), False),
    ("StringNotLike", "a*", ("b",), True),
    ("ArnLike", "arn:aws:iam::*:role/a", ("arn:aws:iam::1:role/a",), True),
    ("ArnLike", "arn:aws:iam::*:a", ("arn:aws:iam::1:role:a",), False),
    ("ArnEquals", "arn:aws:iam::1:role/*", ("arn:aws:iam::1:role/a/b",), True),
    ("ArnLike", "arn:aws:iam", ("arn:aws:iam::1:role/a",), None),
    ("Bool", "true", ("TRUE",), True),
    ("Bool", "false", None, False),
    ("Null", "true", None, True),
    ("Null", "true", ("a",), False),
    ("Null", "false", ("a",), True),
    ("Null", ["true", "false"], None, True),
    ("NumericLessThan", "10", ("9.5",), True),
    ("NumericLessThan", "10", ("10",), False),
    ("NumericLessThanEquals", "10", ("10.0",), True),
    ("NumericGreaterThan", "-1", ("0",), True),
    ("NumericGreaterThanEquals", "1e1", ("10",), True),
    ("NumericEquals", "1_000", ("1000",), False),
    ("NumericNotEquals", "x", ("1",), None),
    ("DateLessThan", "2026-01-01T00:00:00Z", ("2025-12-31T23:59:59Z",), True),
    ("DateEquals", "2026-01-01T00:00:00Z", ("2026-01-01T02:00:00+02:00",), True),
    ("DateEquals", "2026-01-01T00:00:00Z", ("2025-12-31T22:30:00-0130",), True),
    ("DateEquals", "2026-01-01", ("1767225600",), True),
    ("DateGreaterThan", "2026-01-01T00:00:00Z", ("2026-01-01T00:00:00.5Z",), True),
    ("DateLessThan", "2026-13-01", ("2026-01-01",), False),
    ("NumericLessThan", "${aws:PrincipalTag/limit}", ("5",), None),
    ("Bool", "${aws:PrincipalTag/tls}", ("true",), None),
    ("IpAddress", "10.0.0.0/8", ("10.255.0.1",), True),
    ("IpAddress", ["10.0.0.0/8", "2001:db8::/32"], ("2001:db8::1",), True),
    ("IpAddress", "0.0.0.0/0", ("2001:db8::1",), False),
    ("NotIpAddress", "10.0.0.0/8", ("11.0.0.1",), True),
    ("NotIpAddress", "10.0.0.0/8", None, True),
    ("BinaryEquals", "QUI=", ("QUI=",), True),
    ("ForAnyValue:StringEquals", "a", ("b", "a"), True),
    ("ForAnyValue:StringEquals", "a", None, False),
    ("ForAnyValue:StringNotEquals", "a", None, False),
    ("ForAnyValue:StringNotEquals", "a", ("a", "b"), True),
    ("ForAllValues:StringEquals", "a", ("a", "b"), False),
    ("ForAllValues:StringEquals", "a", None, True),
    ("ForAllValues:StringNotEquals", "a", ("b", "c"), True),
    ("ForAnyValue:StringEqualsIfExists", "a", None, True),
    ("ForAnyValue:Null", "true", None, None),
    ("StringSomehow", "a", ("a",), None),
    ("StringLike", "arn:aws:s3:*:1:b", ("arn:aws:s3:x:y:1:b",), True),
    ("ArnLike", "arn:aws:s3:*:1:b", ("arn:aws:s3:x:y:1:b",), False),
    # A variable without a value, in an operator that is negated or not, and one with several values.
    ("StringEquals", "${aws:username}", ("a",), False),
    ("StringLike", "*${aws:username}", ("a",), False),
    ("StringNotEquals", "${aws:username}", ("a",), None),
    ("StringNotLike", "${aws:username}*", ("a",), None),
    ("ForAnyValue:StringEquals", "${aws:Key}", ("a", "b"), None),
    ("ForAllValues:StringLike", "${aws:Key}*", ("a", "b"), None),
    ("StringEquals", "${aws:username, 'a'}", ("a",), True),
    ("StringEquals", "${$}{a}", ("${a}",), True),
    ("StringLike", "${?}", ("x",), False),
    ("StringLike", "${?}", ("?",), True),
    # Values that cannot be read.
    ("NumericEquals", "${aws:username}", ("1",), None),
    ("NumericEquals", "1", ("x",), False),
    ("NumericNotEquals", "1", ("x",), None),
    ("DateNotEquals", "2026-01-01", ("soon",), None),
    ("NotIpAddress", "10.0.0.0/8", ("here",), None),
    ("IpAddress", "10.0.0.0/8", ("here",), False),
    ("Null", "maybe", ("a",), None),
    # An empty set is as good as no key.
    ("Null", "false", (), False),
    ("ForAllValues:StringEquals", "a", (), True),
    ("ForAnyValue:StringEquals", "a", (), False),
    ("StringNotEqualsIfExists", "a", ("a",), False),
    ("NumericLessThanIfExists", "1", None, True),
]


@pytest.mark.parametrize(("name", "values", "given", "is_met"), DECISIONS)
def test_a_condition_is_met(name: str, values: t.Any, given: tuple[str, ...] | None, *, is_met: bool | None) -> None:
    request = Request("s3:GetObject", context={} if given is None else {KEY.lower(): given})
    assert evaluate(role(allow(Condition={name: {KEY: values}})), request).is_allowed is is_met


USERNAME: t.Final[dict[str, tuple[str, ...]]] = {"aws:username": ("ann",)}
# The version, the element, the resource, the context, and whether the request is allowed.
RESOURCES: t.Final[list[tuple[str, Json, str, dict[str, tuple[str, ...]], bool | None]]] = [
    ("2012-10-17", {"Resource": "arn:aws:s3:::${aws:username}/*"}, "arn:aws:s3:::ann/x", USERNAME, True),
    ("2012-10-17", {"Resource": "arn:aws:s3:::${aws:username}/*"}, "arn:aws:s3:::ann/x", {}, False),
    ("2012-10-17", {"Resource": "arn:aws:s3:::${aws:username}"}, "arn:aws:s3:::x", {"aws:username": ("*",)}, False),
    ("2012-10-17", {"Resource": "arn:aws:s3:::${aws:username, 'all'}"}, "arn:aws:s3:::all", {}, True),
    ("2012-10-17", {"Resource": "arn:aws:s3:::${$}{x}"}, "arn:aws:s3:::${x}", {}, True),
    ("2008-10-17", {"Resource": "arn:aws:s3:::${aws:username}"}, "arn:aws:s3:::ann", USERNAME, False),
    ("2008-10-17", {"Resource": "arn:aws:s3:::${aws:username}"}, "arn:aws:s3:::${aws:username}", {}, True),
    ("2012-10-17", {"Resource": "arn:aws:s3:*:*:b"}, "arn:aws:s3:::b", {}, True),
    ("2012-10-17", {"Resource": "arn:aws:s3"}, "arn:aws:s3:::b", {}, None),
    ("2012-10-17", {"Resource": "arn:aws:ec2:*:1:i"}, "arn:aws:ec2:eu:x:1:i", {}, None),
    ("2012-10-17", {"NotResource": "arn:aws:ec2:*:1:i"}, "arn:aws:ec2:eu:x:1:i", {}, None),
    ("2012-10-17", {"Resource": "arn:aws:ec2:*:1:i"}, "arn:aws:ec2:eu:2:i", {}, False),
    (
        "2012-10-17",
        {"Resource": "arn:aws:s3:::${aws:username}"},
        "arn:aws:s3:::ann",
        {"aws:username": ("ann", "x")},
        None,
    ),
    ("2012-10-17", {"Resource": "arn:aws:s3:::${aws:username, 'all'}"}, "arn:aws:s3:::ann", USERNAME, True),
    ("2012-10-17", {"Resource": "arn:aws:s3:::${*}"}, "arn:aws:s3:::x", {}, False),
    ("2012-10-17", {"Resource": "arn:aws:s3:::${aws:username}${*}"}, "arn:aws:s3:::ann*", USERNAME, True),
    ("2012-10-17", {"Resource": "arn:aws:s3:::${?}"}, "arn:aws:s3:::?", {}, True),
    ("2012-10-17", {"Resource": "?*"}, "*", {}, False),
    ("2012-10-17", {"Resource": "arn:aws:s3:::a?"}, "arn:aws:s3:::ab", {}, True),
    ("2012-10-17", {"Resource": "**"}, "*", {}, True),
    ("2012-10-17", {"Resource": "**"}, "arn:aws:s3:::b", {}, True),
    ("2012-10-17", {"NotResource": "arn:aws:s3:::b"}, "arn:aws:s3:::b", {}, False),
    ("2012-10-17", {"NotResource": "arn:aws:s3:::${aws:username}"}, "arn:aws:s3:::ann", {}, True),
    ("2020-01-01", {"Resource": "*"}, "arn:aws:s3:::b", {}, None),
]


@pytest.mark.parametrize(("version", "element", "resource", "context", "allowed"), RESOURCES)
def test_a_resource_is_matched(
    version: str, element: Json, resource: str, context: dict[str, tuple[str, ...]], *, allowed: bool | None
) -> None:
    statement = {"Effect": "Allow", "Action": "s3:GetObject", **element}
    assert (
        evaluate(role(statement, version=version), Request("s3:GetObject", resource, context=context)).is_allowed
        is allowed
    )


ROOT: t.Final = "arn:aws:iam::111111111111:root"
ANN: t.Final = Principal("AWS", "arn:aws:iam::111111111111:user/ann")
SESSION: t.Final = Principal("AWS", "arn:aws:sts::111111111111:assumed-role/app/i-1")
ANN_IN_CHINA: t.Final = Principal("AWS", "arn:aws-cn:iam::111111111111:user/ann")
SESSION_IN_CHINA: t.Final = Principal("AWS", "arn:aws-cn:sts::111111111111:assumed-role/app/i-1")
LAMBDA: t.Final = Principal("Service", "lambda.amazonaws.com")


@pytest.mark.parametrize(
    ("named", "caller", "allowed"),
    [
        ({"AWS": "111111111111"}, ANN, True),
        ({"AWS": ROOT}, ANN, True),
        ({"AWS": ANN.name}, ANN, True),
        ("*", ANN, True),
        ({"AWS": "222222222222"}, ANN, False),
        ({"AWS": "arn:aws:iam::222222222222:root"}, ANN, False),
        ({"AWS": "arn:aws:iam::111111111111:user/*"}, ANN, False),
        ({"Service": "lambda.amazonaws.com"}, LAMBDA, True),
        ({"AWS": "1111-1111-1111"}, ANN, True),
        ({"AWS": ["222222222222", "111111111111"]}, ANN, True),
        ({"AWS": SESSION.name}, SESSION, True),
        ({"AWS": "111111111111"}, SESSION, True),
        ({"AWS": "arn:aws:sts::111111111111:assumed-role/app/j"}, SESSION, False),
        ({"AWS": "arn:aws:iam::111111111111:role/a/b/app"}, SESSION, None),
        ({"AWS": "arn:aws:iam::111111111111:role/other"}, SESSION, False),
        ({"AWS": "arn:aws:iam::222222222222:role/app"}, SESSION, False),
        ({"AWS": SESSION.name}, Principal("AWS", "arn:aws:iam::111111111111:role/app"), False),
        ({"AWS": "AROAEXAMPLEID"}, Principal("AWS", "AROAEXAMPLEID"), None),
        ({"AWS": "111111111111"}, Principal("AWS", "AROAEXAMPLEID"), None),
        ({"AWS": "AROAOTHERID"}, Principal("AWS", "AROAEXAMPLEID"), False),
        ({"AWS": "AROAEXAMPLEID"}, ANN, False),
        ({"Service": "lambda.amazonaws.com"}, ANN, False),
        ({"Federated": "lambda.amazonaws.com"}, LAMBDA, False),
        ({"AWS": "*"}, LAMBDA, True),
        ("*", LAMBDA, True),
        ({"Service": "*"}, LAMBDA, True),
        ({"Service": "*"}, ANN, False),
        ({"AWS": "arn:aws-cn:iam::111111111111:root"}, ANN_IN_CHINA, True),
        ({"AWS": "arn:aws-cn:iam::111111111111:role/a/app"}, SESSION_IN_CHINA, None),
        ({"Service": "lambda.amazonaws.com"}, None, None),
    ],
)
def test_a_principal_is_named(named: t.Any, caller: Principal | None, *, allowed: bool | None) -> None:
    statement = {"Effect": "Allow", "Principal": named, "Action": "sts:AssumeRole"}
    document = policy.parse("trust", {"Version": "2012-10-17", "Statement": statement})
    assert evaluate(trust("trust", document), Request("sts:AssumeRole", principal=caller)).is_allowed is allowed


@pytest.mark.parametrize(
    "condition",
    [
        {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111111111111:role/app"}},
        {"StringNotEquals": {"AWS:PRINCIPALARN": "arn:aws:iam::111111111111:role/app"}},
        {"StringEquals": {"aws:SourceIdentity": "${aws:PrincipalArn}"}},
    ],
)
def test_a_session_does_not_say_the_path_of_its_role(condition: Json) -> None:
    statement = {"Effect": "Allow", "Principal": {"AWS": SESSION.name}, "Action": "*", "Condition": condition}
    document = policy.parse("trust", {"Version": "2012-10-17", "Statement": statement})
    request = Request("sts:AssumeRole", principal=SESSION, context={"aws:sourceidentity": ("x",)})
    assert evaluate(trust("trust", document), request).is_allowed is None
    assert evaluate(trust("trust", document), replace(request, principal=ANN)).is_allowed is False


def test_every_layer_allows_and_none_denies() -> None:
    reads, everything = allow(), allow(Action="*")
    denies = {**allow(Action="s3:*"), "Effect": "Deny", "Sid": "No"}
    documents = [
        policy.parse("policy", {"Version": "2012-10-17", "Statement": [statement]})
        for statement in (reads, everything, denies)
    ]
    first, second, third = ({"policy": document} for document in documents)
    request, other = Request("S3:getobject"), Request("iam:GetRole")
    assert evaluate(identity(first, second), request) == Evaluation(
        is_allowed=True, allowed_by=("policy: Statement[0]",) * 2
    )
    assert evaluate(identity(first, second), other) == Evaluation(
        is_allowed=False, allowed_by=("policy: Statement[0]",)
    )
    denied = evaluate(identity({**first, "other": documents[2]}), request)
    assert denied == Evaluation(is_allowed=False, allowed_by=("policy: Statement[0]",), denied_by=("other: No",))
    assert evaluate(identity(third), request).is_allowed is False
    assert evaluate(identity(), request).is_allowed is False


def test_policies_beside_another_layer_have_each_layer_once() -> None:
    first, second = ({name: policy.parse(name, {"Version": "2012-10-17", "Statement": [allow()]})} for name in "ab")
    assert identity(first).beside(second).labelled == identity(first, second).labelled


ALLOWED: t.Final[list[tuple[Json, str, bool | None]]] = [
    ({"Action": "S3:getOBJECT"}, "s3:GetObject", True),
    ({"Action": "S3:get*"}, "s3:GetObject", True),
    ({"Action": "s3:Get?bject"}, "s3:GetObject", True),
    ({"Action": ["iam:*", "s3:GetObject"]}, "S3:GETOBJECT", True),
    ({"NotAction": "iam:*"}, "ec2:RunInstances", True),
    ({"NotAction": "IAM:*"}, "iam:GetRole", False),
    ({"Action": "*", "NotAction": "iam:*"}, "ec2:RunInstances", None),
    ({}, "ec2:RunInstances", None),
]


@pytest.mark.parametrize(("element", "action", "allowed"), ALLOWED)
def test_an_action_is_listed(element: Json, action: str, *, allowed: bool | None) -> None:
    statement = {"Effect": "Allow", "Resource": "*", **element}
    document = policy.from_reply({"Version": "2012-10-17", "Statement": [statement]})
    assert evaluate(identity({"policy": document}), Request(action)).is_allowed is allowed


def test_all_conditions_are_met() -> None:
    """All keys and all operators; names of keys without case."""
    condition = {"StringEquals": {"aws:SourceVpc": "a", "aws:Other": "b"}, "Bool": {"AWS:SecureTransport": "true"}}
    policies = role(allow(Condition=condition))
    context: dict[str, tuple[str, ...]] = {
        "aws:sourcevpc": ("a",),
        "aws:other": ("b",),
        "aws:securetransport": ("true",),
    }
    assert evaluate(policies, Request("s3:GetObject", context=context)).is_allowed is True
    for key in context:
        assert evaluate(policies, Request("s3:GetObject", context={**context, key: ("c",)})).is_allowed is False


def test_a_deny_that_may_apply_leaves_the_decision_open() -> None:
    doubtful = {**allow(Condition={"StringSomehow": {KEY: "a"}}), "Effect": "Deny"}
    assert evaluate(role(allow(), doubtful), Request("s3:GetObject")).is_allowed is None
    assert evaluate(role(allow(), doubtful), Request("s3:PutObject")).is_allowed is False
