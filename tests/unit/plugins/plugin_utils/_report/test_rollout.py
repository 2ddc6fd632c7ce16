# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From what callbacks are told to a report."""

from __future__ import annotations

import json
import pathlib
import re
import typing as t

import jsonschema
import pytest
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report import summary
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.accounts import HostStats
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.results import TaskEnd
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.rollout import Rollout
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.states import ACCOUNT_STATES, RESOURCE_STATES
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.waves import Play, wave_sizes
from hypothesis import given
from hypothesis import strategies as st
from support import rollout_reports
from support.rollout_reports import RUN, ended, entry

ROOT: t.Final = pathlib.Path(__file__).parents[5]
GUIDE: t.Final = (ROOT / "docs" / "docsite" / "rst" / "guide_rollout_report.rst").read_text(encoding="utf-8")
SCHEMA: t.Final = json.loads((ROOT / "docs" / "rollout_report.schema.json").read_text(encoding="utf-8"))

OK: t.Final[dict[str, t.Any]] = {"changed": False, "resources": [entry("managed_policy", "P"), entry("role", "R")]}
CHANGED: t.Final = {"changed": True, "resources": [entry("managed_policy", "P", "changed"), entry("role", "R")]}
FAILED: t.Final = {
    "changed": False,
    "resources": [entry("managed_policy", "P", "failed", msg="no"), entry("role", "R", "not_reached")],
    "msg": "no\nDo something.",
    "error": {"code": "AccessDenied", "operation": "iam:CreatePolicy", "message": "no"},
}
OTHER: t.Final[dict[str, t.Any]] = {"module": None, "key": "assert", "task": "Assert", "state": "failed"}

Report = dict[str, t.Any]


def valid(report: Report) -> Report:
    jsonschema.validate(report, SCHEMA, format_checker=jsonschema.FormatChecker())
    return t.cast(Report, json.loads(json.dumps(report)))


def play(hosts: t.Iterable[str], *, key: str = "p.yml:1", name: str = "p", **more: t.Any) -> Play:
    return Play(key=key, name=name, hosts=tuple(hosts), **more)


def report_of(
    *ends: TaskEnd, hosts: t.Sequence[str] = ("a",), stats: t.Mapping[str, HostStats] | None = None, stop: bool = False
) -> Report:
    """The report of a play with a single wave."""
    rollout = Rollout()
    rollout.start_wave(play(hosts, of_accounts=True), hosts, at=0)
    for end in ends:
        rollout.end_task(end, at=1)
    if stop:
        rollout.stop_wave()
    rollout.end(stats or {})
    return valid(rollout.to_json(RUN))


def states(report: Report) -> dict[str, str]:
    return {account["host"]: account["state"] for account in report["accounts"]}


def cells(report: Report, host: str) -> dict[str, str]:
    [account] = [each for each in report["accounts"] if each["host"] == host]
    return {resource["name"]: resource["state"] for resource in account["resources"]}


def failed(host: str = "a", **more: t.Any) -> TaskEnd:
    return ended(host, FAILED, **{"state": "failed"} | more)


def counted(message: str) -> TaskEnd:
    """A rescue of the rollout, which fails so that the account counts as failed."""
    return ended("a", {"msg": message}, **OTHER)


FATAL: t.Final = {"a": HostStats(failures=1)}
RESCUE_FAILED: t.Final = {"a": HostStats(failures=1, rescued=1)}


@pytest.mark.parametrize(
    ("ends", "stats", "state", "handled"),
    [
        ([ended("a", OK)], {}, "unchanged", []),
        ([ended("a", CHANGED)], {}, "changed", []),
        ([ended("a", CHANGED, check_mode=True)], {}, "would_change", []),
        ([], {}, "not_reached", []),
        ([ended("a", {}, state="skipped")], {}, "skipped", []),
        ([failed()], FATAL, "failed", [None]),
        ([ended("a", CHANGED), ended("a", {"msg": "x"}, **OTHER)], FATAL, "failed", [None]),
        ([failed(ignored=True)], {}, "unchanged", ["ignored"]),
        ([failed(ignored=True), ended("a", CHANGED)], {}, "changed", ["ignored"]),
        ([failed()], {"a": HostStats(rescued=1)}, "unchanged", ["rescued"]),
        ([failed(), ended("a", CHANGED)], {"a": HostStats(rescued=1)}, "changed", ["rescued"]),
        # The first was rescued, the last ended the account.
        (
            [failed(), ended("a", {"msg": "x"}, **OTHER)],
            {"a": HostStats(failures=1, rescued=1)},
            "failed",
            ["rescued", None],
        ),
        # The second is a rescue that only fails again.
        ([failed(), counted("no\nDo something.")], RESCUE_FAILED, "failed", [None]),
        ([failed(), counted("task x failed: see its message above")], RESCUE_FAILED, "failed", [None]),
        (
            [failed(), ended("a", OK), failed(), counted("task x failed: see its message above")],
            {"a": HostStats(failures=1, rescued=2)},
            "failed",
            ["rescued", None],
        ),
        ([failed(ignored=True), counted("no\nDo something.")], FATAL, "failed", ["ignored", None]),
        ([ended("a", {"msg": "x"}, state="unreachable")], {"a": HostStats(unreachable=1)}, "unreachable", [None]),
        ([ended("a", {"msg": "x"}, state="unreachable", ignored=True), ended("a", OK)], {}, "unchanged", ["ignored"]),
        ([ended("a", {"changed": True, "censored": "x"})], {}, "changed", []),
        ([ended("a", {"changed": True, "censored": "x"}, check_mode=True)], {}, "would_change", []),
    ],
)
def test_the_state_of_an_account(
    ends: list[TaskEnd], stats: dict[str, HostStats], state: str, handled: list[str | None]
) -> None:
    report = report_of(*ends, stats=stats)
    assert states(report) == {"a": state}
    assert [failure["handled"] for failure in report["accounts"][0]["failures"]] == handled


def test_a_failure_keeps_its_message_and_what_aws_said() -> None:
    [account] = report_of(failed(), stats=FATAL)["accounts"]
    assert account["failures"] == [
        {
            "task": "Apply iam_baseline",
            "message": "no\nDo something.",
            "unreachable": False,
            "handled": None,
            "code": "AccessDenied",
            "operation": "iam:CreatePolicy",
        }
    ]


def test_a_failure_of_a_loop_has_the_messages_of_its_items() -> None:
    states = {"one": "failed", "fine": None, "two": "unreachable"}
    rollout = Rollout()
    rollout.start_wave(play(["a"], of_accounts=True), ["a"], at=0)
    for state in states.values():
        rollout.end_item("a", state)
    results = [{"msg": message} for message in states]
    rollout.end_task(ended("a", {"msg": "One or more items failed", "results": results}, **OTHER), at=1)
    rollout.end_task(ended("a", {"msg": "alone", "results": results}, **OTHER), at=1)
    rollout.end(FATAL)
    [account] = valid(rollout.to_json(RUN))["accounts"]
    # The states of the items are those of the first task.
    assert [failure["message"] for failure in account["failures"]] == ["one\ntwo", "alone"]


@pytest.mark.parametrize("result", [{"msg": "s3cret", "censored": "x"}, {"msg": "s3cret", "_ansible_no_log": True}])
def test_a_failure_with_no_log_has_no_message(result: dict[str, t.Any]) -> None:
    report = report_of(ended("a", result, state="failed"), stats=FATAL)
    assert "s3cret" not in json.dumps(report)
    assert report["accounts"][0]["failures"][0]["message"] == "hidden, because the task has no_log"


def test_secrets_are_taken_out_of_failures() -> None:
    rollout = Rollout()
    rollout.start_wave(play(["a"]), ["a"], at=0)
    rollout.end_task(failed(), secrets=["Do something"], at=1)
    rollout.end(FATAL)
    assert rollout.to_json(RUN)["accounts"][0]["failures"][0]["message"] == "no\n********."


def test_an_account_has_the_resources_that_its_own_tasks_have_named() -> None:
    """Nobody knows what an account would have that failed before, or was not reached."""
    report = report_of(
        ended("a", {"msg": "x"}, **OTHER), ended("b", OK), ended("c", {"resources": OK["resources"][:1]}),
        hosts=("a", "b", "c", "d"), stats=FATAL,
    )  # fmt: skip
    assert [cells(report, host) for host in "ad"] == [{}, {}]
    assert cells(report, "c") == {"P": "unchanged"}
    assert report["totals"]["resources"] | {"unchanged": 3, "not_reached": 0} == report["totals"]["resources"]
    assert sum(report["totals"]["accounts"].values()) == 4


def policy(host: str, name: str, **more: t.Any) -> TaskEnd:
    result = {"changed": False, "policy": {"policy_name": name}}
    return ended(host, result, **{"module": "iam_managed_policy", "key": name} | more)


def test_a_stopped_wave_leaves_out_the_last_task_of_some() -> None:
    report = report_of(
        policy("a", "P"), policy("b", "P"), policy("a", "Q"), ended("c", {"msg": "x"}, **OTHER),
        hosts=("a", "b", "c"), stats={"c": HostStats(failures=1)}, stop=True,
    )  # fmt: skip
    assert cells(report, "a") == {"P": "unchanged", "Q": "unchanged"}
    assert cells(report, "b") == {"P": "unchanged"}
    assert report["waves"] == [{"play": "p", "number": 1, "of": 1, "accounts": 3, "stopped": True}]


def test_an_interrupted_run_is_reported_as_far_as_it_came() -> None:
    rollout = Rollout()
    rollout.start_wave(play(["a", "b", "c"]), ["a", "b", "c"], at=0)
    rollout.end_task(ended("a", OK), at=1)
    rollout.end_task(failed("b"), at=1)
    rollout.interrupt()
    assert states(valid(rollout.to_json(RUN))) == {"a": "unchanged", "b": "failed", "c": "not_reached"}


def test_hosts_of_plays_that_are_not_about_accounts_are_none() -> None:
    rollout = Rollout()
    rollout.start_wave(play(["localhost"], key="p.yml:1", name="prepare"), ["localhost"], at=0)
    rollout.start_wave(play(["a"]), ["a"], at=1)
    rollout.end_task(ended("a", OK), at=2)
    rollout.end({})
    assert states(rollout.to_json(RUN)) == {"a": "unchanged"}


def test_an_account_takes_the_time_of_its_tasks() -> None:
    rollout = Rollout()
    rollout.start_wave(play(["a"]), ["a"], at=0)
    for start, end in ((1, 3), (10, 10.5)):
        rollout.start_task("a", at=start)
        rollout.end_task(ended("a", OK), at=end)
    assert rollout.to_json(RUN)["accounts"][0]["seconds"] == 2.5


# Waves.


@pytest.mark.parametrize(
    ("serial", "hosts", "sizes"),
    [
        ([], 5, [5]),
        ([2], 5, [2, 2, 1]),
        (["40%"], 5, [2, 2, 1]),
        ([1, "10%", "100%"], 40, [1, 4, 35]),
        (["1%"], 3, [1, 1, 1]),
        ([1, 0], 5, [1, 4]),
        (["3"], 5, [3, 2]),
        ([1], 0, []),
    ],
)
def test_waves_as_ansible_makes_them(serial: list[t.Any], hosts: int, sizes: list[int]) -> None:
    assert wave_sizes(serial, hosts) == sizes


@given(st.lists(st.integers(0, 20) | st.integers(0, 100).map(lambda number: f"{number}%")), st.integers(0, 200))
def test_every_host_is_in_one_wave(serial: list[t.Any], hosts: int) -> None:
    assert sum(wave_sizes(serial, hosts)) == hosts


def waves(rollout: Rollout, *batches: t.Sequence[str]) -> t.Iterator[None]:
    """Begins one wave after the other."""
    hosts = [host for batch in batches for host in batch]
    for number, batch in enumerate(batches):
        rollout.start_wave(play(hosts, serial=tuple(map(len, batches))), batch, at=number)
        yield


def done(rollout: Rollout) -> tuple[int, int, int, int]:
    progress = rollout.progress(at=60)
    assert progress is not None
    return progress.done, progress.changed, progress.failed, progress.wave


def test_from_the_second_wave_on_it_is_known_which_task_is_the_last() -> None:
    rollout = Rollout()
    wave = waves(rollout, ["a"], ["b", "c"])
    next(wave)
    seen = []
    for end in (policy("a", "P"), policy("a", "Q")):
        rollout.end_task(end, at=1)
        seen.append(done(rollout))
    next(wave)
    for end in (policy("b", "P"), policy("c", "P"), policy("b", "Q", state="skipped"), failed("c")):
        rollout.end_task(end, at=1)
        seen.append(done(rollout))
    assert seen == [(1, 0, 0, 1), (1, 0, 0, 1), (1, 0, 0, 2), (1, 0, 0, 2), (2, 0, 0, 2), (3, 0, 1, 2)]


def test_in_a_single_wave_the_count_begins_again_with_each_task() -> None:
    rollout = Rollout()
    next(waves(rollout, ["a", "b"]))
    seen = []
    for end in (policy("a", "P"), policy("b", "P"), policy("a", "Q"), policy("b", "Q")):
        rollout.end_task(end, at=1)
        seen.append(done(rollout)[0])
    assert seen == [1, 2, 1, 2]


def test_a_failure_that_is_rescued_does_not_stay_counted() -> None:
    rollout = Rollout()
    next(waves(rollout, ["a", "b"]))
    rollout.end_task(failed(), at=1)
    assert done(rollout) == (1, 0, 1, 1)
    rollout.end_task(ended("a", CHANGED), at=2)
    assert done(rollout) == (1, 1, 0, 1)


def test_who_failed_in_an_earlier_play_has_failed_for_the_next() -> None:
    rollout = Rollout()
    rollout.start_wave(play(["a", "b"], key="p.yml:1", name="review", of_accounts=True), ["a", "b"], at=0)
    rollout.end_task(failed(), at=1)
    rollout.start_wave(play(["a", "b"], key="p.yml:9", name="apply", of_accounts=True), ["b"], at=2)
    assert done(rollout) == (1, 0, 1, 1)


def test_the_same_play_again_is_another_play() -> None:
    rollout = Rollout()
    for at in (0, 1):
        rollout.start_wave(play(["a"], of_accounts=True), ["a"], at=at)
    assert [wave["number"] for wave in rollout.to_json(RUN)["waves"]] == [1, 1]


@pytest.mark.parametrize(
    ("keys", "names", "numbers"),
    [
        # A name may be a template, which has another value in each wave.
        (("p.yml:1", "p.yml:1"), ("p of a", "p of b"), [1, 2]),
        (("p.yml:1", "p.yml:9"), ("p", "p"), [1, 1]),
    ],
)
def test_the_name_of_a_play_does_not_decide_what_its_waves_are(
    keys: tuple[str, str], names: tuple[str, str], numbers: list[int]
) -> None:
    rollout = Rollout()
    for key, name, host in zip(keys, names, ("a", "b"), strict=True):
        rollout.start_wave(play(["a", "b"], key=key, name=name, serial=(1,), of_accounts=True), [host], at=0)
    assert [wave["number"] for wave in rollout.to_json(RUN)["waves"]] == numbers


# The guide.


def test_the_example_of_the_guide_is_valid() -> None:
    [example] = re.findall(r"^.. code-block:: json\n\n((?:  .*\n|\n)+)", GUIDE, re.MULTILINE)
    report = valid(json.loads(example))
    counted = {state: number for state, number in report["totals"]["accounts"].items() if number}
    assert counted == {account["state"]: 1 for account in report["accounts"]}


def test_the_guide_has_every_state() -> None:
    rows = re.findall(r"^  \* - ([a-z ]+)$", GUIDE, re.MULTILINE)
    assert rows == [summary.words(state) for state in ACCOUNT_STATES]
    assert SCHEMA["$defs"]["accountState"]["enum"] == list(ACCOUNT_STATES)
    assert SCHEMA["$defs"]["resourceState"]["enum"] == list(RESOURCE_STATES)


# The summary, and the large report that other tests look at.


def test_the_large_report_is_valid() -> None:
    report = valid(rollout_reports.rollout(200))
    counted = {state: number for state, number in report["totals"]["accounts"].items() if number}
    assert counted == {"unchanged": 171, "changed": 22, "failed": 5, "unreachable": 2}
    assert [wave["accounts"] for wave in report["waves"]] == [1, 20, 179]


WIDENED: t.Final = "policy: ReadReports: Action gains s3:GetObject, s3:ListBucket (widens what is allowed)"


def test_the_summary() -> None:
    report = rollout_reports.rollout(12)
    text = [line for line, _state in summary.lines(report)]
    assert text == [
        "                accounts   resources",
        "unchanged              7         113",
        "changed                2           2",
        "failed                 2           1",
        "unreachable            1",
        "not reached            0           4",
        "total                 12         120",
        "2 updated, 2 of them widen access",
        f"~ updated managed policy {rollout_reports.MARKUP} (widens access) in account-0002 (000000000002)",
        f"    {rollout_reports.MARKUP}",
        f"    {WIDENED}",
        "~ updated managed policy LogsPolicy (widens access) in account-0004 (000000000004)",
        "    create a new default version of LogsPolicy",
        f"    {WIDENED}",
        f"account-0001 (000000000001): assertion failed: {rollout_reports.MARKUP}",
        f"account-0007 (000000000007): {rollout_reports.refused(7)['msg'].splitlines()[0]}",
        "account-0011 (000000000011): no route to host",
        "slowest: account-0000 0.5 s, account-0002 0.5 s, account-0003 0.5 s",
    ]


def test_the_summary_shows_a_change_once_with_its_calls() -> None:
    report = rollout_reports.rollout(200, check_mode=True)
    changes = [line for line, state in summary.lines(report, show_actions=False) if state == "would_change"]
    assert changes[1] == (
        "~ update managed policy LogsPolicy (widens access) in 11 accounts:"
        " account-0004 (000000000004), account-0022 (000000000022), account-0040 (000000000040) and 8 more"
    )
    calls = [line for line, _state in summary.lines(report) if line == "    create a new default version of LogsPolicy"]
    assert len(calls) == 1


def test_a_summary_of_many_changes_says_how_many_more() -> None:
    resources = [
        entry("role", f"R{number:02}", "changed", actions=[{"summary": f"call {call}"} for call in range(14)])
        for number in range(22)
    ]
    report = report_of(ended("a", {"changed": True, "resources": resources}))
    short, long = ([line for line, _state in summary.lines(report, show_all=each)] for each in (False, True))
    assert short.count("    and 2 more lines (-v shows them all)") == 20
    assert "and 2 more changes (-v shows them all)" in short
    assert long.count("    call 13") == 22


def test_a_summary_of_many_failures_says_how_many_more() -> None:
    report = rollout_reports.rollout(1000)
    short, long = (summary.lines(report, show_all=show_all) for show_all in (False, True))
    assert ("and 12 more (-v shows them all)", "failed") in short
    assert len(long) == len(short) + 11


def test_a_line_of_the_summary_cannot_reach_the_terminal() -> None:
    assert summary.clean("a\x1b[31m\rb\u202e") == "a?[31m?b?"
    assert len(summary.clean("a" * 10_000)) < 400


def test_an_account_without_a_task_is_not_done() -> None:
    rollout = Rollout()
    rollout.start_wave(play("abc", serial=(1, 2), of_accounts=True), ["a"], at=0)
    rollout.reach("a")
    rollout.start_wave(play("abc", serial=(1, 2), of_accounts=True), ["b", "c"], at=1)
    rollout.end_task(ended("b", OK), at=2)
    rollout.end({})
    progress = rollout.progress(at=3)
    assert progress is not None
    assert (progress.done, progress.total) == (2, 3)
    assert rollout.has_reached


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({}, ""),
        ({"tags": ["all"], "skip_tags": []}, ""),
        ({"tags": ["typo", "other"], "skip_tags": []}, "with --tags typo,other, "),
        ({"tags": ["all"], "skip_tags": ["roles"]}, "with --skip-tags roles, "),
        ({"tags": ["typo"], "skip_tags": ["a"]}, "with --tags typo and --skip-tags a, "),
    ],
)
def test_a_run_without_tasks_says_so(options: Report, reason: str) -> None:
    rollout = Rollout()
    rollout.start_wave(play("a", of_accounts=True), ["a"], at=0)
    rollout.end({})
    assert not rollout.has_reached
    [(line, state)] = summary.nothing_done(options)
    assert (line, state) == (f"nothing was done: {reason}no task ran for any account", "failed")
