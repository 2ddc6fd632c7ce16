# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The vocabulary of the tables: cases, documents built from statements, and sources."""

from __future__ import annotations

import json
import typing as t
from collections.abc import Callable, Mapping, Sequence

Kind = t.Literal["managed", "inline", "trust"]
Json = Mapping[str, t.Any]

_GUIDE = "https://docs.aws.amazon.com/IAM/latest/UserGuide"
GRAMMAR = f"{_GUIDE}/reference_policies_grammar.html"
VERSION = f"{_GUIDE}/reference_policies_elements_version.html"
SID = f"{_GUIDE}/reference_policies_elements_sid.html"
ACTION = f"{_GUIDE}/reference_policies_elements_action.html"
NOT_ACTION = f"{_GUIDE}/reference_policies_elements_notaction.html"
NOT_RESOURCE = f"{_GUIDE}/reference_policies_elements_notresource.html"
PRINCIPAL = f"{_GUIDE}/reference_policies_elements_principal.html"
NOT_PRINCIPAL = f"{_GUIDE}/reference_policies_elements_notprincipal.html"
OPERATORS = f"{_GUIDE}/reference_policies_elements_condition_operators.html"
SET_OPERATORS = f"{_GUIDE}/reference_policies_condition-single-vs-multi-valued-context-keys.html"
KEYS = f"{_GUIDE}/reference_policies_condition-keys.html"
VARIABLES = f"{_GUIDE}/reference_policies_variables.html"
IDENTIFIERS = f"{_GUIDE}/reference_identifiers.html"
EXAMPLES = f"{_GUIDE}/access_policies_examples.html"
TROUBLESHOOTING = f"{_GUIDE}/troubleshoot_policies.html"
CHECKS = f"{_GUIDE}/access-analyzer-reference-policy-checks.html"
QUOTAS_PAGE = f"{_GUIDE}/reference_iam-quotas.html"
API = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html"
# IAM's answers as others recorded them; preflight() refers to cdk-preflight's records of September 2026.
RECORDED = "https://github.com/getmoto/moto/blob/master/tests/test_iam/test_iam_policies.py"


def preflight(rule: str) -> str:
    return f"https://github.com/badmintoncryer/cdk-preflight/blob/main/rules/iam/pf-iam-{rule}/meta.yaml"


class Case(t.NamedTuple):
    """IAM's verdict on one document: a mapping, or JSON as typed by hand."""

    kind: Kind
    document: t.Any
    accepted: bool
    source: str


def accepted(document: Json | str, source: str, *, kind: Kind = "managed") -> Case:
    return Case(kind, document, accepted=True, source=source)


def refused(document: Json | str, source: str, *, kind: Kind = "managed") -> Case:
    return Case(kind, document, accepted=False, source=source)


def allow(action: t.Any = "s3:GetObject", resource: t.Any = "*", **elements: t.Any) -> Json:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **elements}


def policy(*statements: t.Any, **elements: t.Any) -> Json:
    return {"Version": "2012-10-17", **elements, "Statement": list(statements)}


def on(*resources: t.Any) -> Json:
    return policy(allow(resource=resources[0] if len(resources) == 1 else list(resources)))


def when(**condition: t.Any) -> Json:
    return policy(allow(Condition=condition))


def trust(principal: t.Any, action: t.Any = "sts:AssumeRole", **elements: t.Any) -> Json:
    return policy({"Effect": "Allow", "Principal": principal, "Action": action, **elements})


def without(mapping: Json, *names: str) -> Json:
    return {name: value for name, value in mapping.items() if name not in names}


def of_length(characters: int, build: Callable[[Sequence[str]], Json], *, prefix: str = "") -> Json:
    """A document of exactly this many characters without white space, filled up with a list of strings."""
    room = characters - len(_compact(build([]))) + 1
    count = room // 100
    lengths = [room // count - 3 + (number < room % count) for number in range(count)]
    document = build([f"{prefix}{number:04}".ljust(length, "x") for number, length in enumerate(lengths)])
    assert len(_compact(document)) == characters
    return document


def _compact(document: Json) -> str:
    return json.dumps(document, separators=(",", ":"))
