# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The examples in the documentation of modules do what their names say, one after the other in one playbook."""

from __future__ import annotations

import importlib
import json
import pathlib
import typing as t

import yaml
from sandbox import Sandbox
from support import playbook, recorded
from support.saml_metadata import saml_metadata
from support.tasks import allow, trust

ROOT: t.Final = pathlib.Path(__file__).parents[2]
MODULES: t.Final = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("*.py"))

# What the account holds before a module's examples.
HELD: t.Final[list[dict[str, t.Any]]] = [
    {
        "name": "Hold a policy",
        "leastpriv.aws.iam_managed_policy": {
            "name": "ReportWriter",
            "policy": allow("s3:GetObject", "arn:aws:s3:::r/*"),
        },
    },
    {
        "name": "Hold a role",
        "leastpriv.aws.iam_role": {
            "name": "{{ item }}",
            "path": "/reports/",
            "assume_role_policy_document": trust("ec2.amazonaws.com"),
            "tags": {"Team": "reports"},
        },
        "loop": ["ReportFunction", "ReportServer"],
    },
]
FILES: t.Final = {
    "playbooks/files/lambda_trust.json": trust("lambda.amazonaws.com"),
    "playbooks/files/builds_trust.json": trust("codebuild.amazonaws.com"),
    "playbooks/files/report_writer.json": allow("s3:PutObject", "arn:aws:s3:::reports/*"),
    "playbooks/policies/report_writer.json": allow("s3:PutObject", "arn:aws:s3:::reports/*"),
    "playbooks/policies/trust/account.json": {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": "arn:aws:iam::111111111111:role/Deployer"},
                "Action": "sts:AssumeRole",
            }
        ],
    },
    "playbooks/files/corporate-metadata.xml": saml_metadata(),
    "policies/ec2_trust.yml": trust("ec2.amazonaws.com"),
    "inventory/group_vars/all.yml": {"report_writer": {}},
}
VARIABLES: t.Final = {
    "iam_policies": [{"name": "ReportWriter", "policy": allow("s3:PutObject", "arn:aws:s3:::reports/*")}],
    "iam_roles": [{"name": "ReportFunction", "assume_role_policy_document": trust("lambda.amazonaws.com")}],
    "lambda_trust": trust("lambda.amazonaws.com"),
    "report_writer": allow("s3:PutObject", "arn:aws:s3:::reports/*"),
    "metadata": saml_metadata(),
    "list_reports": allow("s3:ListAllMyBuckets"),
    "report_reader": allow("s3:GetObject", "arn:aws:s3:::reports/*"),
    "report_reader_before": allow("s3:Get*", "arn:aws:s3:::reports/*"),
}
# The role may only read until then; and IAM cannot tell whether a role that was created a moment ago has been used.
REFUSED: t.Final = {
    "Apply a set, and remove what is left of earlier ones": "is deleted only once it has been unused for 30 days",
    "Bring an existing set to a new state only if it is proven that no role may do anything new": (
        "the change gives new access: s3:PutObject on arn:aws:s3:::reports/example, allowed by managed policy "
        "ReportWriter"
    ),
    "Remove the role if it has been unused for three months": "is deleted only once it has been unused for 90 days",
}


def examples(name: str) -> list[dict[str, t.Any]]:
    """The example at the beginning of a module's description, then those of its EXAMPLES."""
    module = importlib.import_module(f"ansible_collections.leastpriv.aws.plugins.modules.{name}")
    first = yaml.safe_load(module.DOCUMENTATION)["description"][1]
    task = yaml.safe_load(first.removeprefix("For example: C(").removesuffix(")"))
    assert task.keys() == {f"leastpriv.aws.{name}"}, first
    return [{"name": f"Try the first example of {name}", **task}, *yaml.safe_load(module.EXAMPLES)]


def test_examples(sandbox: Sandbox, tmp_path: pathlib.Path) -> None:
    for name, content in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    tasks: list[dict[str, t.Any]] = []
    for module in MODULES:
        tasks += [*HELD, *({**task, "ignore_errors": True} for task in examples(module))]
    account = sandbox.accounts[0]
    play = {
        "hosts": "localhost",
        "connection": "local",
        "gather_facts": False,
        "vars": {"ansible_python_interpreter": "{{ ansible_playbook_python }}", **VARIABLES},
        "module_defaults": {
            "group/leastpriv.aws.aws": {"assume_role_arn": account.role_arn, "region": "eu-west-1"},
        },
        "tasks": tasks,
    }
    (tmp_path / "playbooks" / "play.yml").write_text(json.dumps([play]), encoding="utf-8")
    record = tmp_path / "record"
    run = playbook.run(
        playbook=str(tmp_path / "playbooks" / "play.yml"),
        environment={
            **sandbox.environment,
            "ANSIBLE_CALLBACK_PLUGINS": str(recorded.CALLBACKS),
            "RECORD": str(record),
        },
        directory=tmp_path,
    )
    assert run.code == 0, run.output
    results = recorded.read(record)
    failed = {end["task"]: end["result"]["msg"] for end in results if end["event"] == "failed"}
    assert failed.keys() == REFUSED.keys(), "\n".join(f"{task}: {said}" for task, said in failed.items())
    assert [task for task, said in REFUSED.items() if said not in failed[task]] == []
    assert {end["task"] for end in results} >= {task["name"] for module in MODULES for task in examples(module)}
    assert (tmp_path / "review.sarif").exists()
