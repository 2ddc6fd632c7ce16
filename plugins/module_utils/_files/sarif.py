# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Findings as a SARIF 2.1.0 log, which code hosts display next to the lines of code.

Equal findings give equal logs, whatever their order; a log contains no date. Sources: the OASIS standard
I(Static Analysis Results Interchange Format) 2.1.0, and GitHub's I(SARIF support for code scanning).
"""

from __future__ import annotations

import json
import typing as t
import urllib.parse

from .._finding import Finding, Located, Rule
from . import reported

SCHEMA: t.Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
# The version of galaxy.yml: a unit test compares them.
VERSION: t.Final = "1.0.0"

_HOMEPAGE: t.Final = "https://github.com/leastpriv/leastpriv.aws"
# The name by which code hosts know the root of the repository. Paths are relative to it if the review runs there.
_ROOT: t.Final = "%SRCROOT%"

Log = dict[str, t.Any]


def log(findings: t.Iterable[Located], *, fallback: str | None = None) -> Log:
    """The log of a review.

    Code hosts refuse a result without a file. Findings whose file is not known are therefore shown at the beginning of
    the file C(fallback), if one is given.
    """
    ordered = reported.ordered(findings)
    rules = sorted({located.finding.rule for located in ordered}, key=lambda rule: rule.id)
    places = {rule.id: index for index, rule in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "leastpriv.aws",
                "version": VERSION,
                "informationUri": _HOMEPAGE,
                "rules": [_rule(rule) for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(located, places[located.finding.rule.id], fallback) for located in ordered],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def to_text(content: Log) -> str:
    """A log as the text of its file."""
    return json.dumps(content, indent=2) + "\n"


def uri(path: str) -> str:
    """A path with forward slashes as a URI reference; an absolute path as a file URI."""
    # A colon in the first part would end a URI scheme, so colons are encoded, too.
    quoted = urllib.parse.quote(path, safe="/", errors="surrogateescape")
    return f"file://{quoted}" if path.startswith("/") else quoted


def _rule(rule: Rule) -> Log:
    """A rule, with all the properties that GitHub asks for."""
    return {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in rule.id.split("-")),
        "shortDescription": {"text": rule.words},
        "fullDescription": {"text": rule.words},
        "helpUri": rule.url,
        "help": {"text": f"{rule.words} See {rule.url}", "markdown": f"{rule.words} [AWS's documentation]({rule.url})"},
        "defaultConfiguration": {"level": rule.severity},
        # By the score code hosts sort results; GitHub reads it of rules with the tag security.
        "properties": {
            "tags": ["aws", "iam", "security"],
            "problem.severity": rule.severity,
            "security-severity": f"{rule.score:.1f}",
        },
    }


def _result(located: Located, rule_index: int, fallback: str | None) -> Log:
    finding = located.finding
    path = fallback if located.path is None else located.path
    place = {} if path is None else {"physicalLocation": _physical(path, located.line or 1)}
    identity = reported.fingerprint(located)
    return {
        "ruleId": finding.rule.id,
        "ruleIndex": rule_index,
        "level": finding.rule.severity,
        "message": {"text": reported.message(finding)},
        "locations": [{**place, "logicalLocations": [_logical(finding)]}],
        # GitHub reads the second one. Without it, GitHub would compute one from the line, equal for all its findings.
        "partialFingerprints": {"leastprivFinding/v1": identity, "primaryLocationLineHash": f"{identity}:1"},
    }


def _physical(path: str, line: int) -> Log:
    location = {"uri": uri(path)} if path.startswith("/") else {"uri": uri(path), "uriBaseId": _ROOT}
    return {"artifactLocation": location, "region": {"startLine": line}}


def _logical(finding: Finding) -> Log:
    if finding.statement is None:
        return {"name": finding.document, "fullyQualifiedName": finding.document, "kind": "object"}
    return {
        "name": finding.statement,
        "fullyQualifiedName": f"{finding.document}/{finding.statement}",
        "kind": "object",
    }
