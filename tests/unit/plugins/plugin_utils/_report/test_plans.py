# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From the results of tasks to the content of a plan file."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.accounts import Account, Failure, Identity
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.plans import PlanTargets, RunPlans
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.resources import TaskOutcome
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.results import TaskEnd

CALL: t.Final = {"operation": "CreateRole", "parameters": {"RoleName": "app"}, "summary": "create role app"}
ROLE: t.Final = {
    "type": "role",
    "name": "app",
    "calls": [CALL],
    "before": None,
    "after": {"name": "app"},
    "changes": [],
}
PLAN: t.Final = {"account_id": "111111111111", "partition": "aws", "resources": [ROLE]}
RESULT: t.Final = {"changed": True, "plan": PLAN}


def end(host: str, result: dict[str, t.Any], **other: t.Any) -> TaskEnd:
    return TaskEnd(**{"host": host, "task": "t", "key": "t", "module": "iam_role", "result": result, **other})


def account(host: str, *states: str, failure: str | None = None) -> Account:
    known = Account(host=host, identity=Identity(account_id="222222222222"))
    known.add(TaskOutcome(states=states))
    if failure:
        known.fail(Failure(task="t", message=failure), of_collection=True)
    return known


def content(plans: RunPlans, *accounts: Account) -> dict[str, t.Any]:
    return plans.content(accounts, created="2026-01-01T00:00:00+00:00", check_mode=True)


def test_each_task_and_each_item_of_a_loop_is_a_task_of_the_account() -> None:
    plans = RunPlans()
    plans.add(end("a", RESULT))
    plans.add(end("a", {"results": [RESULT, {"skipped": True, "changed": False}, RESULT]}))
    plans.add(end("a", {"changed": False}, module="iam_role_info"))
    plans.add(end("a", {"skipped": True}, state="skipped"))
    found = content(plans, account("a", "would_change"))
    [listed] = found["accounts"]
    assert [resource["task"] for resource in listed["resources"]] == [1, 2, 3]
    # The account is that of the session, whatever the inventory says.
    assert (listed["account_id"], listed["host"], found["without_plan"]) == ("111111111111", "a", [])


def test_accounts_without_a_plan_are_listed_with_their_state() -> None:
    plans = RunPlans()
    for host in ("failed", "hidden", "mixed"):
        plans.add(end(host, RESULT))
    plans.add(end("hidden", {"censored": "the output has been hidden"}))
    plans.add(end("mixed", {"results": [RESULT, {"changed": False}]}))
    accounts = [
        account("failed", "changed", failure="no"),
        account("hidden", "changed"),
        account("mixed", "changed"),
        account("later"),
        account("idle", "skipped"),
    ]
    found = content(plans, *accounts)
    assert found["accounts"] == []
    states = {listed["host"]: listed["state"] for listed in found["without_plan"]}
    assert states == {
        "failed": "failed",
        "hidden": "hidden",
        "idle": "skipped",
        "later": "not_reached",
        "mixed": "hidden",
    }
    assert found["without_plan"][0]["account_id"] == "222222222222"


@pytest.mark.parametrize(
    "plan",
    [
        PLAN | {"account_id": "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"},
        PLAN | {"resources": [ROLE | {"name": "********-app"}]},
        PLAN | {"resources": [ROLE | {"calls": [CALL | {"parameters": {"RoleName": "a********"}}]}]},
        PLAN | {"resources": [ROLE | {"after": {"tags": {"********": "a"}}}]},
    ],
)
def test_a_plan_that_is_masked_in_part_is_not_written(plan: dict[str, t.Any]) -> None:
    plans = RunPlans()
    plans.add(end("a", RESULT))
    plans.add(end("a", {"changed": True, "plan": plan}))
    plans.add(end("b", {"results": [{"changed": True, "plan": plan}, RESULT]}))
    plans.add(end("b", {"censored": "the output has been hidden"}))
    found = content(plans, account("a", "would_change"), account("b", "would_change"))
    assert found["accounts"] == []
    assert [(listed["host"], listed["state"]) for listed in found["without_plan"]] == [("a", "masked"), ("b", "hidden")]


def test_the_tasks_of_a_host_belong_to_the_accounts_of_their_credentials() -> None:
    plans = RunPlans()
    elsewhere = [PLAN | {"account_id": "333333333333"}, PLAN | {"partition": "aws-cn"}]
    for plan in (PLAN, elsewhere[0], PLAN, elsewhere[1]):
        plans.add(end("a", {"changed": True, "plan": plan}))
    found = content(plans, account("a", "would_change"))
    tasks = {
        (listed["partition"], listed["account_id"]): [resource["task"] for resource in listed["resources"]]
        for listed in found["accounts"]
    }
    assert tasks == {("aws", "111111111111"): [1, 2], ("aws", "333333333333"): [1], ("aws-cn", "111111111111"): [1]}
    assert {listed["host"] for listed in found["accounts"]} == {"a"}


def written(targets: PlanTargets, *accounts: Account) -> dict[str, list[str]]:
    """The hosts that each file of the run has, with a plan and without one."""
    files = {target.path: content(target.plans, *target.accounts(accounts)) for target in targets.usable()}
    return {path: [each["host"] for each in file["accounts"] + file["without_plan"]] for path, file in files.items()}


def test_each_play_chooses_its_file_and_all_are_written(tmp_path: pathlib.Path) -> None:
    one, other = str(tmp_path / "one.json"), str(tmp_path / "other.json")
    targets = PlanTargets()
    for path, host in ((one, "a"), (None, "b"), (other, "c"), (f"{tmp_path}/./one.json", "d"), (None, "e")):
        targets.begin_play(path, [host])
        targets.add(end(host, RESULT))
    # The last wave fails.
    targets.begin_play(one, ["a", "d", "failed"])
    accounts = [account(host, "changed") for host in "abcde"] + [account("failed", failure="no")]
    assert written(targets, *accounts) == {one: ["a", "d", "failed"], other: ["c"]}
    assert targets.problems() == []


@pytest.mark.parametrize("approved", ["plan.json", "./plan.json", "link.json", "~/plan.json"])
@pytest.mark.parametrize("same_play", [True, False])
def test_the_approved_plan_of_the_run_is_not_replaced(
    monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path, approved: str, *, same_play: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    pathlib.Path("plan.json").touch()
    pathlib.Path("link.json").symlink_to("plan.json")
    targets = PlanTargets()
    targets.begin_play("plan.json", ["a"], approved=approved if same_play else None)
    targets.add(end("a", RESULT))
    targets.begin_play("new.json", ["a"], approved=approved)
    targets.add(end("a", RESULT))
    assert written(targets, account("a", "changed")) == {"new.json": ["a"]}
    assert targets.problems() == [
        "the plan of this run is not written to plan.json: it would replace the approved plan"
    ]


def test_a_plan_that_was_asked_for_and_that_no_task_makes_is_a_warning() -> None:
    targets = PlanTargets()
    targets.begin_play("plan.json", ["a"])
    targets.add(end("a", {"changed": False}, module="iam_baseline_info"))
    assert targets.problems() == ["no plan was written to plan.json: no task of this run makes a plan"]
    assert targets.usable() == []
    for_all_runs = PlanTargets()
    for_all_runs.begin_play("plan.json", ["a"], is_expected=False)
    assert (for_all_runs.problems(), for_all_runs.usable()) == ([], [])


def test_a_run_that_only_reads_has_no_plan_to_write() -> None:
    plans = RunPlans()
    plans.add(end("a", {"changed": False}, module="iam_baseline_info"))
    assert not plans.is_asked
    plans.add(end("a", {"msg": "no"}, state="failed"))
    assert plans.is_asked
