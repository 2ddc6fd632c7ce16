# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The line of progress, in a log and on a terminal."""

from __future__ import annotations

import re
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report import progress
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.waves import Progress


def state(**given: t.Any) -> Progress:
    usual = {"done": 0, "total": 200, "changed": 0, "failed": 0, "wave": 1, "waves": 1, "of_wave": 20, "seconds": 0.0}
    return Progress(**{**usual, **given})


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ({}, "rollout: 0/200 accounts, 0 changed, 0 failed"),
        (
            {"done": 50, "changed": 3, "failed": 1, "wave": 2, "waves": 3, "seconds": 60.0},
            "rollout: 50/200 accounts, 3 changed, 1 failed, wave 2 of 3 (20 accounts), 50/min, 3 min left",
        ),
        (
            {"done": 5, "total": 9, "seconds": 60.0, "waves": 2, "of_wave": 1},
            "rollout: 5/9 accounts, 0 changed, 0 failed, wave 1 of 2 (1 account)",
        ),
        ({"done": 200, "seconds": 10.0}, "rollout: 200/200 accounts, 0 changed, 0 failed, 20/s"),
        (
            {"done": 1500, "total": 2000, "changed": 1200, "seconds": 3600.0, "check_mode": True},
            "rollout: 1,500/2,000 accounts, 1,200 would change, 0 failed, 25/min, 20 min left",
        ),
        (
            {"done": 1, "seconds": 120.0},
            "rollout: 1/200 accounts, 0 changed, 0 failed, less than 1/min, 6 h 38 min left",
        ),
    ],
)
def test_the_words(given: dict[str, t.Any], line: str) -> None:
    assert progress.line(state(**given)) == line


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.4, "0 s"),
        (59.4, "59 s"),
        (60, "1 min"),
        (61, "1 min 1 s"),
        (3600, "1 h"),
        (86_400.0, "24 h"),
        (5400, "1 h 30 min"),
    ],
)
def test_durations(seconds: float, words: str) -> None:
    assert progress.duration(seconds) == words


def lines(*states: tuple[Progress, bool], interval: float) -> list[int]:
    pace = progress.LogPace(interval=interval)
    return [each.done for each, at_wave in states if pace.is_due(each, at_wave=at_wave)]


def test_a_log_has_a_line_with_each_tenth() -> None:
    events = [(state(done=done, seconds=done / 100), False) for done in range(201)]
    assert lines(*events, interval=60) == list(range(0, 201, 20))


def test_a_log_has_a_line_after_each_interval_if_anything_has_moved() -> None:
    events = [
        (state(done=done, seconds=seconds), False) for done, seconds in ((0, 0), (1, 29), (2, 31), (2, 90), (3, 91))
    ]
    assert lines(*events, interval=30) == [0, 2, 3]
    assert lines(*events, interval=0) == [0]


def test_a_log_has_a_line_with_each_wave_and_none_twice() -> None:
    events = [
        (state(waves=2), True),
        (state(waves=2), True),
        (state(done=1, waves=2), True),
        (state(done=1, wave=2, waves=2), True),
    ]
    assert lines(*events, interval=0) == [0, 1, 1]


class Terminal:
    """As much of a terminal as the row of progress and lines of output need, told by what is written to it."""

    _SEQUENCE = re.compile(r"\x1b7|\x1b8|\x1b\[([0-9;]*)([rHKA])|\n|[^\x1b\n]+")

    def __init__(self, rows: int) -> None:
        self.screen = [""] * rows
        self.row = 0
        self.column = 0
        self._bottom = rows - 1
        self._saved = (0, 0)

    def write(self, text: str) -> None:
        matches = list(self._SEQUENCE.finditer(text))
        assert "".join(match.group() for match in matches) == text
        for match in matches:
            self._do(match.group(), match.group(1), match.group(2))

    def _do(self, whole: str, numbers: str | None, command: str | None) -> None:
        if whole == "\x1b7":
            self._saved = (self.row, self.column)
        elif whole == "\x1b8":
            self.row, self.column = self._saved
        elif whole == "\n":
            self._line_feed()
        elif command is None:
            line = self.screen[self.row].ljust(self.column)
            self.screen[self.row] = line[: self.column] + whole + line[self.column + len(whole) :]
            self.column += len(whole)
        else:
            self._control(command, [int(number) for number in (numbers or "").split(";") if number])

    def _control(self, command: str, numbers: list[int]) -> None:
        if command == "r":
            self._bottom = numbers[1] - 1 if numbers else len(self.screen) - 1
            self.row = self.column = 0
        elif command == "H":
            self.row, self.column = numbers[0] - 1, numbers[1] - 1
        elif command == "K":
            self.screen[self.row] = ""
        elif command == "A":
            self.row -= numbers[0]

    def _line_feed(self) -> None:
        self.column = 0
        if self.row == self._bottom:
            self.screen[: self._bottom + 1] = [*self.screen[1 : self._bottom + 1], ""]
        else:
            self.row = min(self.row + 1, len(self.screen) - 1)


@pytest.mark.parametrize("before", range(8))
def test_the_row_keeps_below_the_output_and_goes_away(before: int) -> None:
    terminal = Terminal(6)
    row = progress.StatusRow()
    printed = []

    def output(line: str) -> None:
        printed.append(line)
        terminal.write(f"{line}\n")

    for number in range(before):
        output(f"before {number}")
    for number in range(9):
        terminal.write(row.show(f"progress {number}", columns=80, rows=6))
        assert terminal.screen[-1] == f"progress {number}"
        output(f"ok: [{number}]")
        assert [line for line in terminal.screen if line][-5:] == [*printed[-4:], f"progress {number}"]
    terminal.write(row.remove())
    output("PLAY RECAP")
    assert [line for line in terminal.screen if line] == printed[-len([line for line in terminal.screen if line]) :]
    assert not row.is_shown
    assert row.remove() == ""


def test_the_row_follows_the_size_of_the_terminal() -> None:
    row = progress.StatusRow()
    assert "\x1b[1;23r" in row.show("words", columns=80, rows=24)
    assert "r" not in row.show("...", columns=80, rows=24).replace("words", "")
    assert "\x1b[r" in (larger := row.show("words", columns=80, rows=40))
    assert "\x1b[1;39r" in larger
    assert "0123456789012345..." in row.show("0123456789" * 9, columns=20, rows=40)
    assert row.show("words", columns=80, rows=3).startswith("\x1b7\x1b[r")
    assert not row.is_shown
