# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A playbook applies one account's export to another: the resources are the same, as read with boto3 alone."""

from __future__ import annotations

import json
import pathlib
import re
import typing as t

from ansible_collections.leastpriv.aws.plugins.modules import iam_baseline_export
from sandbox import Sandbox
from support import account_state, playbook
from support.tasks import allow, options, trust

# AWS creates it in accounts of an organization.
OF_AWS: t.Final = "OrganizationAccountAccessRole"

TASKS: t.Final = """\
- hosts: all
  connection: local
  gather_facts: false
  vars:
    ansible_python_interpreter: "{{ ansible_playbook_python }}"
  module_defaults:
    group/leastpriv.aws.iam:
      assume_role_arn: "{{ role_arn }}"
      region: eu-west-1
  tasks:
    - name: Write the first account down
      leastpriv.aws.iam_baseline_export:
        names: [Report*]
        dest: exported.yml
      when: inventory_hostname == 'first'

- import_playbook: apply.yml
"""
APPLY: t.Final = """\
- hosts: all
  connection: local
  gather_facts: false
  vars:
    ansible_python_interpreter: "{{ ansible_playbook_python }}"
  vars_files: [exported.yml]
  module_defaults:
    group/leastpriv.aws.iam:
      assume_role_arn: "{{ role_arn }}"
      region: eu-west-1
  roles: [leastpriv.aws.iam_baseline]
  post_tasks:
    - name: The account that was written down is as it was
      ansible.builtin.assert:
        that: iam_baseline_done is not changed
      when: inventory_hostname == 'first'
"""


def fill(iam: t.Any, account_id: str) -> None:
    arn = f"arn:aws:iam::{account_id}"
    writer = allow(
        "s3:PutObject", f"arn:aws:s3:::reports-{account_id}/*", Condition={"StringLike": {"aws:userid": "{{ x }}"}}
    )
    iam.create_policy(
        PolicyName="ReportWriter",
        Path="/reports/",
        Description="{{ not }} a template",
        PolicyDocument=json.dumps(writer),
        Tags=[{"Key": "Cost", "Value": "012"}],
    )
    iam.create_policy(PolicyName="Limit", PolicyDocument=json.dumps(allow("s3:*")))
    iam.create_role(
        RoleName="ReportFunction",
        Path="/reports/",
        AssumeRolePolicyDocument=json.dumps(trust("lambda.amazonaws.com")),
        PermissionsBoundary=f"{arn}:policy/Limit",
        MaxSessionDuration=7200,
        Description="Writes reports",
    )
    iam.attach_role_policy(RoleName="ReportFunction", PolicyArn=f"{arn}:policy/reports/ReportWriter")
    iam.attach_role_policy(RoleName="ReportFunction", PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")
    function = f"{arn}:role/reports/ReportFunction"
    statement = {"Effect": "Allow", "Principal": {"AWS": function}, "Action": "sts:AssumeRole"}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    iam.create_role(RoleName="ReportAuditor", AssumeRolePolicyDocument=json.dumps(document))
    iam.put_role_policy(RoleName="ReportAuditor", PolicyName="read", PolicyDocument=json.dumps(allow("s3:GetObject")))


def state(iam: t.Any, account_id: str) -> t.Any:
    found = account_state.read(iam)
    return json.loads(re.sub(account_id, "ACCOUNT", json.dumps({**found, "roles": {**found["roles"], OF_AWS: None}})))


def test_another_account_is_given_the_same(sandbox: Sandbox, tmp_path: pathlib.Path) -> None:
    first, second = sandbox.accounts[:2]
    iam = sandbox.client("iam", account_id=first.id)
    fill(iam, first.id)
    hosts = {"first": {"role_arn": first.role_arn}, "second": {"role_arn": second.role_arn}}
    (tmp_path / "inventory.yml").write_text(json.dumps({"all": {"hosts": hosts}}), encoding="utf-8")
    (tmp_path / "play.yml").write_text(TASKS, encoding="utf-8")
    (tmp_path / "apply.yml").write_text(APPLY, encoding="utf-8")
    (tmp_path / "exported.yml").write_text("---\n", encoding="utf-8")
    before = state(iam, first.id)
    run = playbook.run(
        "--inventory",
        str(tmp_path / "inventory.yml"),
        playbook=str(tmp_path / "play.yml"),
        environment=sandbox.environment,
        directory=tmp_path,
    )
    assert run.code == 0, run.output
    assert state(iam, first.id) == before
    assert state(sandbox.client("iam", account_id=second.id), second.id) == before


def test_a_file_is_written_once_and_only_outside_check_mode(sandbox: Sandbox, tmp_path: pathlib.Path) -> None:
    account = sandbox.accounts[0]
    fill(sandbox.client("iam", account_id=account.id), account.id)
    file = tmp_path / "exported.yml"
    given = options("iam_baseline_export", names=["Report*"], dest=str(file), assume_role_arn=account.role_arn)

    def export(*, check_mode: bool = False, diff: bool = False) -> t.Any:
        end = iam_baseline_export.MAIN.execute(given, check_mode=check_mode, diff=diff)
        assert not end.failed
        return end.result

    foreseen = export(check_mode=True, diff=True)
    assert foreseen["changed"] is True
    assert not file.exists()
    assert export()["changed"] is True
    text = file.read_text(encoding="utf-8")
    headers = {"before_header": str(file), "after_header": str(file)}
    assert foreseen["diff"] == {"before": "", "after": text, **headers}
    again = export(diff=True)
    assert (again["changed"], again["diff"]) == (False, {"before": text, "after": text, **headers})
    assert f"found in account {account.id}" in text


def test_a_file_that_cannot_be_written_is_refused_before_any_call(sandbox: Sandbox, tmp_path: pathlib.Path) -> None:
    given = options("iam_baseline_export", dest=str(tmp_path / "missing" / "exported.yml"))
    end = iam_baseline_export.MAIN.execute(given, check_mode=False, diff=False)
    assert end.failed
    assert end.result["msg"] == f"export: dest: the folder {tmp_path}/missing does not exist"
    assert sandbox.calls() == ()
