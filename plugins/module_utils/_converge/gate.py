# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What stands between a plan and its first call: every plan that is about to be carried out or predicted passes it."""

from __future__ import annotations

import typing as t

from .._access.new_access import NewAccess
from .plan import Plan, State


class Gate(t.Generic[State]):
    """The default lets every plan pass."""

    @property
    def looks_back(self) -> bool:
        """Whether what IAM holds after the last write has to pass, too."""
        return False

    @property
    def answer(self) -> NewAccess | None:
        """Whether the plans give new access; C(None) if nobody asks."""
        return None

    @property
    def warnings(self) -> tuple[str, ...]:
        """What to warn about, of the plans that passed."""
        return ()

    def check(self, _plan: Plan[State]) -> None:
        """Raises C(LeastPrivError) for a plan that must not be carried out."""

    def check_held(self, _state: State | None) -> None:
        """Raises C(LeastPrivError) for a state that IAM must not hold after the last write."""

    def to_result(self) -> dict[str, t.Any]:
        """The part of a result about what the gate found."""
        return {}


OPEN: t.Final[Gate[t.Any]] = Gate()
