# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What counts as drift, and the sentence about it."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils import _drift
from ansible_collections.leastpriv.aws.plugins.module_utils._baseline import verdict

Json = dict[str, t.Any]


def entry(name: str = "App", **more: t.Any) -> Json:
    """An entry of a role that is as it should be."""
    return {
        "type": "role",
        "name": name,
        "exists": True,
        "should_exist": True,
        "differs": False,
        "differences": [],
        **more,
    }


POLICY: t.Final = {"type": "managed_policy"}
NOTHING: t.Final[Json] = {"differs": [], "missing": [], "besides": [], "msg": None}


@pytest.mark.parametrize(
    ("entries", "drift"),
    [
        ((), {}),
        ((entry(), entry("B")), {}),
        # Not compared.
        ((entry(differs=None),), {}),
        # It should not exist, and does not.
        ((entry(exists=False, should_exist=False, differs=None),), {}),
        ((entry(differs=True),), {"differs": ["role App"], "msg": "drift: role App differs"}),
        (
            (entry(differs=True, differences=["a", "b"]),),
            {"differs": ["role App"], "msg": "drift: role App differs (a, b)"},
        ),
        (
            (entry(differs=True, differences=list("abcde")),),
            {"differs": ["role App"], "msg": "drift: role App differs (a, b, c, and 2 more)"},
        ),
        ((entry(exists=False, differs=None),), {"missing": ["role App"], "msg": "drift: role App does not exist"}),
        (
            (entry(should_exist=False, differs=None),),
            {"besides": ["role App"], "msg": "drift: role App exists and should not"},
        ),
        (
            (
                entry("P", **POLICY, exists=False, differs=None),
                entry("Q", **POLICY, should_exist=False, differs=None),
                entry(differs=True, differences=["a"]),
            ),
            {
                "differs": ["role App"],
                "missing": ["managed policy P"],
                "besides": ["managed policy Q"],
                "msg": "drift: role App differs (a); managed policy P does not exist; "
                "managed policy Q exists and should not",
            },
        ),
    ],
)
def test_drift(entries: tuple[Json, ...], drift: Json) -> None:
    found = verdict.of(entries)
    assert found == NOTHING | drift
    assert found["msg"] is None or _drift.is_drift(found["msg"])


def test_a_long_sentence_ends_with_a_number() -> None:
    found = verdict.of([entry(f"R{number}", exists=False, differs=None) for number in range(23)])
    assert len(found["missing"]) == 23
    assert found["msg"].endswith("; role R19 does not exist; and 3 more")


def test_a_failure_of_another_kind_is_no_drift() -> None:
    assert not _drift.is_drift("baseline: iam:GetRole failed with AccessDenied")
