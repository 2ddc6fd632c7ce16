# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Real runs of ansible-playbook, killed with all of their processes, or interfering with each other."""

from __future__ import annotations

import contextlib
import os
import pathlib
import signal
import subprocess
import sys

from support import playbook

from . import plays
from .judge import Ending
from .plays import Play
from .world import World


class Process:
    """A run of one task in its own folder, with its results and output."""

    def __init__(self, world: World, name: str, play: Play) -> None:
        self._play = play
        self._folder = world.directory / name
        self._folder.mkdir(exist_ok=True)
        (self._folder / "ansible.cfg").touch()
        self._record = self._folder / "record"
        self._record.unlink(missing_ok=True)
        inventory = self._folder / "inventory.json"
        plays.write_inventory(world, [play], inventory)
        with (self._folder / "output").open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "ansible", "playbook", str(plays.PLAYBOOK), "-i", str(inventory)],
                cwd=self._folder,
                env=playbook.clean_environment(plays.environment(world, self._record)),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    def kill(self) -> None:
        """Kill it and all processes that it started: ansible-core gives each worker its own session."""
        for pid in (self._process.pid, *_descendants(self._process.pid)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def wait(self) -> Ending:
        """How it ends."""
        if self._process.wait() == -signal.SIGKILL:
            return Ending(failed=True, result=None, output="SIGKILL")
        output = (self._folder / "output").read_text(encoding="utf-8")
        [ending] = plays.endings([self._play], self._record, output)
        return ending


def _descendants(pid: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for status in pathlib.Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            # State and parent follow the name, which may contain spaces and brackets.
            parent = int(status.read_text(encoding="utf-8").rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(status.parent.name))
    found: list[int] = []
    waiting = [pid]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found
