# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Diffs of modules, in the unified format, and which of them belongs to which resource of a set."""

from __future__ import annotations

import difflib
import json
import typing as t

from ...module_utils._resource_kinds import noun_of
from .values import Json, plain, text

# Lines around a change. The page folds those that are far from it.
_CONTEXT: t.Final = 20


def unified(diff: Json) -> str:
    """A module's diff in the unified format. C(before) and C(after) are texts or any other values."""
    if "before" not in diff or "after" not in diff:
        return text(diff.get("prepared"))
    sides = [_lines(diff[side]) for side in ("before", "after")]
    headers = [text(diff.get(f"{side}_header")) for side in ("before", "after")]
    before, after = (": ".join(filter(None, pair)) for pair in zip(("before", "after"), headers, strict=True))
    return text("\n".join(difflib.unified_diff(sides[0], sides[1], before, after, n=_CONTEXT, lineterm="")))


def _lines(value: t.Any) -> list[str]:
    if value is None or isinstance(value, str):
        return (value or "").splitlines()
    return json.dumps(plain(value), indent=4, sort_keys=True, ensure_ascii=False).splitlines()


def diffs_of_entries(diffs: t.Sequence[Json], entries: t.Sequence[Json]) -> dict[int, Json]:
    """The diff of each resource of a set, by the position of its entry.

    A diff's header names its resource. Where headers do not, the diffs are in the order of the changed entries.
    """
    by_header = {}
    for diff in diffs:
        header = f"{text(diff.get('after_header'))} "
        by_header.update({index: diff for index, entry in enumerate(entries) if header.startswith(_subject(entry))})
    changed = [index for index, entry in enumerate(entries) if entry.get("changed")]
    if len(by_header) < len(diffs) == len(changed):
        return dict(zip(changed, diffs, strict=True))
    return by_header


def _subject(entry: Json) -> str:
    """How the header of a diff begins that is about the entry's resource."""
    noun = noun_of(text(entry.get("type")))
    return f"{noun} {text(entry.get('name'))} "
