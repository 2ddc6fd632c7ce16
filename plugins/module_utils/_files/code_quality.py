# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Findings as a Code Quality report, which GitLab shows in a merge request and beside the lines of its changes.

Equal findings give equal reports, whatever their order. Sources: GitLab's pages I(Code Quality report format) and
I(Code Quality).
"""

from __future__ import annotations

import collections
import json
import typing as t

from .._finding import Located, Rule
from . import reported

Entry = dict[str, t.Any]

# From which score on a warning has which severity. An error is a blocker: IAM refuses the document.
_SEVERITIES: t.Final = ((9.0, "critical"), (7.0, "major"), (4.0, "minor"))


def to_text(findings: t.Iterable[Located], *, fallback: str | None = None) -> str:
    """The report as the text of its file; see C(entries)."""
    return json.dumps(entries(findings, fallback=fallback), indent=2) + "\n"


def entries(findings: t.Iterable[Located], *, fallback: str | None = None) -> list[Entry]:
    """The entries of a report.

    GitLab refuses an entry without a file. A finding whose file is not known has C(fallback) instead, and the name of
    its document if there is none.
    """
    seen: collections.Counter[str] = collections.Counter()
    found = []
    for located in reported.ordered(findings):
        identity = reported.fingerprint(located)
        # GitLab takes entries with equal fingerprints for one. Those of equal findings depend on their order alone.
        number = seen[identity]
        seen[identity] += 1
        found.append(_entry(located, reported.digest(identity, number) if number else identity, fallback))
    return found


def severity(rule: Rule) -> str:
    """How grave it is to break the rule, in GitLab's words."""
    if rule.severity == "error":
        return "blocker"
    return next((name for score, name in _SEVERITIES if rule.score >= score), "info")


def _entry(located: Located, identity: str, fallback: str | None) -> Entry:
    finding = located.finding
    return {
        "description": reported.message(finding),
        "check_name": finding.rule.id,
        "fingerprint": identity,
        "severity": severity(finding.rule),
        "location": {
            "path": located.path or fallback or finding.document,
            "lines": {"begin": located.line or 1},
        },
    }
