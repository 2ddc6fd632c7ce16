# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tags."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import OptionError
from ansible_collections.leastpriv.aws.plugins.module_utils._resources import tags
from hypothesis import given
from hypothesis import strategies as st

CHANGES: dict[str, tuple[t.Any, dict[str, str], bool, tuple[str, ...], dict[str, str], dict[str, str]]] = {
    # wanted, actual, purge -> unset, set, after
    "not managed": (None, {"a": "1"}, True, (), {}, {"a": "1"}),
    "equal": ({"a": "1"}, {"a": "1"}, True, (), {}, {"a": "1"}),
    "new": ({"a": "1"}, {}, True, (), {"a": "1"}, {"a": "1"}),
    "other value": ({"a": "2"}, {"a": "1"}, True, (), {"a": "2"}, {"a": "2"}),
    "purged": ({}, {"a": "1", "b": "2"}, True, ("a", "b"), {}, {}),
    "kept": ({}, {"a": "1"}, False, (), {}, {"a": "1"}),
    "AWS's own are kept": ({}, {"aws:cloudformation:stack": "x"}, True, (), {}, {"aws:cloudformation:stack": "x"}),
    "other case": ({"Env": "x"}, {"env": "x"}, True, ("env",), {"Env": "x"}, {"Env": "x"}),
    "other case without purge": ({"Env": "x"}, {"env": "x"}, False, ("env",), {"Env": "x"}, {"Env": "x"}),
    "empty value": ({"a": ""}, {}, True, (), {"a": ""}, {"a": ""}),
}


@pytest.mark.parametrize("case", CHANGES.values(), ids=CHANGES)
def test_change(case: tuple[t.Any, dict[str, str], bool, t.Any, t.Any, t.Any]) -> None:
    wanted, actual, purge, *expected = case
    change = tags.change("tags", wanted=wanted, actual=actual, purge=purge, ignore_case=True)
    assert [change.unset, change.set, change.after] == expected


@pytest.mark.parametrize(("purge", "unset"), [(True, ("env",)), (False, ())])
def test_where_case_counts_another_case_is_another_key(*, purge: bool, unset: t.Any) -> None:
    change = tags.change("tags", wanted={"Env": "x"}, actual={"env": "x"}, purge=purge, ignore_case=False)
    assert (change.unset, change.set) == (unset, {"Env": "x"})
    assert tags.parse("tags", {"Env": "x", "env": "y"}, ignore_case=False) == {"Env": "x", "env": "y"}


@given(
    wanted=st.dictionaries(st.sampled_from("abcAB"), st.sampled_from("12"), max_size=3),
    actual=st.dictionaries(st.sampled_from("abcd"), st.sampled_from("12"), max_size=3),
    purge=st.booleans(),
)
def test_after_a_change_there_is_nothing_left_to_change(
    *, wanted: dict[str, str], actual: dict[str, str], purge: bool
) -> None:
    ignore_case = len({key.casefold() for key in wanted}) == len(wanted)
    change = tags.change("tags", wanted=wanted, actual=actual, purge=purge, ignore_case=ignore_case)
    again = tags.change("tags", wanted=wanted, actual=change.after, purge=purge, ignore_case=ignore_case)
    assert (again.unset, again.set) == ((), {})
    assert wanted.items() <= change.after.items()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ({}, {}),
        ({"a": 1, "b": True, "c": 1.5, "d": ""}, {"a": "1", "b": "True", "c": "1.5", "d": ""}),
        ({"é_ .:/=+-@": "é _.:/=+-@"}, {"é_ .:/=+-@": "é _.:/=+-@"}),
        ({1: "x"}, {"1": "x"}),
    ],
)
def test_parse(value: t.Any, expected: t.Any) -> None:
    assert tags.parse("tags", value, ignore_case=True) == expected


REFUSED = {
    "empty key": ({"": "x"}, "1 to 128 characters, '' has 0"),
    "long key": ({"k" * 129: "x"}, "has 129"),
    "long value": ({"k": "v" * 257}, "at most 256 characters, that of 'k' has 257"),
    "reserved": ({"AWS:x": "y"}, "reserved for AWS"),
    "null": ({"k": None}, "the value of 'k' must be text; for an empty value write ''"),
    "list": ({"k": ["v"]}, "must be text"),
    "character in a key": ({"a&b": "x"}, "the key of a tag has"),
    "character in a value": ({"k": "a\nb"}, "the value of a tag has"),
    "keys that differ in case": ({"Env": "x", "env": "y"}, "differ in case only"),
    "too many": ({f"k{index}": "" for index in range(51)}, "51 tags; a resource has at most 50"),
}


@pytest.mark.parametrize(("value", "message"), REFUSED.values(), ids=REFUSED)
def test_refused(value: t.Any, message: str) -> None:
    with pytest.raises(OptionError, match=message):
        tags.parse("tags", value, ignore_case=True)


def test_too_many_together_with_those_that_stay() -> None:
    actual = {f"k{index}": "" for index in range(50)}
    with pytest.raises(OptionError, match="the resource would have 51 tags; the maximum is 50"):
        tags.change("tags", wanted={"new": ""}, actual=actual, purge=False, ignore_case=True)


def test_tags_of_aws_do_not_count() -> None:
    wanted = {f"k{index}": "" for index in range(50)}
    actual = {"aws:cloudformation:stack": "x"}
    assert len(tags.change("tags", wanted=wanted, actual=actual, purge=True, ignore_case=True).after) == 51


def test_as_iam_takes_and_returns_them() -> None:
    given = {"b": "2", "a": "1"}
    assert tags.as_parameter(given) == [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}]
    assert tags.from_reply(tags.as_parameter(given)) == given
    assert tags.from_reply(None) == {}
