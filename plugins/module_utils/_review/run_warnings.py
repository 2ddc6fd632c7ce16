# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a run says of findings that do not fail it.

It warns in full about a document that it creates or changes. Of documents that stay as they are, and of findings that
the task declares to be known, it only says how many findings there are.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .._argspec import Options
from .._policy.problem import DocumentKind
from .review import check_rules

# The kind of a document, and what findings call it.
DocumentKey = tuple[DocumentKind, str]

KNOWN_OPTION: t.Final = "review_known"
KNOWN_OPTIONS: t.Final[dict[str, dict[str, t.Any]]] = {
    KNOWN_OPTION: {
        "type": "dict",
        "options": {
            "rules": {"type": "list", "elements": "str", "required": True},
            "note": {"type": "str", "required": True},
        },
    }
}


@dataclass(frozen=True, kw_only=True)
class KnownFindings:
    """The rules of findings that a task declares to be known, and what it says of them."""

    rules: frozenset[str] = frozenset()
    note: str = ""

    @classmethod
    def from_options(cls, options: Options) -> KnownFindings:
        """Reads and checks the option; raises C(OptionError)."""
        given = options[KNOWN_OPTION]
        if given is None:
            return cls()
        check_rules(f"{KNOWN_OPTION}.rules", given["rules"])
        return cls(rules=frozenset(given["rules"]), note=given["note"])


NOTHING_KNOWN: t.Final = KnownFindings()
_MAX_NAMES: t.Final = 5


@dataclass(frozen=True, kw_only=True)
class Warned:
    """A finding that does not fail the task: its text, the identifier of its rule, and the documents that have it."""

    text: str
    rule: str
    documents: frozenset[DocumentKey]


def run_warnings(
    warned: t.Iterable[Warned], *, written: t.Collection[DocumentKey], known: KnownFindings = NOTHING_KNOWN
) -> tuple[str, ...]:
    """The warnings of a run. C(written) are the documents that it creates or changes, or in check mode would."""
    accepted, kept, lines = [], [], []
    for finding in warned:
        if finding.rule in known.rules:
            accepted.append(finding)
        elif finding.documents.isdisjoint(written):
            kept.append(finding)
        else:
            lines.append(finding.text)
    if accepted:
        lines.append(f"{_counted(accepted, 'known finding')}: {known.note} (-v lists them)")
    if kept:
        stay = "stays as it is" if _number_of_documents(kept) == 1 else "stay as they are"
        lines.append(f"{_counted(kept, 'finding')} that {stay}: {_names(kept)} (-v lists them)")
    return tuple(lines)


def _counted(findings: t.Sequence[Warned], noun: str) -> str:
    number, documents = len(findings), _number_of_documents(findings)
    return f"{number} {noun}{'s' * (number != 1)} in {documents} document{'s' * (documents != 1)}"


def _names(findings: t.Iterable[Warned]) -> str:
    """The names of the documents, in order; of many, the first."""
    names = sorted({name for finding in findings for _kind, name in finding.documents})
    more = f" and {len(names) - _MAX_NAMES} more" if len(names) > _MAX_NAMES else ""
    return ", ".join(names[:_MAX_NAMES]) + more


def _number_of_documents(findings: t.Iterable[Warned]) -> int:
    return len({document for finding in findings for document in finding.documents})
