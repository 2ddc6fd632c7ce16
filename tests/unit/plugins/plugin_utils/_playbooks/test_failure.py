# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Why an account failed, as the rescue of a rollout says it."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.plugin_utils._playbooks import failure

STOPPED: t.Final = "the run was stopped because another account failed"

CASES: t.Final[tuple[tuple[dict[str, t.Any], dict[str, t.Any], str], ...]] = (
    ({}, {}, STOPPED),
    ({"msg": ""}, {"name": "Apply"}, STOPPED),
    ({"failed": True, "msg": "denied"}, {"name": "Apply"}, "denied"),
    ({"failed": True, "msg": ["a", 1]}, {}, "['a', 1]"),
    ({"msg": "a secret"}, {"name": "Apply", "no_log": True}, "task Apply failed, but no_log hides its result"),
    ({"msg": "denied"}, {"no_log": False}, "denied"),
    # Of a loop, the items say it, and Ansible's own message does not.
    (
        {
            "msg": "One or more items failed",
            "results": [
                {"msg": "fine"},
                {"failed": True, "msg": "b"},
                {"failed": False, "msg": "c"},
                {"failed": True, "msg": "a"},
                {"failed": True, "msg": "b"},
                {"failed": True},
            ],
        },
        {},
        "b\na",
    ),
    ({"msg": "denied", "results": [{"msg": "fine"}]}, {}, "denied"),
    ({"msg": "denied", "results": "text"}, {}, "denied"),
    # As dnf returns them.
    ({"msg": "no package foo", "results": ["a text"]}, {}, "no package foo"),
)


@pytest.mark.parametrize(("result", "task", "expected"), CASES)
def test_messages(result: dict[str, t.Any], task: dict[str, t.Any], expected: str) -> None:
    assert failure.message(result, task) == expected
