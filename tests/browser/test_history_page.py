# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The index of runs in a browser, and the way to their pages and back."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report import files
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.history.folder import History
from selenium import webdriver
from support import rollout_reports
from support.report_page import Page, log, requests
from support.rollout_reports import MARKUP


@pytest.fixture
def page(browser: webdriver.Chrome, tmp_path: pathlib.Path) -> t.Iterator[Page]:
    """The index of three runs. The console stays empty, and nothing but the pages of the folder is loaded."""
    for day, accounts in ((1, 12), (2, 13), (3, 13)):
        report = {
            **rollout_reports.rollout(accounts, check_mode=True),
            "started": f"2026-12-{day:02}T02:00:00+00:00",
            "playbook": MARKUP,
        }
        history = History(str(tmp_path), limit=30)
        history.record(files.to_json({**report, **history.since(report)}))
    (tmp_path / "plan.json").write_text("{}", encoding="utf-8")
    history.record(files.to_json(report))
    shown = Page(browser)
    browser.set_window_size(1400, 900)
    shown.prefer("light")
    browser.get("about:blank")
    requests(browser)
    browser.get((tmp_path / "index.html").as_uri())
    yield shown
    assert log(browser, "browser") == []
    assert {uri.rpartition("/")[0] for uri in requests(browser)} == {tmp_path.as_uri()}


def test_runs_are_listed_and_lead_to_their_pages_and_back(page: Page) -> None:
    assert [time.text for time in page.all("tbody time")] == [f"2026-12-0{day} 02:00 UTC" for day in (3, 2, 1)]
    assert [label.text for label in page.all("tbody .label")] == ["failed"] * 3
    assert page.one("section").text == "Files that are not shown\nplan.json: it is not a report of a rollout"
    assert page.all("img, script") == []
    page.all("tbody a")[1].click()
    assert "since the run of 2026-12-01 02:00 UTC: 1 new account" in page.one("header").text
    page.one("header a").click()
    assert page.one("h1").text == "History of rollouts"


def test_a_difference_unfolds_without_a_script(page: Page) -> None:
    details = page.one("details")
    assert "account-0012" not in details.text
    page.one("summary").click()
    assert "New accounts\naccount-0012" in details.text


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1400, 500])
def test_axe_finds_no_violation(page: Page, scheme: str, width: int) -> None:
    page.prefer(scheme)
    page.browser.set_window_size(width, 900)
    page.one("summary").click()
    assert page.axe_violations() == []
    # Only the table scrolls from side to side.
    shown = page.browser.execute_script("return document.documentElement.clientWidth")
    assert page.browser.execute_script("return document.documentElement.scrollWidth") == shown
