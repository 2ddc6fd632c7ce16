# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbook retire_pinpoint_importer on a sandbox in which each account has its own history.

The tests read what it reports from the rollout report, and what it did from IAM itself.
"""

from __future__ import annotations

import datetime
import json
import pathlib
import typing as t

import jsonschema
import pytest
from sandbox import Sandbox
from sandbox.sandbox import Kept
from support import account_state, playbook
from support.tasks import allow, trust

RETIRE: t.Final = "leastpriv.aws.retire_pinpoint_importer"
SCHEMA: t.Final = json.loads(
    (pathlib.Path(__file__).parents[2] / "docs" / "rollout_report.schema.json").read_text(encoding="utf-8")
)
POLICIES: t.Final = ("ImporterS3Policy", "ImporterS3PassthroughPolicy", "ImporterPinpointPolicy")
ROLES: t.Final = ("ImporterS3Role", "PinpointSegmentImport", "ImporterPinpointRole")
SIX: t.Final = {*POLICIES, *ROLES}
DOCUMENTED: t.Final = {
    "aws_region": "eu-west-1",
    "pinpoint_importer_bucket_name": "acme-customer-imports",
    "pinpoint_importer_project_id": "4f1d2c3b5a69788790a1b2c3d4e5f607",
    "pinpoint_importer_review": "off",
}
REMOVE: t.Final[dict[str, t.Any]] = {"retire_remove": True}

# The accounts, by number. All but the empty one have had the tutorial for a year and a half.
UNCHANGED, DIFFERENT, EMPTY, SHARED, USED, UNUSED = range(1, 7)
GUARDED: t.Final = {SHARED, USED}


class Retirement:
    """Runs of the playbook on the sandbox's accounts, by number."""

    def __init__(self, sandbox: Sandbox, directory: pathlib.Path) -> None:
        self.sandbox = sandbox
        self.directory = directory
        self.report: dict[str, t.Any] = {}

    def run(
        self,
        *options: str,
        name: str = RETIRE,
        group: t.Mapping[str, t.Any] | None = None,
        changed: t.Mapping[int, t.Mapping[str, t.Any]] | None = None,
        **variables: t.Any,
    ) -> playbook.Run:
        hosts = {
            account.name: {
                "aws_account_id": account.id,
                "aws_assume_role_arn": account.role_arn,
                **(changed or {}).get(number, {}),
            }
            for number, account in enumerate(self.sandbox.accounts, 1)
        }
        inventory = {"aws_accounts": {"hosts": hosts, "vars": DOCUMENTED if group is None else group}}
        (self.directory / "inventory.json").write_text(json.dumps(inventory), encoding="utf-8")
        self.sandbox.clear_calls()
        path = self.directory / "report.json"
        path.unlink(missing_ok=True)
        run = playbook.run(
            *("-i", "inventory.json", "--forks", "6", "--extra-vars", json.dumps(variables), *options),
            playbook=name,
            environment={
                **self.sandbox.environment,
                "ANSIBLE_CALLBACKS_ENABLED": "leastpriv.aws.rollout_report",
                "LEASTPRIV_ROLLOUT_REPORT_JSON_PATH": str(path),
            },
            directory=self.directory,
        )
        self.report = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        if self.report:
            jsonschema.validate(self.report, SCHEMA)
        return run

    def iam(self, number: int) -> t.Any:
        return self.sandbox.client("iam", account_id=self.sandbox.accounts[number - 1].id)

    def age(self, number: int, name: str, *, used: int | None = None) -> None:
        """Make a role look as if it had been created 500 days ago, and used this many days ago."""
        now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
        role: t.Any = self.sandbox.state(self.sandbox.accounts[number - 1].id).role(name)
        role.create_date = now - datetime.timedelta(days=500)
        role.last_used = None if used is None else now - datetime.timedelta(days=used)
        role.last_used_region = None if used is None else "eu-central-1"

    def left(self) -> dict[int, set[str]]:
        """Which of the six resources IAM still has, by account."""
        states = {number: account_state.read(self.iam(number)) for number in range(1, 7)}
        return {number: SIX & {*state["policies"], *state["roles"]} for number, state in states.items()}

    def written(self) -> list[str]:
        return [
            call.operation
            for call in self.sandbox.calls()
            if call.service == "iam" and not call.operation.startswith(("Get", "List"))
        ]

    def account(self, number: int) -> dict[str, t.Any]:
        return t.cast("dict[str, t.Any]", self.report["accounts"][number - 1])

    def surveys(self, number: int, which: int = -1) -> dict[str, dict[str, t.Any]]:
        """What a survey of an account, by default the last one, found of each of the six resources."""
        return {resource["name"]: resource["surveys"][which] for resource in self.account(number)["resources"]}

    def found(self) -> dict[int, set[str]]:
        """Which of the six resources the last surveys found, by account."""
        return {
            number: {name for name, survey in self.surveys(number).items() if survey["exists"]}
            for number in range(1, 7)
        }


@pytest.fixture(scope="module")
def accounts(running_sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """Accounts with the tutorial: unchanged, changed by hand, without it, with a policy shared, and used yesterday."""
    running_sandbox.reset()
    retirement = Retirement(running_sandbox, tmp_path_factory.mktemp("accounts"))
    applied = retirement.run("--limit", f"!workload-{EMPTY}", name="leastpriv.aws.pinpoint_importer")
    assert applied.code == 0, applied.output
    prepare(retirement)
    return running_sandbox.keep()


def prepare(retirement: Retirement) -> None:
    sandbox = retirement.sandbox
    for number in range(1, 7):
        for name in ROLES if number != EMPTY else ():
            retirement.age(number, name, used=200 if (number, name) == (UNUSED, "ImporterS3Role") else None)
    retirement.age(USED, "ImporterPinpointRole", used=1)
    different = retirement.iam(DIFFERENT)
    arn = f"arn:aws:iam::{sandbox.accounts[DIFFERENT - 1].id}:policy/"
    different.create_policy_version(
        PolicyArn=f"{arn}ImporterS3Policy", PolicyDocument=json.dumps(allow("s3:*")), SetAsDefault=True
    )
    different.update_assume_role_policy(
        RoleName="ImporterS3Role", PolicyDocument=json.dumps(trust("ec2.amazonaws.com"))
    )
    different.detach_role_policy(RoleName="PinpointSegmentImport", PolicyArn=f"{arn}ImporterS3PassthroughPolicy")
    different.delete_policy(PolicyArn=f"{arn}ImporterS3PassthroughPolicy")
    shared = retirement.iam(SHARED)
    arn = f"arn:aws:iam::{sandbox.accounts[SHARED - 1].id}:policy/"
    shared.create_role(RoleName="Foreign", AssumeRolePolicyDocument=json.dumps(trust("ec2.amazonaws.com")))
    shared.attach_role_policy(RoleName="Foreign", PolicyArn=f"{arn}ImporterPinpointPolicy")


@pytest.fixture
def retirement(accounts: Kept, sandbox: Sandbox, tmp_path: pathlib.Path) -> Retirement:
    """The accounts as they were prepared, whatever the preceding tests did to them."""
    sandbox.put_back(accounts)
    return Retirement(sandbox, tmp_path)


def test_a_survey_reports_what_exists_and_changes_nothing(retirement: Retirement) -> None:
    before = retirement.left()
    run = retirement.run()
    assert (run.code, retirement.written(), retirement.left()) == (0, [], before), run.output
    assert "Nothing was removed. To remove what is unused, run again with -e retire_remove=true" in run.output
    assert retirement.found() == before
    assert before[DIFFERENT] == SIX - {"ImporterS3PassthroughPolicy"}
    assert {number: retirement.account(number)["state"] for number in before} == {
        UNCHANGED: "unchanged",
        DIFFERENT: "drift",
        EMPTY: "missing",
        SHARED: "used_by_others",
        USED: "unchanged",
        UNUSED: "unchanged",
    }

    for number in (UNCHANGED, SHARED, USED, UNUSED):
        assert {survey["differs"] for survey in retirement.surveys(number).values()} == {False}, number
    different = retirement.surveys(DIFFERENT)
    assert {name for name, survey in different.items() if survey["differs"]} == {
        "ImporterS3Policy",
        "ImporterS3Role",
        "PinpointSegmentImport",
    }
    assert "differs: update the trust policy of role ImporterS3Role" in different["ImporterS3Role"]["findings"]
    assert "s3:ListAllMyBuckets and loses s3:* (narrows" in str(different["ImporterS3Policy"]["findings"])

    policy = retirement.surveys(SHARED)["ImporterPinpointPolicy"]
    assert policy["others"] == ["role Foreign"]
    assert policy["obstacle"] == (
        "managed policy ImporterPinpointPolicy is still used, and detach is refuse: it is attached to role Foreign"
    )
    role = retirement.surveys(USED)["ImporterPinpointRole"]
    yesterday = (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=1)).date().isoformat()
    assert role["last_used"].startswith(yesterday)
    assert "unused for 90 days" in role["obstacle"]
    # The set's own roles do not count as other users, whether they may be removed or not.
    assert [name for name, survey in retirement.surveys(USED).items() if "others" in survey] == []
    assert {number for number in range(1, 7) if any("obstacle" in s for s in retirement.surveys(number).values())} == (
        GUARDED
    )
    check_summary(run.output)
    # The play itself shows the findings, too.
    for line in ("6 of 6 exist", "managed policy ImporterPinpointPolicy: also used by role Foreign"):
        assert f'"{line}"' in run.output


def check_summary(output: str) -> None:
    assert "found in workload-1 (111111111111): 6 of 6 exist\n" in output
    assert (
        "found in workload-2 (222222222222): 5 of 6 exist;"
        " differ: ImporterS3Policy, ImporterS3Role, PinpointSegmentImport\n" in output
    )
    assert "found in workload-3 (333333333333): 0 of 6 exist\n" in output
    assert (
        "found in workload-4 (444444444444): 6 of 6 exist; used by others: ImporterPinpointPolicy (role Foreign);"
        " would not be deleted: ImporterPinpointPolicy\n" in output
    )
    assert "would not be deleted: ImporterPinpointRole; last used: ImporterPinpointRole on " in output


@pytest.mark.parametrize("missing", ["pinpoint_importer_bucket_name", "pinpoint_importer_project_id"])
def test_without_what_the_documents_need_names_are_looked_for(retirement: Retirement, missing: str) -> None:
    group = {name: value for name, value in DOCUMENTED.items() if name != missing}
    run = retirement.run(group=group)
    assert (run.code, retirement.found()) == (0, retirement.left()), run.output
    existing = [survey for survey in retirement.surveys(DIFFERENT).values() if survey["exists"]]
    assert {survey["differs"] for survey in existing} == {None}
    assert "not compared with the desired state" in existing[0]["findings"]
    assert retirement.surveys(SHARED)["ImporterPinpointPolicy"]["others"] == ["role Foreign"]


@pytest.mark.parametrize("group", [DOCUMENTED, {}], ids=["documents", "names"])
def test_a_removal_takes_what_its_guards_allow(retirement: Retirement, group: dict[str, t.Any]) -> None:
    before = retirement.left()
    run = retirement.run(group=group, **REMOVE, rollout_waves="100%")
    assert run.code == 2
    assert retirement.left() == {number: before[number] if number in GUARDED else set() for number in before}
    # The last survey shows what is left, the first what there was.
    assert retirement.found() == retirement.left()
    assert {name for name, found in retirement.surveys(UNCHANGED, 0).items() if found["exists"]} == SIX
    emptied = "workload-1 (111111111111), workload-6 (666666666666)"
    assert f"found in {emptied}: 0 of 6 exist (6 at the start)\n" in run.output
    assert run.output.count('"0 of 6 exist"') == len([number for number in before if number not in GUARDED]) + 1
    states = {number: retirement.account(number)["state"] for number in before}
    assert states == {
        UNCHANGED: "changed",
        DIFFERENT: "changed",
        EMPTY: "unchanged",
        SHARED: "failed",
        USED: "failed",
        UNUSED: "changed",
    }
    failures = run.failures()
    assert "is attached to role Foreign" in failures[f"workload-{SHARED}"]
    assert "it was last used on" in failures[f"workload-{USED}"]
    # The policy is still attached to the role that shares it.
    [foreign] = retirement.iam(SHARED).list_attached_role_policies(RoleName="Foreign")["AttachedPolicies"]
    assert foreign["PolicyName"] == "ImporterPinpointPolicy"

    again = retirement.run("--limit", f"!workload-{SHARED},!workload-{USED}", group=group, **REMOVE)
    assert (again.code, retirement.written()) == (0, []), again.output


def test_check_mode_predicts_the_removal(retirement: Retirement) -> None:
    before = retirement.left()
    run = retirement.run("--check", **REMOVE, rollout_waves="100%")
    assert (run.code, retirement.written(), retirement.left()) == (2, [], before)
    states = [retirement.account(number)["state"] for number in range(1, 7)]
    assert states == ["would_change", "would_change", "unchanged", "failed", "failed", "would_change"]


def test_a_wave_that_fails_is_surveyed_and_is_the_last(retirement: Retirement) -> None:
    run = retirement.run(**REMOVE, rollout_waves=f"{SHARED},100%")
    assert run.code == 2
    left = retirement.left()
    assert {number for number in left if left[number]} == {SHARED, USED, UNUSED}
    assert retirement.found() == left
    counts = [len(retirement.account(number)["resources"][0]["surveys"]) for number in range(1, 7)]
    # All accounts are surveyed at first, and at the end those that the removal reached.
    assert counts == [2, 2, 2, 2, 1, 1]


def test_a_name_in_another_case_is_reported_and_stays(retirement: Retirement) -> None:
    iam = retirement.iam(EMPTY)
    iam.create_policy(PolicyName="importerS3policy", PolicyDocument=json.dumps(allow("s3:GetObject")))
    iam.create_role(RoleName="importerS3role", AssumeRolePolicyDocument=json.dumps(trust("ec2.amazonaws.com")))
    retirement.age(EMPTY, "importerS3role")
    run = retirement.run("--limit", f"workload-{EMPTY}", **REMOVE)
    assert (run.code, retirement.written()) == (0, []), run.output
    obstacles = {
        resource["name"]: resource["surveys"][-1].get("obstacle")
        for resource in retirement.report["accounts"][0]["resources"]
    }
    assert {name: obstacle for name, obstacle in obstacles.items() if obstacle} == {
        "ImporterS3Policy": "its name in the account is 'importerS3policy', and a removal needs the exact name",
        "ImporterS3Role": "its name in the account is 'importerS3role', and a removal needs the exact name",
    }


def test_fewer_days_let_more_go(retirement: Retirement) -> None:
    retirement.age(USED, "ImporterPinpointRole", used=30)
    limit = ("--limit", f"workload-{USED}")
    assert retirement.run(*limit, **REMOVE).code == 2
    assert retirement.run(*limit, **REMOVE, pinpoint_importer_unused_for_days=20).code == 0
    assert retirement.left()[USED] == set()


@pytest.mark.parametrize(
    "variables",
    [
        {"pinpoint_importer_detach": "all", "iam_baseline_detach": "all"},
        {"pinpoint_importer_unused_for_days": None, "iam_baseline_unused_for_days": None},
        {"pinpoint_importer_unused_for_days": 0},
        {"pinpoint_importer_state": "present", "iam_baseline_state": "present"},
    ],
    ids=" ".join,
)
def test_no_variable_takes_a_guard_away(retirement: Retirement, variables: dict[str, t.Any]) -> None:
    run = retirement.run("--limit", f"workload-{SHARED},workload-{USED}", **REMOVE, **variables, rollout_waves="100%")
    assert (run.code, retirement.written()) == (2, []), run.output


# Variables of the run and of the first account, and the message for that account.
REFUSED: t.Final[tuple[tuple[dict[str, t.Any], dict[str, t.Any], str], ...]] = (
    (
        {},
        {"retire_remove": True},
        "The inventory sets retire_remove for workload-1, but retire_remove belongs to the run",
    ),
    (REMOVE, {"aws_account_id": None}, "aws_account_id is not set for workload-1. It guards"),
    (
        REMOVE,
        {"aws_account_id": "222222222222"},
        "aws_assume_role_arn of workload-1 must be a role of its account 222222222222 (got: arn:aws:iam::111111111111:",
    ),
    (
        REMOVE,
        {"pinpoint_importer_bucket_name": "No_Bucket"},
        "pinpoint_importer_bucket_name must be the name of an S3 bucket",
    ),
)


@pytest.mark.parametrize(("variables", "host", "message"), REFUSED)
def test_an_account_that_is_refused_fails_the_run_and_is_left_alone(
    retirement: Retirement, variables: dict[str, t.Any], host: dict[str, t.Any], message: str
) -> None:
    before = retirement.left()
    run = retirement.run("--limit", "workload-1,workload-3", changed={1: host}, **variables)
    assert message in run.failures()["workload-1"], run.output
    assert run.code != 0
    assert retirement.left() == before


@pytest.mark.parametrize("value", ["yes", 1])
def test_a_removal_that_is_neither_true_nor_false_is_not_begun(retirement: Retirement, value: t.Any) -> None:
    run = retirement.run("--limit", "workload-1,workload-3", retire_remove=value)
    assert (run.code != 0, retirement.sandbox.calls()) == (True, ()), run.output
    assert f"retire_remove must be true or false (got: {value})" in " ".join(run.output.split())


@pytest.mark.parametrize(
    "variables",
    [
        {"rollout_tasks": "main"},
        {"rollout_tasks": "main", "pinpoint_importer_state": "absent"},
        {"rollout_role": "leastpriv.aws.iam_baseline", "retire_remove": False},
    ],
    ids=" ".join,
)
def test_nothing_but_the_retirement_is_rolled_out(retirement: Retirement, variables: dict[str, t.Any]) -> None:
    run = retirement.run("--limit", f"workload-{DIFFERENT}", **{**REMOVE, **variables})
    assert (run.code != 0, retirement.sandbox.calls()) == (True, ()), run.output
    assert "This playbook sets rollout_role, rollout_tasks itself: remove rollout_" in " ".join(run.output.split())


def test_a_run_without_any_account_is_refused(retirement: Retirement) -> None:
    before = retirement.left()
    environment = retirement.sandbox.environment
    run = playbook.run(
        "-e", "retire_remove=true", playbook=RETIRE, environment=environment, directory=retirement.directory
    )
    assert (run.code != 0, retirement.left()) == (True, before)
    assert "No accounts to work on: the inventory has no hosts" in " ".join(run.output.split())
