# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report in the formats of GitLab and JUnit."""

from __future__ import annotations

import json
import pathlib
import typing as t
import xml.etree.ElementTree as ET

import jsonschema
import pytest
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report import exports
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.accounts import HostStats
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.results import TaskEnd
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.rollout import Rollout
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.states import FAILED
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.waves import Play
from support import rollout_reports
from support.rollout_reports import MARKUP, ended, entry

SCHEMA: t.Final = json.loads(
    (pathlib.Path(__file__).parents[5] / "docs" / "rollout_report.schema.json").read_text(encoding="utf-8")
)


def test_gitlab_gets_the_numbers_of_a_plan() -> None:
    report = rollout_reports.rollout(60, check_mode=True)
    assert json.loads(exports.to_gitlab_terraform(report)) == {"create": 0, "update": 8, "delete": 0}


def suites(report: t.Any) -> dict[str, ET.Element]:
    root = ET.fromstring(exports.to_junit(report))  # noqa: S314  our own text
    for name in ("tests", "failures", "errors", "skipped"):
        assert root.get(name) == str(sum(int(suite.get(name, "")) for suite in root))
    return {suite.get("name", "")[:12]: suite for suite in root}


def test_junit_has_a_case_for_each_account_and_resource() -> None:
    report = rollout_reports.rollout(60)
    found = suites(report)
    assert len(found) == 60
    first = found["account-0000"]
    assert [case.get("name") for case in first][:2] == ["account", "managed policy AuditPolicy"]
    assert [first.get(name) for name in ("tests", "failures", "errors", "skipped")] == ["13", "0", "0", "0"]
    refused = found["account-0007"]
    assert [refused.get(name) for name in ("tests", "failures", "errors", "skipped")] == ["13", "2", "0", "4"]
    [case] = refused.findall("testcase[@name='role BackupRole']")
    message = "role BackupRole in account 000000000007: iam:CreateRole failed with AccessDenied: not authorized."
    assert [(each.tag, each.get("message"), each.text) for each in case] == [("failure", message, message)]
    [unreachable] = found["account-0011"].iter("error")
    assert unreachable.get("message") == "no route to host"


def looked(*entries: t.Any) -> TaskEnd:
    return ended("a", {"changed": False, "resources": entries}, module="iam_baseline_info")


def told(message: str, **more: t.Any) -> TaskEnd:
    return ended("a", {"msg": message}, module=None, state=FAILED, **more)


def found(name: str, **more: t.Any) -> dict[str, t.Any]:
    return {"type": "role", "name": name, "exists": True, "differs": False, "create_date": "2026-01-01", **more}


LOOKED: t.Final = looked(
    found("Same", last_used={}),
    found("Tagged", differs=True, differences=["tag it with team"], changes=[{"summary": "policy: gains s3:*"}]),
    {"type": "managed_policy", "name": "Gone", "exists": False},
    found("Extra", should_exist=False, differs=None),
    found("Shared", attached_to={"users": ["U"]}),
)
DEVIATIONS: t.Final = {
    "account": "drift: 3 resources differ",
    "role Tagged": "differs: tag it with team\ndiffers: policy: gains s3:*",
    "managed policy Gone": "does not exist",
    "role Extra": "exists and should not",
}
WOULD: t.Final = ended(
    "a",
    {
        "changed": True,
        "resources": [
            entry("role", "New", "changed", actions=[{"operation": "iam:CreateRole", "summary": "create role New"}]),
            entry("role", "Old"),
        ],
    },
    check_mode=True,
)


@pytest.mark.parametrize(
    ("ends", "failures"),
    [
        ([LOOKED, told("drift: 3 resources differ")], DEVIATIONS),
        # A survey, or a search for drift with drift_fail: false.
        ([LOOKED], {}),
        ([LOOKED, told("drift: 3 resources differ", ignored=True)], {}),
        ([LOOKED, told("no access")], {"account": "no access"}),
        ([WOULD], {}),
        (
            [WOULD, told("drift: a run would change the account")],
            {
                "account": "drift: a run would change the account",
                "role New": "a run would create role New\ncreate role New",
            },
        ),
    ],
)
def test_junit_counts_drift_where_the_run_fails_for_it(ends: list[TaskEnd], failures: dict[str, str]) -> None:
    rollout = Rollout()
    rollout.start_wave(Play(key="p.yml:1", name="p", hosts=("a",), of_accounts=True), ["a"], at=0)
    for end in ends:
        rollout.end_task(end, at=1)
    rollout.end({"a": HostStats(failures=sum(end.state == FAILED and not end.ignored for end in ends))})
    report = rollout.to_json(rollout_reports.RUN)
    jsonschema.validate(report, SCHEMA)
    [suite] = suites(report).values()
    cases = {case.get("name"): case.findtext("failure") for case in suite}
    assert {name: text for name, text in cases.items() if text is not None} == failures


def test_junit_has_no_failure_for_drift_that_was_rescued() -> None:
    rollout = Rollout()
    rollout.start_wave(Play(key="p.yml:1", name="p", hosts=("a",), of_accounts=True), ["a"], at=0)
    for end in (LOOKED, told("drift: 3 resources differ")):
        rollout.end_task(end, at=1)
    rollout.end({"a": HostStats(rescued=1)})
    [suite] = suites(rollout.to_json(rollout_reports.RUN)).values()
    assert suite.get("failures") == "0"


def test_any_text_is_valid_xml() -> None:
    report = rollout_reports.rollout(3)
    [failure] = report["accounts"][1]["failures"]
    failure["message"] = f"{MARKUP}\x1b[31m\x00\ud800\ufffe ]]> &amp; \U0001f600"
    written = exports.to_junit(report)
    [element] = ET.fromstring(written).iter("failure")  # noqa: S314  our own text
    assert element.text == f"{MARKUP}?[31m??? ]]> &amp; \U0001f600"
