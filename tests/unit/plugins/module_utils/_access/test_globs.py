# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Patterns against regular expressions, and regions against all short texts."""

from __future__ import annotations

import itertools
import re

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._access import globs
from ansible_collections.leastpriv.aws.plugins.module_utils._access.limits import Budget, LimitError
from hypothesis import given, settings
from hypothesis import strategies as st

# All texts of up to six characters over the patterns' alphabet, and one character that no pattern has.
TEXTS = ["".join(characters) for length in range(6) for characters in itertools.product("ab:x", repeat=length)]


def glob(text: str) -> globs.Pattern:
    return globs.glob((character, True) for character in text)


def arn(text: str) -> globs.Pattern:
    return globs.arn([(character, True) for character in text])


def expression(pattern: str, *, within: bool = False) -> re.Pattern[str]:
    wildcards = {"*": "[^:]*", "?": "[^:]"} if within else {"*": ".*", "?": "."}
    return re.compile("".join(wildcards.get(character, re.escape(character)) for character in pattern))


@settings(max_examples=200)
@given(st.text("ab*?:", max_size=6))
def test_a_pattern_matches_what_its_regular_expression_matches(pattern: str) -> None:
    compiled, wanted = glob(pattern), expression(pattern)
    for text in TEXTS[:400]:
        assert compiled.matches(text) is (wanted.fullmatch(text) is not None), text


@settings(max_examples=100)
@given(st.lists(st.text("ab*?:", max_size=5), min_size=1, max_size=4))
def test_regions_are_the_sets_of_patterns_that_some_text_matches(patterns: list[str]) -> None:
    automaton = globs.Automaton([[glob(pattern)] for pattern in patterns])
    regions = {region.mask: region.witness for region in automaton.regions(Budget())}
    expressions = [expression(pattern) for pattern in patterns]

    def mask_of(text: str) -> int:
        return sum(1 << number for number, wanted in enumerate(expressions) if wanted.fullmatch(text))

    assert {mask_of(text) for text in TEXTS} <= regions.keys()
    assert all(mask_of(witness) == mask for mask, witness in regions.items())


# A wildcard as a token, and as a regular expression.
TOKENS = {globs.STAR: ".*", globs.STAR_WITHIN: "[^:]*", globs.ONE: ".", globs.ONE_WITHIN: "[^:]"}
PATTERNS = st.lists(st.sampled_from(["a", "b", ":", *TOKENS]), max_size=6).map(tuple)


@settings(max_examples=200)
@given(st.lists(st.lists(PATTERNS, max_size=3), min_size=1, max_size=3))
def test_regions_are_the_sets_of_groups_that_some_text_matches(groups: list[list[tuple[str, ...]]]) -> None:
    automaton = globs.Automaton([[*map(globs.Pattern, group)] for group in groups])
    texts_of = [["".join(TOKENS.get(token, token) for token in tokens) for tokens in group] for group in groups]
    # A group without patterns matches nothing.
    expressions = [re.compile("|".join(texts) if texts else "(?!)") for texts in texts_of]

    def mask_of(text: str) -> int:
        return sum(1 << number for number, wanted in enumerate(expressions) if wanted.fullmatch(text))

    texts = TEXTS[::3]
    assert all(automaton.accepted(text) == mask_of(text) for text in texts)
    regions = {region.mask: region.witness for region in automaton.regions(Budget())}
    assert {mask_of(text) for text in texts} <= regions.keys()
    assert all(mask_of(witness) == mask for mask, witness in regions.items())
    within = {region.mask for region in automaton.regions(Budget(), universe=len(groups) - 1)}
    universe = 1 << len(groups) - 1
    assert within == {mask & ~universe for mask in regions if mask & universe}


@pytest.mark.parametrize(
    ("pattern", "text", "crosses"),
    [
        ("arn:aws:ec2:*:1:*", "arn:aws:ec2:eu:x:1:i", True),
        ("arn:aws:ec2:*:1:*", "arn:aws:ec2:eu:2:i", False),
        ("arn:aws:ec2:e*:1:i", "arn:aws:ec2:e::x:1:i", True),
        ("arn:aws:ec2:*e:1:i", "arn:aws:ec2::x:e:1:i", False),
        ("arn:aws:ec2:?:1:i", "arn:aws:ec2:a:b:1:i", False),
        ("arn:aws:s3*::1:i", "arn:aws:s3:x:::1:i", True),
        ("*:aws:s3:::i", "x:y:aws:s3:::i", True),
    ],
)
def test_an_asterisk_that_ends_a_part_may_match_beyond_it(pattern: str, text: str, *, crosses: bool) -> None:
    pieces = [(character, True) for character in pattern]
    assert globs.arn(pieces, crosses_parts=True).matches(text) is crosses
    assert not globs.arn(pieces).matches(text)
    assert globs.may_cross_parts(pattern) is ("*:" in pattern)


@pytest.mark.parametrize("pattern", ["*", "arn:aws:s3:::b*", "arn:aws:s3*", "arn:aws:s3:::b:*:c"])
def test_other_asterisks_have_one_reading(pattern: str) -> None:
    assert not globs.may_cross_parts(pattern)


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        ("arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket/a/b:c", True),
        ("arn:aws:ec2:*:111111111111:instance/*", "arn:aws:ec2:eu:111111111111:instance/i", True),
        ("arn:aws:ec2:?:1:*", "arn:aws:ec2:::1:x", False),
        ("arn:aws:logs:eu:1:*", "arn:aws:logs:eu:1:log-group:a:*", True),
        ("arn:aws:s3*", "arn:aws:s3:::bucket", True),
        ("arn:aws:s3", "arn:aws:s3:::bucket", True),
        ("*", "arn:aws:s3:::bucket", True),
    ],
)
def test_wildcards_of_an_arn_stay_within_their_part(pattern: str, text: str, *, matches: bool) -> None:
    assert arn(pattern).matches(text) is matches


@pytest.mark.parametrize(
    ("pattern", "certain"),
    [
        ("*", True),
        ("arn:aws:s3:::bucket", True),
        ("arn:aws:s3*", True),
        ("arn:aws:ec2:eu-*", True),
        ("arn:aws:s3", False),
        ("arn:aws:ec2:*:instance/*", False),
    ],
)
def test_an_arn_with_parts_left_out_is_certain_only_if_one_asterisk_ends_it(pattern: str, *, certain: bool) -> None:
    assert globs.has_all_parts(pattern) is certain


def test_a_prefix_limits_the_texts() -> None:
    regions = globs.Automaton([[glob("s3:get*")], [glob("*:put*")]]).regions(Budget(), "s3:", colons=False)
    assert {region.mask for region in regions} == {0b00, 0b01, 0b10}
    assert all(re.fullmatch("s3:[^:]+", region.witness) for region in regions)


def test_case_is_ignored_where_the_operator_ignores_it() -> None:
    assert globs.literal("Team", ignores_case=True).matches("tEAM")
    assert not globs.literal("Team").matches("team")


def test_too_many_states_are_an_error_and_not_a_hang() -> None:
    patterns = [glob("*" + "?" * number + "a*b" + "?" * number) for number in range(30)]
    with pytest.raises(LimitError, match="need more than 500 states"):
        globs.Automaton([[pattern] for pattern in patterns]).regions(Budget(), limit=500)


def test_an_asterisk_makes_the_positions_before_it_needless() -> None:
    patterns = [glob("*".join(letters)) for letters in ("*abcdefgh*", "*hgfedcba*")]
    assert {
        region.mask for region in globs.Automaton([[pattern] for pattern in patterns]).regions(Budget(), limit=200)
    } == {
        0b00,
        0b01,
        0b10,
        0b11,
    }
