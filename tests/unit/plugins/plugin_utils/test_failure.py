# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Why an account failed, as the rescue of a rollout says it."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.plugin_utils import _failure as failure

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


@pytest.mark.parametrize(("result", "task", "expected"), CASES)
def test_references(result: dict[str, t.Any], task: dict[str, t.Any], expected: str) -> None:
    reference = f"task {task.get('name')} failed: see its message above"
    assert failure.message(result, task, repeat=False) == (STOPPED if expected == STOPPED else reference)
    assert failure.is_repetition(reference, "any")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("denied", "denied"),
        ("Task failed: denied", "Task failed: denied"),
        (
            "Task failed: Error: The filter plugin 'leastpriv.aws.baseline_merged' failed: a is in both\nand more",
            "a is in both\nand more",
        ),
        ("Error:\nThe test plugin 'leastpriv.aws.guarded_account' failed: no ID", "no ID"),
        ("The filter plugin 'acme.ci.x' failed: y", "The filter plugin 'acme.ci.x' failed: y"),
    ],
)
def test_words_of_ansible_around_a_message_are_left_out(text: str, expected: str) -> None:
    assert failure.own_words(text) == expected
    assert failure.message({"msg": text}, {"name": "Apply"}) == expected


@pytest.mark.parametrize(
    ("text", "earlier", "expected"),
    [
        ("denied", "denied", True),
        ("no ID", "Task failed: no ID", True),
        ("no ID", "The conditional check failed. The error was: no ID\n\nThe error appears to be", True),
        ("another", "denied", False),
        ("no", "not that", False),
        ("denied twice", "denied", False),
    ],
)
def test_repetitions(text: str, earlier: str, *, expected: bool) -> None:
    assert failure.is_repetition(text, earlier) is expected
