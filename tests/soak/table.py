# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The soak's results: rows with counts, printed as a table and written as JSON."""

from __future__ import annotations

import collections
import typing as t
from dataclasses import dataclass, field

from sandbox import FaultKind

from .judge import Ending, Finding, Wrong


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A violation in a case; C(case) is what --only takes."""

    case: str
    finding: Finding

    def line(self, seed: int) -> str:
        return f"{self.finding.wrong.value}: {self.finding.what}\n    again: --seed {seed} --only {self.case}"


@dataclass(kw_only=True)
class Row:
    """A guarantee, how often it was tried, and with what outcome."""

    name: str
    promise: str
    zeros: t.Collection[Wrong]
    runs: int = 0
    calls: int = 0
    cases: int = 0
    ended: collections.Counter[str] = field(default_factory=collections.Counter)
    faults: collections.Counter[str] = field(default_factory=collections.Counter)
    problems: list[Problem] = field(default_factory=list)
    seconds: float = 0
    broken: list[str] = field(default_factory=list)

    def add(self, case: str, findings: t.Iterable[Finding]) -> None:
        self.problems += [Problem(case=case, finding=finding) for finding in findings]

    def add_ending(self, ending: Ending) -> None:
        """Count a run by how it ended."""
        self.runs += 1
        if ending.result is None:
            self.ended["killed" if ending.output == "SIGKILL" else "no result"] += 1
        else:
            self.ended["failed" if ending.failed else "converged"] += 1

    def count_faults(self, counts: t.Mapping[FaultKind, int]) -> None:
        self.faults.update({kind.value: count for kind, count in counts.items()})

    def count(self, wrong: Wrong) -> int:
        """In how many cases this went wrong."""
        return len({problem.case for problem in self.problems if problem.finding.wrong is wrong})

    @property
    def holds(self) -> bool:
        """Whether all columns that must be 0 are, and at least one case was tried."""
        return not self.problems and not self.broken and self.runs > 0

    def to_json(self) -> dict[str, t.Any]:
        """The row with all its counts."""
        return {
            "name": self.name,
            "promise": self.promise,
            "cases": self.cases,
            "runs": self.runs,
            "calls": self.calls,
            "ended": dict(self.ended),
            "faults": dict(sorted(self.faults.items())),
            "zeros": {wrong.value: self.count(wrong) for wrong in self.zeros},
            "problems": [
                {"case": problem.case, "wrong": problem.finding.wrong.value, "what": problem.finding.what}
                for problem in self.problems
            ],
            "broken": self.broken,
            "seconds": round(self.seconds, 1),
        }


_COUNTS: t.Final = ("cases", "runs", "calls", "faults", "converged", "failed", "killed")


def table(rows: t.Sequence[Row]) -> str:
    """A line for each row. A dash means that the row does not check this; columns after C(killed) must be 0."""
    lines = [("row", *_COUNTS, *(wrong.value for wrong in Wrong)), *map(_cells, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    text = ["  ".join(_aligned(line, widths)).rstrip() for line in lines]
    promises = [f"{row.name}: {row.promise} ({_by_kind(row)})" for row in rows]
    return "\n".join([*text, "", *promises])


def _cells(row: Row) -> tuple[str, ...]:
    counts = (row.cases, row.runs, row.calls, row.faults.total(), *(row.ended[column] for column in _COUNTS[4:]))
    zeros = (f"{row.count(wrong)}" if wrong in row.zeros else "-" for wrong in Wrong)
    return (row.name, *(f"{count:,}" for count in counts), *zeros)


def _aligned(line: t.Sequence[str], widths: t.Sequence[int]) -> list[str]:
    first, *others = (cell.rjust(width) for cell, width in zip(line, widths, strict=True))
    return [first.strip().ljust(widths[0]), *others]


def _by_kind(row: Row) -> str:
    kinds = [f"{count:,} {kind}" for kind, count in row.faults.most_common()]
    return "; ".join([f"{row.seconds:.0f} s", *kinds])
