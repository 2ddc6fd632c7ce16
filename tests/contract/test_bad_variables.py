# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Mistyped variables of roles are refused by name before the first call, or handled correctly.

The cases are inventories, in tests/bad_input/variables. Each runs as users run it, once with the hosts that must be
refused and once with the others.
"""

from __future__ import annotations

import pathlib
import typing as t

import bad_input
import pytest
import yaml
from sandbox import Sandbox
from support import playbook

ROOT: t.Final = pathlib.Path(__file__).parents[2]

# The playbook that applies each role, and options that put all hosts into one wave and allow any number of failures.
PLAYBOOKS: t.Final = {
    "pinpoint_importer": ("leastpriv.aws.pinpoint_importer", ()),
    "phone_number_validation": (
        "leastpriv.aws.rollout",
        (
            *("-e", "rollout_waves=100%", "-e", "rollout_max_fail_percentage=100"),
            *("-e", "rollout_role=leastpriv.aws.phone_number_validation"),
        ),
    ),
    "iam_baseline": ("leastpriv.aws.rollout", ("-e", "rollout_waves=100%", "-e", "rollout_max_fail_percentage=100")),
}


def run(role: str, sandbox: Sandbox, directory: pathlib.Path, *options: str) -> playbook.Run:
    """Run the role's playbook on its inventory of cases, signed in to the account that they are about."""
    name, whole = PLAYBOOKS[role]
    credentials = sandbox.client("sts").assume_role(
        RoleArn=sandbox.accounts[0].role_arn, RoleSessionName="bad-variables"
    )["Credentials"]
    sandbox.clear_calls()
    environment = {
        **sandbox.environment,
        "AWS_ACCESS_KEY_ID": credentials["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": credentials["SecretAccessKey"],
        "AWS_SESSION_TOKEN": credentials["SessionToken"],
    }
    inventory = bad_input.VARIABLES / f"{role}.yml"
    return playbook.run(
        *("-i", str(inventory), "--forks", "2", *whole, *options),
        playbook=name,
        environment=environment,
        directory=directory,
    )


@pytest.mark.parametrize("role", PLAYBOOKS)
def test_mistyped_variables(role: str, sandbox: Sandbox, tmp_path: pathlib.Path) -> None:
    cases = bad_input.variables(role)["refused"]
    done = run(role, sandbox, tmp_path, "--limit", "refused")
    assert "Traceback" not in done.output
    failures = done.failures()
    wrong = [
        f"{host}: {case}: {failures.get(host, 'nothing')[:200]}"
        for host, case in cases.items()
        if case["refused"] not in failures.get(host, "") or "unexpected" in failures[host]
    ]
    assert wrong == [], "\n".join(wrong)
    assert sandbox.calls() == ()
    assert [host for host, message in failures.items() if len(message) > 2_000] == []


@pytest.mark.parametrize("role", PLAYBOOKS)
def test_variables_that_look_odd_are_taken(role: str, sandbox: Sandbox, tmp_path: pathlib.Path) -> None:
    done = run(role, sandbox, tmp_path, "--limit", "taken", "--check")
    assert done.code == 0, done.output
    assert set(done.count("ok")) == set(bad_input.variables(role)["taken"])


@pytest.mark.parametrize("role", PLAYBOOKS)
def test_every_variable_has_a_case_that_is_refused(role: str) -> None:
    specification = yaml.safe_load((ROOT / "roles" / role / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))
    mistyped = {name for case in bad_input.variables(role)["refused"].values() for name in case}
    assert specification["argument_specs"]["main"]["options"].keys() <= mistyped


def test_there_are_as_many_as_the_guide_says() -> None:
    assert sum(len(bad_input.variables(role)["refused"]) for role in PLAYBOOKS) > 200
