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

# The versions that all guides and definitions name. To renew one, change it here: a test names each place that differs.
ACTIONS: t.Final = {
    "actions/cache": "v4",
    "actions/checkout": "v5",
    "actions/download-artifact": "v4",
    "actions/setup-python": "v6",
    "actions/upload-artifact": "v4",
    "aws-actions/configure-aws-credentials": "v4",
    "github/codeql-action/upload-sarif": "v4",
}
PYTHON: t.Final = "3.13"
ANSIBLE_CORE: t.Final = "==2.19.*"
RUNNER: t.Final = "ubuntu-24.04"
IMAGES: t.Final = {"python": PYTHON, "fedora": "42", "images.example.com/platform/leastpriv-aws": "1"}


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
