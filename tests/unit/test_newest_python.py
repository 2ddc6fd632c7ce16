# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where a Python for the newest ansible-core is looked for."""

from __future__ import annotations

import pathlib
import sys

import pytest
from support import newest_python


def place(path: pathlib.Path, *, status: int) -> str:
    """A command that ends with a status, whatever it is asked to run."""
    path.parent.mkdir(parents=True)
    path.write_text(f"#!/bin/sh\nexit {status}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def test_the_path_comes_before_pyenv_and_uv(tmp_path: pathlib.Path) -> None:
    on_path = place(tmp_path / "bin" / "python3.12", status=0)
    pyenv = place(tmp_path / "pyenv" / "versions" / "3.13.0" / "bin" / "python3", status=0)
    uv = place(tmp_path / "uv" / "cpython-3.14.1-linux-x86_64-gnu" / "bin" / "python3", status=0)
    environ = {
        "PATH": str(tmp_path / "bin"),
        "PYENV_ROOT": str(tmp_path / "pyenv"),
        "UV_PYTHON_INSTALL_DIR": str(tmp_path / "uv"),
    }
    assert list(newest_python.candidates(environ)) == [sys.executable, on_path, pyenv, uv]


def test_without_settings_pyenv_and_uv_are_in_the_home(tmp_path: pathlib.Path) -> None:
    pyenv = place(tmp_path / ".pyenv" / "versions" / "3.14.2" / "bin" / "python3", status=0)
    uv = place(tmp_path / ".local" / "share" / "uv" / "python" / "cpython-3.13.1-x" / "bin" / "python3", status=0)
    assert list(newest_python.candidates({"PATH": "", "HOME": str(tmp_path)})) == [sys.executable, uv, pyenv]


@pytest.mark.parametrize(("status", "works"), [(0, True), (1, False), (127, False)])
def test_a_wrapper_that_runs_nothing_is_not_used(tmp_path: pathlib.Path, status: int, *, works: bool) -> None:
    assert newest_python.works(place(tmp_path / "bin" / "python3.13", status=status)) is works


def test_a_missing_command_is_not_used(tmp_path: pathlib.Path) -> None:
    assert not newest_python.works(str(tmp_path / "python3.13"))
