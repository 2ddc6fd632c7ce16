# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plan files: the same plans give the same bytes, what was written is read, and what is wrong is said."""

from __future__ import annotations

import copy
import json
import pathlib
import typing as t

import jsonschema
import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._plans import plan_file
from ansible_collections.leastpriv.aws.plugins.module_utils._plans.planned import PlannedCall, PlannedResource, digest

SCHEMA: t.Final = json.loads(
    (pathlib.Path(__file__).parents[5] / "docs" / "rollout_plan.schema.json").read_text(encoding="utf-8")
)
CREATED: t.Final = "2026-01-01T00:00:00+00:00"
ROLE: t.Final = PlannedResource(
    type="role",
    name="app",
    calls=(PlannedCall("CreateRole", {"RoleName": "app", "Tags": [{"Key": "a", "Value": "ä"}]}, "create role app"),),
    before=None,
    after={"name": "app", "tags": {"a": "ä"}},
    new_access={"verdict": "new", "reason": None, "request": None, "not_considered": []},
)
IDLE: t.Final = PlannedResource(type="managed_policy", name="p")


def identity(number: int, host: str | None = None) -> dict[str, t.Any]:
    return {"account_id": f"{number:012}", "partition": "aws", "host": host or f"host{number}"}


def content(numbers: t.Iterable[int] = (1, 2), **other: t.Any) -> dict[str, t.Any]:
    tasks = [[IDLE.to_json(), ROLE.to_json()], [ROLE.to_json()]]
    accounts = [(identity(number), tasks) for number in numbers]
    return plan_file.content_of(accounts, created=CREATED, check_mode=True, **other)


def test_the_same_plans_give_the_same_content_and_it_follows_the_schema() -> None:
    numbers = range(1, 30)
    first = content(numbers, without_plan=[{"host": "b", "state": "failed"}, {"host": "a", "state": "failed"}])
    second = content(
        reversed(numbers), without_plan=[{"host": "a", "state": "failed"}, {"host": "b", "state": "failed"}]
    )
    assert json.dumps(first, sort_keys=True) == json.dumps(second, sort_keys=True)
    jsonschema.validate(first, SCHEMA, format_checker=jsonschema.FormatChecker())
    later = plan_file.content_of([], created="2027-01-01T00:00:00+00:00", check_mode=False)
    assert later["digest"] == plan_file.content_of([], created=CREATED, check_mode=True)["digest"] != first["digest"]


def test_what_was_written_is_read() -> None:
    read = plan_file.parse(json.dumps(content()), "plan.json")
    assert read.created.isoformat() == CREATED
    approval = read.approval("aws", "000000000002")
    assert approval is not None
    assert [[resource.key for resource in task] for task in approval.tasks] == [[IDLE.key, ROLE.key], [ROLE.key]]
    assert approval.differences(ROLE) == ()
    assert read.approval("aws", "000000000003") is None
    assert read.approval("aws-cn", "000000000002") is None


def test_hosts_of_one_account_share_what_was_approved() -> None:
    accounts = [(identity(1, "b"), [[ROLE.to_json()]]), (identity(1, "a"), [[IDLE.to_json()]])]
    both = plan_file.content_of(accounts, created=CREATED, check_mode=True)
    approval = plan_file.parse(json.dumps(both), "plan.json").approval("aws", "000000000001")
    assert approval is not None
    assert [[resource.key for resource in task] for task in approval.tasks] == [[IDLE.key], [ROLE.key]]


def edited(*path: t.Any, value: t.Any) -> str:
    """The text of a plan file in which one value was changed."""
    changed = copy.deepcopy(content())
    inner: t.Any = changed
    for part in path[:-1]:
        inner = inner[part]
    inner[path[-1]] = value
    return json.dumps(changed)


DAMAGED: t.Final = "plan.json: it is damaged, or was edited: write the plan anew"
WRONG: t.Final = {
    "empty": ("", "plan.json is not a plan file: not valid JSON ("),
    "half of a file": (json.dumps(content())[:400], "plan.json is not a plan file: not valid JSON ("),
    "nested too deeply": ("[" * 100_000, "plan.json is not a plan file: not valid JSON ("),
    "a list": ("[]", "plan.json is not a plan file: its property plan is not leastpriv.aws.rollout_plan"),
    "a report": (
        '{"report": "leastpriv.aws.rollout_report", "version": 1}',
        "plan.json is not a plan file: its property plan is not leastpriv.aws.rollout_plan",
    ),
    "a later version": (
        edited("version", value=2),
        "plan.json has version 2 of plan files; this release reads version 1",
    ),
    "a version that is none": (
        edited("version", value=True),
        "plan.json has version True of plan files; this release reads version 1",
    ),
    "a parameter edited": (
        edited("accounts", 0, "resources", 1, "calls", 0, "parameters", "RoleName", value="other"),
        DAMAGED,
    ),
    "an account replaced": (edited("accounts", 0, "account_id", value="000000000009"), DAMAGED),
    "the file's digest": (edited("digest", value="sha256:0"), DAMAGED),
    "an account removed": (edited("accounts", value=content()["accounts"][:1]), DAMAGED),
    "accounts of another type": (edited("accounts", value={"a": 1}), DAMAGED),
    "no accounts": (edited("accounts", value=None), DAMAGED),
    "a date of another type": (edited("created", value=5), DAMAGED),
    "a date that is none": (edited("created", value="yesterday"), DAMAGED),
    "a date without a zone": (edited("created", value="2026-01-01T00:00:00"), DAMAGED),
}


@pytest.mark.parametrize(("text", "message"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_with_a_file_is_said(text: str, message: str) -> None:
    with pytest.raises(plan_file.PlanFileError) as raised:
        plan_file.parse(text, "plan.json")
    assert str(raised.value).startswith(message)


# Whoever edits a file can write its digests, too, so their values are checked all the same.
SHAPES: t.Final[list[dict[str, t.Any]]] = [
    {"type": 1, "name": "a", "calls": [], "task": 1},
    {"type": "role", "name": None, "calls": [], "task": 1},
    {"type": "role", "name": "a", "calls": None, "task": 1},
    {"type": "role", "name": "a", "calls": [1], "task": 1},
    {"type": "role", "name": "a", "calls": [{"operation": "A", "parameters": [], "summary": ""}], "task": 1},
    {"type": "role", "name": "a", "calls": [{"operation": 5, "parameters": {}, "summary": ""}], "task": 1},
    {"type": "role", "name": "a", "calls": [], "before": {"state": 5}, "task": 1},
    {"type": "role", "name": "a", "calls": [], "before": 5, "task": 1},
    {"type": "role", "name": "a", "calls": [], "task": []},
]


@pytest.mark.parametrize("resource", SHAPES)
def test_values_of_another_type_are_refused_although_the_digests_are_right(resource: dict[str, t.Any]) -> None:
    account = {**identity(1), "resources": [resource]}
    account["digest"] = digest(account)
    whole = {**content(), "accounts": [account], "digest": digest([account["digest"]])}
    with pytest.raises(plan_file.PlanFileError, match="damaged"):
        plan_file.parse(json.dumps(whole), "plan.json")


def test_a_file_that_cannot_be_read_is_named_and_one_that_is_replaced_is_refused(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "plan.json"
    with pytest.raises(plan_file.PlanFileError, match=r"cannot read .*plan\.json: No such file or directory"):
        plan_file.read(str(path))
    path.write_bytes(b"\xff")
    with pytest.raises(plan_file.PlanFileError, match=r"cannot read .*plan\.json: 'utf-8' codec"):
        plan_file.read(str(path))
    path.write_text(json.dumps(content()), encoding="utf-8")
    assert plan_file.read(str(path)) is plan_file.read(str(path))
    # The same plan may be written once more, for example by a tool that formats it.
    path.write_text(json.dumps(content(), indent=1), encoding="utf-8")
    assert plan_file.read(str(path)).approval("aws", "000000000003") is None
    path.write_text(json.dumps(content([3])), encoding="utf-8")
    with pytest.raises(plan_file.PlanFileError, match=r"plan\.json was replaced during the run: its digest is sha256:"):
        plan_file.read(str(path))


def test_the_date_may_be_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    assert plan_file.now().isoformat() == CREATED
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "9" * 400)
    assert plan_file.now().isoformat() != CREATED
