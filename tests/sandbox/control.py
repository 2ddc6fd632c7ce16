# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The endpoints below ``/_sandbox/``, for other processes than the sandbox's own."""

from __future__ import annotations

import dataclasses
import os
import time
import typing as t

from .answer import Answer, json_answer
from .calls import CallLog
from .faults import Faults
from .meter import Meter

PREFIX = "/_sandbox/"


@dataclasses.dataclass(frozen=True)
class Control:
    """Shows and clears the log, counts faults, resets the sandbox, returns its identity and its CPU time in seconds."""

    log: CallLog
    reset: t.Callable[[], None]
    token: str
    moto: Meter
    faults: Faults

    def answer(self, method: str, path: str) -> Answer:
        handlers: dict[tuple[str, str], t.Callable[[], object]] = {
            ("GET", "calls"): lambda: [dataclasses.asdict(call) for call in self.log.calls()],
            ("DELETE", "calls"): self.log.clear,
            ("POST", "reset"): self.reset,
            ("GET", "faults"): lambda: {kind.value: count for kind, count in self.faults.counts().items()},
            ("GET", "identity"): lambda: {"pid": os.getpid(), "token": self.token},
            ("GET", "cpu"): lambda: {"process": time.process_time(), "moto": self.moto.seconds},
        }
        handler = handlers.get((method, path.removeprefix(PREFIX)))
        if handler is None:
            return json_answer({"error": f"There is no {method} {path}."}, status=404)
        return json_answer(handler())
