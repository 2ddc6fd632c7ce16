# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What keeps every task from running for a host."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.plugin_utils._playbooks import account

ID: t.Final = "111111111111"
NOT_SET: t.Final = "aws_account_id is not set for web. It guards against credentials for another account: "
NO_ID: t.Final = "aws_account_id of web must be an account ID: 12 digits, in quotes (got: "
OTHER_ROLE: t.Final = f"aws_assume_role_arn of web must be a role of its account {ID} (got: "

CASES: t.Final[tuple[tuple[t.Any, t.Any, str | None], ...]] = (
    (ID, None, None),
    (ID, "", None),
    (int(ID), "", None),
    (ID, f"arn:aws:iam::{ID}:role/Admin", None),
    (ID, f"arn:aws-us-gov:iam::{ID}:role/teams/Admin", None),
    (None, None, NOT_SET),
    ("", f"arn:aws:iam::{ID}:role/Admin", NOT_SET),
    (11111, None, f"{NO_ID}11111)"),
    (0, None, f"{NO_ID}0)"),
    (False, None, f"{NO_ID}False)"),
    ("1" * 13, None, f"{NO_ID}{'1' * 13})"),
    ("11111111111a", None, f"{NO_ID}11111111111a)"),
    (f"{ID}\n", None, f"{NO_ID}{ID}\n)"),
    ([ID], None, f"{NO_ID}['{ID}'])"),
    (ID, "Admin", f"{OTHER_ROLE}Admin)"),
    (ID, "arn:aws:iam::222222222222:role/Admin", f"{OTHER_ROLE}arn:aws:iam::222222222222:role/Admin)"),
    (ID, f"arn:aws:iam::{ID}:user/Admin", f"{OTHER_ROLE}arn:aws:iam::{ID}:user/Admin)"),
    (ID, [f"arn:aws:iam::{ID}:role/Admin"], f"{OTHER_ROLE}['arn:aws:iam::{ID}:role/Admin'])"),
)


@pytest.mark.parametrize(("account_id", "role_arn", "expected"), CASES)
def test_the_guard_of_a_host(account_id: t.Any, role_arn: t.Any, expected: str | None) -> None:
    found = account.problem(host="web", account_id=account_id, role_arn=role_arn)
    assert (found or "")[: len(expected or "")] == (expected or "")
    assert (found is None) == (expected is None)


NAMES: t.Final = ("waves", "role")
# What a task sees, what the host has without the play, what --extra-vars set; and the variable that is refused.
RUN_CASES: t.Final[tuple[tuple[dict[str, t.Any], dict[str, t.Any], set[str], str | None], ...]] = (
    ({}, {"other": 1}, set(), None),
    ({"waves": 1}, {"waves": 1}, set(), "waves"),
    ({"waves": None}, {"waves": None}, set(), "waves"),
    ({"role": "a"}, {"role": "a"}, {"waves"}, "role"),
    ({"waves": 1, "role": "a"}, {"waves": 1, "role": "a"}, set(), "waves"),
    # The run sets it, whatever the inventory says.
    ({"waves": 1}, {"waves": 1}, {"waves"}, None),
    # The play sets it.
    ({"waves": 1}, {}, set(), None),
    ({"waves": 1}, {"waves": 2}, set(), None),
)


@pytest.mark.parametrize(("seen", "of_host", "of_run", "refused"), RUN_CASES)
def test_variables_of_the_run(
    seen: dict[str, t.Any], of_host: dict[str, t.Any], of_run: set[str], refused: str | None
) -> None:
    found = account.run_variable_problem(NAMES, host="web", seen=seen, of_host=of_host, of_run=of_run)
    beginning = f"The inventory sets {refused} for web, but {refused} belongs to the run as a whole: "
    assert found is None if refused is None else (found or "").startswith(beginning)
