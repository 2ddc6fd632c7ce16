# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of a sandbox."""

from __future__ import annotations

import dataclasses

from .faults import Fault


@dataclasses.dataclass(frozen=True, kw_only=True)
class Options:
    """How many accounts; whether with all of AWS's own policies; seconds that each call takes longer; whether https;
    the faults that are switched on, from the start and after each reset, and the seed of their random numbers.
    """

    accounts: int = 3
    managed_policies: bool = False
    latency: float = 0
    tls: bool = False
    faults: tuple[Fault, ...] = ()
    seed: int = 0
