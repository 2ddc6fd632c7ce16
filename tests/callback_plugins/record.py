# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes each result of a run, as callbacks are given it, to the file that RECORD names, one a line.

The name may have variables of the environment in it.
"""

from __future__ import annotations

import json
import os
import typing as t

from ansible.plugins.callback import CallbackBase

EVENTS: t.Final = ("ok", "failed", "skipped", "unreachable", "retry", "async_ok", "async_failed")
ITEM_EVENTS: t.Final = ("ok", "failed", "skipped")


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "record"


def _asked_for(result: t.Any, *, verbose: bool) -> t.Any:
    """A result without the options of its module, and of each item's, unless the user wants to see them.

    In process they are not there without -vvv. Up to ansible-core 2.20 a module always sends them, and nobody but a
    callback gets to see that.
    """
    if verbose or not isinstance(result, dict):
        return result
    kept = {key: value for key, value in result.items() if key != "invocation"}
    if isinstance(kept.get("results"), list):
        kept["results"] = [_asked_for(each, verbose=verbose) for each in kept["results"]]
    return kept


def _writer(event: str) -> t.Callable[..., None]:
    def write(self: CallbackModule, result: t.Any, **_options: t.Any) -> None:
        record = {
            "action": result._task.action,
            "event": event,
            "host": result._host.get_name(),
            "result": _asked_for(result._result, verbose=self._display.verbosity >= 3),
            "task": result._task.get_name(),
        }
        with open(os.path.expandvars(os.environ["RECORD"]), "a", encoding="utf-8") as file:  # noqa: PTH123
            file.write(json.dumps(record, default=repr, sort_keys=True) + "\n")

    return write


for _event in EVENTS:
    setattr(CallbackModule, f"v2_runner_on_{_event}", _writer(_event))
for _event in ITEM_EVENTS:
    setattr(CallbackModule, f"v2_runner_item_on_{_event}", _writer(f"item_{_event}"))
