# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the benchmark makes of its measurements: ratios, targets, table, JSON. Nothing is measured here."""

from __future__ import annotations

import dataclasses
import json
import typing as t

import pytest
from benchmark import plan, report, rollout
from benchmark.measurement import Measurement, Measurements, Run, Setting, least
from benchmark.targets import targets
from benchmark.variants import VARIANTS

MANY: t.Final = Setting(accounts=1000)


def measured(variant: str, run: Run, setting: Setting, *, wall: float, cpu: float) -> Measurement:
    return Measurement(
        variant=variant,
        run=run,
        setting=setting,
        wall=wall,
        cpu=cpu,
        sandbox_cpu=0.5,
        moto_cpu=0.25,
        peak=60,
        iam_calls=12,
        sts_calls=6,
    )


MEASUREMENTS: t.Final = Measurements(
    (
        measured("amazon.aws", "first", Setting(accounts=10), wall=30, cpu=48),
        measured("amazon.aws", "second", Setting(accounts=10), wall=24, cpu=45),
        measured("floor-1", "first", Setting(accounts=10), wall=1, cpu=1.25),
        measured("floor-1", "first", Setting(accounts=200), wall=4, cpu=6),
        measured("floor-2", "first", Setting(accounts=10), wall=1, cpu=2),
        measured("looped", "second", Setting(accounts=10), wall=2, cpu=2.5),
        measured("looped", "first", Setting(accounts=200), wall=40, cpu=60),
        dataclasses.replace(measured("looped", "second", Setting(accounts=200), wall=30, cpu=60), peak=151),
        measured("role", "second", Setting(accounts=50, forks=20), wall=5, cpu=5),
        measured("role", "second", Setting(accounts=50, forks=20, latency=50, tls=True), wall=7, cpu=5),
        # Neither latency nor TLS alone is compared.
        measured("role", "second", Setting(accounts=50, forks=20, latency=50), wall=50, cpu=5),
        measured("role", "second", Setting(accounts=200), wall=16, cpu=20),
        measured("role", "second", MANY, wall=84.5, cpu=110.5),
        measured("module", "second", Setting(accounts=200), wall=15, cpu=19.5),
    )
)


# Words of a target's name; what was measured; whether that is enough.
TARGETS: t.Final[tuple[tuple[str, float | None, bool | None], ...]] = (
    ("looped, second run, 200 accounts: wall time", 2.4 / 0.15, True),
    ("looped, second run, 200 accounts: CPU time", 4.5 / 0.3, False),
    ("looped, first run, 200 accounts: wall time", 3.0 / 0.2, True),
    ("role, second run, 200 accounts: wall time of amazon.aws", 2.4 / 0.08, False),
    ("role, second run, 200 accounts: CPU time of amazon.aws", 4.5 / 0.1, True),
    ("role, first run, 200 accounts: wall time of amazon.aws", None, None),
    ("role, second run, 200 accounts: ms of CPU time", 100, True),
    ("role, second run, 200 accounts: wall time over that of the module", 16 / 15, False),
    ("role, second run, 200 accounts: CPU time over that of the module", 20 / 19.5, True),
    ("role, second run, 1,000 accounts: seconds", 84.5, True),
    ("module, second run, 1,000 accounts: seconds", None, None),
    ("role, second run, forks 20: wall time with TLS and 50 ms", 7 / 5, True),
    ("looped, second run, forks 20: wall time with TLS and 50 ms", None, None),
    ("role, second run: CPU time an account of 1,000", 0.1105 / 0.1, False),
    ("looped: MiB", 151, False),
    ("role: MiB", 60, True),
    ("module: MiB", 60, True),
)


@pytest.mark.parametrize(("name", "value", "reached"), TARGETS, ids=[name for name, _value, _reached in TARGETS])
def test_a_target_is_what_was_measured_against_the_issues_bound(
    name: str, value: float | None, reached: object
) -> None:
    [target] = [each for each in targets(MEASUREMENTS) if each.name.startswith(name)]
    assert target.measured == (None if value is None else pytest.approx(value))
    assert target.reached is reached


def test_the_least_of_several_counts_and_the_most_memory() -> None:
    setting = Setting(accounts=10)
    several = [
        dataclasses.replace(measured("role", "second", setting, wall=3, cpu=1), peak=70),
        measured("role", "second", setting, wall=2, cpu=4),
    ]
    assert least(several) == dataclasses.replace(measured("role", "second", setting, wall=2, cpu=1), peak=70)


def test_the_json_has_each_ratio_beside_its_figures() -> None:
    content = json.loads(json.dumps(report.as_json(MEASUREMENTS, {"processors": 2})))
    assert content["machine"] == {"processors": 2}
    rows = {(row["variant"], row["run"], row["accounts"]): row for row in content["measurements"]}
    row = rows["looped", "second", 10]
    assert row["wall_times_less_than_peer"] == pytest.approx(24 / 2)
    assert row["cpu_times_less_than_peer"] == pytest.approx(45 / 2.5)
    # One second to start, 25 ms an account; 150 ms an account of the two seconds and a half.
    assert content["floors"] == {"floor-1": {"start": pytest.approx(1), "per_account": pytest.approx(0.025)}}
    assert row["cpu_over_floor_of_one_task"] == pytest.approx(0.15 / 0.025)
    assert rows["floor-1", "first", 200]["cpu_over_floor_of_one_task"] == pytest.approx(1)
    # One measurement is not enough to tell the start from the accounts.
    assert row["cpu_over_floor_of_two_tasks"] is None
    assert rows["floor-1", "first", 10]["wall_times_less_than_peer"] is None
    assert rows["role", "second", 200]["cpu_over_module"] == pytest.approx(20 / 19.5)
    assert rows["looped", "second", 10]["cpu_over_module"] is None
    verdicts = {target["name"]: target["reached"] for target in content["targets"]}
    assert set(verdicts.values()) == {True, False, None}


def test_the_table_has_a_line_for_each_measurement() -> None:
    heading, *lines = report.table(MEASUREMENTS).splitlines()
    assert len(lines) == len(MEASUREMENTS.all)
    assert heading.split()[:4] == ["variant", "run", "accounts", "forks"]
    lines = [" ".join(line.split()) for line in lines]
    assert lines[9] == "role second 50 20 https+50ms 7.00 5.00 100 0.50 0.25 60 12 6 17.1 45.0 - 3.2 -"
    assert lines[11] == "role second 200 10 http 16.00 20.00 100 0.50 0.25 60 12 6 30.0 45.0 1.03 3.8 -"


def test_targets_are_printed_with_their_verdicts() -> None:
    lines = report.target_lines(targets(MEASUREMENTS)).splitlines()
    assert [line for line in lines if line.endswith(" looped: MiB of the largest process")] == [
        "not reached     151.0  at most 150    looped: MiB of the largest process"
    ]
    assert [line for line in lines if " CPU time over that of the module" in line] == [
        "reached          1.03  at most 1.05   role, second run, 200 accounts: CPU time over that of the module"
    ]
    assert {line[:13].rstrip() for line in lines} == {"reached", "not reached", "not measured"}


@pytest.mark.parametrize("steps", [plan.short(), plan.full()], ids=["short", "full"])
def test_a_form_measures_known_variants_and_each_once(steps: list[plan.Step]) -> None:
    assert {step.variant for step in steps} <= set(VARIANTS)
    measured_once = [(step.variant, step.setting) for step in steps]
    assert len(measured_once) == len(set(measured_once))


def test_the_full_form_measures_all_that_the_targets_need() -> None:
    made = [measured(step.variant, run, step.setting, wall=1, cpu=1) for step in plan.full() for run in step.runs]
    assert [target.name for target in targets(Measurements(made)) if target.measured is None] == []


@pytest.mark.parametrize(
    ("run", "reads", "lists", "wrong"),
    [
        ("first", 0, 0, False),
        ("first", 1, 1, False),
        ("first", 2, 1, True),
        ("first", -1, 0, True),
        ("second", 1, 1, True),
    ],
    ids=["none", "a slow role", "a further read", "a read too few", "a second run"],
)
def test_only_a_slow_first_run_may_read_a_role_again(run: Run, reads: int, lists: int, *, wrong: bool) -> None:
    operations = {("iam", "GetRole"): 12 + reads, ("iam", "CreateRole"): 3}
    operations |= {("iam", "ListAttachedRolePolicies"): lists, ("sts", "AssumeRole"): 1}
    assert (rollout.iam_calls(run, 15, operations) != 15) is wrong
