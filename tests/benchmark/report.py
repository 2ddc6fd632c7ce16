# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Measurements and targets as a table, and as JSON."""

from __future__ import annotations

import dataclasses
import typing as t

from .measurement import Measurement, Measurements
from .targets import PEER, Floor, Target, floor, ratio, targets

ONE_TASK: t.Final = "floor-1"
TWO_TASKS: t.Final = "floor-2"
FLOORS: t.Final = (ONE_TASK, TWO_TASKS)

_HEADINGS: t.Final = (
    "variant", "run", "accounts", "forks", "endpoint", "wall s", "CPU s", "CPU ms/acc", "sandbox s", "moto s", "MiB",
    "IAM/acc", "STS/acc", "x peer wall", "x peer CPU", "x module", "x 1 debug", "x 2 debug",
)  # fmt: skip


def as_dict(measurement: Measurement, measurements: Measurements) -> dict[str, t.Any]:
    """One measurement with its ratios, flat. Ratios to amazon.aws say how many times less an account takes."""
    # A floor has no peer to compare it with.
    peer = None if measurement.variant in FLOORS else measurements.largest(PEER, measurement.run)
    values = dataclasses.asdict(measurement)
    return {
        **{name: value for name, value in values.items() if name != "setting"},
        **values["setting"],
        "wall_per_account": measurement.wall_per_account,
        "cpu_per_account": measurement.cpu_per_account,
        "wall_times_less_than_peer": ratio(peer, measurement, lambda one: one.wall_per_account),
        "cpu_times_less_than_peer": ratio(peer, measurement, lambda one: one.cpu_per_account),
        "cpu_over_module": ratio(measurement, _module(measurement, measurements), lambda one: one.cpu_per_account),
        "cpu_over_floor_of_one_task": _times(floor(measurements, ONE_TASK), measurement),
        "cpu_over_floor_of_two_tasks": _times(floor(measurements, TWO_TASKS), measurement),
    }


def _module(measurement: Measurement, measurements: Measurements) -> Measurement | None:
    """The module's measurement in the same run and setting."""
    return measurements.find("module", measurement.run, measurement.setting)


def _times(of: Floor | None, measurement: Measurement) -> float | None:
    return of.times(measurement) if of else None


def as_json(measurements: Measurements, machine: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Everything: machine, floors, measurements in the order in which they were made, targets."""
    return {
        "machine": dict(machine),
        "floors": {name: dataclasses.asdict(found) for name in FLOORS if (found := floor(measurements, name))},
        "measurements": [as_dict(one, measurements) for one in measurements.all],
        "targets": [{**dataclasses.asdict(target), "reached": target.reached} for target in targets(measurements)],
    }


def table(measurements: Measurements) -> str:
    """A line for each measurement. Calls and ratios are per account; a dash means not measured."""
    rows = [_HEADINGS, *(_row(as_dict(one, measurements)) for one in measurements.all)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    return "\n".join(
        "  ".join(
            text.ljust(width) if column < 2 else text.rjust(width)
            for column, (text, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def _row(values: t.Mapping[str, t.Any]) -> tuple[str, ...]:
    endpoint = ("https" if values["tls"] else "http") + (f"+{values['latency']}ms" if values["latency"] else "")
    return (
        values["variant"],
        values["run"],
        f"{values['accounts']:,}",
        str(values["forks"]),
        endpoint,
        f"{values['wall']:.2f}",
        f"{values['cpu']:.2f}",
        f"{values['cpu_per_account'] * 1000:.0f}",
        f"{values['sandbox_cpu']:.2f}",
        f"{values['moto_cpu']:.2f}",
        f"{values['peak']:.0f}",
        f"{values['iam_calls']:g}",
        f"{values['sts_calls']:g}",
        _number(values["wall_times_less_than_peer"]),
        _number(values["cpu_times_less_than_peer"]),
        _number(values["cpu_over_module"], digits=2),
        _number(values["cpu_over_floor_of_one_task"]),
        _number(values["cpu_over_floor_of_two_tasks"]),
    )


def target_lines(reached: t.Iterable[Target]) -> str:
    return "\n".join(_target_line(target) for target in reached)


def _target_line(target: Target) -> str:
    verdict = {True: "reached", False: "not reached", None: "not measured"}[target.reached]
    bound = f"at {'least' if target.at_least else 'most'} {target.bound:g}"
    # Of a ratio near one, hundredths decide.
    measured = _number(target.measured, digits=2 if target.bound < 2 else 1)
    return f"{verdict:13} {measured:>7}  {bound:13}  {target.name}"


def _number(value: float | None, *, digits: int = 1) -> str:
    return "-" if value is None else f"{value:.{digits}f}"
