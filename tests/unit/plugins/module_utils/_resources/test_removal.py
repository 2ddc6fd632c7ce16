# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether a role has been unused for long enough: a table of what IAM says, and laws."""

from __future__ import annotations

import datetime
import json
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import OptionError, RefusedError
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.removal import (
    NOT_ASKED,
    check_days,
    why_not_unused,
)
from hypothesis import given
from hypothesis import strategies as st
from memory_iam import MemoryIam
from support.generated_tasks import accounts
from support.tasks import task, trust

NOW: t.Final = datetime.datetime(2026, 11, 24, 12, tzinfo=datetime.timezone.utc)
OLD: t.Final = "2020-01-01T00:00:00+00:00"


def ago(**duration: float) -> str:
    return (NOW - datetime.timedelta(**duration)).isoformat()


def used(date: str, region: str | None = "eu-west-1") -> dict[str, str]:
    return {"last_used_date": date, **({"region": region} if region else {})}


# What IAM says of the last use, the date of creation, days, and the beginning of why the role does not count as unused.
CASES: t.Final[dict[str, tuple[dict[str, str] | None, str | None, int, str | None]]] = {
    "used within the time": (
        used(ago(days=29)),
        OLD,
        30,
        "it was last used on 2026-10-26T12:00:00+00:00 in eu-west-1",
    ),
    "used a moment ago": (used(ago(seconds=1)), OLD, 1, "it was last used on 2026-11-24T11:59:59+00:00 in eu-west-1"),
    "used a second too late": (used(ago(days=30, seconds=-1)), OLD, 30, "it was last used on 2026-10-25T12:00:01"),
    "used exactly so long ago": (used(ago(days=30)), OLD, 30, None),
    "used long ago": (used(ago(days=399)), OLD, 90, None),
    "used in the future, as a clock that is wrong has it": (
        used(ago(days=-2)),
        OLD,
        1,
        "it was last used on 2026-11-26",
    ),
    "used in a region without a name": (
        used(ago(days=1), None),
        OLD,
        2,
        "it was last used on 2026-11-23T12:00:00+00:00 in a",
    ),
    "used before the date of creation, in any case within the time": (
        used(ago(days=5)),
        ago(days=1),
        6,
        "it was last used",
    ),
    "never used, and old": ({}, ago(days=400), 400, None),
    "never used, and exactly so old": ({}, ago(days=90), 90, None),
    "never used, and young": (
        {},
        ago(days=89),
        90,
        "IAM knows of no use, but it was created on 2026-08-27T12:00:00+00:00",
    ),
    "a region without a date": ({"region": "eu-west-1"}, ago(days=1), 90, "IAM knows of no use, but it was created on"),
    "no answer": (None, OLD, 90, "IAM does not say when it was last used"),
    "neither a use nor a date of creation": ({}, None, 90, "IAM returned a date that cannot be read: None"),
    "a date that is none": (used("yesterday"), OLD, 90, "IAM returned a date that cannot be read: 'yesterday'"),
    "a date without a zone is in UTC": (used("2026-10-25T12:00:00"), OLD, 30, None),
    "a date in another zone": (used("2026-10-25T14:00:01+02:00"), OLD, 30, "it was last used on"),
}


@pytest.mark.parametrize(("last_used", "created", "days", "reason"), CASES.values(), ids=CASES)
def test_what_keeps_a_role(last_used: t.Any, created: str | None, days: int, reason: str | None) -> None:
    answer = why_not_unused(last_used, created, days=days, now=NOW)
    assert answer is None if reason is None else str(answer).startswith(reason)


@pytest.mark.parametrize("last_used", [None, {}, used(OLD)])
def test_nothing_was_unused_before_iam_was_asked(last_used: t.Any) -> None:
    assert why_not_unused(last_used, OLD, days=1, now=NOT_ASKED) is not None


MOMENTS: t.Final = st.integers(min_value=-10, max_value=500 * 24).map(lambda hours: ago(hours=hours))
ANSWERS: t.Final[st.SearchStrategy[t.Any]] = st.none() | st.just({}) | MOMENTS.map(used)
DAYS: t.Final = st.integers(min_value=1, max_value=400)


@given(ANSWERS, MOMENTS, DAYS, DAYS)
def test_who_was_unused_for_long_was_unused_for_less(last_used: t.Any, created: str, days: int, others: int) -> None:
    longer, shorter = max(days, others), min(days, others)
    if why_not_unused(last_used, created, days=longer, now=NOW) is None:
        assert why_not_unused(last_used, created, days=shorter, now=NOW) is None


@given(ANSWERS, MOMENTS, DAYS)
def test_a_role_goes_only_where_iam_says_so(last_used: t.Any, created: str, days: int) -> None:
    if why_not_unused(last_used, created, days=days, now=NOW) is None:
        assert last_used is not None
        moment = datetime.datetime.fromisoformat(last_used.get("last_used_date", created))
        assert moment <= NOW - datetime.timedelta(days=days)


@pytest.mark.parametrize("days", [None, 1, 90, 400])
def test_days_that_iam_can_tell(days: int | None) -> None:
    assert check_days(days) == days


@pytest.mark.parametrize(
    ("days", "message"),
    [
        (0, r"^unused_for_days must be at least 1 day \(got: 0\)$"),
        (-90, r"at least 1 day \(got: -90\)"),
        (True, r"at least 1 day \(got: True\)"),
        (401, r"^unused_for_days must be at most 400 days, since IAM reports no earlier use \(got: 401\)$"),
    ],
)
def test_days_that_it_cannot(days: int, message: str) -> None:
    with pytest.raises(OptionError, match=message):
        check_days(days)


REMOVALS: t.Final = st.fixed_dictionaries(
    {"module": st.just("iam_managed_policy"), "name": st.sampled_from(("app", "a", "b")), "state": st.just("absent")},
    optional={"detach": st.sampled_from(("all", "refuse"))},
) | st.fixed_dictionaries(
    {"module": st.just("iam_role"), "name": st.sampled_from(("app", "neighbour")), "state": st.just("absent")},
    optional={"unused_for_days": DAYS},
)
REAL_NOW: t.Final = datetime.datetime.now(datetime.timezone.utc)
# Half a day off whole days, so that the time that the test takes makes no difference.
REAL_AGES: t.Final = st.integers(min_value=0, max_value=500).map(
    lambda days: (REAL_NOW - datetime.timedelta(days=days, hours=12)).isoformat()
)


def outcome_of(iam: MemoryIam, options: dict[str, t.Any], *, check_mode: bool) -> tuple[list[str], str]:
    """The calls, and what the task refuses."""
    module = options["module"]
    given = {name: value for name, value in options.items() if name != "module"}
    try:
        outcome = task(iam, module, check_mode=check_mode, **given)
    except RefusedError as error:
        return [], str(error)
    assert outcome.error is None
    return [call.summary for call in outcome.calls], ""


@given(accounts(), REMOVALS, REAL_AGES, st.none() | REAL_AGES, st.sampled_from(("user", "group", None)))
def test_check_mode_and_a_run_refuse_alike_and_a_refusal_writes_nothing(
    iam: MemoryIam, options: dict[str, t.Any], created: str, last: str | None, other: str | None
) -> None:
    name = options["name"]
    if options["module"] == "iam_role" and any(arn.endswith(f"/{name}") for arn in iam.snapshot()["roles"]):
        iam.age_role(name, created=created, used=last, region="eu-west-1")
    if other:
        iam.attach(other, "somebody", "arn:aws:iam::111111111111:policy/a")
    before = iam.snapshot()
    iam.calls.clear()
    calls, refusal = outcome_of(iam, options, check_mode=True)
    assert iam.snapshot() == before
    assert outcome_of(iam, options, check_mode=False) == (calls, refusal)
    if refusal:
        assert iam.snapshot() == before
        assert iam.writes == []
    if options.get("detach") == "refuse":
        assert not any(call.startswith("detach") for call in calls)
    if options.get("unused_for_days") and calls:
        moment = datetime.datetime.fromisoformat(last or created)
        assert REAL_NOW - moment >= datetime.timedelta(days=options["unused_for_days"])


@pytest.mark.parametrize(("hours", "goes"), [(23, False), (25, True)])
def test_the_time_is_aws_s_and_not_this_machine_s(hours: int, *, goes: bool) -> None:
    seconds = 0.0
    iam = MemoryIam(clock=lambda: seconds)
    iam.call("CreateRole", {"RoleName": "app", "AssumeRolePolicyDocument": json.dumps(trust("lambda.amazonaws.com"))})
    seconds = hours * 3600.0
    calls, refusal = outcome_of(
        iam, {"module": "iam_role", "name": "app", "state": "absent", "unused_for_days": 1}, check_mode=True
    )
    assert (bool(calls), bool(refusal)) == (goes, not goes)
