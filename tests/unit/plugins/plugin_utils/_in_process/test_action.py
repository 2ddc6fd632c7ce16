# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""When a module may run in process, and that a task leaves the environment as it was."""

from __future__ import annotations

import gc
import os
import pathlib
import subprocess
import sys
import venv

import pytest
from ansible_collections.leastpriv.aws.plugins.plugin_utils._in_process import surroundings
from ansible_collections.leastpriv.aws.plugins.plugin_utils._in_process.action import (
    Unloadable,
    _is_this,
    load_main,
)


def test_an_interpreter_is_recognised_by_its_folder_and_its_file(tmp_path: pathlib.Path) -> None:
    venv.create(tmp_path / "venv", symlinks=True)
    beside = pathlib.Path(sys.executable).parent
    cases = {
        sys.executable: True,
        f"{beside}/../{beside.name}/{pathlib.Path(sys.executable).name}": True,
        "auto": True,
        "auto_silent": True,
        str(tmp_path / "venv" / "bin" / "python"): False,
        str(beside / "no-such-python"): False,
        f"{sys.executable} -u": False,
        "python3": False,
        "/usr/bin/env python3": False,
        "": False,
    }
    assert {interpreter: _is_this(interpreter) for interpreter in cases} == cases


def test_the_collector_leaves_out_what_was_loaded() -> None:
    gc.unfreeze()
    assert not isinstance(load_main("iam_role"), Unloadable)
    assert gc.get_freeze_count() > 10_000
    gc.unfreeze()


def test_a_module_that_cannot_be_loaded_raises_nothing() -> None:
    main = load_main("no_such_module")
    assert isinstance(main, Unloadable)
    assert main.reason.startswith("ModuleNotFoundError: ")


def test_actions_can_be_loaded_where_botocore_is_broken(tmp_path: pathlib.Path) -> None:
    """An error while Ansible loads an action would end the run, and the module could not say what is missing."""
    (tmp_path / "botocore.py").write_text('raise RuntimeError("this botocore is broken")', encoding="utf-8")
    path = os.pathsep.join([str(tmp_path), *sys.path])
    command = [sys.executable, "-c", f"import {load_main.__module__}"]
    subprocess.run(command, env={**os.environ, "PYTHONPATH": path}, check=True)


def test_the_environment_and_the_working_directory_are_restored(
    monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    monkeypatch.setenv("CHANGED", "before")
    monkeypatch.setenv("REMOVED", "before")
    monkeypatch.delenv("ADDED", raising=False)
    before = dict(os.environ)
    inode = gone.stat().st_ino
    # A variable that the task removes is restored, and so is a folder that has lost its name.
    with surroundings.of_task({"CHANGED": "1", "ADDED": "2"}, str(tmp_path)):
        assert (os.environ["CHANGED"], os.environ["ADDED"]) == ("1", "2")
        assert pathlib.Path.cwd() == tmp_path
        gone.rmdir()
        del os.environ["REMOVED"]
    assert dict(os.environ) == before
    assert pathlib.Path().stat().st_ino == inode
