# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A rollout's plan on a sandbox of many accounts: written by a dry run, approved, carried out account by account."""

from __future__ import annotations

import json
import pathlib
import typing as t

import jsonschema
import pytest
from sandbox import Sandbox
from support import playbook
from support.tasks import allow, trust

PLAYBOOK: t.Final = "leastpriv.aws.rollout"
SCHEMA: t.Final = json.loads(
    (pathlib.Path(__file__).parents[2] / "docs" / "rollout_plan.schema.json").read_text(encoding="utf-8")
)
# A role of a user's own: the role of the collection, and each module by itself.
TASKS: t.Final = """
- name: Apply the lists
  ansible.builtin.import_role:
    name: leastpriv.aws.iam_baseline
- name: Manage some policies
  leastpriv.aws.iam_managed_policy:
    name: "{{ item }}"
    policy: "{{ document }}"
    state: "{{ iam_baseline_state }}"
  loop: [One, Two]
- name: Manage a role
  leastpriv.aws.iam_role:
    name: Own
    assume_role_policy_document: "{{ trust }}"
    tags: "{{ own_tags | default({}) }}"
    state: "{{ iam_baseline_state }}"
  when: iam_baseline_state == 'present'
- name: Manage an inline policy
  leastpriv.aws.iam_policy:
    iam_type: role
    iam_name: Own
    policy_name: Inline
    policy_json: "{{ document }}"
    state: "{{ iam_baseline_state }}"
- name: Manage an instance profile
  leastpriv.aws.iam_instance_profile:
    name: Own
    role: "{{ 'Own' if iam_baseline_state == 'present' else omit }}"
    state: "{{ iam_baseline_state }}"
"""
DOCUMENT: t.Final = allow("s3:GetObject")
TRUST: t.Final = trust("ec2.amazonaws.com")
GROUP: t.Final = {
    "document": DOCUMENT,
    "trust": TRUST,
    "iam_baseline_state": "present",
    "iam_baseline_policies": [{"name": "Reader", "policy": allow("s3:GetObject", "arn:aws:s3:::${AWS::AccountId}/*")}],
    "iam_baseline_roles": [
        {"name": "Reader", "assume_role_policy_document": TRUST, "managed_policies": ["Reader"], "tags": {"a": "1"}}
    ],
}
DRIFTED, INTERRUPTED, CHANGED, UNPLANNED, GONE = 3, 4, 5, 6, 2


class Plans:
    """Runs of the playbook that write or carry out plans, in the sandbox's accounts."""

    def __init__(self, sandbox: Sandbox, directory: pathlib.Path) -> None:
        self.sandbox = sandbox
        self.directory = directory
        tasks = directory / "roles" / "own" / "tasks"
        tasks.mkdir(parents=True)
        (tasks / "main.yml").write_text(TASKS, encoding="utf-8")

    def client(self, number: int) -> t.Any:
        return self.sandbox.client("iam", account_id=self.sandbox.accounts[number - 1].id)

    def run(
        self, *options: str, host: t.Mapping[int, t.Mapping[str, t.Any]], plan_path: str = "", **variables: t.Any
    ) -> playbook.Run:
        """Run it with variables for the run and for hosts. C(plan_path) is the callback's own setting."""
        hosts = {
            account.name: {
                "aws_account_id": account.id,
                "aws_assume_role_arn": account.role_arn,
                **host.get(number, {}),
            }
            for number, account in enumerate(self.sandbox.accounts, 1)
        }
        inventory = {"aws_accounts": {"hosts": hosts, "vars": GROUP}}
        (self.directory / "inventory.json").write_text(json.dumps(inventory), encoding="utf-8")
        self.sandbox.clear_calls()
        extra = json.dumps({"rollout_role": "own", "rollout_max_fail_percentage": 100, **variables})
        return playbook.run(
            *("-i", "inventory.json", "--forks", "10", "--extra-vars", extra, *options),
            playbook=PLAYBOOK,
            environment={
                **self.sandbox.environment,
                "ANSIBLE_CALLBACKS_ENABLED": "leastpriv.aws.rollout_report",
                "ANSIBLE_ROLES_PATH": str(self.directory / "roles"),
                "LEASTPRIV_ROLLOUT_REPORT_PLAN_PATH": plan_path,
            },
            directory=self.directory,
        )

    def written(self) -> dict[int, list[str]]:
        """The writes of the last run by account, with the accounts whose IAM was called at all."""
        numbers = {account.id: number for number, account in enumerate(self.sandbox.accounts, 1)}
        calls = [call for call in self.sandbox.calls() if call.service == "iam"]
        writes: dict[int, list[str]] = {numbers[call.account_id]: [] for call in calls}
        for call in calls:
            if not call.operation.startswith(("Get", "List")):
                writes[numbers[call.account_id]].append(call.operation)
        return writes

    def plan(self, name: str) -> dict[int, dict[str, t.Any]]:
        """The accounts of a plan file, by number."""
        content = json.loads((self.directory / name).read_text(encoding="utf-8"))
        jsonschema.validate(content, SCHEMA, format_checker=jsonschema.FormatChecker())
        return {int(account["host"].rpartition("-")[2]): account for account in content["accounts"]}


@pytest.fixture
def plans(sandbox: Sandbox, tmp_path: pathlib.Path) -> Plans:
    return Plans(sandbox, tmp_path)


def operations(account: t.Mapping[str, t.Any]) -> list[str]:
    return [call["operation"] for resource in account["resources"] for call in resource["calls"]]


def test_what_was_approved_is_carried_out_and_nothing_else(plans: Plans) -> None:
    # In this account, each module runs in a process of its own.
    gone: dict[int, t.Any] = {GONE: {"iam_baseline_state": "absent", "leastpriv_aws_in_process": False}}
    for name in ("Reader", "One"):
        plans.client(GONE).create_policy(PolicyName=name, PolicyDocument=json.dumps(DOCUMENT))
    # Here, a role is purged that no list names.
    gone |= {1: {"iam_baseline_purge_path": "/purged/"}}
    plans.client(1).create_role(RoleName="Old", Path="/purged/", AssumeRolePolicyDocument=json.dumps(TRUST))
    dry = plans.run("--check", "--limit", f"!workload-{UNPLANNED}", host=gone, rollout_plan_path="{{ 'plan' }}.json")
    assert dry.code == 0, dry.output
    assert not any(plans.written().values())
    assert "plan: plan.json" in dry.output
    planned = plans.plan("plan.json")
    assert sorted(planned) == [1, GONE, DRIFTED, INTERRUPTED, CHANGED]
    assert operations(planned[GONE]) == ["DeletePolicy", "DeletePolicy"]
    kinds = {(resource["task"], resource["type"], resource["name"]) for resource in planned[1]["resources"]}
    assert len(kinds) == 8
    assert (1, "role", "Old") in kinds
    assert "DeleteRole" in operations(planned[1])
    assert (5, "inline_policy", "Inline of role Own") in kinds

    # Meanwhile, others change an account, a run is interrupted in another one, and the variables of a third change.
    plans.client(DRIFTED).create_policy(PolicyName="Reader", PolicyDocument=json.dumps(DOCUMENT))
    [first, *_rest] = [call for resource in planned[INTERRUPTED]["resources"] for call in resource["calls"]]
    plans.client(INTERRUPTED).create_policy(**first["parameters"])
    changed: dict[int, t.Any] = {CHANGED: {"iam_baseline_role_defaults": {"path": "/team/"}}}
    run = plans.run(
        host=gone | changed, rollout_plan="plan.json", rollout_plan_max_age="1h", plan_path="done/plan.json"
    )
    assert run.code == 2
    failures = run.failures()
    written = plans.written()
    # The account that the plan does not have costs no call of IAM.
    assert UNPLANNED not in written
    assert {number: sorted(written[number]) for number in (DRIFTED, CHANGED)} == {DRIFTED: [], CHANGED: []}
    assert {number: written[number] for number in (1, GONE)} == {
        number: operations(planned[number]) for number in (1, GONE)
    }
    assert written[INTERRUPTED] == operations(planned[INTERRUPTED])[1:]
    assert plans.plan("done/plan.json")[1] == planned[1]
    assert plans.plan("done/plan.json")[GONE] == planned[GONE]
    assert sorted(failures) == [f"workload-{number}" for number in (DRIFTED, CHANGED, UNPLANNED)]
    for number, message in {
        DRIFTED: "state before: policy.Statement: approved",
        CHANGED: 'call CreateRole (create role Reader): Path: approved "/", now "/team/"',
        UNPLANNED: "is not in the approved plan. Nothing was changed. Make a plan that includes the account",
    }.items():
        assert message in failures[f"workload-{number}"], failures[f"workload-{number}"]
        assert "Nothing was changed" in failures[f"workload-{number}"]
