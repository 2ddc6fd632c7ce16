# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where the variables of a run are written."""

from __future__ import annotations

import pathlib
import typing as t

_FOLDERS: t.Final = ("group_vars", "host_vars")


def variable_sources(inventories: t.Iterable[str], playbook_dir: str) -> list[str]:
    """The inventories, and the folders of variables beside them and beside the playbook."""
    inventories = [str(inventory) for inventory in inventories]
    beside = dict.fromkeys([*(pathlib.Path(inventory).parent for inventory in inventories), pathlib.Path(playbook_dir)])
    return [*inventories, *(str(folder / name) for folder in beside for name in _FOLDERS)]
