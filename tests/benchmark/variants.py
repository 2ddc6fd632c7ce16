# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is measured: ways to roll out the tutorial to accounts, and Ansible doing nothing for as many."""

from __future__ import annotations

import dataclasses
import json
import pathlib
import shutil
import typing as t

from support import tutorial

from .measurement import Run

ROOT: t.Final = pathlib.Path(__file__).parent.parent.parent
PLAYBOOKS: t.Final = pathlib.Path(__file__).parent / "playbooks"

REGION: t.Final = "eu-west-1"
BUCKET: t.Final = "acme-customer-imports"
PROJECT: t.Final = "4f1d2c3b5a69788790a1b2c3d4e5f607"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Expected:
    """What one run does to an account: how many of its tasks change something, and how many calls they make."""

    changed: int
    iam: int
    sts: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class Variant:
    """A playbook, and what its first and second run are expected to do."""

    name: str
    playbook: str
    first: Expected
    second: Expected
    extra_vars: t.Mapping[str, t.Any] = dataclasses.field(default_factory=dict)
    needs: str | None = None

    def expected(self, run: Run) -> Expected:
        return self.first if run == "first" else self.second

    @property
    def is_floor(self) -> bool:
        return self.first == self.second == _NOTHING

    def is_available(self) -> bool:
        """Whether the file that it needs, if any, exists."""
        return self.needs is None or (ROOT / self.needs).exists()


_NOTHING: t.Final = Expected(changed=0, iam=0, sts=0)
_SECOND: t.Final = Expected(changed=0, iam=12, sts=6)
# Without a path, the module searches for a policy by name before it creates it.
_FIRST_WITHOUT_PATHS: t.Final = Expected(changed=2, iam=19, sts=6)
_NORMAL_WAY: t.Final = {"leastpriv_aws_in_process": False}


VARIANTS: t.Final[t.Mapping[str, Variant]] = {
    variant.name: variant
    for variant in (
        Variant(
            name="role",
            playbook="leastpriv.aws.pinpoint_importer",
            first=Expected(changed=1, iam=16, sts=1),
            second=Expected(changed=0, iam=12, sts=1),
        ),
        Variant(
            name="looped",
            playbook="looped.yml",
            # The items of a loop share a sign-in.
            first=dataclasses.replace(_FIRST_WITHOUT_PATHS, sts=2),
            second=dataclasses.replace(_SECOND, sts=2),
        ),
        Variant(
            name="normal-way",
            playbook="looped.yml",
            first=_FIRST_WITHOUT_PATHS,
            second=_SECOND,
            extra_vars=_NORMAL_WAY,
        ),
        Variant(
            name="module",
            playbook="module.yml",
            first=Expected(changed=1, iam=19, sts=1),
            second=Expected(changed=0, iam=12, sts=1),
            needs="plugins/modules/iam_baseline.py",
        ),
        Variant(
            name="amazon.aws",
            playbook="amazon_aws.yml",
            first=Expected(changed=3, iam=31, sts=1),
            second=Expected(changed=1, iam=24, sts=1),
        ),
        Variant(name="floor-1", playbook="floor.yml", first=_NOTHING, second=_NOTHING),
        Variant(name="floor-2", playbook="floor_2.yml", first=_NOTHING, second=_NOTHING),
    )
}


def write_playbooks(directory: pathlib.Path) -> None:
    """Write the playbooks, and their documents beside them: JSON for this collection, templates for amazon.aws."""
    shutil.copytree(PLAYBOOKS, directory, dirs_exist_ok=True)
    ours = tutorial.policies(bucket=BUCKET, region="${AWS::Region}", account="${AWS::AccountId}", project=PROJECT)
    theirs = tutorial.policies(
        bucket=BUCKET, region="{{ aws_region }}", account="{{ aws_account_id }}", project=PROJECT
    )
    texts = {f"files/{name}.json": document for name, document in ours.items()}
    texts |= {f"templates/{name}.json.j2": document for name, document in theirs.items()}
    texts |= {"files/trust_lambda.json": tutorial.TRUST_LAMBDA, "files/trust_pinpoint.json": tutorial.TRUST_PINPOINT}
    for name, document in texts.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document, indent=4) + "\n", encoding="utf-8")


def inventory(accounts: t.Iterable[t.Mapping[str, str]]) -> dict[str, t.Any]:
    """An inventory with a host for each account, and the variables of all playbooks."""
    hosts = {
        account["name"]: {"aws_account_id": account["id"], "aws_assume_role_arn": account["role_arn"]}
        for account in accounts
    }
    return {
        "aws_accounts": {
            "hosts": hosts,
            "vars": {
                "aws_region": REGION,
                "pinpoint_importer_bucket_name": BUCKET,
                "pinpoint_importer_project_id": PROJECT,
            },
        }
    }
