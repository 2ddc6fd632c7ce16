# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs tasks as a user does: one ansible-playbook for many accounts, each with its own task."""

from __future__ import annotations

import concurrent.futures
import json
import pathlib
import re
import typing as t
from dataclasses import dataclass

from support import playbook, recorded

from .forks import MODULES
from .judge import Ending
from .model import Task
from .world import World

PLAYBOOK: t.Final = pathlib.Path(__file__).parent / "playbooks" / "run.yml"

_TRACEBACK = re.compile(r"Traceback \(most recent call last\)|MODULE FAILURE|\[ERROR\]: Unexpected")


@dataclass(frozen=True, kw_only=True)
class Play:
    """A task in an account, in process or the normal way."""

    account_id: str
    task: Task
    in_process: bool = True


def run(world: World, plays: t.Sequence[Play], *, forks: int) -> list[Ending]:
    """How the tasks end, in the given order. Each module has its own playbook run, and these run at the same time."""
    modules = sorted({play.task.module for play in plays})
    groups = [[play for play in plays if play.task.module == module] for module in modules]
    with concurrent.futures.ThreadPoolExecutor(len(groups)) as pool:
        ended = list(pool.map(lambda group: _run(world, group, forks), groups))
    found = {
        play.account_id: ending
        for group, those in zip(groups, ended, strict=True)
        for play, ending in zip(group, those, strict=True)
    }
    return [found[play.account_id] for play in plays]


def _run(world: World, plays: t.Sequence[Play], forks: int) -> list[Ending]:
    folder = world.directory / plays[0].task.module
    folder.mkdir(exist_ok=True)
    inventory, record = folder / "inventory.json", folder / "record"
    write_inventory(world, plays, inventory)
    record.unlink(missing_ok=True)
    ended = playbook.run(
        "-i",
        str(inventory),
        "--forks",
        str(forks),
        "--diff",
        playbook=str(PLAYBOOK),
        environment=environment(world, record),
        directory=folder,
    )
    return endings(plays, record, ended.output)


def endings(plays: t.Iterable[Play], record: pathlib.Path, output: str) -> list[Ending]:
    """How tasks ended, from the records of callback_plugins/record.py and the output."""
    results = {result["host"]: result for result in recorded.read(record) if result["event"] in ("ok", "failed")}
    return [_ending(results.get(play.account_id), output) for play in plays]


def environment(world: World, record: pathlib.Path) -> dict[str, str]:
    """The variables that ansible-playbook needs to reach the sandbox and to record its results."""
    return {
        **world.sandbox.environment,
        "ANSIBLE_CALLBACK_PLUGINS": str(recorded.CALLBACKS),
        "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_PIPELINING": "1",
        "RECORD": str(record),
    }


def write_inventory(world: World, plays: t.Iterable[Play], path: pathlib.Path) -> None:
    """Write an inventory: each account is a host in its module's group, with its task in variables."""
    groups: dict[str, dict[str, t.Any]] = {module: {} for module in MODULES}
    for play in plays:
        groups[play.task.module][play.account_id] = {
            "ansible_python_interpreter": "{{ ansible_playbook_python }}",
            "leastpriv_aws_in_process": play.in_process,
            "soak_options": world.options(play.task, play.account_id),
        }
    content = {name: {"hosts": hosts} for name, hosts in groups.items()}
    path.write_text(json.dumps(content), encoding="utf-8")


def _ending(record: recorded.Record | None, output: str) -> Ending:
    if record is None:
        return Ending(failed=True, result=None, output=output)
    # Output beside the results cannot be assigned to one account.
    strange = output if _TRACEBACK.search(output) else ""
    return Ending(failed=record["event"] == "failed", result=record["result"], output=strange)
