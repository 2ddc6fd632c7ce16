# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Variables of a run: what is taken, in which form, and what is said about anything else."""

from __future__ import annotations

import re
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.plugin_utils._playbooks import run_variables

WAVES: t.Final[tuple[tuple[t.Any, list[str]], ...]] = (
    (8, ["8"]),
    ("8", ["8"]),
    ("25%", ["25%"]),
    ("1,10%,100%", ["1", "10%", "100%"]),
    (" 3 , 50% ", ["3", "50%"]),
    ([1, "10%", "100%"], ["1", "10%", "100%"]),
    ((1, " 2 "), ["1", "2"]),
    ('[2, "50%"]', ["2", "50%"]),
    ("[2, '50%']", ["2", "50%"]),
    (" [2, 50%] ", ["2", "50%"]),
)


@pytest.mark.parametrize(("given", "expected"), WAVES)
def test_waves(given: t.Any, expected: list[str]) -> None:
    assert run_variables.waves(given) == expected
    assert run_variables.waves(given, check_mode=True) == ["100%"]


NO_WAVES: t.Final[tuple[t.Any, ...]] = (
    *(0, -1, 1.5, True, None, [], {}, {"1": 1}, [1, []], [[1]], [True], [0], ["1%", "0%"]),
    *("", " ", "abc", "0%", "00", "01", "1,", ",1", "1,,2", "101%", "1.5%", "1 %", "[1,", "[]", "[1]]", "[[1]]"),
    *("{1: 1}", "1;2", "\u0661"),
)


@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize("given", NO_WAVES)
def test_what_is_no_list_of_waves(given: t.Any, *, check_mode: bool) -> None:
    with pytest.raises(ValueError, match=re.escape(f"(got: {given})")) as caught:
        run_variables.waves(given, check_mode=check_mode)
    assert str(caught.value).startswith("rollout_waves must be a list of waves, ")


@pytest.mark.parametrize(
    ("given", "expected"),
    [(0, 0.0), ("0", 0.0), (25, 25.0), (25.0, 25.0), ("25%", 25.0), (" 12.5% ", 12.5), (100, 100.0), ("100.0", 100.0)],
)
def test_percentages(given: t.Any, expected: float) -> None:
    assert run_variables.max_fail_percentage(given) == expected
    assert run_variables.max_fail_percentage(given, check_mode=True) == 100.0


@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize(
    "given", [-1, 101, 200, 100.5, "100.5", "text", "", None, True, [5], {}, "5%%", "%", "1e1", "nan", ".5"]
)
def test_what_is_no_percentage(given: t.Any, *, check_mode: bool) -> None:
    with pytest.raises(ValueError, match=re.escape(f"must be a percentage from 0 to 100 (got: {given})")):
        run_variables.max_fail_percentage(given, check_mode=check_mode)


@pytest.mark.parametrize("given", ["leastpriv.aws.iam_baseline", "steps"])
def test_roles(given: str) -> None:
    assert run_variables.role(given) == given


@pytest.mark.parametrize("given", ["", "  ", None, 5, ["steps"], {}])
def test_what_is_no_role(given: t.Any) -> None:
    with pytest.raises(ValueError, match="rollout_role must be the name of a role") as caught:
        run_variables.role(given)
    assert str(caught.value).endswith(f"(got: {given!r})")


@pytest.mark.parametrize(
    ("given", "expected"), [(True, True), ("true", True), ("True", True), (False, False), ("FALSE", False)]
)
def test_whether_to_remove(given: t.Any, *, expected: bool) -> None:
    assert run_variables.remove(given) is expected


@pytest.mark.parametrize("given", ["yes", "no", 1, 0, "", None, [], "true "])
def test_what_is_neither_true_nor_false(given: t.Any) -> None:
    with pytest.raises(ValueError, match=re.escape(f"retire_remove must be true or false (got: {given})")):
        run_variables.remove(given)
