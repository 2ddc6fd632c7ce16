# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Retries: how long to continue, and how long to wait in between."""

from __future__ import annotations

import functools
import math
import random
import time
import typing as t
from dataclasses import dataclass

from ._errors import IamError, NoAnswerError, OptionError

T = t.TypeVar("T")

# Seconds after which a write has most likely reached all of IAM. If a read differs after that, another process wrote.
PROPAGATION_SECONDS: t.Final = 10.0

# Seconds that a process usually needs to create and complete a role. A process that took longer reads the role again at
# the end. A process that finds a role younger than this waits for its creator to finish.
CREATION_GRACE_SECONDS: t.Final = 2.0

# A day, in seconds. Much longer sleeps overflow clocks.
_LONGEST: t.Final = 86_400

# In seconds. If an endpoint cannot be reached for this long, its address is most likely wrong.
_UNREACHED: t.Final = 15.0


@dataclass(frozen=True, kw_only=True)
class RetryPolicy:
    """How long to retry, in seconds. C(now) and C(sleep) are the clock.

    C(timeout) limits the wait for IAM to accept and show a write, C(persistence) the wait for AWS to answer a call.
    C(jitter) returns the share of each wait that is slept.
    """

    timeout: float
    persistence: float = 0.0
    now: t.Callable[[], float] = time.monotonic
    sleep: t.Callable[[float], None] = time.sleep
    # From the system's random source, so that processes forked from one parent do not wait in step.
    jitter: t.Callable[[], float] = functools.partial(random.SystemRandom().uniform, 0.5, 1.0)

    @classmethod
    def from_options(cls, options: t.Mapping[str, t.Any]) -> RetryPolicy:
        """Reads and checks C(wait_timeout), and C(wait) of modules that write; raises C(OptionError)."""
        seconds = options["wait_timeout"]
        if not 0 <= seconds <= _LONGEST:
            raise OptionError("wait_timeout", f"must be a number of seconds from 0 to {_LONGEST} (got: {seconds})")
        return cls(timeout=seconds if options.get("wait") else 0, persistence=seconds)


class Backoff:
    """The waits between the attempts of one retry: exponential back-off with jitter.

    They double from half a second to eight. Jitter shortens each by up to a half, so that many tasks do not return at
    the same moment.
    """

    def __init__(self, retry_policy: RetryPolicy) -> None:
        self._retry_policy = retry_policy
        self._start = retry_policy.now()
        self._next = 0.5
        self.attempts = 1

    def wait(self, limit: float, *, at_least: float = 0.0) -> bool:
        """Waits and returns C(True), or returns C(False) once the limit has passed since the first attempt.

        C(at_least) is a minimum in seconds, before jitter.
        """
        left = limit - self.seconds
        if left <= 0:
            return False
        self._retry_policy.sleep(min(left, max(self._next, at_least) * self._retry_policy.jitter()))
        self._next = min(self._next * 2, 8.0)
        self.attempts += 1
        return True

    @property
    def seconds(self) -> float:
        """The time since the first attempt."""
        return self._retry_policy.now() - self._start

    @property
    def account(self) -> str:
        """The number and time of the attempts, for messages."""
        return f"tried {self.attempts} times in {self.seconds:.0f} s"


def persist(
    attempt: t.Callable[[], T], *, retry_policy: RetryPolicy, repeatable: bool = True, most_attempts: float = math.inf
) -> T:
    """Retries a call while AWS throttles it or fails to serve it, and returns its result.

    A call that is not C(repeatable) is not retried when an attempt may have taken effect. The error that ends the
    retries has the number and time of the attempts, and whether any of them may have taken effect.
    """
    backoff = Backoff(retry_policy)
    in_doubt = False
    while True:
        try:
            return attempt()
        except (IamError, NoAnswerError) as error:
            in_doubt = error.in_doubt = in_doubt or error.in_doubt
            if not error.is_transient or (in_doubt and not repeatable):
                raise
            if backoff.attempts >= most_attempts or not backoff.wait(_limit(error, retry_policy)):
                raise (error.with_remark(backoff.account) if backoff.attempts > 1 else error) from error


def _limit(error: IamError | NoAnswerError, retry_policy: RetryPolicy) -> float:
    is_unreached = isinstance(error, NoAnswerError) and not error.in_doubt
    return min(retry_policy.persistence, _UNREACHED) if is_unreached else retry_policy.persistence
