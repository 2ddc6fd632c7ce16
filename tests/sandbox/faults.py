# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The faults: their kinds, the requests that they strike, and how often they have struck.

Faults are tried in the order they were added. A request meets at most one that decides its fate (a refusal, or a
connection that is reset), and besides that one any number of delays and a look into the past. Each account has random
numbers of its own, so that the seed and the order of the account's requests decide what happens to them, whatever other
accounts are asked at the same time.
"""

from __future__ import annotations

import collections
import dataclasses
import enum
import math
import random
import threading
import typing as t

from .request import Request


class FaultKind(str, enum.Enum):
    """The kinds of faults; the value is the name on the command line and in the log."""

    THROTTLING = "throttling"
    """Asked too often: refused."""
    SERVER_ERROR = "server-error"
    """An error of AWS's own, HTTP 500 or 503: refused."""
    RESET_BEFORE = "reset-before"
    """The connection is reset, and the operation never takes effect."""
    RESET_AFTER = "reset-after"
    """The operation takes effect, and the connection is reset instead of an answer."""
    SLOW_BEFORE = "slow-before"
    """``seconds`` go by before the operation takes effect."""
    SLOW_AFTER = "slow-after"
    """The operation takes effect, and ``seconds`` go by before the answer."""
    STALE_READ = "stale-read"
    """Reads answer as ``seconds`` ago; a principal that is younger than that is invalid in a trust policy."""
    CONCURRENT_MODIFICATION = "concurrent-modification"
    """Someone else changes the same thing: refused."""
    TEMPORARILY_UNMODIFIABLE = "temporarily-unmodifiable"
    """The entity cannot be changed for now: refused."""
    EXPIRED = "expired"
    """The credentials have expired: this request and every further one of the same access key is refused."""
    DENIED = "denied"
    """The caller has no permission: refused."""


DELAYS: t.Final = frozenset({FaultKind.SLOW_BEFORE, FaultKind.SLOW_AFTER})
RESETS: t.Final = frozenset({FaultKind.RESET_BEFORE, FaultKind.RESET_AFTER})
_OF_WRITES: t.Final = frozenset({FaultKind.CONCURRENT_MODIFICATION, FaultKind.TEMPORARILY_UNMODIFIABLE})
_SETS_TRUST: t.Final = frozenset({"CreateRole", "UpdateAssumeRolePolicy"})


@dataclasses.dataclass(frozen=True, kw_only=True)
class Fault:
    """A fault that is switched on, and which requests it is for.

    ``operations`` and ``accounts`` (of the caller, twelve digits) are all if None; for CONCURRENT_MODIFICATION and
    TEMPORARILY_UNMODIFIABLE, all operations that write, and for STALE_READ all that read or set a trust policy. A write
    that is named for STALE_READ does not find what is younger than ``seconds``. A fault strikes with the probability
    ``rate``, ``times`` times at most, and never the first ``after`` requests it is for. ``seconds`` are of the two
    delays and of STALE_READ.
    """

    kind: FaultKind
    service: str = "iam"
    operations: frozenset[str] | None = None
    accounts: frozenset[str] | None = None
    rate: float = 1.0
    times: int | None = None
    after: int = 0
    seconds: float = 0.0

    def __post_init__(self) -> None:
        """Raise ValueError for a fault that could never strike, or not as declared."""
        if not 0 <= self.rate <= 1:
            raise ValueError(f"A rate is from 0 to 1, and not {self.rate}.")
        if not 0 <= self.seconds < math.inf:
            raise ValueError(f"Seconds are a number from 0, and not {self.seconds}.")
        if self.kind in (*DELAYS, FaultKind.STALE_READ) and not self.seconds:
            raise ValueError(f"{self.kind.value} takes seconds.")

    def is_for(self, request: Request) -> bool:
        """Whether the fault can strike a request."""
        if request.service != self.service:
            return False
        if self.accounts is not None and request.account_id not in self.accounts:
            return False
        if self.operations is not None and request.operation not in self.operations:
            return False
        if self.kind in _OF_WRITES:
            return self.operations is not None or not request.reads
        if self.kind is FaultKind.STALE_READ:
            return self.operations is not None or request.reads or request.operation in _SETS_TRUST
        return True


@dataclasses.dataclass(frozen=True)
class Met:
    """What a request meets: the fault that decides its fate, how it is delayed, and how old its view of IAM is.

    ``named`` is true if the fault that makes its view old has named the operation.
    """

    fate: FaultKind | None = None
    seconds_before: float = 0
    seconds_after: float = 0
    age: float = 0
    named: bool = False

    @property
    def kinds(self) -> tuple[FaultKind, ...]:
        """The faults that have struck for certain; whether a look into the past finds another answer is seen later."""
        found = [FaultKind.SLOW_BEFORE] if self.seconds_before else []
        found += [self.fate] if self.fate else []
        return (*found, FaultKind.SLOW_AFTER) if self.seconds_after else tuple(found)


NOTHING: t.Final = Met()


class _Switched:
    """A fault with the number of matching requests, and of those that it struck."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self._seen = 0
        self._struck = 0

    def strikes(self, request: Request, generator: random.Random) -> bool:
        if not self.fault.is_for(request):
            return False
        self._seen += 1
        if self._seen <= self.fault.after or self._struck == self.fault.times:
            return False
        if generator.random() >= self.fault.rate:
            return False
        self._struck += 1
        return True


class Faults:
    """The faults that are switched on, the random numbers they draw, and the count of what happened."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._switched: tuple[_Switched, ...] = ()
        self._expired: set[str] = set()
        self._counts: collections.Counter[FaultKind] = collections.Counter()
        self._seed = 0
        self._generators: dict[str, random.Random] = {}

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._switched = (*self._switched, _Switched(fault))

    def seed(self, seed: int) -> None:
        with self._lock:
            self._seed = seed
            self._generators.clear()

    def clear(self) -> None:
        """Switch all faults off and keep the counts."""
        with self._lock:
            self._switched = ()
            self._expired.clear()

    def reset(self) -> None:
        """Switch all faults off, clear the counts, and restart the random numbers."""
        self.clear()
        self.seed(self._seed)
        with self._lock:
            self._counts.clear()

    def counts(self) -> collections.Counter[FaultKind]:
        with self._lock:
            return self._counts.copy()

    def count(self, kind: FaultKind) -> None:
        with self._lock:
            self._counts[kind] += 1

    def meet(self, request: Request) -> Met:
        """The faults that a request meets. Without faults switched on this costs nothing."""
        if not self._switched:
            return NOTHING
        with self._lock:
            met = self._meet(request)
            self._counts.update(met.kinds)
        return met

    def window(self, account_id: str) -> float:
        """How many seconds of an account's past may be asked for."""
        stale = (switched.fault for switched in self._switched if switched.fault.kind is FaultKind.STALE_READ)
        ages = [fault.seconds for fault in stale if fault.accounts is None or account_id in fault.accounts]
        return max(ages, default=0)

    def chance(self, account_id: str) -> float:
        """A random number from 0 to 1, the next of an account's."""
        with self._lock:
            return self._generator(account_id).random()

    def _generator(self, account_id: str) -> random.Random:
        if account_id not in self._generators:
            seed = f"{self._seed} {account_id}"
            self._generators[account_id] = random.Random(seed)  # noqa: S311  # chooses faults
        return self._generators[account_id]

    def _meet(self, request: Request) -> Met:
        if request.access_key_id in self._expired:
            return Met(FaultKind.EXPIRED)
        fate, named = None, False
        seconds = dict.fromkeys((*DELAYS, FaultKind.STALE_READ), 0.0)
        for switched in self._switched:
            kind = switched.fault.kind
            if fate and kind not in seconds:
                continue
            if not switched.strikes(request, self._generator(request.account_id)):
                continue
            if kind in seconds:
                seconds[kind] = max(seconds[kind], switched.fault.seconds)
                named = named or (kind is FaultKind.STALE_READ and switched.fault.operations is not None)
            else:
                fate = kind
        if fate is FaultKind.EXPIRED:
            self._expired.add(request.access_key_id)
        before, after = seconds[FaultKind.SLOW_BEFORE], seconds[FaultKind.SLOW_AFTER]
        return Met(fate, before, after, seconds[FaultKind.STALE_READ], named)
