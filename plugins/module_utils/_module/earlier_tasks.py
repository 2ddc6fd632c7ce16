# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the earlier tasks of a run in check mode would have done in an account, for its later tasks.

ansible-playbook forks a process for each task. The calls that a task predicts are therefore kept in files: in the
folder that ansible-playbook creates for each run, which nobody else may read and which it deletes at the end. A module
in a process of its own does not know that folder.
"""

from __future__ import annotations

import contextlib
import contextvars
import json
import os
import pathlib
import time
import typing as t
from dataclasses import dataclass

from .._arn import Account
from .._aws.call import Call
from .._aws.foreseen import ForeseenIam
from .._aws.iam import Iam
from .._aws.predicted import PredictedCall
from .._errors import LeastPrivError, MissingError


@dataclass(frozen=True)
class EarlierTasks:
    """The predicted calls of a run. C(is_known) is false in a process of a module's own, which cannot know them.

    Without a C(folder), there are none to know: the run is not in check mode.
    """

    folder: pathlib.Path | None = None
    is_known: bool = True

    def foreseen(self, iam: Iam, account: Account) -> Iam:
        """The account as it would be after the earlier tasks."""
        calls = self._calls(account)
        return ForeseenIam(iam, account, calls) if calls else iam

    def record(self, account: Account, calls: t.Iterable[Call]) -> None:
        """Keeps the calls that a task predicts."""
        predicted = [[call.operation, dict(call.parameters)] for call in calls]
        if self.folder is None or not predicted:
            return
        folder = self._folder_of(account, self.folder)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # The clock is the system's, so that names tell the order of tasks. A file appears with all its content.
        name = f"{time.monotonic_ns():020}-{os.getpid()}"
        unfinished = folder / f".{name}"
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(predicted, file)
        unfinished.rename(folder / f"{name}.json")

    def _calls(self, account: Account) -> list[PredictedCall]:
        if self.folder is None:
            return []
        files = sorted(self._folder_of(account, self.folder).glob("[!.]*.json"))
        return [PredictedCall(*call) for file in files for call in json.loads(file.read_text(encoding="utf-8"))]

    @staticmethod
    def _folder_of(account: Account, folder: pathlib.Path) -> pathlib.Path:
        return folder / f"{account.partition}-{account.id}"


_CURRENT: t.Final[contextvars.ContextVar[EarlierTasks]] = contextvars.ContextVar("earlier_tasks")
_UNKNOWN: t.Final = EarlierTasks(is_known=False)


def current() -> EarlierTasks:
    """What is known of the earlier tasks of the run that this task is part of."""
    return _CURRENT.get(_UNKNOWN)


def seen_by(iam: Iam, account: Account, *, check_mode: bool) -> Iam:
    """The account as a task sees it: in check mode, as it would be after the earlier tasks."""
    return current().foreseen(iam, account) if check_mode else iam


def may_explain(error: LeastPrivError | None) -> bool:
    """Whether an earlier task that this process cannot know may be about to create what a task in check mode lacks."""
    return isinstance(error, MissingError) and not current().is_known


@contextlib.contextmanager
def known_from(folder: pathlib.Path | None) -> t.Iterator[None]:
    """Makes the predicted calls in a folder known to the code in the context; C(None) if the run is a real one."""
    token = _CURRENT.set(EarlierTasks(folder))
    try:
        yield
    finally:
        _CURRENT.reset(token)
