# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# /// script
# dependencies = ["antsibull-nox", "nox"]
# ///
"""Every check of the collection: `make test` runs them all, `nox --list` lists them, `nox -s NAME` runs one.

antsibull-nox.toml configures the checks that all collections share. Those below are the collection's own: its tests,
and ansible-test, which antsibull-nox would download from a host that is not reachable everywhere.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path

import antsibull_nox
import nox

sys.path.insert(0, str(Path(__file__).parent / "tests"))

from support import changed_tests, core_tests, newest_python
from support.nox_tools import (
    CACHE,
    HAS_UV,
    NEWEST_CORE,
    OLDEST_CORE,
    ROOT,
    TREE,
    alone,
    clean_environment,
    constraints,
    copy_of_collection,
    for_each_core,
    install,
    install_of_debian,
    need_chromium,
    pip_install,
    place_get_pip,
    pytest,
)

TWO_PROCESSES = ("--numprocesses=2",)
COVERAGE = ("--cov", "--cov-report=term")
IN_PROCESS_TESTS = "tests/contract/test_in_process.py"
# Tests for the newest release: of these, those that depend on ansible-core, then both ways of running modules.
# The sandbox of the first tests has stopped before that of the last ones starts: a process has one at a time.
NEWEST_TESTS = ("tests/unit/playbooks/test_habits.py", "tests/unit/plugins", "tests/unit/test_completeness.py")
# Tests of this marker run on one release: what AWS answers decides their result.
EACH_CORE = ("-m", "not any_core")
# Additional tests for the oldest release, which treats any text as a template unless it is marked unsafe.
OLDEST_TESTS = (*EACH_CORE, "tests/contract/test_inventory.py", "tests/contract/test_untrusted.py")

# What users install. The newest release's sanity tests check the tests as well, without pylint.
SHIPPED = ("README.md", "changelogs/", "docs/", "galaxy.yml", "meta/", "playbooks/", "plugins/", "roles/")

nox.needs_version = ">=2026.10"
# With --parallel, which `make test` passes, sessions run side by side: none keeps two cores busy all the time.
nox.options.allow_parallel = True
nox.options.envdir = str(CACHE / "nox")
# Environments are recreated each time: with uv that takes a second, and no incomplete one is ever used.
nox.options.default_venv_backend = "uv" if HAS_UV else "virtualenv"


# antsibull-nox's own sessions request packages without a version.
os.environ.update(constraints("checks"))
# This collection needs no other, so ignore those on this machine.
os.environ["ANTSIBULL_NOX_IGNORE_INSTALLED_COLLECTIONS"] = "true"
os.environ.setdefault("UV_SYSTEM_CERTS", "true")

antsibull_nox.load_antsibull_nox_toml()


@for_each_core("unit")
def unit(core: str, session: nox.Session) -> None:
    """Unit tests."""
    install(session, "-r", "tests/requirements/test.in", core=core)
    if core == NEWEST_CORE:
        # These cover 95 % or more of the plugins' shared code alone, so the contract tests run without the tracer.
        pytest(session, "tests/unit", options=(*TWO_PROCESSES, *(() if session.posargs else COVERAGE)))
    else:
        pytest(session, *core_tests.tests_of(ROOT, "tests/unit"), options=TWO_PROCESSES)


@nox.session(default=False)
def changed(session: nox.Session) -> None:
    """The unit tests of what changed: in the working tree, or else in the last commit."""
    install(session, "-r", "tests/requirements/test.in")
    tests = changed_tests.tests_of(ROOT, changed_tests.changed_files(ROOT))
    session.run("pytest", *TWO_PROCESSES, *session.posargs, *tests, env=clean_environment())


@nox.session
def contract(session: nox.Session) -> None:
    """The contract suite, on the in-memory IAM and on the sandbox."""
    install(session, "-r", "tests/requirements/contract.in")
    # Each of the two processes starts its own sandbox.
    options = (*TWO_PROCESSES, f"--ignore={IN_PROCESS_TESTS}")
    pytest(session, "tests/contract", options=options)


@for_each_core("parity")
def parity(core: str, session: nox.Session) -> None:
    """Modules run in process and the normal way, compared."""
    install(session, "-r", "tests/requirements/test.in", core=core)
    pytest(session, IN_PROCESS_TESTS, options=() if core == NEWEST_CORE else EACH_CORE)


@nox.session(python=False)
def newest(session: nox.Session) -> None:
    """The tests that depend on ansible-core, on the newest one, which needs Python 3.12 or later."""
    tests = session.posargs or (*EACH_CORE, *core_tests.tests_of(ROOT, *NEWEST_TESTS), IN_PROCESS_TESTS)
    # NEWEST_PYTHON names a Python that is not found otherwise; NEWEST_PYTHON=debian uses Debian's.
    python = os.environ.get("NEWEST_PYTHON") or newest_python.find_python()
    if not python and HAS_UV:
        python = newest_python.install_python(CACHE / "python")
    if python and python != "debian":
        newest_in_environment(session, python, *tests)
    else:
        newest_in_debian(session, *tests)


def newest_in_environment(session: nox.Session, python: str, *tests: str) -> None:
    environment = CACHE / "nox" / "newest"
    own = str(environment / "bin" / "python")
    session.run(sys.executable, "-m", "virtualenv", "--quiet", "--clear", "--python", python, str(environment))
    packages = ("-r", "tests/requirements/test.in", "-c", "tests/requirements/lock-newest.txt")
    session.run(*pip_install(own), *packages, external=True, env=dict.fromkeys(constraints()))
    session.run(sys.executable, "tests/support/bootstrap.py", log=False)
    path = os.pathsep.join((str(environment / "bin"), os.environ["PATH"]))
    session.run(own, "-m", "pytest", *tests, env={**clean_environment(), "PATH": path})


def newest_in_debian(session: nox.Session, *tests: str) -> None:
    """Without such a Python on this machine, use Debian 13's, in a folder that debootstrap fills."""
    needs = (
        ("root", os.geteuid() == 0),
        ("unshare", shutil.which("unshare")),
        ("debootstrap or apt-get", shutil.which("debootstrap") or shutil.which("apt-get")),
    )
    if missing := [need for need, is_met in needs if not is_met]:
        without = f"There is no Python 3.12 or later, and installing Debian's requires {', '.join(missing)}"
        session.skip(f"NOT TESTED on the newest ansible-core. {without}.")
    if not shutil.which("debootstrap"):
        install_of_debian(session, "debootstrap")
    # None of the developer's settings, and a separate home.
    env = {name: None for name in os.environ if name.startswith(("AWS_", "ANSIBLE_", "MOLECULE_"))} | {"HOME": "/root"}
    session.run("bash", "tests/support/newest_debian.sh", str(CACHE / "newest"), *tests, env=env, external=True)


@nox.session
def inventory(session: nox.Session) -> None:
    """The inventory plugin and untrusted texts on the oldest ansible-core; the contract suite covers the newest."""
    install(session, "-r", "tests/requirements/test.in", core=OLDEST_CORE)
    session.run("pytest", *(session.posargs or OLDEST_TESTS), env=clean_environment())


@nox.session(default=False)
def benchmark(session: nox.Session) -> None:
    """Measure speed, without a verdict: rollouts beside amazon.aws, which take the options, documents, and proofs."""
    install(session, "-r", "tests/requirements/benchmark.in", core="benchmark")
    env = clean_environment()
    env["PYTHONPATH"] = os.pathsep.join((str(ROOT / "tests"), str(TREE)))
    session.run("python", "-m", "benchmark.documents", env=env)
    session.run("python", "-m", "benchmark.access", env=env)
    session.run("python", "-m", "benchmark", *(session.posargs or ["--full"]), env=env)


@nox.session(default=False)
def peer(session: nox.Session) -> None:
    """amazon.aws itself fulfils the contract in tests/integration, and each collection can take over from the other."""
    # The package ansible contains it, as for the benchmark, whose lock file is constrained by that of the tests.
    packages = ("-r", "tests/requirements/benchmark.in", "-r", "tests/requirements/test.in")
    install(session, *packages, core="benchmark", also=[NEWEST_CORE])
    pytest(session, "tests/peer")


@nox.session(default=False)
def soak(session: nox.Session) -> None:
    """Test the guarantees under faults, interruption and contention in a few thousand runs; takes options."""
    run_soak(session, *session.posargs)


@nox.session(name="soak-short")
def soak_short(session: nox.Session) -> None:
    """The short soak, in less than two minutes."""
    run_soak(session, "--short", *session.posargs)


def run_soak(session: nox.Session, *options: str) -> None:
    install(session, "-r", "tests/requirements/demo.in")
    env = clean_environment()
    env["PYTHONPATH"] = os.pathsep.join((str(ROOT / "tests"), str(TREE)))
    session.run("python", "-m", "soak", *options, env=env)


@nox.session(default=False)
def fuzz(session: nox.Session) -> None:
    """The laws of tests/unit/fuzz with new examples, for ten minutes or the given number."""
    install(session, "-r", "tests/requirements/test.in")
    end = time.monotonic() + 60 * float(session.posargs[0] if session.posargs else 10)
    env = {**clean_environment(), "FUZZ_EXAMPLES": "2000"}
    while time.monotonic() < end:
        session.run("pytest", "-q", "tests/unit/fuzz", env=env)


@nox.session
def controller(session: nox.Session) -> None:
    """Check the definitions for automation controllers with awx.awx's documentation, ansible-builder and hadolint."""
    install(session, "-r", "tests/requirements/controller.in", core="controller")
    pytest(session, "tests/controller")


@nox.session
def molecule(session: nox.Session) -> None:
    """Every molecule scenario in process; those of playbooks and roles also the normal way, with equal results."""
    install(session, "-r", "tests/requirements/demo.in", "molecule")
    results = CACHE / "molecule-results"
    shutil.rmtree(results, ignore_errors=True)
    in_process, separate = results / "in-process", results / "separate"
    in_process.mkdir(parents=True)
    env = {
        **clean_environment(),
        "ANSIBLE_CALLBACK_PLUGINS": str(ROOT / "tests" / "callback_plugins"),
        "RECORD": str(in_process / "$MOLECULE_SCENARIO_NAME"),
    }
    # After an interrupted run, molecule would continue with the sandbox that is left.
    session.run("molecule", "destroy", env=env)
    session.run("molecule", "test", *(session.posargs or ["--all", "--workers", "2"]), env=env)
    scenarios = {path.name for path in in_process.iterdir()} - {"default"}
    if not session.posargs:
        # The session parity compares each module run both ways.
        scenarios -= {path.stem for path in (ROOT / "plugins" / "modules").glob("*.py")}
    env = clean_environment()
    # Equal results also mean that a second run of each scenario changed nothing.
    session.run("python", "-m", "support.scenarios", str(separate), *sorted(scenarios), env=env)
    session.run("python", "-m", "support.recorded", str(in_process), str(separate), *sorted(scenarios), env=env)


@nox.session
def docs(session: nox.Session) -> None:
    """Build the documentation site in .cache/docs. A warning about a page is a failure."""
    install(session, "-r", "tests/requirements/docs.in", core="docs")
    session.run("python", "tests/support/documentation_site.py", str(CACHE / "docs"), env=clean_environment())


@nox.session(default=False)
def links(session: nox.Session) -> None:
    """Follow the links to other sites, which needs a network. The unit tests check links without one."""
    install(session, "-r", "tests/requirements/docs.in", core="docs")
    session.run("python", "tests/support/links.py", str(CACHE / "links"), env=clean_environment())


@nox.session
def browser(session: nox.Session) -> None:
    """The report's page in headless Chromium, which is installed if apt-get can do it."""
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


@nox.session
def types(session: nox.Session) -> None:
    """mypy, strict."""
    install(session, "-r", "tests/requirements/dev.in")
    session.run("mypy", *session.posargs)


@nox.session
def layers(session: nox.Session) -> None:
    """Check which package imports which, and prove that an import that breaks a rule is noticed."""
    install(session, "import-linter")
    env = {**clean_environment(), "PYTHONPATH": os.pathsep.join((str(ROOT / "tests"), str(TREE)))}
    session.run("lint-imports", "--no-cache", "--no-logo", ".config/import-linter.toml", env=env)
    session.run("python", "-m", "support.planted_imports", env=clean_environment())


@nox.session
def schemas(session: nox.Session) -> None:
    """Validate workflows, the guides' pipelines and the schemas of reports; ansible-lint validates Ansible's files."""
    install(session, "check-jsonschema", core="checks")
    guides = Path(session.create_tmp()) / "guides"
    shutil.rmtree(guides, ignore_errors=True)
    guides.mkdir()
    session.run("python", "-m", "support.guide_pipelines", str(guides), env={"PYTHONPATH": str(ROOT / "tests")})
    workflows = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
    # Proof that the check can fail: one schema does not know the misspelt key, and the other requires the correct one.
    broken = Path(session.create_tmp()) / "broken.yml"
    broken.write_text(workflows[0].read_text(encoding="utf-8").replace("timeout-minutes", "timeout"), encoding="utf-8")
    for schema in ("vendor.github-workflows", "custom.github-workflows-require-timeout"):
        check = ("check-jsonschema", "--builtin-schema", schema)
        session.run(
            *check, *(str(path.relative_to(ROOT)) for path in workflows), *map(str, guides.glob("github-*.yml"))
        )
        session.run(*check, str(broken), success_codes=[1], silent=True)
    of_gitlab = ("check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci")
    [*definitions] = guides.glob("gitlab-*.yml")
    session.run(*of_gitlab, *map(str, definitions))
    broken.write_text(definitions[0].read_text(encoding="utf-8").replace("script:", "scripts:"), encoding="utf-8")
    session.run(*of_gitlab, str(broken), success_codes=[1], silent=True)
    schemas = [str(path.relative_to(ROOT)) for path in sorted((ROOT / "docs").glob("*.schema.json"))]
    session.run("check-jsonschema", "--check-metaschema", *schemas)


@nox.session
def changelog(session: nox.Session) -> None:
    """The changelog's fragments."""
    install(session, "antsibull-changelog", "ansible-core")
    session.run("antsibull-changelog", "lint")


@for_each_core("sanity")
def sanity(core: str, session: nox.Session) -> None:
    """ansible-test sanity, without ignored errors."""
    install(session, "ansible-core", core=core)
    collection = copy_of_collection(session)
    # Only this Python, because others on the path may be wrappers that do not run.
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    # ansible-test pins its own requirements.
    env = dict.fromkeys(constraints(core))
    command = ("ansible-test", "sanity", "--python", python)
    runs: list[tuple[str, ...]] = [(*command, *(session.posargs or SHIPPED))]
    if core == NEWEST_CORE and not session.posargs:
        # pylint takes minutes for the tests, where ruff and mypy find what it would.
        runs = [(*command, "--skip-test", "pylint"), (*command, "--test", "pylint", *SHIPPED)]
    with session.chdir(collection):
        # The releases of ansible-core share some of the environments that ansible-test creates in the user's home.
        with alone("sanity"):
            place_get_pip()
            for run in runs:
                session.run(*run, "--prime-venvs", env=env)
        for run in runs:
            session.run(*run, env=env)


@nox.session(name="galaxy-importer")
def galaxy_importer(session: nox.Session) -> None:
    """Build the collection and prove that Galaxy's importer accepts it without complaint, and no broken copy."""
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

    # A user's environment: only Ansible and boto3, and an empty home.
    home, python = target / "home", target / "venv" / "bin" / "python"
    home.mkdir()
    env = {**clean_environment(), "HOME": str(home), "PYTHONPATH": None}
    user = {**env, "ANSIBLE_COLLECTIONS_PATH": None, "ANSIBLE_HOME": None}
    session.run("python", "-m", "venv", str(target / "venv"), silent=True)
    packages = ("ansible-core", "-r", "meta/ee-requirements.txt", "-c", f"tests/requirements/lock-{NEWEST_CORE}.txt")
    session.run(*pip_install(str(python)), *packages, external=True, env=dict.fromkeys(constraints()))
    ansible = (str(python), "-m", "ansible")
    session.run(*ansible, "galaxy", "collection", "install", "--offline", str(archive), external=True, env=user)
    session.run(*ansible, "doc", "--type", "module", "leastpriv.aws.iam_role", external=True, env=user, silent=True)
    installed = {"PLAYBOOK_PYTHON": str(python), "PLAYBOOK_COLLECTIONS": str(home / ".ansible" / "collections")}
    # A user who tries the demo may have a profile.
    demo = {**env, **installed, "ANSIBLE_HOME": str(home / ".ansible"), "AWS_PROFILE": "own"}
    with session.chdir("tests"):
        session.run("python", "-m", "demo", env=demo, silent=True)


if __name__ == "__main__":
    nox.main()
