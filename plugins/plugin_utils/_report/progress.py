# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The progress line: its text, when a log gets it, and how it stays in the last row of a terminal."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .waves import Progress

# Often enough to look live, rarely enough to cost nothing.
REDRAW_SECONDS: t.Final = 0.2
_FEW: t.Final = 10


def line(progress: Progress) -> str:
    """The progress line.

    For example C(rollout: 12/200 accounts, 3 changed, 0 failed, wave 2 of 3 (20 accounts), 41/min, 4 min 35 s left).
    """
    parts = [
        f"rollout: {progress.done:,}/{progress.total:,} accounts",
        f"{progress.changed:,} {'would change' if progress.check_mode else 'changed'}",
        f"{progress.failed:,} failed",
    ]
    if progress.waves > 1:
        parts.append(f"wave {progress.wave} of {progress.waves} ({_accounts(progress.of_wave)})")
    # Of few accounts, a rate says nothing.
    if progress.total < _FEW:
        return ", ".join(parts)
    if progress.done and progress.seconds > 0:
        parts.append(rate(progress.per_second))
    left = progress.seconds_left
    if left and progress.done < progress.total:
        parts.append(f"{duration(left)} left")
    return ", ".join(parts)


def _accounts(number: int) -> str:
    return f"{number:,} account{'' if number == 1 else 's'}"


def rate(per_second: float) -> str:
    """A rate per second or minute, whichever is easier to read."""
    number, unit = (per_second, "s") if per_second >= 10 else (per_second * 60, "min")
    return f"{number:,.0f}/{unit}" if number >= 1 else "less than 1/min"


def duration(seconds: float) -> str:
    """A duration in its two largest units."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return " ".join(filter(None, (f"{whole // 60} min", f"{whole % 60} s" if whole % 60 else "")))
    minutes = whole % 3600 // 60
    return " ".join(filter(None, (f"{whole // 3600:,} h", f"{minutes} min" if minutes else "")))


@dataclass(kw_only=True)
class LogPace:
    """Decides when a log gets another line: with each wave, each tenth of the accounts, and after C(interval) seconds.

    A line without any progress is never due.
    """

    interval: float
    _shown: Progress | None = None

    def is_due(self, progress: Progress, *, at_wave: bool = False) -> bool:
        shown = self._shown
        due = shown is None or self._has_moved(shown, progress, at_wave=at_wave)
        if due:
            self._shown = progress
        return due

    def _has_moved(self, shown: Progress, progress: Progress, *, at_wave: bool) -> bool:
        counts = (progress.done, progress.changed, progress.failed, progress.wave, progress.total)
        if counts == (shown.done, shown.changed, shown.failed, shown.wave, shown.total):
            return False
        overdue = self.interval > 0 and progress.seconds - shown.seconds >= self.interval
        return at_wave or overdue or _tenth(progress) != _tenth(shown)


def _tenth(progress: Progress) -> int:
    return progress.done * 10 // progress.total if progress.total else 0


class StatusRow:
    """Keeps a line in the last row of a terminal.

    All other output comes from other callbacks, which do not know of the line. So the terminal scrolls only the rows
    above it (DECSTBM, as package managers use it) until the row is removed. Methods return the text to write.
    """

    def __init__(self) -> None:
        self._rows = 0

    @property
    def is_shown(self) -> bool:
        return self._rows > 0

    def show(self, text: str, *, columns: int, rows: int) -> str:
        """Draw or redraw the line. A terminal that is too small loses it."""
        if rows < 4 or columns < 20:
            return self.remove()
        made = "" if rows == self._rows else self.remove() + self._make_room(rows)
        text = text if len(text) < columns else f"{text[: columns - 4]}..."
        return f"{made}\x1b7\x1b[{rows};1H\x1b[2K{text}\x1b8"

    def remove(self) -> str:
        """Return the row to the scrolled output."""
        if not self.is_shown:
            return ""
        rows, self._rows = self._rows, 0
        return f"\x1b7\x1b[r\x1b[{rows};1H\x1b[2K\x1b8"

    def _make_room(self, rows: int) -> str:
        self._rows = rows
        # The line feed scrolls the output if the cursor is in the last row. Setting the region moves the cursor.
        return f"\n\x1b7\x1b[1;{rows - 1}r\x1b8\x1b[1A"
