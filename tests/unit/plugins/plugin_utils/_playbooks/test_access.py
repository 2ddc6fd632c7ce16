# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which roles playbooks ask about, and what they make of the answers."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.plugin_utils._playbooks.access import asserted, problems

Json = dict[str, t.Any]
MAY_NOT: t.Final = {"may_not": ["iam:*"]}


def test_roles_with_assertions_are_selected() -> None:
    roles = [
        {"name": "own", "access": MAY_NOT, "path": "/a/"},
        {"name": "trusted", "assumable_by": ["lambda.amazonaws.com"], "access": None},
        {"name": "bare"},
        {"name": "gone", "access": MAY_NOT, "state": "absent"},
    ]
    assert asserted(roles, {}, state="present") == [
        {"name": "own", "access": MAY_NOT},
        {"name": "trusted", "assumable_by": ["lambda.amazonaws.com"]},
    ]
    assert [role["name"] for role in asserted(roles, {"access": MAY_NOT}, state="present")] == [
        "own",
        "trusted",
        "bare",
    ]
    assert asserted(roles, {}, state="absent") == []


def test_a_list_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="iam_baseline_roles must be a list of mappings"):
        asserted("own", {}, state="present")


def answered(*verdicts: str) -> Json:
    answers = [{"verdict": verdict, "message": f"may_not[0] is {verdict}"} for verdict in verdicts]
    return {"item": {"name": "app"}, "iam_roles": [{"role_name": "app", "access": {"assertions": answers}}]}


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ([], ["nothing is asserted: no entry of iam_baseline_roles has access or assumable_by"]),
        ([answered("holds")], []),
        (
            [answered("holds", "violated"), answered("unknown")],
            ["role app: may_not[0] is violated", "role app: may_not[0] is unknown"],
        ),
        ([{"item": {"name": "app"}, "iam_roles": []}], ["role app does not exist, so nothing is proven about it"]),
        ([{"item": {"name": "app"}, "failed": True, "msg": "AccessDenied"}], ["AccessDenied"]),
        ([{"item": {"name": "app"}, "skipped": True}], ["role app could not be read"]),
    ],
)
def test_what_is_not_proven_is_a_problem(results: list[Json], expected: list[str]) -> None:
    assert problems(results) == expected
