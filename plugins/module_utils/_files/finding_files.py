# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The files in which a task leaves its findings for code hosts, each in the format of its option."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .._argspec import Options
from .._errors import OptionError
from .._finding import Located
from . import code_quality, sarif
from .document_files import Folder

_Render = t.Callable[[t.Iterable[Located], "str | None"], str]


def _sarif(findings: t.Iterable[Located], fallback: str | None) -> str:
    return sarif.to_text(sarif.log(findings, fallback=fallback))


def _code_quality(findings: t.Iterable[Located], fallback: str | None) -> str:
    return code_quality.to_text(findings, fallback=fallback)


_FORMATS: t.Final[t.Mapping[str, _Render]] = {"sarif_path": _sarif, "code_quality_path": _code_quality}
OPTIONS: t.Final[t.Mapping[str, t.Any]] = {option: {"type": "path"} for option in _FORMATS}


@dataclass(frozen=True)
class FindingFiles:
    """The files that a task names, by their options. Relative paths start from the folder."""

    folder: Folder
    paths: t.Mapping[str, str]

    @classmethod
    def from_options(cls, options: Options, folder: Folder) -> FindingFiles:
        """The files to write. Raises C(OptionError) if one of them cannot be written, or if two are the same."""
        # A variable that is not set results in an empty path.
        paths = {option: options[option] for option in _FORMATS if options[option]}
        taken: dict[str, str] = {}
        for option, path in paths.items():
            folder.check_writable(option, path)
            other = taken.setdefault(folder.shown(path), option)
            if other != option:
                raise OptionError(option, f"{path} is the file of {other}; name another one")
        return cls(folder, paths)

    def write(self, findings: t.Collection[Located], *, fallback: str | None, check_mode: bool) -> bool:
        """Writes the files, unless in check mode. Returns whether this changes any. Raises C(OptionError).

        C(fallback) is the file at whose beginning code hosts show findings whose file is not known.
        """
        changes = [
            self.folder.write(option, path, _FORMATS[option](findings, fallback), check_mode=check_mode)
            for option, path in self.paths.items()
        ]
        return any(changes)
