# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The files that a run writes."""

from __future__ import annotations

import errno
import json
import pathlib
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report import files, markdown, outputs
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.accounts import Account
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.plans import PlanTargets
from support import rollout_reports
from support.rollout_reports import ended, entry

REPORT: t.Final = rollout_reports.rollout(3)
STEP: t.Final = {"GITHUB_STEP_SUMMARY": "step.md"}
# The options that name files, and how the text of each begins.
BEGINNINGS: t.Final = {
    "json_path": "{\n",
    "html_path": "<!DOCTYPE html>",
    "markdown_path": "## Rollout of",
    "gitlab_terraform_path": '{"create": 0',
    "junit_path": "<testsuites",
}


def of_report(environment: t.Mapping[str, str], **given: t.Any) -> list[outputs.Output]:
    options = {**dict.fromkeys(BEGINNINGS), "step_summary": True, **given}
    return list(outputs.of_report(REPORT, options.__getitem__, environment))


@pytest.mark.parametrize("option", BEGINNINGS)
def test_an_option_asks_for_a_file(option: str) -> None:
    [output] = of_report({}, **{option: "file"})
    assert (output.option, output.path, output.noun, output.is_appended) == (option, "file", "report", False)
    assert output.text.startswith(BEGINNINGS[option])


def test_all_files_are_written_in_their_order() -> None:
    written = of_report(STEP, **dict.fromkeys(BEGINNINGS, "file"))
    assert [output.option for output in written] == [*BEGINNINGS, "step_summary"]


@pytest.mark.parametrize(
    ("environment", "wanted", "paths"),
    [
        ({}, True, []),
        ({"GITHUB_STEP_SUMMARY": ""}, True, []),
        (STEP, False, []),
        (STEP, True, ["step.md"]),
    ],
)
def test_a_job_of_github_gets_a_summary(environment: t.Mapping[str, str], wanted: bool, paths: list[str]) -> None:  # noqa: FBT001
    written = of_report(environment, step_summary=wanted)
    assert [output.path for output in written] == paths
    for output in written:
        assert (output.text, output.is_appended) == (markdown.to_markdown(REPORT), True)


def test_a_file_is_replaced_and_a_summary_appended_to(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "file"
    for text in ("one", "two"):
        outputs.Output(option="json_path", path=str(path), text=text).write()
    assert path.read_text(encoding="utf-8") == "two"
    outputs.Output(option="step_summary", path=str(path), text="three", is_appended=True).write()
    assert path.read_text(encoding="utf-8") == "twothree"


def test_what_is_printed_of_a_file() -> None:
    output = outputs.Output(option="plan_path", path="p.json", text="", noun="plan")
    assert output.line == "plan: p.json"
    refused = OSError(errno.EACCES, "Permission denied")
    assert output.problem(refused) == "cannot write the plan to p.json (plan_path): Permission denied"
    assert output.problem(TimeoutError()) == "cannot write the plan to p.json (plan_path): TimeoutError"


def test_each_plan_file_has_the_accounts_of_its_plays() -> None:
    targets = PlanTargets()
    accounts = [Account(host=host) for host in "abc"]
    for path, host in (("one.json", "a"), ("two.json", "b"), ("unused.json", "c")):
        targets.begin_play(path, [host])
        if path != "unused.json":
            targets.add(ended(host, {"resources": [entry("role", "R")]}))
    found = list(outputs.of_plans(targets, accounts, created="2026-02-08T04:36:28+00:00", check_mode=True))
    assert [(output.option, output.path, output.noun) for output in found] == [
        ("plan_path", "one.json", "plan"),
        ("plan_path", "two.json", "plan"),
    ]
    contents = [json.loads(output.text) for output in found]
    assert [[each["host"] for each in content["without_plan"]] for content in contents] == [["a"], ["b"]]
    assert found[0].text == files.to_json(contents[0], sort_keys=True)


def test_a_history_gets_the_report(tmp_path: pathlib.Path) -> None:
    assert list(outputs.of_history(REPORT, outputs.history_of({"history_path": None}.__getitem__))) == []
    history = outputs.history_of({"history_path": str(tmp_path), "history_limit": 5}.__getitem__)
    assert history is not None
    [output] = outputs.of_history(REPORT, history)
    assert (output.line, output.option) == (f"history: {tmp_path / 'index.html'}", "history_path")
    output.write()
    assert len(list(tmp_path.glob("20*.json"))) == 1
