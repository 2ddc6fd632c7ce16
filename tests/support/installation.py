# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the collection is installed: the same on every page and in every definition.

Once it is on Ansible Galaxy, set C(SOURCE) to its name and C(REQUIREMENT) to the name alone. A test then names each
place to change.
"""

from __future__ import annotations

import pathlib
import typing as t

import yaml

ROOT: t.Final = pathlib.Path(__file__).parents[2]
REPOSITORY: t.Final = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["repository"] + ".git"

SOURCE: t.Final = f"git+{REPOSITORY}"
COMMAND: t.Final = f"ansible-galaxy collection install {SOURCE}"
REQUIREMENT: t.Final = {"name": REPOSITORY, "type": "git", "version": "main"}
SENTENCE: t.Final = "The collection is not on Ansible Galaxy yet. Until it is, install it from git:"
