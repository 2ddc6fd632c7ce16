# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Counterexamples in the form of real requests, and the table of ARNs against AWS's service authorization reference."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._access import plausible, resource_forms
from ansible_collections.leastpriv.aws.plugins.module_utils._access.containment import within
from ansible_collections.leastpriv.aws.plugins.module_utils._access.evaluate import Evaluation, evaluate
from ansible_collections.leastpriv.aws.plugins.module_utils._access.plausible import within_plausibly
from ansible_collections.leastpriv.aws.plugins.module_utils._access.policies import Policies, Request, identity, trust
from ansible_collections.leastpriv.aws.plugins.module_utils._policy import document as policy
from ansible_collections.leastpriv.aws.plugins.module_utils._review import catalogue

Json = dict[str, t.Any]
PLACES: t.Final = {"partition": "aws", "region": "us-east-1", "account": "111122223333"}
READ: t.Final = "s3:GetObject"
OBJECT: t.Final = "arn:aws:s3:::example/example"


def role(*statements: Json) -> Policies:
    return identity({"policy": policy.parse("policy", {"Version": "2012-10-17", "Statement": list(statements)})})


def allow(action: t.Any = "*", resource: t.Any = "*", **condition: t.Any) -> Json:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    return {**statement, "Condition": condition} if condition else statement


NOTHING: t.Final = allow("aws-portal:ViewBilling")
# What is allowed, what alone should be, and the request: its action, its resource and its context.
REQUESTS: t.Final[list[tuple[Json, Json, str, str, dict[str, tuple[str, ...]]]]] = [
    # An action that the policies name, on a resource of its kind: one that they name, with names for wildcards.
    (allow(READ), NOTHING, READ, OBJECT, {}),
    (allow(READ, "arn:aws:s3:::acme/in/*"), NOTHING, READ, "arn:aws:s3:::acme/in/example", {}),
    (allow("s3:ListBucket"), NOTHING, "s3:ListBucket", "arn:aws:s3:::example", {}),
    (allow("s3:ListAllMyBuckets"), NOTHING, "s3:ListAllMyBuckets", "*", {}),
    (
        allow("lambda:InvokeFunction", "arn:aws-cn:lambda:*:444455556666:function:*"),
        NOTHING,
        *("lambda:InvokeFunction", "arn:aws-cn:lambda:cn-north-1:444455556666:function:example", {}),
    ),
    # No kind of resource is known of the action, or none that is allowed.
    (allow("glue:GetTable"), NOTHING, "glue:GetTable", "arn:aws:glue:us-east-1:111122223333:example", {}),
    (
        allow("glue:*", "arn:aws:glue:*:*:table/*"),
        NOTHING,
        "glue:x",
        "arn:aws:glue:us-east-1:111122223333:table/example",
        {},
    ),
    (allow(READ, "arn:aws:s3:::acme"), NOTHING, READ, "arn:aws:s3:::acme", {}),
    # An action that the policies do not name.
    (allow("s3:*"), allow("s3:Get*"), "s3:PutObject", OBJECT, {}),
    (allow("s3:Get*", "arn:aws:s3:::acme/*"), allow(READ), "s3:GetObjectAcl", "arn:aws:s3:::acme/example", {}),
    (
        allow(),
        allow(["iam:*", "s3:*"]),
        *("ec2:TerminateInstances", "arn:aws:ec2:us-east-1:111122223333:instance/example"),
        {},
    ),
    # Values of condition keys.
    (
        allow(READ, StringNotEquals={"aws:SourceVpc": "a"}),
        allow(READ, Null={"aws:SourceVpc": "true"}),
        READ,
        OBJECT,
        {"aws:sourcevpc": ("vpc-0a1b2c3d4e5f67890",)},
    ),
    (
        allow(READ, StringLike={"aws:PrincipalTag/team": "ops-*"}),
        NOTHING,
        READ,
        OBJECT,
        {"aws:principaltag/team": ("ops-example",)},
    ),
    (allow(READ, StringLike={"aws:SourceVpc": "vpc-?"}), NOTHING, READ, OBJECT, {"aws:sourcevpc": ("vpc-x",)}),
    (
        allow(READ, Null={"aws:SecureTransport": "false"}),
        allow(READ, Bool={"aws:SecureTransport": "true"}),
        READ,
        OBJECT,
        {"aws:securetransport": ("false",)},
    ),
    (allow(READ, StringEquals={"aws:SourceVpc": "mine"}), NOTHING, READ, OBJECT, {"aws:sourcevpc": ("mine",)}),
    (
        allow(READ, NumericGreaterThan={"s3:max-keys": "5"}),
        allow(READ, NumericLessThan={"s3:max-keys": "6"}),
        READ,
        OBJECT,
        {"s3:max-keys": ("6",)},
    ),
    (
        allow(
            "ec2:CreateTags",
            **{
                "ForAllValues:StringLike": {"aws:TagKeys": ["a*", "b"]},
                "ForAnyValue:StringEquals": {"aws:TagKeys": "b"},
            },
        ),
        allow("ec2:CreateTags", **{"ForAllValues:StringEquals": {"aws:TagKeys": "b"}}),
        "ec2:CreateTags",
        "arn:aws:ec2:us-east-1:111122223333:example",
        {"aws:tagkeys": ("b", "a-example")},
    ),
]


@pytest.mark.parametrize(("inner", "outer", "action", "resource", "context"), REQUESTS)
def test_a_request_reads_like_a_real_one(
    inner: Json, outer: Json, action: str, resource: str, context: dict[str, tuple[str, ...]]
) -> None:
    verdict = within_plausibly(role(inner), role(outer))
    request = verdict.request
    assert request is not None
    assert (request.action, request.resource, request.context) == (action, resource, context)
    assert verdict.evaluation == evaluate(role(inner), request)
    assert evaluate(role(inner), request).is_allowed is True
    assert evaluate(role(outer), request).is_allowed is False


def test_a_request_on_which_the_answer_is_unknown_is_passed_over() -> None:
    inner = role(allow(READ, ["arn:aws:s3:::acme/*", "arn:aws:s3:::other/*"]))
    outer = role(NOTHING, allow(READ, "arn:aws:s3:::acme/*", ArnLike={"aws:SourceArn": "arn:aws:s3"}))
    request = within_plausibly(inner, outer).request
    assert request is not None
    assert request.resource == "arn:aws:s3:::other/example"


def test_the_statements_are_those_that_allow_the_request_shown() -> None:
    inner = role(allow("s3:*"), allow("s3:Put*"))
    verdict = within_plausibly(inner, role(allow("s3:Get*")))
    assert verdict.request is not None
    assert verdict.request.action == "s3:PutObject"
    assert verdict.evaluation == evaluate(inner, verdict.request)
    assert within(inner, role(allow("s3:Get*"))).evaluation != verdict.evaluation


def test_other_answers_stay() -> None:
    doubtful = allow(READ, StringSomehow={"aws:SourceVpc": "a"})
    for inner, outer in ((allow(READ), allow()), (doubtful, NOTHING)):
        assert within_plausibly(role(inner), role(outer)) == within(role(inner), role(outer))


@pytest.mark.parametrize(
    ("principal", "condition", "caller"),
    [
        ({"Service": "*"}, {}, "lambda.amazonaws.com"),
        ({"AWS": "444455556666"}, {}, "arn:aws:iam::444455556666:role/example"),
        ({"AWS": "arn:aws:iam::444455556666:role/ci"}, {}, "arn:aws:iam::444455556666:role/ci"),
        (
            {"AWS": "444455556666"},
            {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::444455556666:user/*"}},
            "arn:aws:iam::444455556666:user/example",
        ),
    ],
)
def test_a_caller_has_a_name(principal: Json, condition: Json, caller: str) -> None:
    def trusting(*statements: Json) -> Policies:
        return trust("trust", policy.parse("trust", {"Version": "2012-10-17", "Statement": list(statements)}))

    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", "Condition": condition}
    ec2 = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    request = within_plausibly(trusting(statement), trusting(ec2)).request
    assert request is not None
    assert request.principal is not None
    assert request.principal.name == caller
    assert request.context.get("aws:principalarn", (caller,)) == (caller,)


def test_candidates_are_tried_only_so_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three values of a key, none of which is one that people write."""
    tried: list[tuple[Policies, Request]] = []

    def counted(policies: Policies, request: Request) -> Evaluation:
        tried.append((policies, request))
        return evaluate(policies, request)

    monkeypatch.setattr(plausible, "evaluate", counted)
    values = {"StringLike": "${$}a*", "StringLikeIfExists": "${$}b*", "StringNotLike": "${$}*"}
    conditions = {f"ForAnyValue:{name}": {"iam:PassedToService": value} for name, value in values.items()}
    request = within_plausibly(role(allow("ec2:CreateTags", **conditions)), role(NOTHING)).request
    assert request is not None
    assert len(request.context["iam:passedtoservice"]) == len(values)
    assert plausible.CANDIDATES < len(tried) < plausible.CANDIDATES + 10


def test_the_table_of_arns_agrees_with_the_service_authorization_reference() -> None:
    known = catalogue.load()
    assert known is not None
    differing, found = [], 0
    for service, forms in resource_forms.FORMS.items():
        names = {name.lower() for form in forms for name in form.examples}
        actions = {action.name.lower(): action for action in known.actions(f"{service}:*") or ()}
        assert names <= {*actions}
        for name, action in actions.items():
            form = resource_forms.form_of(f"{service}:{name}")
            if form is not None:
                found += 1
                arn = form.filled(PLACES)
                listed = any(kind.admits(arn) for kind in action.resource_types)
                differing += [] if listed or (arn == "*" and not action.resource_types) else [(name, arn)]
    assert not differing
    assert found > 200
