# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of a sandbox."""

from __future__ import annotations

import dataclasses
import enum

from .faults import Fault


class Omitted(enum.Enum):
    """What UpdateRole does with a description or a session duration that the request leaves out.

    AWS's documentation is silent. amazon.aws's tests on AWS expect that both are kept; other sources say that they are
    reset: no description, sessions of an hour.
    """

    KEPT = "kept"
    RESET = "reset"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Options:
    """How many accounts; whether with all of AWS's own policies; seconds that each call takes longer; whether https;
    the faults that are switched on, from the start and after each reset, and the seed of their random numbers; what
    UpdateRole does with a field that is left out.
    """

    accounts: int = 3
    managed_policies: bool = False
    latency: float = 0
    tls: bool = False
    faults: tuple[Fault, ...] = ()
    seed: int = 0
    omitted: Omitted = Omitted.KEPT
