# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Choose the unit tests of what changed: in the working tree, or else in the last commit.

A file selects the tests that mirror it and the tests that import it. That is a first answer: tests that reach the file
only through other files are left to `make test`.
"""

from __future__ import annotations

import ast
import pathlib
import subprocess
import typing as t

# Takes seconds, and looks at everything.
ALWAYS: t.Final = "tests/unit/test_completeness.py"
# Tests that read files instead of importing them, by the beginning of the paths that they read.
READERS: t.Final = {
    "README.md": ("tests/unit/test_guide*.py", "tests/unit/test_links.py"),
    "docs/": ("tests/unit/test_guide*.py", "tests/unit/test_links.py", "tests/unit/test_documentation_site.py"),
    "playbooks/": ("tests/unit/playbooks/test_*.py",),
    "roles/": ("tests/unit/roles/test_*.py",),
    "plugins/doc_fragments/": ("tests/unit/test_guide*.py",),
    "plugins/plugin_utils/_report/page.": ("tests/unit/plugins/plugin_utils/_report/test_*.py",),
    "tests/support/return_values": ("tests/unit/test_return_values.py",),
}


def changed_files(root: pathlib.Path) -> list[str]:
    """Paths relative to the root: against HEAD with new files, or else those of the last commit."""
    working_tree = [
        *_git(root, "diff", "--name-only", "HEAD"),
        *_git(root, "ls-files", "--others", "--exclude-standard"),
    ]
    return working_tree or _git(root, "show", "--first-parent", "--name-only", "--format=", "HEAD")


def tests_of(root: pathlib.Path, changed: t.Iterable[str]) -> list[str]:
    """The files of tests/unit that test these files, by path."""
    files = {name: pathlib.PurePosixPath(name) for name in changed}
    modules = {module_of(path) for path in files.values() if path.suffix == ".py"}
    found = {path for name in files for path in _by_place(root, files[name])}
    for path in root.glob("tests/unit/**/test_*.py"):
        if modules & imports(path):
            found.add(path)
    found.add(root / ALWAYS)
    return sorted(path.relative_to(root).as_posix() for path in found)


def _by_place(root: pathlib.Path, file: pathlib.PurePosixPath) -> t.Iterator[pathlib.Path]:
    """The file itself if it is a test, its mirrors, the tests beside a conftest.py, and those that read it."""
    name = file.as_posix()
    in_unit_tests = file.is_relative_to("tests/unit")
    if in_unit_tests and file.name == "conftest.py":
        yield from (root / file.parent).rglob("test_*.py")
    elif in_unit_tests and file.name.startswith("test_") and (root / file).is_file():
        yield root / file
    elif file.suffix == ".py" and file.is_relative_to("plugins"):
        mirror = root / "tests" / "unit" / file.parent
        yield from (path for path in mirror.glob("test_*.py") if _mirrors(path.stem, file.stem))
    for start, patterns in READERS.items():
        if name.startswith(start):
            yield from (path for pattern in patterns for path in root.glob(pattern))


def _mirrors(test: str, name: str) -> bool:
    """Whether the test is test_name, or test_name_something."""
    return f"{test}_".startswith(f"test_{name.lstrip('_')}_")


def module_of(file: pathlib.PurePosixPath) -> str:
    """The name that tests import a file by: plugins through the collection, tests' own files relative to tests."""
    parts = file.with_suffix("").parts
    if parts[0] == "plugins":
        return ".".join(("ansible_collections", "leastpriv", "aws", *parts))
    return ".".join(parts[1:] if parts[0] == "tests" else parts).removesuffix(".__init__")


def imports(path: pathlib.Path, *, package: str = "") -> set[str]:
    """The modules that a file in a package imports, and the names imported from them, which may be modules too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = _absolute(node, package)
            found.update([module, *(f"{module}.{alias.name}" for alias in node.names)])
    return found


def _absolute(node: ast.ImportFrom, package: str) -> str:
    """The name of the module from which something is imported, also where it is given relative to the package."""
    parents = package.split(".")
    above = parents[: len(parents) - node.level + 1] if node.level else []
    return ".".join([*above, *([node.module] if node.module else [])])


def _git(root: pathlib.Path, *arguments: str) -> list[str]:
    command = ["git", "-C", str(root), *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
