# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Boxes against the sets of points that they stand for."""

from __future__ import annotations

import itertools

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._access.boxes import intersection, remainders
from ansible_collections.leastpriv.aws.plugins.module_utils._access.limits import Budget, LimitError
from hypothesis import given
from hypothesis import strategies as st

BOXES = st.tuples(*[st.integers(1, 7)] * 3)


def points(box: tuple[int, ...]) -> list[tuple[int, ...]]:
    return list(itertools.product(*[[bit for bit in range(3) if mask >> bit & 1] for mask in box]))


@given(BOXES, st.lists(BOXES, max_size=4))
def test_remainders_are_what_no_other_box_has_each_once(box: tuple[int, ...], others: list[tuple[int, ...]]) -> None:
    found = [point for rest in remainders(box, others, Budget()) for point in points(rest)]
    covered = {point for other in others for point in points(other)}
    assert sorted(found) == sorted(set(points(box)) - covered)


@given(BOXES, BOXES)
def test_an_intersection_has_the_points_of_both(box: tuple[int, ...], other: tuple[int, ...]) -> None:
    common = intersection(box, other)
    assert set(points(common) if common else ()) == set(points(box)) & set(points(other))


def test_a_budget_ends() -> None:
    with pytest.raises(LimitError, match="need more than 1 cases"):
        list(remainders((7, 7), [(3, 7), (6, 1)], Budget(1)))
