# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes each result of a run, as callbacks are given it, to the file that RECORD names, one a line.

The name may have variables of the environment in it.
"""

from __future__ import annotations

import json
import os
import pathlib
import typing as t

from ansible.plugins.callback import CallbackBase

EVENTS: t.Final = ("ok", "failed", "skipped", "unreachable", "retry", "async_ok", "async_failed")
ITEM_EVENTS: t.Final = ("ok", "failed", "skipped")


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "record"


def _writer(event: str) -> t.Callable[..., None]:
    def write(_self: CallbackModule, result: t.Any, **_options: t.Any) -> None:
        record = {
            "action": result._task.action,
            "event": event,
            "host": result._host.get_name(),
            "result": result._result,
            "task": result._task.get_name(),
        }
        with pathlib.Path(os.path.expandvars(os.environ["RECORD"])).open("a", encoding="utf-8") as file:
            file.write(json.dumps(record, default=repr, sort_keys=True) + "\n")

    return write


for _event in EVENTS:
    setattr(CallbackModule, f"v2_runner_on_{_event}", _writer(_event))
for _event in ITEM_EVENTS:
    setattr(CallbackModule, f"v2_runner_item_on_{_event}", _writer(f"item_{_event}"))
