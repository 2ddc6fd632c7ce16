# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The CPU time of moto, without the sandbox's own."""

from __future__ import annotations

import contextlib
import time
import typing as t


class Meter:
    """Sums the CPU time of sections that run in one thread at a time."""

    def __init__(self) -> None:
        self._seconds = 0.0

    @contextlib.contextmanager
    def running(self) -> t.Iterator[None]:
        begin = time.thread_time()
        try:
            yield
        finally:
            self._seconds += time.thread_time() - begin

    @property
    def seconds(self) -> float:
        return self._seconds
