# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The example of the Terraform migration guide changes nothing in resources that Terraform created."""

from __future__ import annotations

import json
import pathlib
import typing as t

import yaml
from sandbox import Account, Sandbox
from support import account_state, migration_guide, playbook
from support.tasks import allow, trust


def as_terraform_makes_it(iam: t.Any, account: Account) -> None:
    """The five resources of the guide."""
    iam.create_policy(
        PolicyName="ReportWriter",
        Path="/",
        Description="Writes the reports",
        PolicyDocument=json.dumps(allow("s3:PutObject", f"arn:aws:s3:::reports-{account.id}/*"), sort_keys=True),
    )
    iam.create_role(
        RoleName="ReportFunction",
        Path="/reports/",
        AssumeRolePolicyDocument=json.dumps(trust("ec2.amazonaws.com")),
        MaxSessionDuration=7200,
        Tags=[{"Key": "Team", "Value": "reports"}],
    )
    iam.attach_role_policy(RoleName="ReportFunction", PolicyArn=f"arn:aws:iam::{account.id}:policy/ReportWriter")
    iam.put_role_policy(
        RoleName="ReportFunction",
        PolicyName="ReadQueue",
        PolicyDocument=json.dumps(allow("sqs:ReceiveMessage", f"arn:aws:sqs:eu-west-1:{account.id}:reports")),
    )
    iam.create_instance_profile(InstanceProfileName="ReportFunction", Path="/reports/")
    iam.add_role_to_instance_profile(InstanceProfileName="ReportFunction", RoleName="ReportFunction")


def run(sandbox: Sandbox, account: Account, directory: pathlib.Path, *options: str) -> playbook.Run:
    [example] = migration_guide.yaml_blocks("terraform")
    path = directory / "reports.yml"
    path.write_text(yaml.safe_dump(example), encoding="utf-8")
    reply = sandbox.client("sts").assume_role(RoleArn=account.role_arn, RoleSessionName="guide")
    environment = {
        **sandbox.environment,
        "AWS_ACCESS_KEY_ID": reply["Credentials"]["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": reply["Credentials"]["SecretAccessKey"],
        "AWS_SESSION_TOKEN": reply["Credentials"]["SessionToken"],
    }
    return playbook.run(*options, playbook=str(path), environment=environment, directory=directory)


def test_the_example_takes_over_and_makes_the_same(sandbox: Sandbox, tmp_path: pathlib.Path) -> None:
    of_terraform, empty = sandbox.accounts[:2]
    clients = {account.id: sandbox.client("iam", account_id=account.id) for account in (of_terraform, empty)}
    as_terraform_makes_it(clients[of_terraform.id], of_terraform)

    takes_over = run(sandbox, of_terraform, tmp_path, "--check", "--diff")
    assert (takes_over.code, takes_over.count("changed")) == (0, {"localhost": 0}), takes_over.output

    makes = run(sandbox, empty, tmp_path)
    assert (makes.code, makes.count("changed")) == (0, {"localhost": 2}), makes.output
    made, wanted = (json.dumps(account_state.read(clients[account.id])) for account in (empty, of_terraform))
    assert json.loads(made.replace(empty.id, of_terraform.id)) == json.loads(wanted)
    profile = clients[empty.id].get_instance_profile(InstanceProfileName="ReportFunction")["InstanceProfile"]
    assert (profile["Path"], [role["RoleName"] for role in profile["Roles"]]) == ("/reports/", ["ReportFunction"])
