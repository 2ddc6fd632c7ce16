# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files that a task writes: which are refused before the first call, and when writing changes anything."""

from __future__ import annotations

import os
import pathlib
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import OptionError
from ansible_collections.leastpriv.aws.plugins.module_utils._files.document_files import Folder


@pytest.fixture
def folder(tmp_path: pathlib.Path) -> Folder:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "file.yml").write_text("before", encoding="utf-8")
    os.mkfifo(tmp_path / "pipe")
    return Folder("chdir", str(tmp_path))


@pytest.mark.parametrize("path", ["new.yml", "there/new.yml", "there/file.yml"])
def test_a_file_can_be_written_where_its_folder_exists(folder: Folder, path: str) -> None:
    folder.check_writable("dest", path)


REFUSED: t.Final = {
    "missing/new.yml": r"dest: the folder .*/missing does not exist",
    "there/file.yml/new.yml": r"dest: the folder .*/there/file\.yml does not exist",
    "there": r"dest: there is a folder; name the file to write",
    "pipe": r"dest: pipe is a pipe; name the file to write",
    "nul\0": r"dest: 'nul\\x00' is not a path: it contains a character that file names cannot have",
    "\ud800.yml": r"dest: '\\ud800\.yml' is not a path: it contains a character that file names cannot have",
}


@pytest.mark.parametrize(("path", "message"), REFUSED.items(), ids=map(repr, REFUSED))
def test_other_paths_are_refused(folder: Folder, path: str, message: str) -> None:
    with pytest.raises(OptionError, match=f"^{message}$"):
        folder.check_writable("dest", path)


@pytest.mark.parametrize(
    ("path", "text", "changes"),
    [("new.yml", "", True), ("there/file.yml", "before", False), ("there/file.yml", "after", True)],
)
def test_only_another_content_is_a_change(folder: Folder, path: str, text: str, *, changes: bool) -> None:
    before = folder.text("dest", path)
    assert folder.write("dest", path, text, check_mode=True) is changes
    assert folder.text("dest", path) == before
    assert folder.write("dest", path, text, check_mode=False) is changes
    assert folder.text("dest", path) == text
    assert folder.write("dest", path, text, check_mode=False) is False


def test_the_text_of_a_file_that_is_missing_or_not_regular_is_empty(folder: Folder) -> None:
    assert [folder.text("dest", path) for path in ("new.yml", "there", "there/file.yml")] == ["", "", "before"]


def test_a_folder_in_place_of_the_file_is_a_failure_that_names_it(folder: Folder) -> None:
    with pytest.raises(OptionError, match=r"^dest: there cannot be written: Is a directory$"):
        folder.write("dest", "there", "text", check_mode=False)
