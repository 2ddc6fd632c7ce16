# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Several tasks that handle the same resource."""

from __future__ import annotations

import pytest
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.resources import Resource


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        ("changed", "unchanged", "changed"),
        ("would_change", "unchanged", "would_change"),
        ("changed", "skipped", "changed"),
        ("unchanged", "changed", "changed"),
        ("changed", "failed", "failed"),
        ("failed", "unchanged", "unchanged"),
        ("failed", "changed", "changed"),
        ("skipped", "unchanged", "unchanged"),
    ],
)
def test_a_resource_after_two_tasks(first: str, second: str, both: str) -> None:
    earlier = Resource(type="role", name="R", state=first, actions=({"operation": "1"},), diff="a")
    later = Resource(type="role", name="R", state=second, actions=({"operation": "2"},), diff="b")
    merged = earlier.followed_by(later)
    assert (merged.state, [each["operation"] for each in merged.actions], merged.diff) == (both, ["1", "2"], "a\nb")
