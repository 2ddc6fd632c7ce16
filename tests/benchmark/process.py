# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a process and its descendants use, as the kernel reports it when the process has ended."""

from __future__ import annotations

import dataclasses
import os
import pathlib
import subprocess
import time
import typing as t


@dataclasses.dataclass(frozen=True, kw_only=True)
class Usage:
    """Wall-clock seconds, CPU seconds (user and system, including awaited children), and the peak memory of the largest
    process, in MiB."""

    code: int
    wall: float
    cpu: float
    peak: float


def run(
    command: t.Sequence[str], *, directory: pathlib.Path, environment: t.Mapping[str, str], output: pathlib.Path
) -> Usage:
    """Run a command to its end.

    Keep the caller small: until a child executes its command, its memory is the caller's.
    """
    with output.open("wb") as file:
        begin = time.monotonic()
        process = subprocess.Popen(
            command, cwd=directory, env=environment, stdin=subprocess.DEVNULL, stdout=file, stderr=file
        )
        try:
            _pid, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            process.terminate()
            process.wait()
            raise
        wall = time.monotonic() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
    return Usage(
        code=process.returncode,
        wall=wall,
        cpu=usage.ru_utime + usage.ru_stime,
        peak=usage.ru_maxrss / 1024,
    )
