# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is part of what: an answer of yes has to be certain."""

from __future__ import annotations

import re
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._policy import coverage, document
from hypothesis import given
from hypothesis import strategies as st

GLOBS: t.Final = {
    "all": ("*", "a", True),
    "itself": ("a?*", "a?*", True),
    "a wildcard at the end": ("a*", "ab", True),
    "a wildcard at the end, of nothing": ("a*", "a", True),
    "the other way round": ("ab", "a*", False),
    "a wildcard in the middle": ("a*c", "a*b*c", True),
    "one character": ("a?", "ab", True),
    "one character for many": ("a?", "a*", False),
    "many for one character": ("a*", "a?", True),
    "case": ("A*", "ab", False),
    "characters that patterns use": ("a.c", "abc", False),
    "a variable itself": ("a/${aws:username}", "a/${aws:username}", True),
    "a variable and its value": ("a/${aws:username}*", "a/x", False),
    "question marks for a variable": ("a/" + "?" * 15, "a/${aws:username}", False),
    "the end of a variable": ("a/*}", "a/${aws:username}", False),
    "the beginning of a variable": ("a/$*", "a/${aws:username}", False),
    "what a variable escapes": ("a/*}", "a/${*}", False),
    "a variable that does not end": ("a/?{b", "a/${b", True),
    "a wildcard for a variable": ("a/*", "a/${aws:username}", True),
}
ARNS: t.Final = {
    "all": ("*", "arn:aws:s3:::b", True),
    "part by part": ("arn:aws:sqs:*:*:q*", "arn:aws:sqs:eu-west-1:1:q1", True),
    "not beyond a part": ("arn:aws:sqs:*:q", "arn:aws:sqs:eu-west-1:1:q", False),
    "colons of the resource": ("arn:aws:logs:*:*:log-group:*", "arn:aws:logs:*:*:log-group:a:*", True),
    "one that is too short": ("arn:aws:sqs", "arn:aws:sqs:eu-west-1:1:q", True),
    "another partition": ("arn:aws:s3:::*", "arn:aws-cn:s3:::b", False),
    "a partition that is filled in": ("arn:${AWS::Partition}:s3:::b*", "arn:${AWS::Partition}:s3:::b1", True),
}


@pytest.mark.parametrize("case", GLOBS.values(), ids=GLOBS)
def test_patterns(case: tuple[str, str, bool]) -> None:
    pattern, other, covers = case
    assert coverage.glob(pattern, other) is covers


@pytest.mark.parametrize("case", ARNS.values(), ids=ARNS)
def test_arns(case: tuple[str, str, bool]) -> None:
    pattern, other, covers = case
    assert coverage.arn(pattern, other) is covers


def test_actions_have_no_case() -> None:
    assert coverage.action("S3:get*", "s3:GetObject")


def test_patterns_that_would_keep_a_regular_expression_busy() -> None:
    hostile = "*a" * 200
    assert not coverage.glob(f"{hostile}b", "a" * 2_000)
    assert coverage.glob(hostile, "a" * 2_000)


PATTERNS = st.text("ab*?", max_size=5)


def matches(pattern: str, text: str) -> bool:
    return bool(re.fullmatch(pattern.replace("*", ".*").replace("?", "."), text))


@given(PATTERNS, PATTERNS, st.lists(st.text("ab", max_size=6), max_size=20))
def test_what_a_covered_pattern_matches_the_other_matches_too(pattern: str, other: str, texts: list[str]) -> None:
    if coverage.glob(pattern, other):
        assert [text for text in texts if matches(other, text) and not matches(pattern, text)] == []


@given(PATTERNS, st.text("ab", max_size=6))
def test_a_text_is_of_a_pattern_as_a_regular_expression_has_it(pattern: str, text: str) -> None:
    assert coverage.matches(pattern, text) is matches(pattern, text)


WHOLE = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
PART = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
STATEMENTS: t.Final = {
    "all of it": (WHOLE, PART, True),
    "the other way round": (PART, WHOLE, False),
    "with another sid": ({**WHOLE, "Sid": "a"}, {**PART, "Sid": "b"}, True),
    "with another effect": ({**WHOLE, "Effect": "Deny"}, PART, False),
    "under a condition": (WHOLE, {**PART, "Condition": MFA}, True),
    "though under a condition": ({**WHOLE, "Condition": MFA}, PART, False),
    "under one condition more": (
        {**WHOLE, "Condition": MFA},
        {**PART, "Condition": {**MFA, "Null": {"aws:SourceVpc": "false"}}},
        True,
    ),
    "under one key more": (
        {**WHOLE, "Condition": MFA},
        {**PART, "Condition": {"Bool": {**MFA["Bool"], "aws:SecureTransport": "true"}}},
        True,
    ),
    "under another value": ({**WHOLE, "Condition": MFA}, {**PART, "Condition": {"Bool": {"aws:x": "false"}}}, False),
    "with exceptions": ({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}, PART, False),
    "with the same exceptions": (
        {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"},
        {"Effect": "Allow", "NotAction": "iam:*", "Resource": "arn:aws:s3:::b"},
        True,
    ),
    "for everybody": ({**WHOLE, "Principal": "*"}, {**PART, "Principal": {"AWS": "111111111111"}}, True),
    "for everybody but services": ({**WHOLE, "Principal": "*"}, {**PART, "Principal": {"Service": "a.b"}}, False),
    "for somebody else": ({**WHOLE, "Principal": {"AWS": "a"}}, {**PART, "Principal": {"AWS": "b"}}, False),
    "for all but somebody": ({**WHOLE, "NotPrincipal": {"AWS": "a"}}, {**PART, "Principal": {"AWS": "b"}}, False),
    "with an element that nobody knows": ({**WHOLE, "Comment": "x"}, {**PART, "Comment": "x"}, False),
    "with values that are no texts": (WHOLE, {**PART, "Action": {"a": "b"}}, False),
}


@pytest.mark.parametrize("case", STATEMENTS.values(), ids=STATEMENTS)
def test_statements(case: tuple[dict[str, t.Any], dict[str, t.Any], bool]) -> None:
    one, other, covers = case
    canonical = document.parse("policy", {"Statement": [one, other]}).canonical_statements("aws")
    assert coverage.statement(*canonical) is covers
