# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role iam_baseline describes the options of its entries in the words of the module iam_baseline."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
import yaml
from ansible_collections.leastpriv.aws.plugins.doc_fragments import _baseline

ROLE: t.Final = pathlib.Path(__file__).parents[3] / "roles" / "iam_baseline" / "meta" / "argument_specs.yml"
OPTIONS: t.Final = yaml.safe_load(ROLE.read_text(encoding="utf-8"))["argument_specs"]["main"]["options"]
FRAGMENT: t.Final = yaml.safe_load(_baseline.ModuleDocFragment.DOCUMENTATION)["options"]

# What the module calls the task's options, the role calls its variables.
VARIABLES: t.Final = {
    "O(leastpriv.aws.iam_baseline#module:detach)": "O(iam_baseline_detach)",
    "the O(unused_for_days) of the task": "O(iam_baseline_unused_for_days)",
    "the review of the task": "O(iam_baseline_review)",
    "those of the task": "those of O(iam_baseline_review_ignore)",
    "if the task removes the whole set": "if O(iam_baseline_state=absent)",
}


def words(description: str | list[str]) -> list[str]:
    return [description] if isinstance(description, str) else description


def of_the_role(description: str | list[str]) -> list[str]:
    texts = words(description)
    for task, variable in VARIABLES.items():
        texts = [text.replace(task, variable) for text in texts]
    return texts


@pytest.mark.parametrize("name", FRAGMENT)
def test_an_option_of_an_entry_is_described_as_in_the_module(name: str) -> None:
    role = {option: words(spec["description"]) for option, spec in OPTIONS[f"iam_baseline_{name}"]["options"].items()}
    module = {option: of_the_role(spec["description"]) for option, spec in FRAGMENT[name]["suboptions"].items()}
    assert role == module
