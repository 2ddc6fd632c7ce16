# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One run of a variant on accounts of the sandbox: its figures, and whether it did what it should."""

from __future__ import annotations

import collections
import dataclasses
import json
import pathlib
import sys
import typing as t

import playbook

from . import process, variants
from .variants import Run, Variant
from .world import World


class WrongResultError(Exception):
    """A run did something else than it should; its figures mean nothing."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Setting:
    """What a variant is run on: seconds and calls depend on it."""

    accounts: int
    forks: int = 10
    latency: int = 0
    tls: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True)
class Measurement:
    """The figures of one run: seconds, MiB, and calls for each account."""

    variant: str
    run: Run
    setting: Setting
    wall: float
    cpu: float
    sandbox_cpu: float
    peak: float
    iam_calls: float
    sts_calls: float


def measure(variant: Variant, run: Run, setting: Setting, world: World, directory: pathlib.Path) -> Measurement:
    """Runs a variant once. C(directory) holds the playbooks."""
    accounts = world.accounts[: setting.accounts]
    inventory = directory / "inventory.json"
    inventory.write_text(json.dumps(variants.inventory(accounts)), encoding="utf-8")
    output = directory / "output"
    world.clear_calls()
    before = world.cpu_seconds()
    usage = process.run(
        _command(variant, setting, inventory),
        directory=directory,
        environment={**playbook.clean_environment(world.environment), "ANSIBLE_NOCOLOR": "true"},
        output=output,
    )
    sandbox_cpu = world.cpu_seconds() - before
    operations = collections.Counter((call["service"], call["operation"]) for call in world.calls())
    outcome = playbook.Run(usage.code, output.read_text(encoding="utf-8"))
    _check(variant, run, setting, outcome, operations)
    return Measurement(
        variant=variant.name,
        run=run,
        setting=setting,
        wall=usage.wall,
        cpu=usage.cpu,
        sandbox_cpu=sandbox_cpu,
        peak=usage.peak,
        iam_calls=_sum(operations, "iam") / setting.accounts,
        sts_calls=_sum(operations, "sts") / setting.accounts,
    )


def _command(variant: Variant, setting: Setting, inventory: pathlib.Path) -> list[str]:
    command = [sys.executable, "-m", "ansible", "playbook", variant.playbook, "-i", str(inventory)]
    command += ["--forks", str(setting.forks)]
    if variant.extra_vars:
        command += ["--extra-vars", json.dumps(variant.extra_vars)]
    return command


def _check(
    variant: Variant, run: Run, setting: Setting, outcome: playbook.Run, operations: t.Mapping[tuple[str, str], int]
) -> None:
    expected = variant.expected(run)
    changed = collections.Counter(outcome.count("changed").values())
    found = (outcome.code, changed, _sum(operations, "iam"), _sum(operations, "sts"))
    number = setting.accounts
    wanted = (0, {expected.changed: number}, expected.iam * number, expected.sts * number)
    if found != wanted:
        end = "\n".join(outcome.output.splitlines()[-40:])
        listed = ", ".join(f"{count} {service}:{name}" for (service, name), count in sorted(operations.items()))
        raise WrongResultError(
            f"{variant.name}, {run} run, {number} accounts: exit code, accounts by number of changed tasks, IAM calls "
            f"and STS calls are\n{found}, expected were\n{wanted}. Calls: {listed}. The output ends:\n{end}"
        )


def _sum(operations: t.Mapping[tuple[str, str], int], service: str) -> int:
    return sum(count for (of, _name), count in operations.items() if of == service)
