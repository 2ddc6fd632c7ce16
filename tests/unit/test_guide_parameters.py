# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the guide to policy documents says about parameters is what the code does."""

from __future__ import annotations

import pathlib
import re
import textwrap
import typing as t

import yaml
from ansible_collections.leastpriv.aws.plugins.module_utils._module import baseline
from ansible_collections.leastpriv.aws.plugins.module_utils._policy.parameters import parameter
from support.tasks import options

GUIDES: t.Final = pathlib.Path(__file__).parents[2] / "docs" / "docsite" / "rst"
GUIDE: t.Final = (GUIDES / "guide_policy_documents.rst").read_text(encoding="utf-8")
SECTION: t.Final = GUIDE.partition("Parameters: ")[2].partition("When documents are equivalent")[0]


def first_cells(table: str) -> list[str]:
    part = SECTION.partition(f".. list-table:: {table}\n")[2].partition(".. list-table::")[0]
    return re.findall(r"^  \* - ``(.*?)``$", part, re.MULTILINE)


def test_the_tables_are_complete() -> None:
    assert sorted(first_cells("Keys of a parameter")) == sorted(parameter.KEYS)
    assert sorted([*first_cells("Types"), "list"]) == sorted(parameter.CHOICES["type"])


def test_the_example_fails_as_the_guide_says() -> None:
    [example] = re.findall(r"code-block:: yaml\+jinja\n\n((?:  .*\n|\n)+)", SECTION)
    [message] = re.findall(r"code-block:: text\n\n((?:  .+\n)+)", SECTION)
    mistyped = example.replace("name: ${Team}", "name: ${Tema}").replace(
        '"{{ reports_bucket | default(none) }}"', "my-bucket"
    )
    [task] = yaml.safe_load(mistyped)
    given = options("iam_baseline", **task["leastpriv.aws.iam_baseline"])
    failed = baseline.execute(given, check_mode=False, diff=False)
    assert failed.failed
    assert failed.result["msg"] == textwrap.dedent(message).rstrip()
