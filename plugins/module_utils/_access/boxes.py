# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sets of requests as boxes: a bit mask for each dimension, whose bits are the dimension's representatives."""

from __future__ import annotations

import typing as t

from .limits import LimitError

Box = tuple[int, ...]

# How many boxes one question looks at, and how many others it compares each with on average.
BOXES: t.Final = 20_000
_COMPARISONS: t.Final = 25


class Budget:
    """Counts the boxes of a question and their comparisons; raises C(LimitError) when they are too many."""

    def __init__(self, boxes: int = BOXES) -> None:
        self._boxes = boxes
        self._left = boxes
        self._comparisons_left = boxes * _COMPARISONS

    def spend(self, comparisons: int = 0) -> None:
        self._left -= 1
        self._comparisons_left -= comparisons
        if self._left < 0 or self._comparisons_left < 0:
            raise LimitError(f"its conditions need more than {self._boxes:,} cases")


def intersection(one: Box, other: Box) -> Box | None:
    """The requests in both boxes; C(None) if there are none."""
    result = []
    for mask, other_mask in zip(one, other, strict=True):
        common = mask & other_mask
        if not common:
            return None
        result.append(common)
    return tuple(result)


def remainders(box: Box, others: t.Sequence[Box], budget: Budget) -> t.Iterator[Box]:
    """Boxes of the requests that are in none of the others, which together are all of them."""
    budget.spend(len(others))
    nearest = _nearest(box, others)
    if nearest is None:
        yield box
        return
    # A request that the nearest box does not have differs from it in one dimension.
    rest = box
    for dimension, (mask, other_mask) in enumerate(zip(box, nearest, strict=True)):
        outside = mask & ~other_mask
        if outside:
            piece = (*rest[:dimension], outside, *rest[dimension + 1 :])
            yield from remainders(piece, [other for other in others if other is not nearest], budget)
            rest = (*rest[:dimension], mask & other_mask, *rest[dimension + 1 :])


def _nearest(box: Box, others: t.Sequence[Box]) -> Box | None:
    """The box that meets this one and leaves the fewest dimensions to split; C(None) if no box meets it."""
    best, fewest = None, len(box) + 1
    for other in others:
        count = 0
        for mask, other_mask in zip(box, other, strict=True):
            if not mask & other_mask:
                break
            count += bool(mask & ~other_mask)
        else:
            if count < fewest:
                best, fewest = other, count
                if not count:
                    break
    return best
