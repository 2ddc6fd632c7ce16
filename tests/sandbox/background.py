# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sandbox in a background process: started once, found by its record, stopped after its identity is proved."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pathlib
import signal
import subprocess
import sys
import threading
import time
import typing as t

from .errors import SandboxError
from .options import Options
from .record import LOG_NAME, Record, read_record, remove_record, write_record
from .sandbox import Sandbox

_SECONDS_TO_START = 60
_SECONDS_TO_STOP = 20
_PACKAGE_PARENT = pathlib.Path(__file__).parent.parent


def start(directory: pathlib.Path, options: Options, *, lifetime: int) -> tuple[Record, bool]:
    """The record of the sandbox in a directory, and whether this call started it."""
    directory.mkdir(parents=True, exist_ok=True)
    with _locked(directory):
        record = running(directory)
        if record is not None:
            return record, False
        remove_record(directory)
        command = [
            sys.executable,
            "-m",
            "sandbox",
            "serve",
            "--directory",
            str(directory),
        ]
        command += ["--accounts", str(options.accounts), "--lifetime", str(lifetime)]
        command += ["--latency", str(round(options.latency * 1000))]
        command += ["--managed-policies"] if options.managed_policies else []
        command += ["--tls"] if options.tls else []
        command += ["--seed", str(options.seed)]
        for fault in options.faults:
            command += ["--fault", f"{fault.kind.value}:{fault.rate}:{fault.seconds}"]
        return _await_record(directory, _spawn(directory, command)), True


def stop(directory: pathlib.Path) -> bool:
    """End the sandbox in a directory and remove its files; False if none was running."""
    if not directory.is_dir():
        return False
    with _locked(directory):
        record = running(directory)
        if record is not None:
            # Its lifetime may just have passed.
            with contextlib.suppress(ProcessLookupError):
                os.kill(record.pid, signal.SIGTERM)
            _await_end(record)
        remove_record(directory)
    with contextlib.suppress(FileNotFoundError):
        _lock_file(directory).unlink()
    return record is not None


def running(directory: pathlib.Path) -> Record | None:
    """The record in a directory if its sandbox is alive."""
    record = read_record(directory)
    return record if record is not None and record.is_alive() else None


def serve(directory: pathlib.Path, options: Options, *, lifetime: int) -> None:
    """Run as the background process until a signal arrives or the lifetime ends."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: ended.set())
    with Sandbox.start_with(options) as sandbox:
        own = write_record(directory, sandbox)
        ended.wait(lifetime)
    left = read_record(directory)
    if left is not None and left.token == own.token:
        remove_record(directory)


def _spawn(directory: pathlib.Path, command: list[str]) -> subprocess.Popen[bytes]:
    path = os.pathsep.join(filter(None, [str(_PACKAGE_PARENT), os.environ.get("PYTHONPATH")]))
    with (directory / LOG_NAME).open("wb") as log:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            env={**os.environ, "PYTHONPATH": path},
        )


def _await_record(directory: pathlib.Path, process: subprocess.Popen[bytes]) -> Record:
    deadline = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < deadline:
        record = running(directory)
        if record is not None:
            # The process outlives this one on purpose; otherwise Popen would warn.
            process.returncode = 0
            return record
        if process.poll() is not None:
            break
        time.sleep(0.05)
    process.kill()
    process.wait()
    log = (directory / LOG_NAME).read_text(errors="replace").strip()
    raise SandboxError(f"The sandbox did not start. Its last words:\n{log}")


def _await_end(record: Record) -> None:
    deadline = time.monotonic() + _SECONDS_TO_STOP
    while _is_process(record.pid):
        if time.monotonic() > deadline:
            raise SandboxError(f"Process {record.pid} did not end within {_SECONDS_TO_STOP} s.")
        time.sleep(0.02)


def _is_process(pid: int) -> bool:
    """Whether a process runs. A zombie does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return not pathlib.Path("/proc/self/stat").exists()


def _lock_file(directory: pathlib.Path) -> pathlib.Path:
    return directory / ".sandbox.lock"


@contextlib.contextmanager
def _locked(directory: pathlib.Path) -> t.Iterator[None]:
    """Allow one start or stop at a time in a directory."""
    with _lock_file(directory).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
