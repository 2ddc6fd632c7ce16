# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The demo, step by step. Each step says what it does, does it, and checks the outcome."""

from __future__ import annotations

import contextlib
import json
import pathlib
import signal
import sys
import tempfile
import typing as t

from sandbox import Account, Sandbox, SandboxError
from sandbox.inventory import inventory
from sandbox.surroundings import forget_own_aws
from support import account_state, playbook, tutorial

from . import table

_BUCKET = "acme-customer-imports"
_REGION = "eu-west-1"
_PROJECT = "4f1d2c3b5a69788790a1b2c3d4e5f607"
# The report outlives the demo's temporary folder.
_REPORT = pathlib.Path(__file__).resolve().parents[2] / ".cache" / "demo"
_CALLBACK = {
    "ANSIBLE_CALLBACKS_ENABLED": "leastpriv.aws.rollout_report",
    "LEASTPRIV_ROLLOUT_REPORT_HTML_PATH": str(_REPORT / "rollout.html"),
    "LEASTPRIV_ROLLOUT_REPORT_JSON_PATH": str(_REPORT / "rollout.json"),
}
_VARIABLES = f"""\
  vars:
    aws_region: {_REGION}
    pinpoint_importer_bucket_name: {_BUCKET}
    pinpoint_importer_project_id: {_PROJECT}
"""


class DemoError(Exception):
    """A step did not have the outcome that it announced."""


class Demo:
    """A sandbox, and a directory with an inventory of its accounts."""

    def __init__(self, sandbox: Sandbox, directory: pathlib.Path) -> None:
        self._sandbox = sandbox
        self._directory = directory

    def run(self) -> None:
        self._show_inventory()
        self._roll_out("The first run creates three policies and three roles in each account.", changed=(1, 1, 1))
        self._roll_out("The second run changes nothing.", changed=(0, 0, 0))
        self._widen_a_policy()
        before = self._states()
        self._roll_out("Check mode shows the drift, and changes nothing.", "--check", "--diff", changed=(0, 1, 0))
        _expect(self._states() == before, "check mode changed an account")
        self._roll_out("A run repairs the drift.", "--diff", changed=(0, 1, 0))
        self._show_accounts()
        self._show_report(changed=(0, 1, 0))

    def _show_inventory(self) -> None:
        _heading("Three AWS accounts, on this machine only. Each is a host of the inventory.")
        text = inventory(self._sandbox.accounts) + _VARIABLES
        (self._directory / "inventory.yml").write_text(text, encoding="utf-8")
        _command("cat inventory.yml")
        print(text)

    def _roll_out(self, title: str, *options: str, changed: tuple[int, ...]) -> None:
        """Run the playbook; C(changed) has the expected number of changed tasks for each account."""
        _heading(title)
        arguments = ("-i", "inventory.yml", *options)
        _command(" ".join(("ansible-playbook", playbook.PLAYBOOK, *arguments)))
        colours = {"ANSIBLE_FORCE_COLOR": "true"} if sys.stdout.isatty() else {"ANSIBLE_NOCOLOR": "true"}
        run = playbook.run(
            *arguments,
            environment={**self._sandbox.environment, **_CALLBACK, **colours},
            directory=self._directory,
            on_line=lambda line: print(line, flush=True),
        )
        expected = {account.name: count for account, count in zip(self._sandbox.accounts, changed, strict=True)}
        _expect(run.code == 0, f"ansible-playbook ended with exit code {run.code}")
        _expect(run.count("changed") == expected, f"changed is {run.count('changed')}, expected was {expected}")

    def _widen_a_policy(self) -> None:
        account = self._sandbox.accounts[1]
        _heading(f"Somebody widens ImporterS3Policy in {account.name} by hand.")
        iam = self._sandbox.client("iam", account_id=account.id)
        arn = f"arn:aws:iam::{account.id}:policy/ImporterS3Policy"
        document = self._expected(account)["ImporterS3Policy"]
        document["Statement"][0]["Action"] = "s3:*"
        _command(f"aws iam create-policy-version --set-as-default --policy-arn {arn} --policy-document ...")
        iam.create_policy_version(PolicyArn=arn, PolicyDocument=json.dumps(document), SetAsDefault=True)
        print("The first statement now allows s3:* instead of five actions on objects and one on the bucket.\n")

    def _show_accounts(self) -> None:
        _heading("What IAM holds at the end, read from IAM instead of from Ansible.")
        states = self._states()
        for account in self._sandbox.accounts:
            self._expect_tutorial(account, states[account.name])
        print(table.of_policies(states, tuple(tutorial.POLICIES)))
        print(table.of_roles(states, tuple(tutorial.ROLES)))
        print("Every document equals AWS's text word for word, with the account's own values filled in.\n")

    def _show_report(self, *, changed: tuple[int, ...]) -> None:
        _heading("The report of the last run: what changed in which account, and how.")
        report = json.loads((_REPORT / "rollout.json").read_text(encoding="utf-8"))
        states = [account["state"] for account in report["accounts"]]
        expected = ["changed" if count else "unchanged" for count in changed]
        _expect(states == expected, f"the report says {states}, expected was {expected}")
        page = _REPORT / "rollout.html"
        _expect(page.stat().st_size > 0, f"{page} is empty")
        print(f"Open it in a browser: {page.as_uri()}\nThe same as JSON:     {_REPORT / 'rollout.json'}\n")

    def _expect_tutorial(self, account: Account, state: account_state.AccountState) -> None:
        for name, document in self._expected(account).items():
            found = state["policies"].get(name)
            _expect(
                found is not None and found["document"] == document,
                f"{account.name}: {name} has another document",
            )
        for name, (trust, policies) in tutorial.ROLES.items():
            role = state["roles"].get(name)
            arns = [f"arn:aws:iam::{account.id}:policy/{policy}" for policy in policies]
            as_expected = role is not None and role["trust_policy"] == trust and role["managed_policies"] == arns
            _expect(as_expected, f"{account.name}: {name} is missing or unexpected")

    def _states(self) -> dict[str, account_state.AccountState]:
        accounts = self._sandbox.accounts
        return {
            account.name: account_state.read(self._sandbox.client("iam", account_id=account.id)) for account in accounts
        }

    def _expected(self, account: Account) -> dict[str, tutorial.Document]:
        return tutorial.policies(bucket=_BUCKET, region=_REGION, account=account.id, project=_PROJECT)


def main() -> int:
    signal.signal(signal.SIGTERM, _end)
    forget_own_aws()
    try:
        with tempfile.TemporaryDirectory(prefix="leastpriv-demo-") as directory, Sandbox.start(accounts=3) as sandbox:
            Demo(sandbox, pathlib.Path(directory)).run()
    except (DemoError, SandboxError) as error:
        print(f"\ndemo: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\ndemo: interrupted", file=sys.stderr)
        return 130
    print("The sandbox has stopped; nothing is left running.")
    return 0


def _end(_number: int, _frame: t.Any) -> t.NoReturn:
    raise KeyboardInterrupt


def _heading(text: str) -> None:
    print(f"\n{text}\n{'=' * len(text)}")


def _command(text: str) -> None:
    print(f"\n$ {text}", flush=True)


def _expect(truth: object, otherwise: str) -> None:
    if not truth:
        raise DemoError(otherwise)


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        sys.exit(main())
