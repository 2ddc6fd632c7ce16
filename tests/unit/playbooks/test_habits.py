# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What users can learn about playbooks and roles in the shell before they run anything."""

from __future__ import annotations

import json
import pathlib
import re
import typing as t

import pytest
import yaml
from support import playbook

ROOT: t.Final = pathlib.Path(__file__).parents[3]
PLAYBOOKS: t.Final = sorted(path.stem for path in (ROOT / "playbooks").glob("*.yml"))
ROLES: t.Final = sorted(path.name for path in (ROOT / "roles").iterdir())
# Ansible itself inserts this task before a role with an argument specification.
VALIDATION: t.Final = "Validating arguments against arg spec"

# The number of tasks in each play. Each task costs about 19 ms of CPU time per account.
TASKS: t.Final[dict[str, list[int]]] = {
    "access": [2],
    "bootstrap": [1],
    "drift": [2],
    "export": [2],
    "pinpoint_importer": [1],
    # The second task shows what the survey found, for runs without the callback.
    "retire_pinpoint_importer": [2, 1],
    "review": [5],
    "rollout": [1],
    "survey": [1],
}


@pytest.fixture(scope="module")
def contents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[str, list[str]]]]:
    """The plays and tasks of every playbook, as one run of ansible-playbook --list-tasks lists them."""
    names = [f"leastpriv.aws.{name}" for name in PLAYBOOKS]
    directory = tmp_path_factory.mktemp("contents")
    (directory / "accounts.yml").write_text("aws_accounts: {hosts: {account: {}}}", encoding="utf-8")
    arguments = ("-i", "accounts.yml", "--list-tasks")
    run = playbook.run(*names[1:], *arguments, playbook=names[0], environment={}, directory=directory)
    assert run.code == 0, run.output
    found: dict[str, list[tuple[str, list[str]]]] = {}
    for text in re.split(r"^playbook: ", run.output, flags=re.MULTILINE)[1:]:
        path, *lines = text.splitlines()
        plays = found.setdefault(pathlib.Path(path).stem, [])
        for line in lines:
            name = line.split("TAGS:")[0].strip()
            if line.startswith("  play #"):
                plays.append((name.split("): ", 1)[1], []))
            elif line.startswith("      ") and VALIDATION not in line:
                plays[-1][1].append(name)
    return found


@pytest.mark.parametrize("name", PLAYBOOKS)
def test_no_play_has_more_tasks_than_it_had(name: str, contents: dict[str, list[tuple[str, list[str]]]]) -> None:
    assert [len(tasks) for _play, tasks in contents[name]] == TASKS[name]


@pytest.mark.parametrize("name", PLAYBOOKS)
def test_plays_and_tasks_read_like_a_table_of_contents(
    name: str, contents: dict[str, list[tuple[str, list[str]]]]
) -> None:
    titles = [title for play, tasks in contents[name] for title in (play, *tasks)]
    # A sentence, which the name of a role may precede. A template, or the module of an unnamed task, does not match.
    written = re.compile(r"(leastpriv\.aws\.\w+ : )?[A-Z][a-z]+ [\w ,']+")
    assert [title for title in titles if not written.fullmatch(title)] == []


@pytest.fixture(scope="module")
def documentation(tmp_path_factory: pytest.TempPathFactory) -> dict[str, t.Any]:
    """The documentation of all roles in JSON, from ansible-doc."""
    command = ("doc", "--type", "role", "--json", *(f"leastpriv.aws.{name}" for name in ROLES))
    run = playbook.run(playbook="", command=command, environment={}, directory=tmp_path_factory.mktemp("documentation"))
    assert run.code == 0, run.output
    # The newest ansible-core warns, on the same terminal, that a collection of its own has no version.
    [document] = re.findall(r"^\{$.*?^\}$", run.output, re.MULTILINE | re.DOTALL)
    return t.cast("dict[str, t.Any]", json.loads(document))


@pytest.mark.parametrize("name", ROLES)
def test_ansible_doc_explains_each_variable_of_a_role(name: str, documentation: dict[str, t.Any]) -> None:
    defaults = yaml.safe_load((ROOT / "roles" / name / "defaults" / "main.yml").read_text(encoding="utf-8"))
    options = documentation[f"leastpriv.aws.{name}"]["entry_points"]["main"]["options"]
    assert set(defaults) <= options.keys()
    assert [option for option, documented in options.items() if not documented["description"]] == []


@pytest.mark.parametrize("name", ROLES)
def test_a_roles_readme_names_the_tags(name: str) -> None:
    text = (ROOT / "roles" / name / "README.md").read_text(encoding="utf-8")
    assert [tag for tag in ("policies", "roles", "review") if f"--tags {tag}" not in text] == []
