# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The browser that all tests share."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report import files
from selenium import webdriver
from support.report_page import Json, Page, log, requests, start_browser


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[webdriver.Chrome]:
    running = start_browser(tmp_path_factory.mktemp("chromium"))
    yield running
    running.quit()


@pytest.fixture
def show(browser: webdriver.Chrome, tmp_path: pathlib.Path) -> t.Iterator[t.Callable[[Json], Page]]:
    """Show the page of a report. In every test the console stays empty and the page makes no request."""
    page = Page(browser)
    browser.set_window_size(1400, 900)
    page.prefer("light")
    path = tmp_path / "report.html"
    browser.get("about:blank")
    requests(browser)

    def open_page(report: Json) -> Page:
        path.write_text(files.to_html(report), encoding="utf-8")
        browser.get(path.as_uri())
        return page

    yield open_page
    assert log(browser, "browser") == []
    assert requests(browser) == {path.as_uri()}
