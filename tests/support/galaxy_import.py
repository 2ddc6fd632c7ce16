# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Have galaxy-importer take a collection as Galaxy would, and refuse broken copies: galaxy_import.py FOLDER

galaxy-importer ends with an error for some problems. For the others, such as unreadable documentation and findings
of ansible-lint, it prints a line and succeeds. Here any such line fails.
"""

from __future__ import annotations

import concurrent.futures
import dataclasses
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import typing as t

# The environment variables of its settings, beside what is on by default.
SETTINGS: t.Final = {
    # At least one tag in galaxy.yml must be one that Galaxy has a category for.
    "GALAXY_IMPORTER_CHECK_REQUIRED_TAGS": "true",
    # Checks that depend on somebody's own settings prove nothing.
    "GALAXY_IMPORTER_CONFIG": os.devnull,
}
COMPLAINTS: t.Final = ("ERROR:", "WARNING:")
# docs/controller has playbooks that import some of the collection's. galaxy-importer runs ansible-lint with a search
# path that already ends with ansible_collections, where ansible-lint looks for playbooks one folder too deep.
EXPECTED: t.Final = tuple(
    f"WARNING: ERROR    Failed to find leastpriv.aws.{name} playbook." for name in ("drift", "rollout")
)
# They also use modules of awx.awx, which is not installed. On a busy machine ansible-lint has not always found the
# stand-ins that its settings ask for.
NOT_INSTALLED: t.Final = "syntax-check[unknown-module]: couldn't resolve module/action 'awx.awx."


@dataclasses.dataclass(frozen=True, kw_only=True)
class Breakage:
    """A replacement in a file of the copy, and words that the complaint about it must contain."""

    path: str
    right: str
    wrong: str
    complaint: str
    with_lint: bool = False


BREAKAGES: t.Final = (
    # Only this one makes galaxy-importer fail; it merely mentions the others.
    Breakage(
        path="galaxy.yml", right="readme: README", wrong="readme: ABSENT", complaint="Could not find file ABSENT.md"
    ),
    Breakage(
        path="plugins/modules/iam_role.py",
        right="DOCUMENTATION = ",
        wrong="NO_DOCUMENTATION = ",
        complaint="Error running ansible-doc",
    ),
    Breakage(
        path="meta/execution-environment.yml",
        right="meta/ee-requirements.txt",
        wrong="meta/absent.txt",
        complaint="meta/absent.txt",
    ),
    Breakage(
        path="roles/iam_baseline/tasks/main.yml",
        right="- name: ",
        wrong="- no_log: false\n  name: a lower case letter, ",
        complaint="name[casing]",
        with_lint=True,
    ),
)


def complaints(collection: pathlib.Path, *, with_lint: bool) -> list[str]:
    """galaxy-importer's complaints about the collection built from a folder."""
    with tempfile.TemporaryDirectory() as folder:
        build = ["ansible-galaxy", "collection", "build", "--output-path", folder]
        subprocess.run(build, check=True, cwd=collection, stdout=subprocess.DEVNULL)
        [archive] = pathlib.Path(folder).iterdir()
        importer = [sys.executable, "-m", "galaxy_importer.main", archive.name]
        env = {**os.environ, **SETTINGS, "GALAXY_IMPORTER_RUN_ANSIBLE_LINT": str(with_lint).lower()}
        done = subprocess.run(importer, check=False, cwd=folder, env=env, stdout=subprocess.PIPE, text=True)
    said = [line for line in done.stdout.splitlines() if line.startswith(COMPLAINTS)]
    found = [line for line in said if line not in EXPECTED and NOT_INSTALLED not in line]
    if done.returncode != 0 and not found:
        found = [f"galaxy-importer has failed with status {done.returncode}:\n{done.stdout}"]
    if with_lint and "...ansible-lint run complete" not in done.stdout:
        found.append("galaxy-importer has not run ansible-lint")
    return found


def _irrelevant(_folder: str, names: list[str]) -> set[str]:
    """The folders at the top of a collection that a mistake in a role is not about."""
    return {"docs", "extensions", "playbooks", "tests"} & set(names) if "galaxy.yml" in names else set()


def unnoticed(collection: pathlib.Path, breakage: Breakage) -> list[str]:
    """Break a copy, and report it if galaxy-importer does not."""
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder, "collection")
        # ansible-lint reads every playbook and task file, and one with the mistake is enough to prove that it runs.
        shutil.copytree(collection, copy, ignore=_irrelevant if breakage.with_lint else None)
        broken = copy / breakage.path
        text = broken.read_text(encoding="utf-8")
        broken.write_text(text.replace(breakage.right, breakage.wrong, 1), encoding="utf-8")
        found = complaints(copy, with_lint=breakage.with_lint)
    if breakage.right in text and any(breakage.complaint in line for line in found):
        return []
    return [f"galaxy-importer does not notice {breakage.wrong!r} in {breakage.path}; it notices: {found}"]


def main(folder: str) -> int:
    collection = pathlib.Path(folder)
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        taken = pool.submit(complaints, collection, with_lint=True)
        refused = [pool.submit(unnoticed, collection, breakage) for breakage in reversed(BREAKAGES)]
        wrong = [line for future in (taken, *refused) for line in future.result()]
    for line in wrong:
        print(line)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
