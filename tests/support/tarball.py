# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Checks that a tarball of the collection holds what it must and nothing else: python -m tarball ARCHIVE COLLECTION"""

from __future__ import annotations

import pathlib
import sys
import tarfile
import typing as t

# The tarball must have everything from these folders of the collection.
WHOLE: t.Final = ("LICENSES", "changelogs", "docs", "meta", "playbooks", "plugins", "roles")
SINGLE: t.Final = (".config/ansible-lint.yml", "CHANGELOG.rst", "README.md", "REUSE.toml")
BY_GALAXY: t.Final = ("FILES.json", "MANIFEST.json")
# Python's caches, and antsibull-changelog's state between its runs.
CACHES: t.Final = ("__pycache__", ".plugin-cache.yaml")


def wanted(collection: pathlib.Path) -> set[str]:
    files = (path for folder in WHOLE for path in (collection / folder).rglob("*") if path.is_file())
    kept = {path.relative_to(collection) for path in files}
    return {*SINGLE, *BY_GALAXY, *(path.as_posix() for path in kept if not set(path.parts) & set(CACHES))}


def main(archive: str, collection: str) -> int:
    with tarfile.open(archive) as tarball:
        found = {member.name for member in tarball if member.isfile()}
    expected = wanted(pathlib.Path(collection))
    for name in sorted(found - expected):
        print(f"{name} should not be in {archive}: name it in build_ignore of galaxy.yml")
    for name in sorted(expected - found):
        print(f"{name} is not in {archive}: build_ignore of galaxy.yml leaves it out")
    return int(found != expected)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
