# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the playbook rollout handles waves and limits, and what stops a run. The role in these tests does not call AWS.

tests/contract/test_rollout.py tests what the playbook does to accounts.
"""

from __future__ import annotations

import json
import pathlib
import re
import typing as t
from dataclasses import dataclass

import pytest
import yaml
from support import playbook

ROOT: t.Final = pathlib.Path(__file__).parents[3]

# The variable fails_in of a host names the step in which it fails.
ROLE: t.Final = """\
- name: First
  ansible.builtin.assert: {that: fails_in | default('') != 'first', fail_msg: "{{ why | default('first failed') }}"}
  tags: [policies]
- name: Second
  ansible.builtin.assert: {that: (fails_in | default('')) != item ~ ' in second', fail_msg: "{{ item }} failed"}
  loop: [a, b]
  tags: [roles]
- name: Hidden
  ansible.builtin.assert: {that: fails_in | default('') != 'hidden', fail_msg: a secret}
  no_log: true
- name: For all
  ansible.builtin.assert: {that: fails_in | default('') != 'for all', fail_msg: all stop}
  any_errors_fatal: true
- name: Last
  ansible.builtin.debug: {msg: done}
  tags: [roles]
"""
STEPS: t.Final = 5

Variables = dict[str, t.Any]
LEFT_OUT: t.Final = object()


class Rollout:
    """Runs the playbook on the hosts 1, 2, ... of the group aws_accounts. The host web is not an account."""

    def __init__(self, directory: pathlib.Path) -> None:
        self.directory = directory
        for role in ("steps", "wrapped"):
            (directory / "roles" / role / "tasks").mkdir(parents=True)
        (directory / "roles" / "steps" / "tasks" / "main.yml").write_text(ROLE, encoding="utf-8")
        wrapped = "- ansible.builtin.import_role: {name: steps}\n"
        (directory / "roles" / "wrapped" / "tasks" / "main.yml").write_text(wrapped, encoding="utf-8")

    def run(
        self,
        *options: str,
        count: int = 6,
        changed: t.Mapping[int, Variables] | None = None,
        environment: t.Mapping[str, str] | None = None,
        play: str = "leastpriv.aws.rollout",
        **variables: t.Any,
    ) -> playbook.Run:
        """Run the playbook with variables for the run, and with changed variables for some of the hosts."""
        hosts = {
            f"account-{number}": {**account(number), **(changed or {}).get(number, {})}
            for number in range(1, count + 1)
        }
        inventory = {"aws_accounts": {"hosts": hosts}, "others": {"hosts": {"web": {}}}}
        (self.directory / "inventory.json").write_text(json.dumps(inventory), encoding="utf-8")
        extra = {name: value for name, value in {"rollout_role": "steps", **variables}.items() if value is not LEFT_OUT}
        return playbook.run(
            *("-i", "inventory.json", "--extra-vars", json.dumps(extra)),
            *options,
            playbook=play,
            environment={"ANSIBLE_ROLES_PATH": str(self.directory / "roles"), **(environment or {})},
            directory=self.directory,
        )


def host(number: int) -> str:
    return f"account-{number}"


def account(number: int) -> Variables:
    return {"aws_account_id": f"{number:012d}"}


def waves(run: playbook.Run) -> list[list[int]]:
    """The accounts of each wave that started, in order."""
    plays = re.split(r"^PLAY \[", run.output, flags=re.MULTILINE)[1:]
    named = [re.findall(r"^(?:ok|fatal|changed): \[account-(\d+)\]", play, re.MULTILINE) for play in plays]
    return [sorted({int(number) for number in numbers}) for numbers in named if numbers]


def done(run: playbook.Run) -> list[int]:
    """The accounts that completed the role without a failure."""
    failed = run.count("failed")
    counts = run.count("ok").items()
    return sorted(int(host.split("-")[1]) for host, ok in counts if ok == STEPS and failed[host] == 0)


def failed(run: playbook.Run) -> list[int]:
    return sorted(int(host.split("-")[1]) for host, count in run.count("failed").items() if count)


@pytest.fixture
def rollout(tmp_path: pathlib.Path) -> Rollout:
    return Rollout(tmp_path)


WAVES: t.Final[tuple[tuple[Variables, list[int]], ...]] = (
    ({}, [1, 2, 17]),
    ({"rollout_waves": 8}, [8, 8, 4]),
    ({"rollout_waves": "1,10%,100%"}, [1, 2, 17]),
    ({"rollout_waves": " 3 , 50% "}, [3, 10, 7]),
    ({"rollout_waves": '[2, "50%"]'}, [2, 10, 8]),
    ({"rollout_waves": ["100%"]}, [20]),
    ({"rollout_waves": "25%"}, [5, 5, 5, 5]),
    # A percentage that is less than one account counts as one account.
    ({"rollout_waves": ["1%", 30]}, [1, 19]),
)


def test_waves(rollout: Rollout) -> None:
    """One run rolls out again and again, each time with other waves."""
    site = [
        {"import_playbook": "leastpriv.aws.rollout", "vars": {"rollout_role": "steps", **given}}
        for given, _sizes in WAVES
    ]
    (rollout.directory / "site.yml").write_text(json.dumps(site), encoding="utf-8")
    options = ("--tags", "policies", "--forks", "20")
    run = rollout.run(*options, count=20, play="site.yml", rollout_role=LEFT_OUT)
    assert run.code == 0, run.output
    assert [len(wave) for wave in waves(run)] == [size for _given, sizes in WAVES for size in sizes]
    seen = [number for wave in waves(run) for number in wave]
    assert [sorted(seen[start : start + 20]) for start in range(0, len(seen), 20)] == [[*range(1, 21)]] * len(WAVES)


def test_waves_with_the_command(rollout: Rollout) -> None:
    run = rollout.run("--tags", "policies", "--forks", "20", count=20, rollout_waves='[2, "50%"]')
    assert ([len(wave) for wave in waves(run)], run.code) == ([2, 10, 8], 0)


@t.final
@dataclass(frozen=True)
class Case:
    """The step in which each account fails and the run's variables; the waves that start, the accounts that succeed."""

    failing: t.Mapping[int, str]
    variables: t.Mapping[str, t.Any]
    begun: t.Sequence[t.Sequence[int]]
    through: t.Sequence[int]


FAILURES: t.Final = (
    # The first wave is the canary: if it fails, the run stops, whatever the limit.
    Case({1: "first"}, {}, [[1]], []),
    Case({1: "first"}, {"rollout_max_fail_percentage": 100}, [[1]], []),
    # An account that fails in an early task does not stop the other accounts of its wave.
    Case({3: "first"}, {"rollout_waves": "1,4,100%"}, [[1], [2, 3, 4, 5]], [1, 2, 4, 5]),
    Case({2: "hidden", 5: "b in second"}, {"rollout_waves": "1,4,100%"}, [[1], [2, 3, 4, 5]], [1, 3, 4]),
    # A quarter of the second wave fails: over 24 %, not over 25 %.
    Case(
        {3: "first"},
        {"rollout_waves": "1,4,100%", "rollout_max_fail_percentage": 24},
        [[1], [2, 3, 4, 5]],
        [1, 2, 4, 5],
    ),
    Case(
        {3: "first"},
        {"rollout_waves": "1,4,100%", "rollout_max_fail_percentage": "25%"},
        [[1], [2, 3, 4, 5], [6, 7, 8]],
        [1, 2, 4, 5, 6, 7, 8],
    ),
    # Failures of one wave do not count in the next.
    Case(
        {3: "first", 7: "first"},
        {"rollout_waves": 4, "rollout_max_fail_percentage": 25.0},
        [[1, 2, 3, 4], [5, 6, 7, 8]],
        [1, 2, 4, 5, 6, 8],
    ),
    # If all accounts of a wave fail, no further wave starts, whatever the limit.
    Case(
        {2: "first", 3: "first"},
        {"rollout_waves": "1,2,100%", "rollout_max_fail_percentage": 100},
        [[1], [2, 3]],
        [1],
    ),
)
# Settings that a user may have made for other playbooks.
OTHER_SETTINGS: t.Final = {"ANSIBLE_STRATEGY": "free", "ANSIBLE_ANY_ERRORS_FATAL": "true"}


@pytest.mark.parametrize(
    ("case", "settings"),
    [*((case, {}) for case in FAILURES), (FAILURES[2], OTHER_SETTINGS), (FAILURES[5], OTHER_SETTINGS)],
)
def test_a_failure_stops_later_waves_and_nobody_in_its_own(
    rollout: Rollout, case: Case, settings: dict[str, str]
) -> None:
    changed = {number: {"fails_in": step} for number, step in case.failing.items()}
    run = rollout.run(count=8, changed=changed, environment=settings, **case.variables)
    assert waves(run) == case.begun
    assert done(run) == case.through
    assert failed(run) == sorted(case.failing)
    assert run.count("rescued") == run.count("failed")
    # The run fails even if later waves succeed.
    assert run.code == 2


@pytest.mark.parametrize("given", [{}, {"rollout_waves": "1,4,100%", "rollout_max_fail_percentage": 24}])
def test_a_dry_run_has_one_wave_and_goes_on_after_failures(rollout: Rollout, given: Variables) -> None:
    """A play after the rollout shows that the failures did not end the run."""
    play = {"hosts": "aws_accounts", "gather_facts": False, "tasks": [{"ansible.builtin.debug": {"msg": "later"}}]}
    site = [{"import_playbook": "leastpriv.aws.rollout"}, {**play, "connection": "local"}]
    (rollout.directory / "site.yml").write_text(json.dumps(site), encoding="utf-8")
    changed = {1: {"fails_in": "first"}, 3: {"fails_in": "b in second"}}
    run = rollout.run("--check", changed=changed, count=8, play="site.yml", **given)
    succeeding = [2, 4, 5, 6, 7, 8]
    assert waves(run) == [[*range(1, 9)], succeeding]
    assert (failed(run), run.code) == ([1, 3], 2)
    assert {number: run.count("ok")[host(number)] for number in succeeding} == dict.fromkeys(succeeding, STEPS + 1)


# Steps in which an account fails, further variables of the account, and what the failure says.
WHY: t.Final[tuple[tuple[str, Variables, str], ...]] = (
    ("first", {}, "first failed"),
    (
        "first",
        {"why": "{{ lookup('ansible.builtin.env', 'HOME') }} or {% raw %}{{ 6 * 7 }}{% endraw %}"},
        "{{ 6 * 7 }}",
    ),
    ("b in second", {}, "b failed"),
    ("hidden", {}, "censored"),
)


def test_an_account_says_once_why_it_failed(rollout: Rollout) -> None:
    """The task that counts the account refers to the message of the task that failed."""
    changed = {number: {"fails_in": step, **more} for number, (step, more, _said) in enumerate(WHY, 1)}
    run = rollout.run(changed=changed, count=4, rollout_waves=4)
    assert [said for _step, _more, said in WHY if said not in run.output] == []
    reference = r'^fatal: \[(\S+)\]: .*"task (\w+) failed: see its message above"'
    references = sorted(re.findall(reference, run.output, re.MULTILINE))
    assert references == [(host(1), "First"), (host(2), "First"), (host(3), "Second"), (host(4), "Hidden")]
    # ansible-core 2.19 prints the message of a failure on a line of its own, too.
    assert [run.output.count(f'"msg": "{said}') for said in ("first failed", "b failed")] == [1, 1]


def test_a_task_that_is_fatal_for_all_says_so_to_all(rollout: Rollout) -> None:
    run = rollout.run(changed={2: {"fails_in": "for all"}}, rollout_waves=3)
    stopped = "the run was stopped because another account failed"
    assert run.failures() == {"account-1": stopped, "account-2": "all stop", "account-3": stopped}
    assert (waves(run), run.code) == ([[1, 2, 3]], 2)


def test_tags_and_starting_points_keep_the_count_of_failures(rollout: Rollout) -> None:
    changed = {2: {"fails_in": "first"}, 4: {"fails_in": "b in second"}}
    by_tag = {tag: rollout.run("--tags", tag, changed=changed, rollout_waves=3) for tag in ("policies", "roles")}
    assert {tag: waves(run) for tag, run in by_tag.items()} == {
        "policies": [[1, 2, 3]],
        "roles": [[1, 2, 3], [4, 5, 6]],
    }
    assert {tag: failed(run) for tag, run in by_tag.items()} == {"policies": [2], "roles": [4]}
    started = rollout.run("--start-at-task", "Second", changed={1: {"fails_in": "b in second"}}, rollout_waves=3)
    assert (waves(started), failed(started)) == ([[1, 2, 3]], [1])


def test_a_limit_keeps_the_waves(rollout: Rollout) -> None:
    run = rollout.run("--limit", "account-2*,account-1,web,!account-21", count=24, rollout_waves="1,50%,100%")
    assert waves(run) == [[1], [2, 20, 22], [23, 24]]
    assert "web" not in run.count("ok")
    assert run.code == 0


def test_hosts_that_failed_can_be_the_limit(rollout: Rollout) -> None:
    settings = {"ANSIBLE_RETRY_FILES_ENABLED": "true", "ANSIBLE_RETRY_FILES_SAVE_PATH": str(rollout.directory)}
    assert failed(rollout.run(changed={3: {"fails_in": "first"}}, rollout_waves=4, environment=settings)) == [3]
    run = rollout.run("--limit", f"@{rollout.directory / 'rollout.retry'}", rollout_waves=4)
    # Ansible counts the whole wave as failed.
    assert (done(run), run.code) == ([1, 2, 3, 4], 0)


WITHOUT_ACCOUNTS: t.Final = {
    "a limit to others": (("--limit", "web"), "the inventory has no host in aws_accounts within the limit web"),
    "a limit to nothing": (("--limit", "account-9"), "no hosts to target"),
    "an inventory without accounts": (("-i", "web.ini"), "the inventory has no host in aws_accounts"),
    "an empty inventory": (("-i", "empty.ini"), "the inventory has no hosts"),
    "an empty inventory and a limit": (("-i", "empty.ini", "--limit", "a*"), "the inventory has no hosts"),
}


@pytest.mark.parametrize("case", WITHOUT_ACCOUNTS)
def test_a_run_without_accounts_fails(rollout: Rollout, case: str) -> None:
    options, message = WITHOUT_ACCOUNTS[case]
    (rollout.directory / "web.ini").write_text("web\n", encoding="utf-8")
    (rollout.directory / "empty.ini").write_text("\n", encoding="utf-8")
    if "-i" in options:
        run = playbook.run(*options, playbook="leastpriv.aws.rollout", environment={}, directory=rollout.directory)
    else:
        run = rollout.run(*options)
    assert run.code != 0
    # Versions of ansible-core wrap lines in different places.
    assert message in " ".join(run.output.split())


def test_a_syntax_check_needs_no_inventory(rollout: Rollout) -> None:
    run = playbook.run("--syntax-check", playbook="leastpriv.aws.rollout", environment={}, directory=rollout.directory)
    assert run.code == 0, run.output


BAD_VARIABLES: t.Final[tuple[tuple[str, t.Any], ...]] = (
    *(
        ("rollout_waves", value)
        for value in (0, "abc", "0%", -1, "1,", "101%", 1.5, True, None, [], [1, []], {"1": 1}, "[1,")
    ),
    *(("rollout_max_fail_percentage", value) for value in (-1, 200, "text", None, True, "100.5", [5])),
)


def complaint(name: str) -> str:
    kind = "a list of waves, .*" if name == "rollout_waves" else "a percentage from 0 to 100"
    return rf"{name} must be {kind} \(got: "


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("rollout_waves", "abc"),
        ("rollout_waves", None),
        ("rollout_waves", []),
        ("rollout_max_fail_percentage", 200),
        ("rollout_max_fail_percentage", None),
    ],
)
def test_bad_variables_of_the_run_stop_it_before_it_begins(rollout: Rollout, name: str, value: t.Any) -> None:
    assert (name, value) in BAD_VARIABLES
    run = rollout.run(**{name: value})
    assert run.code != 0
    assert re.search(complaint(name), " ".join(run.output.split())), run.output
    assert waves(run) == []


@pytest.mark.parametrize("value", ["deny", None, ["fail"]])
def test_a_bad_setting_for_new_access_stops_the_run_before_it_begins(rollout: Rollout, value: t.Any) -> None:
    run = rollout.run(rollout_new_access=value)
    assert run.code not in (0, 2)
    said = f"rollout_new_access must be allow, warn or fail (got: {value})"
    assert said in " ".join(run.output.split()), run.output
    assert waves(run) == []


def test_each_bad_variable_is_refused_by_the_filter_that_the_playbook_uses(rollout: Rollout) -> None:
    """One run, in which each host has another value."""
    (written,) = yaml.safe_load((ROOT / "playbooks" / "rollout.yml").read_text(encoding="utf-8"))
    for keyword, name in (("serial", "rollout_waves"), ("max_fail_percentage", "rollout_max_fail_percentage")):
        template = rf"{{{{ {name} \| default\(.*\) \| leastpriv\.aws\.{name}\(check_mode=ansible_check_mode\) }}}}"
        assert re.fullmatch(template, " ".join(written[keyword].split()))
    hosts = {host(number): {"name": name, name: value} for number, (name, value) in enumerate(BAD_VARIABLES)}
    tasks = [
        {"ansible.builtin.debug": {"msg": f"{{{{ {name} | leastpriv.aws.{name} }}}}"}, "when": f"name == '{name}'"}
        for name in ("rollout_waves", "rollout_max_fail_percentage")
    ]
    play = {"hosts": "all", "connection": "local", "gather_facts": False, "tasks": tasks}
    (rollout.directory / "play.yml").write_text(json.dumps([play]), encoding="utf-8")
    (rollout.directory / "bad.json").write_text(json.dumps({"all": {"hosts": hosts}}), encoding="utf-8")
    run = playbook.run("-i", "bad.json", playbook="play.yml", environment={}, directory=rollout.directory)
    failures = run.failures()
    assert failures.keys() == hosts.keys()
    wrong = {
        (name, str(value)): failures[host(number)]
        for number, (name, value) in enumerate(BAD_VARIABLES)
        if not re.search(complaint(name), failures[host(number)])
    }
    assert wrong == {}


@pytest.mark.parametrize(
    ("role", "said"),
    [
        ("no_such_role", "'no_such_role' was not found"),
        *((role, "rollout_role must be the name of a role") for role in ("", None, ["steps"])),
    ],
)
def test_a_role_that_does_not_exist_stops_the_run_before_it_begins(rollout: Rollout, role: t.Any, said: str) -> None:
    run = rollout.run(rollout_role=role)
    assert run.code not in (0, 2)
    assert said in " ".join(run.output.split())
    assert waves(run) == []


NO_ID: t.Final = "must be an account ID: 12 digits, in quotes"
# Invalid variables of an account, and the beginning of the message about them.
BAD_ACCOUNTS: t.Final[tuple[tuple[Variables, str], ...]] = (
    ({"aws_account_id": None}, "aws_account_id is not set for account-1. It guards"),
    ({"aws_account_id": ""}, "aws_account_id is not set for account-2. It guards"),
    ({"aws_account_id": 11111}, f"aws_account_id of account-3 {NO_ID} (got: 11111)"),
    (
        {"aws_account_id": "1" * 13},
        f"aws_account_id of account-4 {NO_ID} (got: 1111111111111)",
    ),
    (
        {"aws_account_id": "11111111111a"},
        f"aws_account_id of account-5 {NO_ID} (got: 11111111111a)",
    ),
    (
        {"aws_account_id": ["111111111111"]},
        f"aws_account_id of account-6 {NO_ID} (got: ['111111111111'])",
    ),
    (
        {"aws_assume_role_arn": "arn:aws:iam::222222222222:role/Admin"},
        "aws_assume_role_arn of account-7 must be a role of its account 000000000007 (got: arn:aws:iam::222222222222:",
    ),
    (
        {"aws_assume_role_arn": "Admin"},
        "aws_assume_role_arn of account-8 must be a role of its account 000000000008 (got: Admin)",
    ),
)


@pytest.mark.parametrize("options", [(), ("--tags", "roles"), ("--start-at-task", "Last")], ids="".join)
@pytest.mark.parametrize("role", ["steps", "wrapped"])
def test_no_task_of_any_role_runs_for_an_account_without_a_guard(
    rollout: Rollout, options: tuple[str, ...], role: str
) -> None:
    changed = {number: variables for number, (variables, _said) in enumerate(BAD_ACCOUNTS, 1)}
    run = rollout.run(*options, count=10, changed=changed, rollout_role=role, rollout_waves=10)
    failures = run.failures()
    said = {number: failures.get(f"account-{number}", "nothing") for number in changed}
    assert {number: text for number, text in said.items() if not text.startswith(BAD_ACCOUNTS[number - 1][1])} == {}
    assert {number: run.count("ok")[f"account-{number}"] for number in changed} == dict.fromkeys(changed, 0)
    assert failed(run) == sorted(changed)
    assert run.count("failed")["account-9"] == run.count("failed")["account-10"] == 0


def test_an_account_without_its_variable_at_all(rollout: Rollout) -> None:
    inventory: Variables = {"aws_accounts": {"hosts": {"bare": {}}}}
    (rollout.directory / "bare.json").write_text(json.dumps(inventory), encoding="utf-8")
    options = ("-i", "bare.json", "-e", "rollout_role=steps")
    settings = {"ANSIBLE_ROLES_PATH": str(rollout.directory / "roles")}
    run = playbook.run(*options, playbook="leastpriv.aws.rollout", environment=settings, directory=rollout.directory)
    assert run.failures()["bare"].startswith("aws_account_id is not set for bare.")
    assert run.count("ok") == {"bare": 0}


def test_the_role_comes_from_the_vars_of_an_import_too(rollout: Rollout) -> None:
    variables = {"rollout_role": "steps", "rollout_waves": [2, 3], "rollout_max_fail_percentage": 40}
    site = json.dumps([{"import_playbook": "leastpriv.aws.rollout", "vars": variables}])
    (rollout.directory / "site.yml").write_text(site, encoding="utf-8")
    hosts = {f"account-{number}": account(number) for number in range(1, 7)}
    hosts["account-3"]["fails_in"] = "first"
    inventory = {"aws_accounts": {"hosts": hosts}}
    (rollout.directory / "inventory.json").write_text(json.dumps(inventory), encoding="utf-8")
    settings = {"ANSIBLE_ROLES_PATH": str(rollout.directory / "roles")}
    run = playbook.run("-i", "inventory.json", playbook="site.yml", environment=settings, directory=rollout.directory)
    assert (waves(run), done(run), failed(run)) == ([[1, 2], [3, 4, 5], [6]], [1, 2, 4, 5, 6], [3])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("rollout_role", "wrapped"),
        ("rollout_waves", 6),
        ("rollout_max_fail_percentage", 50),
        ("rollout_new_access", "fail"),
        ("rollout_plan", "plan.json"),
        ("rollout_plan_max_age", "1h"),
        ("rollout_plan_path", "plan.json"),
    ],
)
def test_variables_of_the_run_that_ansible_would_ignore_are_refused(rollout: Rollout, name: str, value: t.Any) -> None:
    (rollout.directory / "group_vars").mkdir()
    (rollout.directory / "group_vars" / "all.yml").write_text(json.dumps({name: value}), encoding="utf-8")
    # The variable is not passed with --extra-vars, which would override the inventory.
    run = rollout.run(rollout_role=LEFT_OUT if name == "rollout_role" else "steps")
    assert run.failures()["account-1"].startswith(
        f"The inventory sets {name} for account-1, but {name} belongs to the run"
    )
    assert (waves(run), done(run), run.code) == ([[1]], [], 2)


def test_what_comes_with_the_run_goes_before_the_inventory(rollout: Rollout) -> None:
    run = rollout.run(changed={1: {"rollout_waves": 1, "rollout_role": "wrapped"}}, rollout_waves=6)
    assert (waves(run), done(run)) == ([[1, 2, 3, 4, 5, 6]], [1, 2, 3, 4, 5, 6])
