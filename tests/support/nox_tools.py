# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the sessions of noxfile.py share: environments, settings, and how Debian's packages are installed."""

from __future__ import annotations

import contextlib
import fcntl
import functools
import importlib.util
import os
import shutil
import sys
import typing as t
from pathlib import Path

import antsibull_nox.sessions
import nox

NEWEST_CORE: t.Final = "2.19"
OLDEST_CORE: t.Final = "2.18"
CORES: t.Final = (NEWEST_CORE, OLDEST_CORE)
# The version of pip that these releases of ansible-test ask for.
ANSIBLE_TEST_PIP: t.Final = "24.2"

ROOT: t.Final = Path(__file__).parents[2]
CACHE: t.Final = ROOT / ".cache"
TREE: t.Final = CACHE / "collections"

# The log of each session ends with its slowest tests: where work on the time of `make test` begins.
SLOWEST: t.Final = ("--durations=25", "--durations-min=5")

# uv takes seconds where pip takes minutes; bootstrap.py removes it where it does not reach the package index.
HAS_UV: t.Final = importlib.util.find_spec("uv") is not None


def constraints(*locks: str) -> dict[str, str]:
    # Relative, because uv and pip split the value of these variables at spaces.
    paths = " ".join(f"tests/requirements/lock-{lock}.txt" for lock in locks)
    return {"UV_CONSTRAINT": paths, "PIP_CONSTRAINT": paths}


def clean_environment() -> dict[str, str | None]:
    """Nothing of the developer's own AWS or Ansible settings reaches a test, and no test reaches an AWS account."""
    inherited = {name: None for name in os.environ if name.startswith(("AWS_", "ANSIBLE_"))}
    return {
        **inherited,
        "ANSIBLE_COLLECTIONS_PATH": str(TREE),
        "ANSIBLE_HOME": str(CACHE / "ansible"),
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "HYPOTHESIS_STORAGE_DIRECTORY": str(CACHE / "hypothesis"),
        "PYTHONPATH": str(ROOT / "tests"),
    }


def install(session: nox.Session, *packages: str, core: str = NEWEST_CORE, also: t.Sequence[str] = ()) -> None:
    """Install packages in the versions of the lock file for an ansible-core, or of other lock files by their names."""
    # uv takes seconds; pip takes a while, so it shows its progress.
    session.install(*packages, env=constraints(core, *also), silent=HAS_UV)
    # make has done this already; who runs nox in some other way needs it too.
    session.run("python", "tests/support/bootstrap.py", log=False)


@contextlib.contextmanager
def alone(what: str) -> t.Iterator[None]:
    """Wait until no other session does the same."""
    CACHE.mkdir(exist_ok=True)
    with (CACHE / f"{what}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def for_each_core(name: str) -> t.Callable[[t.Callable[[str, nox.Session], None]], None]:
    """Register a session for each supported ansible-core: name-2.19, name-2.18."""

    def register(function: t.Callable[[str, nox.Session], None]) -> None:
        for core in CORES:
            session = functools.partial(function, core)
            session.__doc__ = f"{function.__doc__} On ansible-core {core}."
            nox.session(name=f"{name}-{core}")(session)

    return register


def pytest(session: nox.Session, *tests: str, options: t.Sequence[str] = ()) -> None:
    """Run tests, by file or folder, or those that nox is given."""
    session.run("pytest", *SLOWEST, *options, *(session.posargs or tests), env=clean_environment())


def pip_install(python: str) -> tuple[str, ...]:
    """The command that installs into an environment that nox did not create: uv's if available, since it is faster."""
    uv = (sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", python)
    return uv if HAS_UV else (python, "-m", "pip", "install", "--quiet")


def need_chromium(session: nox.Session) -> None:
    # From the same source, since a driver must match its browser's version.
    if shutil.which("chromium") and shutil.which("chromedriver"):
        return
    packages = ("chromium", "chromium-driver")
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        session.error(f"Chromium is needed: install Debian's packages {' and '.join(packages)}, or what has both.")
    install_of_debian(session, "--no-install-recommends", *packages)


def install_of_debian(session: nox.Session, *arguments: str) -> None:
    env = {"DEBIAN_FRONTEND": "noninteractive"}
    # apt-get fails while another one runs.
    with alone("apt-get"):
        session.run("apt-get", "update", "-qq", external=True, env=env)
        session.run("apt-get", "install", "-qq", *arguments, external=True, env=env)


def place_get_pip() -> None:
    """Spare ansible-test a download from a host that not everyone reaches, unless it has made it already."""
    cached = Path.home() / ".ansible" / "test" / "cache" / f"get_pip_{ANSIBLE_TEST_PIP.replace('.', '_')}.py"
    if not cached.exists():
        cached.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / "tests" / "sanity" / "get_pip.py", cached)


def copy_of_collection(session: nox.Session) -> Path:
    """Copy what git knows or would add to a temporary folder: ansible-test must not find this clone's .git above it."""
    setup = antsibull_nox.sessions.prepare_collections(
        session, install_in_site_packages=False, install_out_of_tree=True
    )
    if setup is None:
        session.error("a copy of the collection needs a virtual environment")
    return setup.current_path
