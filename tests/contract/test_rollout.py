# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbook rollout on a sandbox of many accounts: what it does in them, call by call.

tests/unit/playbooks/test_rollout.py tests which waves follow from which variables.
"""

from __future__ import annotations

import collections
import json
import pathlib
import re
import textwrap
import typing as t

import pytest
from sandbox import Sandbox
from support import account_state, playbook
from support.tasks import allow, trust

PLAYBOOK: t.Final = "leastpriv.aws.rollout"
VARIABLES: t.Final = {
    "iam_baseline_policies": [
        {"name": "ReportWriter", "policy": allow("s3:PutObject", "arn:aws:s3:::reports-${AWS::AccountId}/*")}
    ],
    "iam_baseline_roles": [
        {
            "name": "ReportFunction",
            "assume_role_policy_document": trust(
                "lambda.amazonaws.com", Condition={"StringEquals": {"aws:SourceAccount": "${AWS::AccountId}"}}
            ),
            "managed_policies": ["arn:aws:iam::${AWS::AccountId}:policy/{{ attached | default('ReportWriter') }}"],
        }
    ],
}
# In such an account a role fails after its policy was created.
BROKEN: t.Final = {"attached": "NobodyMadeThis"}

Variables = t.Mapping[str, t.Any]


class Rollout:
    """Runs of the playbook on the sandbox's accounts, by number, and the calls of the last run."""

    def __init__(self, sandbox: Sandbox, directory: pathlib.Path) -> None:
        self.sandbox = sandbox
        self.directory = directory
        self._numbers = {account.id: number for number, account in enumerate(sandbox.accounts, 1)}

    def run(
        self,
        *options: str,
        changed: t.Mapping[int, Variables] | None = None,
        group: Variables | None = None,
        environment: t.Mapping[str, str] | None = None,
        **variables: t.Any,
    ) -> playbook.Run:
        """Run it with variables for the run, and different host variables for some of the accounts."""
        self.write_inventory(changed or {}, VARIABLES if group is None else group)
        self.sandbox.clear_calls()
        extra = ("--extra-vars", json.dumps(variables)) if variables else ()
        return playbook.run(
            *("-i", "inventory.json", "--forks", "10", *extra, *options),
            playbook=PLAYBOOK,
            environment={**self.sandbox.environment, **(environment or {})},
            directory=self.directory,
        )

    def write_inventory(self, changed: t.Mapping[int, Variables], group: Variables) -> None:
        hosts = {
            account.name: {
                "aws_account_id": account.id,
                "aws_assume_role_arn": account.role_arn,
                **changed.get(number, {}),
            }
            for number, account in enumerate(self.sandbox.accounts, 1)
        }
        inventory = {"aws_accounts": {"hosts": hosts, "vars": group}, "others": {"hosts": {"web": {}}}}
        (self.directory / "inventory.json").write_text(json.dumps(inventory), encoding="utf-8")

    def called(self) -> list[int]:
        """The accounts whose IAM the last run called, in the order of their first calls."""
        return list(
            dict.fromkeys(self._numbers[call.account_id] for call in self.sandbox.calls() if call.service == "iam")
        )

    def written(self) -> list[int]:
        """The accounts in which the last run made changes."""
        calls = [call for call in self.sandbox.calls() if call.service == "iam"]
        return sorted(
            {self._numbers[call.account_id] for call in calls if not call.operation.startswith(("Get", "List"))}
        )

    def states(self) -> dict[int, account_state.AccountState]:
        clients = {number: self.sandbox.client("iam", account_id=id_) for id_, number in self._numbers.items()}
        return {number: account_state.read(client) for number, client in clients.items()}

    def finished(self) -> list[int]:
        """The accounts that hold all desired resources."""
        states = self.states().items()
        roles = {number: state["roles"].get("ReportFunction") for number, state in states}
        return [number for number, role in roles.items() if role and role["managed_policies"]]


@pytest.fixture
def rollout(sandbox: Sandbox, tmp_path: pathlib.Path) -> Rollout:
    return Rollout(sandbox, tmp_path)


def numbers(counts: t.Mapping[str, int]) -> list[int]:
    """The accounts for which this number in the recap is not zero."""
    return sorted(int(host.rpartition("-")[2]) for host, count in counts.items() if count)


EVERYONE: t.Final = list(range(1, 7))


def test_a_rollout_and_its_dry_run(rollout: Rollout) -> None:
    before = rollout.states()
    predicted = rollout.run("--check")
    assert predicted.code == 0, predicted.output
    assert (rollout.written(), rollout.states()) == ([], before)

    run = rollout.run()
    assert run.code == 0, run.output
    assert predicted.count("changed") == run.count("changed")
    assert numbers(run.count("changed")) == EVERYONE
    # One account, a tenth of them, which is one again, and the rest: no wave starts before the previous one has ended.
    assert (rollout.called()[:2], sorted(rollout.called())) == ([1, 2], EVERYONE)
    last_of_canary = max(n for n, call in enumerate(rollout.sandbox.calls()) if call.account_id == "1" * 12)
    first_of_others = min(n for n, call in enumerate(rollout.sandbox.calls()) if call.account_id == "2" * 12)
    assert last_of_canary < first_of_others
    assert rollout.finished() == EVERYONE
    state = rollout.states()[6]
    [statement] = state["policies"]["ReportWriter"]["document"]["Statement"]
    assert statement["Resource"] == f"arn:aws:s3:::reports-{rollout.sandbox.accounts[5].id}/*"

    again = rollout.run()
    assert (again.code, rollout.written(), numbers(again.count("changed"))) == (0, [], [])


def test_a_failed_canary_is_all_that_a_run_touches(rollout: Rollout) -> None:
    before = rollout.states()
    run = rollout.run(changed={1: BROKEN})
    assert (run.code, rollout.called(), numbers(run.count("failed"))) == (2, [1], [1])
    after = rollout.states()
    assert {number for number in after if after[number] != before[number]} == {1}
    assert "NobodyMadeThis" in run.failures()["workload-1"]


def test_a_wave_over_the_limit_is_the_last_and_the_next_run_does_what_is_left(rollout: Rollout) -> None:
    stopped = rollout.run(changed={3: BROKEN}, rollout_waves="1,2,100%")
    assert (stopped.code, numbers(stopped.count("failed"))) == (2, [3])
    assert sorted(rollout.called()) == [1, 2, 3]
    # The other account of its wave finishes, although it had more to do.
    assert rollout.finished() == [1, 2]

    resumed = rollout.run(rollout_waves="1,2,100%")
    assert (resumed.code, rollout.finished()) == (0, EVERYONE)
    assert rollout.written() == [3, 4, 5, 6]
    operations = collections.Counter(
        call.operation
        for call in rollout.sandbox.calls()
        if call.account_id == "3" * 12 and call.operation.startswith("Create")
    )
    # Its policy existed.
    assert "CreatePolicy" not in operations


def test_a_wave_under_the_limit_is_not(rollout: Rollout) -> None:
    run = rollout.run(changed={3: BROKEN}, rollout_waves="1,2,100%", rollout_max_fail_percentage=50)
    assert (run.code, numbers(run.count("failed"))) == (2, [3])
    assert rollout.finished() == [1, 2, 4, 5, 6]


def test_a_limited_run_touches_those_accounts_only_canary_first(rollout: Rollout) -> None:
    run = rollout.run("--limit", "web,workload-4,workload-5,workload-6", rollout_waves="1,1,1")
    assert (run.code, rollout.called()) == (0, [4, 5, 6])
    assert rollout.finished() == [4, 5, 6]

    missed = rollout.run("--limit", "web")
    assert missed.code != 0
    assert rollout.sandbox.calls() == ()


WIDER: t.Final = {
    "iam_baseline_policies": [
        {"name": "ReportWriter", "policy": allow("s3:*Object", "arn:aws:s3:::reports-${AWS::AccountId}/*")}
    ],
}


def test_the_stricter_setting_for_new_access_counts_before_the_first_write(
    rollout: Rollout, tmp_path: pathlib.Path
) -> None:
    limited = ("--limit", "workload-1,workload-2,workload-3")
    created = rollout.run(*limited, rollout_waves=3, rollout_new_access="warn")
    assert (created.code, rollout.finished()) == (0, [1, 2, 3])
    assert "the change gives new access: the role is created: s3:" in " ".join(created.output.split())

    # The setting of the run, that of a host which is stricter, and that of a host which is more lenient.
    unchanged = rollout.states()
    settings = {1: {"iam_baseline_new_access": "allow"}, 2: {"iam_baseline_new_access": "fail"}}
    changed = {number: {**WIDER, **settings.get(number, {})} for number in (1, 2, 3)}
    report = {
        "ANSIBLE_CALLBACKS_ENABLED": "leastpriv.aws.rollout_report",
        "LEASTPRIV_ROLLOUT_REPORT_JSON_PATH": str(tmp_path / "report.json"),
    }
    refused = rollout.run(*limited, changed=changed, environment=report, rollout_waves=3, rollout_new_access="fail")
    assert (numbers(refused.count("failed")), rollout.written(), rollout.states()) == ([1, 2, 3], [], unchanged)
    assert "Nothing was changed" in refused.failures()["workload-1"]
    accounts = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["accounts"]
    assert [account["access"] for account in accounts] == ["new", "new", "new"]
    verdicts = {each["name"]: each["access"]["verdict"] for each in accounts[0]["resources"]}
    assert verdicts == {"ReportWriter": "new", "ReportFunction": "new"}

    lenient = rollout.run(*limited, changed=changed, rollout_waves=3, rollout_max_fail_percentage=100)
    assert (numbers(lenient.count("failed")), rollout.written()) == ([2], [1, 3])


# A role of a user's own, whose blocks have defaults of their own for the modules of the rollout.
OWN: t.Final = """
- name: Manage a policy
  when: part == 'policy'
  module_defaults:
    leastpriv.aws.iam_managed_policy:
      wait_timeout: 10
  block:
    - leastpriv.aws.iam_managed_policy:
        name: Own
        policy: "{{ document }}"
- name: Manage a role, with a setting of its own
  when: part == 'role'
  leastpriv.aws.iam_role:
    name: Own
    assume_role_policy_document: "{{ trust }}"
    new_access: "{{ setting }}"
- name: Manage a role in the account of the credentials
  when: part == 'elsewhere'
  module_defaults:
    group/leastpriv.aws.iam:
      region: eu-west-1
  block:
    - leastpriv.aws.iam_role:
        name: Own
        assume_role_policy_document: "{{ trust }}"
"""
# The part of the role, variables of the host, and what the failure says.
SEPARATE: t.Final = {"leastpriv_aws_in_process": False}
FROM_RUN: t.Final = "To make the change all the same, set rollout_new_access to warn or allow"
GATED: t.Final[tuple[tuple[str, Variables, str], ...]] = (
    ("policy", {}, FROM_RUN),
    ("policy", SEPARATE, FROM_RUN),
    ("role", {"setting": "allow"}, FROM_RUN),
    ("role", {"setting": "fail"}, "set rollout_new_access and new_access to warn or allow"),
    ("elsewhere", {}, "is for account 999999999999, but allowed_account_ids"),
    ("elsewhere", SEPARATE, "is for account 999999999999, but allowed_account_ids"),
)


def test_a_role_of_a_users_own_does_not_lose_the_gates_of_the_run(rollout: Rollout) -> None:
    """Defaults of a block replace those of the play for a module or a group, as Ansible has it."""
    tasks = rollout.directory / "roles" / "own" / "tasks"
    tasks.mkdir(parents=True)
    (tasks / "main.yml").write_text(OWN, encoding="utf-8")
    changed = {number: {"part": part, **given} for number, (part, given, _said) in enumerate(GATED, 1)}
    run = rollout.run(
        *("--limit", ",".join(f"workload-{number}" for number in changed)),
        changed=changed,
        group={"document": allow("s3:GetObject"), "trust": trust("ec2.amazonaws.com")},
        environment={"ANSIBLE_ROLES_PATH": str(rollout.directory / "roles")},
        rollout_role="own",
        rollout_new_access="fail",
        rollout_waves="100%",
    )
    failures = run.failures()
    wrong = {
        number: failures.get(f"workload-{number}", "nothing")
        for number, (_part, _given, said) in enumerate(GATED, 1)
        if said not in failures.get(f"workload-{number}", "")
    }
    assert (wrong, numbers(run.count("failed"))) == ({}, [*changed])
    assert [call for call in rollout.sandbox.calls() if call.operation.startswith(("Create", "Put"))] == []


# Variables of the second account, the message about it, and whether STS is called for it at all.
GUARDED: t.Final[tuple[tuple[Variables, str, bool], ...]] = (
    ({"aws_account_id": None}, "aws_account_id is not set for workload-2", False),
    (
        {"aws_account_id": "333333333333"},
        "aws_assume_role_arn of workload-2 must be a role of its account 333333333333",
        False,
    ),
    ({"aws_assume_role_arn": None}, "is for account 999999999999", True),
    ({"aws_account_id": "333333333333", "aws_assume_role_arn": None}, "is for account 999999999999", True),
)


@pytest.mark.parametrize(("variables", "message", "asked"), GUARDED)
def test_no_account_is_changed_in_place_of_another(
    rollout: Rollout, variables: Variables, message: str, *, asked: bool
) -> None:
    # Without the task that reads documents, only the guard stops the second account.
    run = rollout.run(
        "--skip-tags", "review", "--limit", "workload-1,workload-2,workload-3", changed={2: variables}, rollout_waves=3
    )
    assert (run.code, numbers(run.count("failed"))) == (2, [2])
    assert message in run.failures()["workload-2"]
    assert sorted(rollout.called()) == [1, 3]
    assert rollout.finished() == [1, 3]
    identities = [call.operation for call in rollout.sandbox.calls() if call.operation == "GetCallerIdentity"]
    assert bool(identities) == asked


def test_another_role(rollout: Rollout) -> None:
    group = {
        "aws_region": "eu-west-1",
        "pinpoint_importer_bucket_name": "acme-customer-imports",
        "pinpoint_importer_project_id": "4f1d2c3b5a69788790a1b2c3d4e5f607",
    }
    run = rollout.run("--limit", "workload-1", group=group, rollout_role="leastpriv.aws.pinpoint_importer")
    assert (run.code, rollout.called()) == (0, [1])
    assert set(rollout.states()[1]["policies"]) == {
        "ImporterPinpointPolicy",
        "ImporterS3PassthroughPolicy",
        "ImporterS3Policy",
    }


@pytest.mark.parametrize(("tag", "policies", "roles"), [("policies", [1, 2, 3], []), ("roles", [], [])])
def test_tags(rollout: Rollout, tag: str, policies: list[int], roles: list[int]) -> None:
    run = rollout.run("--tags", tag, "--limit", "workload-1,workload-2,workload-3", rollout_waves="3")
    states = rollout.states().items()
    assert [number for number, state in states if "ReportWriter" in state["policies"]] == policies
    assert rollout.finished() == roles
    # The roles need policies that do not exist.
    assert numbers(run.count("failed")) == ([] if tag == "policies" else [1, 2, 3])


def test_a_review_makes_no_call(rollout: Rollout) -> None:
    assert rollout.run("--tags", "review", rollout_waves="100%").code == 0
    assert rollout.sandbox.calls() == ()


def test_the_guides_first_rollout(rollout: Rollout) -> None:
    guide = (pathlib.Path(__file__).parents[2] / "docs" / "docsite" / "rst" / "guide_rollout.rst").read_text(
        encoding="utf-8"
    )
    blocks = [textwrap.dedent(text) for text in re.findall(r"\.\. code-block:: yaml\n\n((?:[ ]+.*\n|\n)+)", guide)]
    [inventory] = [block for block in blocks if block.startswith("aws_accounts:")]
    [variables] = [block for block in blocks if block.startswith("iam_baseline_policies:")]
    [site] = [block for block in blocks if block.startswith("- name: Roll out")]
    role = rollout.sandbox.accounts[0].role_arn.rpartition("/")[2]
    (rollout.directory / "group_vars").mkdir()
    for name, text in (("accounts.yml", inventory), ("group_vars/aws_accounts.yml", variables), ("site.yml", site)):
        (rollout.directory / name).write_text(text, encoding="utf-8")
    run = playbook.run(
        *("-i", "accounts.yml"),
        playbook="site.yml",
        environment={**rollout.sandbox.environment, "IAM_ROLLOUT_ROLE": role},
        directory=rollout.directory,
    )
    assert (run.code, numbers(run.count("failed")), rollout.finished()) == (0, [], [1]), run.output
    assert "[WARNING]" not in run.output
