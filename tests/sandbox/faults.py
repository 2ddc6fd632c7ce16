# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults: refusals that a test orders for the next requests of an operation, ahead of everything else."""

from __future__ import annotations

import dataclasses

from .refusal import Refusal
from .request import Request

THROTTLING = {
    "iam": Refusal("Throttling", 400, "Rate exceeded"),
    "sts": Refusal("Throttling", 400, "Rate exceeded"),
    "organizations": Refusal(
        "TooManyRequestsException", 400, "AWS Organizations can't complete your request because of too many requests."
    ),
}
"""How each service says that it is asked too often."""


@dataclasses.dataclass
class Fault:
    """The next ``times`` requests of an operation, from any account, are refused."""

    service: str
    operation: str
    refusal: Refusal
    times: int


class Faults:
    """The faults that are still to happen."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self._faults.append(fault)

    def clear(self) -> None:
        self._faults.clear()

    def next(self, request: Request) -> Refusal | None:
        """The refusal this request has been ordered, if any."""
        for fault in self._faults:
            if (fault.service, fault.operation) == (request.service, request.operation) and fault.times > 0:
                fault.times -= 1
                return fault.refusal
        return None
