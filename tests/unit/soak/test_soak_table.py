# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the soak makes of its runs: rows, the table, JSON, and which cases there are. Nothing is run here."""

from __future__ import annotations

import json
import typing as t

import pytest
from soak import contention, scenarios
from soak.__main__ import _orders, _parser
from soak.judge import Ending, Finding, Wrong
from soak.model import applied
from soak.rows import FULL, ROWS, SHORT
from soak.table import Row, table

ACCOUNT: t.Final = "111111111111"


def row(**values: t.Any) -> Row:
    return Row(name="random", promise="it holds", zeros=(Wrong.LOST, Wrong.UNCLEAR), **values)


def test_a_row_counts_cases_and_not_findings() -> None:
    tried = row(cases=2, calls=1234)
    for ending in (Ending(failed=False, result={}), Ending(failed=True, result={}), Ending(failed=True, result=None)):
        tried.add_ending(ending)
    tried.add_ending(Ending(failed=True, result=None, output="SIGKILL"))
    tried.add("random:1", [Finding(wrong=Wrong.LOST, what="a tag"), Finding(wrong=Wrong.LOST, what="a version")])
    heading, line, *_promises = table([tried]).splitlines()
    cells = dict(zip(heading.split(), line.split(), strict=True))
    assert cells == {
        "row": "random", "cases": "2", "runs": "4", "calls": "1,234", "faults": "0", "converged": "1", "failed": "1",
        "killed": "1", "lost": "1", "duplicate": "-", "unowned": "-", "untold": "-", "unclear": "0", "stuck": "-",
        "unstable": "-", "wider": "-", "mixed": "-",
    }  # fmt: skip
    assert tried.problems[0].line(7) == "lost: a tag\n    again: --seed 7 --only random:1"
    content = json.loads(json.dumps(tried.to_json()))
    assert content["ended"] == {"converged": 1, "failed": 1, "killed": 1, "no result": 1}
    assert content["zeros"] == {"lost": 1, "unclear": 0}
    assert content["problems"][1] == {"case": "random:1", "wrong": "lost", "what": "a version"}


@pytest.mark.parametrize(
    ("tried", "holds"),
    [
        (row(runs=1), True),
        # Nothing was tried.
        (row(runs=0), False),
        (row(runs=1, broken=["ServiceFailure"]), False),
    ],
)
def test_a_row_holds_if_it_was_tried_and_nothing_is_wrong(tried: Row, holds: bool) -> None:  # noqa: FBT001
    assert tried.holds is holds
    tried.add("random:1", [Finding(wrong=Wrong.MIXED, what="a tag")])
    assert not tried.holds


@pytest.mark.parametrize("scenario", scenarios.SCENARIOS, ids=lambda each: each.name)
def test_a_scenario_changes_something(scenario: scenarios.Scenario) -> None:
    before = scenario.before(ACCOUNT)
    assert applied(before, scenario.task).facts() != before.facts()


@pytest.mark.parametrize("contest", contention.CONTESTS, ids=lambda each: each.name)
def test_a_contest_can_be_won(contest: contention.Contest) -> None:
    before = contest.before(ACCOUNT)
    outcomes = [applied(before, task) for task in contest.tasks]
    assert any(won.facts() != before.facts() for won in outcomes)
    for task, won in zip(contest.tasks, outcomes, strict=True):
        assert applied(won, task).facts() == won.facts()


def test_each_case_has_a_name_of_its_own() -> None:
    for names in ([each.name for each in scenarios.SCENARIOS], [each.name for each in contention.CONTESTS]):
        assert len(names) == len(set(names))
    assert set(contention.WHOLE) <= {each.name for each in contention.CONTESTS}


@pytest.mark.parametrize(
    ("arguments", "rows", "runs"),
    [
        ([], list(ROWS), FULL.runs),
        (["--short"], list(ROWS), SHORT.runs),
        (["--short", "--runs", "7", "--rows", "random"], ["random"], 7),
        # The case may be one of the full form, and of a longer run than that.
        (["--short", "--only", "killed:tutorial:3:after:body"], ["killed"], FULL.runs),
        (["--runs", "5000", "--only", "random:4000"], ["random"], 5000),
    ],
)
def test_what_is_asked_for_is_what_is_measured(arguments: list[str], rows: list[str], runs: int) -> None:
    orders = _orders(_parser().parse_args(arguments))
    assert [order.row for order in orders] == rows
    assert {order.form.runs for order in orders} == {runs}
