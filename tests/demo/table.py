# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plain tables with a row for each account and a column for each resource."""

from __future__ import annotations

import typing as t

from support.account_state import AccountState

States = t.Mapping[str, AccountState]


def of_policies(states: States, names: t.Sequence[str]) -> str:
    """The default version of each policy."""
    return _table("account", names, {account: _versions(state, names) for account, state in states.items()})


def of_roles(states: States, names: t.Sequence[str]) -> str:
    """The number of policies attached to each role."""
    return _table("account", names, {account: _attached(state, names) for account, state in states.items()})


def _versions(state: AccountState, names: t.Sequence[str]) -> list[str]:
    return [f"in force: {state['policies'][name]['default_version']}" for name in names]


def _attached(state: AccountState, names: t.Sequence[str]) -> list[str]:
    counts = [len(state["roles"][name]["managed_policies"]) for name in names]
    return [f"{count} {'policy' if count == 1 else 'policies'}" for count in counts]


def _table(corner: str, names: t.Sequence[str], rows: t.Mapping[str, t.Sequence[str]]) -> str:
    lines = [(corner, *names), *((account, *cells) for account, cells in rows.items())]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    rule = tuple("-" * width for width in widths)
    padded = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in (lines[0], rule, *lines[1:])
    ]
    return "\n".join(padded) + "\n"
