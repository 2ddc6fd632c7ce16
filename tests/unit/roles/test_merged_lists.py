# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role iam_baseline adds the lists of a host's groups to its two lists, in this session's ansible-core."""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys
import typing as t

import pytest
import yaml

ROLE: t.Final = pathlib.Path(__file__).parents[3] / "roles" / "iam_baseline"

Json = dict[str, t.Any]

POLICY: t.Final = {
    "Version": "2012-10-17",
    "Statement": {"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"},
}
TRUST: t.Final = {
    "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}
}

# The two lists, and what the groups of the host and a task add.
LISTS: t.Final[Json] = {
    "iam_baseline_policies": [{"name": "Reader", "policy": {**POLICY, "Version": "{{ version }}"}}],
    "version": "2012-10-17",
}
GROUPS: t.Final[dict[str, Json]] = {
    "production": {
        "iam_baseline_policies_production": "{{ policies_of_production }}",
        "policies_of_production": [{"name": "Operator", "policy": POLICY}],
        "iam_baseline_roles_production": None,
    },
    "europe": {
        "iam_baseline_roles_europe": [{"name": "Europe{{ suffix }}", "assume_role_policy_document": TRUST}],
        "suffix": "an",
    },
}
TASKS: t.Final = [{"ansible.builtin.set_fact": {"iam_baseline_policies_a_fact": [{"name": "Fact", "policy": POLICY}]}}]
# There are no credentials: the module fails before its first call, and lists what it has not reached.
GIVEN: t.Final = {
    "leastpriv.aws.iam_baseline": {"variable_prefix": "iam_baseline_", "region": "eu-west-1"},
    "register": "given",
    "ignore_errors": True,
}
SEEN: t.Final = {
    # The task fails before it reaches any of them.
    "applied": "given.not_reached",
    "documents": "iam_baseline_documents",
}


def run(directory: pathlib.Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Write what the modules get to C(seen.json)."""
    children = {name: {"hosts": {"account": None}, "vars": variables} for name, variables in GROUPS.items()}
    content = "{{ {" + ", ".join(f"'{name}': {value}" for name, value in SEEN.items()) + "} | to_json }}"
    play = {
        "hosts": "account",
        "connection": "local",
        "gather_facts": False,
        "vars": {
            "ansible_python_interpreter": sys.executable,
            "iam_baseline_roles_by_play": [{"name": "Play", "state": "absent"}],
        },
        # Here the role's defaults take precedence over the inventory.
        "vars_files": [str(ROLE / "defaults" / "main.yml"), str(ROLE / "vars" / "main.yml"), "lists.yml"],
        "tasks": [
            *TASKS,
            GIVEN,
            {"ansible.builtin.copy": {"content": content, "dest": str(directory / "seen.json"), "mode": "0600"}},
        ],
    }
    files = {"inventory.yml": {"all": {"children": children}}, "lists.yml": LISTS, "play.yml": [play]}
    for name, value in files.items():
        (directory / name).write_text(yaml.safe_dump(value), encoding="utf-8")
    command = [sys.executable, "-m", "ansible", "playbook", "play.yml", "-i", "inventory.yml", *options]
    return subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)


def seen(directory: pathlib.Path, *options: str) -> Json:
    done = run(directory, *options)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "DEPRECATION" not in done.stdout + done.stderr
    return t.cast(Json, json.loads((directory / "seen.json").read_text(encoding="utf-8")))


def names(entries: list[Json]) -> list[str]:
    return [entry["name"] for entry in entries]


def test_the_lists_of_groups_are_added_by_suffix(tmp_path: pathlib.Path) -> None:
    merged = seen(tmp_path)
    assert merged["applied"] == {"role": ["Play", "European"], "managed_policy": ["Reader", "Fact", "Operator"]}
    assert merged["documents"][0]["policy"]["Version"] == "2012-10-17"
    assert names(merged["documents"]) == ["Reader", "Fact", "Operator", "European"]


@pytest.mark.parametrize("off", ["false", "no", '{"iam_baseline_merge": false}'])
def test_without_merging_the_lists_are_those_of_the_role(tmp_path: pathlib.Path, off: str) -> None:
    option = off if off.startswith("{") else f"iam_baseline_merge={off}"
    merged = seen(tmp_path, "--extra-vars", option)
    assert merged["applied"] == {"managed_policy": ["Reader"]}
    assert names(merged["documents"]) == ["Reader"]


@pytest.mark.parametrize(
    ("added", "message"),
    [
        (
            {"iam_baseline_policies_z": [{"name": "operator"}]},
            "operator is both in iam_baseline_policies_production and in iam_baseline_policies_z",
        ),
        ({"iam_baseline_policies_z": "text"}, "iam_baseline_policies_z must be a list of mappings (got: text)"),
        ({"iam_baseline_policies_z": "{{ nothing_of_the_kind }}"}, "nothing_of_the_kind"),
        ({"iam_baseline_policies_z": [{"name": "{{ nothing_of_the_kind }}"}]}, "nothing_of_the_kind"),
        ({"iam_baseline_merge": "perhaps"}, "iam_baseline_merge must be true or false (got: perhaps)"),
    ],
)
def test_lists_that_do_not_add_up_fail_the_host(tmp_path: pathlib.Path, added: Json, message: str) -> None:
    done = run(tmp_path, "--extra-vars", json.dumps(added))
    assert done.returncode != 0
    assert message in " ".join((done.stdout + done.stderr).split()).replace("\\'", "'"), done.stdout + done.stderr
