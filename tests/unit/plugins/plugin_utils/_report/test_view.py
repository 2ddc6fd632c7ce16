# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where progress is shown: on a terminal, in a log, or nowhere."""

from __future__ import annotations

import io
import re
import sys
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.view import (
    ProgressView,
    banner,
    failure_line,
    goes_to_stderr,
)
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.waves import Progress


class Output(io.StringIO):
    """Standard output, as a terminal or as a file."""

    def __init__(self, *, is_terminal: bool) -> None:
        super().__init__()
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        return self._is_terminal


def state(done: int) -> Progress:
    return Progress(done=done, total=40, changed=0, failed=0, wave=1, waves=1, of_wave=40, seconds=0.0)


class Shown(t.NamedTuple):
    """What was printed line by line, and what was drawn on the terminal."""

    lines: list[str]
    drawn: str


def shown(
    monkeypatch: pytest.MonkeyPatch,
    *,
    mode: str,
    is_terminal: bool = True,
    term: str = "xterm",
    has_terminal: bool = True,
) -> Shown:
    """What progress from 1 to 9 of 40 accounts shows, with the end of a wave after the fifth."""
    lines: list[str] = []
    output = Output(is_terminal=is_terminal)
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", output)
        patched.setenv("TERM", term)
        view = ProgressView(display=lines.append, mode=mode, interval=3600, has_terminal=has_terminal)
        view.show(None)
        for done in range(1, 10):
            view.show(state(done), at_wave=done == 5)
        view.close()
    return Shown(lines, output.getvalue())


def line(done: int) -> str:
    return f"rollout: {done}/40 accounts, 0 changed, 0 failed"


@pytest.mark.parametrize("mode", ["auto", "row"])
def test_a_terminal_gets_a_row_that_is_drawn_anew_and_removed(monkeypatch: pytest.MonkeyPatch, mode: str) -> None:
    lines, drawn = shown(monkeypatch, mode=mode)
    assert lines == []
    assert all(line(done) in drawn for done in range(1, 10))
    # All rows scroll again, and the last one is empty.
    assert re.fullmatch(r"\x1b8\x1b7\x1b\[r\x1b\[[0-9]+;1H\x1b\[2K\x1b8", drawn.rpartition(line(9))[2])


@pytest.mark.parametrize(
    ("mode", "is_terminal", "term"),
    [("auto", False, "xterm"), ("auto", True, "dumb"), ("row", False, "xterm"), ("lines", True, "xterm")],
)
def test_a_log_gets_lines_at_a_pace(
    monkeypatch: pytest.MonkeyPatch, mode: str, term: str, *, is_terminal: bool
) -> None:
    # The first one, each tenth of the accounts, and the end of a wave.
    lines = [line(done) for done in (1, 4, 5, 8)]
    assert shown(monkeypatch, mode=mode, is_terminal=is_terminal, term=term) == Shown(lines, "")


def test_off_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, mode="off") == Shown([], "")


def due(monkeypatch: pytest.MonkeyPatch, mode: str, *, is_terminal: bool) -> list[bool]:
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", Output(is_terminal=is_terminal))
        patched.setenv("TERM", "xterm")
        view = ProgressView(display=print, mode=mode, interval=1)
    return [view.is_due(at=at) for at in (100.0, 100.01, 101.0, 101.01)]


def test_only_a_terminal_waits_before_it_is_drawn_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    assert due(monkeypatch, "row", is_terminal=True) == [True, False, True, False]
    assert due(monkeypatch, "lines", is_terminal=True) == [True, True, True, True]
    assert due(monkeypatch, "off", is_terminal=True) == [False, False, False, False]


@pytest.mark.parametrize("mode", ["auto", "row"])
def test_what_goes_to_the_standard_error_never_draws_on_the_terminal(
    monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    seen = shown(monkeypatch, mode=mode, has_terminal=False)
    assert seen.drawn == ""
    assert seen.lines[0] == line(1)


@pytest.mark.parametrize(
    ("output", "stdout_callback", "expected"),
    [
        *(
            ("auto", name, True)
            for name in ("json", "jsonl", "ansible.posix.json", "ansible.posix.jsonl", "acme.ci.json")
        ),
        *(
            ("auto", name, False)
            for name in ("default", "ansible.builtin.default", "minimal", "community.general.yaml")
        ),
        *(("stderr", name, True) for name in ("default", "json")),
        *(("stdout", name, False) for name in ("default", "ansible.posix.json")),
    ],
)
def test_where_lines_go(output: str, stdout_callback: str, *, expected: bool) -> None:
    assert goes_to_stderr(output, stdout_callback) is expected


@pytest.mark.parametrize(("columns", "expected"), [(79, "TITLE " + "*" * 74), (3, "TITLE ***"), (0, "TITLE ***")])
def test_a_banner_is_as_wide_as_ansibles(columns: int, expected: str) -> None:
    assert banner("TITLE", columns=columns) == f"\n{expected}"


def test_a_report_that_fails_is_a_line_without_the_text_of_the_error() -> None:
    try:
        raise ValueError("secret")  # noqa: TRY301 - its traceback matters
    except ValueError as error:
        line = failure_line(error)
    assert "gets no report: ValueError in test_view.py, line " in line
    assert "secret" not in line
