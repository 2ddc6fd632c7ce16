# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lists of a host's groups: each group adds its own, as a variable with a suffix, to the list of the role."""

from __future__ import annotations

import typing as t

from .baseline import json_value


def suffixed(names: t.Iterable[t.Any], variable: str) -> list[str]:
    """The names that begin with C(variable), an underscore and a suffix, in the order of their suffixes."""
    prefix = f"{variable}_"
    return sorted(name for name in names if isinstance(name, str) and name.startswith(prefix) and name != prefix)


def merged(lists: t.Mapping[str, t.Any]) -> list[t.Any]:
    """The entries of all lists, which are given by variable and in order.

    Raises C(ValueError) for a variable that is not a list of mappings, and for a name in two of the lists. A list that
    has a name twice is left for the module to refuse.
    """
    entries: list[t.Any] = []
    owners: dict[str, str] = {}
    for variable, listed in lists.items():
        if not isinstance(listed, (list, tuple)) or not all(isinstance(entry, t.Mapping) for entry in listed):
            raise ValueError(f"{variable} must be a list of mappings (got: {json_value(listed)!s:.200})")
        for entry in listed:
            # The module refuses an entry without a name.
            if (name := entry.get("name", entry.get("url"))) is not None:
                _check_owner(owners, name, variable)
        entries.extend(listed)
    return entries


def _check_owner(owners: dict[str, str], name: t.Any, variable: str) -> None:
    """Notes which variable has a name. IAM's names are case-insensitive."""
    owner = owners.setdefault(str(name).lower(), variable)
    if owner != variable:
        raise ValueError(
            f"{name} is both in {owner} and in {variable}: remove it from one of them, or set iam_baseline_merge to"
            " false to use only the list without a suffix"
        )
