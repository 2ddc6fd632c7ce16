# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sets of requests as boxes: a bit mask for each dimension, whose bits are the dimension's representatives."""

from __future__ import annotations

import typing as t

from .limits import Budget

Box = tuple[int, ...]


def intersection(one: Box, other: Box) -> Box | None:
    """The requests in both boxes; C(None) if there are none."""
    result = []
    for mask, other_mask in zip(one, other, strict=True):
        common = mask & other_mask
        if not common:
            return None
        result.append(common)
    return tuple(result)


def comparing(box: Box, others: int = 1) -> int:
    """The steps that it takes to compare a box with others: most differ in their first dimensions."""
    return others * (1 + len(box) // 8)


def remainders(box: Box, others: t.Sequence[Box], budget: Budget) -> t.Iterator[Box]:
    """Boxes of the requests that are in none of the others, which together are all of them."""
    budget.spend(len(others))
    budget.take(comparing(box, len(others)))
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
