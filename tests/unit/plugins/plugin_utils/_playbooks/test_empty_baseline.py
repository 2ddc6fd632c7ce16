# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is said of a host without policies and roles: which variables look like the lists, and what Ansible has read."""

from __future__ import annotations

import pathlib
import re
import typing as t

import pytest
import yaml
from ansible_collections.leastpriv.aws.plugins.plugin_utils._playbooks import empty_baseline

ROOT: t.Final = pathlib.Path(__file__).parents[5]
ROLE: t.Final = ROOT / "roles" / "iam_baseline"
ALL_READ: t.Final = ("accounts.yml", "group_vars/aws_accounts.yml", "host_vars/test.yml")


def say(
    directory: pathlib.Path,
    *names: str,
    files: t.Iterable[str] = ALL_READ,
    inventory: str = "accounts.yml",
    is_merged: bool = True,
) -> str:
    """The message for a host of the group aws_accounts with these variables and files, without the folder's name."""
    for name in files:
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).touch()
    origins = empty_baseline.Origins(
        inventories=[str(directory / inventory)],
        playbook_dir=str(directory / "playbooks"),
        folder=str(directory),
        groups=["all", "aws_accounts", "ungrouped"],
    )
    said = empty_baseline.problem("test", names=names, is_merged=is_merged, origins=origins)
    return said.replace(f"{directory}/", "")


def test_without_anything_that_looks_like_a_mistake(tmp_path: pathlib.Path) -> None:
    assert say(tmp_path, "aws_account_id", "iam_baseline_review", "iam_baseline_policies") == (
        "test has no policies and no roles: neither iam_baseline_policies nor iam_baseline_roles has an entry, with or"
        " without a suffix. Ansible read variables from accounts.yml, group_vars, host_vars. If the host is to have"
        " none, set iam_baseline_allow_empty to true"
    )


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("iam_baseline_policy", "iam_baseline_policies"),
        ("iam_baseline_polices", "iam_baseline_policies"),
        ("iam_baseline_policys", "iam_baseline_policies"),
        ("iam_baselines_policies", "iam_baseline_policies"),
        ("iam_baseline_Policies", "iam_baseline_policies"),
        ("iambaseline_policies", "iam_baseline_policies"),
        ("baseline_policies", "iam_baseline_policies"),
        ("iam_baseline_role", "iam_baseline_roles"),
        ("iam_basline_roles", "iam_baseline_roles"),
        ("baseline_roles", "iam_baseline_roles"),
        ("iam_baseline_role_production", "iam_baseline_roles_production"),
        ("iam_baseline_policy_for_all_of_them", "iam_baseline_policies_for_all_of_them"),
    ],
)
def test_a_variable_that_looks_like_a_list(tmp_path: pathlib.Path, name: str, meant: str) -> None:
    assert f" It has {name}: did you mean {meant}? " in say(tmp_path, "aws_region", name)


@pytest.mark.parametrize(
    "name",
    [
        *sorted(empty_baseline.OTHER_VARIABLES),
        *("iam_baseline_policies", "iam_baseline_roles", "iam_baseline_roles_unit"),
        *("aws_account_id", "pinpoint_importer_state", "role_name", "policies", "iam", "", "_", "iam_baseline"),
    ],
)
def test_a_variable_that_is_something_else(tmp_path: pathlib.Path, name: str) -> None:
    assert "did you mean" not in say(tmp_path, name)


def test_a_few_variables_are_named(tmp_path: pathlib.Path) -> None:
    said = say(tmp_path, *(f"iam_baseline_role_{letter}" for letter in "edcba"))
    found = [(f"iam_baseline_role_{letter}", f"iam_baseline_roles_{letter}") for letter in "abc"]
    assert re.findall(r"It has (\w+): did you mean (\w+)\?", said) == found


def test_lists_that_are_not_merged(tmp_path: pathlib.Path) -> None:
    said = say(tmp_path, "iam_baseline_roles_unit", is_merged=False)
    assert "has an entry, and iam_baseline_merge is false, so that no other list counts. Ansible read" in said


@pytest.mark.parametrize(
    ("files", "inventory", "read", "unread"),
    [
        (["accounts.yml"], "accounts.yml", "accounts.yml", ""),
        ([], "web,", "no file", ""),
        (["playbooks/host_vars/test.yml"], "missing.yml", "playbooks/host_vars", ""),
        (
            ["inventory/accounts.yml", "inventory/group_vars/all.yml"],
            "inventory",
            "inventory, inventory/group_vars",
            "",
        ),
        (
            ["inventory/accounts.yml", "group_vars/aws_accounts.yml"],
            "inventory/accounts.yml",
            "inventory/accounts.yml",
            "group_vars is not read, because it is not beside the inventory or the playbook. ",
        ),
        (
            ["accounts.yml", "group_vars/aws_accounts/lists.yml", "group_vars/.hidden", "group_vars/account.yml"],
            "accounts.yml",
            "accounts.yml, group_vars",
            "group_vars/account.yml is not read, because the inventory has no group account. ",
        ),
    ],
)
def test_where_variables_come_from(
    tmp_path: pathlib.Path, files: list[str], inventory: str, read: str, unread: str
) -> None:
    said = say(tmp_path, files=files, inventory=inventory)
    assert f"without a suffix. Ansible read variables from {read}. {unread}If the host is to have none, set" in said


def test_the_other_variables_are_those_of_the_role() -> None:
    """Those that it documents, those that it sets, and the results of its tasks."""
    names = {name for path in ("defaults", "vars") for name in yaml.safe_load((ROLE / path / "main.yml").read_text())}
    specification = yaml.safe_load((ROLE / "meta" / "argument_specs.yml").read_text())
    names |= specification["argument_specs"]["main"]["options"].keys()
    tasks = "".join(path.read_text(encoding="utf-8") for path in (ROLE / "tasks").iterdir())
    names |= set(re.findall(r"^\s+(iam_baseline_\w+):", tasks, re.MULTILINE)) | set(
        re.findall(r"register: (\w+)", tasks)
    )
    assert names == empty_baseline.OTHER_VARIABLES | set(empty_baseline.LISTS)
