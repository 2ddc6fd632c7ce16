# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is said of a run that cannot begin."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.plugin_utils._playbooks import hosts


@pytest.mark.parametrize(
    ("given", "expected"),
    [("aws_accounts", "aws_accounts"), (["one", "two"], "one,two"), (("a:!b",), "a:!b"), (5, "5"), ([], "")],
)
def test_a_pattern_as_text(given: t.Any, expected: str) -> None:
    assert hosts.text_of(given) == expected


@pytest.mark.parametrize(
    ("inventory", "limit", "expected"),
    [
        ([], None, "the inventory has no hosts. Name an inventory with -i, and see the warnings above if Ansible"),
        ([], "one", "the inventory has no hosts. Name an inventory"),
        (["web"], None, "the inventory has no host in aws_accounts"),
        (["web"], "one", "the inventory has no host in aws_accounts within the limit one"),
    ],
)
def test_a_run_without_hosts(inventory: list[str], limit: str | None, expected: str) -> None:
    said = hosts.missing_hosts("aws_accounts", inventory=inventory, limit=limit)
    assert said.startswith(f"No accounts to work on: {expected}")
    assert bool(inventory) == (said == f"No accounts to work on: {expected}")


def test_variables_that_the_playbook_sets_itself() -> None:
    assert hosts.fixed_variable_set(["role", "tasks"], given=[]) is None
    said = hosts.fixed_variable_set(["role", "tasks"], given=["tasks"])
    assert said == "This playbook sets role, tasks itself: remove tasks from the run. Nothing was changed"
