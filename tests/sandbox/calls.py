# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The log of operations, so that a test can count them."""

from __future__ import annotations

import dataclasses
import threading
import typing as t

from .faults import FaultKind


@dataclasses.dataclass(frozen=True)
class LoggedCall:
    """One operation with its request and answer; ``error_code`` is None if it succeeded.

    ``faults`` are the faults that it met. After RESET_BEFORE the status is 0 and the error code ``ConnectionReset``;
    after RESET_AFTER they are those of the answer, which the client never saw.
    """

    service: str
    operation: str
    account_id: str
    parameters: t.Mapping[str, t.Any]
    status: int
    error_code: str | None
    faults: tuple[FaultKind, ...] = ()


class CallLog:
    """An append-only list that several threads may use."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: list[LoggedCall] = []

    def add(self, call: LoggedCall) -> None:
        with self._lock:
            self._calls.append(call)

    def calls(self) -> tuple[LoggedCall, ...]:
        with self._lock:
            return tuple(self._calls)

    def clear(self) -> None:
        with self._lock:
            self._calls.clear()
