# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The pipelines of the guides as files: python -m support.guide_pipelines FOLDER

The session C(schemas) of noxfile.py compares them with the schemas of GitHub and GitLab.
"""

from __future__ import annotations

import pathlib
import sys
import typing as t

from support import guide_steps


def definitions() -> dict[str, str]:
    """The text of each definition, by a name that begins with the product."""
    found: dict[str, str] = {}
    for path in sorted(guide_steps.GUIDES.glob("guide_*.rst")):
        for block in guide_steps.of_guide(path.stem.removeprefix("guide_")):
            if block.language == "yaml" and (product := _product(block.text)):
                found[f"{product}-{len(found)}-{path.stem}.yml"] = block.text
    return found


def _product(text: str) -> str | None:
    lines = set(text.splitlines())
    if "jobs:" in lines:
        return "github"
    return "gitlab" if {"  script:", "script:"} & lines else None


def main(folder: str) -> None:
    for name, text in definitions().items():
        pathlib.Path(folder, name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(*t.cast("tuple[str]", sys.argv[1:]))
