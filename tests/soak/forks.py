# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs the modules' bodies in separate processes that start together, so that they can be killed and can interfere with
each other.

They are forked from a process that was itself forked before the sandbox started its threads, and that has already
imported what the modules need.
"""

from __future__ import annotations

import contextlib
import importlib
import multiprocessing
import os
import pickle
import signal
import typing as t
from dataclasses import dataclass
from multiprocessing.connection import Connection

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from .judge import Ending

_MODULES: t.Final = "ansible_collections.leastpriv.aws.plugins.modules"
MODULES: t.Final = ("iam_baseline", "iam_managed_policy", "iam_role")
# A run that takes longer than this many seconds counts as hung.
_LONGEST_RUN: t.Final = 180


@dataclass(frozen=True, kw_only=True)
class Job:
    """A module, its options as in a task, and the environment that it runs in."""

    module: str
    options: t.Mapping[str, t.Any]
    environment: t.Mapping[str, str]


class Forks:
    """Starts runs, one batch at a time: C(start) and then C(wait)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @classmethod
    @contextlib.contextmanager
    def ready(cls) -> t.Iterator[Forks]:
        """Ready to start runs while the context lasts. Enter it before the process has any threads."""
        ours, theirs = multiprocessing.Pipe()
        process = multiprocessing.get_context("fork").Process(target=_serve, args=(theirs, ours))
        process.start()
        theirs.close()
        try:
            yield cls(ours)
        finally:
            ours.close()
            process.join()

    def start(self, jobs: t.Sequence[Job]) -> tuple[int, ...]:
        """Start the processes of these runs; they wait until C(wait) releases them."""
        self._connection.send(list(jobs))
        return t.cast("tuple[int, ...]", self._connection.recv())

    def wait(self) -> list[Ending]:
        """Release the runs, all at once, and wait until they have ended."""
        self._connection.send(None)
        return t.cast("list[Ending]", self._connection.recv())

    def run(self, *jobs: Job) -> list[Ending]:
        """Run these jobs at the same time, and return how they end."""
        self.start(jobs)
        return self.wait()


def _serve(connection: Connection, others: Connection) -> None:
    others.close()
    # Ctrl-C reaches the whole process group; the process that started this one ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for module in MODULES:
        importlib.import_module(f"{_MODULES}.{module}").MAIN.preload()
    with contextlib.suppress(EOFError):
        while True:
            jobs = connection.recv()
            start, go = os.pipe()
            children = [_fork(job, start, go) for job in jobs]
            os.close(start)
            connection.send(tuple(pid for pid, _output in children))
            connection.recv()
            # All of them wait until this pipe is closed.
            os.close(go)
            connection.send([_ended(pid, output) for pid, output in children])


def _fork(job: Job, start: int, go: int) -> tuple[int, int]:
    """Fork a process that waits, runs a module, and records how that ended."""
    output, end = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(go)
            signal.alarm(_LONGEST_RUN)
            os.read(start, 1)
            with os.fdopen(end, "wb") as file:
                pickle.dump(_ending(job), file)
        finally:
            os._exit(0)
    os.close(end)
    return pid, output


def _ending(job: Job) -> Ending:
    os.environ.update(job.environment)
    main = importlib.import_module(f"{_MODULES}.{job.module}").MAIN
    validated = ArgumentSpecValidator(**main.spec.to_validation()).validate(dict(job.options))
    if validated.error_messages:
        return Ending(failed=True, result={"msg": f"an error in the soak itself: {validated.error_messages}"})
    module_result = main.execute_safely(validated.validated_parameters, check_mode=False, diff=True)
    return Ending(failed=module_result.failed, result=module_result.result)


def _ended(pid: int, output: int) -> Ending:
    with os.fdopen(output, "rb") as file:
        written = file.read()
    _pid, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        return Ending(failed=True, result=None, output=signal.Signals(os.WTERMSIG(status)).name)
    if not written:
        return Ending(failed=True, result=None, output="the process ended without a result")
    ending: Ending = pickle.loads(written)  # noqa: S301 - written by the process forked here
    return ending
