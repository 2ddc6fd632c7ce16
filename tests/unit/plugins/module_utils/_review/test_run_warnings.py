# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A run warns in full about what it writes, and says the number of the other findings."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import OptionError
from ansible_collections.leastpriv.aws.plugins.module_utils._review.run_warnings import (
    NOTHING_KNOWN,
    DocumentKey,
    KnownFindings,
    Warned,
    run_warnings,
)

READER: t.Final[DocumentKey] = ("managed", "Reader")
WRITER: t.Final[DocumentKey] = ("managed", "Writer")
TRUST: t.Final[DocumentKey] = ("trust", "Reader")
KNOWN: t.Final = KnownFindings(rules=frozenset({"b"}), note="AWS's own text has them")


def warned(text: str, *documents: DocumentKey) -> Warned:
    """A finding whose rule is the first letter of its text."""
    return Warned(text=text, rule=text[0], documents=frozenset(documents))


A1, A2, B1, B2 = warned("a1", READER), warned("a2", WRITER), warned("b1", READER), warned("b2", READER)
KEPT = "that stays as it is: Reader (-v lists them)"
MANY = [warned(f"a{number}", ("managed", f"P{number}")) for number in range(7, 0, -1)]


@pytest.mark.parametrize(
    ("findings", "written", "known", "expected"),
    [
        ([], [READER], KNOWN, []),
        ([A1, B1], [READER], NOTHING_KNOWN, ["a1", "b1"]),
        ([A1], [], NOTHING_KNOWN, [f"1 finding in 1 document {KEPT}"]),
        ([A1, B1], [WRITER], NOTHING_KNOWN, [f"2 findings in 1 document {KEPT}"]),
        (
            [A1, A2],
            [],
            NOTHING_KNOWN,
            ["2 findings in 2 documents that stay as they are: Reader, Writer (-v lists them)"],
        ),
        ([A1, A2], [WRITER], NOTHING_KNOWN, ["a2", f"1 finding in 1 document {KEPT}"]),
        # A policy and a role of the same name have documents of their own.
        ([A1, warned("a3", TRUST)], [TRUST], NOTHING_KNOWN, ["a3", f"1 finding in 1 document {KEPT}"]),
        # The same text about two documents.
        ([warned("a4", READER, TRUST)], [TRUST], NOTHING_KNOWN, ["a4"]),
        (
            [warned("a4", READER, TRUST)],
            [],
            NOTHING_KNOWN,
            ["1 finding in 2 documents that stay as they are: Reader (-v lists them)"],
        ),
        (
            MANY,
            [],
            NOTHING_KNOWN,
            ["7 findings in 7 documents that stay as they are: P1, P2, P3, P4, P5 and 2 more (-v lists them)"],
        ),
        ([B1], [READER], KNOWN, ["1 known finding in 1 document: AWS's own text has them (-v lists them)"]),
        (
            [A1, A2, B1, B2],
            [WRITER],
            KNOWN,
            [
                "a2",
                "2 known findings in 1 document: AWS's own text has them (-v lists them)",
                f"1 finding in 1 document {KEPT}",
            ],
        ),
    ],
)
def test_what_a_run_says(
    findings: list[Warned], written: list[DocumentKey], known: KnownFindings, expected: list[str]
) -> None:
    assert list(run_warnings(findings, written=written, known=known)) == expected


def test_known_findings_are_read() -> None:
    given = {"rules": ["wildcard-resource", "wildcard-resource"], "note": "x"}
    assert KnownFindings.from_options({"review_known": given}).rules == {"wildcard-resource"}
    assert KnownFindings.from_options({"review_known": None}) == NOTHING_KNOWN
    with pytest.raises(OptionError, match=r"^review_known\.rules: 'nothing' is not a rule of the review"):
        KnownFindings.from_options({"review_known": {"rules": ["nothing"], "note": "x"}})
