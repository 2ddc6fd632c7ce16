# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Headless Chromium, with nothing to reach but files."""

from __future__ import annotations

import os
import pathlib
import shutil
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.plugin_utils import _report_files
from report_page import Json, Page, log, requests
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[webdriver.Chrome]:
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    assert chromium, "Debian's package chromium is needed"
    assert driver, "Debian's package chromium-driver is needed"
    options = Options()
    options.binary_location = chromium
    options.add_argument("--headless=new")
    options.add_argument("--window-size=1400,900")
    options.add_argument(f"--user-data-dir={tmp_path_factory.mktemp('chromium')}")
    # Nothing but files is asked for, and whatever else might be is not found.
    options.add_argument("--host-resolver-rules=MAP * ~NOTFOUND")
    options.add_argument("--disable-dev-shm-usage")
    if os.geteuid() == 0:
        options.add_argument("--no-sandbox")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    running = webdriver.Chrome(options=options, service=Service(driver))
    yield running
    running.quit()


@pytest.fixture
def show(browser: webdriver.Chrome, tmp_path: pathlib.Path) -> t.Iterator[t.Callable[[Json], Page]]:
    """Shows the page of a report. Whatever the test does there, the console stays empty and nothing is asked for."""
    page = Page(browser)
    browser.set_window_size(1400, 900)
    page.prefer("light")
    path = tmp_path / "report.html"
    browser.get("about:blank")
    requests(browser)

    def open_page(report: Json) -> Page:
        path.write_text(_report_files.to_html(report), encoding="utf-8")
        browser.get(path.as_uri())
        return page

    yield open_page
    assert log(browser, "browser") == []
    assert requests(browser) == {path.as_uri()}
