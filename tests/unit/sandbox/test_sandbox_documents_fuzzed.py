# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The judge has an answer to every document: whatever JSON it is, and however deep."""

from __future__ import annotations

import json
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sandbox.judge import judge
from sandbox.refusal import Refusal
from sandbox.request import Request
from sandbox.state import AccountState
from unit.sandbox.conftest import ACCOUNT_ID

OPERATIONS: t.Final[dict[str, str]] = {
    "CreatePolicy": "PolicyDocument",
    "PutRolePolicy": "PolicyDocument",
    "CreateRole": "AssumeRolePolicyDocument",
}
WORDS = st.sampled_from(
    [
        "*",
        "s3:*",
        "arn:aws:s3:::a",
        "arn:aws:iam::1:*",
        "2012-10-17",
        "Allow",
        "aws:SourceIp",
        "10.0.0.0/8",
        "sts:AssumeRole",
        "${a}",
        "",
    ]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5) | WORDS
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS | st.text(max_size=3), inner, max_size=3)
)
PRINCIPALS = st.dictionaries(st.sampled_from(["AWS", "Service", "Federated", "User"]), VALUES, max_size=2) | VALUES
CONDITIONS = (
    st.dictionaries(
        st.sampled_from(
            [
                "StringEquals",
                "Bool",
                "NumericLessThan",
                "DateLessThan",
                "IpAddress",
                "ArnLike",
                "Null",
                "BinaryEquals",
                "X",
            ]
        ),
        st.dictionaries(WORDS, VALUES, max_size=2) | VALUES,
        max_size=2,
    )
    | VALUES
)
STATEMENTS = st.fixed_dictionaries(
    {
        "Effect": st.sampled_from(["Allow", "Deny"]) | VALUES,
        "Action": st.sampled_from(["s3:*", "sts:AssumeRole"]) | VALUES,
    },
    optional={
        "Sid": VALUES,
        "Resource": st.just("*") | VALUES,
        "NotResource": VALUES,
        "NotAction": VALUES,
        "Principal": PRINCIPALS,
        "Condition": CONDITIONS,
    },
)
DOCUMENTS = st.fixed_dictionaries(
    {"Version": st.just("2012-10-17") | VALUES, "Statement": STATEMENTS | st.lists(STATEMENTS | VALUES, max_size=2)},
    optional={"Id": VALUES, "Comment": VALUES},
)


def verdict(operation: str, text: str) -> Refusal | None:
    parameters = {"RoleName": "r", "PolicyName": "p", OPERATIONS[operation]: text}
    parameters = {key: value for key, value in parameters.items() if key != "PolicyName" or operation != "CreateRole"}
    parameters = {key: value for key, value in parameters.items() if key != "RoleName" or operation != "CreatePolicy"}
    return judge(Request("iam", operation, ACCOUNT_ID, "aws", parameters), AccountState.of(ACCOUNT_ID, "aws"))


@pytest.mark.parametrize("operation", OPERATIONS)
@given(document=DOCUMENTS | VALUES)
def test_every_document_has_a_verdict(operation: str, document: t.Any) -> None:
    refusal = verdict(operation, json.dumps(document))
    assert refusal is None or refusal.status in (400, 404, 409)


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("depth", [50, 300, 900, 5_000])
@pytest.mark.parametrize(("begin", "end"), [("[", "]"), ('{"Statement":', "}")])
def test_depth_is_refused(operation: str, depth: int, begin: str, end: str) -> None:
    refusal = verdict(operation, begin * depth + "1" + end * depth)
    assert refusal is not None
    assert refusal.code == "MalformedPolicyDocument"


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("depth", [300, 900, 5_000])
def test_depth_within_a_condition_is_refused(operation: str, depth: int) -> None:
    value = "[" * depth + '"1"' + "]" * depth
    statement = '"Effect": "Allow", "Action": "sts:AssumeRole", "Condition": {"StringEquals": {"a": ' + value + "}}"
    whom = '"Principal": {"AWS": "*"}' if operation == "CreateRole" else '"Resource": "*"'
    refusal = verdict(operation, f'{{"Version": "2012-10-17", "Statement": {{{statement}, {whom}}}}}')
    assert refusal is not None
    assert refusal.code == "MalformedPolicyDocument"
