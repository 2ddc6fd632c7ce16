# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Watchers: functions of a test that are called just before and just after each operation takes effect."""

from __future__ import annotations

import contextlib
import typing as t

from .request import Request

Moment = t.Literal["before", "after"]
Watcher = t.Callable[[Moment, Request], object]


class Watchers:
    """The watchers, called under the sandbox's lock and before any answer is sent.

    What one of them raises does not disturb the request; it comes out where the watching ends.
    """

    def __init__(self) -> None:
        self._watchers: tuple[Watcher, ...] = ()
        self._errors: dict[Watcher, Exception] = {}

    @contextlib.contextmanager
    def watching(self, watcher: Watcher) -> t.Iterator[None]:
        self._watchers = (*self._watchers, watcher)
        try:
            yield
        finally:
            self._watchers = tuple(other for other in self._watchers if other is not watcher)
            error = self._errors.pop(watcher, None)
        if error is not None:
            raise error

    @contextlib.contextmanager
    def told(self, call: Request) -> t.Iterator[None]:
        """Around an operation that is carried out, whether it succeeds or is refused on its merits."""
        self._tell("before", call)
        yield
        self._tell("after", call)

    def _tell(self, moment: Moment, call: Request) -> None:
        for watcher in self._watchers:
            try:
                watcher(moment, call)
            except Exception as error:  # noqa: BLE001  # raised again where it can fail a test
                self._errors.setdefault(watcher, error)
