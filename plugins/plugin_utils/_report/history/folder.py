# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The folder of a history: a report and a page of each run, and the index of all of them.

Runs may write to one folder at the same time. Each writes files of its own and then the index, and looks into the
folder again afterwards: the last one to write the index has seen the reports of all.
"""

from __future__ import annotations

import hashlib
import json
import pathlib
import re
import typing as t

from .. import files
from ..values import Json
from . import page
from .difference import difference, sentence
from .index import Index, index_of, run_before, to_json
from .run import Run, run_of

_INDEX: t.Final = "index.html"
_INDEX_JSON: t.Final = "index.json"
# The names of the files of C(record). They sort by time.
_RECORDED: t.Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}-[0-9]{2}-[0-9]{2}Z-")
_NOT_IN_NAMES: t.Final = re.compile(r"[^A-Za-z0-9_-]+")
_MAX_BYTES: t.Final = 50_000_000
_ATTEMPTS: t.Final = 5


class History:
    """A folder of reports. It reads the newest ones, by their names, and each of them once."""

    def __init__(self, path: str, *, limit: int) -> None:
        self._path = pathlib.Path(path)
        self._limit = max(limit, 1)
        self._runs: dict[str, Run] = {}
        self._skipped: dict[str, str] = {}

    @property
    def page(self) -> str:
        """The path of the index."""
        return str(self._path / _INDEX)

    def since(self, report: Json) -> dict[str, str]:
        """The property C(since) of a report: how it differs from that of the run before, if the folder has one."""
        try:
            self._index(self._names())
        except OSError:  # C(record) names the reason
            return {}
        run = run_of(json.loads(files.to_json(report)))
        before = run_before(run, self._runs.values())
        return {"since": sentence(difference(before, run))} if before else {}

    def record(self, text: str) -> None:
        """Write a report, its page and the index. C(text) is the report as JSON.

        A file that cannot be written is an C(OSError).
        """
        report = json.loads(text)
        run = run_of(report)
        name = _name(run, text)
        self._runs[f"{name}.json"] = run
        self._write(f"{name}.json", text)
        self._write(f"{name}.html", files.to_html({**report, "history": _INDEX}))
        for _attempt in range(_ATTEMPTS):
            names = self._names()
            index = self._index(names)
            self._write(_INDEX_JSON, files.to_json(to_json(index)))
            self._write(_INDEX, page.to_html(index))
            if self._names() == names:
                break

    def _names(self) -> frozenset[str]:
        """The names of the reports and pages."""
        names = (path.name for path in self._path.iterdir() if path.suffix in (".json", ".html"))
        return frozenset(names) - {_INDEX, _INDEX_JSON}

    def _index(self, names: t.Collection[str]) -> Index:
        reports = sorted((name for name in names if name.endswith(".json")), key=_recency, reverse=True)
        newest = reports[: self._limit]
        for name in newest:
            if name not in self._runs and name not in self._skipped:
                self._read(name)
        runs = {name: self._runs[name] for name in newest if name in self._runs}
        skipped = {name: self._skipped[name] for name in newest if name in self._skipped}
        return index_of(runs, names, skipped=skipped, not_read=len(reports) - len(newest))

    def _read(self, name: str) -> None:
        try:
            self._runs[name] = run_of(_content(self._path / name))
        except OSError as error:
            self._skipped[name] = f"it cannot be read: {error.strerror or type(error).__name__}"
        except RecursionError:
            self._skipped[name] = "it is nested too deeply"
        except ValueError as error:
            self._skipped[name] = str(error)

    def _write(self, name: str, text: str) -> None:
        files.write_in(self._path, name, text)


def _recency(name: str) -> tuple[bool, str]:
    return (_RECORDED.match(name) is not None, name)


def _name(run: Run, text: str) -> str:
    """The name of a run's files: when, which playbook, and what no other run shares."""
    playbook = _NOT_IN_NAMES.sub("-", pathlib.PurePath(run.playbook).stem)[:40]
    return f"{run.started:%Y-%m-%dT%H-%M-%SZ}-{playbook}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def _content(path: pathlib.Path) -> t.Any:
    if not path.is_file():
        raise ValueError("it is not a regular file")
    if path.stat().st_size > _MAX_BYTES:
        raise ValueError(f"it is larger than {_MAX_BYTES // 1_000_000} MB")
    content = path.read_bytes()
    try:
        return json.loads(content)
    except ValueError:
        raise ValueError("it is not JSON") from None
