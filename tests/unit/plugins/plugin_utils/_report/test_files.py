# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report's files."""

from __future__ import annotations

import json
import pathlib
import stat
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report import files
from support import rollout_reports
from support.html_page import Page, digest
from support.rollout_reports import MARKUP


@pytest.fixture(scope="module")
def report() -> dict[str, t.Any]:
    return rollout_reports.rollout(60) | {"playbook": f"{MARKUP}\u2028&amp;\ud800"}


def test_the_json_file_has_the_report(report: dict[str, t.Any]) -> None:
    text = files.to_json(report)
    assert text.isascii()
    assert json.loads(text) == json.loads(json.dumps(report))


def test_the_page_carries_the_report_as_data(report: dict[str, t.Any]) -> None:
    data, script = Page(files.to_html(report)).all("script")
    assert data[0] == {"type": "application/json", "id": "report"}
    assert not set(data[1]) & set("<>&\u2028\u2029")
    shown = json.loads(data[1])
    # The page has the words for the changes, too.
    assert len(shown.pop("sentences")) == 1
    assert {(change.pop("title")[:7], *change.pop("badges")) for change in shown["distinct_changes"]} == {
        ("updated", "widens access")
    }
    assert shown == json.loads(json.dumps(report))
    assert script[0] == {}


def test_the_page_has_no_markup_but_its_own(report: dict[str, t.Any]) -> None:
    page = Page(files.to_html(report))
    plain = Page(files.to_html(rollout_reports.rollout(3)))
    assert [each[0] for each in page.elements] == [each[0] for each in plain.elements]
    assert [name for each in page.elements for name in each[1] if name.startswith("on")] == []
    assert page.all("title")[0][1].startswith(f"4 failed, 8 changed \u00b7 {MARKUP}")


def test_the_page_may_run_nothing_but_its_own_script(report: dict[str, t.Any]) -> None:
    page = Page(files.to_html(report))
    [policy] = [meta["content"] or "" for meta, _text in page.all("meta") if meta.get("http-equiv")]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives == {
        "default-src": "'none'",
        "script-src": f"'sha256-{digest(page.all('script')[1][1])}'",
        "style-src": f"'sha256-{digest(page.all('style')[0][1])}'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_the_page_asks_for_nothing(report: dict[str, t.Any]) -> None:
    page = Page(files.to_html(report))
    assert [name for each in page.elements for name in each[1] if name in ("src", "href", "srcset", "action")] == []
    assert [
        word
        for word in ("@import", "url(", "fetch(", "XMLHttpRequest", "innerHTML", "eval(")
        if word in files.to_html(rollout_reports.rollout(3))
    ] == []


def test_a_file_is_for_its_owner_alone(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "a new folder" / "report.json"
    files.write(str(path), "text")
    assert (path.read_text(encoding="utf-8"), stat.S_IMODE(path.stat().st_mode)) == ("text", 0o600)
    path.chmod(0o644)
    files.write(str(path), "more")
    assert (path.read_text(encoding="utf-8"), stat.S_IMODE(path.stat().st_mode)) == ("more", 0o600)
    assert [each.name for each in path.parent.iterdir()] == ["report.json"]


def test_a_link_stays_a_link(tmp_path: pathlib.Path) -> None:
    link = tmp_path / "link"
    link.symlink_to("target")
    files.write(str(link), "text")
    assert link.is_symlink()
    assert (tmp_path / "target").read_text(encoding="utf-8") == "text"


def test_what_cannot_be_written_leaves_what_was_there(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "report.json"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(UnicodeEncodeError):
        files.write(str(path), "\ud800")
    assert path.read_text(encoding="utf-8") == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["report.json"]


def test_only_a_file_is_replaced(tmp_path: pathlib.Path) -> None:
    with pytest.raises(OSError, match="not a regular file"):
        files.write(str(tmp_path), "text")
    with pytest.raises(OSError, match="not a regular file"):
        files.write("/dev/null", "text")
    with pytest.raises(NotADirectoryError):
        files.write("/dev/null/report.json", "text")
