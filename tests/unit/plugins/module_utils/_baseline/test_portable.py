# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Texts with pseudo parameters say, once filled in, what they said before."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._arn import Account
from ansible_collections.leastpriv.aws.plugins.module_utils._baseline.portable import Portable
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import OptionError
from ansible_collections.leastpriv.aws.plugins.module_utils._module import baseline_export
from ansible_collections.leastpriv.aws.plugins.module_utils._policy import pseudo_parameters
from ansible_collections.leastpriv.aws.plugins.module_utils._policy.document import Document
from ansible_collections.leastpriv.aws.plugins.module_utils._policy.pseudo_parameters import PSEUDO_PARAMETERS
from hypothesis import given
from hypothesis import strategies as st

HERE: t.Final = Account(id="012345678901", partition="aws", region="us-east-1")
CHINA: t.Final = Account(id="012345678901", partition="aws-cn", region="cn-north-1")

PIECES: t.Final = st.sampled_from(
    [
        "012345678901",
        "1",
        "a",
        "-",
        ".",
        ":",
        "arn:aws:",
        "arn:aws-cn:",
        "aws",
        "us-east-1",
        "amazonaws.com",
        ".cn",
        "${",
    ]
)


@given(st.lists(PIECES | st.characters(), max_size=8).map("".join), st.sampled_from((HERE, CHINA)))
def test_filled_in_it_is_the_text_again(text: str, account: Account) -> None:
    assert pseudo_parameters.fill("policy", Portable(account, PSEUDO_PARAMETERS).text(text), account) == text


@pytest.mark.parametrize(
    ("names", "text", "portable"),
    [
        (["AWS::AccountId"], "arn:aws:iam::012345678901:root", "arn:aws:iam::${AWS::AccountId}:root"),
        (["AWS::AccountId"], "logs-012345678901-x", "logs-${AWS::AccountId}-x"),
        (["AWS::AccountId"], "0123456789012", "0123456789012"),
        (["AWS::AccountId"], "999012345678901", "999012345678901"),
        (
            ["AWS::Partition"],
            "arn:aws:s3:::x arn:aws:s3:::y",
            "arn:${AWS::Partition}:s3:::x arn:${AWS::Partition}:s3:::y",
        ),
        (["AWS::Partition"], "arn:aws-cn:s3:::x", "arn:aws-cn:s3:::x"),
        (["AWS::Partition"], "barn:aws:x", "barn:aws:x"),
        (["AWS::Region"], "us-east-1", "${AWS::Region}"),
        (["AWS::Region"], "data-us-east-1-x", "data-${AWS::Region}-x"),
        (["AWS::Region"], "us-east-1a us-east-11", "us-east-1a us-east-11"),
        (["AWS::URLSuffix"], "s3.us-east-1.amazonaws.com", "s3.us-east-1.${AWS::URLSuffix}"),
        (["AWS::URLSuffix"], "s3.amazonaws.com.cn", "s3.amazonaws.com.cn"),
        (["AWS::URLSuffix"], "myamazonaws.com", "myamazonaws.com"),
        ([], "arn:aws:iam::012345678901:root", "arn:aws:iam::012345678901:root"),
    ],
)
def test_only_what_stands_alone_is_replaced(names: list[str], text: str, portable: str) -> None:
    assert Portable(HERE, names).text(text) == portable


def test_what_may_be_replaced_is_what_can_be_filled_in() -> None:
    known = ["AWS::AccountId", "AWS::Partition", "AWS::Region", "AWS::URLSuffix"]
    assert list(PSEUDO_PARAMETERS) == known
    assert baseline_export.SPEC.options["pseudo_parameters"]["choices"] == known


def test_keys_are_replaced_too() -> None:
    document = {"Statement": [{"Condition": {"StringLike": {"aws:PrincipalTag/012345678901": ["x", "012345678901"]}}}]}
    filled = {
        "Statement": [{"Condition": {"StringLike": {"aws:PrincipalTag/${AWS::AccountId}": ["x", "${AWS::AccountId}"]}}}]
    }
    assert Portable(HERE, ["AWS::AccountId"]).document("policy", Document(document)) == filled


def test_what_the_session_has_no_value_for_is_refused() -> None:
    nowhere = Account(id="012345678901", partition="aws-new")
    for name in ("AWS::Region", "AWS::URLSuffix"):
        with pytest.raises(OptionError, match=f"pseudo_parameters: {name} has no value in this session"):
            Portable(nowhere, [name])
