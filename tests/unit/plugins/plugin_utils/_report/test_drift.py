# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What surveys find, in the report and in its summary, alone and beside what a run does."""

from __future__ import annotations

import json
import pathlib
import typing as t
from dataclasses import replace

import jsonschema
import pytest
from ansible_collections.leastpriv.aws.plugins.filter.survey_findings import FilterModule
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report import summary
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.accounts import HostStats
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.drift import drift_of
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.results import TaskEnd
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.rollout import Rollout
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.states import FAILED
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.waves import Play
from support import rollout_reports

Json = dict[str, t.Any]

SCHEMA: t.Final = json.loads(
    (pathlib.Path(__file__).parents[5] / "docs" / "rollout_report.schema.json").read_text(encoding="utf-8")
)
NOBODY: t.Final[Json] = {"groups": [], "roles": [], "users": []}


def policy(name: str = "P", **more: t.Any) -> Json:
    """An entry of iam_baseline_info for a policy that is as it should be."""
    entry = {"type": "managed_policy", "name": name, "exists": True, "arn": f"arn:{name}", "differs": False}
    rest: Json = {"differences": [], "changes": [], "obstacle": None, "attached_to": NOBODY, "boundary_of": NOBODY}
    return {**entry, **rest, **more}


def role(name: str = "R", **more: t.Any) -> Json:
    return {**policy(name), "type": "role", "create_date": "2025-01-01T00:00:00+00:00", "last_used": {}, **more}


def gone(entry: Json) -> Json:
    return {**entry, "exists": False, "arn": None, "differs": None}


# An entry, and what the report keeps of it.
ENTRIES: t.Final[tuple[tuple[Json, Json], ...]] = (
    (policy(), {"differs": False, "findings": []}),
    (policy(should_exist=True), {"differs": False, "findings": []}),
    (
        policy(differs=None, should_exist=False),
        {"differs": None, "findings": ["exists and should not"], "unwanted": True},
    ),
    (policy(differs=None), {"differs": None, "findings": ["not compared with the desired state"]}),
    (
        policy(differs=True, differences=["tag it"], changes=[{"summary": "policy: A gains b"}, {}]),
        {"differs": True, "findings": ["differs: tag it", "differs: policy: A gains b"]},
    ),
    (
        policy(attached_to={"groups": ["G"], "roles": ["R"], "users": ["U"]}, boundary_of={**NOBODY, "roles": ["B"]}),
        {
            "differs": False,
            "findings": [f"also used by {who}" for who in ("user U", "group G", "role R", "role B, as its boundary")],
            "others": ["user U", "group G", "role R", "role B, as its boundary"],
        },
    ),
    (
        {**policy("id.example.com"), "type": "oidc_provider", "trusted_by": ["Deploy"]},
        {
            "differs": False,
            "findings": ["also used by role Deploy, which trusts it"],
            "others": ["role Deploy, which trusts it"],
        },
    ),
    (role(), {"differs": False, "findings": ["no recorded use, created on 2025-01-01T00:00:00+00:00"]}),
    (role(last_used=None), {"differs": False, "findings": ["IAM does not say when it was last used"]}),
    (
        role(last_used={"last_used_date": "2026-02-03", "region": "eu-west-1"}, obstacle="too soon"),
        {
            "differs": False,
            "findings": ["last used on 2026-02-03 in eu-west-1", "would not be deleted: too soon"],
            "last_used": "2026-02-03",
            "obstacle": "too soon",
        },
    ),
    (role(last_used={"last_used_date": "x"}), {"findings": ["last used on x in an unknown region"], "last_used": "x"}),
)


@pytest.mark.parametrize(("entry", "kept"), ENTRIES)
def test_an_entry_of_what_exists(entry: Json, kept: Json) -> None:
    found = drift_of(entry)
    jsonschema.validate(found, {**SCHEMA["$defs"]["survey"], "$defs": SCHEMA["$defs"]})
    assert found == {"exists": True, "differs": False, **kept}


def test_of_what_does_not_exist_there_is_nothing_to_find() -> None:
    assert drift_of(gone(role(obstacle="too soon"))) == {"exists": False, "differs": None, "findings": []}
    assert drift_of({"type": "role", "name": "R"}) == {"exists": False, "differs": None, "findings": []}


@pytest.mark.parametrize(
    ("entries", "described"),
    [
        ([], []),
        ([policy()], ["1 of 1 exist"]),
        (
            [
                policy(attached_to={**NOBODY, "users": ["U"]}),
                gone(role()),
                role("S", differs=True, differences=["tag it"]),
            ],
            [
                "2 of 3 exist; differ: S; used by others: P (user U)",
                "managed policy P: also used by user U",
                "role S: differs: tag it",
                "role S: no recorded use, created on 2025-01-01T00:00:00+00:00",
            ],
        ),
        ([role(obstacle="\x1b[31m")], [
            "1 of 1 exist; would not be deleted: R",
            "role R: no recorded use, created on 2025-01-01T00:00:00+00:00",
            "role R: would not be deleted: ?[31m",
        ]),
        ([{"type": "oidc_provider", "name": "id", "exists": True}], [
            "1 of 1 exist; not compared: id", "OIDC provider id: not compared with the desired state",
        ]),
    ],
)  # fmt: skip
def test_a_play_shows_what_a_survey_found(entries: list[Json], described: list[str]) -> None:
    survey_findings = FilterModule().filters()["survey_findings"]
    assert survey_findings({"changed": False, "resources": entries}) == described
    assert survey_findings({"skipped": True}) == []


def surveyed(host: str, *entries: Json) -> TaskEnd:
    return rollout_reports.ended(host, {"changed": False, "resources": list(entries)}, module="iam_baseline_info")


def report_of(*ends: TaskEnd, stats: t.Mapping[str, HostStats] | None = None) -> Json:
    hosts = list(dict.fromkeys(end.host for end in ends))
    rollout = Rollout()
    rollout.start_wave(Play(key="p.yml:1", name="p", hosts=tuple(hosts), of_accounts=True), hosts, at=0)
    for end in ends:
        rollout.end_task(end, at=1)
    rollout.end(stats or {})
    report = rollout.to_json(rollout_reports.RUN)
    jsonschema.validate(report, SCHEMA)
    return report


def lines(report: Json) -> list[str]:
    return [line for line, _state in summary.lines(report) if line.startswith(("found in", "and "))]


def test_accounts_of_which_the_same_is_to_be_said_share_a_line() -> None:
    report = report_of(
        surveyed("a", policy(), role()),
        surveyed("b", policy(differs=True), role(last_used={"last_used_date": "2026-01-01"}, obstacle="o")),
        *(surveyed(host, policy(), role()) for host in "cdefg"),
        surveyed("h", gone(policy()), role(differs=None)),
    )
    assert lines(report) == [
        "found in a, c, d and 3 more: 2 of 2 exist",
        "found in b: 2 of 2 exist; differ: P; would not be deleted: R; last used: R on 2026-01-01",
        "found in h: 1 of 2 exist; not compared: R",
    ]
    everything = [line for line, _state in summary.lines(report, show_all=True)]
    assert "found in a, c, d, e, f, g: 2 of 2 exist" in everything


def test_a_summary_of_many_surveys_says_how_many_more() -> None:
    report = report_of(*(surveyed(f"h{n}", policy(attached_to={**NOBODY, "users": [f"u{n}"]})) for n in range(60)))
    assert lines(report)[-1] == "and 10 more findings (-v shows them all)"
    assert len(lines(report)) == 51


def test_the_last_survey_counts_and_the_first_is_kept() -> None:
    removed = rollout_reports.ended(
        "a", {"changed": True, "resources": [rollout_reports.entry("role", "R", "changed")]}
    )
    report = report_of(surveyed("a", role()), removed, surveyed("a", gone(role())))
    [resource] = report["accounts"][0]["resources"]
    assert (report["accounts"][0]["state"], resource["state"]) == ("changed", "changed")
    assert [each["exists"] for each in resource["surveys"]] == [True, False]
    assert lines(report) == ["found in a: 0 of 1 exist (1 at the start)"]


def test_a_survey_after_a_failure_hides_nothing_of_it() -> None:
    entry = rollout_reports.entry("role", "R", "failed", msg="in use")
    refused = rollout_reports.ended("a", {"changed": False, "msg": "in use", "resources": [entry]}, state=FAILED)
    report = report_of(surveyed("a", role()), refused, surveyed("a", role()), stats={"a": HostStats(failures=1)})
    [resource] = report["accounts"][0]["resources"]
    assert (report["accounts"][0]["state"], resource["state"], resource["message"]) == ("failed", "failed", "in use")


USED: t.Final[Json] = policy(attached_to={**NOBODY, "users": ["U"]})
DIFFERENT: t.Final[Json] = policy(differs=True, differences=["tag it"])


@pytest.mark.parametrize(
    ("entries", "state"),
    [
        ([policy()], "unchanged"),
        ([policy(differs=None)], "unchanged"),
        ([USED], "used_by_others"),
        ([gone(policy())], "missing"),
        ([gone(policy(should_exist=False))], "unchanged"),
        ([policy(should_exist=False, differs=None)], "drift"),
        ([DIFFERENT], "drift"),
        ([{**USED, **DIFFERENT, "attached_to": USED["attached_to"]}], "drift"),
        # An account has the first of the states of its resources.
        ([policy("Q"), USED, gone(role())], "missing"),
        ([gone(role()), DIFFERENT], "drift"),
    ],
)
def test_what_was_found_is_a_state(entries: list[Json], state: str) -> None:
    report = report_of(surveyed("a", *entries))
    assert report["accounts"][0]["state"] == state
    assert report["totals"]["accounts"][state] == 1
    assert state in {resource["state"] for resource in report["accounts"][0]["resources"]}
    assert f"{state.replace('_', ' '):14}{1:>10}" in [line[:24] for line, _colour in summary.lines(report)]


def managed(outcome: str) -> TaskEnd:
    return rollout_reports.ended("a", {"resources": [rollout_reports.entry("managed_policy", "P", outcome)]})


@pytest.mark.parametrize(
    ("ends", "state"),
    [
        # The last survey counts, until another task handles the resource.
        ([surveyed("a", DIFFERENT), surveyed("a", policy())], "unchanged"),
        ([surveyed("a", policy()), surveyed("a", DIFFERENT)], "drift"),
        ([surveyed("a", DIFFERENT), managed("unchanged")], "unchanged"),
        ([surveyed("a", DIFFERENT), managed("changed"), surveyed("a", policy())], "changed"),
        ([managed("unchanged"), surveyed("a", gone(policy()))], "unchanged"),
        ([surveyed("a", DIFFERENT), managed("not_reached")], "not_reached"),
    ],
)
def test_a_task_that_handles_a_resource_decides_its_state(ends: list[TaskEnd], state: str) -> None:
    [resource] = report_of(*ends)["accounts"][0]["resources"]
    assert resource["state"] == state


def test_a_survey_that_fails_finds_nothing() -> None:
    failed = rollout_reports.ended("a", {"msg": "denied"}, module="iam_baseline_info", state=FAILED)
    report = report_of(failed, stats={"a": HostStats(failures=1)})
    assert (report["accounts"][0]["state"], report["accounts"][0]["resources"], lines(report)) == ("failed", [], [])


def told(host: str, message: str) -> TaskEnd:
    """A task of another collection that fails with a message."""
    return replace(rollout_reports.ended(host, {"msg": message}, state=FAILED), module=None)


def test_an_account_that_fails_for_drift_was_read_and_others_were_not() -> None:
    report = report_of(
        *(surveyed("drifted", DIFFERENT), told("drifted", "drift: policy P differs")),
        *(surveyed("lost", gone(role())), told("lost", "drift: role R does not exist")),
        surveyed("clean", policy()),
        surveyed("empty"),
        rollout_reports.ended("closed", {"msg": "denied"}, module="iam_baseline_info", state=FAILED),
        *(surveyed("broken", policy()), told("broken", "no drift: another failure")),
        stats={host: HostStats(failures=1) for host in ("drifted", "lost", "closed", "broken")},
    )
    states = {account["host"]: (account["state"], len(account["failures"])) for account in report["accounts"]}
    assert states == {
        "drifted": ("drift", 0),
        "lost": ("missing", 0),
        "clean": ("unchanged", 0),
        "empty": ("unchanged", 0),
        "closed": ("failed", 1),
        "broken": ("failed", 1),
    }
    assert report["totals"]["drift"] == {"drifted": 2, "clean": 3, "unread": 1}
    assert summary.conclusion(report) == [("drift: 2 drifted, 3 not drifted, 1 could not be read", "unreachable")]


def test_a_run_that_does_not_look_for_drift_says_nothing_of_it() -> None:
    report = report_of(managed("changed"))
    assert "drift" not in report["totals"]
    assert summary.conclusion(report) == []
