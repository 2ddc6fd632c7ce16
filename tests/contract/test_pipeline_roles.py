# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The guides followed together: the pipelines' jobs, with the guides' inventory, roles and permissions and no others.

The sandbox refuses every action that the documents of a job do not allow, and evaluates trust policies.
"""

from __future__ import annotations

import contextlib
import json
import pathlib
import shutil
import typing as t

import boto3
from sandbox import MANAGEMENT_ACCOUNT_ID, Sandbox
from sandbox.accounts import member_accounts
from sandbox.permissions import needed_actions
from support import account_state, guide_steps, permission_documents, pipeline_jobs, playbook

ROLE: t.Final = "ReportFunction"
ROOT_OF_PIPELINE: t.Final = {"AWS": f"arn:aws:iam::{MANAGEMENT_ACCOUNT_ID}:root"}
TRUST: t.Final = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": ROOT_OF_PIPELINE, "Action": "sts:AssumeRole"}],
}
INVENTORY: t.Final = "accounts.aws_organizations.yml"
VARIABLES: t.Final = "group_vars/aws_accounts.yml"
# The documents of each of the pipeline's roles, and of the role that it assumes in each account.
DOCUMENTS: t.Final[dict[str, tuple[str, ...]]] = {
    "IamPipelineDryRun": ("inventory", "assume_check", "check"),
    "IamPipeline": ("inventory", "assume", "apply"),
}


def block(guide: str, language: str, beginning: str) -> str:
    [text] = [found.text for found in guide_steps.of_guide(guide) if found.text.startswith(beginning)]
    assert language in {found.language for found in guide_steps.of_guide(guide) if found.text == text}
    return text


class Organization:
    """Two accounts of an organization, and the files of the guides in a project."""

    def __init__(self, sandbox: Sandbox, directory: pathlib.Path) -> None:
        self.sandbox = sandbox
        self.directory = directory
        sandbox.reset(member_accounts(2, organizational_units=[("Workloads", "Production")]))
        for name in DOCUMENTS:
            sandbox.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(TRUST))
        (directory / "group_vars").mkdir()
        files = {
            INVENTORY: block("rollout", "yaml", "plugin:"),
            "ansible.cfg": block("rollout", "ini", "[defaults]"),
            "bootstrap.yml": block("permissions", "yaml", "bootstrap_"),
            VARIABLES: block("rollout", "yaml", "iam_baseline_policies:"),
        }
        for name, text in files.items():
            (directory / name).write_text(text, encoding="utf-8")

    def run(self, command: t.Sequence[str], environment: t.Mapping[str, str]) -> playbook.Run:
        self.sandbox.clear_calls()
        assert command[0] == "ansible-playbook"
        return playbook.run(
            *command[2:],
            playbook=command[1],
            environment={**self.sandbox.environment, **environment},
            directory=self.directory,
        )

    def signed_in(self, role: str) -> dict[str, str]:
        """The variables of an environment that is signed in to a role of the pipeline."""
        arn = f"arn:aws:iam::{MANAGEMENT_ACCOUNT_ID}:role/{role}"
        given = self.sandbox.client("sts").assume_role(RoleArn=arn, RoleSessionName="pipeline")["Credentials"]
        return {
            "AWS_ACCESS_KEY_ID": given["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": given["SecretAccessKey"],
            "AWS_SESSION_TOKEN": given["SessionToken"],
        }

    def job(self, role: str, command: t.Sequence[str], environment: t.Mapping[str, str]) -> playbook.Run:
        """A job of the pipeline, with everything refused that the documents of its roles do not allow."""
        signed_in = self.signed_in(role)
        self.sandbox.allow_only(permission_documents.actions(*DOCUMENTS[role]))
        try:
            run = self.run(command, {**signed_in, **environment})
        finally:
            self.sandbox.allow_only(None)
        allowed = permission_documents.statements(*DOCUMENTS[role])
        for call in self.sandbox.calls():
            for action in needed_actions(t.cast(t.Any, call)):
                # For the resources of an organization, see the test of the document for inventories.
                is_known = call.service in ("iam", "sts") and call.operation != "GetCallerIdentity"
                assert not is_known or permission_documents.permits(allowed, call, action), (action, call.parameters)
        return run

    def has_written(self) -> bool:
        """Whether the last run has sent a call that writes."""
        calls = [call.operation for call in self.sandbox.calls() if call.service == "iam"]
        return any(not operation.startswith(("Get", "List")) for operation in calls)

    def roles(self) -> list[set[str]]:
        accounts = self.sandbox.accounts
        clients = [self.sandbox.client("iam", account_id=account.id) for account in accounts]
        return [set(account_state.read(client)["roles"]) - {"OrganizationAccountAccessRole"} for client in clients]

    def entered(self, role: str) -> list[str]:
        """The roles of the first account that trust a role of the pipeline."""
        given = self.signed_in(role)
        session = boto3.session.Session(
            given["AWS_ACCESS_KEY_ID"], given["AWS_SECRET_ACCESS_KEY"], given["AWS_SESSION_TOKEN"], "us-east-1"
        )
        client = session.client("sts", endpoint_url=self.sandbox.endpoint_url)
        found = []
        for there in ("IamRolloutDryRun", "IamRollout"):
            arn = f"arn:aws:iam::{self.sandbox.accounts[0].id}:role/{there}"
            with contextlib.suppress(client.exceptions.ClientError):
                client.assume_role(RoleArn=arn, RoleSessionName="job")
                found.append(there)
        return found


def test_a_pipeline_from_its_roles_to_its_first_rollout(sandbox: Sandbox, tmp_path: pathlib.Path) -> None:
    organization = Organization(sandbox, tmp_path)
    [setup] = [found.commands for found in guide_steps.of_guide("rollout") if "leastpriv.aws.bootstrap" in found.text]
    name, _equals, role = setup[0][1].partition("=")
    run = organization.run(setup[2], {name: role})
    assert (run.code, run.count("changed")) == (0, {"workload-1": 1, "workload-2": 1}), run.output
    assert "[WARNING]" not in run.output, run.output
    made = {"IamRollout", "IamRolloutDryRun"}
    assert organization.roles() == [made, made]
    assert organization.entered("IamPipelineDryRun") == ["IamRolloutDryRun"]
    assert organization.entered("IamPipeline") == ["IamRollout"]
    for product, jobs in pipeline_jobs.PRODUCTS.items():
        # What has been merged: a role of another name for each product.
        text = block("rollout", "yaml", "iam_baseline_policies:").replace(ROLE, f"{ROLE}-{product}")
        (tmp_path / VARIABLES).write_text(text, encoding="utf-8")
        (tmp_path / "artifacts").mkdir()
        assert [job.role for job in jobs()] == list(DOCUMENTS)
        for job in jobs():
            carry_out(organization, job)
        made.add(f"{ROLE}-{product}")
        assert organization.roles() == [made, made]
        shutil.rmtree(tmp_path / "artifacts")


def carry_out(organization: Organization, job: pipeline_jobs.Job) -> None:
    """Run a job with the artifacts of those before it, and keep its own."""
    for name, folder in job.downloaded.items():
        shutil.copytree(organization.directory / "artifacts" / name, organization.directory / folder)
    run = organization.job(job.role, job.command, job.environment)
    assert (run.code, run.count("changed")) == (0, {"workload-1": 1, "workload-2": 1}), run.output
    assert "[WARNING]" not in run.output, run.output
    assert organization.has_written() == (job.role == "IamPipeline")
    assert (organization.directory / "rollout-report" / "report.md").read_text(encoding="utf-8")
    # A job begins in an empty folder.
    for name, folder in job.uploaded.items():
        shutil.move(organization.directory / folder, organization.directory / "artifacts" / name)
