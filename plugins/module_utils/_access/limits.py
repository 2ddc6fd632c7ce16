# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The budgets of the access engine, which end in an answer C(unknown) instead of a run without end."""

from __future__ import annotations

import typing as t

# How many boxes one question looks at, and how many others it compares each with on average.
BOXES: t.Final = 20_000
_COMPARISONS: t.Final = 25
# How many steps one question takes, whatever they are for. The hardest pair of AWS's managed policies needs 6 %.
STEPS: t.Final = 10_000_000


class LimitError(Exception):
    """A question needs more than its budget; the text says of what."""


class Budget:
    """What one question may cost as a whole. A question that exceeds it raises C(LimitError), on any machine alike.

    The other limits are about one part of a question: one automaton, one condition key, one statement. Steps are about
    all of them together, because a question may have thousands of parts that each stay just below their limit. A step
    is about a microsecond of one core.
    """

    def __init__(self, boxes: int = BOXES, steps: int = STEPS) -> None:
        self._boxes = boxes
        self._boxes_left = boxes
        self._comparisons_left = boxes * _COMPARISONS
        self._steps = steps
        self._steps_left = steps

    def spend(self, comparisons: int = 0) -> None:
        """Count a box, and how many others it is compared with."""
        self._boxes_left -= 1
        self._comparisons_left -= comparisons
        if self._boxes_left < 0 or self._comparisons_left < 0:
            raise LimitError(f"its conditions need more than {self._boxes:,} cases")

    def take(self, steps: int) -> None:
        """Count steps, before they are taken."""
        self._steps_left -= steps
        if self._steps_left < 0:
            raise LimitError(f"it needs more than {self._steps:,} steps")

    @property
    def steps_taken(self) -> int:
        return self._steps - self._steps_left
