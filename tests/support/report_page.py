# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page of a report in headless Chromium without a network."""

from __future__ import annotations

import importlib.resources
import json
import os
import pathlib
import shutil
import typing as t

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

Json = t.Mapping[str, t.Any]

_AXE: t.Final = importlib.resources.files("axe_selenium_python") / "node_modules" / "axe-core" / "axe.min.js"


def start_browser(profile: pathlib.Path) -> webdriver.Chrome:
    """Start Chromium with its profile in this folder."""
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    assert chromium, "Debian's package chromium is needed"
    assert driver, "Debian's package chromium-driver is needed"
    options = Options()
    options.binary_location = chromium
    options.add_argument("--headless=new")
    options.add_argument("--window-size=1400,900")
    options.add_argument(f"--user-data-dir={profile}")
    # The page may load files only: no host name resolves.
    options.add_argument("--host-resolver-rules=MAP * ~NOTFOUND")
    options.add_argument("--disable-dev-shm-usage")
    if os.geteuid() == 0:
        options.add_argument("--no-sandbox")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(options=options, service=Service(driver))


class Page:
    """The page of a report as a reader sees and uses it."""

    def __init__(self, browser: webdriver.Chrome) -> None:
        self.browser = browser

    def all(self, selector: str) -> list[WebElement]:
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector: str) -> WebElement:
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def rows(self) -> list[str]:
        """The names of the shown accounts, read with one call instead of one per row."""
        script = (
            "return [...document.querySelectorAll('tbody tr[data-index]')].filter((row) => row.offsetParent !== null)"
        )
        return t.cast(
            list[str], self.browser.execute_script(f"{script}.map((row) => row.querySelector('b').textContent)")
        )

    def cell(self, account: str, resource: str) -> WebElement:
        row = self.one(f'tbody tr:has(th[title="{account}"])')
        headings = self.headings()
        return row.find_elements(By.CSS_SELECTOR, "th, td")[headings.index(resource)]

    def headings(self) -> list[str | None]:
        """The headings of the columns, without those of groups of columns."""
        return [heading.get_attribute("textContent") for heading in self.all("thead th:not([scope=colgroup])")]

    def unfold(self) -> None:
        """Show the accounts in which nothing happened."""
        button = self.one("button.fold")
        if button.is_displayed() and button.get_attribute("aria-expanded") == "false":
            button.click()

    def detail(self) -> str:
        return self.one("#detail").text if self.one("#detail").is_displayed() else ""

    def wait_for_detail(self, *, shown: bool) -> None:
        WebDriverWait(self.browser, 30).until(lambda _browser: (self.detail() != "") == shown)

    def search(self, text: str, *, shown: int) -> None:
        # Selenium's clear() does not send the key events of a reader.
        self.one("#search").send_keys(Keys.CONTROL, "a", Keys.NULL, Keys.BACKSPACE, text)
        self.wait_for(shown)

    def wait_for(self, shown: int) -> None:
        WebDriverWait(self.browser, 30).until(lambda _browser: self.one("#shown").text.startswith(f"{shown:,} of "))

    def axe_violations(self) -> list[tuple[str, list[str]]]:
        """The rules of accessibility that the page breaks, each with the elements that break it."""
        self.browser.set_script_timeout(300)
        self.browser.execute_script(_AXE.read_text(encoding="utf-8"))
        found = self.browser.execute_async_script("axe.run().then(arguments[0])")
        assert len(found["passes"]) > 15, "axe has looked at hardly anything"
        return [(each["id"], [node["html"][:150] for node in each["nodes"]]) for each in found["violations"]]

    def focused(self) -> WebElement:
        return self.browser.switch_to.active_element

    def prefer(self, scheme: str, media: str = "screen") -> None:
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": features})


def requests(browser: webdriver.Chrome) -> set[str]:
    """The URLs requested since the last call."""
    messages = [json.loads(entry["message"])["message"] for entry in log(browser, "performance")]
    sent = [message for message in messages if message["method"] == "Network.requestWillBeSent"]
    return {message["params"]["request"]["url"] for message in sent} - {"about:blank"}


def log(browser: webdriver.Chrome, kind: str) -> list[t.Any]:
    """The entries of a log of the browser since the last call."""
    # Selenium has no types here.
    return t.cast(list[t.Any], t.cast(t.Any, browser).get_log(kind))
