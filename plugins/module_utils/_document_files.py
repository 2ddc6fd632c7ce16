# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Policy documents and variables in files: found, read, and the log of a review written."""

from __future__ import annotations

import glob
import os
import typing as t
from pathlib import Path

from . import _yaml_nodes
from ._errors import OptionError
from ._yaml_nodes import YamlError

# What variable files of an inventory or a playbook are called; group_vars and host_vars may do without.
_VARIABLE_FILES: t.Final = ("", ".json", ".yaml", ".yml")


class Folder:
    """The folder that relative paths start from. Paths that it returns are as people and code hosts read them."""

    def __init__(self, option: str, path: str | None) -> None:
        """Takes the value of an option, C(None) for the current directory. Raises C(OptionError)."""
        self._path = Path.cwd() if path is None else Path(_normal(Path.cwd() / path))
        if not self._path.is_dir():
            raise OptionError(option, f"{path} is no folder")

    def shown(self, path: str | Path) -> str:
        """A path without dots, relative where it is below the folder, with forward slashes."""
        absolute = Path(_normal(self._path / path))
        # Ansible names the files of an inventory with symbolic links followed.
        for folder in (self._path, self._path.resolve()):
            if absolute.is_relative_to(folder):
                return absolute.relative_to(folder).as_posix()
        return absolute.as_posix()

    def matching(self, option: str, patterns: t.Iterable[str]) -> list[str]:
        """The files that shell patterns match, in order and each once.

        Raises C(OptionError) for a pattern that matches no file. C(**) matches folders below folders.
        """
        found: dict[str, None] = {}
        for pattern in patterns:
            files = [name for name in self._names(pattern) if (self._path / name).is_file()]
            if not files:
                raise OptionError(option, self._no_file(pattern))
            found.update(dict.fromkeys(map(self.shown, files)))
        return list(found)

    def _names(self, pattern: str) -> list[str]:
        # A file whose name has brackets in it is meant as it is.
        if (self._path / pattern).exists():
            return [pattern]
        return sorted(glob.glob(pattern, root_dir=self._path, recursive=True))  # noqa: PTH207  # takes absolute ones

    def _no_file(self, pattern: str) -> str:
        if (self._path / pattern).is_dir():
            return f"{pattern} is a folder; name the files in it, for example {pattern.rstrip('/')}/*.json"
        return f"no file matches {pattern}" + ("" if Path(pattern).is_absolute() else f" in {self._path}")

    def read(self, option: str, path: str) -> str:
        """The text of a file. Raises C(OptionError)."""
        try:
            return (self._path / path).read_text(encoding="utf-8")
        except OSError as error:
            raise OptionError(option, f"{path} cannot be read: {error.strerror}") from None
        except UnicodeDecodeError:
            raise OptionError(option, f"{path} is not UTF-8 text") from None

    def variable_files(self, paths: t.Iterable[str]) -> dict[str, str]:
        """The texts of variable files, and of those in folders and below, by their paths.

        What is not there, not text, or hidden is passed over: it has no document to point at.
        """
        texts = {}
        for path in paths:
            for file in _files_below(self._path / path):
                try:
                    texts[self.shown(file)] = file.read_text(encoding="utf-8")
                except (OSError, UnicodeDecodeError):
                    continue
        return texts

    def check_writable(self, option: str, path: str) -> None:
        """Raises C(OptionError) for a file that cannot be written where it is."""
        file = self._path / path
        if not file.parent.is_dir():
            raise OptionError(option, f"the folder {file.parent} does not exist")
        if file.is_dir():
            raise OptionError(option, f"{path} is a folder; name the file to write")

    def write(self, option: str, path: str, text: str, *, check_mode: bool) -> bool:
        """Gives a file its text, unless in check mode. Returns whether that is a change. Raises C(OptionError)."""
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
    """The document in a file: JSON text as it is, what YAML says as a value.

    Raises C(YamlError) for what is not one YAML document, and C(OptionError) where PyYAML is missing.
    """
    if is_json(path, text):
        return text
    if not _yaml_nodes.HAS_YAML:
        raise OptionError(option, f"{path} is YAML, and PyYAML is not installed where the module runs")
    roots = _yaml_nodes.compose(text)
    if len(roots) > 1:
        raise YamlError("the file has several YAML documents; one is expected", _yaml_nodes.line(roots[1]))
    return _yaml_nodes.construct(roots[0]) if roots else ""


def is_json(path: str, text: str) -> bool:
    """Whether a file is JSON: its name says so, or it begins like JSON and its name does not say YAML."""
    suffix = Path(path).suffix.lower()
    return suffix == ".json" or (suffix not in (".yaml", ".yml") and text.lstrip().startswith("{"))


def _normal(path: Path) -> str:
    return os.path.normpath(path)


def _files_below(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(
        file
        for file in path.rglob("*")
        if file.suffix in _VARIABLE_FILES
        and file.is_file()
        and not any(part.startswith(".") for part in file.relative_to(path).parts)
    )
