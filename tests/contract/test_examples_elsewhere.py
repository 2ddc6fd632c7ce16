# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The examples of plugins other than modules, of roles and of the README, saved and run as a reader would do it."""

from __future__ import annotations

import importlib
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import typing as t
from dataclasses import replace

import pytest
import yaml
from sandbox import Account, Sandbox
from sandbox.accounts import member_accounts
from sandbox.inventory import inventory
from support import guide_steps, playbook
from support.tasks import trust

ROOT: t.Final = pathlib.Path(__file__).parents[2]
MANAGEMENT: t.Final = "999999999999"
# The README's values for the tutorial's placeholders.
TUTORIAL: t.Final = {
    "pinpoint_importer_bucket_name": "acme-customer-imports",
    "pinpoint_importer_project_id": "4f1d2c3b5a69788790a1b2c3d4e5f607",
}
# IAM cannot tell whether these new roles have been used.
UNUSED: t.Final = "is deleted only once it has been unused for 90 days"


def examples(plugin: str) -> str:
    text: str = importlib.import_module(f"ansible_collections.leastpriv.aws.plugins.{plugin}").EXAMPLES
    return text


def blocks(readme: str) -> list[guide_steps.Block]:
    return guide_steps.of_markdown((ROOT / readme).read_text(encoding="utf-8"))


def in_shell(command: str, environment: t.Mapping[str, str], directory: pathlib.Path) -> playbook.Run:
    """Have a shell run a command that has Ansible's programs in its path, as a reader's has."""
    env = playbook.clean_environment(environment)
    env["PATH"] = os.pathsep.join((str(pathlib.Path(sys.executable).parent), env["PATH"]))
    shell = ["/bin/sh", "-c", f"exec 2>&1\n{command}"]
    done = subprocess.run(shell, check=False, cwd=directory, env=env, stdout=subprocess.PIPE, text=True)
    return playbook.Run(done.returncode, done.stdout)


def write_accounts(directory: pathlib.Path, accounts: t.Iterable[Account], *, name: str) -> None:
    (directory / name).write_text(inventory(accounts), encoding="utf-8")
    (directory / "group_vars").mkdir()
    (directory / "group_vars" / "all.yml").write_text(json.dumps(TUTORIAL), encoding="utf-8")


# The inventory plugin


def member(name: str, account: Account, *unit: str, **tags: str) -> Account:
    return replace(account, name=name, organizational_unit=unit, tags=tags)


# The second example excludes an account with this ID.
LEFT_OUT: t.Final = "012345678901"


def organization() -> list[Account]:
    one, two, three, four, five, six = member_accounts(6)
    return [
        member("shop", one, "Workloads", Team="crm", Stage="production", Region="us-east-1"),
        member("shop-try", two, "Workloads", "Sandbox", Team="crm"),
        member("legacy-shop", three, "Workloads", Team="web", Stage="production"),
        member("audit", four, "Security", Team="security"),
        member("network", five, "Infrastructure", Team="crm", Stage="test"),
        member("spare", replace(six, id=LEFT_OUT), "Workloads"),
    ]


ACCOUNTS: t.Final = {"shop", "shop-try", "legacy-shop", "audit", "network", "spare"}
INVENTORIES: t.Final = [{"management", *ACCOUNTS}, {"shop", "audit"}, {"shop", "shop-try", "network"}]


@pytest.fixture(name="listed")
def _listed(sandbox: Sandbox, tmp_path: pathlib.Path) -> t.Callable[[int], dict[str, t.Any]]:
    """What ansible-inventory lists for one of the examples."""
    sandbox.reset(organization())
    # The management account's own credentials may also assume a role there.
    sandbox.client("iam").create_role(RoleName="inventory", AssumeRolePolicyDocument=json.dumps(trust_of_management()))
    organizations = sandbox.client("organizations")
    [root] = organizations.list_roots()["Roots"]
    units = organizations.list_organizational_units_for_parent(ParentId=root["Id"])["OrganizationalUnits"]
    [security] = [unit["Id"] for unit in units if unit["Name"] == "Security"]
    texts = [text for text in examples("inventory.aws_organizations").split("---\n") if text.strip()]
    assert len(texts) == len(INVENTORIES)
    assert sum("ou-ab12-1a2b3c4d" in text for text in texts) == 1
    path = tmp_path / "accounts.aws_organizations.yml"

    def listed(number: int) -> dict[str, t.Any]:
        path.write_text(texts[number].replace("ou-ab12-1a2b3c4d", security), encoding="utf-8")
        sandbox.clear_calls()
        command = ("inventory", "-i", path.name, "--list")
        run = playbook.run(
            command=command,
            environment={**sandbox.environment, "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "true"},
            directory=tmp_path,
        )
        assert run.code == 0, run.output
        return t.cast("dict[str, t.Any]", json.loads(run.output))

    return listed


def trust_of_management() -> dict[str, t.Any]:
    principal = {"AWS": f"arn:aws:iam::{MANAGEMENT}:root"}
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    return {"Version": "2012-10-17", "Statement": [statement]}


@pytest.mark.parametrize("number", range(len(INVENTORIES)))
def test_inventories(listed: t.Callable[[int], dict[str, t.Any]], number: int) -> None:
    assert listed(number)["_meta"]["hostvars"].keys() == INVENTORIES[number]


def test_the_inventory_of_a_team(
    listed: t.Callable[[int], dict[str, t.Any]], sandbox: Sandbox, tmp_path: pathlib.Path
) -> None:
    """Its groups and variables, and that it is cached."""
    content = listed(2)
    assert content["stage_production"]["hosts"] == ["shop"]
    assert content["stage_test"]["hosts"] == ["network"]
    hosts = content["_meta"]["hostvars"]
    regions = {host: variables["aws_region"]["__ansible_unsafe"] for host, variables in hosts.items()}
    assert regions == {"shop": "us-east-1", "shop-try": "eu-west-1", "network": "eu-west-1"}
    assert (tmp_path / ".cache" / "inventory").is_dir()
    assert listed(2) == content
    assert len(sandbox.calls()) == 0


# The callback


def test_the_callback_in_the_settings(sandbox: Sandbox, tmp_path: pathlib.Path) -> None:
    write_accounts(tmp_path, sandbox.accounts[:2], name="accounts.yml")
    settings = yaml.safe_load(examples("callback.rollout_report"))["enable it in ansible.cfg"]
    (tmp_path / "ansible.cfg").write_text(settings, encoding="utf-8")
    run = playbook.run("-i", "accounts.yml", "--check", environment=sandbox.environment, directory=tmp_path)
    assert run.code == 0, run.output
    assert json.loads((tmp_path / "reports" / "rollout.json").read_text(encoding="utf-8"))["accounts"]
    assert (tmp_path / "reports" / "rollout.html").is_file()


def test_the_callback_for_one_run(sandbox: Sandbox, tmp_path: pathlib.Path) -> None:
    write_accounts(tmp_path, sandbox.accounts[:2], name="accounts.yml")
    command = yaml.safe_load(examples("callback.rollout_report"))["enable it for one run"]
    run = in_shell(command, sandbox.environment, tmp_path)
    assert run.code == 0, run.output
    assert run.count("changed") == {account.name: 1 for account in sandbox.accounts[:2]}
    assert (tmp_path / "rollout.html").is_file()


# Roles


def test_the_playbook_of_iam_baseline(sandbox: Sandbox, tmp_path: pathlib.Path) -> None:
    accounts = sandbox.accounts[:2]
    write_accounts(tmp_path, accounts, name="accounts.yml")
    play, *_variables = [block.text for block in blocks("roles/iam_baseline/README.md") if block.language == "yaml"]
    (tmp_path / "play.yml").write_text(play, encoding="utf-8")
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "lambda_trust.json").write_text(json.dumps(trust("lambda.amazonaws.com")), encoding="utf-8")
    for mode, changed in (("--check", 1), ("--diff", 1), ("--diff", 0)):
        command = f"ansible-playbook play.yml -i accounts.yml {mode}"
        run = in_shell(command, sandbox.environment, tmp_path)
        assert run.code == 0, run.output
        assert run.count("changed") == {account.name: changed for account in accounts}
    for account in accounts:
        attached = sandbox.client("iam", account_id=account.id).list_attached_role_policies(RoleName="ReportFunction")
        assert [policy["PolicyName"] for policy in attached["AttachedPolicies"]] == ["ReportWriter"]


def test_the_commands_of_pinpoint_importer(sandbox: Sandbox, tmp_path: pathlib.Path) -> None:
    accounts = sandbox.accounts[:2]
    write_accounts(tmp_path, accounts, name="inventory.yml")
    path = "roles/pinpoint_importer/README.md"
    commands = [shlex.join(command) for block in blocks(path) for command in block.commands]
    # A dry run, a dry run of the other variant, and a run of that.
    assert len(commands) == 3
    for command in commands:
        run = in_shell(command, sandbox.environment, tmp_path)
        assert run.code == 0, run.output
        assert run.count("changed") == {account.name: 1 for account in accounts}
    [removal] = re.findall(r"-e '\{.*?\}'", (ROOT / path).read_text(encoding="utf-8"), re.DOTALL)
    with_care = f"ansible-playbook leastpriv.aws.pinpoint_importer -i inventory.yml {removal}"
    run = in_shell(with_care, sandbox.environment, tmp_path)
    assert run.code == 2
    assert all(UNUSED in said for said in run.failures().values())
    assert run.failures().keys() == {account.name for account in accounts}


def test_the_command_of_phone_number_validation(sandbox: Sandbox, tmp_path: pathlib.Path) -> None:
    accounts = sandbox.accounts[:2]
    write_accounts(tmp_path, accounts, name="accounts.yml")
    page = blocks("roles/phone_number_validation/README.md")
    [command] = [shlex.join(words) for block in page for words in block.commands]
    for mode, changed in (("", 1), (" --diff", 1), (" --diff", 0)):
        run = in_shell(command.replace(" --check --diff", mode) if mode else command, sandbox.environment, tmp_path)
        assert run.code == 0, run.output
        assert run.count("changed") == {account.name: changed for account in accounts}


def test_no_role_is_forgotten() -> None:
    roles = {path.parent.name for path in (ROOT / "roles").glob("*/README.md")}
    assert roles == {"iam_baseline", "phone_number_validation", "pinpoint_importer"}


# The README

# The runs in the README, in order, and how many tasks change the accounts test and production.
README: t.Final = [
    ("rollout -i accounts.yml --check --diff", 1, 1),
    ("rollout -i accounts.yml", 1, 1),
]


def test_the_commands_of_the_readme(sandbox: Sandbox, tmp_path: pathlib.Path) -> None:
    environment = dict(sandbox.environment)
    credentials = tmp_path / "credentials"
    keys = {name: environment.pop(f"AWS_{name}") for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY")}
    lines = ["[management]", *(f"aws_{name.lower()} = {value}" for name, value in keys.items()), ""]
    credentials.write_text("\n".join(lines), encoding="utf-8")
    environment["AWS_SHARED_CREDENTIALS_FILE"] = str(credentials)
    exports: list[str] = []
    runs: list[tuple[str, int, int]] = []
    for block in blocks("README.md"):
        if block.language == "yaml":
            path = tmp_path / str(block.file)
            path.parent.mkdir(exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
        for command in block.commands:
            if command[0] == "export":
                exports.append(shlex.join(command))
            if command[0] != "ansible-playbook":
                continue
            run = in_shell("\n".join([*exports, shlex.join(command)]), environment, tmp_path)
            what = shlex.join(command[1:]).removeprefix("leastpriv.aws.")
            assert run.code == 0, run.output
            changed = run.count("changed")
            runs.append((what, changed.pop("test"), changed.pop("production")))
            assert changed == {}
    assert runs == README
