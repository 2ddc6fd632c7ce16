# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What reviews found, as workflow commands that GitHub Actions shows as annotations beside the lines of a change.

Sources: GitHub's page I(Workflow commands for GitHub Actions), and how C(@actions/core) escapes a command.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace

from ...module_utils._sanitize import printable
from .reviews import ERROR, AccountReview, ReviewFinding

# GitHub shows as many of each kind for a step, and drops the others without a word.
SHOWN: t.Final = 10

_NOTICE: t.Final = "notice"


@dataclass(frozen=True, kw_only=True)
class Annotation:
    """A finding at its place."""

    kind: str
    title: str
    message: str
    score: float = 0.0
    path: str = ""
    line: int = 1

    def command(self) -> str:
        """The annotation as a workflow command."""
        place = [("file", self.path), ("line", str(self.line))] if self.path else []
        properties = ",".join(f"{name}={_property(value)}" for name, value in (*place, ("title", self.title)))
        # Line feeds are escaped by now, so that this leaves them.
        return printable(f"::{self.kind} {properties}::{_data(self.message)}")

    @property
    def gravity(self) -> tuple[t.Any, ...]:
        """What annotations are sorted by: errors first, then by score and place."""
        return (self.kind != ERROR, -self.score, self.path, self.line, self.title, self.message)


def commands(reviews: t.Iterable[AccountReview], scores: t.Mapping[str, float]) -> list[str]:
    """The workflow commands for what was found and is not known: errors first, then by the scores of the rules.

    C(scores) has those of the rules by their identifiers, the gravest highest.
    A finding that several accounts have is one annotation. A notice says how many findings GitHub would not show.
    """
    ordered = sorted(_distinct(reviews, scores), key=lambda annotation: annotation.gravity)
    errors = [annotation for annotation in ordered if annotation.kind == ERROR]
    shown = [*errors[:SHOWN], *ordered[len(errors) :][:SHOWN]]
    return [annotation.command() for annotation in (*shown, *_of_more(len(ordered) - len(shown)))]


def _distinct(reviews: t.Iterable[AccountReview], scores: t.Mapping[str, float]) -> t.Iterator[Annotation]:
    """The annotations of all accounts, each once."""
    annotations = {
        _annotation(finding, review.account_id, scores.get(finding.rule, 0.0))
        for review in reviews
        for finding in review.findings
        if not finding.known
    }
    # A task that knows no file may have reviewed the same document.
    placed = {replace(annotation, path="", line=1) for annotation in annotations if annotation.path}
    return (annotation for annotation in annotations if annotation not in placed)


def _annotation(finding: ReviewFinding, account_id: str | None, score: float) -> Annotation:
    return Annotation(
        kind=ERROR if finding.severity == ERROR else "warning",
        title=": ".join(part for part in (finding.document, finding.statement) if part),
        message=f"{finding.to_json(account_id)['message']} [{finding.rule}]",
        score=score,
        path=finding.path,
        line=finding.line or 1,
    )


def _of_more(number: int) -> t.Iterator[Annotation]:
    if number:
        message = (
            f"{number:,} more finding{'' if number == 1 else 's'}: GitHub shows {SHOWN} errors and {SHOWN} warnings"
            " of a step. The summary and the files of the review have all."
        )
        yield Annotation(kind=_NOTICE, title="leastpriv.aws", message=message)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
