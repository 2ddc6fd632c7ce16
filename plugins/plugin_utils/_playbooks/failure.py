# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Why an account failed, from what Ansible keeps for a rescue."""

from __future__ import annotations

import typing as t

Json = t.Mapping[str, t.Any]


def message(result: Json, task: Json) -> str:
    """The messages of a failed task, a line each; of a loop, those of the items that failed.

    Both arguments are empty where no task of the host failed, but Ansible stopped all hosts for another one.
    """
    if task.get("no_log"):
        return f"task {task.get('name')} failed, but no_log hides its result"
    messages = dict.fromkeys(str(failed.get("msg", "")) for failed in _failed_items(result) or [result])
    return "\n".join(filter(None, messages)) or "the run was stopped because another account failed"


def _failed_items(result: Json) -> list[Json]:
    """The failed items of a loop. A module's own C(results) may be anything, such as the texts that dnf returns."""
    items = result.get("results")
    if not isinstance(items, (list, tuple)):
        return []
    return [item for item in items if isinstance(item, t.Mapping) and item.get("failed")]
