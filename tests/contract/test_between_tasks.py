# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Playbooks in check mode whose tasks build on each other: a check passes, and says what the run does."""

from __future__ import annotations

import json
import pathlib
import re
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.modules import iam_baseline, iam_policy
from sandbox import Sandbox
from support import playbook
from support.tasks import allow, options, trust

Task = dict[str, t.Any]

READ: t.Final = allow("s3:GetObject", "arn:aws:s3:::reports/*")
EC2: t.Final = trust("ec2.amazonaws.com")
ROLE: t.Final = {"name": "App", "assume_role_policy_document": EC2}

# A role and what belongs to it, then its end: each task names what an earlier one creates.
TASKS: t.Final[list[tuple[str, Task]]] = [
    ("iam_managed_policy", {"name": "Reader", "path": "/team/", "policy": READ}),
    ("iam_role", {**ROLE, "managed_policies": ["Reader"]}),
    ("iam_policy", {"iam_type": "role", "iam_name": "App", "policy_name": "own", "policy_json": READ}),
    ("iam_instance_profile", {"name": "App", "role": "App"}),
    ("iam_role", {**ROLE, "managed_policies": ["Reader"], "description": "later"}),
    ("iam_role", {**ROLE, "managed_policies": ["Reader"], "description": "later"}),
    ("iam_baseline", {"roles": [{**ROLE, "name": "Other", "managed_policies": ["Reader"]}]}),
    ("iam_role", {"name": "App", "state": "absent"}),
    ("iam_managed_policy", {"name": "Reader", "state": "absent"}),
]
# In which tasks anything changes.
CHANGES: t.Final = [True] * 5 + [False] + [True] * 3


class Playbook:
    """A playbook for accounts of the sandbox, each of which has so many hosts."""

    def __init__(self, sandbox: Sandbox, folder: pathlib.Path, *, accounts: int = 1, hosts: int = 1) -> None:
        self._sandbox = sandbox
        self._folder = folder
        members = {
            f"{account.name}-{number}": {"role": account.role_arn}
            for account in sandbox.accounts[:accounts]
            for number in range(hosts)
        }
        variables = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
        inventory = {"all": {"hosts": members, "vars": variables}}
        (folder / "inventory.json").write_text(json.dumps(inventory), encoding="utf-8")

    def run(self, tasks: list[tuple[str, Task]], *options: str, **keywords: t.Any) -> playbook.Run:
        connection = {"assume_role_arn": "{{ role }}", "review": "off"}
        listed = [
            {
                "name": str(number),
                f"leastpriv.aws.{module}": {**given, **self._accepted(module, connection)},
            }
            for number, (module, given) in enumerate(tasks)
        ]
        play = {"hosts": "all", "gather_facts": False, "tasks": listed, **keywords}
        (self._folder / "play.yml").write_text(json.dumps([play]), encoding="utf-8")
        return playbook.run(
            *("-i", "inventory.json", "-v", *options),
            playbook="play.yml",
            environment={**self._sandbox.environment, "ANSIBLE_NOCOLOR": "1"},
            directory=self._folder,
        )

    @staticmethod
    def _accepted(module: str, connection: Task) -> Task:
        return {key: value for key, value in connection.items() if key != "review" or module != "iam_instance_profile"}


def changes(run: playbook.Run) -> list[bool]:
    """For each result in the output, in order, whether it says changed."""
    return [word == "changed" for word in re.findall(r"^(ok|changed): \[", run.output, re.MULTILINE)]


def test_a_check_says_what_the_run_does(sandbox: Sandbox, tmp_path: pathlib.Path) -> None:
    play = Playbook(sandbox, tmp_path)
    checked = play.run(TASKS, "--check", "--diff")
    assert checked.code == 0, checked.output
    assert changes(checked) == CHANGES
    assert [call.operation for call in sandbox.calls() if call.operation.startswith(("Create", "Delete", "Put"))] == []
    # A further check of the same account knows nothing of the one before.
    assert changes(play.run(TASKS, "--check")) == CHANGES
    assert changes(play.run(TASKS)) == CHANGES
    assert list(pathlib.Path(tmp_path).glob("**/*leastpriv*")) == []


@pytest.mark.parametrize("keywords", [{}, {"serial": 2}, {"strategy": "free"}], ids=str)
def test_each_account_has_its_own_earlier_tasks(
    sandbox: Sandbox, tmp_path: pathlib.Path, keywords: dict[str, t.Any]
) -> None:
    play = Playbook(sandbox, tmp_path, accounts=3)
    checked = play.run(TASKS, "--check", "--forks", "3", **keywords)
    assert checked.code == 0, checked.output
    assert set(checked.count("changed").values()) == {CHANGES.count(True)}


def test_hosts_of_one_account_share_them(sandbox: Sandbox, tmp_path: pathlib.Path) -> None:
    play = Playbook(sandbox, tmp_path, hosts=2)
    first, second = (f"{sandbox.accounts[0].name}-{number}" for number in (0, 1))
    tasks: list[tuple[str, Task]] = [("iam_role", ROLE), ("iam_instance_profile", {"name": "App", "role": "App"})]
    checked = play.run(tasks, "--check", "--forks", "1", serial=1)
    assert checked.count("changed") == {first: 2, second: 0}, checked.output


def test_what_no_task_creates_is_missing(sandbox: Sandbox, tmp_path: pathlib.Path) -> None:
    play = Playbook(sandbox, tmp_path)
    tasks: list[tuple[str, Task]] = [("iam_role", ROLE), ("iam_instance_profile", {"name": "App", "role": "Ap"})]
    [message] = play.run(tasks, "--check").failures().values()
    assert (
        "role: there is no role Ap; App may be meant. Correct the name, or create the role first. In check" in message
    )
    [message] = play.run(tasks).failures().values()
    assert message.endswith("; App may be meant. Correct the name, or create the role first")


def test_what_an_earlier_task_deletes_is_missing(sandbox: Sandbox, tmp_path: pathlib.Path) -> None:
    play = Playbook(sandbox, tmp_path)
    assert play.run([("iam_role", ROLE)]).code == 0
    tasks: list[tuple[str, Task]] = [("iam_role", {"name": "App", "state": "absent"}), TASKS[2]]
    for flags in (["--check"], []):
        [message] = play.run(tasks, *flags).failures().values()
        assert "iam_name: there is no role App" in message


@pytest.mark.parametrize("check_mode", [True, False])
def test_without_knowing_the_earlier_tasks_a_check_predicts_a_change(sandbox: Sandbox, *, check_mode: bool) -> None:
    given = {"assume_role_arn": sandbox.accounts[0].role_arn}
    module, task = TASKS[2]
    role = {**ROLE, "managed_policies": ["Reader"]}
    runs = {
        "there is no role App": (iam_policy, options(module, **task, **given)),
        "policy by name: Reader": (iam_baseline, options("iam_baseline", roles=[role], **given)),
    }
    for missing, (ran, its_options) in runs.items():
        end = ran.MAIN.execute(its_options, check_mode=check_mode, diff=False)
        assert (end.failed, end.result["changed"]) == ((False, True) if check_mode else (True, False))
        # The last one: those before it are about documents.
        told = end.warnings[-1] if check_mode else end.result["msg"]
        assert missing in told
        assert ("unless an earlier task creates it" in told) is check_mode


def test_a_module_in_its_own_process_warns(sandbox: Sandbox, tmp_path: pathlib.Path) -> None:
    play = Playbook(sandbox, tmp_path)
    checked = play.run(TASKS[1:4], "--check", "--extra-vars", "leastpriv_aws_in_process=false")
    assert checked.code == 0, checked.output
    assert changes(checked) == [True] * 3
    output = " ".join(checked.output.split())
    for missing in ("policy by name: Reader", "there is no role App"):
        assert missing in output
    assert "unless an earlier task creates it, which check mode cannot know here: counted as a change" in output


def test_a_task_in_check_mode_of_a_real_run_sees_the_account(sandbox: Sandbox, tmp_path: pathlib.Path) -> None:
    play = Playbook(sandbox, tmp_path)
    tasks: list[tuple[str, Task]] = [("iam_role", ROLE), ("iam_instance_profile", {"name": "App", "role": "App"})]
    [message] = play.run(tasks, check_mode=True).failures().values()
    assert "role: there is no role App" in message
