# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The effects of changes: a table, and a law that an evaluator which shares no code with the collection checks."""

from __future__ import annotations

import copy
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._access import effects
from ansible_collections.leastpriv.aws.plugins.module_utils._policy import difference
from ansible_collections.leastpriv.aws.plugins.module_utils._policy import document as policy
from hypothesis import given, settings
from support import iam_evaluator
from support.access_documents import CONTEXTS, neighbours

Document = dict[str, t.Any]

READ: t.Final = {"Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}
WRITE: t.Final = {"Sid": "Write", "Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::b/*"}
MFA: t.Final = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}


def doc(*statements: Document) -> Document:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def of(before: Document, after: Document) -> dict[str, str]:
    """The effect of each change, by the part of its summary that says what changed."""
    named = [{"policy": policy.parse("policy", document)} for document in (before, after)]
    found = effects.changes(named[0], named[1], "aws")
    return {change.summary.rpartition(" (")[0].removeprefix("policy: "): change.effect for change in found}


CHANGES: t.Final[dict[str, tuple[Document, Document, dict[str, str]]]] = {
    "two statements become one": (
        doc(READ, WRITE),
        doc({**READ, "Action": ["s3:GetObject", "s3:PutObject"]}),
        {"Read: Action gains s3:PutObject": "neither", "Write: statement removed": "neither"},
    ),
    "an action moves to another statement": (
        doc({**READ, "Action": ["s3:GetObject", "s3:GetObjectTagging"]}, WRITE),
        doc(READ, {**WRITE, "Action": ["s3:PutObject", "s3:GetObjectTagging"]}),
        {
            "Read: Action loses s3:GetObjectTagging": "neither",
            "Write: Action gains s3:GetObjectTagging": "neither",
        },
    ),
    "a name": (doc(READ), doc({**READ, "Sid": "Get"}), {"Get: Sid gains Get and loses Read": "neither"}),
    "one action for another": (
        doc(READ),
        doc({**READ, "Action": "s3:PutObject"}),
        {"Read: Action gains s3:PutObject and loses s3:GetObject": "both"},
    ),
    "an operator that allows more values": (
        doc({**READ, "Condition": {"StringEquals": {"aws:SourceVpc": "vpc-1"}}}),
        doc({**READ, "Condition": {"StringEqualsIfExists": {"aws:SourceVpc": "vpc-1"}}}),
        {
            "Read: Condition.StringEquals.aws:SourceVpc loses vpc-1": "widens",
            "Read: Condition.StringEqualsIfExists.aws:SourceVpc gains vpc-1": "neither",
        },
    ),
    "two independent changes": (
        doc(READ, {**WRITE, "Condition": MFA}),
        doc({**READ, "Condition": MFA}, WRITE),
        {
            "Read: Condition.Bool.aws:MultiFactorAuthPresent gains true": "narrows",
            "Write: Condition.Bool.aws:MultiFactorAuthPresent loses true": "widens",
        },
    ),
    "an element for its negation": (
        doc(READ),
        doc({key: value for key, value in READ.items() if key != "Resource"} | {"NotResource": "arn:aws:s3:::b/*"}),
        {"Read: Resource loses arn:aws:s3:::b/*": "both", "Read: NotResource gains arn:aws:s3:::b/*": "both"},
    ),
    "a Deny of what nothing allows": (
        doc(READ),
        doc(READ, {"Sid": "No", "Effect": "Deny", "Action": "iam:*", "Resource": "*"}),
        {"No: statement added": "neither"},
    ),
    "two statements that deny the same": (
        doc(READ, {**READ, "Sid": "A", "Effect": "Deny"}, {**READ, "Sid": "B", "Effect": "Deny", "Action": "s3:Get*"}),
        doc(READ),
        {"A: statement removed": "widens", "B: statement removed": "widens"},
    ),
    "a version without variables": (
        doc(READ),
        {**doc(READ), "Version": "2008-10-17"},
        {"Version gains 2008-10-17 and loses 2012-10-17": "neither"},
    ),
    "a negated variable": (
        doc({**READ, "Condition": {"StringNotEquals": {"aws:SourceVpc": "a"}}}),
        doc({**READ, "Condition": {"StringNotEquals": {"aws:SourceVpc": "${aws:username}"}}}),
        {"Read: Condition.StringNotEquals.aws:SourceVpc gains ${aws:username} and loses a": "unknown"},
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_the_effect_of_changes(name: str) -> None:
    before, after, expected = CHANGES[name]
    assert of(before, after) == expected


def test_a_trust_policy_widens_when_somebody_else_may_assume_the_role() -> None:
    before = doc({"Effect": "Allow", "Principal": {"AWS": "111111111111"}, "Action": "sts:AssumeRole"})
    after = copy.deepcopy(before)
    after["Statement"][0]["Principal"] = {"AWS": ["111111111111", "222222222222"]}
    assert set(of(before, after).values()) == {"widens"}
    user = copy.deepcopy(before)
    user["Statement"][0]["Principal"] = {"AWS": "arn:aws:iam::111111111111:user/ann"}
    assert set(of(before, user).values()) == {"narrows"}


def test_a_new_document_needs_no_proof() -> None:
    document = policy.parse("policy", doc(READ))
    for before, after in (({}, {"policy": document}), ({"policy": document}, {})):
        assert effects.changes(before, after, "aws") == difference.changes(before, after, "aws")


def test_many_changes_have_the_effects_that_their_texts_show() -> None:
    statements = [{**READ, "Sid": f"S{number}"} for number in range(effects.CHANGES + 1)]
    changed = [{**statement, "Action": "s3:PutObject"} for statement in statements]
    assert set(of(doc(*statements), doc(*changed)).values()) == {"unknown"}


@settings(max_examples=80)
@given(neighbours())
def test_permissions_move_as_the_changes_say(pair: tuple[Document, Document]) -> None:
    """Where all changes point one way, what is allowed moves that way, or stays."""
    before, after = pair
    found = set(of(before, after).values())
    for request in CONTEXTS.requests(before, after):
        was, becomes = iam_evaluator.allowed([before], request), iam_evaluator.allowed([after], request)
        if None not in (was, becomes) and was != becomes:
            assert not found <= ({"narrows", "neither"} if becomes else {"widens", "neither"}), request
