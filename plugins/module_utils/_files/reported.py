# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the files for code hosts have in common: the order of findings, their words, and how a host knows one again."""

from __future__ import annotations

import hashlib
import json
import typing as t

from .._finding import Finding, Located


def ordered(findings: t.Iterable[Located]) -> list[Located]:
    """The findings, each once, by file and line: equal findings give equal files, whatever their order."""
    return sorted(set(findings), key=_order)


def message(finding: Finding) -> str:
    """What was found, with the document and the statement."""
    place = ": ".join(part for part in (finding.document, finding.statement) if part)
    return f"{place}: {finding.message}" if place else finding.message


def fingerprint(located: Located) -> str:
    """Identifies a finding to a code host even after lines have moved: a hash of its content and file, not its line.

    The file is part of it because two accounts may have the same mistake in documents of the same name.
    """
    finding = located.finding
    return digest(located.path, finding.rule.id, finding.document, finding.statement, finding.element, finding.message)


def digest(*parts: str | int | None) -> str:
    """A hash of texts, the same in every run."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


def _order(located: Located) -> tuple[t.Any, ...]:
    finding = located.finding
    position = -1 if finding.position is None else finding.position
    return (
        located.path or "",
        located.line or 0,
        finding.document,
        position,
        finding.rule.id,
        finding.element or "",
        finding.message,
        finding.sid or "",
    )
