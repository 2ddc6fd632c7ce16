# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Diffs of modules in the report."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.diffs import unified


@pytest.mark.parametrize(
    ("diff", "text"),
    [
        ({"before": "a\nb\n", "after": "a\nc\n"}, "--- before\n+++ after\n@@ -1,2 +1,2 @@\n a\n-b\n+c"),
        ({"before": None, "after": "a"}, "--- before\n+++ after\n@@ -0,0 +1 @@\n+a"),
        ({"before": {"a": 1}, "after": {"a": 1}}, ""),
        ({"prepared": "as it is"}, "as it is"),
        ({"before": "binary"}, ""),
    ],
)
def test_a_diff_as_modules_return_it(diff: dict[str, t.Any], text: str) -> None:
    assert unified(diff) == text
