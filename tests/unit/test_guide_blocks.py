# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The code blocks of guides and READMEs parse: YAML, JSON, playbooks, commands."""

from __future__ import annotations

import importlib
import json
import pathlib
import re
import shlex
import typing as t

import pytest
import sandbox.__main__
import yaml
from support import guide_steps, playbook

ROOT: t.Final = pathlib.Path(__file__).parents[2]
PAGES: t.Final = {
    **{path.name: guide_steps.blocks(path.read_text(encoding="utf-8")) for path in guide_steps.GUIDES.glob("*.rst")},
    **{
        str(path.relative_to(ROOT)): guide_steps.of_markdown(path.read_text(encoding="utf-8"))
        for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *(ROOT / "roles").glob("*/README.md"))
    },
}
PARSERS: t.Final = {
    "ansible-playbook": ("playbook", "PlaybookCLI"),
    "ansible-inventory": ("inventory", "InventoryCLI"),
    "ansible-doc": ("doc", "DocCLI"),
    "ansible-galaxy": ("galaxy", "GalaxyCLI"),
}


def of_language(language: str) -> list[t.Any]:
    return [
        pytest.param(block.text, id=f"{page}-{number}")
        for page, blocks in sorted(PAGES.items())
        for number, block in enumerate(blocks)
        if block.language == language
    ]


def commands() -> list[tuple[str, ...]]:
    every = {tuple(command) for blocks in PAGES.values() for block in blocks for command in block.commands}
    every |= {tuple(shlex.split(line)) for blocks in PAGES.values() for block in blocks for line in of_pipeline(block)}
    # Without what is set for one command alone.
    return sorted(command[next(n for n, word in enumerate(command) if not is_setting(word)) :] for command in every)


def of_pipeline(block: guide_steps.Block) -> list[str]:
    """Ansible's commands in the definition of a pipeline."""
    if block.language not in ("yaml", "groovy"):
        return []
    return re.findall(r"^ *(?:- (?:run: )?|sh ')(ansible-\w+ [^'\n]+)", block.text, re.MULTILINE)


def is_setting(word: str) -> bool:
    return re.fullmatch(r"[A-Z_]+=.*", word) is not None


@pytest.mark.parametrize("text", of_language("yaml"))
def test_yaml_is_yaml(text: str) -> None:
    assert isinstance(yaml.safe_load(text), dict | list)


@pytest.mark.parametrize("text", of_language("json"))
def test_json_is_json(text: str) -> None:
    json.loads(text)


def plays() -> t.Iterator[dict[str, t.Any]]:
    """The plays of all pages; tasks by themselves are in a play of their own."""
    for parameter in of_language("yaml"):
        content = yaml.safe_load(parameter.values[0])
        if not isinstance(content, list):
            continue
        if any("hosts" in item or "ansible.builtin.import_playbook" in item for item in content):
            yield from content
        else:
            yield {"hosts": "localhost", "tasks": content}


def test_playbooks_have_ansibles_syntax(tmp_path: pathlib.Path) -> None:
    every = list(plays())
    assert len(every) > 3
    path = tmp_path / "plays.yml"
    path.write_text(json.dumps(every), encoding="utf-8")
    run = playbook.run("--syntax-check", playbook=str(path), environment={}, directory=tmp_path)
    assert run.code == 0, run.output


@pytest.mark.parametrize("command", [command for command in commands() if command[0] in PARSERS], ids=" ".join)
def test_ansible_takes_the_options(command: tuple[str, ...]) -> None:
    module, name = PARSERS[command[0]]
    parser = getattr(importlib.import_module(f"ansible.cli.{module}"), name)(list(command))
    parser.init_parser()
    options = parser.parser.parse_args(parser.args[1:])
    if command[0] == "ansible-playbook":
        for named in options.args:
            collection, _dot, own = named.rpartition(".")
            assert collection != "leastpriv.aws" or (ROOT / "playbooks" / f"{own}.yml").is_file()
        given = {name for text in options.extra_vars for name in re.findall(r"(\w+)=", text)}
        assert given <= variables()


def variables() -> set[str]:
    """The variables of playbooks and roles, including those of the guides: they have a default, or are parameters."""
    specifications = [yaml.safe_load(path.read_text("utf-8")) for path in ROOT.glob("roles/*/meta/argument_specs.yml")]
    of_roles = {name for content in specifications for name in content["argument_specs"]["main"]["options"]}
    for parameter in of_language("yaml"):
        content = yaml.safe_load(parameter.values[0])
        of_roles |= {name for name in content if isinstance(name, str)} if isinstance(content, dict) else set()
        of_roles |= set(re.findall(r"\bvariable: (\w+)", parameter.values[0]))
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "playbooks").glob("*.yml")]
    return of_roles | {
        name for text in texts for name in re.findall(r"\b(?:bootstrap|drift|export|retire|review|rollout)_\w+", text)
    }


def test_make_has_the_targets() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for command in commands():
        if command[0] == "make":
            words = [word for word in command[1:] if not is_setting(word)]
            assert [word for word in words if word not in targets and not word.startswith("setup-")] == [], command


def test_the_sandbox_takes_the_options() -> None:
    told = [command[3:] for command in commands() if command[:3] == ("python", "-m", "sandbox")]
    assert told
    for arguments in told:
        sandbox.__main__._parser().parse_args(arguments)
