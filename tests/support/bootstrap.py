# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Set up a clone: python3 tests/support/bootstrap.py [NAME...]

Lets ansible find the clone as a collection, and puts the packages of tests/requirements/NAME.in in .cache/venv/NAME.
Needs nothing but Python. An environment is complete when its stamp says so, and the stamp is written last: whatever
an interrupted run has left behind is thrown away and made again.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import typing as t
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache"
REQUIREMENTS = ROOT / "tests" / "requirements"
LOCK = REQUIREMENTS / "lock-2.19.txt"
COLLECTION = CACHE / "collections" / "ansible_collections" / "leastpriv" / "aws"


def main(names: t.Sequence[str]) -> None:
    # Not sys.version_info, which mypy takes for settled.
    if sys.hexversion < 0x030B0000:
        sys.exit("Python 3.11 or later is needed. Say which one to use: make PYTHON=python3.11 ...")
    link_collection()
    for name in names:
        make_environment(CACHE / "venv" / name, REQUIREMENTS / f"{name}.in")


def make_environment(environment: Path, requirements: Path) -> None:
    stamp = environment / "complete"
    wanted = fingerprint(requirements)
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    tell(f"making {environment.relative_to(ROOT)}, which takes about half a minute, once")
    shutil.rmtree(environment, ignore_errors=True)
    run([sys.executable, "-m", "venv", str(environment)])
    install(environment / "bin" / "python", requirements)
    stamp.write_text(wanted, encoding="utf-8")
    tell(f"{environment.relative_to(ROOT)} is ready")


def link_collection() -> None:
    """Let ansible find this clone, whatever its folder is called, as the collection that it is."""
    COLLECTION.parent.mkdir(parents=True, exist_ok=True)
    if not COLLECTION.is_symlink():
        COLLECTION.symlink_to(os.path.relpath(ROOT, COLLECTION.parent), target_is_directory=True)


def fingerprint(requirements: Path) -> str:
    digest = hashlib.sha256(sys.version.encode())
    # A virtual environment contains its own path, so one that was moved with its clone is unusable.
    digest.update(str(ROOT).encode())
    for path in (requirements, LOCK):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def install(python: Path, requirements: Path) -> None:
    """Install with uv, which takes seconds, or with pip where uv does not reach the package index.

    uv reads none of pip's configuration. After it has failed it is removed, so that nox does not try it either.
    """
    packages = ["-r", str(requirements), "-c", str(LOCK)]
    pip = [str(python), "-m", "pip", "--disable-pip-version-check"]
    tell("installing uv")
    run([*pip, "install", "--quiet", "uv", "-c", str(LOCK)])
    tell(f"installing {requirements.relative_to(ROOT)}")
    uv = [str(python), "-m", "uv", "pip", "install", "--python", str(python)]
    if subprocess.run([*uv, *packages], env={"UV_SYSTEM_CERTS": "true", **os.environ}, check=False).returncode != 0:
        tell("uv has failed, installing with pip: this takes a few minutes")
        run([*pip, "install", *packages])
        run([*pip, "uninstall", "--quiet", "--yes", "uv"])


def run(command: t.Sequence[str]) -> None:
    status = subprocess.run(command, check=False).returncode
    if status != 0:
        sys.exit(f"failed with status {status}: {' '.join(command)}")


def tell(message: str) -> None:
    print(f"setup: {message}", flush=True)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit("setup: interrupted; the same command starts over")
