# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rows of the table, and how much of each the short and the full soak do."""

from __future__ import annotations

import logging
import time
import typing as t
from dataclasses import dataclass

from . import contention, killed, lost_replies, random_runs, read_only, throttled
from .table import Row
from .world import World


@dataclass(frozen=True, kw_only=True)
class Form:
    """How much is done. Every C(every)-th interruption is tried, and each contest is held C(rounds) times.

    The number of runs is known beforehand; the time limit of a run bounds the number of calls.
    """

    runs: int
    every: int
    rounds: int
    contest_every: int
    accounts: int


FULL: t.Final = Form(runs=1000, every=1, rounds=5, contest_every=1, accounts=200)
SHORT: t.Final = Form(runs=40, every=16, rounds=1, contest_every=3, accounts=20)


@dataclass(frozen=True, kw_only=True)
class Order:
    """A row to measure in its own process, since a process can hold only one sandbox."""

    row: str
    form: Form
    seed: int
    only: str | None


def _random(world: World, order: Order) -> Row:
    return random_runs.measure(world, seed=order.seed, only=order.only, runs=order.form.runs)


def _killed(world: World, order: Order) -> Row:
    return killed.measure(world, only=order.only, every=order.form.every)


def _contention(world: World, order: Order) -> Row:
    form = order.form
    return contention.measure(world, seed=order.seed, only=order.only, rounds=form.rounds, every=form.contest_every)


def _lost_replies(world: World, order: Order) -> Row:
    return lost_replies.measure(world, only=order.only, every=order.form.every)


def _throttled(world: World, order: Order) -> Row:
    return throttled.measure(world, accounts=order.form.accounts)


def _read_only(world: World, order: Order) -> Row:
    return read_only.measure(world, only=order.only)


# The longest come first.
ROWS: t.Final[t.Mapping[str, t.Callable[[World, Order], Row]]] = {
    "random": _random,
    "throttled": _throttled,
    "killed": _killed,
    "contention": _contention,
    "lost-replies": _lost_replies,
    "read-only": _read_only,
}


class _Broken(logging.Handler):
    """Errors of the sandbox itself, which make its answers worthless."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(self.format(record))


def measure(order: Order) -> Row:
    """Measure a row, with its duration and the sandbox's own errors."""
    broken = _Broken()
    logging.getLogger("sandbox").addHandler(broken)
    begin = time.monotonic()
    with World.running(accounts=max(order.form.accounts, random_runs.BATCH)) as world:
        row = ROWS[order.row](world, order)
    row.seconds = time.monotonic() - begin
    row.broken = broken.messages
    return row
