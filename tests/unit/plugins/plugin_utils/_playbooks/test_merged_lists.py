# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lists of a host's groups become one, in the order of their suffixes."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.plugin_utils._playbooks import merged_lists

A, B, C = {"name": "A"}, {"name": "B", "policy": {}}, {"name": "C"}


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([], []),
        (["iam_baseline_policies"], []),
        (["iam_baseline_policies_"], []),
        (
            ["iam_baseline_policies_b", "iam_baseline_policies_a", "x"],
            ["iam_baseline_policies_a", "iam_baseline_policies_b"],
        ),
        (
            ["iam_baseline_policies_2", "iam_baseline_policies_10"],
            ["iam_baseline_policies_10", "iam_baseline_policies_2"],
        ),
        (["iam_baseline_policy_defaults", "iam_baseline_roles_a", "my_iam_baseline_policies_a"], []),
        ([5, None, ("iam_baseline_policies_a",)], []),
    ],
)
def test_names_with_a_suffix(names: list[t.Any], expected: list[str]) -> None:
    assert merged_lists.suffixed(names, "iam_baseline_policies") == expected


@pytest.mark.parametrize(
    ("lists", "expected"),
    [
        ({"list": []}, []),
        ({"list": [A], "list_b": [], "list_c": (B, C)}, [A, B, C]),
        ({"list": [], "list_b": [C], "list_c": [A]}, [C, A]),
        # The module refuses a name that one list has twice, and an entry without a name.
        ({"list": [A, A], "list_b": [{}, B]}, [A, A, {}, B]),
        ({"list": [{"nmae": "A"}], "list_b": [{}]}, [{"nmae": "A"}, {}]),
        ({"list": [{"name": None}], "list_b": [{"name": "None "}]}, [{"name": None}, {"name": "None "}]),
    ],
)
def test_lists_add_up(lists: dict[str, t.Any], expected: list[t.Any]) -> None:
    assert merged_lists.merged(lists) == expected


@pytest.mark.parametrize(
    ("lists", "message"),
    [
        ({"list": "text", "list_b": []}, "^list must be a list of mappings .got: text."),
        ({"list": [], "list_b": {"name": "A"}}, "^list_b must be a list of mappings"),
        ({"list": [], "list_b": [A, "B"]}, "^list_b must be a list of mappings"),
        ({"list": [], "list_b": None}, "^list_b must be a list of mappings .got: None."),
        ({"list": [A], "list_b": [B], "list_c": [A]}, "^A is both in list and in list_c: "),
        ({"list": [], "list_b": [B], "list_c": [{"name": "b"}]}, "^b is both in list_b and in list_c: "),
    ],
)
def test_lists_that_do_not_add_up(lists: dict[str, t.Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        merged_lists.merged(lists)
