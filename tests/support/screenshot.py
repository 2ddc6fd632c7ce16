# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Takes the screenshot of the report in the README and its guide: of the demo's last run, in a wide window."""

from __future__ import annotations

import pathlib
import tempfile
import typing as t

from support.report_page import Page, start_browser

ROOT: t.Final = pathlib.Path(__file__).parents[2]
REPORT: t.Final = ROOT / ".cache" / "demo" / "rollout.html"
PICTURE: t.Final = ROOT / "docs" / "docsite" / "images" / "rollout_report.png"


def main() -> None:
    """Open the difference of the policy that the demo repairs, and take the picture."""
    with tempfile.TemporaryDirectory(prefix="leastpriv-screenshot-") as profile:
        browser = start_browser(pathlib.Path(profile))
        try:
            browser.set_window_size(1120, 720)
            page = Page(browser)
            page.prefer("light")
            browser.get(REPORT.as_uri())
            page.unfold()
            page.cell("workload-2", "ImporterS3Policy").click()
            assert "ImporterS3Policy" in page.detail()
            PICTURE.parent.mkdir(exist_ok=True)
            assert browser.save_screenshot(str(PICTURE))
        finally:
            browser.quit()
    print(f"The screenshot is at {PICTURE}")


if __name__ == "__main__":
    main()
