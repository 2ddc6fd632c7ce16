# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The index of the runs in a folder: the newest first, each with its difference to the run before with its subject."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace

from .difference import Difference, difference
from .run import Item, Run

VERSION: t.Final = 1


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A run with the names of its files, and its difference to the run that C(before) names."""

    file: str
    page: str | None
    run: Run
    before: str | None = None
    difference: Difference | None = None


@dataclass(frozen=True, kw_only=True)
class Index:
    """The runs, the files that are skipped with the reason, and how many files were not read."""

    entries: tuple[Entry, ...]
    skipped: t.Mapping[str, str]
    not_read: int


def index_of(
    runs: t.Mapping[str, Run], pages: t.Container[str], *, skipped: t.Mapping[str, str], not_read: int
) -> Index:
    """The index of runs by the names of their files. A run that two files have is there once."""
    ordered = sorted(runs.items(), key=lambda named: (named[1].started, named[0]))
    last: dict[t.Hashable, tuple[str, Run]] = {}
    entries: list[Entry] = []
    for file, run in ordered:
        before = last.get(run.subject)
        if before and before[1] == run:
            continue
        last[run.subject] = (file, run)
        page = f"{file.removesuffix('.json')}.html"
        entry = Entry(file=file, page=page if page in pages else None, run=run)
        if before:
            entry = replace(entry, before=before[0], difference=difference(before[1], run))
        entries.append(entry)
    return Index(entries=tuple(reversed(entries)), skipped=skipped, not_read=not_read)


def run_before(run: Run, runs: t.Iterable[Run]) -> Run | None:
    """The last run with the same subject that started earlier."""
    earlier = [each for each in runs if each.subject == run.subject and each.started < run.started]
    return max(earlier, key=lambda each: each.started, default=None)


def to_json(index: Index) -> dict[str, t.Any]:
    """The index as its schema describes it."""
    return {
        "history": "leastpriv.aws.rollout_report",
        "version": VERSION,
        "runs": [_entry(entry) for entry in index.entries],
        "skipped": [{"file": file, "reason": reason} for file, reason in index.skipped.items()],
        "not_read": index.not_read,
    }


def _entry(entry: Entry) -> dict[str, t.Any]:
    run = entry.run
    origin = {"inventory": list(run.inventory), "limit": run.limit, "commit": run.commit, "user": run.user}
    return {
        "file": entry.file,
        "page": entry.page,
        "started": run.started.isoformat(timespec="seconds"),
        "playbook": run.playbook,
        "check_mode": run.check_mode,
        "interrupted": run.interrupted,
        "origin": {name: value for name, value in origin.items() if value},
        "state": run.state,
        "accounts": {"total": len(run.accounts), "failed": len(run.failed), "drifted": len(run.drifted)},
        "changes": dict(run.counts),
        "since": _since(entry.before, entry.difference) if entry.before and entry.difference else None,
    }


def _since(file: str, found: Difference) -> dict[str, t.Any]:
    return {
        "file": file,
        "started": found.since.isoformat(timespec="seconds"),
        "accounts": {
            "new": list(found.new_accounts),
            "gone": list(found.gone_accounts),
            "newly_failed": list(found.newly_failed),
            "recovered": list(found.recovered),
        },
        "changes": {"new": _items(found.new_changes), "gone": _items(found.gone_changes)},
        "drift": {"new": _items(found.new_drift), "gone": _items(found.gone_drift)},
    }


def _items(items: t.Iterable[Item]) -> list[dict[str, t.Any]]:
    return [{"title": item.title, "badges": list(item.badges), "accounts": list(item.hosts)} for item in items]
