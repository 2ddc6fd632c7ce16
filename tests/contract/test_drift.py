# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbook drift and the guide to it, on a sandbox with an account of each kind."""

from __future__ import annotations

import json
import pathlib
import shutil
import subprocess
import typing as t

import pytest
from sandbox import Sandbox
from sandbox.accounts import member_accounts
from support import guide_steps, permission_documents, playbook
from support.tasks import allow, trust

POLICIES: t.Final = [{"name": "ReportWriter", "policy": allow("s3:PutObject")}]
ROLES: t.Final = [
    {
        "name": "ReportFunction",
        "assume_role_policy_document": trust("ec2.amazonaws.com"),
        "managed_policies": ["ReportWriter"],
    }
]
VARIABLES: t.Final = {"iam_baseline_policies": POLICIES, "iam_baseline_roles": ROLES}
ABSENT: t.Final = {**VARIABLES, "iam_baseline_state": "absent"}
UNLISTED: t.Final[dict[str, t.Any]] = {"iam_baseline_policies": [], "iam_baseline_roles": []}
SETTINGS: t.Final = {
    "ANSIBLE_CALLBACKS_ENABLED": "leastpriv.aws.rollout_report",
    "LEASTPRIV_ROLLOUT_REPORT_JSON_PATH": "rollout-report/report.json",
}
# The variables of each account, where they are others than these.
OWN: t.Final[dict[str, dict[str, t.Any]]] = {
    "besides": ABSENT,
    "gone": ABSENT,
    "empty": UNLISTED,
    "allowed": {**UNLISTED, "iam_baseline_allow_empty": True},
    "closed": {"aws_assume_role_arn": "arn:aws:iam::{id}:role/Nobody"},
    "unguarded": {"aws_account_id": ""},
}
# A role with a task besides the lists, whose change counts although the lists change nothing after it.
OWN_TASKS: t.Final = """
- name: Manage a policy
  leastpriv.aws.iam_managed_policy:
    name: Own
    policy: "{{ document }}"
  when: inventory_hostname == 'allowed'
- name: Apply the lists
  ansible.builtin.import_role:
    name: leastpriv.aws.iam_baseline
"""
KINDS: t.Final = ("clean", "differs", "missing", *OWN)
DRIFT: t.Final = {
    "differs": "drift: role ReportFunction differs (update the trust policy of role ReportFunction)",
    "missing": "drift: managed policy ReportWriter does not exist; role ReportFunction does not exist",
    "besides": "drift: managed policy ReportWriter exists and should not; role ReportFunction exists and should not",
}
UNREAD: t.Final = {
    "empty": "empty has no policies and no roles: ",
    "closed": "is not authorized to perform: sts:AssumeRole",
    "unguarded": "aws_account_id is not set",
}


class Accounts:
    """An account of each kind, in an inventory."""

    def __init__(self, sandbox: Sandbox, directory: pathlib.Path) -> None:
        self.sandbox = sandbox
        self.directory = directory
        sandbox.reset(member_accounts(len(KINDS)))
        self.hosts = {
            kind: self._prepared(kind, account) for kind, account in zip(KINDS, sandbox.accounts, strict=True)
        }

    def _prepared(self, kind: str, account: t.Any) -> dict[str, t.Any]:
        iam = self.sandbox.client("iam", account_id=account.id)
        if kind in ("clean", "differs", "besides"):
            iam.create_policy(PolicyName="ReportWriter", PolicyDocument=json.dumps(allow("s3:PutObject")))
            service = "lambda" if kind == "differs" else "ec2"
            document = json.dumps(trust(f"{service}.amazonaws.com"))
            iam.create_role(RoleName="ReportFunction", AssumeRolePolicyDocument=document)
            arn = f"arn:aws:iam::{account.id}:policy/ReportWriter"
            iam.attach_role_policy(RoleName="ReportFunction", PolicyArn=arn)
        own = {
            name: value.format(id=account.id) if isinstance(value, str) else value
            for name, value in OWN.get(kind, {}).items()
        }
        return {"aws_account_id": account.id, "aws_assume_role_arn": account.role_arn, **own}

    def run(self, *arguments: str, name: str = "drift", only: t.Iterable[str] = ()) -> playbook.Run:
        inventory = {"aws_accounts": {"hosts": self.hosts, "vars": VARIABLES}}
        (self.directory / "inventory.json").write_text(json.dumps(inventory), encoding="utf-8")
        limit = ("--limit", ",".join(only)) if only else ()
        self.sandbox.clear_calls()
        run = playbook.run(
            *("-i", "inventory.json", "--forks", "10", *limit, *arguments),
            playbook=f"leastpriv.aws.{name}",
            environment={
                **self.sandbox.environment,
                **SETTINGS,
                "ANSIBLE_ROLES_PATH": str(self.directory / "roles"),
            },
            directory=self.directory,
        )
        (self.directory / "drift.log").write_text(run.output, encoding="utf-8")
        return run

    def report(self) -> t.Any:
        return json.loads((self.directory / "rollout-report" / "report.json").read_text(encoding="utf-8"))

    def tests_of_the_guide(self) -> list[bool]:
        """Whether the guide's tests of the last line and of the JSON say that all accounts were read."""
        blocks = [block.text for block in guide_steps.of_guide("drift") if block.language == "console"]
        lines = [line.removeprefix("$ ") for text in blocks for line in text.splitlines()]
        commands = [line for line in lines if line.startswith(("tail ", "jq "))]
        assert len(commands) == 2
        known = [command for command in commands if shutil.which(command.split()[0])]
        runs = [
            subprocess.run(["/bin/sh", "-c", command], cwd=self.directory, check=False, capture_output=True)
            for command in known
        ]
        return [run.returncode == 0 for run in runs]


@pytest.fixture(name="accounts")
def _accounts(sandbox: Sandbox, tmp_path: pathlib.Path) -> Accounts:
    return Accounts(sandbox, tmp_path)


def test_each_account_is_told_from_the_others(accounts: Accounts) -> None:
    accounts.sandbox.allow_only(permission_documents.actions("check", "assume_check"))
    run = accounts.run()
    assert run.code == 2
    failures = run.failures()
    assert {host: failures.pop(host) for host in DRIFT} == DRIFT
    assert {host: UNREAD[host] in failures.get(host, "") for host in UNREAD} == dict.fromkeys(UNREAD, True)
    assert failures.keys() == UNREAD.keys()
    assert run.output.splitlines()[-1] == "drift: 3 drifted, 3 not drifted, 3 could not be read"
    report = accounts.report()
    assert report["totals"]["drift"] == {"drifted": 3, "clean": 3, "unread": 3}
    states = {account["host"]: account["state"] for account in report["accounts"]}
    assert {host: states[host] for host in DRIFT} == {"differs": "drift", "missing": "missing", "besides": "drift"}
    assert {states[host] for host in UNREAD} == {"failed"}
    assert set(accounts.tests_of_the_guide()) == {False}

    run = accounts.run("-e", "drift_fail=false", only=[host for host in accounts.hosts if host not in UNREAD])
    assert (run.code, run.failures()) == (0, {})
    assert run.output.splitlines()[-1] == "drift: 3 drifted, 3 not drifted, 0 could not be read"
    assert set(accounts.tests_of_the_guide()) == {True}


def test_a_dry_run_fails_for_accounts_that_would_change(accounts: Accounts) -> None:
    tasks = accounts.directory / "roles" / "own" / "tasks"
    tasks.mkdir(parents=True)
    (tasks / "main.yml").write_text(OWN_TASKS, encoding="utf-8")
    own = ("-e", "rollout_role=own", "-e", json.dumps({"document": allow("s3:PutObject")}))
    run = accounts.run("--check", "-e", "rollout_fail_on_change=true", *own, name="rollout")
    assert run.code == 2
    would_change = DRIFT.keys() | {"allowed"}
    failures = run.failures()
    assert {failures[host] for host in would_change} == {"drift: a run would change the account"}
    assert failures.keys() == would_change | UNREAD.keys()
    states = {account["host"]: account["state"] for account in accounts.report()["accounts"]}
    assert {states[host] for host in would_change} == {"would_change"}
    assert {states[host] for host in UNREAD} == {"failed"}
    run = accounts.run("-e", "rollout_fail_on_change=true", name="rollout")
    assert "rollout_fail_on_change is for dry runs: run with --check" in run.output
    assert accounts.sandbox.calls() == ()
