# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Find a Python for the newest ansible-core, which needs 3.12 or later; everything else here runs on 3.11, too."""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import sys
import typing as t

# The one that lock-newest.txt was resolved with comes first.
MINORS: t.Final = (13, 14, 12)
# A Python may lack modules that a build left out, and a command on the path may be a wrapper that runs nothing.
PROBE: t.Final = "import sqlite3, ssl, sys, venv; sys.exit(not (3, 12) <= sys.version_info < (3, 15))"


def find_python(environ: t.Mapping[str, str] | None = None) -> str | None:
    """A Python of this machine: the one that runs this, or one on the path, of pyenv, or of uv."""
    return next((path for path in candidates(os.environ if environ is None else environ) if works(path)), None)


def candidates(environ: t.Mapping[str, str]) -> t.Iterator[str]:
    yield sys.executable
    for minor in MINORS:
        if found := shutil.which(f"python3.{minor}", path=environ.get("PATH", "")):
            yield found
    home = pathlib.Path(environ.get("HOME", ""))
    pyenv = pathlib.Path(environ.get("PYENV_ROOT") or home / ".pyenv", "versions")
    uv = pathlib.Path(environ.get("UV_PYTHON_INSTALL_DIR") or home / ".local" / "share" / "uv" / "python")
    for minor in MINORS:
        yield from map(str, sorted(pyenv.glob(f"3.{minor}.*/bin/python3")))
        yield from map(str, sorted(uv.glob(f"cpython-3.{minor}.*/bin/python3")))


def works(python: str) -> bool:
    try:
        return subprocess.run([python, "-c", PROBE], check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def install_python(folder: pathlib.Path) -> str | None:
    """Have uv install a Python in a folder. Where its host is out of reach, this fails within a second."""
    environ = {**os.environ, "UV_HTTP_RETRIES": "0", "UV_PYTHON_INSTALL_DIR": str(folder)}
    command = [sys.executable, "-m", "uv", "python", "install", "--no-bin", f"3.{MINORS[0]}"]
    subprocess.run(command, check=False, env=environ, capture_output=True)
    return find_python({"PATH": "", "UV_PYTHON_INSTALL_DIR": str(folder)})
