# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs the playbooks of molecule's scenarios with each module in a process of its own, and without molecule.

Molecule starts Ansible for each step of a scenario, and a start costs more than most steps. Here a scenario is one run
of Ansible with the playbooks of all its steps, in the scenario's order.

As a command: python -m support.scenarios RECORDS [SCENARIO ...] records the results of each scenario in that folder.
"""

from __future__ import annotations

import functools
import json
import os
import pathlib
import re
import sys
import typing as t
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import yaml
from support import playbook, recorded

ROOT: t.Final = pathlib.Path(__file__).parents[2]
SCENARIOS: t.Final = ROOT / "extensions" / "molecule"
# It starts and stops the sandbox that all others share.
SHARED: t.Final = "default"
# Steps that run the playbook of another step, or that only the shared scenario has.
PLAYBOOK_OF: t.Final = {"idempotence": "converge"}
SHARED_STEPS: t.Final = {"create", "destroy"}


@dataclass(frozen=True)
class Scenario:
    """What Ansible is started with for a scenario: its playbooks, arguments and environment."""

    name: str
    playbooks: tuple[str, ...]
    arguments: tuple[str, ...]
    environment: dict[str, str]

    @classmethod
    def read(cls, name: str, scratch: pathlib.Path) -> Scenario:
        folder = SCENARIOS / name
        shared, own = _yaml(SCENARIOS / "config.yml"), _yaml(folder / "molecule.yml")
        steps = {**shared["scenario"], **own["scenario"]}["test_sequence"]
        variables = {
            "MOLECULE_EPHEMERAL_DIRECTORY": str(scratch),
            "MOLECULE_PROJECT_DIRECTORY": str(ROOT),
            "MOLECULE_SCENARIO_DIRECTORY": str(folder),
        }
        fill_in = functools.partial(_fill_in, variables)
        arguments = own.get("ansible", shared["ansible"])["executor"]["args"]["ansible_playbook"]
        return cls(
            name=name,
            playbooks=tuple(
                str(playbook_path)
                for step in steps
                if name == SHARED or step not in SHARED_STEPS
                # Like molecule, skip a step without a playbook.
                if (playbook_path := folder / f"{PLAYBOOK_OF.get(step, step)}.yml").exists()
            ),
            arguments=(
                f"--inventory={scratch / 'inventory'}",
                *map(fill_in, arguments),
                "--extra-vars=leastpriv_aws_in_process=false",
            ),
            environment={
                **{key: fill_in(value) for key, value in shared["ansible"]["env"].items()},
                **variables,
            },
        )

    def run(self, records: pathlib.Path, playbooks: t.Sequence[str] = ()) -> None:
        """Run its playbooks, or those given. Raises SystemExit with the output if one fails."""
        scratch = pathlib.Path(self.environment["MOLECULE_EPHEMERAL_DIRECTORY"])
        settings = {
            "ANSIBLE_CALLBACK_PLUGINS": str(recorded.CALLBACKS),
            "ANSIBLE_CONFIG": str(scratch / "ansible.cfg"),
            "RECORD": str(records / self.name),
        }
        run = playbook.run(
            *(playbooks or self.playbooks),
            *self.arguments,
            command=("playbook",),
            environment={**self.environment, **settings},
            directory=SCENARIOS / self.name,
        )
        if run.code:
            raise SystemExit(f"{run.output}\nscenario {self.name}: ansible-playbook ended with {run.code}")
        print(f"scenario {self.name}: passed")


def _fill_in(variables: t.Mapping[str, str], text: str) -> str:
    """Fill in ${NAME}, as molecule does."""
    return re.sub(r"\$\{(\w+)\}", lambda match: variables[match[1]], text)


def _yaml(path: pathlib.Path) -> dict[str, t.Any]:
    content: dict[str, t.Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


def main(records: pathlib.Path, *names: str) -> None:
    # Molecule's folder has a name like this, which comparisons of results leave out.
    scratch = pathlib.Path(os.environ["ANSIBLE_HOME"]) / "tmp" / "molecule.separate"
    for folder in (records, scratch / "inventory"):
        folder.mkdir(parents=True, exist_ok=True)
    (scratch / "ansible.cfg").write_text(playbook.SETTINGS, encoding="utf-8")
    # The variable of molecule's own inventory that the playbooks read.
    variables = {"molecule_ephemeral_directory": str(scratch)}
    (scratch / "inventory" / "hosts.yml").write_text(json.dumps({"all": {"vars": variables}}), encoding="utf-8")
    found = sorted(path.parent.name for path in SCENARIOS.glob("*/molecule.yml"))
    shared, *scenarios = (
        Scenario.read(name, scratch) for name in (SHARED, *(names or (name for name in found if name != SHARED)))
    )
    create, destroy = shared.playbooks
    shared.run(records, [create])
    try:
        with ThreadPoolExecutor(max_workers=2) as executor:
            for ended in [executor.submit(scenario.run, records) for scenario in scenarios]:
                ended.result()
    finally:
        shared.run(records, [destroy])


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]).absolute(), *sys.argv[2:])
