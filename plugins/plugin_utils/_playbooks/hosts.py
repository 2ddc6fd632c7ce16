# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Checks of a run before it begins: does it have hosts, and does it leave alone what the playbook sets?"""

from __future__ import annotations

import typing as t


def text_of(pattern: t.Any) -> str:
    """A pattern of hosts, given as text or as a list, in one text."""
    return ",".join(str(part) for part in pattern) if isinstance(pattern, (list, tuple)) else str(pattern)


def missing_hosts(pattern: str, *, inventory: t.Collection[str], limit: str | None) -> str:
    """Why a run has no host: C(inventory) has all hosts of the inventory, C(limit) is the value of C(--limit)."""
    if not inventory:
        return (
            "No accounts to work on: the inventory has no hosts."
            " Name an inventory with -i, and see the warnings above if Ansible could not read it"
        )
    within = f" within the limit {limit}" if limit else ""
    return f"No accounts to work on: the inventory has no host in {pattern}{within}"


def fixed_variable_set(names: t.Sequence[str], *, given: t.Sequence[str]) -> str | None:
    """What is wrong where some of the variables are given that the playbook sets itself, or None."""
    if not given:
        return None
    return f"This playbook sets {', '.join(names)} itself: remove {', '.join(given)} from the run. Nothing was changed"
