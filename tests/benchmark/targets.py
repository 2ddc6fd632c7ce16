# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Targets beside measurements. A missed target fails nothing: figures depend on the machine and its load."""

from __future__ import annotations

import dataclasses
import typing as t

from .measurement import Measurement, Measurements, Run, Setting

PEER: t.Final = "amazon.aws"
OURS: t.Final = ("looped", "role", "module")
_ONE_TASK: t.Final = ("role", "module")
_ACCOUNTS: t.Final = 200
_MANY_ACCOUNTS: t.Final = 1000

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


@dataclasses.dataclass(frozen=True, kw_only=True)
class _TimesLess:
    """How many times less than amazon.aws a variant has to take, an account."""

    second_wall: float
    second_cpu: float
    first_wall: float


_TIMES_LESS: t.Final[t.Mapping[str, _TimesLess]] = {
    "looped": _TimesLess(second_wall=16, second_cpu=18, first_wall=14),
    "role": _TimesLess(second_wall=32, second_cpu=42, first_wall=28),
    "module": _TimesLess(second_wall=32, second_cpu=42, first_wall=28),
}


def targets(measurements: Measurements) -> list[Target]:
    return [
        *(target for variant, bounds in _TIMES_LESS.items() for target in _times_less(measurements, variant, bounds)),
        *(_cpu(measurements, variant) for variant in _ONE_TASK),
        *(_role_over_module(measurements, what, figure) for what, figure in _FIGURES.items()),
        *(_many(measurements, variant) for variant in _ONE_TASK),
        *(_flat(measurements, variant) for variant in _ONE_TASK),
        *(_latency(measurements, variant) for variant in OURS),
        *(_memory(measurements, variant) for variant in OURS),
    ]


_FIGURES: t.Final[t.Mapping[str, Figure]] = {
    "wall time": lambda one: one.wall_per_account,
    "CPU time": lambda one: one.cpu_per_account,
}


def _times_less(measurements: Measurements, variant: str, bounds: _TimesLess) -> t.Iterator[Target]:
    rows: tuple[tuple[Run, str, float], ...] = (
        ("second", "wall time", bounds.second_wall),
        ("second", "CPU time", bounds.second_cpu),
        ("first", "wall time", bounds.first_wall),
    )
    for run, what, bound in rows:
        ours = measurements.largest(variant, run, at_most=_ACCOUNTS)
        measured = ratio(measurements.largest(PEER, run), ours, _FIGURES[what])
        name = f"{variant}, {run} run, {_accounts(ours)} accounts: {what} of {PEER} over ours"
        yield Target(name=name, bound=bound, at_least=True, measured=measured)


def _cpu(measurements: Measurements, variant: str) -> Target:
    ours = measurements.largest(variant, "second", at_most=_ACCOUNTS)
    name = f"{variant}, second run, {_accounts(ours)} accounts: ms of CPU time an account"
    return Target(name=name, bound=100, at_least=False, measured=ours.cpu_per_account * 1000 if ours else None)


def _role_over_module(measurements: Measurements, what: str, figure: Figure) -> Target:
    role, module = (measurements.largest(variant, "second", at_most=_ACCOUNTS) for variant in _ONE_TASK)
    name = f"role, second run, {_accounts(role)} accounts: {what} over that of the module"
    return Target(name=name, bound=1.05, at_least=False, measured=ratio(role, module, figure))


def _accounts(measurement: Measurement | None) -> int:
    return measurement.setting.accounts if measurement else _ACCOUNTS


def _many(measurements: Measurements, variant: str) -> Target:
    ours = measurements.find(variant, "second", Setting(accounts=_MANY_ACCOUNTS))
    name = f"{variant}, second run, {_MANY_ACCOUNTS:,} accounts: seconds of wall time"
    return Target(name=name, bound=85, at_least=False, measured=ours.wall if ours else None)


def _flat(measurements: Measurements, variant: str) -> Target:
    many = measurements.find(variant, "second", Setting(accounts=_MANY_ACCOUNTS))
    fewer = measurements.largest(variant, "second", at_most=_ACCOUNTS)
    name = f"{variant}, second run: CPU time an account of {_MANY_ACCOUNTS:,} accounts over that of {_ACCOUNTS}"
    return Target(name=name, bound=1.1, at_least=False, measured=ratio(many, fewer, lambda one: one.cpu_per_account))


def _latency(measurements: Measurements, variant: str) -> Target:
    late = [one for one in measurements.all if one.variant == variant and one.setting.latency and one.setting.tls]
    measured = None
    for one in late:
        near = measurements.find(variant, one.run, dataclasses.replace(one.setting, latency=0, tls=False))
        measured = ratio(one, near, lambda one: one.wall)
    name = f"{variant}, second run, forks 20: wall time with TLS and 50 ms a call over that without"
    return Target(name=name, bound=1.4, at_least=False, measured=measured)


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
