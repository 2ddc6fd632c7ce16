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
    "IAM/acc", "STS/acc", "x peer wall", "x peer CPU", "x 1 debug", "x 2 debug",
)  # fmt: skip


def as_dict(each: Measurement, measurements: Measurements) -> dict[str, t.Any]:
    """One measurement with its ratios, flat. Those to amazon.aws are for each account: how many times less."""
    # Doing nothing is compared with nobody.
    peer = None if each.variant in FLOORS else measurements.largest(PEER, each.run)
    values = dataclasses.asdict(each)
    return {
        **{name: value for name, value in values.items() if name != "setting"},
        **values["setting"],
        "wall_per_account": each.wall_per_account,
        "cpu_per_account": each.cpu_per_account,
        "wall_times_less_than_peer": ratio(peer, each, lambda one: one.wall_per_account),
        "cpu_times_less_than_peer": ratio(peer, each, lambda one: one.cpu_per_account),
        "cpu_over_floor_of_one_task": _times(floor(measurements, ONE_TASK), each),
        "cpu_over_floor_of_two_tasks": _times(floor(measurements, TWO_TASKS), each),
    }


def _times(of: Floor | None, each: Measurement) -> float | None:
    return of.times(each) if of else None


def as_json(measurements: Measurements, machine: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Everything: machine, floors, measurements in the order in which they were made, targets."""
    return {
        "machine": dict(machine),
        "floors": {name: dataclasses.asdict(found) for name in FLOORS if (found := floor(measurements, name))},
        "measurements": [as_dict(each, measurements) for each in measurements.all],
        "targets": [{**dataclasses.asdict(each), "reached": each.reached} for each in targets(measurements)],
    }


def table(measurements: Measurements) -> str:
    """A line for each measurement; calls and ratios are for each account, and a dash is what was not measured."""
    rows = [_HEADINGS, *(_row(as_dict(each, measurements)) for each in measurements.all)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    return "\n".join(
        "  ".join(
            text.ljust(width) if column < 2 else text.rjust(width)
            for column, (text, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def _row(each: t.Mapping[str, t.Any]) -> tuple[str, ...]:
    endpoint = ("https" if each["tls"] else "http") + (f"+{each['latency']}ms" if each["latency"] else "")
    return (
        each["variant"],
        each["run"],
        f"{each['accounts']:,}",
        str(each["forks"]),
        endpoint,
        f"{each['wall']:.2f}",
        f"{each['cpu']:.2f}",
        f"{each['cpu_per_account'] * 1000:.0f}",
        f"{each['sandbox_cpu']:.2f}",
        f"{each['moto_cpu']:.2f}",
        f"{each['peak']:.0f}",
        f"{each['iam_calls']:g}",
        f"{each['sts_calls']:g}",
        _number(each["wall_times_less_than_peer"]),
        _number(each["cpu_times_less_than_peer"]),
        _number(each["cpu_over_floor_of_one_task"]),
        _number(each["cpu_over_floor_of_two_tasks"]),
    )


def target_lines(reached: t.Iterable[Target]) -> str:
    return "\n".join(_target_line(each) for each in reached)


def _target_line(each: Target) -> str:
    verdict = {True: "reached", False: "not reached", None: "not measured"}[each.reached]
    bound = f"at {'least' if each.at_least else 'most'} {each.bound:g}"
    return f"{verdict:13} {_number(each.measured):>7}  {bound:13}  {each.name}"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"
