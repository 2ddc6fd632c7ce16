# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The title of the page, which tells the tabs of several reports apart."""

from __future__ import annotations

import typing as t

from .access import VIOLATED
from .states import CHANGED, DRIFT, FAILED, MISSING, UNREACHABLE, WOULD_CHANGE
from .values import Json, mapping

# What a reader looks for first, and the states of accounts that it counts.
_COUNTED: t.Final = (
    ("failed", (FAILED, UNREACHABLE)),
    ("would change", (WOULD_CHANGE,)),
    ("changed", (CHANGED,)),
    ("drift", (DRIFT,)),
    ("missing", (MISSING,)),
)


def title(report: Json) -> str:
    """State, playbook and inventory: C(2 failed, 8 changed \u00b7 rollout.yml \u00b7 accounts.yml).

    The state comes first, because a tab has room for about twenty characters.
    """
    inventory = mapping(report.get("origin")).get("inventory", ())
    return " \u00b7 ".join([_state(report), str(report["playbook"]), *([", ".join(inventory)] if inventory else [])])


def _state(report: Json) -> str:
    """The state of the run: what happened in how many accounts."""
    totals = report["totals"]
    accounts = totals["accounts"]
    counts = [(name, sum(accounts.get(state, 0) for state in states)) for name, states in _COUNTED]
    violated = mapping(mapping(totals.get("access")).get("accounts")).get(VIOLATED, 0)
    counts.insert(1, ("with a violated assertion", violated))
    found = [f"{number:,} {name}" for name, number in counts if number]
    nothing = "no drift" if "drift" in totals else "unchanged"
    return ", ".join([*(["interrupted"] if report["interrupted"] else []), *(found or [nothing])])
