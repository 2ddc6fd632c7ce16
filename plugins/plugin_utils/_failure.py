# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Why an account failed, from what Ansible keeps for a rescue."""

from __future__ import annotations

import re
import typing as t

Json = t.Mapping[str, t.Any]

_SEE_ABOVE: t.Final = "failed: see its message above"
# What ansible-core says before the message of a filter or a test of this collection.
_WRAPPING: t.Final = re.compile(r".*?\b(?:filter|test) plugin 'leastpriv\.aws\.\w+' failed: ", re.DOTALL)


def message(result: Json, task: Json, *, repeat: bool = True) -> str:
    """The messages of a failed task, a line each; of a loop, those of the items that failed.

    Without C(repeat), a reference to the task, because Ansible has printed its message. Both arguments are empty if no
    task of the host failed, but Ansible stopped all hosts for another one.
    """
    hidden = bool(task.get("no_log"))
    messages = dict.fromkeys(own_words(str(failed.get("msg", ""))) for failed in _failed_items(result) or [result])
    text = "\n".join(filter(None, messages))
    if not text and not hidden:
        return "the run was stopped because another account failed"
    if not repeat:
        return f"task {task.get('name')} {_SEE_ABOVE}"
    return f"task {task.get('name')} failed, but no_log hides its result" if hidden else text


def own_words(text: str) -> str:
    """A message without the words of ansible-core around that of a filter or a test of this collection."""
    return _WRAPPING.sub("", text, count=1)


def is_repetition(text: str, earlier: str) -> bool:
    """Whether a message says no more than an earlier one, as that of a rescue does."""
    # ansible-core puts its own words around the message of a condition.
    return text.endswith(_SEE_ABOVE) or text == earlier or f": {text}" in earlier


def _failed_items(result: Json) -> list[Json]:
    """The failed items of a loop. A module's own C(results) may be anything, such as the texts that dnf returns."""
    items = result.get("results")
    if not isinstance(items, (list, tuple)):
        return []
    return [item for item in items if isinstance(item, t.Mapping) and item.get("failed")]
