# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How long a call is persisted with, and what is said when that was not long enough."""

from __future__ import annotations

import functools
import math
import typing as t
from collections.abc import Callable, Iterator

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import IamError, LeastPrivError, NoAnswerError
from ansible_collections.leastpriv.aws.plugins.module_utils._retry import persist
from support.stage import Stage

Failure = Callable[[], LeastPrivError]


def error(code: str, status: int = 400) -> IamError:
    return IamError(code=code, reason="because", operation="CreateRole", status=status)


THROTTLED: t.Final = functools.partial(error, "Throttling")
FAILED: t.Final = functools.partial(error, "ServiceFailure", 500)
UNREACHED: t.Final = functools.partial(NoAnswerError, "nobody is there", in_doubt=False)
LOST: t.Final = functools.partial(NoAnswerError, "the connection was closed", in_doubt=True)
TAKEN: t.Final = functools.partial(error, "EntityAlreadyExists", 409)

PASSING: dict[str, Failure] = {
    "throttled": THROTTLED,
    "throttled, by status alone": functools.partial(error, "SomethingNew", 429),
    "failed": FAILED,
    "unavailable": functools.partial(error, "ServiceUnavailable", 503),
    "unreached": UNREACHED,
    "lost": LOST,
}


def answers(*failures: Failure, last: str = "reply") -> Callable[[], str]:
    """What fails in each of the ways in turn, and then succeeds."""
    left: Iterator[Failure] = iter(failures)

    def attempt() -> str:
        for each in left:
            raise each()
        return last

    return attempt


@pytest.mark.parametrize("what", PASSING)
def test_what_may_pass_is_tried_again(what: str) -> None:
    stage = Stage()
    assert persist(answers(PASSING[what], PASSING[what]), retry_policy=stage.retry_policy(60)) == "reply"
    assert 0.75 <= stage.time <= 1.5


@pytest.mark.parametrize(
    ("failure", "timeout", "seconds"),
    [(THROTTLED, 60, 60), (FAILED, 60, 60), (LOST, 60, 60), (THROTTLED, 7, 7), (UNREACHED, 60, 15), (UNREACHED, 7, 7)],
)
def test_it_ends_with_how_often_and_how_long_it_was_tried(failure: Failure, timeout: float, seconds: int) -> None:
    stage = Stage()
    attempts = 0

    def attempt() -> str:
        nonlocal attempts
        attempts += 1
        raise failure()

    with pytest.raises((IamError, NoAnswerError)) as caught:
        persist(attempt, retry_policy=stage.retry_policy(timeout))
    assert f"(tried {attempts} times in {seconds} s)" in str(caught.value)
    assert attempts > 4
    assert stage.time == pytest.approx(seconds)


@pytest.mark.parametrize("code", ["AccessDenied", "EntityAlreadyExists", "NoSuchEntity", "ExpiredToken"])
def test_what_will_not_pass_is_not_tried_again(code: str) -> None:
    stage = Stage()
    with pytest.raises(IamError) as caught:
        persist(answers(functools.partial(error, code)), retry_policy=stage.retry_policy(60))
    assert (stage.time, str(caught.value)) == (0, str(error(code)))


IN_DOUBT = {
    "refused": ((TAKEN,), False),
    "throttled before": ((THROTTLED, TAKEN), False),
    "unreached before": ((UNREACHED, TAKEN), False),
    "failed before": ((FAILED, TAKEN), True),
    "lost before": ((LOST, TAKEN), True),
    "lost long before": ((LOST, THROTTLED, TAKEN), True),
}


@pytest.mark.parametrize("what", IN_DOUBT)
def test_an_earlier_attempt_may_have_taken_effect(what: str) -> None:
    failures, expected = IN_DOUBT[what]
    with pytest.raises(IamError) as caught:
        persist(answers(*failures), retry_policy=Stage().retry_policy(60))
    assert caught.value.code == "EntityAlreadyExists"
    assert caught.value.in_doubt is expected


@pytest.mark.parametrize(("failures", "is_repeated"), [((THROTTLED,), True), ((UNREACHED,), True), ((FAILED,), False)])
def test_what_must_not_be_done_twice_is_not(failures: tuple[Failure, ...], *, is_repeated: bool) -> None:
    attempt = answers(*failures)
    if is_repeated:
        assert persist(attempt, retry_policy=Stage().retry_policy(60), repeatable=False) == "reply"
        return
    with pytest.raises(LeastPrivError) as caught:
        persist(attempt, retry_policy=Stage().retry_policy(60), repeatable=False)
    assert caught.value.in_doubt


@pytest.mark.parametrize(("most", "left"), [(1, "because"), (2, r"tried 2 times in \d s"), (math.inf, None)])
def test_attempts_can_be_counted_out(most: float, left: str | None) -> None:
    attempt = answers(THROTTLED, THROTTLED)
    if left is None:
        assert persist(attempt, retry_policy=Stage().retry_policy(60), most_attempts=most) == "reply"
        return
    with pytest.raises(IamError, match=left):
        persist(attempt, retry_policy=Stage().retry_policy(60), most_attempts=most)
