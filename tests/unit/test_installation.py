# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pages, definitions for controllers and the documentation site tell one story of how to install the collection."""

from __future__ import annotations

import pathlib
import re
import typing as t

import pytest
import yaml
from support import documentation_site, guide_steps, installation

ROOT: t.Final = pathlib.Path(__file__).parents[2]
CONTROLLER: t.Final = ROOT / "docs" / "controller"

FOLDERS: t.Final = ("docs", "meta", "playbooks", "plugins", "roles")
TEXTS: t.Final = [ROOT / "README.md", ROOT / "galaxy.yml"] + [
    path
    for folder in FOLDERS
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in {".md", ".py", ".rst", ".yaml", ".yml"}
]
# The file is checked instead.
ELSEWHERE: t.Final = {"-r requirements.yml"}
FOR_NEWCOMERS: t.Final = ("README.md", "docs/docsite/rst/guide_introduction.rst")
LISTS: t.Final = ("execution-environment.yml", "requirements.yml", "guide_pipelines.rst")


def sources(text: str) -> list[str]:
    """What the commands in a text install."""
    return [found.strip() for found in re.findall(r"ansible-galaxy collection install ([^\n'\"`)]+)", text)]


def requirements(value: t.Any) -> list[t.Any]:
    """What lists of collections name, anywhere in a value."""
    if isinstance(value, list):
        return [found for item in value for found in requirements(item)]
    if not isinstance(value, dict):
        return []
    listed = value.get("collections")
    own = [item for item in listed if "leastpriv" in str(item)] if isinstance(listed, list) else []
    return own + [found for item in value.values() for found in requirements(item)]


def blocks(path: pathlib.Path) -> list[guide_steps.Block]:
    text = path.read_text(encoding="utf-8")
    return guide_steps.of_markdown(text) if path.suffix == ".md" else guide_steps.blocks(text)


def test_every_command_installs_from_the_same_source() -> None:
    found = {str(path.relative_to(ROOT)): sources(path.read_text(encoding="utf-8")) for path in TEXTS}
    assert {source for texts in found.values() for source in texts} - ELSEWHERE == {installation.SOURCE}
    assert {path for path, texts in found.items() if installation.SOURCE in texts} >= set(FOR_NEWCOMERS)


@pytest.mark.parametrize("page", FOR_NEWCOMERS)
def test_a_page_for_newcomers_says_where_the_collection_comes_from(page: str) -> None:
    [block] = [block for block in blocks(ROOT / page) if installation.COMMAND in block.text]
    assert installation.SENTENCE in " ".join(block.prose.split()).replace("::", ":")
    assert block.text == f"$ {installation.COMMAND}\n$ pip install boto3\n"


def test_every_list_of_collections_names_the_same_source() -> None:
    values = {path.name: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(CONTROLLER.rglob("*.yml"))}
    for path in sorted((ROOT / "docs").rglob("*.rst")):
        texts = [block.text for block in blocks(path) if block.language == "yaml" and "collections:" in block.text]
        values[path.name] = [yaml.safe_load(text) for text in texts]
    found = {name: requirements(value) for name, value in values.items()}
    assert {name: named for name, named in found.items() if named} == {
        name: [installation.REQUIREMENT] for name in LISTS
    }


def test_the_pages_of_plugins_on_the_site_say_the_same() -> None:
    assert f'"{installation.COMMAND}"' in documentation_site.CONFIGURATION


# That this can fail: each is a way in which the story has been told otherwise.
@pytest.mark.parametrize(
    "text",
    [
        "$ ansible-galaxy collection install .",
        "To install it, use `ansible-galaxy collection install leastpriv.aws`.",
        "- run: ansible-galaxy collection install git+https://github.com/leastpriv/leastpriv.aws",
    ],
)
def test_another_source_is_noticed(text: str) -> None:
    assert set(sources(text)) - ELSEWHERE not in ({installation.SOURCE}, set())


@pytest.mark.parametrize("item", ["leastpriv.aws", {"name": "leastpriv.aws"}])
def test_another_requirement_is_noticed(item: t.Any) -> None:
    definition = {"dependencies": {"galaxy": {"collections": [item, {"name": "community.aws"}]}}}
    assert requirements(definition) == [item]
    assert item != installation.REQUIREMENT
