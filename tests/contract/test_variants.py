# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbook on the sandbox, from one variant of the documents to the other and back.

tests/unit/roles/test_hardened.py tests what the hardened documents say; this file, that an account holds them.
"""

from __future__ import annotations

import collections
import json
import pathlib
import typing as t

import pytest
from sandbox import Account, Sandbox
from support import account_state, playbook, role_documents, tutorial

VARIABLES: t.Final[t.Mapping[str, t.Any]] = {
    "aws_region": "eu-west-1",
    "pinpoint_importer_bucket_name": "acme-customer-imports",
    "pinpoint_importer_project_id": "4f1d2c3b5a69788790a1b2c3d4e5f607",
    "pinpoint_importer_function_names": ["CustomerImport_ReadIncomingAndSplit", "CustomerImport_CreateJob"],
}

# The variants that an account goes through after the tutorial's: the writes that lead to each, and its diff.
MOVES: t.Final[tuple[tuple[str, t.Mapping[str, int], tuple[str, ...]], ...]] = (
    (
        "hardened",
        {"CreatePolicyVersion": 3, "UpdateAssumeRolePolicy": 3},
        ("s3:HeadBucket", "PassImportRole", "aws:SourceAccount"),
    ),
    # The versions with the tutorial's documents still exist.
    ("tutorial", {"SetDefaultPolicyVersion": 3, "UpdateAssumeRolePolicy": 3}, ("s3:HeadBucket", "PassImportRole")),
)

Documents = dict[str, t.Any]
Hosts = t.Mapping[str, t.Mapping[str, t.Any]]


class Rollout:
    """Runs of the playbook, signed in to one account without AssumeRole, and the calls each of them made."""

    def __init__(self, sandbox: Sandbox, directory: pathlib.Path) -> None:
        self.sandbox = sandbox
        self.account: Account = sandbox.accounts[0]
        self.iam = sandbox.client("iam", account_id=self.account.id)
        self._directory = directory
        reply = sandbox.client("sts").assume_role(RoleArn=self.account.role_arn, RoleSessionName="rollout")
        self._environment = {
            **sandbox.environment,
            "AWS_ACCESS_KEY_ID": reply["Credentials"]["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": reply["Credentials"]["SecretAccessKey"],
            "AWS_SESSION_TOKEN": reply["Credentials"]["SessionToken"],
        }

    def run(self, *options: str, hosts: Hosts | None = None, **variables: t.Any) -> playbook.Run:
        """Run the playbook on the given hosts, by default on the account with the given variables."""
        given = {self.account.name: {"aws_account_id": self.account.id, **variables}} if hosts is None else hosts
        inventory = self._directory / "inventory.json"
        inventory.write_text(json.dumps({"aws_accounts": {"hosts": given, "vars": VARIABLES}}), encoding="utf-8")
        self.sandbox.clear_calls()
        return playbook.run("-i", str(inventory), *options, environment=self._environment, directory=self._directory)

    def writes(self) -> collections.Counter[str]:
        """The writes of the last run."""
        operations = [call.operation for call in self.sandbox.calls() if call.service == "iam"]
        return collections.Counter(operation for operation in operations if not operation.startswith(("Get", "List")))

    def state(self) -> account_state.AccountState:
        return account_state.read(self.iam)

    def identifiers(self) -> dict[str, str]:
        """The identifiers that IAM gave the tutorial's policies and roles: others would mean new resources."""
        arn = f"arn:aws:iam::{self.account.id}:policy/"
        return {
            **{name: self.iam.get_policy(PolicyArn=arn + name)["Policy"]["PolicyId"] for name in tutorial.POLICIES},
            **{name: self.iam.get_role(RoleName=name)["Role"]["RoleId"] for name in tutorial.ROLES},
        }


@pytest.fixture
def rollout(sandbox: Sandbox, tmp_path: pathlib.Path) -> Rollout:
    return Rollout(sandbox, tmp_path)


def documents(variant: str, account: str) -> Documents:
    """What the policies, and the trust policies of the roles, say in a variant."""
    if variant == "tutorial":
        policies = tutorial.policies(
            bucket=VARIABLES["pinpoint_importer_bucket_name"],
            region=VARIABLES["aws_region"],
            account=account,
            project=VARIABLES["pinpoint_importer_project_id"],
        )
        return {**policies, **{name: trust for name, (trust, _policies) in tutorial.ROLES.items()}}
    return {name: hardened(name, account) for name in (*tutorial.POLICIES, *tutorial.ROLES)}


def hardened(name: str, account: str) -> tutorial.Document:
    """A hardened document of the account."""
    parameters = {
        "BucketName": VARIABLES["pinpoint_importer_bucket_name"],
        "ProjectId": VARIABLES["pinpoint_importer_project_id"],
        "FunctionNames": VARIABLES["pinpoint_importer_function_names"],
        "Region": VARIABLES["aws_region"],
        "AccountId": account,
        "Path": "/",
        "NamePrefix": "",
    }
    text = json.dumps(role_documents.filled("hardened", name, parameters))
    text = text.replace("${AWS::Partition}", "aws").replace("${AWS::AccountId}", account)
    return t.cast(tutorial.Document, json.loads(text))


def documents_of(state: account_state.AccountState) -> Documents:
    """The documents of the tutorial's policies and roles in an account."""
    return {
        **{name: policy["document"] for name, policy in state["policies"].items()},
        **{name: state["roles"][name]["trust_policy"] for name in tutorial.ROLES},
    }


def but_for_documents(state: account_state.AccountState) -> dict[str, t.Any]:
    """Everything but the documents of policies and roles: ARNs, paths, tags, boundaries, attachments."""
    resources: dict[str, t.Mapping[str, t.Any]] = {**state["policies"], **state["roles"]}
    left_out = {"document", "default_version", "versions", "trust_policy"}
    return {
        name: {key: value for key, value in resource.items() if key not in left_out}
        for name, resource in resources.items()
    }


def test_a_move_is_one_run_that_changes_documents_in_place(rollout: Rollout) -> None:
    assert rollout.run().code == 0
    first = (but_for_documents(rollout.state()), rollout.identifiers())
    assert documents_of(rollout.state()) == documents("tutorial", rollout.account.id)

    name = rollout.account.name
    for variant, writes, shown in MOVES:
        predicted = rollout.run("--check", "--diff", pinpoint_importer_variant=variant)
        assert predicted.code == 0, predicted.output
        assert rollout.writes() == {}
        assert [text for text in shown if text not in predicted.output] == []

        moved = rollout.run(pinpoint_importer_variant=variant)
        assert moved.code == 0, moved.output
        assert rollout.writes() == writes
        assert predicted.count("changed") == moved.count("changed") == {name: 1}
        state = rollout.state()
        assert documents_of(state) == documents(variant, rollout.account.id)
        assert (but_for_documents(state), rollout.identifiers()) == first

        again = rollout.run(pinpoint_importer_variant=variant)
        assert again.count("changed") == {name: 0}
        assert rollout.writes() == {}


def test_all_variables_together_in_hardened_and_removal_by_the_same(rollout: Rollout) -> None:
    before = rollout.state()
    host = {
        "aws_account_id": rollout.account.id,
        "pinpoint_importer_variant": "hardened",
        "pinpoint_importer_function_names": ["import-*"],
        "pinpoint_importer_region": "eu-*",
        "pinpoint_importer_account_id": "*",
        "pinpoint_importer_project_id": "*",
        "pinpoint_importer_allow_wildcards": True,
        "pinpoint_importer_path": "/import/",
        "pinpoint_importer_name_prefix": "Acme",
        "pinpoint_importer_tags": {"Team": "crm"},
        "pinpoint_importer_boundary": "arn:aws:iam::aws:policy/PowerUserAccess",
    }
    run = rollout.run(hosts={"given": host})
    assert run.code == 0, run.output
    assert "pinpoint_importer_project_id and pinpoint_importer_function_names: with wildcards" in run.output, run.output

    account = rollout.account.id
    state = rollout.state()
    statements = {
        name: {statement["Sid"]: statement for statement in state["policies"][f"Acme{name}"]["document"]["Statement"]}
        for name in tutorial.POLICIES
    }
    logs = f"arn:aws:logs:eu-*:{account}:log-group:/aws/lambda/import-*"
    assert statements["ImporterS3Policy"]["CreateLogGroups"]["Resource"] == [logs, f"{logs}:*"]
    assert (
        statements["ImporterPinpointPolicy"]["ImportIntoProject"]["Resource"] == "arn:aws:mobiletargeting:eu-*:*:apps/*"
    )
    role = f"arn:aws:iam::{account}:role/import/AcmePinpointSegmentImport"
    assert statements["ImporterPinpointPolicy"]["PassImportRole"]["Resource"] == role
    assert state["roles"]["AcmePinpointSegmentImport"]["trust_policy"]["Statement"][0]["Condition"] == {
        "StringEquals": {"aws:SourceAccount": account},
        "ArnLike": {"aws:SourceArn": "arn:aws:mobiletargeting:eu-*:*:apps/*"},
    }
    assert state["roles"]["AcmeImporterS3Role"]["trust_policy"]["Statement"][0]["Condition"] == {
        "StringEquals": {"aws:SourceAccount": account},
        "ArnLike": {"aws:SourceArn": [f"arn:aws:lambda:eu-*:{account}:function:import-*"]},
    }

    # The other variant removes what the first one created.
    other = {**host, "pinpoint_importer_variant": "tutorial", "pinpoint_importer_state": "absent"}
    assert rollout.run(hosts={"given": other}).code == 0
    assert rollout.state() == before


HARDEN: t.Final = {"pinpoint_importer_variant": "hardened"}

# The mistake, and the run's message about it.
BAD_INPUT: t.Final[tuple[tuple[dict[str, t.Any], str], ...]] = (
    *(
        (
            {"pinpoint_importer_variant": value},
            f"pinpoint_importer_variant must match the pattern tutorial|hardened (got: '{value or ''}'). Write tut",
        )
        for value in ("Hardened", "../hardened", "", None)
    ),
    ({"pinpoint_importer_function_names": []}, "pinpoint_importer_function_names must have at least one element"),
    (
        {"pinpoint_importer_function_names": "CustomerImport_CreateJob"},
        "pinpoint_importer_function_names must be a list (got: 'CustomerImport_CreateJob')",
    ),
    *(
        (
            {"pinpoint_importer_function_names": ["CustomerImport_CreateJob", value]},
            "pinpoint_importer_function_names[1] must be the name of a Lambda function: 1 to 64 letters, digits,",
        )
        for value in (
            "customer import",
            "a" * 65,
            "*",
            "?*",
            "*_CreateJob",
            "arn:aws:lambda:eu-west-1:1:function:a",
            "a,b",
        )
    ),
    (
        {**HARDEN, "pinpoint_importer_function_names": ["CustomerImport_*"]},
        (
            "pinpoint_importer_function_names[0] must not contain the wildcards * and ? (got: 'CustomerImport_*'). "
            "List the Lambda functions that run the tutorial's code. Wildcards need pinpoint_importer_allow_wildcards "
            "to be true"
        ),
    ),
)

GOOD_INPUT: t.Final[tuple[dict[str, t.Any], ...]] = (
    HARDEN,
    {**HARDEN, "pinpoint_importer_function_names": ["a" * 64, "0", "-_-"]},
    {**HARDEN, "pinpoint_importer_function_names": ["CustomerImport_*"], "pinpoint_importer_allow_wildcards": True},
    # The tutorial's documents name no function.
    {"pinpoint_importer_function_names": ["CustomerImport_*"]},
)


def test_bad_input_stops_before_any_call(rollout: Rollout) -> None:
    """One run with a host for each case, since each needs nothing but its own variables."""
    good = {"aws_account_id": rollout.account.id}
    hosts = {f"case-{number}": {**good, **case} for number, (case, _message) in enumerate(BAD_INPUT)}
    failures = rollout.run("--forks", "2", hosts=hosts).failures()
    said = {host: failures.get(host, "nothing") for host in hosts}
    wrong = {
        f"{case}": said[f"case-{number}"]
        for number, (case, message) in enumerate(BAD_INPUT)
        if message not in said[f"case-{number}"]
    }
    assert wrong == {}
    assert rollout.sandbox.calls() == ()


def test_good_input_is_taken(rollout: Rollout) -> None:
    good = {"aws_account_id": rollout.account.id}
    hosts = {f"case-{number}": {**good, **case} for number, case in enumerate(GOOD_INPUT)}
    run = rollout.run("--check", hosts=hosts)
    assert run.code == 0, run.output
    assert run.count("changed") == dict.fromkeys(hosts, 1)


def test_a_run_says_in_one_line_what_the_review_finds_in_awss_text(rollout: Rollout) -> None:
    line = (
        "9 known findings in 4 documents: they are in AWS's own text, and the variant hardened has none (-v lists them)"
    )
    for options in (["--check"], [], ["-v"]):
        run = rollout.run(*options)
        assert run.code == 0, run.output
        output = " ".join(run.output.split())
        assert output.count("[WARNING]: ") == 1, run.output
        assert f"[WARNING]: {line}" in output, run.output
        assert ("VisualEditor1" in run.output and '"id": "service-wildcard"' in run.output) == ("-v" in options)
    reviewed = rollout.run("--tags", "review")
    assert " ".join(reviewed.output.split()).count("[WARNING]: ") == 9, reviewed.output
    assert "WARNING" not in rollout.run("--check", pinpoint_importer_variant="hardened").output


def test_a_run_proves_what_the_roles_may_do_and_a_boundary_can_stand_in_the_way(rollout: Rollout) -> None:
    proving: dict[str, t.Any] = {"pinpoint_importer_prove_access": True, "pinpoint_importer_variant": "hardened"}
    refused = rollout.run(**proving, pinpoint_importer_boundary="arn:aws:iam::aws:policy/ReadOnlyAccess")
    assert (refused.code, rollout.writes()) == (2, {})
    assert "may[" in refused.failures()[rollout.account.name]
    assert rollout.run(**proving).code == 0
    again = rollout.run(**proving)
    assert (again.code, again.count("changed"), rollout.writes()) == (0, {rollout.account.name: 0}, {})
