# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where the variables of a run are written."""

from __future__ import annotations

import pathlib
import typing as t

GROUPS: t.Final = "group_vars"
_FOLDERS: t.Final = (GROUPS, "host_vars")


def variable_sources(inventories: t.Iterable[str], playbook_dir: str) -> list[str]:
    """The inventories, and the folders of variables beside them and beside the playbook."""
    inventories = [str(inventory) for inventory in inventories]
    beside = dict.fromkeys([*(pathlib.Path(inventory).parent for inventory in inventories), pathlib.Path(playbook_dir)])
    return [*inventories, *(str(folder / name) for folder in beside for name in _FOLDERS)]


def folders_of_variables(inventories: t.Iterable[str], playbook_dir: str) -> list[pathlib.Path]:
    """The folders of variables that Ansible reads: beside the playbook, and beside or in each inventory."""
    # A list of hosts instead of a file does not exist.
    paths = [path for path in map(pathlib.Path, inventories) if path.exists()]
    beside = dict.fromkeys([*(path if path.is_dir() else path.parent for path in paths), pathlib.Path(playbook_dir)])
    return [found for folder in beside for found in folders_in(folder)]


def folders_in(folder: str | pathlib.Path) -> list[pathlib.Path]:
    """The folders of variables in a folder."""
    return [path for path in (pathlib.Path(folder) / name for name in _FOLDERS) if path.is_dir()]
