# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Shows progress on a terminal, in a log, or not at all."""

from __future__ import annotations

import os
import pathlib
import shutil
import sys
import traceback
import typing as t

from .progress import REDRAW_SECONDS, LogPace, StatusRow, line
from .states import (
    CHANGED,
    DRIFT,
    FAILED,
    MISSING,
    NOT_REACHED,
    SKIPPED,
    UNCHANGED,
    UNREACHABLE,
    USED_BY_OTHERS,
    WOULD_CHANGE,
)
from .waves import Progress

# The settings of the user's colours, by state.
COLOURS: t.Final[t.Mapping[str, str]] = {
    UNCHANGED: "COLOR_OK",
    CHANGED: "COLOR_CHANGED",
    WOULD_CHANGE: "COLOR_CHANGED",
    DRIFT: "COLOR_CHANGED",
    MISSING: "COLOR_CHANGED",
    USED_BY_OTHERS: "COLOR_CHANGED",
    FAILED: "COLOR_ERROR",
    UNREACHABLE: "COLOR_UNREACHABLE",
    SKIPPED: "COLOR_SKIP",
    NOT_REACHED: "COLOR_SKIP",
}
# Stdout callbacks whose output is for programs, in whatever collection.
_FOR_PROGRAMS: t.Final = ("json", "jsonl")


def goes_to_stderr(output: str, stdout_callback: str) -> bool:
    """Whether the option C(output) means the standard error, beside this stdout callback."""
    return output == "stderr" or (output == "auto" and stdout_callback.rpartition(".")[2] in _FOR_PROGRAMS)


def failure_line(error: Exception) -> str:
    """The warning of a run whose report has failed. It omits the error's text, which could hold a secret."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return (
        "leastpriv.aws.rollout_report failed, so this run gets no report:"
        f" {type(error).__name__} in {pathlib.Path(place.filename).name}, line {place.lineno} (details with -vvv)"
    )


def banner(title: str, *, columns: int) -> str:
    """A title as Ansible prints it; its own method always prints to the standard output."""
    return f"\n{title} {'*' * max(columns - len(title), 3)}"


class ProgressView:
    """Shows progress. C(mode) is C(auto), C(row), C(lines) or C(off); C(display) prints a full line.

    Without C(has_terminal), the output is not on the terminal, and progress is shown in lines.
    """

    def __init__(
        self, *, display: t.Callable[[str], object], mode: str, interval: float, has_terminal: bool = True
    ) -> None:
        self._display = display
        self._is_off = mode == "off"
        self._pace = LogPace(interval=interval)
        self._row = StatusRow() if mode in ("auto", "row") and has_terminal and _is_terminal() else None
        self._drawn: float | None = None

    def is_due(self, *, at: float) -> bool:
        """Whether to compute the progress now. A terminal is not redrawn at every event."""
        if self._row is None or self._drawn is None or at - self._drawn >= REDRAW_SECONDS:
            self._drawn = at
            return not self._is_off
        return False

    def show(self, progress: Progress | None, *, at_wave: bool = False) -> None:
        if progress is None or self._is_off:
            return
        if self._row is None:
            if self._pace.is_due(progress, at_wave=at_wave):
                self._display(line(progress))
            return
        size = shutil.get_terminal_size()
        _to_terminal(self._row.show(line(progress), columns=size.columns, rows=size.lines))

    def close(self) -> None:
        """Restore the terminal."""
        if self._row is not None:
            _to_terminal(self._row.remove())


def _is_terminal() -> bool:
    return sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb"


def _to_terminal(text: str) -> None:
    # Ansible's Display would add a line feed and write to the log file.
    if text:
        sys.stdout.write(text)
        sys.stdout.flush()
