# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads and compares the results of runs that callback_plugins/record.py records.

As a command: python -m support.recorded FOLDER OTHER NAME ... compares the results of this collection's modules in the
files of these names.
"""

from __future__ import annotations

import collections
import json
import pathlib
import re
import sys
import typing as t

CALLBACKS: t.Final = pathlib.Path(__file__).parents[1] / "callback_plugins"

Record = dict[str, t.Any]

# Values that AWS or Ansible generates, and those that depend on where and when a run was.
_OWN: t.Final = (
    (r"\bA[A-Z0-9]{20}\b", "ID"),
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00", "DATE"),
    (r"\bbotocore-session-\d+\b", "SESSION"),
    (r"Interrupted at [^\"]*", "Interrupted"),
    (r"/run\d+/", "/run/"),
    (r"/molecule\.[\w-]+/", "/molecule/"),
    (r"(__omit_place_holder__|_payload_)\w+", r"\1"),
    (r"\bj?\d{6,}\.\d+\b", "JOB"),
    # A traceback depends on where the module ran.
    (r'"exception": "(\\.|[^"\\])+"', '"exception": "TRACEBACK"'),
    (r'"(start|end|delta|ansible_job_id|results_file|instance_profile_id)": "[^"]*"', r'"\1": ""'),
)


def read(path: pathlib.Path) -> list[Record]:
    """The results of a run, in order of arrival."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def comparable(value: t.Any) -> str:
    """A value as text, without what differs in every run."""
    text = value if isinstance(value, str) else json.dumps(value, sort_keys=True)
    for pattern, replacement in _OWN:
        text = re.sub(pattern, replacement, text)
    return text


def differences(records: t.Iterable[Record], others: t.Iterable[Record]) -> dict[str, tuple[list[str], list[str]]]:
    """For each host and task with different results, those that only one run has and those that only the other has."""
    ours, theirs = _by_task(records), _by_task(others)
    return {
        task: (sorted((ours[task] - theirs[task]).elements()), sorted((theirs[task] - ours[task]).elements()))
        for task in sorted(ours.keys() | theirs.keys())
        if ours[task] != theirs[task]
    }


def _by_task(records: t.Iterable[Record]) -> dict[str, collections.Counter[str]]:
    found: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    for record in records:
        found[f"{record['host']}: {record['task']}"][comparable(record)] += 1
    return found


def main(folder: pathlib.Path, other: pathlib.Path, *names: str) -> str | None:
    """The message if the results of a name differ between two folders or are missing."""
    compared = 0
    for name in names:
        records, others = (
            [record for record in read(place / name) if record["action"].startswith("leastpriv.aws.")]
            for place in (folder, other)
        )
        compared += len(records)
        for task, (ours, theirs) in differences(records, others).items():
            return "\n".join([f"{name}: {task}: the results differ", *ours, "other:", *theirs])
    print(f"{compared} results of {len(names)} scenarios are equal")
    return None if compared else "there are no results"


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), *sys.argv[3:]))
