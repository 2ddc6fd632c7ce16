# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Hosts that would change, by any of their tasks."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
from ansible import constants
from ansible_collections.leastpriv.aws.plugins.filter.change_problem import FilterModule
from ansible_collections.leastpriv.aws.plugins.plugin_utils._in_process import changing

UNKNOWN: t.Final = (
    "rollout_fail_on_change: no task of the run manages policies or roles, so nothing is known about changes"
)
CHANGES: t.Final = "drift: a run would change the account"


@pytest.mark.parametrize(
    ("tasks", "expected"),
    [
        ([], UNKNOWN),
        ([False], ""),
        ([True], CHANGES),
        ([False, False], ""),
        # The last task is not the only one that counts.
        ([True, False], CHANGES),
        ([False, True], CHANGES),
    ],
)
def test_every_task_counts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path, tasks: list[bool], expected: str
) -> None:
    monkeypatch.setitem(vars(constants), "DEFAULT_LOCAL_TMP", str(tmp_path))
    change_problem = FilterModule().filters()["change_problem"]
    # A name may have any character, and be the beginning of another one.
    for host in ("a", "a/../b", "\ud800", "ä"):
        for changed in tasks:
            changing.note(host, changed=changed)
        assert change_problem(host) == expected
    assert change_problem("a/..") == UNKNOWN
