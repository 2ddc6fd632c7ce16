# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The index of the runs in a folder."""

from __future__ import annotations

import json
import pathlib
import typing as t

import jsonschema
import pytest
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.history.index import (
    Entry,
    Index,
    index_of,
    run_before,
    to_json,
)
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.history.run import Run
from support.run_history import account, change, drift, run

SCHEMA: t.Final = json.loads(
    (pathlib.Path(__file__).parents[6] / "docs" / "rollout_history.schema.json").read_text(encoding="utf-8")
)
OK: t.Final = account("a")
FAILED: t.Final = account("a", "failed")
OTHER: t.Final = {"origin": {"inventory": ["test.yml"]}}
LIMITED: t.Final = {"origin": {"inventory": ["accounts.yml"], "limit": "a"}}


def indexed(runs: t.Mapping[str, Run], *pages: str) -> tuple[Entry, ...]:
    return index_of(runs, pages, skipped={}, not_read=0).entries


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        ({}, []),
        ({"1.json": run(OK)}, [("1.json", None)]),
        # The time decides, not the name.
        ({"2.json": run(OK, day=1), "1.json": run(OK, day=2)}, [("1.json", "2.json"), ("2.json", None)]),
        # Each run differs from the last one with its subject.
        (
            {
                "1.json": run(OK, day=1),
                "2.json": run(OK, day=2, playbook="drift.yml"),
                "3.json": run(OK, day=3, check_mode=True),
                "4.json": run(OK, day=4, **OTHER),
                "5.json": run(OK, day=5, **LIMITED),
                "6.json": run(OK, day=6, interrupted=True),
                "7.json": run(OK, day=7, playbook="drift.yml"),
            },
            [
                ("7.json", "2.json"), ("6.json", "1.json"), ("5.json", None), ("4.json", None), ("3.json", None),
                ("2.json", None), ("1.json", None),
            ],
        ),
        # A run of which the folder has a copy.
        ({"1.json": run(OK), "report.json": run(OK)}, [("1.json", None)]),
        ({"1.json": run(OK), "2.json": run(FAILED)}, [("2.json", "1.json"), ("1.json", None)]),
    ],
)  # fmt: skip
def test_runs_are_shown_newest_first_with_the_run_before(
    runs: dict[str, Run], expected: list[tuple[str, str | None]]
) -> None:
    assert [(entry.file, entry.before) for entry in indexed(runs)] == expected
    for entry in indexed(runs):
        before = entry.before and runs[entry.before].started
        assert before == (entry.difference and entry.difference.since)


def test_a_run_has_a_page_if_the_folder_has_one() -> None:
    runs = {"2026.json": run(OK, day=2), "report.json": run(OK, day=1)}
    assert [entry.page for entry in indexed(runs, "2026.html", "other.html")] == ["2026.html", None]


def test_the_run_before_started_earlier() -> None:
    first, second, third = (run(OK, day=day) for day in (1, 2, 3))
    others = [run(OK, day=1, **OTHER), run(OK, day=2, check_mode=True)]
    assert run_before(third, [second, *others, first, third]) == second
    assert run_before(first, [second, *others, first, third]) is None


def test_the_json_file() -> None:
    runs = {
        "1.json": run(account("a", "changed", change()), account("b", "failed"), day=1, check_mode=True),
        "2.json": run(
            account("a", "drift", drift("A", exists=False)), account("b"), account("c"), day=2, check_mode=True
        ),
    }
    content = to_json(index_of(runs, ["2.html"], skipped={"plan.json": "it is not JSON"}, not_read=3))
    jsonschema.validate(content, SCHEMA, format_checker=jsonschema.FormatChecker())
    newest, oldest = content["runs"]
    assert newest == {
        "file": "2.json",
        "page": "2.html",
        "started": "2026-12-02T02:00:00+00:00",
        "playbook": "rollout.yml",
        "check_mode": True,
        "interrupted": False,
        "origin": {"inventory": ["accounts.yml"], "commit": "0123456789abcdef", "user": "ann"},
        "state": "drift",
        "accounts": {"total": 3, "failed": 0, "drifted": 1},
        "changes": {"create": 0, "update": 0, "delete": 0, "widen": 0},
        "since": {
            "file": "1.json",
            "started": "2026-12-01T02:00:00+00:00",
            "accounts": {"new": ["c"], "gone": [], "newly_failed": [], "recovered": ["b"]},
            "changes": {
                "new": [],
                "gone": [{"title": "created role Auditor", "badges": ["widens access"], "accounts": ["a"]}],
            },
            "drift": {"new": [{"title": "role A does not exist", "badges": [], "accounts": ["a"]}], "gone": []},
        },
    }
    assert (oldest["state"], oldest["accounts"]["failed"], oldest["since"]) == ("failed", 1, None)
    assert (content["skipped"], content["not_read"]) == ([{"file": "plan.json", "reason": "it is not JSON"}], 3)


def test_an_empty_index_follows_the_schema() -> None:
    jsonschema.validate(to_json(Index(entries=(), skipped={}, not_read=0)), SCHEMA)
