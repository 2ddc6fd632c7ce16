# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The definitions in docs/controller are such as the modules of awx.awx and ansible-builder take.

Needs the package ansible, which carries awx.awx, ansible-builder and hadolint: the session controller of noxfile.py has
them.
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
from support import installation

ROOT: t.Final = pathlib.Path(__file__).parents[2]
CONTROLLER: t.Final = ROOT / "docs" / "controller"
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


@pytest.fixture(name="context", scope="module")
def _context(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """The folder that ansible-builder makes of the execution environment's definition, for an image's build."""
    context = tmp_path_factory.mktemp("context")
    definition = CONTROLLER / "execution-environment.yml"
    command = [sys.executable, "-m", "ansible_builder", "create", "-f", str(definition), "-c", str(context)]
    # The name depends otherwise on whether this machine has podman.
    subprocess.run([*command, "--output-filename", "Containerfile"], check=True)
    return context


def lint(containerfile: pathlib.Path) -> subprocess.CompletedProcess[str]:
    """Run hadolint, which also has shellcheck look at each RUN."""
    hadolint = pathlib.Path(sys.executable).with_name("hadolint")
    config = ROOT / ".config" / "hadolint.yml"
    command = [str(hadolint), "--config", str(config), "--no-color", str(containerfile)]
    return subprocess.run(command, check=False, capture_output=True, text=True)


def test_the_execution_environment_can_be_built(context: pathlib.Path) -> None:
    requirements = yaml.safe_load((context / "_build" / "requirements.yml").read_text(encoding="utf-8"))
    assert requirements == {"collections": [installation.REQUIREMENT]}
    containerfile = context / "Containerfile"
    text = containerfile.read_text(encoding="utf-8")
    assert "ansible-runner" in text
    users = [line for line in text.splitlines() if line.startswith("USER ")]
    assert users[-1] == "USER 1000"
    found = lint(containerfile)
    assert (found.returncode, found.stderr) == (0, ""), found.stdout


@pytest.mark.parametrize(
    ("right", "wrong", "code"),
    [
        pytest.param("WORKDIR /runner", "WORKDIRECTORY /runner", "missing whitespace", id="no-such-instruction"),
        pytest.param("COPY --from=galaxy", "COPY --from=galaxies", "DL3022", id="no-such-stage"),
        pytest.param("WORKDIR /build", "WORKDIR build", "DL3000", id="relative-folder"),
        pytest.param('CMD ["bash"]', "CMD [bash]", "DL3025", id="command-is-no-json"),
        pytest.param("rm -rf /output\n", "if true; rm -rf /output\n", "SC1072", id="no-shell-code"),
    ],
)
def test_a_broken_containerfile_is_noticed(
    context: pathlib.Path, tmp_path: pathlib.Path, right: str, wrong: str, code: str
) -> None:
    text = (context / "Containerfile").read_text(encoding="utf-8")
    assert right in text
    broken = tmp_path / "Containerfile"
    broken.write_text(text.replace(right, wrong), encoding="utf-8")
    found = lint(broken)
    assert (found.returncode, found.stderr) == (1, "")
    assert code in found.stdout
