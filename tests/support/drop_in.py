# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The targets in tests/integration, with the modules of this collection or, by replacing the namespace, of amazon.aws.

A target is a folder in tests/integration/targets, laid out as ansible-test wants it: a role named for the module whose
contract it is. The play that runs it signs in through the action group. What is true only of this collection has
``when: not peer``. tests/integration/roles has what runs the same way but is no contract: ``standing``, what an account
holds and keeps.
"""

from __future__ import annotations

import json
import os
import pathlib
import shutil
import typing as t

from sandbox import Account, Sandbox
from support import playbook

OURS: t.Final = "leastpriv.aws"
PEER: t.Final = "amazon.aws"
INTEGRATION: t.Final = pathlib.Path(__file__).parents[1] / "integration"
TARGETS: t.Final = tuple(sorted(path.name for path in (INTEGRATION / "targets").iterdir()))


def run(
    sandbox: Sandbox,
    directory: pathlib.Path,
    *options: str,
    targets: t.Sequence[str] = TARGETS,
    namespace: str = OURS,
    in_process: bool = True,
) -> playbook.Run:
    """Run targets in one playbook, each as a host with an account of its own, in the state that the account is in."""
    playbooks = directory / "integration"
    copy(playbooks, namespace)
    hosts = {
        target: {"aws_account_id": account.id, **signed_in(sandbox, account)}
        for target, account in zip(targets, sandbox.accounts, strict=False)
    }
    assert len(hosts) == len(targets), f"the sandbox has {len(sandbox.accounts)} accounts for {len(targets)} targets"
    inventory = directory / "inventory.json"
    inventory.write_text(json.dumps({"all": {"hosts": hosts}}), encoding="utf-8")
    switches = {"leastpriv_aws_in_process": in_process, "peer": namespace == PEER}
    return playbook.run(
        *("-i", str(inventory), "-e", json.dumps(switches), *options),
        playbook=str(playbooks / "run.yml"),
        environment={
            "ANSIBLE_FORKS": "2",
            "ANSIBLE_ROLES_PATH": os.pathsep.join(str(playbooks / name) for name in ("targets", "roles")),
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ENDPOINT_URL": sandbox.endpoint_url,
        },
        directory=directory,
    )


def copy(folder: pathlib.Path, namespace: str) -> None:
    """Copy the playbook and its targets, with the modules and the action group of a namespace."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(INTEGRATION, folder)
    for path in folder.rglob("*.yml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(f"{OURS}.", f"{namespace}."), encoding="utf-8")


def signed_in(sandbox: Sandbox, account: Account) -> dict[str, str]:
    """The variables that ansible-test hands to its targets, for an account of the sandbox."""
    reply = sandbox.client("sts").assume_role(RoleArn=account.role_arn, RoleSessionName="target")
    return {
        "aws_access_key": reply["Credentials"]["AccessKeyId"],
        "aws_secret_key": reply["Credentials"]["SecretAccessKey"],
        "security_token": reply["Credentials"]["SessionToken"],
        "aws_region": "us-east-1",
    }
