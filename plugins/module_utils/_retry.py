# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How long to go on with what may succeed a little later, and how long to wait in between."""

from __future__ import annotations

import functools
import math
import random
import time
import typing as t
from dataclasses import dataclass

from ._errors import IamError, NoAnswerError, OptionError

T = t.TypeVar("T")

# Seconds after which a change has most likely reached all of IAM, so that what reads differently has changed since.
PROPAGATION_SECONDS: t.Final = 10.0

# Seconds within which who creates a role has most often given it the rest, policies to begin with. Who takes longer
# looks again when done; who finds a role as young as that leaves it to its creator for so long.
CREATION_GRACE_SECONDS: t.Final = 2.0

# A day, in seconds. What is beyond it no clock counts to.
_LONGEST: t.Final = 86_400

# In seconds. Who has not been reached at all by then has most likely the wrong address.
_UNREACHED: t.Final = 15.0


@dataclass(frozen=True, kw_only=True)
class RetryPolicy:
    """How long, in seconds, to go on. C(now) and C(sleep) are the clock.

    C(timeout) is for IAM to be ready for a write and to show it, C(persistence) for AWS to answer a call at all.
    C(jitter) gives the share of a wait that is really waited.
    """

    timeout: float
    persistence: float = 0.0
    now: t.Callable[[], float] = time.monotonic
    sleep: t.Callable[[float], None] = time.sleep
    # Of the system's chance, so that processes forked from one parent do not wait in step.
    jitter: t.Callable[[], float] = functools.partial(random.SystemRandom().uniform, 0.5, 1.0)

    @classmethod
    def from_options(cls, options: t.Mapping[str, t.Any]) -> RetryPolicy:
        """Reads and checks C(wait_timeout), and C(wait) of modules that write; raises C(OptionError)."""
        seconds = options["wait_timeout"]
        if not 0 <= seconds <= _LONGEST:
            raise OptionError("wait_timeout", f"must be a number of seconds from 0 to {_LONGEST} (got: {seconds})")
        return cls(timeout=seconds if options.get("wait") else 0, persistence=seconds)


class Backoff:
    """The waits between attempts at one thing.

    They double from half a second to eight, each shortened by chance by up to a half so that many tasks do not
    return at the same moment.
    """

    def __init__(self, retry_policy: RetryPolicy) -> None:
        self._retry_policy = retry_policy
        self._start = retry_policy.now()
        self._next = 0.5
        self.attempts = 1

    def wait(self, limit: float, *, at_least: float = 0.0) -> bool:
        """Waits, unless the time since the first attempt has come to the limit; then the answer is no.

        C(at_least), in seconds, makes a wait longer, but for what chance shortens it by.
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
        """How often and how long it has been tried, for messages."""
        return f"tried {self.attempts} times in {self.seconds:.0f} s"


def persist(
    attempt: t.Callable[[], T], *, retry_policy: RetryPolicy, repeatable: bool = True, most_attempts: float = math.inf
) -> T:
    """What an attempt at a call gives, once AWS neither throttles it nor fails to serve it.

    A call that is not C(repeatable) is not made again where the earlier attempt may have taken effect. The error
    that ends it says how often and how long it was tried, and whether any of the attempts left it in doubt.
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
