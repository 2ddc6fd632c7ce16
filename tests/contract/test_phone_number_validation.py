# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role phone_number_validation, from a dry run to its removal: what it grants, with the documented permissions."""

from __future__ import annotations

import json
import pathlib
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._review import catalogue as _catalogue
from ansible_collections.leastpriv.aws.plugins.module_utils._review import review
from sandbox import Sandbox
from support import account_state, permission_documents, playbook

ID: t.Final = "111111111111"
FUNCTION: t.Final = "ValidatePhoneNumber"
LOG_GROUP: t.Final = f"arn:aws:logs:eu-west-1:{ID}:log-group:/aws/lambda/{FUNCTION}"
# The values that the permission documents are written for.
POLICY, ROLE = "ReportPhoneNumberValidationPolicy", "ReportPhoneNumberValidationRole"
VARIABLES: t.Final[dict[str, t.Any]] = {
    "aws_region": "eu-west-1",
    "phone_number_validation_function_name": FUNCTION,
    "phone_number_validation_name_prefix": "Report",
    "phone_number_validation_review": "fail",
}

GRANTED: t.Final = [
    (
        "ValidatePhoneNumbers",
        "mobiletargeting:PhoneNumberValidate",
        f"arn:aws:mobiletargeting:eu-west-1:{ID}:phone/number/validate",
    ),
    ("CreateLogGroup", "logs:CreateLogGroup", [LOG_GROUP, f"{LOG_GROUP}:*"]),
    ("WriteLogs", ["logs:CreateLogStream", "logs:PutLogEvents"], f"{LOG_GROUP}:*"),
]


class Account:
    """Runs of the role in the first account, with only the actions of a document."""

    def __init__(self, sandbox: Sandbox, directory: pathlib.Path) -> None:
        self.sandbox = sandbox
        self.directory = directory

    def run(self, document: str, *options: str, **variables: t.Any) -> playbook.Run:
        account = self.sandbox.accounts[0]
        host = {"aws_account_id": account.id, "aws_assume_role_arn": account.role_arn}
        inventory = {"aws_accounts": {"hosts": {account.name: host}, "vars": VARIABLES}}
        (self.directory / "inventory.json").write_text(json.dumps(inventory), encoding="utf-8")
        given = {"rollout_role": "leastpriv.aws.phone_number_validation", **variables}
        self.sandbox.clear_calls()
        self.sandbox.allow_only(permission_documents.actions(document, "assume"))
        try:
            return playbook.run(
                *("-i", "inventory.json", "--extra-vars", json.dumps(given), *options),
                playbook="leastpriv.aws.rollout",
                environment=self.sandbox.environment,
                directory=self.directory,
            )
        finally:
            self.sandbox.allow_only(None)

    def state(self) -> account_state.AccountState:
        return account_state.read(self.sandbox.client("iam", account_id=ID))


@pytest.fixture
def account(sandbox: Sandbox, tmp_path: pathlib.Path) -> Account:
    return Account(sandbox, tmp_path)


def changed(run: playbook.Run) -> int:
    assert run.code == 0, run.output
    assert "WARNING" not in run.output, run.output
    return run.count("changed")["workload-1"]


def test_from_a_dry_run_to_the_removal(account: Account) -> None:
    empty = account.state()
    assert changed(account.run("check", "--check", "--diff")) == 1
    assert account.state() == empty
    assert changed(account.run("apply")) == 1
    state = account.state()
    assert set(state["policies"]) == {POLICY}
    assert state["roles"][ROLE]["managed_policies"] == [state["policies"][POLICY]["arn"]]
    assert changed(account.run("check")) == 0
    absent = {"phone_number_validation_state": "absent", "phone_number_validation_detach": "refuse"}
    assert changed(account.run("check", "--check", **absent)) == 1
    assert changed(account.run("apply", **absent)) == 1
    assert changed(account.run("check", **absent)) == 0
    assert account.state() == empty


def test_what_is_granted_and_to_whom(account: Account) -> None:
    account.run("apply")
    state = account.state()
    document, trust = state["policies"][POLICY]["document"], state["roles"][ROLE]["trust_policy"]
    statements = [
        {"Sid": sid, "Effect": "Allow", "Action": action, "Resource": resource} for sid, action, resource in GRANTED
    ]
    assert document == {"Version": "2012-10-17", "Statement": statements}
    function = f"arn:aws:lambda:eu-west-1:{ID}:function:{FUNCTION}"
    [statement] = trust["Statement"]
    assert statement == {
        "Sid": "OnBehalfOfTheFunction",
        "Effect": "Allow",
        "Principal": {"Service": "lambda.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:SourceAccount": ID}, "ArnLike": {"aws:SourceArn": function}},
    }
    catalogue = _catalogue.load()
    assert list(review.review(document, kind="managed", name=POLICY, catalogue=catalogue)) == []
    assert list(review.review(trust, kind="trust", name=ROLE, catalogue=catalogue)) == []


def test_paths_tags_and_a_boundary(account: Account) -> None:
    boundary = "arn:aws:iam::aws:policy/PowerUserAccess"
    run = account.run(
        "apply",
        phone_number_validation_path="/numbers/",
        phone_number_validation_tags={"Team": "crm"},
        phone_number_validation_boundary=boundary,
    )
    assert changed(run) == 1
    role, policy = account.state()["roles"][ROLE], account.state()["policies"][POLICY]
    assert (role["path"], role["tags"], role["boundary"]) == ("/numbers/", {"Team": "crm"}, boundary)
    assert (policy["path"], policy["tags"]) == ("/numbers/", {"Team": "crm"})
    assert role["managed_policies"] == [policy["arn"]]


@pytest.mark.parametrize(("tag", "policies", "roles"), [("policies", {POLICY}, set()), ("review", set(), set())])
def test_tags_of_the_run(account: Account, tag: str, policies: set[str], roles: set[str]) -> None:
    assert account.run("apply", "--tags", tag).code == 0
    state = account.state()
    assert (set(state["policies"]), {ROLE} & set(state["roles"])) == (policies, roles)


@pytest.mark.parametrize("region", ["cn-northwest-1", "us-isob-east-1"])
def test_a_region_of_another_partition_stops_before_the_first_call_to_iam(account: Account, region: str) -> None:
    run = account.run("apply", phone_number_validation_region=region)
    partition = {"cn-northwest-1": "aws-cn", "us-isob-east-1": "aws-iso-b"}[region]
    problem = f"phone_number_validation_region: {region} is in the partition {partition}, but the session is in aws"
    assert problem in run.failures().get("workload-1", run.output)
    assert [call for call in account.sandbox.calls() if call.service == "iam"] == []


def test_a_role_that_was_not_unused_for_long_enough_stays(account: Account) -> None:
    account.run("apply")
    before = account.state()
    run = account.run("apply", phone_number_validation_state="absent", phone_number_validation_unused_for_days=30)
    assert (run.code, account.state()) == (2, before)
    assert "unused for 30 days" in run.failures()["workload-1"]
