# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Annotations for GitHub Actions. The runner's side is written here after its documentation."""

from __future__ import annotations

import re
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report import github
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.reviews import AccountReview, ReviewFinding
from hypothesis import given
from hypothesis import strategies as st

GRAVE: t.Final = "service-wildcard"
LIGHT: t.Final = "redundant-statement"
SCORES: t.Final = {GRAVE: 7.0, LIGHT: 1.0}


def found(document: str = "Reports", **more: t.Any) -> ReviewFinding:
    given = {"rule": GRAVE, "severity": "warning", "statement": "Read", "message": "s3:* is broad", **more}
    return ReviewFinding(document=document, resource=document, **given)


def review(*findings: ReviewFinding, host: str = "a", account_id: str | None = None) -> AccountReview:
    return AccountReview(host=host, account_id=account_id, findings=findings, unchanged=())


def as_github(command: str) -> tuple[str, dict[str, str], str]:
    """Kind, properties and message of a command that a runner reads from a line."""
    match = re.fullmatch(r"::(\w+) (.*?)::(.*)", command)
    assert match, command
    properties = dict(part.split("=", 1) for part in match[2].split(","))
    values = {name: plain(value.replace("%3A", ":").replace("%2C", ",")) for name, value in properties.items()}
    return match[1], values, plain(match[3])


def plain(text: str) -> str:
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def harmless(text: str) -> str:
    """The text with its lines, and without other characters that do not print."""
    return "".join(each if each.isprintable() or each in "\r\n" else "?" for each in text)


def test_a_finding_is_shown_beside_its_line() -> None:
    [command] = github.commands([review(found(path="group_vars/all.yml", line=12))], SCORES)
    assert command == (
        "::warning file=group_vars/all.yml,line=12,title=Reports%3A Read::s3:* is broad [service-wildcard]"
    )


TEXT: t.Final = st.text(min_size=1) | st.text(alphabet="%0A\r\n:,=D\u2028\x85", min_size=1)


def test_no_text_turns_the_log_of_the_job() -> None:
    """What a terminal or a page obeys is not printed; lines of a message stay lines."""
    bad = "a\x1b[31m\u202eb\ud800"
    finding = found(bad, statement=bad, message=f"{bad}\nc", path=f"{bad}.yml", line=3)
    [command] = github.commands([review(finding)], SCORES)
    shown = "a?[31m?b?"
    place = {"file": f"{shown}.yml", "line": "3", "title": f"{shown}: {shown}"}
    assert as_github(command) == ("warning", place, f"{shown}\nc [{GRAVE}]")


@given(TEXT, TEXT, TEXT, TEXT)
def test_no_text_ends_a_command_or_begins_another(path: str, document: str, statement: str, message: str) -> None:
    finding = found(document, statement=statement, message=message, path=path, line=3)
    [command] = github.commands([review(finding)], SCORES)
    assert "\n" not in command
    assert "\r" not in command
    kind, properties, shown = as_github(command)
    assert (kind, shown) == ("warning", f"{harmless(message)} [{GRAVE}]")
    assert properties == {"file": harmless(path), "line": "3", "title": harmless(f"{document}: {statement}")}


@pytest.mark.parametrize(
    ("finding", "beginning"),
    [
        (found(), "::warning title=Reports%3A Read::"),
        (found(statement=""), "::warning title=Reports::"),
        (found(path="a.json"), "::warning file=a.json,line=1,title="),
        (found(severity="error", rule="invalid-effect"), "::error title="),
        (found(rule="of-a-later-release"), "::warning title="),
    ],
)
def test_what_a_finding_lacks_is_left_out(finding: ReviewFinding, beginning: str) -> None:
    [command] = github.commands([review(finding)], SCORES)
    assert command.startswith(beginning)


def test_errors_come_first_then_the_gravest() -> None:
    findings = [
        found("c", rule=LIGHT),
        found("b", path="a.yml"),
        found("a", path="b.yml"),
        found("d", severity="error"),
    ]
    titles = [as_github(command)[1]["title"] for command in github.commands([review(*findings)], SCORES)]
    assert titles == ["d: Read", "b: Read", "a: Read", "c: Read"]


def test_a_finding_is_shown_once() -> None:
    message = "the account 111122223333 is trusted"
    one = review(found(message=message), found(), found(path="a.yml", line=2), account_id="111122223333")
    other = review(found(message=message.replace("1111", "9999")), host="b", account_id="999922223333")
    shown = [as_github(command) for command in github.commands([one, other], SCORES)]
    assert [(properties.get("file"), text) for _kind, properties, text in shown] == [
        (None, f"the account ${{AWS::AccountId}} is trusted [{GRAVE}]"),
        ("a.yml", f"s3:* is broad [{GRAVE}]"),
    ]


def test_known_findings_are_left_out() -> None:
    assert github.commands([review(found(known=True))], SCORES) == []


@pytest.mark.parametrize(
    ("errors", "warnings", "kinds", "notice"),
    [
        (10, 10, ["error"] * 10 + ["warning"] * 10, None),
        (11, 1, ["error"] * 10 + ["warning", "notice"], "1 more finding: "),
        (0, 1_020, ["warning"] * 10 + ["notice"], "1,010 more findings: "),
    ],
)
def test_a_notice_counts_what_github_would_not_show(
    errors: int, warnings: int, kinds: list[str], notice: str | None
) -> None:
    findings = [
        found(str(number), severity=severity)
        for severity, count in (("error", errors), ("warning", warnings))
        for number in range(count)
    ]
    shown = [as_github(command) for command in github.commands([review(*findings)], SCORES)]
    assert [kind for kind, _properties, _message in shown] == kinds
    assert notice is None or shown[-1][2].startswith(notice)
