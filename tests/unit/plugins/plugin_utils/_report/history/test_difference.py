# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What differs between two runs."""

from __future__ import annotations

import datetime
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.history.difference import (
    Difference,
    counted,
    difference,
    sentence,
)
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.history.run import Item, Run
from hypothesis import given
from hypothesis import strategies as st
from support.run_history import account, change, drift, run

DAY: t.Final = datetime.datetime(2026, 12, 1, 2, tzinfo=datetime.timezone.utc)
CREATED: t.Final = "created role Auditor"
DRIFTED: t.Final = "role Auditor differs: tags"
CHANGED: t.Final = ("changed", change())
DRIFT: t.Final = ("drift", drift("Auditor", "differs: tags"))


def items(*named: tuple[str, str], badges: tuple[str, ...] = ()) -> tuple[Item, ...]:
    return tuple(Item(title=title, badges=badges, hosts=tuple(hosts.split())) for title, hosts in named)


def created(hosts: str) -> tuple[Item, ...]:
    return items((CREATED, hosts), badges=("widens access",))


def drifted(hosts: str) -> tuple[Item, ...]:
    return items((DRIFTED, hosts))


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ({"a": ["failed"]}, {"a": ["failed"]}, {}),
        ({"a": ["unchanged"]}, {"b": ["unchanged"]}, {"new_accounts": ("b",), "gone_accounts": ("a",)}),
        ({"a": ["unchanged"]}, {"a": ["unreachable"]}, {"newly_failed": ("a",)}),
        ({"a": ["unreachable"]}, {"a": ["failed"]}, {}),
        ({"a": ["failed"]}, {"a": ["unchanged"]}, {"recovered": ("a",)}),
        # Nobody knows that these have recovered.
        ({"a": ["failed"]}, {"a": ["not_reached"]}, {}),
        ({"a": ["failed"]}, {}, {"gone_accounts": ("a",)}),
        ({}, {"a": ["failed"]}, {"new_accounts": ("a",), "newly_failed": ("a",)}),
        ({"a": ["unchanged"]}, {"a": [*CHANGED]}, {"new_changes": created("a")}),
        ({"a": [*CHANGED]}, {"a": ["unchanged"]}, {"gone_changes": created("a")}),
        # The account has it as the other one had.
        ({"a": [*CHANGED], "b": ["unchanged"]}, {"a": [*CHANGED], "b": [*CHANGED]}, {"new_changes": created("b")}),
        ({"a": ["unchanged"]}, {"a": [*DRIFT]}, {"new_drift": drifted("a")}),
        ({"a": [*DRIFT], "b": [*DRIFT]}, {"a": ["unchanged"], "b": [*DRIFT]}, {"gone_drift": drifted("a")}),
        (
            {"a": [*DRIFT]},
            {"a": ["drift", drift("Auditor", "differs: path")]},
            {"new_drift": items(("role Auditor differs: path", "a")), "gone_drift": drifted("a")},
        ),
        # An account that could not be read says nothing about what was there.
        ({"a": [*DRIFT]}, {"a": ["failed"]}, {"newly_failed": ("a",)}),
        ({"a": [*CHANGED]}, {"a": ["skipped"]}, {}),
        ({"a": ["failed"]}, {"a": [*DRIFT]}, {"recovered": ("a",), "new_drift": drifted("a")}),
        ({"a": [*DRIFT]}, {}, {"gone_accounts": ("a",), "gone_drift": drifted("a")}),
    ],
)  # fmt: skip
def test_differences(before: dict[str, t.Any], now: dict[str, t.Any], expected: dict[str, t.Any]) -> None:
    earlier, later = (
        run(*(account(host, *given) for host, given in hosts.items()), check_mode=True) for hosts in (before, now)
    )
    assert difference(earlier, later) == Difference(since=DAY, **expected)


def test_a_change_that_was_made_is_not_gone() -> None:
    before, now = run(account("a", *CHANGED)), run(account("a"))
    assert difference(before, now) == Difference(since=DAY)
    assert difference(now, before) == Difference(since=DAY, new_changes=created("a"))


def test_a_difference_in_words() -> None:
    found = Difference(since=DAY, newly_failed=("a",), recovered=("b", "c"), gone_drift=drifted("a b"))
    assert counted(found) == "1 new failure, 2 accounts recovered, 1 finding of drift gone"
    assert sentence(found) == f"since the run of 2026-12-01 02:00 UTC: {counted(found)}"
    assert sentence(Difference(since=DAY)) == "since the run of 2026-12-01 02:00 UTC: no difference"


# Laws.

HOSTS: t.Final = ("a", "b", "c")
READ: t.Final = ("unchanged", "changed", "drift")
RESOURCES: t.Final = st.lists(
    st.sampled_from([change(), change("Deploy"), drift("A", "differs: tags"), drift("B", exists=False), drift("C")]),
    max_size=3,
)


def runs(states: t.Sequence[str]) -> st.SearchStrategy[Run]:
    accounts = [
        st.builds(account, st.just(host), st.sampled_from(states)).flatmap(
            lambda found: RESOURCES.map(lambda resources: {**found, "resources": resources})
        )
        for host in HOSTS
    ]
    chosen = st.tuples(*(st.none() | each for each in accounts))
    return chosen.map(lambda found: run(*(each for each in found if each), check_mode=True))


ANY: t.Final = runs((*READ, "failed", "unreachable", "not_reached", "skipped"))
PAIRS: t.Final = (("new_accounts", "gone_accounts"), ("new_changes", "gone_changes"), ("new_drift", "gone_drift"))


@given(ANY)
def test_a_run_does_not_differ_from_itself(only: Run) -> None:
    assert difference(only, only) == Difference(since=only.started)


@given(runs(READ), runs(READ))
def test_what_is_new_one_way_is_gone_the_other_way(one: Run, other: Run) -> None:
    there, back = difference(one, other), difference(other, one)
    for new, gone in PAIRS:
        assert set(getattr(there, new)) == set(getattr(back, gone))
        assert set(getattr(there, gone)) == set(getattr(back, new))


@given(ANY, ANY)
def test_nothing_is_gone_from_an_account_that_could_not_be_read(before: Run, now: Run) -> None:
    there, back = difference(before, now), difference(now, before)
    for new, gone in PAIRS[1:]:
        expected = {(title, host) for title, host in pairs(getattr(back, new)) if host not in now.unread}
        assert pairs(getattr(there, gone)) == expected
    assert not set(there.recovered) & now.unread
    assert not set(there.newly_failed) & set(there.recovered)


def pairs(found: t.Iterable[Item]) -> set[tuple[str, str]]:
    return {(item.title, host) for item in found for host in item.hosts}
