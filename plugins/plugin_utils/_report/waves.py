# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The waves of a play, and its progress."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Progress:
    """The progress of a play: numbers of accounts, number and size of the wave, seconds since the play began."""

    done: int
    total: int
    changed: int
    failed: int
    wave: int
    waves: int
    of_wave: int
    seconds: float
    check_mode: bool = False

    @property
    def per_second(self) -> float:
        return self.done / self.seconds if self.seconds > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        """The time left at the rate so far, or None before the first account is done."""
        return (self.total - self.done) / self.per_second if self.per_second > 0 else None


@dataclass(kw_only=True)
class Wave:
    """The hosts of one wave."""

    hosts: frozenset[str]
    stopped: bool = False


@dataclass(frozen=True, kw_only=True)
class Play:
    """A play, which Ansible announces once for each of its waves.

    C(key) identifies the play, C(name) is only shown. C(serial) is the play's keyword, C(hosts) has the hosts of all
    waves.
    """

    key: str
    name: str
    hosts: tuple[str, ...]
    serial: tuple[t.Any, ...] = ()
    of_accounts: bool = False
    check_mode: bool = False


class RunningPlay:
    """A play, and what its tasks have reported so far.

    A host is done when the last task of this collection in the play has reported for it. The callback learns which task
    is the last one from the reports so far, so it is known from the second wave on.
    """

    def __init__(self, play: Play) -> None:
        self.play = play
        self.of_accounts = play.of_accounts
        self.waves: list[Wave] = []
        self._sizes = wave_sizes(play.serial, len(play.hosts))
        self._began = 0.0
        self._tasks: dict[str, int] = {}
        self._furthest: dict[str, int] = {}
        self._reached: set[str] = set()
        self._ended: set[str] = set()
        self._at_last_task: set[str] = set()
        self._changed: set[str] = set()
        self._failed: set[str] = set()

    def is_continued_by(self, other: Play, batch: t.Sequence[str]) -> bool:
        """Whether what starts is the next wave of this play, not another play."""
        seen = frozenset[str]().union(*(wave.hosts for wave in self.waves))
        return (self.play.key, self.play.hosts) == (other.key, other.hosts) and seen.isdisjoint(batch)

    def start_wave(self, batch: t.Sequence[str], *, at: float) -> None:
        if not self.waves:
            self._began = at
        self.waves.append(Wave(hosts=frozenset(batch)))

    @property
    def has_reached(self) -> bool:
        """Whether any task of the play has ended for any host."""
        return bool(self._reached)

    def reach(self, host: str) -> None:
        """Record that a task of the play, whichever it is, has ended for a host."""
        self._reached.add(host)

    def end_wave(self) -> None:
        """Count the wave's hosts as done, except those without a task, and those that a stop kept from their last."""
        wave = self.waves[-1]
        reached = wave.hosts & self._reached
        self._ended |= {host for host in reached if not wave.stopped or self._is_at_last_task(host)}

    def end(self) -> None:
        """The play ended. If waves are left, Ansible stopped it in the current one."""
        if len(self.waves) < len(self._sizes):
            self.stop()
        self.end_wave()

    def stop(self) -> None:
        self.waves[-1].stopped = True

    def report(self, host: str, task: str | None, *, changed: bool) -> bool:
        """Record the end of a task, None for one that is no step towards the end. Returns whether it is progress."""
        if changed:
            self._changed.add(host)
        if task is None:
            return False
        # A task that runs after a failure shows that the failure was rescued.
        self._failed.discard(host)
        if task not in self._tasks:
            self._tasks[task] = len(self._tasks)
            self._at_last_task.clear()
        self._furthest[host] = max(self._furthest.get(host, 0), self._tasks[task])
        if self._is_at_last_task(host):
            self._at_last_task.add(host)
        return True

    def fail(self, host: str) -> bool:
        self._failed.add(host)
        return True

    def progress(self, *, at: float) -> Progress:
        return Progress(
            done=len(self._ended | self._at_last_task | self._failed),
            total=len(self.play.hosts),
            changed=len(self._changed),
            failed=len(self._failed),
            wave=len(self.waves),
            waves=max(len(self._sizes), len(self.waves)),
            of_wave=len(self.waves[-1].hosts),
            seconds=at - self._began,
            check_mode=self.play.check_mode,
        )

    def waves_to_json(self) -> list[dict[str, t.Any]]:
        of = max(len(self._sizes), len(self.waves))
        return [
            {"play": self.play.name, "number": number, "of": of, "accounts": len(wave.hosts), "stopped": wave.stopped}
            for number, wave in enumerate(self.waves, 1)
        ]

    def _is_at_last_task(self, host: str) -> bool:
        return bool(self._tasks) and self._furthest.get(host) == len(self._tasks) - 1


def wave_sizes(serial: t.Sequence[t.Any], hosts: int) -> list[int]:
    """The number of hosts in each wave. C(serial) has numbers and percentages; the last one repeats."""
    steps = [_size(step, hosts) for step in serial] or [hosts]
    sizes: list[int] = []
    while (left := hosts - sum(sizes)) > 0:
        step = steps[min(len(sizes), len(steps) - 1)]
        sizes.append(left if step <= 0 else min(step, left))
    return sizes


def _size(step: t.Any, hosts: int) -> int:
    if isinstance(step, str) and step.endswith("%"):
        return int(int(step[:-1]) / 100 * hosts) or 1
    return int(step)
