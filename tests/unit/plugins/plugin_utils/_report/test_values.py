# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values of results in JSON's own types."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.values import plain, text


class Odd:
    def __str__(self) -> str:
        return "odd"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({1: (1, 2.5, True, None)}, {"1": [1, 2.5, True, None]}),
        (float("nan"), "nan"),
        (Odd(), "odd"),
        ({"a"}, ["a"]),
    ],
)
def test_values_become_json(value: t.Any, expected: t.Any) -> None:
    assert plain(value) == expected


def test_a_text_of_any_length_fits() -> None:
    assert len(text("a" * 1_000_000)) < 50_000
