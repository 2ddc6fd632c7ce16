# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs tasks side by side, call by call in the order of a schedule, on a clock that only waiting moves."""

from __future__ import annotations

import random
import threading
import typing as t
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from ansible_collections.leastpriv.aws.plugins.module_utils._aws.call import NOT_REPEATABLE
from ansible_collections.leastpriv.aws.plugins.module_utils._aws.iam import Iam, Reply
from ansible_collections.leastpriv.aws.plugins.module_utils._retry import RetryPolicy, persist


@dataclass
class _Actor:
    """One of the runs: when it continues, and its result."""

    wakes: float = 0.0
    may_go: threading.Event = field(default_factory=threading.Event)
    waits: threading.Event = field(default_factory=threading.Event)
    ended: bool = False
    result: t.Any = None


class Stage:
    """Gives turns to the runs: C(schedule) has their numbers, counted among the runs that do not sleep."""

    def __init__(self, schedule: Sequence[int] = ()) -> None:
        self.time = 0.0
        self._turns = iter(schedule)
        self._current: dict[int, _Actor] = {}

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        """Lets the others continue, for at least this long."""
        actor = self._current.get(threading.get_ident())
        if actor is None:
            self.time += seconds
            return
        actor.wakes = self.time + seconds
        actor.may_go.clear()
        actor.waits.set()
        actor.may_go.wait()

    def retry_policy(self, timeout: float, *, seed: int = 0) -> RetryPolicy:
        chance = random.Random(seed)  # noqa: S311 no secret, and the same again
        return RetryPolicy(
            timeout=timeout,
            persistence=timeout,
            now=self.now,
            sleep=self.sleep,
            jitter=lambda: chance.uniform(0.5, 1),
        )

    def run(self, *runs: Callable[[], t.Any]) -> list[t.Any]:
        """The results of the runs, or the exceptions that end them."""
        actors = [_Actor() for _run in runs]
        threads = [
            threading.Thread(target=self._act, args=(actor, run)) for actor, run in zip(actors, runs, strict=True)
        ]
        for thread in threads:
            thread.start()
        while left := [actor for actor in actors if not actor.ended]:
            for actor in left:
                actor.waits.wait()
            left = [actor for actor in left if not actor.ended]
            if left:
                self._give_turn(left)
        for thread in threads:
            thread.join()
        return [actor.result for actor in actors]

    def _give_turn(self, actors: list[_Actor]) -> None:
        self.time = max(self.time, min(actor.wakes for actor in actors))
        ready = [actor for actor in actors if actor.wakes <= self.time]
        actor = ready[next(self._turns, 0) % len(ready)]
        actor.waits.clear()
        actor.may_go.set()

    def _act(self, actor: _Actor, run: Callable[[], t.Any]) -> None:
        self._current[threading.get_ident()] = actor
        self.sleep(0)
        try:
            actor.result = run()
        except Exception as error:  # noqa: BLE001 the test judges it
            actor.result = error
        actor.ended = True
        actor.waits.set()


class Paced:
    """An IAM whose calls take the given seconds, in turn, and are retried as a session retries them."""

    def __init__(self, iam: Iam, stage: Stage, seconds: Sequence[float] = (0.0,), *, timeout: float = 60) -> None:
        self._iam = iam
        self._stage = stage
        self._seconds = seconds
        self._timeout = timeout
        self._made = 0

    def call(self, operation: str, parameters: Mapping[str, t.Any]) -> Reply:
        """As C(Iam) has it."""
        return persist(
            lambda: self._attempt(operation, parameters),
            retry_policy=self._stage.retry_policy(self._timeout),
            repeatable=operation not in NOT_REPEATABLE,
        )

    def _attempt(self, operation: str, parameters: Mapping[str, t.Any]) -> Reply:
        self._stage.sleep(self._seconds[self._made % len(self._seconds)])
        self._made += 1
        return self._iam.call(operation, parameters)
