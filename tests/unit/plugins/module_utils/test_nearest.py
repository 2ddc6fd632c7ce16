# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A mistyped name proposes the known name that is most like it."""

from __future__ import annotations

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._nearest import nearest

KNOWN = ("ReportReader", "ReportWriter", "AWSDenyAll", "x")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ReportRaeder", "ReportReader"),
        ("reportwriter", "ReportWriter"),
        ("ReportWriters", "ReportWriter"),
        ("AWSDenyEverything", None),
        ("AWSDenyAl", "AWSDenyAll"),
        ("y", None),
        ("", None),
    ],
)
def test_the_nearest_name(name: str, expected: str | None) -> None:
    assert nearest(name, KNOWN) == expected


def test_nothing_is_like_a_name_where_none_is_known() -> None:
    assert nearest("ReportReader", ()) is None
