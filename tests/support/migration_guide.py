# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tables of the migration guides, as values."""

from __future__ import annotations

import pathlib
import re
import textwrap
import typing as t

import yaml

_GUIDES: t.Final = pathlib.Path(__file__).parents[2] / "docs" / "docsite" / "rst"


def text(name: str) -> str:
    return (_GUIDES / f"guide_migration_{name}.rst").read_text(encoding="utf-8")


def table(guide: str, title: str) -> list[list[str]]:
    """The rows of a table without its header, with each cell on one line."""
    body = text(guide).split(f".. list-table:: {title}\n")[1].split("\n\n", 2)[1]
    rows = re.split(r"^  \* - ", body, flags=re.MULTILINE)[1:]
    return [[" ".join(cell.split()) for cell in re.split(r"^    - ", row, flags=re.MULTILINE)] for row in rows[1:]]


def yaml_blocks(guide: str) -> list[t.Any]:
    """The contents of the YAML blocks, at any indentation."""
    found = re.findall(r"^( *)\.\. code-block:: yaml\n\n((?:\1[ ]+.*\n|\n)+)", text(guide), flags=re.MULTILINE)
    return [yaml.safe_load(textwrap.dedent(block)) for _indent, block in found]


def differences() -> dict[tuple[str, str], list[str]]:
    """The deliberate differences that the guide lists, by module and option."""
    return {
        (module.strip("`"), option.strip("`")): others
        for module, option, *others in table("amazon_aws", "What differs on purpose")
    }
