# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Proofs by the texts of statements: what is obvious, what is not, and that nothing obvious is wrong."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._access import obvious
from ansible_collections.leastpriv.aws.plugins.module_utils._access.containment import by_boxes
from ansible_collections.leastpriv.aws.plugins.module_utils._access.policies import Policies, identity, trust
from ansible_collections.leastpriv.aws.plugins.module_utils._policy import document
from ansible_collections.leastpriv.aws.plugins.module_utils._policy.document import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from support import access_documents, iam_evaluator

Json = dict[str, t.Any]
OBJECTS: t.Final = "arn:aws:s3:::acme/*"
OWN: t.Final = "arn:aws:s3:::${aws:username}"
TLS: t.Final = {"Bool": {"aws:SecureTransport": "true"}}
VPC: t.Final = {"StringEquals": {"aws:SourceVpc": "vpc-1"}}
VPC_2: t.Final = {"StringEquals": {"aws:sourceVPC": "vpc-2"}}
VPCS: t.Final = {"StringEquals": {"aws:SourceVpc": ["vpc-1", "vpc-2"]}}
OTHER_VPCS: t.Final = {"StringNotEquals": {"aws:SourceVpc": ["vpc-1", "vpc-3"]}}
OWN_VPC: t.Final = {"StringEquals": {"aws:SourceVpc": "${aws:PrincipalTag/vpc}"}}
ANOTHER_KEY: t.Final = {"StringEquals": {"aws:SourceVpce": "vpc-2"}}


def allow(action: t.Any, resource: t.Any = "*", **elements: t.Any) -> Json:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **elements}


def deny(action: t.Any, resource: t.Any = "*", **elements: t.Any) -> Json:
    return {**allow(action, resource, **elements), "Effect": "Deny"}


def others(action: t.Any, not_resource: t.Any) -> Json:
    return {"Effect": "Allow", "Action": action, "NotResource": not_resource}


def policy(*statements: Json, version: str = "2012-10-17") -> Document:
    return document.parse("policy", {"Version": version, "Statement": [*statements]})


def layers(*given_layers: list[Json]) -> Policies:
    return identity(*({"P": policy(*statements)} if statements else {} for statements in given_layers))


def trusting(*statements: Json) -> Policies:
    return trust("T", policy(*({"Effect": "Allow", "Action": "sts:AssumeRole", **one} for one in statements)))


SET_OF_VPCS: t.Final = allow("s3:Get", Condition={"ForAnyValue:StringEquals": {"aws:SourceVpc": "vpc-1"}})
LAMBDA: t.Final = {"Principal": {"Service": "lambda.amazonaws.com"}}
BOTH: t.Final = {"Principal": {"Service": ["lambda.amazonaws.com", "ec2.amazonaws.com"]}}
READ: t.Final = [allow(["s3:GetObject", "s3:ListBucket"], [OBJECTS, "arn:aws:s3:::acme"])]
NOTHING: t.Final = layers([])

OBVIOUS: t.Final[list[tuple[Policies, Policies]]] = [
    (layers(READ), layers([allow("s3:*")])),
    (layers(READ), layers([allow("S3:get*"), allow("s3:List*", "*")])),
    (layers(READ), layers([allow("*", "arn:aws:s3:::*")])),
    (layers(READ), layers([allow("*", "arn:*:s3:*:*:acme*")])),
    (layers([allow("s3:Get", OBJECTS, Condition={**TLS, **VPC})]), layers([allow("s3:G*", OBJECTS, Condition=TLS)])),
    (layers([allow("s3:GetObject", OWN)]), layers([allow("*", OWN)])),
    (layers([allow("s3:A", OBJECTS)], [allow("s3:B")]), NOTHING),
    (layers(READ, [allow("iam:*")]), NOTHING),
    (layers(READ, [{"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"}]), NOTHING),
    (layers(READ, [others("s3:*", ["arn:aws:s3:::acme", OBJECTS])]), NOTHING),
    (layers([allow("s3:Get*", OBJECTS)], [allow("*", "arn:aws:s3:::other")]), NOTHING),
    (layers(READ), layers([allow("*"), deny("iam:*")])),
    (layers([*READ, deny("s3:GetObject")]), layers([allow("*"), deny("s3:GetObject")])),
    (layers([]), layers([])),
    (layers([allow("*", Condition=VPC)], [allow("*", Condition=OTHER_VPCS)]), NOTHING),
    (layers([allow("*", Condition=OTHER_VPCS)], [allow("*", Condition=VPC)]), NOTHING),
    (layers([allow("*", Condition=VPC)], [allow("*", Condition=VPC_2)]), NOTHING),
    (layers([allow("*", Condition=VPC)]), layers([allow("*"), deny("*", Condition=VPC_2)])),
    (trusting(LAMBDA), trusting(BOTH)),
    (trusting({**LAMBDA, "Condition": TLS}), trusting(LAMBDA)),
]  # fmt: skip


@pytest.mark.parametrize(("inner", "outer"), OBVIOUS)
def test_obvious_proofs(inner: Policies, outer: Policies) -> None:
    assert obvious.is_within(inner, outer)
    assert by_boxes(inner, outer).answer == "proven"


# Most of these are false; the others need more than a look at the texts.
NOT_OBVIOUS: t.Final[list[tuple[Policies, Policies]]] = [
    (layers([allow("s3:*")]), layers(READ)),
    (layers(READ), layers([allow("s3:GetObject")])),
    (layers(READ), layers([allow("s3:*", OBJECTS)])),
    (layers([allow("s3:Get?bject")]), layers([allow("s3:GetObject")])),
    (layers([allow("s3:*Object")]), layers([allow("s3:*?bject")])),
    (layers([allow("s3:GetObject", OBJECTS)]), layers([allow("s3:Get*", OBJECTS, Condition=TLS)])),
    (layers([allow("s3:GetObject", OBJECTS, Condition=VPC)]), layers([allow("s3:Get*", OBJECTS, Condition=TLS)])),
    (layers(READ), layers([allow("*"), deny("s3:*")])),
    (layers(READ), layers([allow("*"), deny("s3:List*")])),
    (layers(READ), layers([allow("*")], [allow("iam:*")])),
    (layers(READ), identity()),
    # An asterisk that ends a part may match colons.
    (layers([allow("*", "arn:aws:s3:a*::x")]), layers([allow("*", "arn:aws:s3:a*b*::x")])),
    (layers([allow("*", "arn:aws:s3:a*::x")]), layers([allow("*", "arn:aws:s3:*a*::x")])),
    (layers([allow("*", OWN)]), layers([allow("*", "arn:aws:s3:::${aws:userid}")])),
    (layers([allow("*", "arn:aws:s3")]), layers([allow("*", "arn:aws:s*")])),
    (layers([{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}]), layers([allow("s3:*")])),
    (layers(READ, [{"Effect": "Allow", "NotAction": "s3:Get*", "Resource": "*"}]), NOTHING),
    (layers(READ, [others("s3:*", OBJECTS)]), NOTHING),
    (layers(READ, [allow("s3:GetObject")]), NOTHING),
    (layers([allow("s3:Get?bject")], [allow("s3:GetObject")]), NOTHING),
    (layers([allow("s3:*A")], [allow("s3:*B")]), NOTHING),
    (layers([allow("s3:Get", "arn:aws:s3:::a*")], [allow("s3:Get", "arn:aws:s3:::ab")]), NOTHING),
    (layers([allow("*", Condition=VPC_2)], [allow("*", Condition=OTHER_VPCS)]), NOTHING),
    (layers([allow("*", Condition=OTHER_VPCS)], [allow("*", Condition=VPC_2)]), NOTHING),
    (layers([allow("*", Condition=VPC)], [allow("*", Condition=VPCS)]), NOTHING),
    (layers([allow("*", Condition=VPC)], [allow("*", Condition=ANOTHER_KEY)]), NOTHING),
    (layers([allow("*", Condition=OTHER_VPCS)], [allow("*", Condition=OTHER_VPCS)]), NOTHING),
    (layers([allow("*", Condition=OWN_VPC)], [allow("*", Condition=VPC)]), NOTHING),
    # Somebody compares the key with several values.
    (layers([allow("iam:*", Condition=VPC)], [allow("*", Condition=OTHER_VPCS), SET_OF_VPCS]), NOTHING),
    (layers([allow("*", Condition=VPC)]), layers([allow("*"), deny("*", Condition=VPC_2), SET_OF_VPCS])),
    (trusting(BOTH), trusting(LAMBDA)),
    (trusting({"Principal": "*"}), trusting(LAMBDA)),
    (trusting(LAMBDA), trusting({**LAMBDA, "Condition": TLS})),
]  # fmt: skip


@pytest.mark.parametrize(("inner", "outer"), NOT_OBVIOUS)
def test_what_is_not_obvious(inner: Policies, outer: Policies) -> None:
    assert not obvious.is_within(inner, outer)


def test_what_nobody_has_read_is_not_obvious() -> None:
    unread = identity({"P": None})
    assert not obvious.is_within(unread, layers(READ))
    assert not obvious.is_within(layers(READ), unread)
    assert not obvious.is_within(identity({"P": None}, {"Q": policy(allow("s3:Get"))}), NOTHING)


def test_an_operator_that_is_not_known_is_not_obvious() -> None:
    strange = allow("s3:Get", Condition={"StringResembles": {"aws:x": "y"}})
    assert not obvious.is_within(layers([strange]), layers([allow("iam:*"), strange]))


def test_equal_texts_in_documents_of_another_version_are_not_obvious() -> None:
    old = identity({"P": policy(allow("s3:Get", OWN), version="2008-10-17")})
    assert not obvious.is_within(layers([allow("s3:Get", OWN)]), old)
    assert not obvious.is_within(identity(old.layers[0], {"Q": policy(others("s3:Get", OWN))}), NOTHING)


def read(given_documents: t.Sequence[Json]) -> Policies:
    return identity(*({"P": document.parse("policy", one)} for one in given_documents))


@st.composite
def pairs(draw: st.DrawFn) -> tuple[list[Json], list[Json]]:
    """Layers of documents over a small world. The second ones are often those of the first, changed in one place."""
    before, after = draw(access_documents.neighbours())
    more = draw(st.lists(access_documents.documents(), max_size=1))
    return [before, *more], draw(st.sampled_from(([after], [after, *more])))


@settings(max_examples=100, deadline=None)
@given(pair=pairs(), none=st.booleans())
def test_nothing_obvious_is_wrong(pair: tuple[list[Json], list[Json]], *, none: bool) -> None:
    given_inner, given_outer = pair
    inner, outer = read(given_inner), NOTHING if none else read(given_outer)
    if not obvious.is_within(inner, outer):
        return
    assert by_boxes(inner, outer).answer != "counterexample"
    for request in access_documents.CONTEXTS.requests(*given_inner, *given_outer, limit=60):
        if all(iam_evaluator.allowed([one], request) is True for one in given_inner):
            assert not none
            assert all(iam_evaluator.allowed([one], request) is not False for one in given_outer)
