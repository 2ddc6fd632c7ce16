# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The review: each rule finds what breaks it and nothing else, and findings lead to what the options say."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import OptionError, ReviewError
from ansible_collections.leastpriv.aws.plugins.module_utils._finding import Finding
from ansible_collections.leastpriv.aws.plugins.module_utils._policy import document as policy
from ansible_collections.leastpriv.aws.plugins.module_utils._policy import rules
from ansible_collections.leastpriv.aws.plugins.module_utils._policy.problem import DocumentKind
from ansible_collections.leastpriv.aws.plugins.module_utils._review import catalogue as _catalogue
from ansible_collections.leastpriv.aws.plugins.module_utils._review import review as _review
from hypothesis import given
from hypothesis import strategies as st
from support import policy_checks
from support.review_cases import RULES, VERSION, Broken, allow, document, trust
from support.review_cases.access_analyzer import EXAMPLES

CASES = [(rule, case) for rule, cases in RULES.items() for case in cases]
IDS = [f"{rule}-{number}" for rule, cases in RULES.items() for number, _case in enumerate(cases)]


def found(document: t.Any, kind: DocumentKind) -> tuple[Finding, ...]:
    return _review.review(document, kind=kind, name="policy", catalogue=_catalogue.load())


def identifiers(document: t.Any, kind: DocumentKind) -> set[str]:
    return {finding.rule.id for finding in found(document, kind)}


def test_every_rule_has_cases() -> None:
    # The cases of the rule about all policies of a role together are in test_escalation.
    assert RULES.keys() | {"oidc-audience", "privilege-escalation"} == rules.RULES.keys()


@pytest.mark.parametrize(("rule", "case"), CASES, ids=IDS)
def test_a_rule_finds_what_breaks_it(rule: str, case: Broken) -> None:
    assert rule in identifiers(case.bad, case.kind)


@pytest.mark.parametrize(("rule", "case"), CASES, ids=IDS)
def test_a_rule_finds_nothing_else(rule: str, case: Broken) -> None:
    assert rule not in identifiers(case.good, case.kind)


def test_every_check_that_is_covered_has_an_example() -> None:
    assert EXAMPLES.keys() == {check.name for check in policy_checks.CHECKS if check.rules}


@pytest.mark.parametrize(
    "check", [check for check in policy_checks.CHECKS if check.rules], ids=lambda check: check.name
)
def test_a_rule_covers_the_check_of_access_analyzer(check: policy_checks.Check) -> None:
    example = EXAMPLES[check.name]
    assert identifiers(example.document, example.kind) & {*check.rules}


def test_findings_come_in_the_order_of_the_statements_and_once() -> None:
    actions = ["s3:HeadBucket", "s3:HeadBucket", "s3:*"]
    findings = found(document(allow(Sid="a", Action=actions), allow(Action="*")), "managed")
    assert [(each.rule.id, each.statement, each.element) for each in findings] == [
        ("service-wildcard", "a", "Action"),
        ("unknown-action", "a", "Action"),
        ("redundant-action", "a", "Action"),
        ("redundant-action", "a", "Action"),
        ("wildcard-action", "Statement[1]", "Action"),
        ("redundant-statement", "a", None),
    ]


def test_a_finding_says_what_where_by_which_rule_and_where_aws_documents_it() -> None:
    (finding,) = found(document(allow(Action="s3:*")), "managed")
    assert finding.line() == "policy: Statement[0]: s3:* allows every action of s3 [service-wildcard]"
    assert finding.to_result() == {
        "id": "service-wildcard",
        "severity": "warning",
        "document": "policy",
        "statement": "Statement[0]",
        "position": 0,
        "element": "Action",
        "message": "s3:* allows every action of s3",
        "rule": "SERVICE:* allows every action of the service.",
        "url": "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
    }


@pytest.mark.parametrize("rule", rules.RULES.values(), ids=rules.RULES)
def test_a_rule_names_its_page(rule: t.Any) -> None:
    assert rule.url.startswith("https://docs.aws.amazon.com/")
    assert rule.words.endswith(".")


def test_what_iam_refuses_grants_nothing() -> None:
    assert identifiers(document(allow(Effect="allow", Action="*", Resource="*")), "managed") == {"invalid-effect"}


def test_an_empty_type_of_principals_is_one_finding() -> None:
    assert len(found(document(trust(Principal={"AWS": []})), "trust")) == 1


def test_without_the_catalogue_only_what_needs_it_is_missing() -> None:
    for rule, case in CASES:
        findings = _review.review(case.bad, kind=case.kind, name="policy", catalogue=None)
        if rule not in {finding.rule.id for finding in findings}:
            assert rules.RULES[rule].needs_catalogue, rule


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(
                    (
                        "Version",
                        "Statement",
                        "Effect",
                        "Action",
                        "Resource",
                        "Principal",
                        "Condition",
                        "Sid",
                        "NotAction",
                        "StringEquals",
                        "AWS",
                        "x",
                    )
                ),
                inner,
            )
        ),
    ),
    st.sampled_from(("managed", "inline", "trust", "scp")),
)
def test_any_input_has_findings_and_no_traceback(value: t.Any, kind: DocumentKind) -> None:
    for each in (value, {**VERSION, "Statement": value}, {**VERSION, "Statement": [value]}):
        assert all(isinstance(finding, Finding) for finding in found(each, kind))


@given(st.text())
def test_any_text_has_findings_and_no_traceback(value: str) -> None:
    assert all(isinstance(finding, Finding) for finding in found(value, "managed"))


def settings(review: str, *ignore: str) -> _review.ReviewOptions:
    return _review.ReviewOptions.from_options({"review": review, "review_ignore": list(ignore)})


ERROR_AND_WARNING = found(document(allow(Effect="allow"), allow(Action="s3:*")), "managed")


@pytest.mark.parametrize(
    ("options", "failing", "warnings"),
    [
        (settings("off"), [], []),
        (settings("warn"), ["invalid-effect"], ["service-wildcard"]),
        (settings("fail"), ["invalid-effect", "service-wildcard"], []),
        (settings("warn", "invalid-effect"), [], ["service-wildcard"]),
        (settings("fail", "service-wildcard"), ["invalid-effect"], []),
        (settings("fail", "service-wildcard", "invalid-effect"), [], []),
    ],
)
def test_what_findings_lead_to(options: _review.ReviewOptions, failing: list[str], warnings: list[str]) -> None:
    verdict = options.judge(ERROR_AND_WARNING)
    assert [finding.rule.id for finding in verdict.failing] == failing
    assert [finding.rule.id for finding in verdict.warnings] == warnings


def test_an_unknown_identifier_is_refused() -> None:
    with pytest.raises(OptionError, match=r"review_ignore: 'service_wildcard' .*, service-wildcard,"):
        settings("warn", "service_wildcard")


def test_documents_are_checked_together() -> None:
    documents = [
        _review.ReviewedDocument("policy", "managed", policy.parse("policy", document(allow(Action="s3:*")))),
        _review.ReviewedDocument(
            "assume_role_policy_document", "trust", policy.parse("policy", document(trust(Effect="allow")))
        ),
    ]
    assert settings("off").check(documents, _catalogue.load) == ()
    (warning,) = settings("warn").check(documents[:1], _catalogue.load)
    assert warning.rule.id == "service-wildcard"
    with pytest.raises(ReviewError, match=r"nothing was changed:\n  assume_role_policy_document: Statement\[0\]"):
        settings("warn").check(documents, _catalogue.load)
