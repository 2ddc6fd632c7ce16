# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pseudo parameters in texts and documents: filled in, found, refused, and what a document knows of itself then."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._arn import Account
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import OptionError
from ansible_collections.leastpriv.aws.plugins.module_utils._policy import document as policy
from ansible_collections.leastpriv.aws.plugins.module_utils._policy import pseudo_parameters
from hypothesis import given
from hypothesis import strategies as st
from support.tasks import ACCOUNT, allow

# A region whose name JSON has to escape, which no Region of AWS has.
ODD: t.Final = Account(id="111111111111", partition="aws", region='eu"west\\1')
PIECES: t.Final = st.sampled_from(
    [*pseudo_parameters.REFERENCES, "${aws:username}", "${AWS:", "$", "}", '"', "\\", " ", "a", "\n"]
)
TEXTS: t.Final = st.lists(PIECES, max_size=6).map("".join)


@given(st.lists(TEXTS, min_size=1, max_size=3), TEXTS, st.sampled_from((ACCOUNT, ODD)))
def test_the_text_of_a_filled_in_document_is_that_of_its_plain_form(
    resources: list[str], value: str, account: Account
) -> None:
    statement = {"Resource": resources, "Condition": {"StringEquals": {f"aws:PrincipalTag/{value}": value}}}
    document = policy.parse("policy", {"Statement": statement})
    filled = document.filled("policy", account)
    assert json.loads(filled.text) == filled.plain
    assert filled.text == policy.Document(filled.plain).text
    assert document.least_size <= filled.size


@given(TEXTS)
def test_the_size_in_an_account_is_that_of_the_filled_in_document(text: str) -> None:
    document = policy.parse("policy", allow("s3:*", text))
    assert document.size_in(ACCOUNT) == document.filled("policy", ACCOUNT).size


def test_a_document_without_pseudo_parameters_stays_the_same_value() -> None:
    document = policy.parse("policy", allow("s3:*", "arn:aws:s3:::b/${aws:username}"))
    assert document.filled("policy", ACCOUNT) is document


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("${AWS::AccountId}", "111111111111"),
        ("${AWS::Region}-${AWS::Nobody}", "eu-west-1-${AWS::Nobody}"),
        ("${aws:username}", "${aws:username}"),
        ("", ""),
    ],
)
def test_only_known_values_are_filled_in(text: str, filled: str) -> None:
    assert pseudo_parameters.fill_known(text, ACCOUNT) == filled


def test_without_a_value_a_pseudo_parameter_stays() -> None:
    nowhere = Account(id="111111111111", partition="aws-new")
    text = "${AWS::Partition} ${AWS::Region} ${AWS::URLSuffix}"
    assert pseudo_parameters.fill_known(text, nowhere) == "aws-new ${AWS::Region} ${AWS::URLSuffix}"


def test_unknown_pseudo_parameters_are_found_and_refused() -> None:
    text = "${AWS::Region} ${AWS::Nobody} ${AWS::Nobody} ${AWS::}"
    assert pseudo_parameters.unknown_in(text) == ["${AWS::Nobody}", "${AWS::}"]
    with pytest.raises(OptionError, match=r"policy: \$\{AWS::Nobody\} is not a known pseudo parameter; known are "):
        pseudo_parameters.check("policy", text)
    pseudo_parameters.check("policy", "${AWS::Region} ${aws:username}")


def test_texts_with_pseudo_parameters_are_complete_only_in_an_account() -> None:
    assert pseudo_parameters.are_in("arn:${AWS::Nobody}:s3:::b")
    assert not pseudo_parameters.are_in("arn:aws:s3:::${aws:username}")
