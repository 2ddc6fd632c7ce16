# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the report and its summary keep of assertions and of new access."""

from __future__ import annotations

import itertools
import json
import pathlib
import typing as t

import jsonschema
import pytest
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report import access, summary
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.access import access_of
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.accounts import HostStats, Identity
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.results import TaskEnd, is_about_access
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.rollout import Rollout
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.waves import Play
from support import rollout_reports
from support.rollout_reports import NOT_CONSIDERED, asserted, assertion, compared, ended, entry, request

Json = dict[str, t.Any]

SCHEMA: t.Final = json.loads(
    (pathlib.Path(__file__).parents[5] / "docs" / "rollout_report.schema.json").read_text(encoding="utf-8")
)
READ: t.Final = request("s3:GetObject", "arn:aws:s3:::acme/x", allowed_by=["P: Read"])
PASS: t.Final = request(
    "iam:PassRole", "arn:aws:iam::111111111111:role/R", context={"iam:passedtoservice": ["a", "b"], "aws:x": []}
)
MAY: t.Final = assertion("may", "violated", "may[0] is violated: s3:GetObject on *", position=0, request=READ)
NOBODY: t.Final = assertion("assumable_by", "unknown", "assumable_by: it depends on a variable")


def kept(verdict: str, *findings: Json, held: int = 0) -> Json:
    return {"verdict": verdict, "held": held, "findings": [*findings], "not_considered": [*NOT_CONSIDERED]}


def finding(subject: str, verdict: str, message: str, position: int | None = None, found: Json | None = None) -> Json:
    return {"subject": subject, "position": position, "verdict": verdict, "message": message, "request": found}


VIOLATED: t.Final = finding("may", "violated", "may[0] is violated: s3:GetObject on *", 0, READ)
UNKNOWN: t.Final = finding("assumable_by", "unknown", "assumable_by: it depends on a variable")
NEW: t.Final = finding("new_access", "new", "s3:GetObject on arn:aws:s3:::acme/x, allowed by P: Read", found=READ)
CREATED: t.Final = finding("new_access", "new", f"the role is created: {NEW['message']}", found=READ)
UNDECIDED: t.Final = finding("new_access", "unknown", "x")

# What a result has, and what the report keeps of it.
ANSWERS: t.Final[tuple[tuple[Json, Json], ...]] = (
    (asserted("holds", assertion("may"), assertion("may_not")), kept("holds", held=2)),
    (asserted("violated", assertion("may"), MAY, NOBODY), kept("violated", VIOLATED, UNKNOWN, held=1)),
    (asserted("unknown", NOBODY), kept("unknown", UNKNOWN)),
    (compared("none"), kept("none")),
    (compared("new", READ), kept("new", NEW)),
    (compared("new", READ, "the role is created"), kept("new", CREATED)),
    (compared("unknown", reason="x"), kept("unknown", UNDECIDED)),
    ({**asserted("holds", assertion("may")), **compared("new", READ)}, kept("new", NEW, held=1)),
    ({**asserted("violated", MAY), **compared("unknown", reason="x")}, kept("violated", VIOLATED, UNDECIDED)),
    ({**asserted("holds", assertion("may")), **compared("none")}, kept("holds", held=1)),
)  # fmt: skip


@pytest.mark.parametrize(("answers", "in_report"), ANSWERS)
def test_the_report_keeps_what_needs_attention_and_counts_the_rest(answers: Json, in_report: Json) -> None:
    found = access_of(answers)
    assert found is not None
    jsonschema.validate(found.to_json(), {**SCHEMA["$defs"]["access"], "$defs": SCHEMA["$defs"]})
    assert found.to_json() == in_report


@pytest.mark.parametrize("content", [{}, {"access": None, "new_access": None}, {"access": "x", "new_access": []}])
def test_without_a_question_there_is_no_answer(content: Json) -> None:
    assert access_of(content) is None


def test_a_verdict_that_the_report_does_not_know_is_unknown_and_never_green() -> None:
    found = access_of({"access": {"verdict": "fine", "assertions": [assertion("may", "fine", "m")]}})
    assert found is not None
    assert found.to_json() == {
        "verdict": "unknown",
        "held": 0,
        "findings": [finding("may", "unknown", "m")],
        "not_considered": [],
    }


def test_the_worst_verdict_counts() -> None:
    assert access.ACCESS_VERDICTS == ("violated", "new", "unknown", "holds", "none")
    for worse, better in itertools.combinations(access.ACCESS_VERDICTS, 2):
        assert access.worst([better, worse, better]) == worse
    assert access.worst([]) is None


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (READ, "s3:GetObject on arn:aws:s3:::acme/x, allowed by P: Read"),
        (
            PASS,
            "iam:PassRole on arn:aws:iam::111111111111:role/R with iam:passedtoservice a and b, aws:x without a value",
        ),
        (
            request("sts:AssumeRole", "", principal="AWS 111111111111", allowed_by=["a", "b"]),
            "sts:AssumeRole by AWS 111111111111, allowed by a and b",
        ),
    ],
)
def test_a_request_in_one_line(found: Json, sentence: str) -> None:
    assert access.sentence(found) == sentence


# A role that an earlier and a later task apply, and the verdict and subjects of the run as a whole.
TASKS: t.Final[tuple[tuple[Json, Json, str, list[str]], ...]] = (
    (compared("new", READ), compared("none"), "new", ["new_access"]),
    (compared("none"), compared("new", READ), "new", ["new_access"]),
    (asserted("violated", MAY), asserted("holds", assertion("may")), "holds", []),
    (asserted("holds", assertion("may")), asserted("violated", MAY), "violated", ["may"]),
    (asserted("violated", MAY), compared("new", READ), "violated", ["may", "new_access"]),
    (asserted("violated", MAY), {}, "violated", ["may"]),
    ({}, compared("new", READ), "new", ["new_access"]),
)


@pytest.mark.parametrize(("earlier", "later", "verdict", "subjects"), TASKS)
def test_new_access_of_a_run_stays_and_the_last_assertions_count(
    earlier: Json, later: Json, verdict: str, subjects: list[str]
) -> None:
    ends = (ended("a", {"resources": [entry("role", "R", **answers)]}) for answers in (earlier, later))
    [account] = report_of(*ends)["accounts"]
    [resource] = account["resources"]
    assert (account["access"], resource["access"]["verdict"]) == (verdict, verdict)
    assert [each["subject"] for each in resource["access"]["findings"]] == subjects


@pytest.mark.parametrize("module", ["iam_role", "iam_managed_policy"])
def test_the_answers_of_a_module_that_manages_one_resource(module: str) -> None:
    result = {"changed": True, "invocation": {"module_args": {"name": "R"}}, **compared("new", READ)}
    [account] = report_of(ended("a", result, module=module))["accounts"]
    assert account["resources"][0]["access"] == kept("new", NEW)


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        (asserted("holds", assertion("may")), "unknown"),
        (compared("none"), "unknown"),
        (compared("new", READ), "new"),
        (asserted("violated", MAY), "violated"),
        ({}, None),
    ],
)
def test_an_account_that_failed_is_at_best_unknown(answers: Json, verdict: str | None) -> None:
    end = ended("a", {"msg": "no", "resources": [entry("role", "R", "failed", msg="no", **answers)]}, state="failed")
    [account] = report_of(end, failures=1)["accounts"]
    assert account.get("access") == verdict


def asked(host: str, *roles: Json) -> TaskEnd:
    return ended(host, {"changed": False, "iam_roles": [*roles]}, module="iam_role_info")


def test_the_answers_of_a_module_that_only_reads() -> None:
    held = asserted("holds", assertion("may"))
    report = report_of(asked("a", {"role_name": "R", **asserted("violated", MAY)}, {"role_name": "S", **held}))
    [account] = report["accounts"]
    assert (account["state"], account["access"]) == ("unchanged", "violated")
    found = [(each["type"], each["name"], each["state"], each["access"]["verdict"]) for each in account["resources"]]
    assert found == [("role", "R", "unchanged", "violated"), ("role", "S", "unchanged", "holds")]


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        ({"iam_roles": [{"role_name": "R"}, {"role_name": "S", **asserted("holds")}]}, True),
        ({"results": [{"iam_roles": []}, {"iam_roles": [{"role_name": "S", **asserted("holds")}]}]}, True),
        ({"iam_roles": [{"role_name": "R"}]}, False),
        ({"results": [{"msg": "denied"}, "x"]}, False),
        ({"msg": "denied"}, False),
    ],
)
def test_only_answers_about_access_belong_to_the_report(result: Json, *, expected: bool) -> None:
    assert is_about_access(result) is expected


def report_of(*ends: TaskEnd, failures: int = 0, identities: t.Mapping[str, Identity] | None = None) -> Json:
    hosts = list(dict.fromkeys(end.host for end in ends))
    rollout = Rollout()
    rollout.start_wave(Play(key="p.yml:1", name="p", hosts=tuple(hosts), of_accounts=True), hosts, at=0)
    for end in ends:
        rollout.end_task(end, at=1)
    rollout.end(dict.fromkeys(hosts, HostStats(failures=failures)))
    for account in rollout.accounts:
        account.identity = (identities or {}).get(account.host, Identity())
    report = rollout.to_json(rollout_reports.RUN)
    jsonschema.validate(report, SCHEMA)
    return report


def applied(host: str, answers: Json, **of_policy: t.Any) -> TaskEnd:
    return ended(host, {"resources": [entry("managed_policy", "P", **of_policy), entry("role", "R", **answers)]})


def lines(report: Json, *, show_all: bool = False) -> list[str]:
    found = [line for line, _state in summary.lines(report, show_all=show_all)]
    return found[next((at for at, line in enumerate(found) if line.startswith("access ")), len(found)) :]


def test_a_run_that_asks_nothing_has_nothing_about_access() -> None:
    report = report_of(applied("a", {}))
    assert lines(report) == []
    assert "access" not in report["totals"]
    assert "access" not in report["accounts"][0]


def test_totals_and_summary_say_how_many_accounts_have_which_verdict() -> None:
    report = report_of(
        applied("a", asserted("holds", assertion("may")), **compared("new", READ)),
        applied("b", asserted("holds", assertion("may"))),
        applied("c", asserted("violated", MAY)),
        applied("d", asserted("unknown", NOBODY), **compared("none")),
    )
    assert report["totals"]["access"] == {
        "accounts": {"violated": 1, "new": 1, "unknown": 1, "holds": 1, "none": 0},
        "resources": {"violated": 1, "new": 1, "unknown": 1, "holds": 2, "none": 1},
    }
    assert lines(report) == [
        "access          accounts   resources",
        "violated               1           1",
        "new                    1           1",
        "unknown                1           1",
        "holds                  1           2",
        "none                   0           1",
        "assertion violated in c: role R: may[0] is violated: s3:GetObject on *",
        "new access in a: managed policy P: s3:GetObject on arn:aws:s3:::acme/x, allowed by P: Read",
        "access unknown in d: role R: assumable_by: it depends on a variable",
    ]


def of_account(number: str) -> Json:
    return compared("new", request("iam:PassRole", f"arn:aws:iam::{number * 12}:role/R"))


def test_accounts_share_a_line_if_only_their_account_id_differs() -> None:
    identities = {host: Identity(account_id=number * 12) for host, number in (("a", "1"), ("b", "2"), ("c", "3"))}
    passing = "iam:PassRole on arn:aws:iam"
    ends = [applied("a", of_account("1")), applied("b", of_account("2")), applied("c", of_account("1"))]
    assert lines(report_of(*ends, identities=identities))[2:] == [
        f"new access in a (111111111111), b (222222222222): role R: {passing}::${{AWS::AccountId}}:role/R",
        f"new access in c (333333333333): role R: {passing}::111111111111:role/R",
    ]


def test_a_summary_of_many_findings_says_how_many_more() -> None:
    ends = [applied(f"h{n}", compared("new", request("s3:GetObject", f"arn:aws:s3:::b{n}"))) for n in range(25)]
    report = report_of(*ends)
    assert "and 5 more about access (-v shows them all)" in lines(report)
    assert len([line for line in lines(report) if line.startswith("new access in")]) == 20
    assert len([line for line in lines(report, show_all=True) if line.startswith("new access in")]) == 25


def test_text_of_policies_cannot_reach_the_terminal() -> None:
    report = report_of(applied("a", compared("new", request("s3:GetObject", "arn:aws:s3:::a\x1b[31m"))))
    assert "arn:aws:s3:::a?[31m" in lines(report)[2]
