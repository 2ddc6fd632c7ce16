# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a review of a policy document says: rules, each with its words and where AWS documents it, and findings."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

Severity = t.Literal["error", "warning"]


@dataclass(frozen=True)
class Rule:
    """One rule: a stable identifier, how grave it is to break it, its words, and the AWS page it comes from.

    An C(error) is what IAM refuses, a C(warning) what IAM takes and its author should look at again.
    C(needs_catalogue) says that without the data of cfn-lint it is not checked, or only in part.
    """

    id: str
    severity: Severity
    words: str
    url: str
    needs_catalogue: bool = False


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that a review noticed.

    C(document) is what people call the document, C(position) the statement's place in it, counted from 0, or
    C(None) where the document as a whole is meant, C(sid) the statement's Sid, C(element) the element's name.
    """

    rule: Rule
    message: str
    document: str
    position: int | None = None
    sid: str | None = None
    element: str | None = None

    @property
    def statement(self) -> str | None:
        """How people find the statement: by its Sid, else by its position."""
        return statement_label(self.position, self.sid)

    def line(self) -> str:
        """The finding as one line for people."""
        place = ": ".join(part for part in (self.document, self.statement) if part)
        return f"{place}: {self.message} [{self.rule.id}]"

    def to_result(self) -> dict[str, t.Any]:
        """The finding as a task's result lists it: the same keys, always."""
        return {
            "id": self.rule.id,
            "severity": self.rule.severity,
            "document": self.document,
            "statement": self.statement,
            "position": self.position,
            "element": self.element,
            "message": self.message,
            "rule": self.rule.words,
            "url": self.rule.url,
        }


def statement_label(position: int | None, sid: str | None) -> str | None:
    """What people call a statement: its Sid, or C(Statement[0]) for the first one without."""
    if sid:
        return sid
    return None if position is None else f"Statement[{position}]"
