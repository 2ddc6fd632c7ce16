# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs a variant once on accounts of the sandbox, checks what it did, and returns its figures."""

from __future__ import annotations

import collections
import dataclasses
import json
import pathlib
import subprocess
import sys
import typing as t

from support import playbook

from . import process, variants
from .measurement import Measurement, Run, Setting
from .variants import Variant
from .world import World

# GetRole and ListAttachedRolePolicies.
_READS_OF_A_ROLE: t.Final = 2


class WrongResultError(Exception):
    """A run did something unexpected, so its figures mean nothing."""


@dataclasses.dataclass(frozen=True)
class Surroundings:
    """The sandbox, the folder with the playbooks, and where to write a profile, if any."""

    world: World
    directory: pathlib.Path
    profile: pathlib.Path | None = None


def measure(variant: Variant, run: Run, setting: Setting, surroundings: Surroundings) -> Measurement:
    """Run a variant once; raises C(WrongResultError) unless it does exactly what is expected."""
    world, directory = surroundings.world, surroundings.directory
    accounts = world.accounts[: setting.accounts]
    inventory = directory / "inventory.json"
    inventory.write_text(json.dumps(variants.inventory(accounts)), encoding="utf-8")
    output = directory / "output"
    world.clear_calls()
    before = world.cpu()
    usage = process.run(
        _command(variant, setting, inventory, surroundings.profile),
        directory=directory,
        environment={**playbook.clean_environment(world.environment), "ANSIBLE_NOCOLOR": "true"},
        output=output,
    )
    after = world.cpu()
    operations = collections.Counter((call["service"], call["operation"]) for call in world.calls())
    outcome = playbook.Run(usage.code, output.read_text(encoding="utf-8"))
    _check(variant, run, setting, outcome, operations)
    return Measurement(
        variant=variant.name,
        run=run,
        setting=setting,
        wall=usage.wall,
        cpu=usage.cpu,
        sandbox_cpu=after["process"] - before["process"],
        moto_cpu=after["moto"] - before["moto"],
        peak=usage.peak,
        iam_calls=_sum(operations, "iam") / setting.accounts,
        sts_calls=_sum(operations, "sts") / setting.accounts,
    )


def _command(variant: Variant, setting: Setting, inventory: pathlib.Path, profile: pathlib.Path | None) -> list[str]:
    profiled = ["-m", "cProfile", "-o", str(profile.absolute())] if profile else []
    command = [sys.executable, *profiled, "-m", "ansible", "playbook", variant.playbook, "-i", str(inventory)]
    command += ["--forks", str(setting.forks)]
    if variant.extra_vars:
        command += ["--extra-vars", json.dumps(variant.extra_vars)]
    return command


def _check(
    variant: Variant, run: Run, setting: Setting, outcome: playbook.Run, operations: t.Mapping[tuple[str, str], int]
) -> None:
    expected = variant.expected(run)
    changed = collections.Counter(outcome.count("changed").values())
    number = setting.accounts
    iam = iam_calls(run, expected.iam * number, operations)
    found = (outcome.code, changed, iam, _sum(operations, "sts"))
    wanted = (0, {expected.changed: number}, expected.iam * number, expected.sts * number)
    if found != wanted:
        end = "\n".join(outcome.output.splitlines()[-40:])
        listed = ", ".join(f"{count} {service}:{name}" for (service, name), count in sorted(operations.items()))
        raise WrongResultError(
            f"{variant.name}, {run} run, {number} accounts: exit code, accounts by number of changed tasks, IAM calls "
            f"and STS calls are\n{found}, expected were\n{wanted}. Calls: {listed}. The output ends:\n{end}"
        )


def iam_calls(run: Run, expected: int, operations: t.Mapping[tuple[str, str], int]) -> int:
    """The calls of a run to IAM, without those that only a slow machine explains.

    A first run reads a role again if creating it took longer than two seconds. No figure fails for time; the contract
    suite holds the module to its calls.
    """
    found = _sum(operations, "iam")
    if run == "second":
        return found
    again = operations.get(("iam", "ListAttachedRolePolicies"), 0)
    return min(found, max(expected, found - _READS_OF_A_ROLE * again))


def _sum(operations: t.Mapping[tuple[str, str], int], service: str) -> int:
    return sum(count for (of, _name), count in operations.items() if of == service)


def account_state(world: World, account: t.Mapping[str, str]) -> t.Any:
    """What IAM holds of an account, read in a separate process, because boto3 would make this one large."""
    command = [sys.executable, "-m", "support.account_state", account["role_arn"]]
    environment = playbook.clean_environment(world.environment)
    return json.loads(subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True).stdout)
