# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where variables of a run are looked for."""

from __future__ import annotations

import pytest
from ansible_collections.leastpriv.aws.plugins.plugin_utils._playbooks import sources


@pytest.mark.parametrize(
    ("inventories", "playbook_dir", "expected"),
    [
        ([], "/site", ["/site/group_vars", "/site/host_vars"]),
        (["/site/accounts.yml"], "/site", ["/site/accounts.yml", "/site/group_vars", "/site/host_vars"]),
        (
            ["/a/one.yml", "/a/two.yml"],
            "/b",
            ["/a/one.yml", "/a/two.yml", "/a/group_vars", "/a/host_vars", "/b/group_vars", "/b/host_vars"],
        ),
    ],
)
def test_variable_sources(inventories: list[str], playbook_dir: str, expected: list[str]) -> None:
    assert sources.variable_sources(inventories, playbook_dir) == expected
