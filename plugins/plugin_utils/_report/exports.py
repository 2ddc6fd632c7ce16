# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report in formats that code hosts read: GitLab's report of Terraform, and JUnit.

Sources: GitLab's page I(Terraform integration in merge requests), and the schema of JUnit that Jenkins publishes.
"""

from __future__ import annotations

import json
import re
import typing as t
import xml.etree.ElementTree as ET

from . import drift, kinds, summary
from .states import DRIFT, FAILED, MISSING, NOT_REACHED, SKIPPED, UNREACHABLE, WOULD_CHANGE
from .values import Json

# What XML 1.0 has no way to write.
_NOT_IN_XML: t.Final = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_gitlab_terraform(report: Json) -> str:
    """The numbers that GitLab shows in a merge request as C(artifacts:reports:terraform)."""
    return json.dumps({kind: report["totals"]["changes"][kind] for kind in kinds.KINDS}) + "\n"


def to_junit(report: Json) -> str:
    """The report as JUnit's XML: a suite for each account, with a case for the account and for each resource."""
    suites = ET.Element("testsuites", name=_xml(f"rollout of {report['playbook']}"))
    for account in report["accounts"]:
        suites.append(_suite(account))
    for name in ("tests", "failures", "errors", "skipped"):
        suites.set(name, str(sum(int(suite.get(name, "0")) for suite in suites)))
    suites.set("time", f"{report['seconds']:.3f}")
    ET.indent(suites)
    return ET.tostring(suites, encoding="unicode", xml_declaration=False) + "\n"


def _suite(account: Json) -> ET.Element:
    title = _xml(summary.title(account))
    suite = ET.Element("testsuite", name=title)
    of_account = _case(suite, title, "account", account["state"], account["seconds"])
    if message := _account_failure(account):
        _fail(of_account, message, is_error=account["state"] == UNREACHABLE)
    for resource in account["resources"]:
        name = f"{summary.words(resource['type'])} {resource['name']}"
        case = _case(suite, title, name, resource["state"], 0)
        if message := _resource_failure(resource, fails_for_drift="drift_failure" in account):
            _fail(case, message, is_error=False)
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(name, str(len(suite.findall(f"testcase/{tag}"))))
    suite.set("tests", str(len(suite)))
    suite.set("time", f"{account['seconds']:.3f}")
    return suite


def _account_failure(account: Json) -> str:
    """Why the account failed, or an empty text."""
    unhandled = [failure["message"] for failure in account["failures"] if failure["handled"] is None]
    return "\n".join([*unhandled, *filter(None, [account.get("drift_failure")])])


def _resource_failure(resource: Json, *, fails_for_drift: bool) -> str:
    """Why the case of a resource fails, or an empty text.

    What differs counts only in a run that fails for it. A dry run that would change something does not.
    """
    if resource["state"] == FAILED:
        return str(resource.get("message") or "the task failed without a message")
    if not fails_for_drift:
        return ""
    if resource["state"] == WOULD_CHANGE:
        return "\n".join([f"a run would {kinds.title(resource)}", *kinds.steps(resource)])
    if resource["state"] in (DRIFT, MISSING):
        return "\n".join(drift.deviations(resource["surveys"][-1]))
    return ""


def _case(suite: ET.Element, title: str, name: str, state: str, seconds: float) -> ET.Element:
    case = ET.SubElement(suite, "testcase", classname=title, name=_xml(name), time=f"{seconds:.3f}")
    if state in (SKIPPED, NOT_REACHED):
        ET.SubElement(case, "skipped", message=summary.words(state))
    return case


def _fail(case: ET.Element, message: str, *, is_error: bool) -> None:
    text = _xml(message)
    element = ET.SubElement(case, "error" if is_error else "failure", message=text.partition("\n")[0])
    element.text = text


def _xml(text: str) -> str:
    return _NOT_IN_XML.sub("?", text)
