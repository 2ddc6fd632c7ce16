# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The variables about plan files of a run: what is right, and what is said of what is wrong."""

from __future__ import annotations

import datetime
import json
import os
import pathlib
import re
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._plans import plan_file
from ansible_collections.leastpriv.aws.plugins.plugin_utils._playbooks import plan_files

CALLBACK: t.Final = "leastpriv.aws.rollout_report"


@pytest.fixture
def plan(tmp_path: pathlib.Path) -> t.Callable[[float], str]:
    """Writes a plan of this age in hours, and returns its path."""

    def write(age: float) -> str:
        created = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(hours=age)
        content = plan_file.content_of([], created=created.isoformat(), check_mode=True)
        (tmp_path / "plan.json").write_text(json.dumps(content), encoding="utf-8")
        return str(tmp_path / "plan.json")

    return write


def check(**given: t.Any) -> None:
    plan_files.check(given, callbacks=[CALLBACK])


def test_what_is_left_out_is_right() -> None:
    plan_files.check({}, callbacks=[])
    plan_files.check({"approved": None, "max_age": None, "written": None}, callbacks=[])
    check(written="plan.json")


def test_the_plan_may_be_written_beside_the_approved_one_but_not_over_it(
    plan: t.Callable[[float], str], monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
) -> None:
    approved = plan(0)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    pathlib.Path("link.json").symlink_to("plan.json")
    for written in ("new/folder/plan.json", "~/other.json", "other.json"):
        check(approved=approved, written=written)
    for written in (approved, "plan.json", "./new/../plan.json", "~/plan.json", "link.json"):
        with pytest.raises(ValueError, match=r"^rollout_plan_path and rollout_plan name the same file: "):
            check(approved="plan.json", written=written)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_is_read_only(tmp_path: pathlib.Path) -> None:
    (tmp_path / "read_only").mkdir(mode=0o555)
    folder = tmp_path.resolve() / "read_only"
    for written in (folder / "plan.json", folder / "new" / "plan.json"):
        message = f"rollout_plan_path: cannot write the plan to {written}: the folder {folder} is not writable"
        with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
            check(written=str(written))


@pytest.mark.parametrize("max_age", [None, "2h", "121m", "7201s", 7201, "7201", "1d", "1w"])
def test_a_plan_that_is_young_enough(plan: t.Callable[[float], str], max_age: t.Any) -> None:
    check(approved=plan(1.99), max_age=max_age)


def test_the_path_may_begin_at_home_or_here(
    plan: t.Callable[[float], str], monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
) -> None:
    plan(0)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    check(approved="plan.json")
    check(approved="~/plan.json")


def test_a_plan_that_is_too_old_or_from_the_future(plan: t.Callable[[float], str]) -> None:
    with pytest.raises(ValueError, match=r"^rollout_plan was made 2 h 0 min ago, and rollout_plan_max_age is 90m: "):
        check(approved=plan(2), max_age="90m")
    with pytest.raises(ValueError, match=r"^rollout_plan was made 3 d 2 h ago"):
        check(approved=plan(74.1), max_age="1d")
    with pytest.raises(ValueError, match=r"^rollout_plan was made 2 h 0 min from now: check the clocks"):
        check(approved=plan(-2), max_age="1d")
    # A few minutes are a matter of clocks.
    check(approved=plan(-0.05), max_age="1d")


WRONG: t.Final[list[tuple[dict[str, t.Any], str]]] = [
    ({"approved": 5}, "rollout_plan must be the path of a file (got: 5)"),
    ({"approved": ["plan.json"]}, "rollout_plan must be the path of a file (got: ['plan.json'])"),
    ({"approved": "/nowhere/plan.json"}, "rollout_plan: cannot read /nowhere/plan.json: No such file or directory"),
    ({"approved": "/dev/null"}, "rollout_plan: /dev/null is not a plan file: not valid JSON"),
    ({"approved": "/"}, "rollout_plan: cannot read /: Is a directory"),
    ({"approved": ""}, "rollout_plan is empty. Set it to the path of a file, or do not set it"),
    ({"approved": " "}, "rollout_plan is empty. Set it to the path of a file, or do not set it"),
    ({"approved": "", "max_age": "1d"}, "rollout_plan is empty. "),
    ({"written": ""}, "rollout_plan_path is empty. Set it to the path of a file, or do not set it"),
    ({"written": "/"}, "rollout_plan_path: cannot write the plan to /: it is not a regular file"),
    ({"written": "/dev/null"}, "rollout_plan_path: cannot write the plan to /dev/null: it is not a regular file"),
    (
        {"written": "/dev/null/a/plan.json"},
        "rollout_plan_path: cannot write the plan to /dev/null/a/plan.json: /dev/null is not a folder",
    ),
    ({"max_age": ""}, "rollout_plan_max_age must be a time such as 90m, 2h or 1d, or seconds (got: )"),
    ({"max_age": "2h"}, "rollout_plan_max_age needs rollout_plan"),
    (
        {"approved": "~nobody-has-this-name/plan.json"},
        "rollout_plan: the home directory of ~nobody-has-this-name is not known",
    ),
    (
        {"written": "~nobody-has-this-name/plan.json"},
        "rollout_plan_path: the home directory of ~nobody-has-this-name is not known",
    ),
    ({"written": 5}, "rollout_plan_path must be the path of a file (got: 5)"),
    ({"written": {}}, "rollout_plan_path must be the path of a file (got: {})"),
    ({"written": False}, "rollout_plan_path must be the path of a file (got: False)"),
]


@pytest.mark.parametrize(("given", "message"), WRONG)
def test_what_is_wrong_is_said(given: dict[str, t.Any], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}"):
        check(**given)


def test_a_plan_that_nothing_would_write() -> None:
    with pytest.raises(ValueError, match=r"^rollout_plan_path: the callback leastpriv\.aws\.rollout_report writes "):
        plan_files.check({"written": "plan.json"}, callbacks=["other"])
