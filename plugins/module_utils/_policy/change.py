# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One change of a policy document: what changed, what that does to permissions, and how results and people see it."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .._sanitize import printable

Effect = t.Literal["widens", "narrows", "both", "neither", "unknown"]


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change of a document, judged by itself: its effect if the rest of the document stayed the same.

    C(document) names the document. C(statement) is the Sid, or the position if there is no Sid, or C(None) for the
    document as a whole. C(position) counts from 0, after the change, or before it for a removed statement. C(element)
    is the element with its parts after periods (C(Principal.AWS), C(Condition.StringEquals.aws:SourceAccount)), or
    C(None) for a whole statement. C(effect) says whether the change widens or narrows what is allowed, does both or
    neither, or is unknown.
    """

    document: str
    statement: str | None
    position: int | None
    element: str | None
    added: list[t.Any]
    removed: list[t.Any]
    effect: Effect

    def to_result(self) -> dict[str, t.Any]:
        """The change as a task's result lists it, always with the same keys."""
        return {
            "document": self.document,
            "statement": self.statement,
            "position": self.position,
            "element": self.element,
            "added": self.added,
            "removed": self.removed,
            "effect": self.effect,
            "summary": self.summary,
        }

    @property
    def summary(self) -> str:
        """The change in one line, for people."""
        place = f"{self.document}: {self.statement}" if self.statement else self.document
        return printable(f"{place}: {self._what()} ({_EFFECTS[self.effect]})")

    def _what(self) -> str:
        if self.element is None and self.statement:
            return "statement added" if self.added else "statement removed"
        added, removed = (", ".join(map(str, values)) for values in (self.added, self.removed))
        gains, loses = f"gains {added}", f"loses {removed}"
        return f"{self.element or 'document'} {' and '.join((gains,) * bool(added) + (loses,) * bool(removed))}"


_EFFECTS: t.Final[t.Mapping[Effect, str]] = {
    "widens": "widens what is allowed",
    "narrows": "narrows what is allowed",
    "both": "widens and narrows what is allowed",
    "neither": "changes nothing in what is allowed",
    "unknown": "may widen or narrow what is allowed",
}
