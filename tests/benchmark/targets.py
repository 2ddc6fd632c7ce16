# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Targets beside measurements. A missed target fails nothing: figures depend on the machine and its load."""

from __future__ import annotations

import dataclasses
import typing as t

from .measurement import Measurement, Measurements, Setting

PEER: t.Final = "amazon.aws"
OURS: t.Final = ("looped", "role", "module")
_ACCOUNTS: t.Final = 200
_MANY_ACCOUNTS: t.Final = 1000
_PEER_ACCOUNTS_IN_THAT_TIME: t.Final = 60

Figure = t.Callable[[Measurement], float]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Target:
    """A bound and the measured value, None if it was not measured."""

    name: str
    bound: float
    at_least: bool
    measured: float | None

    @property
    def reached(self) -> bool | None:
        if self.measured is None:
            return None
        return self.measured >= self.bound if self.at_least else self.measured <= self.bound


def targets(measurements: Measurements) -> list[Target]:
    return [
        *(
            _times_less(measurements, variant, run, what, bound)
            for variant, bounds in (("looped", (16, 18, 14)), ("role", (25, 25, 25)), ("module", (25, 25, 25)))
            for (run, what), bound in zip(
                (("second", "wall time"), ("second", "CPU time"), ("first", "wall time")), bounds, strict=True
            )
        ),
        *(_many(measurements, variant) for variant in ("role", "module")),
        *(_latency(measurements, variant) for variant in OURS),
        *(_flat(measurements, variant) for variant in ("role", "module")),
        *(_memory(measurements, variant) for variant in OURS),
    ]


def _times_less(measurements: Measurements, variant: str, run: t.Any, what: str, bound: float) -> Target:
    figure: Figure = (lambda one: one.wall_per_account) if what == "wall time" else (lambda one: one.cpu_per_account)
    ours = measurements.largest(variant, run, at_most=_ACCOUNTS)
    measured = ratio(measurements.largest(PEER, run), ours, figure)
    accounts = ours.setting.accounts if ours else _ACCOUNTS
    name = f"{variant}, {run} run, {accounts} accounts: {what} of {PEER} over ours"
    return Target(name=name, bound=bound, at_least=True, measured=measured)


def _many(measurements: Measurements, variant: str) -> Target:
    ours = measurements.find(variant, "second", Setting(accounts=_MANY_ACCOUNTS))
    theirs = measurements.largest(PEER, "second")
    measured = ours.wall / theirs.wall_per_account if ours and theirs else None
    name = f"{variant}, second run: accounts of {PEER} in the time of {_MANY_ACCOUNTS:,} of ours"
    return Target(name=name, bound=_PEER_ACCOUNTS_IN_THAT_TIME, at_least=False, measured=measured)


def _latency(measurements: Measurements, variant: str) -> Target:
    late = [one for one in measurements.all if one.variant == variant and one.setting.latency]
    measured = None
    for one in late:
        near = measurements.find(variant, one.run, dataclasses.replace(one.setting, latency=0))
        measured = ratio(one, near, lambda one: one.wall)
    name = f"{variant}, second run, forks 20: wall time with 50 ms a call over that without"
    return Target(name=name, bound=1.4, at_least=False, measured=measured)


def _flat(measurements: Measurements, variant: str) -> Target:
    many = measurements.find(variant, "second", Setting(accounts=_MANY_ACCOUNTS))
    fewer = measurements.largest(variant, "second", at_most=_ACCOUNTS)
    name = f"{variant}, second run: CPU time an account of {_MANY_ACCOUNTS:,} accounts over that of {_ACCOUNTS}"
    return Target(name=name, bound=1.1, at_least=False, measured=ratio(many, fewer, lambda one: one.cpu_per_account))


def _memory(measurements: Measurements, variant: str) -> Target:
    peaks = [one.peak for one in measurements.all if one.variant == variant]
    name = f"{variant}: MiB of the largest process"
    return Target(name=name, bound=150, at_least=False, measured=max(peaks, default=None))


def ratio(over: Measurement | None, under: Measurement | None, figure: Figure) -> float | None:
    """The ratio, or None if one of the two was not measured."""
    return figure(over) / figure(under) if over and under else None


@dataclasses.dataclass(frozen=True)
class Floor:
    """What Ansible takes to do nothing: CPU seconds to start and end, and per account."""

    start: float
    per_account: float

    def times(self, measurement: Measurement) -> float:
        """CPU time per account as a multiple of this floor's, without the start of either.

        The machine's load changes both alike.
        """
        return (measurement.cpu - self.start) / measurement.setting.accounts / self.per_account


def floor(measurements: Measurements, variant: str) -> Floor | None:
    """The line through the measurements with the fewest and the most accounts, None if there is only one."""
    found = sorted((one.setting.accounts, one.cpu) for one in measurements.all if one.variant == variant)
    if not found or found[0][0] == found[-1][0]:
        return None
    (few, little), (many, much) = found[0], found[-1]
    per_account = (much - little) / (many - few)
    return Floor(start=little - few * per_account, per_account=per_account)
