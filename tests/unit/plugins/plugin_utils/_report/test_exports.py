# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report in the formats of GitLab and JUnit."""

from __future__ import annotations

import json
import typing as t
import xml.etree.ElementTree as ET

from ansible_collections.leastpriv.aws.plugins.plugin_utils._report import exports
from support import rollout_reports
from support.rollout_reports import MARKUP


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


def test_any_text_is_valid_xml() -> None:
    report = rollout_reports.rollout(3)
    [failure] = report["accounts"][1]["failures"]
    failure["message"] = f"{MARKUP}\x1b[31m\x00\ud800\ufffe ]]> &amp; \U0001f600"
    written = exports.to_junit(report)
    [element] = ET.fromstring(written).iter("failure")  # noqa: S314  our own text
    assert element.text == f"{MARKUP}?[31m??? ]]> &amp; \U0001f600"
