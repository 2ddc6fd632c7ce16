# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The summary on the README's first screen is what the callback prints of a dry run."""

from __future__ import annotations

import json
import pathlib
import re
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.modules import iam_baseline
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report import summary
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.accounts import Identity
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.rollout import Rollout
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.waves import Play
from sandbox import Sandbox
from support.rollout_reports import RUN, ended
from support.tasks import allow, options, trust

pytestmark = pytest.mark.any_core

README: t.Final = pathlib.Path(__file__).parents[2] / "README.md"
ACCOUNTS: t.Final = {"audit": "1" * 12, "billing": "2" * 12, "data": "3" * 12} | {
    f"workload-{number}": f"{number:012}" for number in range(21)
}


def result(sandbox: Sandbox) -> dict[str, t.Any]:
    """What a dry run in an account returns that lacks the role."""
    account = sandbox.accounts[0]
    iam = sandbox.client("iam", account_id=account.id)
    iam.create_policy(PolicyName="ReadBilling", PolicyDocument=json.dumps(allow("aws-portal:ViewBilling")))
    role = {
        "name": "Auditor",
        "assume_role_policy_document": trust("ec2.amazonaws.com"),
        "managed_policies": ["ReadBilling"],
    }
    given = options("iam_baseline", roles=[role], review="off", assume_role_arn=account.role_arn)
    outcome = iam_baseline.MAIN.execute(given, check_mode=True, diff=False)
    assert not outcome.failed, outcome.result["msg"]
    return outcome.result


def test_the_readme_shows_what_a_dry_run_prints(sandbox: Sandbox) -> None:
    returned = result(sandbox)
    rollout, hosts = Rollout(), tuple(ACCOUNTS)
    rollout.start_wave(Play(key="p:1", name="p", hosts=hosts, of_accounts=True, check_mode=True), hosts, at=0)
    for host in hosts:
        rollout.end_task(ended(host, returned, check_mode=True), at=0)
    for account in rollout.accounts:
        account.identity = Identity(account_id=ACCOUNTS[account.host])
    printed = [line for line, _state in summary.lines(rollout.to_json(RUN))]
    [shown] = re.findall(r"```text\n(.*?)```", README.read_text(encoding="utf-8").split("\n## ")[0], re.DOTALL)
    assert printed[-len(shown.splitlines()) :] == shown.splitlines()
