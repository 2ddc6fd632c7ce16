# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each playbook has a reference page with the variables that it reads and their defaults."""

from __future__ import annotations

import pathlib
import re
import typing as t

import pytest
import yaml

ROOT: t.Final = pathlib.Path(__file__).parents[3]
PAGES: t.Final = ROOT / "docs" / "docsite" / "rst"
PLAYBOOKS: t.Final = sorted(path.stem for path in (ROOT / "playbooks").glob("*.yml"))
# Variables of another playbook that this one imports.
ELSEWHERE: t.Final = {"retire_pinpoint_importer": {"rollout_waves", "rollout_max_fail_percentage"}}


def page(name: str) -> str:
    return (PAGES / f"playbook_{name}.rst").read_text(encoding="utf-8")


def playbook(name: str) -> str:
    return (ROOT / "playbooks" / f"{name}.yml").read_text(encoding="utf-8")


def rows(name: str) -> dict[str, str]:
    """The variables in a page's tables, with the defaults that the page gives."""
    return dict(re.findall(r"^  \* - ``(\w+)``\n    - (.*)$", page(name), re.MULTILINE))


def of_a_run(text: str) -> set[str]:
    """The variables that a playbook lists in its header comment."""
    return set(re.findall(r"^# ([a-z]+_\w+)  +\S", text, re.MULTILINE))


def test_every_page_of_the_reference_has_a_playbook() -> None:
    assert sorted(path.stem.removeprefix("playbook_") for path in PAGES.glob("playbook_*.rst")) == PLAYBOOKS


@pytest.mark.parametrize("name", PLAYBOOKS)
def test_a_page_lists_the_variables_of_a_run(name: str) -> None:
    prefixes = ("bootstrap_", "drift_", "export_", "rollout_", "retire_", "review_")
    listed = {variable for variable in rows(name) if variable.startswith(prefixes)}
    assert listed == of_a_run(playbook(name)) | ELSEWHERE.get(name, set())


@pytest.mark.parametrize("name", PLAYBOOKS)
def test_a_page_lists_the_variables_of_the_connection(name: str) -> None:
    [play] = [play for play in yaml.safe_load(playbook(name)) if "hosts" in play]
    read = set(re.findall(r"\baws_(?!accounts)\w+", str(play["module_defaults"])))
    assert {variable for variable in rows(name) if variable.startswith("aws_")} == read


@pytest.mark.parametrize(
    ("name", "variable", "default"),
    [
        (name, variable, default.strip("`"))
        for name in PLAYBOOKS
        for variable, default in rows(name).items()
        if variable in of_a_run(playbook(name)) | ELSEWHERE.get(name, set()) and re.fullmatch("``[^`]+``", default)
    ],
)
def test_a_default_of_a_page_is_the_playbooks(name: str, variable: str, default: str) -> None:
    texts = playbook(name) + playbook("rollout")
    assert re.search(rf"\b{variable} \| default\('?{re.escape(default)}'?\)", texts)


@pytest.mark.parametrize("name", PLAYBOOKS)
def test_a_page_begins_with_a_command(name: str) -> None:
    first = page(name).split(".. code-block:: console\n\n", 1)[1].splitlines()[0]
    assert first.startswith(f"  $ ansible-playbook leastpriv.aws.{name} -i ")
