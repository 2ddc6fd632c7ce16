# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The definitions in docs/controller are such as the modules of awx.awx and ansible-builder take.

Needs the package ansible, which carries awx.awx, and ansible-builder: the session controller of noxfile.py has both.
"""

from __future__ import annotations

import ast
import importlib.util
import pathlib
import subprocess
import sys
import typing as t

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

CONTROLLER: t.Final = pathlib.Path(__file__).parents[2] / "docs" / "controller"
[PLAY] = yaml.safe_load((CONTROLLER / "controller.yml").read_text(encoding="utf-8"))


def documented(module: str) -> dict[str, t.Any]:
    """The options that a module of awx.awx documents, without running its code."""
    spec = importlib.util.find_spec("ansible_collections")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    found = [
        path
        for location in spec.submodule_search_locations
        for path in [pathlib.Path(location, "awx", "awx", "plugins", "modules", f"{module}.py")]
        if path.is_file()
    ]
    assert found, f"awx.awx has no module {module}"
    for node in ast.parse(found[0].read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "DOCUMENTATION":
            options = yaml.safe_load(ast.literal_eval(node.value))["options"]
            return {name: {key: option[key] for key in SPEC if key in option} for name, option in options.items()}
    raise AssertionError(f"{module} documents nothing")


SPEC: t.Final = ("type", "elements", "choices", "required", "aliases")


@pytest.mark.parametrize("task", PLAY["tasks"], ids=lambda task: task["name"])
def test_awx_takes_the_options_of_each_task(task: dict[str, t.Any]) -> None:
    [module] = [key for key in task if key.startswith("awx.awx.")]
    validator = ArgumentSpecValidator(documented(module.removeprefix("awx.awx.")))
    assert validator.validate(task[module]).error_messages == []
    assert validator.validate({**task[module], "no_such_option": 1}).error_messages != []


def test_the_execution_environment_can_be_built(tmp_path: pathlib.Path) -> None:
    definition = CONTROLLER / "execution-environment.yml"
    command = [sys.executable, "-m", "ansible_builder", "create", "-f", str(definition), "-c", str(tmp_path)]
    subprocess.run(command, check=True)
    requirements = yaml.safe_load((tmp_path / "_build" / "requirements.yml").read_text(encoding="utf-8"))
    assert requirements == {"collections": [{"name": "leastpriv.aws"}]}
    assert "ansible-runner" in (tmp_path / "Dockerfile").read_text(encoding="utf-8")
