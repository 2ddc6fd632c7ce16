# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A host without policies and roles fails in a rollout and in a review, whatever the tags of the run."""

from __future__ import annotations

import json
import pathlib
import typing as t

import pytest
from support import playbook

ENTRY: t.Final = {"name": "app", "state": "absent"}
HOSTS: t.Final[dict[str, dict[str, t.Any]]] = {
    "bare": {},
    "misspelt": {"iam_baseline_role": [ENTRY]},
    "unmerged": {"iam_baseline_merge": False, "iam_baseline_roles_unit": [ENTRY]},
}
# Reviewed without a call; a rollout would need credentials.
ALLOWED: t.Final[dict[str, dict[str, t.Any]]] = {
    "allowed": {"iam_baseline_allow_empty": True},
    "one_list": {"iam_baseline_policies": [ENTRY]},
    "a_suffix": {"iam_baseline_roles_unit": [ENTRY]},
}


def run(directory: pathlib.Path, name: str, hosts: t.Mapping[str, t.Any], *options: str) -> playbook.Run:
    guard = {"aws_account_id": "111111111111"}
    inventory = {"aws_accounts": {"hosts": {host: {**guard, **variables} for host, variables in hosts.items()}}}
    (directory / "accounts").mkdir()
    (directory / "accounts" / "accounts.json").write_text(json.dumps(inventory), encoding="utf-8")
    # A folder that Ansible does not read, as it is not beside the inventory.
    (directory / "group_vars").mkdir()
    (directory / "group_vars" / "aws_accounts.json").write_text(json.dumps({"iam_baseline_roles": [ENTRY]}))
    whole = ("-i", "accounts/accounts.json", "-e", "rollout_waves=100%")
    return playbook.run(*whole, *options, playbook=f"leastpriv.aws.{name}", environment={}, directory=directory)


@pytest.mark.parametrize(
    ("name", "options"),
    [("rollout", ()), ("rollout", ("--tags", "policies")), ("rollout", ("--tags", "review")), ("review", ())],
)
def test_hosts_without_a_list_fail(tmp_path: pathlib.Path, name: str, options: tuple[str, ...]) -> None:
    others = ALLOWED if name == "review" else {}
    done = run(tmp_path, name, {**HOSTS, **others}, *options)
    failures = done.failures()
    assert failures.keys() == HOSTS.keys()
    assert all(f"{host} has no policies and no roles: neither " in message for host, message in failures.items())
    assert "It has iam_baseline_role: did you mean iam_baseline_roles?" in failures["misspelt"]
    unread = f"{tmp_path / 'group_vars'} is not read, because it is not beside the inventory or the playbook"
    assert all(unread in message for message in failures.values())
    assert done.code == 2
    assert {host for host, ok in done.count("failed").items() if not ok} == others.keys()
