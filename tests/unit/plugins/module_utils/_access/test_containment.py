# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Containment: a table of pairs, and laws that an evaluator which shares no code with the collection checks."""

from __future__ import annotations

import copy
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._access import containment
from ansible_collections.leastpriv.aws.plugins.module_utils._access.evaluate import evaluate
from ansible_collections.leastpriv.aws.plugins.module_utils._access.limits import Budget
from ansible_collections.leastpriv.aws.plugins.module_utils._access.policies import (
    Policies,
    Principal,
    Request,
    identity,
    trust,
)
from ansible_collections.leastpriv.aws.plugins.module_utils._policy import document as policy
from hypothesis import given, settings
from support import iam_evaluator, trust_documents
from support.access_documents import CONTEXTS, documents, neighbours

Document = dict[str, t.Any]
IP: t.Final = "aws:SourceIp"


def doc(*statements: Document, version: str = "2012-10-17") -> Document:
    return {"Version": version, "Statement": list(statements)}


def allow(action: t.Any = "*", resource: t.Any = "*", **condition: t.Any) -> Document:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **_condition(condition)}


def deny(action: t.Any = "*", resource: t.Any = "*", **condition: t.Any) -> Document:
    return {"Effect": "Deny", "Action": action, "Resource": resource, **_condition(condition)}


def _condition(condition: dict[str, t.Any]) -> Document:
    return {"Condition": condition} if condition else {}


def role(*layers: Document) -> Policies:
    return identity(*({"policy": policy.parse("policy", layer)} for layer in layers))


def assumable(document: Document) -> Policies:
    return trust("trust", policy.parse("trust", document))


def within(inner: Policies, outer: Policies) -> containment.Verdict:
    """The verdict, whose answer boxes alone give as well: proofs from the texts only save time."""
    verdict = containment.within(inner, outer)
    if not inner.doubt and not outer.doubt and inner != outer:
        assert containment.by_boxes(inner, outer).answer == verdict.answer
    return verdict


NO_IAM: t.Final = {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}
WITHOUT_MFA: t.Final = deny("iam:*", Bool={"aws:MultiFactorAuthPresent": "false"})

WITHIN: t.Final[dict[str, tuple[Document, Document]]] = {
    "fewer actions and resources": (doc(allow("s3:Get*", "arn:aws:s3:::b/*")), doc(allow("s3:*"))),
    "two statements in one": (doc(allow(["s3:Get*", "s3:Put*"])), doc(allow("s3:Get*"), allow("s3:Put*"))),
    "one statement in two": (doc(allow("s3:Get*"), allow("s3:Put*")), doc(allow(["s3:Get*", "s3:Put*"]))),
    "a Deny in a NotAction": (
        doc(allow(), deny("iam:*")),
        doc(NO_IAM),
    ),
    "a NotAction in a Deny": (
        doc(NO_IAM),
        doc(allow(), deny("iam:*")),
    ),
    "case of actions": (doc(allow("S3:GETOBJECT")), doc(allow("s3:GetObject"))),
    "case of keys": (
        doc(allow(StringEquals={"aws:sourcevpc": "a"})),
        doc(allow(StringLike={"aws:SourceVpc": "a*"})),
    ),
    "equal variables": (
        doc(allow("s3:*", "arn:aws:s3:::${aws:username}/*")),
        doc(allow("s3:*", ["arn:aws:s3:::b", "arn:aws:s3:::${aws:username}/*"])),
    ),
    "a variable below an asterisk": (
        doc(allow("s3:*", "arn:aws:s3:::home/${aws:username}")),
        doc(allow("s3:*", "arn:aws:s3:::home/*")),
    ),
    "a network in its halves": (
        doc(allow(IpAddress={IP: "10.0.0.0/8"})),
        doc(allow(IpAddress={IP: ["10.0.0.0/9", "10.128.0.0/9"]})),
    ),
    "an open interval in a closed one": (
        doc(allow(NumericLessThan={"s3:max-keys": "10"})),
        doc(allow(NumericLessThanEquals={"s3:max-keys": "10"})),
    ),
    "an earlier date": (
        doc(allow(DateLessThan={"aws:CurrentTime": "2026-01-01T00:00:00Z"})),
        doc(allow(DateLessThan={"aws:CurrentTime": "2026-06-01"})),
    ),
    "fewer values of a set": (
        doc(allow(**{"ForAllValues:StringEquals": {"aws:TagKeys": ["a"]}})),
        doc(allow(**{"ForAllValues:StringEquals": {"aws:TagKeys": ["a", "b"]}})),
    ),
    "a value and its IfExists": (
        doc(allow(StringEquals={"aws:SourceVpc": "a"})),
        doc(allow(StringEqualsIfExists={"aws:SourceVpc": "a"})),
    ),
    "both of two conditions that exclude each other": (
        doc(allow(StringEquals={"aws:SourceVpc": "a"}, StringNotEquals={"aws:SourceVpc": "a"})),
        doc(allow("s3:GetObject")),
    ),
    "a missing key under a negated operator": (
        doc(allow(Null={"aws:SourceVpc": "true"})),
        doc(allow(StringNotEquals={"aws:SourceVpc": "a"})),
    ),
    "an absent key under a negated variable": (
        doc(allow(Null={"aws:SourceVpc": "true"})),
        doc(allow(StringNotEquals={"aws:SourceVpc": "${aws:username}"})),
    ),
    "a variable that an old version takes as text": (
        doc(allow("s3:*", "arn:aws:s3:::${aws:username}"), version="2008-10-17"),
        doc(allow("s3:*", "arn:aws:s3:::${$}{aws:username}")),
    ),
}

NOT_WITHIN: t.Final[dict[str, tuple[Document, Document]]] = {
    "more actions": (doc(allow("s3:*")), doc(allow("s3:Get*"))),
    "all services": (doc(NO_IAM), doc(allow("s3:*"))),
    "without its Deny": (doc(allow()), doc(allow(), deny("iam:*"))),
    "a Deny with a condition": (
        doc(allow()),
        doc(allow(), deny("iam:*", Bool={"aws:MultiFactorAuthPresent": "false"})),
    ),
    "without its condition": (doc(allow()), doc(allow(StringEquals={"aws:SourceVpc": "a"}))),
    "any value of a set": (
        doc(allow(**{"ForAllValues:StringEquals": {"aws:TagKeys": ["a"]}})),
        doc(allow(**{"ForAnyValue:StringEquals": {"aws:TagKeys": ["a"]}})),
    ),
    "a network beyond": (
        doc(allow(IpAddress={IP: "10.0.0.0/8"})),
        doc(allow(IpAddress={IP: ["10.0.0.0/9", "10.129.0.0/16"]})),
    ),
    "a variable that may be any text": (
        doc(allow("s3:*", "arn:aws:s3:::${aws:username}/*")),
        doc(allow("s3:*", "arn:aws:s3:::b/*")),
    ),
    "an asterisk of StringEquals": (
        doc(allow(StringLike={"aws:SourceVpc": "vpc-*"})),
        doc(allow(StringEquals={"aws:SourceVpc": "vpc-*"})),
    ),
    "a resource without ARN": (doc(allow("ec2:DescribeInstances")), doc(allow("ec2:*", "arn:aws:ec2:*:*:*"))),
    "a set of two values": (
        doc(allow(**{"ForAllValues:StringEquals": {"aws:TagKeys": ["a", "b"]}})),
        doc(*(allow(**{"ForAllValues:StringEquals": {"aws:TagKeys": key}}) for key in "ab")),
    ),
    "a set of two values and another one": (
        doc(
            allow(**{"ForAnyValue:StringEquals": {"aws:TagKeys": "a"}, "ForAnyValue:StringLike": {"aws:TagKeys": "b"}})
        ),
        doc(allow(**{"ForAllValues:StringEquals": {"aws:TagKeys": ["a", "b"]}})),
    ),
    "a variable and its negation": (
        doc(allow(StringEquals={"aws:SourceVpc": "${aws:username}"})),
        doc(allow(StringNotEquals={"aws:SourceVpc": "${aws:username}"})),
    ),
    "a variable beside a resource": (
        doc(allow("s3:*", "arn:aws:s3:::x/*")),
        doc(allow("s3:*", ["arn:aws:s3:::b", "arn:aws:s3:::${aws:username}/*"])),
    ),
    "a key that is missing": (
        doc(allow(StringNotEquals={"aws:SourceVpc": "a"})),
        doc(allow(Null={"aws:SourceVpc": "false"})),
    ),
    "an address before the first network": (
        doc(allow(Null={IP: "false"})),
        doc(allow(IpAddress={IP: ["128.0.0.0/1", "::/0"]})),
    ),
    "a variable and a literal asterisk": (
        doc(allow("s3:*", "arn:aws:s3:::${aws:username}")),
        doc(allow("s3:*", "arn:aws:s3:::${*}")),
    ),
    "an address of IPv6": (doc(allow(Null={IP: "false"})), doc(allow(IpAddress={IP: "0.0.0.0/0"}))),
    "an address of IPv4": (doc(allow(Null={IP: "false"})), doc(allow(IpAddress={IP: "::/0"}))),
    "a binary value": (doc(allow(Null={"k": "false"})), doc(allow(BinaryEquals={"k": "QUI="}))),
    "an excluded action": (doc({**NO_IAM, "NotAction": "iam:Get*"}), doc(NO_IAM)),
    "another case of a value": (
        doc(allow(StringEqualsIgnoreCase={"aws:SourceVpc": "a"})),
        doc(allow(StringEquals={"aws:SourceVpc": "a"})),
    ),
    "a colon that ArnLike does not match": (
        doc(allow(StringLike={"aws:SourceArn": "arn:aws:s3:*:1:b"})),
        doc(allow(ArnLike={"aws:SourceArn": "arn:aws:s3:*:1:b"})),
    ),
    "a slash that an asterisk matches": (
        doc(allow("s3:*", "arn:aws:s3:::b/*")),
        doc(allow("s3:*", [f"arn:aws:s3:::b/{mark}" for mark in ("", "?", "??", "???")])),
    ),
    "a number between two": (
        doc(allow(NumericGreaterThan={"s3:max-keys": "1"}, NumericLessThan={"s3:max-keys": "5"})),
        doc(allow(NumericEquals={"s3:max-keys": ["1", "5"]})),
    ),
    "a date between two": (
        doc(allow(DateGreaterThan={"aws:CurrentTime": "2026-01-01"}, DateLessThan={"aws:CurrentTime": "2026-01-02"})),
        doc(allow(DateEquals={"aws:CurrentTime": ["2026-01-01", "2026-01-02"]})),
    ),
    "a network with a gap": (
        doc(allow(IpAddress={IP: "10.0.0.0/8"})),
        doc(allow(IpAddress={IP: ["10.0.0.0/16", "10.255.0.0/16"]})),
    ),
    "an action beyond the one that an example would be": (doc(allow("s3:*")), doc(allow(["s3:x", "s3:y"]))),
    "another service": (doc(allow("s3*:Get")), doc(allow("s3:*"))),
    "a variable that excludes nothing": (
        doc({"Effect": "Allow", "Action": "s3:*", "NotResource": "arn:aws:s3:::${aws:username}"}),
        doc({"Effect": "Allow", "Action": "s3:*", "NotResource": "arn:aws:s3:::*"}),
    ),
}


@pytest.mark.parametrize("name", WITHIN)
def test_what_is_within(name: str) -> None:
    inner, outer = WITHIN[name]
    assert within(role(inner), role(outer)).answer == "proven"


@pytest.mark.parametrize("name", NOT_WITHIN)
def test_what_is_not_within_comes_with_a_request(name: str) -> None:
    inner, outer = NOT_WITHIN[name]
    verdict = within(role(inner), role(outer))
    assert verdict.answer == "counterexample"
    assert verdict.request is not None
    assert evaluate(role(inner), verdict.request).is_allowed is True
    assert evaluate(role(outer), verdict.request).is_allowed is False
    assert verdict.evaluation == evaluate(role(inner), verdict.request)


UNKNOWN: t.Final[dict[str, tuple[Document, str]]] = {
    "an operator with Null": (
        allow(**{"ForAllValues:Null": {"aws:TagKeys": "true"}}),
        "condition operator ForAllValues:Null is not known",
    ),
    "no principal": ({**allow(), "NotPrincipal": "*"}, "its principals are not those of an identity policy"),
    "two ways to list actions": ({**allow(), "NotAction": "s3:*"}, "it needs either Action or NotAction"),
    "two ways to list resources": ({**allow(), "NotResource": "*"}, "it needs Resource or NotResource"),
    "two types of a key": (
        allow(StringEquals={"s3:max-keys": "5"}, NumericLessThan={"s3:max-keys": "9"}),
        "what a condition on s3:max-keys decides",
    ),
    "a variable among values of a set": (
        allow(**{"ForAnyValue:StringEquals": {"aws:TagKeys": "${aws:username}"}}),
        "it depends on the policy variable in ${aws:username}",
    ),
    "an ARN with parts left out in a condition": (
        allow(ArnLike={"aws:SourceArn": "arn:aws:s3"}),
        "what a condition on aws:sourcearn decides",
    ),
    "a variable compared as a number": (
        allow(NumericLessThan={"s3:max-keys": "${aws:PrincipalTag/limit}"}),
        "it depends on the policy variable in ${aws:PrincipalTag/limit}",
    ),
    "a variable compared as an address": (
        allow(NotIpAddress={"aws:SourceIp": ["10.0.0.0/8", "${aws:PrincipalTag/network}"]}),
        "it depends on the policy variable in ${aws:PrincipalTag/network}",
    ),
    "a variable compared as a boolean": (
        allow(Bool={"aws:SecureTransport": "${aws:PrincipalTag/tls}"}),
        "it depends on the policy variable in ${aws:PrincipalTag/tls}",
    ),
    "an operator": (allow(StringSomehow={"aws:SourceVpc": "a"}), "condition operator StringSomehow is not known"),
    "a principal": ({**allow(), "Principal": "*"}, "its principals are not those of an identity policy"),
    "an element": ({**allow(), "Extra": "x"}, "Extra has a value that the engine does not know"),
    "a negated variable": (
        allow(StringNotEquals={"aws:SourceVpc": "${aws:username}"}, Null={"aws:SourceVpc": "false"}),
        "it depends on the policy variable in ${aws:username}",
    ),
    "an ARN with parts left out": (allow("s3:*", "arn:aws:s3"), "leaves open what arn:aws:s3 matches"),
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_the_engine_does_not_know_is_unknown(name: str) -> None:
    statement, reason = UNKNOWN[name]
    verdict = within(role(doc(statement)), role(doc(allow("ec2:RunInstances"))))
    assert verdict.answer == "unknown"
    assert verdict.reason is not None
    assert reason in verdict.reason
    # All of it is within everything, whatever it is.
    assert within(role(doc(statement)), role(doc(allow()))).answer == "proven"


def test_the_reason_is_about_what_is_left() -> None:
    """What the first statement means does not matter: the others allow all of it."""
    first = allow("s3:*", "arn:aws:s3:::c", ArnLike={"aws:SourceArn": "arn:aws:s3"})
    second = allow("s3:*", "arn:aws:s3:::b", NumericLessThan={"s3:max-keys": "${aws:PrincipalTag/limit}"})
    verdict = within(role(doc(first, second)), role(doc(allow("s3:*", "arn:aws:s3:::c"))))
    assert "${aws:PrincipalTag/limit}" in (verdict.reason or "")


def test_an_asterisk_that_ends_a_part_of_an_arn_is_read_both_ways() -> None:
    """What is denied in the account 1 may be more than its text shows."""
    allowed = allow("ec2:*", "arn:aws:ec2:eu:x:1:i")
    denied = deny("ec2:*", "arn:aws:ec2:*:1:i")
    verdict = within(role(doc(allowed)), role(doc(allowed, denied)))
    assert verdict.answer == "unknown"
    assert "an asterisk that ends a part of an ARN" in (verdict.reason or "")
    # Both ways, the one is within the other, or is not.
    regional, everywhere = (doc(allow("ec2:*", f"arn:aws:ec2:{region}:1:*")) for region in ("eu-*", "*"))
    assert within(role(regional), role(everywhere)).answer == "proven"
    assert within(role(everywhere), role(regional)).answer == "counterexample"


def test_a_document_that_cannot_be_read_is_unknown() -> None:
    unreadable = identity({"policy": policy.from_reply({"Statement": ["x"]})})
    assert within(unreadable, role(doc(allow()))).reason == "policy: not every statement is a mapping"


def test_a_plain_operator_on_several_values_is_unknown() -> None:
    """The documentation does not say what it decides, even if all values are among those of the condition."""
    every = allow(**{"ForAllValues:StringEquals": {"aws:TagKeys": ["a", "b"]}}, Null={"aws:TagKeys": "false"})
    plain = doc(allow(StringEquals={"aws:TagKeys": ["a", "b"]}))
    assert within(role(doc(every)), role(plain)).answer == "unknown"
    assert within(role(plain), role(doc(every))).answer != "counterexample"


@pytest.mark.parametrize(
    ("plain", "reason"),
    [
        ({"Version": "2012-10-17", "Statement": [{"Action": "*", "Resource": "*"}]}, "Effect is missing"),
        ({"Version": "2012-10-17", "Statement": [{**allow(), "Effect": "allow"}]}, "Effect has a value"),
        ({"Version": "2020-01-01", "Statement": [allow()]}, "Version 2020-01-01 is not known"),
        ({"Version": "2012-10-17", "Statement": [{**allow(), "Action": {"s3": "*"}}]}, "Action has a value"),
    ],
)
def test_a_statement_that_cannot_be_read_is_unknown_in_either_policies(plain: Document, reason: str) -> None:
    odd = identity({"policy": policy.from_reply(plain)})
    reads = role(doc(allow("s3:Get*")))
    for verdict in (within(odd, reads), within(reads, odd)):
        assert verdict.answer == "unknown"
        assert reason in (verdict.reason or "")


def test_a_trust_policy_has_no_resource() -> None:
    verdict = within(assumable(doc({**LAMBDA, "Resource": "*"})), assumable(doc(ACCOUNT)))
    assert verdict == containment.Verdict("unknown", reason="a trust policy has no Resource")


def test_every_layer_has_to_allow() -> None:
    buckets = [doc(allow("s3:*", f"arn:aws:s3:::{name}/*")) for name in "bc"]
    assert within(role(*buckets), role(doc(allow("ec2:*")))).answer == "proven"
    either = doc(allow("s3:*", ["arn:aws:s3:::b/*", "arn:aws:s3:::c/*"]))
    assert within(role(either, buckets[0]), role(buckets[0])).answer == "proven"
    assert within(role(buckets[0]), role(either, buckets[1])).answer == "counterexample"
    everything, reads, writes = doc(allow()), doc(allow("s3:Get*")), doc(allow("s3:Put*"))
    assert within(role(everything, reads), role(reads)).answer == "proven"
    assert within(role(reads, writes), role(doc(allow("iam:GetRole")))).answer == "proven"
    assert within(role(everything), role(everything, reads)).answer == "counterexample"
    denied = doc(allow(), deny("s3:GetObject"))
    verdict = within(role(reads), role(reads, denied))
    assert verdict.request is not None
    assert verdict.request.action == "s3:GetObject"


def test_a_layer_that_nobody_can_read_may_allow_what_another_one_does() -> None:
    """Its resources are other ones, but an element that the engine does not know may change that."""
    some, others = (allow("s3:*", f"arn:aws:s3:::{name}") for name in "bc")
    assert within(role(doc(some), doc(others)), role(doc(allow("ec2:*")))).answer == "proven"
    assert within(role(doc(some), doc({**others, "Extra": "x"})), role(doc(allow("ec2:*")))).answer == "unknown"


def test_budgets_end_in_unknown_with_the_reason() -> None:
    halves = doc(
        allow(StringEquals={"aws:PrincipalTag/Team": "a"}), allow(StringNotEquals={"aws:PrincipalTag/Team": "a"})
    )
    assert within(role(doc(allow())), role(halves)).answer == "proven"
    verdict = containment.within(role(doc(allow())), role(halves), Budget(2))
    assert verdict == containment.Verdict("unknown", reason="its conditions need more than 2 cases")


LAMBDA: t.Final = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
ACCOUNT: t.Final = {"Effect": "Allow", "Principal": {"AWS": "111111111111"}, "Action": "sts:AssumeRole"}
USER: t.Final = {**ACCOUNT, "Principal": {"AWS": "arn:aws:iam::111111111111:user/ann"}}
PROVIDER: t.Final = "arn:aws:iam::111111111111:oidc-provider/id.example.com"
OIDC: t.Final = {**LAMBDA, "Principal": {"Federated": PROVIDER}}
ANYBODY: t.Final = {**ACCOUNT, "Principal": "*"}


APP: t.Final = "arn:aws:iam::111111111111:role/app"
IN_CHINA: t.Final = "arn:aws-cn:iam::111111111111:role/app"
ANY_ROLE: t.Final = "arn:aws:iam::111111111111:role/any"
BOB: t.Final = Principal("AWS", "arn:aws:iam::111111111111:user/bob")
SERVICE: t.Final = Principal("Service", "lambda.amazonaws.com")
GOOGLE: t.Final = Principal("Federated", "accounts.google.com")


def by_app(statement: Document) -> Document:
    return {**statement, "Condition": {"ArnEquals": {"aws:PrincipalArn": APP}}}


def in_account(statement: Document) -> Document:
    return {**statement, "Condition": {"StringEquals": {"aws:PrincipalAccount": "111111111111"}}}


@pytest.mark.parametrize(
    ("inner", "outer", "principal"),
    [
        (doc(LAMBDA), doc(LAMBDA, ACCOUNT), None),
        (doc(USER), doc(ACCOUNT), None),
        (doc(USER), doc({**ACCOUNT, "Principal": {"AWS": "arn:aws:iam::111111111111:root"}}), None),
        (
            doc({**ACCOUNT, "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111111111111:user/ann"}}}),
            doc(USER),
            None,
        ),
        (
            doc(ANYBODY),
            doc(ANYBODY, {**ANYBODY, "Effect": "Deny"}),
            Principal("AWS", "arn:aws:iam::999999999999:role/any"),
        ),
        (doc(ACCOUNT), doc(ANYBODY), None),
        (doc(LAMBDA), doc(ANYBODY), None),
        (doc(LAMBDA), doc({**ANYBODY, "Principal": {"AWS": "*"}}), None),
        (doc(OIDC), doc(ANYBODY), None),
        (doc({**ANYBODY, "Condition": {"StringEquals": {"aws:PrincipalAccount": "111111111111"}}}), doc(ACCOUNT), None),
        (doc(ACCOUNT), doc(USER), Principal("AWS", "arn:aws:iam::111111111111:role/any")),
        (doc(ANYBODY), doc(ACCOUNT), Principal("AWS", "arn:aws:iam::999999999999:role/any")),
        (doc(LAMBDA, USER), doc(LAMBDA), Principal("AWS", "arn:aws:iam::111111111111:user/ann")),
        (
            doc(ANYBODY),
            doc({**ACCOUNT, "Principal": {"AWS": "999999999999"}}),
            Principal("AWS", "arn:aws:iam::999999999998:role/any"),
        ),
        # An account that only a condition names, and a role that only a condition names.
        (doc(in_account(ANYBODY)), doc(LAMBDA), Principal("AWS", "arn:aws:iam::111111111111:role/any")),
        (doc(by_app(ANYBODY)), doc(LAMBDA), Principal("AWS", APP)),
        (doc(by_app(ACCOUNT)), doc({**ACCOUNT, "Principal": {"AWS": "222222222222"}}), Principal("AWS", APP)),
        (doc(by_app(ACCOUNT)), doc({**ACCOUNT, "Principal": {"AWS": APP}}), None),
        (doc({**ACCOUNT, "Principal": {"AWS": APP}}), doc(by_app(ACCOUNT)), None),
        (doc(ACCOUNT), doc(ACCOUNT, {**by_app(ACCOUNT), "Effect": "Deny"}), Principal("AWS", APP)),
        (doc(ACCOUNT, {**by_app(ACCOUNT), "Effect": "Deny"}), doc(ACCOUNT), None),
        (
            doc({**ACCOUNT, "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111111111111:user/*"}}}),
            doc({**ACCOUNT, "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/*"}}}),
            None,
        ),
        (doc(LAMBDA), doc({**LAMBDA, "Condition": {"StringEquals": {"aws:SourceAccount": "1"}}}), SERVICE),
        (
            doc({**ACCOUNT, "Condition": {"ArnEquals": {"aws:PrincipalArn": IN_CHINA}}}),
            doc(LAMBDA),
            Principal("AWS", IN_CHINA),
        ),
        # A user that only a condition names, and a role with the name that an example would have.
        (doc({**ANYBODY, "Condition": {"ArnLike": {"aws:PrincipalArn": BOB.name}}}), doc(LAMBDA), BOB),
        (doc(ACCOUNT), doc({**ACCOUNT, "Principal": {"AWS": ANY_ROLE}}), Principal("AWS", f"{ANY_ROLE}other")),
        (doc(LAMBDA), doc(LAMBDA, {**LAMBDA, "Effect": "Deny"}), SERVICE),
        # A service has no account, or one that no statement names.
        (doc({**LAMBDA, "Condition": {"Null": {"aws:PrincipalAccount": "true"}}}), doc(ACCOUNT), SERVICE),
        (doc({**LAMBDA, "Condition": {"Null": {"aws:PrincipalAccount": "false"}}}), doc(ACCOUNT), SERVICE),
        (doc(in_account(LAMBDA)), doc(USER), None),
        (doc(LAMBDA, {**LAMBDA, "Effect": "Deny"}), doc(ACCOUNT), None),
        (doc({**LAMBDA, "Principal": {"Federated": "accounts.google.com"}}), doc(LAMBDA), GOOGLE),
        (doc({**ACCOUNT, "Principal": {"AWS": ["1111-1111-1111", APP]}}), doc(ACCOUNT), None),
    ],
)
def test_trust_policies_by_who_assumes_the_role(inner: Document, outer: Document, principal: Principal | None) -> None:
    verdict = within(assumable(inner), assumable(outer))
    assert (verdict.request and verdict.request.principal) == principal
    assert verdict.answer == ("proven" if principal is None else "counterexample")


def test_a_request_by_an_identity_provider_has_no_account() -> None:
    request = within(assumable(doc(OIDC)), assumable(doc(LAMBDA))).request
    assert request is not None
    assert (request.principal, request.context) == (Principal("Federated", PROVIDER), {})


SESSION: t.Final = {**ACCOUNT, "Principal": {"AWS": "arn:aws:sts::111111111111:assumed-role/app/i-1"}}
OPEN_CALLERS: t.Final[dict[str, tuple[Document, Document, str]]] = {
    "a session of a role whose path is not known": (SESSION, {**ACCOUNT, "Principal": {"AWS": APP}}, f"whether {APP}"),
    "the ARN of a session's role": (SESSION, by_app(ACCOUNT), "what a condition on aws:principalarn decides"),
    "a unique id": ({**ACCOUNT, "Principal": {"AWS": "AROAEXAMPLE"}}, LAMBDA, "whether AROAEXAMPLE"),
    "the account of a unique id": (
        {
            **ACCOUNT,
            "Principal": {"AWS": ["*", "AROAEXAMPLE"]},
            "Condition": {
                "StringEquals": {"aws:PrincipalAccount": "222222222222"},
                "ArnLike": {"aws:PrincipalArn": APP},
            },
        },
        LAMBDA,
        "what a condition on aws:principalaccount decides",
    ),
    "some accounts": (
        {**ANYBODY, "Condition": {"StringLike": {"aws:PrincipalAccount": "11*"}}},
        LAMBDA,
        "what a condition on aws:principalaccount decides",
    ),
    "a Deny with NotPrincipal": (
        ANYBODY,
        {"Effect": "Deny", "NotPrincipal": {"AWS": APP}, "Action": "*"},
        "its principals are not those of an identity policy or a trust policy",
    ),
}


@pytest.mark.parametrize("name", OPEN_CALLERS)
def test_callers_that_the_documentation_leaves_open_are_unknown(name: str) -> None:
    inner, outer, reason = OPEN_CALLERS[name]
    wider = doc(ANYBODY, outer) if outer["Effect"] == "Deny" else doc(outer)
    verdict = within(assumable(doc(inner)), assumable(wider))
    assert verdict.answer == "unknown"
    assert reason in (verdict.reason or "")
    # However it is decided, it is the same in both policies.
    twice = doc(inner, {**inner, "Sid": "Again"})
    assert within(assumable(doc(inner)), assumable(twice)).answer == "proven"
    assert within(assumable(twice), assumable(doc(inner))).answer == "proven"


@settings(max_examples=60)
@given(trust_documents.neighbours())
def test_an_evaluator_of_its_own_finds_no_fault_with_trust_policies(pair: tuple[Document, Document]) -> None:
    inner, outer = pair
    verdict = containment.within(assumable(inner), assumable(outer))
    if verdict.request is not None:
        caller = verdict.request.principal
        assert caller is not None
        request = iam_evaluator.Request(
            verdict.request.action, "*", dict(verdict.request.context), (caller.type, caller.name)
        )
        assert iam_evaluator.allowed([inner], request) is True
        assert iam_evaluator.allowed([outer], request) is False
    if verdict.answer == "proven":
        for request in trust_documents.requests():
            is_denied = iam_evaluator.allowed([inner], request) is not True
            assert is_denied or iam_evaluator.allowed([outer], request) is not False, request


@settings(max_examples=60)
@given(neighbours())
def test_an_evaluator_of_its_own_finds_no_fault(pair: tuple[Document, Document]) -> None:
    """A proof has no request against it; a counterexample is one for the evaluator, too."""
    inner, outer = pair
    verdict = containment.within(role(inner), role(outer))
    if verdict.request is not None:
        request = iam_evaluator.Request(verdict.request.action, verdict.request.resource, dict(verdict.request.context))
        assert iam_evaluator.allowed([inner], request) is True
        assert iam_evaluator.allowed([outer], request) is False
    if verdict.answer == "proven":
        for request in CONTEXTS.requests(inner, outer):
            is_denied = iam_evaluator.allowed([inner], request) is not True
            assert is_denied or iam_evaluator.allowed([outer], request) is not False, request


@settings(max_examples=50)
@given(documents())
def test_a_document_is_within_itself_and_its_canonical_form(document: Document) -> None:
    canonical = policy.parse("policy", document).canonical("aws")
    shuffled = copy.deepcopy(document)
    shuffled["Statement"].reverse()
    for other in (document, shuffled):
        answer = containment.within(role(other), identity({"policy": canonical})).answer
        assert answer != "counterexample"
        assert containment.within(role(other), role(document)).answer != "counterexample"


@settings(max_examples=50)
@given(documents(), documents())
def test_a_deny_never_widens_and_an_allow_never_narrows(document: Document, other: Document) -> None:
    more = {"Allow": copy.deepcopy(document), "Deny": copy.deepcopy(document)}
    for statement in other["Statement"]:
        more[statement["Effect"]]["Statement"].append(statement)
    assert containment.within(role(more["Deny"]), role(document)).answer != "counterexample"
    assert containment.within(role(document), role(more["Allow"])).answer != "counterexample"


@settings(max_examples=40)
@given(neighbours(), documents())
def test_within_is_transitive(pair: tuple[Document, Document], last: Document) -> None:
    first, middle = pair
    steps = (containment.within(role(first), role(middle)), containment.within(role(middle), role(last)))
    if all(step.answer == "proven" for step in steps):
        assert containment.within(role(first), role(last)).answer != "counterexample"


def test_a_request_without_an_arn_takes_only_asterisks() -> None:
    request = Request("ec2:DescribeInstances")
    assert evaluate(role(doc(allow("ec2:*", "arn:aws:ec2:*:*:*"))), request).is_allowed is False
    assert evaluate(role(doc(allow("ec2:*"))), request).is_allowed is True
