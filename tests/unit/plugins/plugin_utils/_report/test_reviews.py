# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What reviews of policy documents find: read from results, grouped by document, and shown."""

from __future__ import annotations

import html
import json
import pathlib
import re
import typing as t

import jsonschema
import pytest
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report import markdown, results, summary
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.accounts import Identity
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.results import TaskEnd
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.rollout import Rollout
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.waves import Play
from hypothesis import given
from hypothesis import strategies as st
from support.rollout_reports import RUN, ended, entry

Json = dict[str, t.Any]

SCHEMA: t.Final = json.loads(
    (pathlib.Path(__file__).parents[5] / "docs" / "rollout_report.schema.json").read_text(encoding="utf-8")
)


def finding(document: str, message: str = "s3:* is broad", **more: t.Any) -> Json:
    """A finding as modules return it."""
    rest = {"statement": "Read", "position": 0, "element": "Action", "rule": "words", "url": "https://example.com"}
    return {"id": "service-wildcard", "severity": "warning", "document": document, "message": message, **rest, **more}


# The module, its options, the part of its result that names its resource, the document in its findings, and what people
# call that document and the resource that has it.
MODULES: t.Final[tuple[tuple[str, Json, Json, str, str, str], ...]] = (
    ("iam_baseline", {}, {}, "Reports", "Reports", "Reports"),
    ("iam_baseline", {}, {}, "App.inline_policies.Read", "App.inline_policies.Read", "App"),
    ("iam_policy_review", {}, {}, "policies/reports.json", "policies/reports.json", "policies/reports.json"),
    ("iam_role", {"name": "App"}, {}, "inline_policies.Read", "role App: inline_policies.Read", "App"),
    ("iam_role", {}, {"iam_role": {"role_name": "App"}}, "policy", "role App: policy", "App"),
    ("iam_managed_policy", {"name": "P"}, {}, "policy", "managed policy P: policy", "P"),
    (
        "iam_policy",
        {"iam_type": "role", "iam_name": "App", "policy_name": "Read"},
        {},
        "policy_json",
        "inline policy Read of role App: policy_json",
        "App",
    ),
)


@pytest.mark.parametrize("case", MODULES)
@pytest.mark.parametrize("looped", [False, True])
def test_a_document_is_called_by_its_resource(case: tuple[str, Json, Json, str, str, str], *, looped: bool) -> None:
    module, options, more, document, called, resource = case
    known = {"review_known": {"rules": ["known-one"], "note": "accepted"}}
    listed = [finding(document), finding(document, id="known-one", statement=None)]
    result = {"findings": listed, "invocation": {"module_args": {**options, **known}}, **more}
    end = ended("a", {"results": [result]} if looped else result, module=module, item_states=(None,) * looped)
    found = results.read(end).findings
    assert [(each.document, each.resource, each.rule, each.statement, each.known) for each in found] == [
        (called, resource, "service-wildcard", "Read", False),
        (called, resource, "known-one", "", True),
    ]


@pytest.mark.parametrize(
    ("result", "more"),
    [
        ({"findings": [finding("P")]}, {"no_log": True}),
        ({"findings": [finding("P")], "censored": "hidden"}, {}),
        # Its findings are about access.
        ({"findings": [finding("P")]}, {"module": "iam_access_check"}),
        ({"findings": None}, {}),
        ({"findings": "P"}, {}),
        ({}, {}),
    ],
)
def test_there_may_be_nothing_to_read(result: Json, more: Json) -> None:
    assert results.read(ended("a", result, **more)).findings == ()


IDS: t.Final = {"a": "1" * 12, "b": "2" * 12, "c": "3" * 12}


def applied(host: str, *found: Json, outcome: str = "unchanged", known: t.Sequence[str] = ()) -> TaskEnd:
    options = {"review_known": {"rules": list(known), "note": "accepted"}} if known else {"review_known": None}
    resources = [entry("managed_policy", "P", outcome), entry("role", "R")]
    return ended(
        host, {"resources": resources, "findings": [*found], "invocation": {"module_args": options}}, check_mode=True
    )


def report_of(*ends: TaskEnd) -> Json:
    hosts = tuple(dict.fromkeys(end.host for end in ends))
    rollout = Rollout()
    rollout.start_wave(Play(key="p.yml:1", name="p", hosts=hosts, of_accounts=True), hosts, at=0)
    for end in ends:
        rollout.end_task(end, at=1)
    for account in rollout.accounts:
        account.identity = Identity(account_id=IDS.get(account.host))
    rollout.end({})
    report = rollout.to_json(RUN)
    jsonschema.validate(report, SCHEMA)
    return report


def lines(report: Json, *, show_all: bool = False) -> list[str]:
    shown = [line for line, _state in summary.lines(report, show_all=show_all)]
    return [line for line in shown if "review" in line or line.startswith("    ") or "documents" in line][1:]


TWICE: t.Final = finding("P", "twice", id="repeated-value", statement="Statement[1]")


def test_a_document_has_one_heading_and_each_finding_once() -> None:
    report = report_of(
        *(applied(host, finding("P"), outcome="changed") for host in "ac"),
        applied("b", finding("P"), TWICE, finding("P", "too long", id="too-large", statement=None), outcome="changed"),
    )
    assert lines(report) == [
        "review of P in 3 accounts: a (111111111111), c (333333333333), b (222222222222)",
        "    Read: s3:* is broad [service-wildcard]",
        "    Statement[1]: twice [repeated-value], in b (222222222222)",
        "    document: too long [too-large], in b (222222222222)",
    ]


def test_findings_that_differ_in_their_own_account_are_one() -> None:
    ends = [applied(host, finding("P", f"trusts {IDS[host]}"), outcome="changed") for host in "ab"]
    other = applied("c", finding("P", f"trusts {IDS['a']}"), outcome="changed")
    [document] = report_of(*ends, other)["review"]
    assert [(each["message"], each.get("accounts")) for each in document["findings"]] == [
        ("trusts ${AWS::AccountId}", ["a", "b"]),
        ("trusts 111111111111", ["c"]),
    ]


def test_two_tasks_of_an_account_find_the_same_once() -> None:
    [document] = report_of(applied("a", finding("P")), applied("a", finding("P"), TWICE))["review"]
    assert [each["message"] for each in document["findings"]] == ["s3:* is broad", "twice"]
    assert document["accounts"] == ["a"]


COUNTED: t.Final = "review: 1 finding known, or in documents that stay as they are (-v lists them)"
LISTED: t.Final = ["review of P in a (111111111111)", "    Read: s3:* is broad [service-wildcard]"]


@pytest.mark.parametrize(
    ("ends", "shown"),
    [
        ([applied("a", finding("P"), outcome="changed")], LISTED),
        ([applied("a", finding("P"))], [COUNTED]),
        # Findings of another account's change concern all that have the document.
        ([applied("a", finding("P")), applied("b", finding("P"), outcome="changed")], None),
        ([applied("a", finding("P"), outcome="changed", known=["service-wildcard"])], [COUNTED]),
        # IAM would refuse it, whether it is new or not.
        ([applied("a", finding("P", severity="error"))], LISTED),
        # The task has failed before it reached its resources.
        ([ended("a", {"resources": [], "findings": [finding("P")], "msg": "refused"}, state="failed")], LISTED),
        ([ended("a", {"findings": [finding("P")]}, module="iam_policy_review")], LISTED),
        ([applied("a")], []),
    ],
)
def test_what_is_known_or_stays_as_it_is_is_counted(ends: list[TaskEnd], shown: list[str] | None) -> None:
    report = report_of(*ends)
    if shown is None:
        shown = [LISTED[0].replace("in a", "in 2 accounts: a") + ", b (222222222222)", LISTED[1]]
    assert lines(report) == shown
    if report.get("review"):
        assert LISTED[1] in lines(report, show_all=True)


def test_errors_come_first_and_then_documents_of_many_accounts() -> None:
    report = report_of(
        applied("a", finding("P"), finding("Q"), finding("R", severity="error"), outcome="changed"),
        applied("b", finding("Q"), outcome="changed"),
    )
    assert [document["document"] for document in report["review"]] == ["R", "Q", "P"]
    colours = {line: state for line, state in summary.lines(report) if line.startswith("review of ")}
    assert list(colours.values()) == ["failed", "", ""]


def test_a_summary_of_many_documents_says_how_many_more() -> None:
    ends = [ended("a", {"findings": [finding(f"D{n}") for n in range(25)]}, module="iam_policy_review")]
    report = report_of(*ends)
    assert lines(report)[-1] == "and 5 more documents with findings (-v shows them all)"
    assert len(lines(report)) == 41
    assert len(lines(report, show_all=True)) == 50


def test_the_markdown_has_each_document_with_its_findings() -> None:
    ends = [applied("a", finding("P"), TWICE, outcome="changed"), applied("b", finding("P"), finding("Q"))]
    written = markdown.to_markdown(report_of(*ends, applied("c", finding("P"), known=["service-wildcard"])))
    text = html.unescape(re.sub(r"</?code>", "", written))
    heading, document = text[text.index("### Review") :].split("\n\n")[:2]
    assert heading == "### Review"
    assert document == (
        "- P, 3 accounts: a (111111111111), b (222222222222), c (333333333333)\n"
        "  - Read: s3:* is broad [service-wildcard], a (111111111111), b (222222222222)\n"
        "  - Statement[1]: twice [repeated-value], a (111111111111)"
    )
    assert text.rstrip().endswith("- 1 finding known, or in documents that stay as they are")


def test_text_of_documents_cannot_reach_the_terminal() -> None:
    report = report_of(applied("a", finding("P\x1b[31m", "\x1b[31m"), outcome="changed"))
    assert lines(report) == ["review of P?[31m in a (111111111111)", "    Read: ?[31m [service-wildcard]"]


@given(st.dictionaries(st.sampled_from("abcde"), st.sets(st.tuples(st.sampled_from("PQR"), st.sampled_from("xyz")))))
def test_every_finding_of_every_account_is_told_exactly_once(found: dict[str, set[tuple[str, str]]]) -> None:
    ends = [applied(host, *(finding(*each) for each in sorted(those))) for host, those in found.items()]
    told = [
        (host, document["document"], each["message"])
        for document in report_of(*ends).get("review", ())
        for each in document["findings"]
        for host in each.get("accounts", document["accounts"])
    ]
    assert sorted(told) == sorted((host, *each) for host, those in found.items() for each in those)


def test_a_task_for_all_hosts_does_not_give_one_host_the_findings_of_the_others() -> None:
    rollout = Rollout()
    rollout.start_wave(Play(key="p", name="p", hosts=("a", "b"), of_accounts=True), ["a", "b"], at=0)
    of_all = {"findings": [finding("InA"), finding("InB"), finding("Nowhere")]}
    rollout.end_task(ended("a", of_all, module="iam_policy_review", run_once=True), at=1)
    for host, document in (("a", "InA"), ("b", "InB")):
        rollout.end_task(ended(host, {"findings": [finding(document)]}, module="iam_policy_review"), at=2)
    rollout.end({})
    listed = rollout.to_json(RUN)["review"]
    assert [(document["document"], document["accounts"]) for document in listed] == [
        ("InA", ["a"]),
        ("InB", ["b"]),
        ("Nowhere", ["a"]),
    ]
