# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads files with policy documents and with variables, and writes the files that modules create."""

from __future__ import annotations

import glob
import os
import stat
import typing as t
from pathlib import Path

from .._errors import OptionError
from .._policy import document
from . import yaml_nodes
from .yaml_nodes import YamlError

# The limit of a document's file, in bytes. A character takes at most four.
_LARGEST_DOCUMENT: t.Final = 4 * document.TEXT_LENGTH
# The limit of a file with variables, in bytes.
_LARGEST_VARIABLES: t.Final = 4_194_304

# PATH_MAX of Linux; macOS has a lower limit.
_LONGEST_PATH: t.Final = 4_096

# The suffixes of variable files. In group_vars and host_vars, files without a suffix count, too.
_VARIABLE_FILES: t.Final = ("", ".json", ".yaml", ".yml")


class Folder:
    """The folder that relative paths start from. It returns paths in the form that code hosts use."""

    def __init__(self, option: str, path: str | None) -> None:
        """Takes the path from an option, C(None) for the current directory. Raises C(OptionError)."""
        self._path = Path.cwd() if path is None else Path(_normal(Path.cwd() / _usable(option, path)))
        if not _is_directory(self._path):
            raise OptionError(option, f"{path} is not a folder")

    def shown(self, path: str | Path) -> str:
        """A normalized path with forward slashes, relative if it is below the folder."""
        absolute = Path(_normal(self._path / path))
        # Ansible resolves symbolic links in the names of inventory files.
        for folder in (self._path, self._path.resolve()):
            if absolute.is_relative_to(folder):
                return absolute.relative_to(folder).as_posix()
        return absolute.as_posix()

    def matching(self, option: str, patterns: t.Iterable[str]) -> list[str]:
        """The files that shell patterns match, in order and without duplicates.

        Raises C(OptionError) for a pattern that matches no file. C(**) matches folders at any depth.
        """
        found: dict[str, None] = {}
        for pattern in patterns:
            names = self._names(_usable(option, pattern))
            files = [name for name in names if _is_regular(self._path / name)]
            if not files:
                raise OptionError(option, self._no_file(pattern))
            found.update(dict.fromkeys(map(self.shown, files)))
        return list(found)

    def _names(self, pattern: str) -> list[str]:
        # The name of an existing file is not a pattern, even if it has brackets.
        if _state(self._path / pattern) is not None:
            return [pattern]
        return sorted(glob.glob(pattern, root_dir=self._path, recursive=True))  # noqa: PTH207 - takes absolute ones

    def _no_file(self, pattern: str) -> str:
        if _is_directory(self._path / pattern):
            return f"{pattern} is a folder; name the files in it, for example {pattern.rstrip('/')}/*.json"
        return f"no file matches {pattern}" + ("" if Path(pattern).is_absolute() else f" in {self._path}")

    def read(self, option: str, path: str) -> str:
        """The text of a file with a document. Raises C(OptionError)."""
        file = self._path / _usable(option, path)
        state = _state(file)
        # A device or a pipe may never end.
        if state is not None and not (stat.S_ISREG(state.st_mode) or stat.S_ISDIR(state.st_mode)):
            raise OptionError(option, f"{path} cannot be read: it is not a regular file")
        if state is not None and state.st_size > _LARGEST_DOCUMENT:
            raise OptionError(
                option,
                f"{path} has {state.st_size:,} bytes; the text of a policy document has at most "
                f"{document.TEXT_LENGTH:,} characters",
            )
        try:
            return file.read_text(encoding="utf-8")
        except OSError as error:
            raise OptionError(option, f"{path} cannot be read: {error.strerror}") from None
        except UnicodeDecodeError:
            raise OptionError(option, f"{path} is not UTF-8 text") from None

    def variable_files(self, option: str, paths: t.Iterable[str]) -> dict[str, str]:
        """The texts of variable files by their paths. A folder stands for all variable files at any depth below it.

        Skips missing, binary and hidden files, and files of more than 4 MiB. Raises C(OptionError) for an
        invalid path.
        """
        texts = {}
        for path in paths:
            for file in _files_below(self._path / _usable(option, path)):
                try:
                    texts[self.shown(file)] = file.read_text(encoding="utf-8")
                except (OSError, UnicodeDecodeError):
                    continue
        return texts

    def check_writable(self, option: str, path: str) -> None:
        """Raises C(OptionError) if no file can be written at the path."""
        file = self._path / _usable(option, path)
        if not _is_directory(file.parent):
            raise OptionError(option, f"the folder {file.parent} does not exist")
        state = _state(file)
        if state is not None and stat.S_ISFIFO(state.st_mode):
            # Writing to a pipe would wait for a reader.
            raise OptionError(option, f"{path} is a pipe; name the file to write")
        if _is_directory(file):
            raise OptionError(option, f"{path} is a folder; name the file to write")

    def text(self, option: str, path: str) -> str:
        """The text of a file before it is written, for the diff; empty if the file does not exist."""
        file = self._path / path
        try:
            return file.read_text(encoding="utf-8", errors="replace") if _is_regular(file) else ""
        except OSError as error:
            raise OptionError(option, f"{path} cannot be read: {error.strerror}") from None

    def write(self, option: str, path: str, text: str, *, check_mode: bool) -> bool:
        """Writes a file, unless in check mode. Returns whether this changes the file. Raises C(OptionError)."""
        file, content = self._path / path, text.encode()
        try:
            if file.is_file() and file.read_bytes() == content:
                return False
            if not check_mode:
                file.write_bytes(content)
        except OSError as error:
            raise OptionError(option, f"{path} cannot be written: {error.strerror}") from None
        return True


def document_of(option: str, path: str, text: str) -> t.Any:
    """The document in a file: JSON as text, YAML as a value.

    Raises C(YamlError) if a YAML file is invalid or has several documents, and C(OptionError) if PyYAML is missing.
    """
    if is_json(path, text):
        return text
    if not yaml_nodes.HAS_YAML:
        raise OptionError(option, f"{path} is YAML, and PyYAML is not installed where the module runs")
    roots = yaml_nodes.compose(text)
    if len(roots) > 1:
        raise YamlError("the file has several YAML documents; one is expected", yaml_nodes.line(roots[1]))
    return yaml_nodes.construct(roots[0]) if roots else ""


def is_json(path: str, text: str) -> bool:
    """Whether a file is JSON: by its suffix or, unless it has a suffix of YAML, by its first character."""
    suffix = Path(path).suffix.lower()
    return suffix == ".json" or (suffix not in (".yaml", ".yml") and text.lstrip().startswith("{"))


def _normal(path: Path) -> str:
    return os.path.normpath(path)


def _usable(option: str, path: str) -> str:
    """The path; raises C(OptionError) for a text that cannot be a path."""
    try:
        name = os.fsencode(path)
    except UnicodeEncodeError:
        name = b"\0"
    if b"\0" in name:
        raise OptionError(option, f"{path[:80]!r} is not a path: it contains a character that file names cannot have")
    if len(name) > _LONGEST_PATH:
        raise OptionError(option, f"{path[:80]!r} has {len(name):,} bytes; a path has at most {_LONGEST_PATH:,}")
    return path


def _state(path: Path) -> os.stat_result | None:
    """The status of a path; C(None) if it does not exist or cannot be looked up."""
    try:
        return path.stat()
    except OSError:
        # For example, the name is too long.
        return None


def _is_directory(path: Path) -> bool:
    state = _state(path)
    return state is not None and stat.S_ISDIR(state.st_mode)


def _is_regular(path: Path) -> bool:
    state = _state(path)
    return state is not None and stat.S_ISREG(state.st_mode)


def _files_below(path: Path) -> list[Path]:
    files = [path] if not _is_directory(path) else sorted(file for file in path.rglob("*") if _is_variables(path, file))
    return [file for file in files if _is_regular(file) and file.stat().st_size <= _LARGEST_VARIABLES]


def _is_variables(folder: Path, file: Path) -> bool:
    """Whether Ansible would take variables from a file below a folder."""
    return (
        file.suffix in _VARIABLE_FILES
        and _is_regular(file)
        and not any(part.startswith(".") for part in file.relative_to(folder).parts)
    )
