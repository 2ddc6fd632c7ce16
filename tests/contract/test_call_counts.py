# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbook on the sandbox, call by call: what a run costs and leaves, and what stops it before the first call."""

from __future__ import annotations

import collections
import json
import pathlib
import typing as t

import pytest
from sandbox import Account, Sandbox
from support import account_state, playbook, tutorial

BUCKET: t.Final = "acme-customer-imports"
REGION: t.Final = "eu-west-1"
PROJECT: t.Final = "4f1d2c3b5a69788790a1b2c3d4e5f607"
VARIABLES: t.Final[t.Mapping[str, t.Any]] = {
    "aws_region": REGION,
    "pinpoint_importer_bucket_name": BUCKET,
    "pinpoint_importer_project_id": PROJECT,
}

PROVEN: t.Final = "second run, with assertions"
Hosts = t.Mapping[str, t.Mapping[str, t.Any]]


class Rollout:
    """Runs of the playbook, signed in to one account without AssumeRole, and the calls each of them made."""

    def __init__(self, sandbox: Sandbox, directory: pathlib.Path) -> None:
        self.sandbox = sandbox
        self.account: Account = sandbox.accounts[0]
        self._directory = directory
        self._environment = {**sandbox.environment, **self._credentials()}

    def run(self, *options: str, hosts: Hosts | None = None, from_management: bool = False) -> playbook.Run:
        """Run the playbook on the given hosts, by default on the account, and log only its calls.

        C(from_management) signs in to the management account, from which the account's roles can be assumed.
        """
        given = {self.account.name: {"aws_account_id": self.account.id}} if hosts is None else hosts
        inventory = self._directory / "inventory.json"
        inventory.write_text(json.dumps({"aws_accounts": {"hosts": given, "vars": VARIABLES}}), encoding="utf-8")
        self.sandbox.clear_calls()
        environment = self.sandbox.environment if from_management else self._environment
        return playbook.run("-i", str(inventory), *options, environment=environment, directory=self._directory)

    def calls(self, service: str) -> list[str]:
        return [call.operation for call in self.sandbox.calls() if call.service == service]

    def state(self) -> account_state.AccountState:
        return account_state.read(self.sandbox.client("iam", account_id=self.account.id))

    def _credentials(self) -> dict[str, str]:
        reply = self.sandbox.client("sts").assume_role(RoleArn=self.account.role_arn, RoleSessionName="rollout")
        credentials = reply["Credentials"]
        return {
            "AWS_ACCESS_KEY_ID": credentials["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": credentials["SecretAccessKey"],
            "AWS_SESSION_TOKEN": credentials["SessionToken"],
        }


@pytest.fixture
def rollout(sandbox: Sandbox, tmp_path: pathlib.Path) -> Rollout:
    return Rollout(sandbox, tmp_path)


def test_calls_of_a_rollout(rollout: Rollout, capsys: pytest.CaptureFixture[str]) -> None:
    """The documented figures, for each account and without AssumeRole."""
    figures = {}
    for name, most, options, changed in (
        ("first run, empty account", 16, (), 1),
        ("second run, nothing to do", 12, (), 0),
        ("check mode", 12, ("--check",), 0),
        (PROVEN, 15, ("-e", "pinpoint_importer_prove_access=true"), 0),
    ):
        run = rollout.run(*options)
        assert run.code == 0, run.output
        assert run.count("changed") == {rollout.account.name: changed}
        calls = rollout.calls("iam")
        figures[name] = (len(calls), most, len(rollout.calls("sts")), collections.Counter(calls))
    with capsys.disabled():
        print(f"\n{'run, per account, without AssumeRole':38} {'IAM':>4} {'most':>5} {'STS':>4}")
        for name, (iam, most, sts, counts) in figures.items():
            operations = ", ".join(f"{count} {operation}" for operation, count in sorted(counts.items()))
            print(f"{name:38} {iam:4} {most:5} {sts:4}  {operations}")
    assert [name for name, (iam, most, _sts, _counts) in figures.items() if iam > most] == []
    # Assertions count inline policies, of which only IAM knows. No document is read again for them.
    added = figures[PROVEN][3] - figures["second run, nothing to do"][3]
    assert added == {"ListRolePolicies": len(tutorial.ROLES)}


def test_the_account_equals_the_tutorial(rollout: Rollout) -> None:
    assert rollout.run().code == 0
    state = rollout.state()
    account = rollout.account.id
    documents = {name: policy["document"] for name, policy in state["policies"].items()}
    assert documents == tutorial.policies(bucket=BUCKET, region=REGION, account=account, project=PROJECT)
    for name, (trust, policies) in tutorial.ROLES.items():
        role = state["roles"][name]
        assert role["trust_policy"] == trust
        assert role["managed_policies"] == [f"arn:aws:iam::{account}:policy/{policy}" for policy in policies]
        assert (role["path"], role["inline_policies"], role["boundary"]) == ("/", {}, None)
        assert (role["tags"], role["description"], role["max_session_duration"]) == ({}, "", 3600)


def test_check_mode_on_an_empty_account_says_what_a_run_does(rollout: Rollout) -> None:
    before = rollout.state()
    predicted = rollout.run("--check")
    assert rollout.state() == before
    assert predicted.count("changed") == rollout.run().count("changed") == {rollout.account.name: 1}


def test_all_variables_together_and_removal_by_the_same(rollout: Rollout) -> None:
    before = rollout.state()
    boundary = "arn:aws:iam::aws:policy/PowerUserAccess"
    host = {
        "aws_account_id": rollout.account.id,
        "pinpoint_importer_region": "eu-*",
        "pinpoint_importer_account_id": "*",
        "pinpoint_importer_project_id": "*",
        "pinpoint_importer_allow_wildcards": True,
        "pinpoint_importer_path": "/import/",
        "pinpoint_importer_name_prefix": "Acme",
        "pinpoint_importer_tags": {"Team": "crm"},
        "pinpoint_importer_boundary": boundary,
    }
    run = rollout.run(hosts={"given": host})
    assert run.code == 0, run.output
    wildcards = "pinpoint_importer_region and pinpoint_importer_account_id and pinpoint_importer_project_id"
    assert f"[WARNING]: {wildcards}: with wildcards" in run.output, run.output

    state = rollout.state()
    policy = state["policies"]["AcmeImporterPinpointPolicy"]
    assert policy["document"]["Statement"][0]["Resource"] == [
        "arn:aws:mobiletargeting:eu-*:*:apps/*",
        "arn:aws:mobiletargeting:eu-*:*:apps/*/*",
        "arn:aws:iam::*:role/import/AcmePinpointSegmentImport",
    ]
    assert (policy["path"], policy["tags"]) == ("/import/", {"Team": "crm"})
    role = state["roles"]["AcmeImporterPinpointRole"]
    assert (role["path"], role["tags"], role["boundary"]) == ("/import/", {"Team": "crm"}, boundary)
    assert role["managed_policies"] == [
        f"arn:aws:iam::{rollout.account.id}:policy/import/{name}"
        for name in ("AcmeImporterPinpointPolicy", "AcmeImporterS3Policy")
    ]

    assert rollout.run(hosts={"given": {**host, "pinpoint_importer_state": "absent"}}).code == 0
    assert rollout.state() == before


def test_removal_with_care_takes_all_or_nothing(rollout: Rollout) -> None:
    empty = rollout.state()
    assert rollout.run().code == 0
    iam = rollout.sandbox.client("iam", account_id=rollout.account.id)
    arn = f"arn:aws:iam::{rollout.account.id}:policy/ImporterS3Policy"
    iam.create_role(RoleName="Another", AssumeRolePolicyDocument=json.dumps(tutorial.TRUST_LAMBDA))
    iam.attach_role_policy(RoleName="Another", PolicyArn=arn)
    before = rollout.state()
    careful = {"pinpoint_importer_unused_for_days": 30, "pinpoint_importer_detach": "refuse"}
    for days, said in (
        (
            30,
            "role ImporterPinpointRole is deleted only once it has been unused for 30 days (unused_for_days): IAM",
        ),
        (None, "managed policy ImporterS3Policy is still used, and detach is refuse: it is attached to role Another"),
    ):
        variables = {**careful, "pinpoint_importer_state": "absent", "pinpoint_importer_unused_for_days": days}
        for options in (("--check",), ()):
            failures = rollout.run(*options, "--extra-vars", json.dumps(variables)).failures()
            assert said in failures[rollout.account.name]
            assert rollout.state() == before
    iam.detach_role_policy(RoleName="Another", PolicyArn=arn)
    iam.delete_role(RoleName="Another")
    assert rollout.run("--extra-vars", json.dumps(variables)).code == 0
    assert rollout.state() == empty


def test_tags_choose_policies_or_roles(rollout: Rollout) -> None:
    assert rollout.run("--tags", "policies").code == 0
    state = rollout.state()
    assert set(state["policies"]) == set(tutorial.POLICIES)
    assert not set(tutorial.ROLES) & set(state["roles"])


# The mistake, and the beginning of the run's message about it.
BAD_INPUT: t.Final[tuple[tuple[dict[str, t.Any], str], ...]] = (
    (
        {"pinpoint_importer_bucket_name": "bucket-name"},
        "pinpoint_importer_bucket_name still has the placeholder 'bucket-name'. Write the name of the bucket",
    ),
    *(
        (
            {"pinpoint_importer_bucket_name": name},
            "pinpoint_importer_bucket_name must be the name of an S3 bucket: 3 to 63",
        )
        for name in (
            "ab",
            "a" * 64,
            "Customers",
            "customer_imports",
            "customer imports",
            "-customers",
            "customers-",
            ".customers",
            "customers.",
            "cust..omers",
            "192.168.5.4",
            "xn--customers",
            "sthree-customers",
            "sthree-configurator",
            "amzn-s3-demo-bucket",
            "customers-s3alias",
            "customers--ol-s3",
            "customers.mrap",
            "customers--usw2-az1--x-s3",
            "customers--table-s3",
            "customers/*",
        )
    ),
    ({"pinpoint_importer_bucket_name": "*"}, "pinpoint_importer_bucket_name must not contain the wildcards"),
    (
        {"pinpoint_importer_project_id": "01234567890123456789012345678901"},
        "pinpoint_importer_project_id still has the placeholder '01234567890123456789012345678901'",
    ),
    *(
        (
            {"pinpoint_importer_project_id": value},
            f"pinpoint_importer_project_id must be 32 hexadecimal digits (got: '{value}'). Write the ID of the Amazon",
        )
        for value in (PROJECT[:-1], PROJECT + "0", "g" * 32, 12345)
    ),
    *(
        ({"pinpoint_importer_region": value}, "pinpoint_importer_region must be an AWS Region such as eu-west-1")
        for value in ("eu-west-9", "EU-WEST-1", "eu-west-1a", "aws-global", "europe", ".*", "eu-west-(")
    ),
    (
        {"aws_region": "us-esat-1"},
        (
            "pinpoint_importer_region must be an AWS Region such as eu-west-1; did you mean us-west-1? (got: "
            "'us-esat-1'). Without the variable, aws_region counts"
        ),
    ),
    (
        {"pinpoint_importer_account_id": "123456789012"},
        "pinpoint_importer_account_id still has the placeholder '123456789012'. Leave the variable out",
    ),
    ({"pinpoint_importer_account_id": "1234"}, "pinpoint_importer_account_id must be an account ID: 12 digits"),
    (
        {"pinpoint_importer_account_id": "222222222222"},
        (
            "pinpoint_importer_account_id must match the pattern 111111111111|.*[*?].* (got: '222222222222'). Leave "
            "the variable out: the account ID then comes from the session, and has to be that of aws_account_id"
        ),
    ),
    *(
        (
            {f"pinpoint_importer_{name}": value},
            f"pinpoint_importer_{name} must not contain the wildcards * and ? (got: '{value}'). ",
        )
        for name, value in (("region", "*"), ("region", "eu-west-?"), ("account_id", "*"), ("project_id", "4f1d*"))
    ),
    (
        {"pinpoint_importer_region": "moon-*", "pinpoint_importer_allow_wildcards": True},
        "pinpoint_importer_region must be an AWS Region such as eu-west-1; no region matches it (got: 'moon-*')",
    ),
    *(
        ({"pinpoint_importer_path": value}, "pinpoint_importer_path must be an IAM path: / first and last")
        for value in ("import", "/import", "import/", "//", "/im port/")
    ),
    ({"pinpoint_importer_path": "/*/"}, "pinpoint_importer_path must not contain the wildcards * and ? (got: '/*/')"),
    *(
        ({"pinpoint_importer_name_prefix": value}, "pinpoint_importer_name_prefix must match the pattern")
        for value in ("a" * 44, "Acme/")
    ),
    *(
        ({"pinpoint_importer_boundary": value}, "pinpoint_importer_boundary: baseline: role_defaults.boundary: ")
        for value in ("Power User Access", "arn:aws:iam::aws:role/PowerUserAccess")
    ),
    ({"pinpoint_importer_tags": ["crm"]}, "pinpoint_importer_tags: argument 'tags' is of type"),
    *(
        (
            {f"pinpoint_importer_{name}": value},
            f"pinpoint_importer_{name}: value of {name} must be one of: {choices}, got: {value}",
        )
        for name, value, choices in (
            ("state", "gone", "present, absent"),
            ("review", "loud", "off, warn, fail"),
            ("detach", "some", "all, refuse"),
        )
    ),
    *(
        ({"pinpoint_importer_unused_for_days": value}, f"pinpoint_importer_unused_for_days: {problem}")
        for value, problem in (
            (0, "baseline: unused_for_days must be at least 1 day (got: 0)"),
            (-1, "baseline: unused_for_days must be at least 1 day (got: -1)"),
            (401, "baseline: unused_for_days must be at most 400 days"),
            ("90 days", "argument 'unused_for_days' is of type str and we were unable to convert to int"),
            (False, "unused_for_days must be an integer (got: 'False')"),
            (1.5, "argument 'unused_for_days' is of type float and we were unable to convert to int"),
        )
    ),
    (
        {"pinpoint_importer_allow_wildcards": "maybe"},
        (
            "pinpoint_importer_allow_wildcards must match the pattern (?i)true|yes|on|y|t|1|1[.]0|false|no|off|n|f|0|"
            "0[.]0 (got: 'maybe'). Write true or false"
        ),
    ),
    *(
        ({"aws_account_id": value}, f"allowed_account_ids: '{value}' is not an account id: 12 digits")
        for value in ("11111", "")
    ),
    (
        {"aws_assume_role_arn": "arn:aws:iam::222222222222:role/OrganizationAccountAccessRole"},
        (
            "assume_role_arn arn:aws:iam::222222222222:role/OrganizationAccountAccessRole is for account 222222222222, "
            "but allowed_account_ids, which this collection's playbooks set from aws_account_id, allows 111111111111"
        ),
    ),
)


def test_bad_input_stops_before_any_call(rollout: Rollout) -> None:
    """One run with a host for each case, since each needs nothing but its own variables."""
    good = {"aws_account_id": rollout.account.id}
    hosts = {f"case-{number}": {**good, **case} for number, (case, _message) in enumerate(BAD_INPUT)}
    run = rollout.run("--forks", "2", hosts=hosts)
    failures = run.failures()
    said = {host: failures.get(host, "nothing") for host in hosts}
    wrong = {
        f"{case}": said[f"case-{number}"]
        for number, (case, message) in enumerate(BAD_INPUT)
        if not said[f"case-{number}"].removeprefix("baseline: ").startswith(message)
    }
    assert wrong == {}
    assert rollout.sandbox.calls() == ()


@pytest.mark.parametrize("name", ["pinpoint_importer_bucket_name", "pinpoint_importer_project_id"])
def test_a_required_variable_that_is_missing_stops_before_any_call(rollout: Rollout, name: str) -> None:
    run = rollout.run("--extra-vars", json.dumps({name: None}))
    assert f"{name} is missing and required. Write the" in run.failures()[rollout.account.name]
    assert rollout.sandbox.calls() == ()


def test_all_that_is_wrong_with_the_values_is_reported_at_once(rollout: Rollout) -> None:
    wrong = {
        "aws_account_id": rollout.account.id,
        "pinpoint_importer_bucket_name": "Customers",
        "pinpoint_importer_project_id": None,
        "pinpoint_importer_region": "eu-west-9",
        "pinpoint_importer_path": "import",
        "pinpoint_importer_variant": "Hardened",
    }
    first, *problems = rollout.run(hosts={"wrong": wrong}).failures()["wrong"].splitlines()
    assert first == "baseline: parameters: 5 problems:"
    assert {problem.split()[0] for problem in problems} == wrong.keys() - {"aws_account_id"}
    assert rollout.sandbox.calls() == ()


def test_good_input_that_looks_odd_is_taken(rollout: Rollout) -> None:
    cases: tuple[dict[str, t.Any], ...] = (
        {"aws_account_id": int(rollout.account.id)},
        {"pinpoint_importer_bucket_name": "1.customers-2"},
        {"pinpoint_importer_bucket_name": "a" * 63},
        {"pinpoint_importer_project_id": 11111111111111111111111111111111},
        {"pinpoint_importer_project_id": PROJECT.upper()},
        {"pinpoint_importer_account_id": rollout.account.id},
        {"pinpoint_importer_boundary": ""},
        {"pinpoint_importer_tags": {"Team": "crm"}},
        {"pinpoint_importer_review": False},
        {"pinpoint_importer_detach": "refuse"},
        {"pinpoint_importer_unused_for_days": 1},
        {"pinpoint_importer_unused_for_days": "400"},
        {"pinpoint_importer_unused_for_days": None},
        {"pinpoint_importer_allow_wildcards": "yes"},
        {"pinpoint_importer_boundary": "arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/b"},
        {"pinpoint_importer_boundary": "PowerUserAccess"},
    )
    good = {"aws_account_id": rollout.account.id}
    hosts = {f"case-{number}": {**good, **case} for number, case in enumerate(cases)}
    run = rollout.run("--check", "--forks", "2", hosts=hosts)
    assert run.code == 0, run.output
    # All hosts are of one account, so what one predicts counts for those after it.
    assert run.count("failed") == dict.fromkeys(hosts, 0)
    assert run.count("ok") == dict.fromkeys(hosts, 1)
    assert "with wildcards" not in run.output


def test_a_boundary_that_no_account_has_stops_before_the_first_write(rollout: Rollout) -> None:
    before = rollout.state()
    message = rollout.run("--extra-vars", '{"pinpoint_importer_boundary": 5}').failures()[rollout.account.name]
    assert "boundary: Failed to find policy by name: 5" in message
    assert rollout.state() == before


def test_credentials_for_another_account_stop_before_the_first_call_to_iam(rollout: Rollout) -> None:
    run = rollout.run(hosts={"wrong": {"aws_account_id": "222222222222"}})
    message = run.failures()["wrong"]
    assert "is for account 111111111111" in message
    assert "from aws_account_id, allows 222222222222" in message
    assert rollout.calls("iam") == []


def test_the_external_id_appears_nowhere(rollout: Rollout) -> None:
    secret = "a-secret-between-us"
    account = rollout.account
    host = {
        "aws_account_id": account.id,
        "aws_assume_role_arn": account.role_arn,
        "aws_assume_role_external_id": secret,
    }
    run = rollout.run("-vvvv", "--diff", hosts={account.name: host}, from_management=True)
    assert run.code == 0, run.output
    assert [call.parameters["ExternalId"] for call in rollout.sandbox.calls() if call.service == "sts"] == [secret]
    assert secret not in run.output
