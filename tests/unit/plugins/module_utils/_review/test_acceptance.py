# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The review's errors against AWS's verdicts: what IAM takes has none, what it refuses has some."""

from __future__ import annotations

import json
import typing as t

import pytest
from acceptance_cases import CASES, Case
from ansible_collections.leastpriv.aws.plugins.module_utils._review import catalogue as _catalogue
from ansible_collections.leastpriv.aws.plugins.module_utils._review import review
from moto.iam.aws_managed_policies import aws_managed_policies_data

# IAM is said to refuse these. Where sources contradict each other, the review warns and leaves the verdict to IAM.
TAKEN: t.Final[t.Mapping[str, str]] = {
    "trust in everyone, untyped": "one issue has the refusal, AWS's documentation calls both forms alike",
    "trust with every action of STS": "one source has the refusal, another says that IAM takes it",
    "trust with an action in lower case": "one source has the refusal, another says that IAM takes it",
    "trust with an operator in lower case": "one issue has the refusal, AWS's documentation is silent",
}


def errors(document: t.Any, kind: t.Any) -> list[str]:
    findings = review.review(document, kind=kind, name="document", catalogue=_catalogue.load())
    return [finding.line() for finding in findings if finding.rule.severity == "error"]


@pytest.mark.parametrize("case", [case for name, case in CASES.items() if name not in TAKEN])
def test_the_review_agrees_with_aws(case: Case) -> None:
    found = errors(case.document, case.kind)
    assert bool(found) != case.accepted, f"{found}, but {case.source}"


def test_of_a_hundred_verdicts_ninety_five_agree() -> None:
    agreeing = [name for name, case in CASES.items() if bool(errors(case.document, case.kind)) != case.accepted]
    print(f"the review agrees with AWS on {len(agreeing)} of {len(CASES)} documents")
    assert set(CASES) - set(agreeing) == set(TAKEN)
    assert len(agreeing) >= 0.95 * len(CASES)


def test_the_review_knows_the_condition_keys_that_aws_uses() -> None:
    """All but those of DeepRacer, a service that is gone, and one that AWS's reference does not list."""
    unknown = set()
    for policy in json.loads(aws_managed_policies_data).values():
        findings = review.review(policy["Document"], kind="managed", name="p", catalogue=_catalogue.load())
        unknown |= {each.message for each in findings if each.rule.id == "unknown-condition-key"}
    gone = {message for message in unknown if message.startswith("deepracer:")}
    assert unknown - gone == {"lakeformation:GlueARN is not an AWS condition key"}


def test_the_review_takes_aws_own_policies() -> None:
    """All that AWS manages is in force, so that an error about it is wrong; only its quotas do not hold for AWS."""
    policies = json.loads(aws_managed_policies_data)
    wrong = {name: errors(policy["Document"], "managed") for name, policy in policies.items()}
    assert len(policies) > 1_000
    assert {name: found for name, found in wrong.items() if any("too-large" not in line for line in found)} == {}
