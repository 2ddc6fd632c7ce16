# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The folder of a history."""

from __future__ import annotations

import json
import os
import pathlib
import stat
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report import files
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.history.folder import History
from support import rollout_reports
from support.html_page import Page
from support.run_history import report as small_report

Json = dict[str, t.Any]


def rollout(day: int, accounts: int = 5, **more: t.Any) -> Json:
    return {**rollout_reports.rollout(accounts), "started": f"2026-12-{day:02}T02:00:00+00:00", **more}


def record(folder: pathlib.Path, report: Json, *, limit: int = 30) -> str:
    """What a run does with its report at the end."""
    history = History(str(folder), limit=limit)
    since = history.since(report)
    history.record(files.to_json({**report, **since}))
    return since.get("since", "")


def index(folder: pathlib.Path) -> t.Any:
    return json.loads((folder / "index.json").read_text(encoding="utf-8"))


def files_of(folder: pathlib.Path) -> list[str]:
    return [entry["file"] for entry in index(folder)["runs"]]


def test_each_run_adds_its_files_and_renews_the_index(tmp_path: pathlib.Path) -> None:
    folder = tmp_path / "a new folder" / "history"
    assert record(folder, rollout(1)) == ""
    assert record(folder, rollout(2, accounts=6)) == "since the run of 2026-12-01 02:00 UTC: 1 new account"
    assert record(folder, rollout(3, accounts=6)) == "since the run of 2026-12-02 02:00 UTC: no difference"
    runs = index(folder)["runs"]
    assert [entry["started"][:10] for entry in runs] == ["2026-12-03", "2026-12-02", "2026-12-01"]
    assert runs[1]["since"] | {"accounts": None} == {
        "file": runs[2]["file"],
        "started": "2026-12-01T02:00:00+00:00",
        "accounts": None,
        "changes": {"new": [], "gone": []},
        "drift": {"new": [], "gone": []},
    }
    assert runs[1]["since"]["accounts"]["new"] == ["account-0005"]
    names = {path.name for path in folder.iterdir()}
    assert names == {"index.html", "index.json"} | {entry[kind] for entry in runs for kind in ("file", "page")}
    assert all(name.startswith(("index", "2026-12-0")) for name in names)
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    links = [link["href"] for link, _text in Page((folder / "index.html").read_text(encoding="utf-8")).all("a")]
    assert links == [f"./{entry['page']}" for entry in runs]


def test_the_page_of_a_run_has_the_difference_and_leads_to_the_index(tmp_path: pathlib.Path) -> None:
    record(tmp_path, rollout(1))
    since = record(tmp_path, rollout(2))
    newest = index(tmp_path)["runs"][0]
    data = json.loads(Page((tmp_path / newest["page"]).read_text(encoding="utf-8")).all("script")[0][1])
    assert (data["since"], data["history"]) == (since, "index.html")
    assert json.loads((tmp_path / newest["file"]).read_text(encoding="utf-8"))["since"] == since


def test_what_is_no_report_is_named_and_skipped(tmp_path: pathlib.Path) -> None:
    contents = {
        "plan.json": "{}",
        "broken.json": '{"report": ',
        "binary.json": "\udcff\udcfe",
        "deep.json": "[" * 100_000,
        "newer.json": json.dumps(small_report(version=2)),
        "half.json": json.dumps(small_report(accounts=5)),
        "number.json": "1" * 5000,
        "nan.json": "NaN",
    }
    for name, content in contents.items():
        (tmp_path / name).write_text(content, encoding="utf-8", errors="surrogateescape")
    (tmp_path / "folder.json").mkdir()
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "gone.json").symlink_to("nowhere")
    with (tmp_path / "huge.json").open("wb") as file:
        file.truncate(50_000_001)
    (tmp_path / "notes.txt").write_text("Not JSON, not named.", encoding="utf-8")
    record(tmp_path, rollout(1))
    assert {entry["file"]: entry["reason"] for entry in index(tmp_path)["skipped"]} == {
        "plan.json": "it is not a report of a rollout",
        "broken.json": "it is not JSON",
        "binary.json": "it is not JSON",
        "deep.json": "it is nested too deeply",
        "newer.json": "it has version 2 of the report, and this release reads version 1",
        "half.json": "accounts is not a list of objects",
        "number.json": "it is not JSON",
        "nan.json": "it is not a report of a rollout",
        "folder.json": "it is not a regular file",
        "pipe.json": "it is not a regular file",
        "gone.json": "it is not a regular file",
        "huge.json": "it is larger than 50 MB",
    }
    assert len(index(tmp_path)["runs"]) == 1


def test_a_file_that_cannot_be_read_is_named(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret.json").write_text("{}", encoding="utf-8")
    opened = pathlib.Path.read_bytes

    def read_bytes(path: pathlib.Path) -> bytes:
        if path.name == "secret.json":  # root, as in containers, may read any file
            raise PermissionError(13, "Permission denied")
        return opened(path)

    monkeypatch.setattr(pathlib.Path, "read_bytes", read_bytes)
    record(tmp_path, rollout(1))
    assert index(tmp_path)["skipped"] == [{"file": "secret.json", "reason": "it cannot be read: Permission denied"}]


def test_the_newest_reports_are_read(tmp_path: pathlib.Path) -> None:
    (tmp_path / "report.json").write_text(json.dumps(small_report(day=30)), encoding="utf-8")
    for day in (1, 2, 3):
        record(tmp_path, rollout(day))
    since = record(tmp_path, rollout(4), limit=2)
    assert since == "since the run of 2026-12-03 02:00 UTC: no difference"
    assert [file[:10] for file in files_of(tmp_path)] == ["2026-12-04", "2026-12-03"]
    # Reports of other means come after those that runs have added.
    assert index(tmp_path)["not_read"] == 3
    record(tmp_path, rollout(5), limit=-1)
    assert [file[:10] for file in files_of(tmp_path)] == ["2026-12-05"]


def test_a_copy_of_a_report_is_not_another_run(tmp_path: pathlib.Path) -> None:
    report = rollout(1)
    (tmp_path / "report.json").write_text(files.to_json(report), encoding="utf-8")
    assert record(tmp_path, report) == ""
    assert [file[:10] for file in files_of(tmp_path)] == ["2026-12-01"]


@pytest.mark.parametrize("playbook", ["", "/", "../../etc/passwd", "a\0b.yml", "\u00fc \ud800" * 50, "<img src=x>.yml"])
def test_a_name_of_a_file_is_made_of_plain_characters(tmp_path: pathlib.Path, playbook: str) -> None:
    record(tmp_path, rollout(1, playbook=playbook))
    [file] = files_of(tmp_path)
    assert len(file) < 90
    assert not set(file) - set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")
    assert (tmp_path / file).exists()


def test_a_link_in_the_folder_leads_no_write_out_of_it(tmp_path: pathlib.Path) -> None:
    """Another writer of the folder must not choose which file a run replaces; the folder itself may be a link."""
    outside, real, folder = tmp_path / "vars.yml", tmp_path / "real", tmp_path / "history"
    outside.write_text("mine", encoding="utf-8")
    real.mkdir()
    folder.symlink_to(real)
    for name in ("index.html", "index.json"):
        (real / name).symlink_to(outside)
    record(folder, rollout(1))
    assert outside.read_text(encoding="utf-8") == "mine"
    assert not (real / "index.html").is_symlink()
    assert len(files_of(folder)) == 1
    assert folder.is_symlink()


def test_runs_that_end_at_the_same_time_are_all_in_the_index(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other runs add their reports just before the first one replaces the index."""
    replace, late = pathlib.Path.replace, [rollout(2, accounts=4), rollout(3, accounts=3)]

    def replace_too_late(path: pathlib.Path, target: pathlib.Path) -> None:
        if target.name == "index.json" and late:
            record(tmp_path, late.pop())
        replace(path, target)

    monkeypatch.setattr(pathlib.Path, "replace", replace_too_late)
    record(tmp_path, rollout(1))
    assert [file[:10] for file in files_of(tmp_path)] == ["2026-12-03", "2026-12-02", "2026-12-01"]


def test_what_cannot_be_written_is_an_error_with_its_reason(tmp_path: pathlib.Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    history = History(str(tmp_path / "file"), limit=30)
    assert history.since(rollout(1)) == {}
    with pytest.raises(OSError, match="Not a directory"):
        history.record(files.to_json(rollout(1)))
    assert history.page == str(tmp_path / "file" / "index.html")
