# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What playbooks ask about the roles of an account, and what they make of the answers."""

from __future__ import annotations

import typing as t

from . import baseline

ASSERTIONS: t.Final = ("access", "assumable_by")
_NOTHING: t.Final = "nothing is asserted: no entry of iam_baseline_roles has access or assumable_by"


def asserted(roles: t.Any, role_defaults: t.Any, *, state: str) -> list[dict[str, t.Any]]:
    """The roles that should exist and about which something is asserted. Raises C(ValueError)."""
    if state != "present":
        return []
    found = baseline.complete(
        baseline.ROLES, {baseline.ROLES: roles}, "role_defaults", {"role_defaults": role_defaults}
    )
    return [
        {option: entry[option] for option in ("name", *ASSERTIONS) if option in entry}
        for entry in found
        if entry.get("state") != "absent" and any(option in entry for option in ASSERTIONS)
    ]


def problems(results: t.Sequence[t.Mapping[str, t.Any]]) -> list[str]:
    """A line for each assertion that is not proven, by the results of a loop of iam_role_info."""
    if not results:
        return [_NOTHING]
    return [problem for result in results for problem in _problems_of(result)]


def _problems_of(result: t.Mapping[str, t.Any]) -> t.Iterator[str]:
    item = result.get("item")
    name = item.get("name") if isinstance(item, t.Mapping) else None
    roles = result.get("iam_roles")
    if roles is None:
        yield str(result.get("msg") or f"role {name} could not be read")
    elif not roles:
        yield f"role {name} does not exist, so nothing is proven about it"
    for role in roles or ():
        for answer in role.get("access", {}).get("assertions", ()):
            if answer["verdict"] != "holds":
                yield f"role {role['role_name']}: {answer['message']}"
