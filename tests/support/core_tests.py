# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Choose the unit tests that depend on ansible-core, which run on each of its releases; the others run on one.

A test depends on it if it runs Ansible, or if it imports ansible, directly or through files of the collection or the
tests. The tests in some folders import it only to read options, and none of the code that they test uses it.
"""

from __future__ import annotations

import functools
import pathlib
import typing as t

from support import changed_tests

# What runs Ansible, and what imports the collection's plugins by their names in strings.
RUNNERS: t.Final = frozenset({"subprocess", "support.playbook", "importlib"})
# In these folders and files of tests/unit the code under test does not use ansible-core, wherever helpers import it.
WITHOUT_CORE: t.Final = (
    *("benchmark", "fuzz", "sandbox", "soak"),
    *("test_changed_tests.py", "test_links.py", "test_newest_python.py"),
    "plugins/module_utils",
)
# The only package of module_utils that may import ansible.
WITH_CORE: t.Final = "plugins/module_utils/_module"


def tests_of(root: pathlib.Path, *places: str) -> list[str]:
    """The unit tests in these files and folders that depend on ansible-core, by path relative to the root."""
    graph = _Graph(root)
    paths = sorted({path for place in places for path in _tests_in(root / place)})
    unit = root / "tests" / "unit"
    return [
        path.relative_to(root).as_posix()
        for path in paths
        if not _is_without_core(path.relative_to(unit)) and graph.depends(path)
    ]


def _tests_in(place: pathlib.Path) -> t.Iterable[pathlib.Path]:
    return place.rglob("test_*.py") if place.is_dir() else [place]


def _is_without_core(path: pathlib.Path) -> bool:
    return not path.is_relative_to(WITH_CORE) and any(path.is_relative_to(place) for place in WITHOUT_CORE)


class _Graph:
    """Which file imports which."""

    def __init__(self, root: pathlib.Path) -> None:
        self._names = {
            path: changed_tests.module_of(pathlib.PurePosixPath(path.relative_to(root)))
            for folder in ("plugins", "tests")
            for path in (root / folder).rglob("*.py")
        }
        self._files = {name: path for path, name in self._names.items()}

    def depends(self, test: pathlib.Path) -> bool:
        """Whether a test runs Ansible, or it or a file that it reaches imports ansible."""
        if self._imports(test) & RUNNERS:
            return True
        reached, waiting = {test}, [test]
        while waiting:
            names = self._imports(waiting.pop())
            if any(name.split(".")[0] == "ansible" for name in names):
                return True
            found = {self._files[name] for name in names & self._files.keys()} - reached
            reached |= found
            waiting += found
        return False

    @functools.lru_cache(maxsize=4_096)  # noqa: B019 it lives as long as one selection
    def _imports(self, path: pathlib.Path) -> frozenset[str]:
        return frozenset(changed_tests.imports(path, package=self._names[path].rpartition(".")[0]))
