# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A rollout split over machines, as an automation controller slices an inventory, equals one that is not split.

A controller gives each job of a sliced template every n-th host, and no other host is in that job's inventory. It
starts them with ansible-runner, each with a folder of its own.
"""

from __future__ import annotations

import json
import os
import pathlib
import shutil
import subprocess
import sys
import typing as t

from sandbox import Account, Sandbox
from support import account_state
from support.tasks import allow

ROOT: t.Final = pathlib.Path(__file__).parents[2]
PROJECT: t.Final = ROOT / "docs" / "controller" / "project"
TOLD: t.Final = ("changed", "failed", "actions", "changes", "diff", "msg", "resources", "results")
COUNTS: t.Final = ("ok", "changed", "failures", "rescued", "skipped")
VARIABLES: t.Final = {
    "iam_baseline_policies": [
        {
            "name": "ReportWriter",
            "policy": allow("s3:PutObject", "arn:aws:s3:::reports-${AWS::AccountId}/*"),
            "tags": {"Account": "{{ inventory_hostname }}"},
        }
    ],
}
# An account of the last slice, whose policy needs a variable that it does not have.
FAULTY: t.Final = {"iam_baseline_policies": [{"name": "{{ nobody_sets_this }}"}]}


class Job:
    """One start of ansible-runner in a folder of its own, with a share of the accounts."""

    def __init__(
        self, sandbox: Sandbox, directory: pathlib.Path, accounts: t.Sequence[Account], faulty: Account
    ) -> None:
        self._directory = directory
        shutil.copytree(PROJECT, directory / "project")
        hosts = {
            account.name: {
                "aws_account_id": account.id,
                "aws_assume_role_arn": account.role_arn,
                **(FAULTY if account == faulty else {}),
            }
            for account in accounts
        }
        variables = {
            **sandbox.environment,
            "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".cache" / "collections"),
            "ANSIBLE_HOME": str(directory / "home"),
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }
        self._write("inventory/hosts.json", {"aws_accounts": {"hosts": hosts, "vars": VARIABLES}})
        self._write("env/envvars", variables)
        self._write("env/extravars", {"rollout_waves": "1,100%", "rollout_max_fail_percentage": 100})
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "ANSIBLE_"))}
        environment["PATH"] = os.pathsep.join((str(pathlib.Path(sys.executable).parent), environment["PATH"]))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "ansible_runner", "run", str(directory), "-p", "rollout.yml", "--ident", "job"],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def _write(self, name: str, content: object) -> None:
        path = self._directory / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content), encoding="utf-8")

    def end(self) -> dict[str, t.Any]:
        """What the job reports about each host: its numbers in the recap, and the result of each of its tasks."""
        self.output = self._process.communicate()[0]
        artifacts = self._directory / "artifacts" / "job"
        events = [json.loads(path.read_text(encoding="utf-8")) for path in artifacts.glob("job_events/*-*.json")]
        [recap] = [event["event_data"] for event in events if event["event"] == "playbook_on_stats"]
        hosts = {host for counts in COUNTS for host in recap[counts]}
        return {
            host: {
                "recap": {counts: recap[counts].get(host, 0) for counts in COUNTS},
                "results": sorted(
                    (
                        event["event_data"]["task"],
                        event["event"],
                        json.dumps(told(event["event_data"].get("res", {})), sort_keys=True),
                    )
                    for event in events
                    if event["event"].startswith("runner_on_")
                    and event["event"] != "runner_on_start"
                    and event["event_data"]["host"] == host
                ),
            }
            for host in hosts
        }

    def code(self) -> int:
        return self._process.wait()

    def facts(self) -> list[str]:
        """What the job leaves for other jobs: facts of its hosts."""
        folder = self._directory / "artifacts" / "job" / "fact_cache"
        return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def told(result: dict[str, t.Any]) -> dict[str, t.Any]:
    """A result without what differs in every run: identifiers and dates of AWS, and durations."""
    text = json.dumps({key: result[key] for key in TOLD if key in result})
    return t.cast(dict[str, t.Any], json.loads(text, object_hook=without_identifiers))


def without_identifiers(values: dict[str, t.Any]) -> dict[str, t.Any]:
    left_out = ("_id", "_date", "_time", "start", "end", "delta", "_ansible")
    return {
        key: value for key, value in values.items() if not key.endswith(left_out) and not key.startswith("_ansible")
    }


def states(sandbox: Sandbox) -> dict[str, account_state.AccountState]:
    return {
        account.name: account_state.read(sandbox.client("iam", account_id=account.id)) for account in sandbox.accounts
    }


def test_slices_in_parallel_equal_the_whole(sandbox: Sandbox, tmp_path: pathlib.Path) -> None:
    accounts = sandbox.accounts
    slices = 3
    faulty = accounts[-1]
    whole = Job(sandbox, tmp_path / "whole", accounts, faulty)
    expected = whole.end()
    assert whole.code() == 2, whole.output
    assert {host for host, end in expected.items() if end["recap"]["failures"]} == {faulty.name}
    assert sum(end["recap"]["changed"] for end in expected.values()) == len(accounts) - 1
    state = states(sandbox)
    assert {name for name, one in state.items() if one["policies"]} == {one.name for one in accounts[:-1]}

    sandbox.reset()
    jobs = [Job(sandbox, tmp_path / f"slice-{n}", accounts[n::slices], faulty) for n in range(slices)]
    results = [job.end() for job in jobs]
    assert [sorted(result) for result in results] == [
        sorted(account.name for account in accounts[n::slices]) for n in range(slices)
    ]
    assert {host: end for result in results for host, end in result.items()} == expected
    assert states(sandbox) == state
    # Only the slice with the faulty account fails.
    assert [job.code() for job in jobs] == [2 if faulty in accounts[n::slices] else 0 for n in range(slices)]
    assert [job.facts() for job in jobs] == [[]] * slices
