# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report for GitLab. The schema says what GitLab's documentation of the format does."""

from __future__ import annotations

import dataclasses
import json
import typing as t

import jsonschema
import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._files import code_quality
from ansible_collections.leastpriv.aws.plugins.module_utils._finding import Finding, Located, Rule
from ansible_collections.leastpriv.aws.plugins.module_utils._policy import rules as _rules
from hypothesis import given
from hypothesis import strategies as st
from support.findings import LOCATED, SERVICE_WILDCARD

SCHEMA: t.Final = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "additionalProperties": False,
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "additionalProperties": False,
                "properties": {
                    "path": {"type": "string", "minLength": 1},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "additionalProperties": False,
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}


@given(st.lists(LOCATED, max_size=5), st.none() | st.text(min_size=1))
def test_every_report_is_valid_and_has_each_finding_once(findings: list[Located], fallback: str | None) -> None:
    report = json.loads(code_quality.to_text(findings * 2, fallback=fallback))
    jsonschema.validate(report, SCHEMA)
    assert len(report) == len({entry["fingerprint"] for entry in report}) == len(set(findings))


@given(st.lists(LOCATED, max_size=5), st.randoms(use_true_random=False))
def test_order_and_repeats_change_nothing(findings: list[Located], random: t.Any) -> None:
    shuffled = findings * 2
    random.shuffle(shuffled)
    assert code_quality.to_text(shuffled) == code_quality.to_text(findings)


@given(st.lists(LOCATED, max_size=3), st.integers(1, 10_000))
def test_fingerprints_stay_when_lines_move(findings: list[Located], lines: int) -> None:
    moved = [
        dataclasses.replace(located, line=None if located.line is None else located.line + lines)
        for located in findings
    ]
    assert fingerprints(moved) == fingerprints(findings)


def fingerprints(findings: list[Located]) -> list[str]:
    return [entry["fingerprint"] for entry in code_quality.entries(findings)]


def test_a_finding_has_all_that_gitlab_asks_for() -> None:
    [entry] = code_quality.entries([Located(finding=SERVICE_WILDCARD, path="group_vars/all.yml", line=12)])
    assert {**entry, "fingerprint": ""} == {
        "description": "ReportWriter: Statement[0]: s3:* allows a lot",
        "check_name": "service-wildcard",
        "fingerprint": "",
        "severity": "major",
        "location": {"path": "group_vars/all.yml", "lines": {"begin": 12}},
    }


@pytest.mark.parametrize(
    ("path", "fallback", "expected"),
    [("a.json", "hosts.yml", "a.json"), (None, "hosts.yml", "hosts.yml"), (None, None, "ReportWriter")],
)
def test_a_finding_always_has_a_path(path: str | None, fallback: str | None, expected: str) -> None:
    [entry] = code_quality.entries([Located(finding=SERVICE_WILDCARD, path=path)], fallback=fallback)
    assert entry["location"] == {"path": expected, "lines": {"begin": 1}}


def test_equal_findings_of_a_file_are_told_apart() -> None:
    places = [Located(finding=SERVICE_WILDCARD, path="a.yml", line=line) for line in (3, 9)]
    first, second = fingerprints(places)
    assert first != second
    assert fingerprints(places[:1]) == [first]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (Rule("x", "error", "", "", score=0.0), "blocker"),
        (Rule("x", "warning", "", "", score=9.0), "critical"),
        (Rule("x", "warning", "", "", score=8.9), "major"),
        (Rule("x", "warning", "", "", score=6.9), "minor"),
        (Rule("x", "warning", "", "", score=3.9), "info"),
    ],
    ids=["error", "critical", "major", "minor", "info"],
)
def test_the_severity_follows_from_the_score(rule: Rule, expected: str) -> None:
    assert code_quality.severity(rule) == expected


def test_rules_have_severities_of_all_kinds() -> None:
    assert {code_quality.severity(rule) for rule in _rules.RULES.values()} >= {"blocker", "critical", "major", "minor"}


def test_the_schema_refuses_what_is_wrong() -> None:
    [entry] = code_quality.entries([Located(finding=Finding(rule=SERVICE_WILDCARD.rule, message="m", document="d"))])
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate([{**entry, "severity": "grave"}], SCHEMA)
