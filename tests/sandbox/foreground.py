# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a command with a sandbox that lives as long as the command."""

from __future__ import annotations

import os
import pathlib
import signal
import subprocess
import sys
import types
import typing as t

from .errors import SandboxError
from .inventory import inventory
from .options import Options
from .sandbox import Sandbox

_COMMAND_NOT_FOUND = 127
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run(
    command: t.Sequence[str],
    options: Options,
    *,
    inventory_file: pathlib.Path | None,
) -> int:
    """The exit code of the command; 128 plus the signal's number if a signal ended it, as in shells."""
    with Sandbox.start_with(options) as sandbox:
        if inventory_file is not None:
            inventory_file.write_text(inventory(sandbox.accounts))
        code = _wait_for(command, {**os.environ, **sandbox.environment})
    return code if code >= 0 else 128 - code


def _wait_for(command: t.Sequence[str], environment: t.Mapping[str, str]) -> int:
    received: list[int] = []
    process: subprocess.Popen[bytes] | None = None

    def pass_on(number: int, _frame: types.FrameType | None) -> None:
        received.append(number)
        if process is not None and not (number == signal.SIGINT and _sent_by_terminal()):
            process.send_signal(number)

    before = {number: signal.signal(number, pass_on) for number in _SIGNALS}
    try:
        process = subprocess.Popen(command, env=environment)
        for number in received:
            process.send_signal(number)
        return process.wait()
    except (FileNotFoundError, PermissionError) as failure:
        print(f"sandbox: cannot run {command[0]}: {failure.strerror}", file=sys.stderr)
        return _COMMAND_NOT_FOUND
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _sent_by_terminal() -> bool:
    """Whether Ctrl-C has reached the command: a terminal sends it to the whole foreground group."""
    try:
        return os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    except (OSError, ValueError):
        return False


def check_inventory_file(path: pathlib.Path | None) -> None:
    """Refuse a missing directory before anything is started."""
    if path is not None and not path.parent.is_dir():
        raise SandboxError(f"There is no directory {path.parent} to write the inventory to.")
