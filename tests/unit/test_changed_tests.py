# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which tests `make quick` chooses, in a small tree of files."""

from __future__ import annotations

import pathlib
import subprocess
import typing as t

import pytest
from support import changed_tests

PLUGINS: t.Final = "ansible_collections.leastpriv.aws.plugins"
POLICY: t.Final = "tests/unit/plugins/module_utils/_policy"
TREE: t.Final = {
    "plugins/module_utils/_policy/document.py": "",
    "plugins/module_utils/_retry.py": "",
    "tests/support/stage.py": "",
    "tests/memory_iam/__init__.py": "",
    f"{POLICY}/conftest.py": "",
    f"{POLICY}/test_document.py": f"from {PLUGINS}.module_utils._policy import document, grammar",
    f"{POLICY}/test_document_laws.py": "import hypothesis",
    f"{POLICY}/test_documents.py": "import memory_iam",
    f"{POLICY}/test_grammar.py": f"from {PLUGINS}.module_utils._policy.grammar import find",
    "tests/unit/plugins/module_utils/test_retry.py": "from support import stage",
    "tests/unit/playbooks/test_rollout.py": "import yaml",
    "tests/unit/test_completeness.py": "import yaml",
}

CASES: t.Final = [
    # Its mirrors are test_document and test_document_laws; test_documents is another file's.
    ("plugins/module_utils/_policy/document.py", [f"{POLICY}/test_document.py", f"{POLICY}/test_document_laws.py"]),
    ("plugins/module_utils/_policy/grammar.py", [f"{POLICY}/test_document.py", f"{POLICY}/test_grammar.py"]),
    ("plugins/module_utils/_retry.py", ["tests/unit/plugins/module_utils/test_retry.py"]),
    ("tests/support/stage.py", ["tests/unit/plugins/module_utils/test_retry.py"]),
    ("tests/memory_iam/__init__.py", [f"{POLICY}/test_documents.py"]),
    ("playbooks/rollout.yml", ["tests/unit/playbooks/test_rollout.py"]),
    (f"{POLICY}/test_grammar.py", [f"{POLICY}/test_grammar.py"]),
    (f"{POLICY}/conftest.py", sorted(name for name in TREE if name.startswith(f"{POLICY}/test_"))),
    (f"{POLICY}/test_that_was_removed.py", []),
    ("galaxy.yml", []),
]


@pytest.fixture
def root(tmp_path: pathlib.Path) -> pathlib.Path:
    for name, text in TREE.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(("changed", "tests"), CASES, ids=[case[0] for case in CASES])
def test_a_file_selects_its_tests_and_those_that_look_at_everything(
    root: pathlib.Path, changed: str, tests: list[str]
) -> None:
    assert changed_tests.tests_of(root, [changed]) == sorted([*tests, changed_tests.ALWAYS])


def git(root: pathlib.Path, *arguments: str) -> None:
    identity = ("-c", "user.name=A developer", "-c", "user.email=developer@example.com", "-c", "commit.gpgsign=false")
    command = ["git", "-C", str(root), *identity, *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def test_what_has_changed_is_the_working_tree_or_else_the_last_commit(root: pathlib.Path) -> None:
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message=Begin")
    assert sorted(changed_tests.changed_files(root)) == sorted(TREE)

    (root / "plugins" / "module_utils" / "_retry.py").write_text("import re", encoding="utf-8")
    git(root, "commit", "--quiet", "--all", "--message=Change a file")
    assert changed_tests.changed_files(root) == ["plugins/module_utils/_retry.py"]

    (root / "tests" / "support" / "stage.py").unlink()
    (root / "plugins" / "module_utils" / "_new.py").touch()
    assert changed_tests.changed_files(root) == ["tests/support/stage.py", "plugins/module_utils/_new.py"]


def test_every_pattern_finds_tests_in_this_repository() -> None:
    own = pathlib.Path(__file__).parents[2]
    patterns = {pattern for found in changed_tests.READERS.values() for pattern in found}
    assert [pattern for pattern in patterns if not list(own.glob(pattern))] == []
