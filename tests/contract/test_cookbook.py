# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The recipes of the cookbook, each in an account of its own: predicted, applied, unchanged, reviewed, removed."""

from __future__ import annotations

import dataclasses
import json
import pathlib
import typing as t

import pytest
from sandbox import Account, Sandbox
from sandbox.accounts import ROLE_NAME, member_accounts
from sandbox.inventory import inventory
from support import account_state, guide_steps, playbook

BLOCKS: t.Final = guide_steps.of_guide("cookbook")
# The recipes for a single account, by the name of their file.
RECIPES: t.Final = {
    pathlib.Path(block.file).stem: block for block in BLOCKS if block.file and "iam_baseline_roles:" in block.text
}
UNITS: t.Final = RECIPES.pop("aws_accounts")

ROLES: t.Final = {
    "auditor": {"ExternalAuditor"},
    "boundary": {"AppOrders", "TeamRoleMaker"},
    "break_glass": {"BreakGlass"},
    "ec2_instance": {"AppInstance"},
    "eks_node": {"EksNode"},
    "eks_service_account": {"EksOrders"},
    "github_deploy": {"GitHubDeploy"},
    "gitlab_push": {"GitLabPush"},
    "team_functions": {"ShopFunctions"},
}

PROVIDERS: t.Final = {
    "eks_service_account": {
        "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE": ["sts.amazonaws.com"]
    },
    "github_deploy": {"token.actions.githubusercontent.com": ["sts.amazonaws.com"]},
    "gitlab_push": {"gitlab.com": ["sts.amazonaws.com"]},
}


@pytest.fixture(name="aws")
def _aws(sandbox: Sandbox) -> Sandbox:
    """The sandbox with an account for each recipe."""
    sandbox.reset(member_accounts(len(RECIPES)))
    return sandbox


def run(sandbox: Sandbox, directory: pathlib.Path, name: str, *arguments: str) -> playbook.Run:
    return playbook.run(
        *arguments, playbook=f"leastpriv.aws.{name}", environment=sandbox.environment, directory=directory
    )


def states(sandbox: Sandbox, accounts: t.Iterable[Account]) -> dict[str, account_state.AccountState]:
    return {account.name: account_state.read(sandbox.client("iam", account_id=account.id)) for account in accounts}


def roles(sandbox: Sandbox, accounts: t.Iterable[Account]) -> dict[str, set[str]]:
    """The names of each account's roles, except the one that the rollout assumes."""
    return {name: state["roles"].keys() - {ROLE_NAME} for name, state in states(sandbox, accounts).items()}


def providers(sandbox: Sandbox, accounts: t.Iterable[Account]) -> dict[str, dict[str, list[str]]]:
    """The providers of the accounts that have any: their names in ARNs, with their client IDs."""
    found = {
        name: {arn.partition("/")[2]: provider["client_ids"] for arn, provider in state["providers"].items()}
        for name, state in states(sandbox, accounts).items()
    }
    return {name: held for name, held in found.items() if held}


def test_every_recipe_is_tried() -> None:
    assert RECIPES.keys() == ROLES.keys()


def test_each_recipe_is_predicted_applied_and_stays(aws: Sandbox, tmp_path: pathlib.Path) -> None:
    accounts = [
        dataclasses.replace(account, name=name) for account, name in zip(aws.accounts, sorted(RECIPES), strict=True)
    ]
    (tmp_path / "accounts.yml").write_text(inventory(accounts), encoding="utf-8")
    (tmp_path / "host_vars").mkdir()
    for name, recipe in RECIPES.items():
        (tmp_path / "host_vars" / f"{name}.yml").write_text(recipe.text, encoding="utf-8")
    empty = json.dumps(states(aws, accounts))

    reviewed = run(aws, tmp_path, "review", "-i", "accounts.yml", "-e", "iam_baseline_review=fail")
    assert reviewed.code == 0, reviewed.output

    for options, changed in ((["--check", "--diff"], 1), ([], 1), (["--check"], 0), ([], 0)):
        done = run(aws, tmp_path, "rollout", "-i", "accounts.yml", *options)
        assert done.code == 0, done.output
        assert done.count("changed") == dict.fromkeys(RECIPES, changed), done.output
        # The recipe gives the reasons for the findings that it ignores; there must be no others.
        assert "[WARNING]: " not in done.output, done.output
        if "--diff" in options:
            assert json.dumps(states(aws, accounts)) == empty
    assert roles(aws, accounts) == ROLES
    assert providers(aws, accounts) == PROVIDERS

    removed = run(aws, tmp_path, "rollout", "-i", "accounts.yml", "-e", "iam_baseline_state=absent")
    assert removed.count("changed") == dict.fromkeys(RECIPES, 1), removed.output
    assert json.dumps(states(aws, accounts)) == empty


def test_the_commands_of_a_recipe(aws: Sandbox, tmp_path: pathlib.Path) -> None:
    [account] = aws.accounts[:1]
    (tmp_path / "accounts.yml").write_text(inventory([account]), encoding="utf-8")
    (tmp_path / "ec2_instance.yml").write_text(RECIPES["ec2_instance"].text, encoding="utf-8")
    counts = []
    for command in BLOCKS[0].commands:
        done = run(aws, tmp_path, command[1].removeprefix("leastpriv.aws."), *command[2:])
        assert done.code == 0, done.output
        counts.append(done.count("changed"))
    assert counts == [{account.name: changed} for changed in (0, 1, 1)]
    profile = aws.client("iam", account_id=account.id).get_instance_profile(InstanceProfileName="AppInstance")
    assert [role["RoleName"] for role in profile["InstanceProfile"]["Roles"]] == ["AppInstance"]


def test_units_get_what_their_group_adds(aws: Sandbox, tmp_path: pathlib.Path) -> None:
    accounts = aws.accounts[1:3]
    named = [dataclasses.replace(account, name=f"workload-{number}") for number, account in enumerate(accounts, 1)]
    (tmp_path / "accounts.yml").write_text(inventory(named), encoding="utf-8")
    last = BLOCKS[BLOCKS.index(UNITS) - 1 :]
    for block in last:
        if block.file:
            (tmp_path / block.file).parent.mkdir(exist_ok=True)
            (tmp_path / block.file).write_text(block.text, encoding="utf-8")
    commands = [command for block in last for command in block.commands]
    for command, changed in zip([*commands, commands[-1]], (1, 1, 0), strict=True):
        done = run(aws, tmp_path, command[1].removeprefix("leastpriv.aws."), *command[2:])
        assert done.code == 0, done.output
        assert done.count("changed") == {account.name: changed for account in named}, done.output
    assert roles(aws, named) == {"workload-1": {"Viewer"}, "workload-2": {"Developer", "Viewer"}}
