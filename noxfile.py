# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# /// script
# dependencies = ["antsibull-nox", "nox"]
# ///
"""Every check of the collection: `make test` runs them all, `nox --list` names them, `nox -s NAME` runs one.

antsibull-nox declares the checks that all collections share, in antsibull-nox.toml. Those below are the collection's
own: its tests, and ansible-test, which antsibull-nox would fetch from a host that not everyone reaches.
"""

from __future__ import annotations

import contextlib
import fcntl
import functools
import importlib.util
import os
import shutil
import sys
import time
import typing as t
from pathlib import Path

import antsibull_nox
import antsibull_nox.sessions
import nox

NEWEST_CORE = "2.19"
OLDEST_CORE = "2.18"
CORES = (NEWEST_CORE, OLDEST_CORE)
# The version of pip that these releases of ansible-test ask for.
ANSIBLE_TEST_PIP = "24.2"

IN_PROCESS_TESTS = "tests/contract/test_in_process.py"
# What the newest release is tried with: whatever touches ansible-core.
NEWEST_TESTS = (IN_PROCESS_TESTS, "tests/unit/test_completeness.py", "tests/unit/plugins/plugin_utils")
# What the oldest release is tried with beside those: it takes any text for a template that is not marked.
OLDEST_TESTS = ("tests/contract/test_inventory.py", "tests/contract/test_untrusted.py")

# Which ansible-core it is makes no difference to these tests: what they are about does without.
WITHOUT_CORE = ("benchmark", "fuzz", "plugins/module_utils", "sandbox", "soak")

ROOT = Path(__file__).parent
CACHE = ROOT / ".cache"
TREE = CACHE / "collections"

nox.needs_version = ">=2026.10"
# With --parallel, as `make test` has it, sessions run side by side: none uses both of two cores all the time.
nox.options.allow_parallel = True
nox.options.envdir = str(CACHE / "nox")
# Environments are made anew each time: with uv that takes a second, and nothing half made is ever used.
nox.options.default_venv_backend = "uv" if importlib.util.find_spec("uv") else "virtualenv"


def constraints(*locks: str) -> dict[str, str]:
    # Relative, because uv and pip split the value of these variables at spaces.
    paths = " ".join(f"tests/requirements/lock-{lock}.txt" for lock in locks)
    return {"UV_CONSTRAINT": paths, "PIP_CONSTRAINT": paths}


# antsibull-nox's own sessions ask for packages without a version.
os.environ.update(constraints("checks"))
# This collection needs no other, so those on this machine are of no interest.
os.environ["ANTSIBULL_NOX_IGNORE_INSTALLED_COLLECTIONS"] = "true"
os.environ.setdefault("UV_SYSTEM_CERTS", "true")

antsibull_nox.load_antsibull_nox_toml()


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
    # uv is done in seconds; pip takes a while and had better be seen at work.
    session.install(*packages, env=constraints(core, *also), silent=nox.options.default_venv_backend == "uv")
    # make has done this already; who runs nox in some other way needs it too.
    session.run("python", "tests/support/bootstrap.py", log=False)


@contextlib.contextmanager
def alone(what: str) -> t.Iterator[None]:
    """Wait until no other session does this."""
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


def pytest(session: nox.Session, directory: str, *options: str, coverage: str | None = None) -> None:
    """Run the tests of a directory. With coverage, keep what they covered under that name for the coverage session."""
    env = clean_environment()
    if coverage:
        options += ("--cov", "--cov-report=", "--cov-fail-under=0")
        env["COVERAGE_FILE"] = str(CACHE / "coverage" / coverage)
    session.run("pytest", *options, *(session.posargs or [directory]), env=env)


@for_each_core("unit")
def unit(core: str, session: nox.Session) -> None:
    """Unit tests."""
    install(session, "-r", "tests/requirements/test.in", core=core)
    everything = core == NEWEST_CORE
    options = () if everything else tuple(f"--ignore=tests/unit/{folder}" for folder in WITHOUT_CORE)
    pytest(session, "tests/unit", "--numprocesses=2", *options, coverage="unit" if everything else None)


@nox.session
def contract(session: nox.Session) -> None:
    """The contract suite, on the in-memory IAM and on the sandbox."""
    install(session, "-r", "tests/requirements/contract.in")
    # Each of the two processes starts a sandbox of its own.
    pytest(session, "tests/contract", "--numprocesses=2", f"--ignore={IN_PROCESS_TESTS}", coverage="contract")


@for_each_core("parity")
def parity(core: str, session: nox.Session) -> None:
    """Modules run in process and the normal way, compared."""
    install(session, "-r", "tests/requirements/test.in", core=core)
    pytest(session, IN_PROCESS_TESTS)


@nox.session(python=False)
def newest(session: nox.Session) -> None:
    """The same on the newest ansible-core. It needs a newer Python than the others do: Debian 13's, in a folder."""
    script = ROOT.parent / "shared" / "ci" / "newest_python_root.sh"
    missing = [
        what
        for what, is_there in (
            (f"../{script.relative_to(ROOT.parent)}", script.exists()),
            ("the rights of root", os.geteuid() == 0),
            ("unshare", shutil.which("unshare")),
            ("debootstrap or apt-get", shutil.which("debootstrap") or shutil.which("apt-get")),
        )
        if not is_there
    ]
    if missing:
        session.skip(f"NOT TESTED on the newest ansible-core, for want of {', '.join(missing)}")
    if not shutil.which("debootstrap"):
        install_of_debian(session, "debootstrap")
    # Without ANSIBLE_ and AWS_ of the developer's, and with a home of its own.
    env = {name: None for name in os.environ if name.startswith(("AWS_", "ANSIBLE_", "MOLECULE_"))} | {"HOME": "/root"}
    command = ("bash", "tests/support/newest.sh", str(CACHE / "newest"), str(script))
    session.run(*command, *(session.posargs or NEWEST_TESTS), env=env, external=True)


@nox.session
def inventory(session: nox.Session) -> None:
    """The inventory plugin and texts of others on the oldest ansible-core; the contract suite has the newest."""
    install(session, "-r", "tests/requirements/test.in", core=OLDEST_CORE)
    session.run("pytest", *(session.posargs or OLDEST_TESTS), env=clean_environment())


@nox.session(requires=[f"unit-{NEWEST_CORE}", "contract"])
def coverage(session: nox.Session) -> None:
    """How many branches of what plugins share the unit and contract tests cover: 95 % or more."""
    install(session, "coverage")
    data = CACHE / "coverage"
    env = {"COVERAGE_FILE": str(data / "all")}
    session.run("coverage", "combine", "--keep", str(data / "unit"), str(data / "contract"), env=env)
    session.run("coverage", "report", env=env)


@nox.session(default=False)
def benchmark(session: nox.Session) -> None:
    """Figures about speed, printed and not judged: beside amazon.aws, and of documents. Options go to the former."""
    install(session, "-r", "tests/requirements/benchmark.in", core="benchmark")
    env = clean_environment()
    env["PYTHONPATH"] = os.pathsep.join((str(ROOT / "tests"), str(TREE)))
    session.run("python", "-m", "benchmark.documents", env=env)
    session.run("python", "-m", "benchmark", *(session.posargs or ["--full"]), env=env)


@nox.session(default=False)
def peer(session: nox.Session) -> None:
    """amazon.aws itself: the contract in tests/integration is its own, and either takes over from the other."""
    # The package ansible brings it, as for the benchmark, whose lock file follows that of the tests.
    packages = ("-r", "tests/requirements/benchmark.in", "-r", "tests/requirements/test.in")
    install(session, *packages, core="benchmark", also=[NEWEST_CORE])
    pytest(session, "tests/peer")


@nox.session(default=False)
def soak(session: nox.Session) -> None:
    """What is promised under faults, interruption and contention, tried a few thousand times; takes options."""
    run_soak(session, *session.posargs)


@nox.session(name="soak-short")
def soak_short(session: nox.Session) -> None:
    """A part of the soak, in less than two minutes."""
    run_soak(session, "--short", *session.posargs)


def run_soak(session: nox.Session, *options: str) -> None:
    install(session, "-r", "tests/requirements/demo.in")
    env = clean_environment()
    env["PYTHONPATH"] = os.pathsep.join((str(ROOT / "tests"), str(TREE)))
    session.run("python", "-m", "soak", *options, env=env)


@nox.session(default=False)
def fuzz(session: nox.Session) -> None:
    """The laws of tests/unit/fuzz with ever other examples, for ten minutes, or as many as are given."""
    install(session, "-r", "tests/requirements/test.in")
    end = time.monotonic() + 60 * float(session.posargs[0] if session.posargs else 10)
    env = {**clean_environment(), "FUZZ_EXAMPLES": "2000"}
    while time.monotonic() < end:
        session.run("pytest", "-q", "tests/unit/fuzz", env=env)


@nox.session
def controller(session: nox.Session) -> None:
    """The definitions for automation controllers, against awx.awx's documentation, ansible-builder and hadolint."""
    install(session, "-r", "tests/requirements/controller.in", core="controller")
    pytest(session, "tests/controller")


@nox.session
def molecule(session: nox.Session) -> None:
    """Every molecule scenario, on one sandbox: with modules in process, then the normal way, and the results equal."""
    install(session, "-r", "tests/requirements/demo.in", "molecule")
    results = CACHE / "molecule-results"
    shutil.rmtree(results, ignore_errors=True)
    for in_process in ("true", "false"):
        folder = results / in_process
        folder.mkdir(parents=True)
        env = {
            **clean_environment(),
            "ANSIBLE_CALLBACK_PLUGINS": str(ROOT / "tests" / "callback_plugins"),
            "IN_PROCESS": in_process,
            "RECORD": str(folder / "$MOLECULE_SCENARIO_NAME"),
        }
        # Where a run was interrupted, molecule would go on with the sandbox that it left.
        session.run("molecule", "destroy", env=env)
        session.run("molecule", "test", *(session.posargs or ["--all", "--workers", "2"]), env=env)
    compared = (str(results / way) for way in ("true", "false"))
    session.run("python", "-m", "support.recorded", *compared, env=clean_environment())


@nox.session
def docs(session: nox.Session) -> None:
    """The documentation site, in .cache/docs. A warning about a page fails."""
    install(session, "-r", "tests/requirements/docs.in", core="docs")
    session.run("python", "tests/support/documentation_site.py", str(CACHE / "docs"), env=clean_environment())


@nox.session(default=False)
def links(session: nox.Session) -> None:
    """Follow the links to other sites, which takes a network. What shows without one is among the unit tests."""
    install(session, "-r", "tests/requirements/docs.in", core="docs")
    session.run("python", "tests/support/links.py", str(CACHE / "links"), env=clean_environment())


@nox.session
def browser(session: nox.Session) -> None:
    """The report's page in headless Chromium, which is installed where apt-get can do it."""
    need_chromium(session)
    install(session, "-r", "tests/requirements/browser.in")
    pytest(session, "tests/browser")


@nox.session(default=False)
def screenshots(session: nox.Session) -> None:
    """Run the demo, and take the picture of its report that the README shows."""
    need_chromium(session)
    install(session, "-r", "tests/requirements/browser.in")
    session.run("python", "-m", "demo", env=clean_environment(), silent=True)
    session.run("python", "tests/support/screenshot.py", env=clean_environment())


def need_chromium(session: nox.Session) -> None:
    # Of the same source, since a driver goes with its browser's version.
    if shutil.which("chromium") and shutil.which("chromedriver"):
        return
    packages = ("chromium", "chromium-driver")
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        session.error(f"Chromium is needed: install Debian's packages {' and '.join(packages)}, or what has both.")
    install_of_debian(session, "--no-install-recommends", *packages)


def install_of_debian(session: nox.Session, *arguments: str) -> None:
    env = {"DEBIAN_FRONTEND": "noninteractive"}
    # apt-get fails where another one runs.
    with alone("apt-get"):
        session.run("apt-get", "update", "-qq", external=True, env=env)
        session.run("apt-get", "install", "-qq", *arguments, external=True, env=env)


@nox.session
def types(session: nox.Session) -> None:
    """mypy, strict."""
    install(session, "-r", "tests/requirements/dev.in")
    session.run("mypy", *session.posargs)


@nox.session
def layers(session: nox.Session) -> None:
    """Which package may import which, and proof that an import that breaks a rule is noticed."""
    install(session, "import-linter")
    env = {**clean_environment(), "PYTHONPATH": os.pathsep.join((str(ROOT / "tests"), str(TREE)))}
    session.run("lint-imports", "--no-cache", "--no-logo", ".config/import-linter.toml", env=env)
    session.run("python", "-m", "support.planted_imports", env=clean_environment())


@nox.session
def schemas(session: nox.Session) -> None:
    """Workflows and the schema of the report's file, against the schemas for such; ansible-lint has Ansible's."""
    install(session, "check-jsonschema", core="checks")
    workflows = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
    # Proof that the check can fail: what is misspelt here, one schema knows nothing of and the other one misses.
    broken = Path(session.create_tmp()) / "broken.yml"
    broken.write_text(workflows[0].read_text(encoding="utf-8").replace("timeout-minutes", "timeout"), encoding="utf-8")
    for schema in ("vendor.github-workflows", "custom.github-workflows-require-timeout"):
        check = ("check-jsonschema", "--builtin-schema", schema)
        session.run(*check, *(str(path.relative_to(ROOT)) for path in workflows))
        session.run(*check, str(broken), success_codes=[1], silent=True)
    session.run("check-jsonschema", "--check-metaschema", "docs/rollout_report.schema.json")


@nox.session
def changelog(session: nox.Session) -> None:
    """The changelog's fragments."""
    install(session, "antsibull-changelog", "ansible-core")
    session.run("antsibull-changelog", "lint")


@for_each_core("sanity")
def sanity(core: str, session: nox.Session) -> None:
    """ansible-test sanity, with nothing ignored."""
    install(session, "ansible-core", core=core)
    collection = copy_of_collection(session)
    # Only this Python: others on the path may be wrappers that do not run.
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    # ansible-test pins its own requirements.
    env = dict.fromkeys(constraints(core))
    command = ("ansible-test", "sanity", "--python", python, *session.posargs)
    with session.chdir(collection):
        # The releases of ansible-core share some of the environments that this makes in the user's home.
        with alone("sanity"):
            place_get_pip()
            session.run(*command, "--prime-venvs", env=env)
        session.run(*command, env=env)


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


@nox.session(name="galaxy-importer")
def galaxy_importer(session: nox.Session) -> None:
    """Build the collection and have Galaxy's importer take it, without a word against it, and no broken copies."""
    # antsibull-nox has a session for this too, which does not fail when the importer finds something.
    install(session, "ansible-core", "galaxy-importer", core="checks")
    session.run("python", "tests/support/galaxy_import.py", str(copy_of_collection(session)), env=clean_environment())


@nox.session
def tarball(session: nox.Session) -> None:
    """Build the collection, install it in an empty environment, and run the demo there."""
    install(session, "-r", "tests/requirements/demo.in")
    target = Path(session.create_tmp())
    for leftover in target.iterdir():
        shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
    collection = copy_of_collection(session)
    with session.chdir(collection):
        session.run("ansible-galaxy", "collection", "build", "--output-path", str(target))
    [archive] = target.glob("leastpriv-aws-*.tar.gz")
    session.run("python", "tests/support/tarball.py", str(archive), str(collection))

    # A user's: nothing but Ansible and boto3, and a home with nothing in it.
    home, python = target / "home", target / "venv" / "bin" / "python"
    home.mkdir()
    env = {**clean_environment(), "HOME": str(home), "PYTHONPATH": None}
    user = {**env, "ANSIBLE_COLLECTIONS_PATH": None, "ANSIBLE_HOME": None}
    session.run("python", "-m", "venv", str(target / "venv"), silent=True)
    packages = ("ansible-core", "-r", "meta/ee-requirements.txt", "-c", f"tests/requirements/lock-{NEWEST_CORE}.txt")
    session.run(str(python), "-m", "pip", "install", "--quiet", *packages, external=True, env={"PIP_CONSTRAINT": None})
    ansible = (str(python), "-m", "ansible")
    session.run(*ansible, "galaxy", "collection", "install", "--offline", str(archive), external=True, env=user)
    session.run(*ansible, "doc", "--type", "module", "leastpriv.aws.iam_role", external=True, env=user, silent=True)
    installed = {"PLAYBOOK_PYTHON": str(python), "PLAYBOOK_COLLECTIONS": str(home / ".ansible" / "collections")}
    # Whoever tries the demo has a profile of their own, perhaps.
    demo = {**env, **installed, "ANSIBLE_HOME": str(home / ".ansible"), "AWS_PROFILE": "own"}
    with session.chdir("tests"):
        session.run("python", "-m", "demo", env=demo, silent=True)


if __name__ == "__main__":
    nox.main()
