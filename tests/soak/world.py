# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where the soak runs: a sandbox, processes to be started, and a folder."""

from __future__ import annotations

import contextlib
import pathlib
import tempfile
import typing as t
from dataclasses import dataclass

import sandbox as stand_in
from sandbox import Sandbox

from . import account_store
from .account import Account
from .forks import Forks, Job
from .model import Task

# Seconds that a task repeats its calls for. Faults are to be outlived, and runs that cannot are to end.
WAIT: t.Final = 20


@dataclass(frozen=True, kw_only=True)
class World:
    """A running sandbox, and what starts runs against it."""

    sandbox: Sandbox
    forks: Forks
    directory: pathlib.Path
    accounts: tuple[stand_in.Account, ...]

    @classmethod
    @contextlib.contextmanager
    def running(cls, *, accounts: int) -> t.Iterator[World]:
        """A world with that many accounts, as long as the context lasts."""
        with (
            tempfile.TemporaryDirectory(prefix="leastpriv-soak-") as directory,
            Forks.ready() as forks,
            Sandbox.start(accounts=accounts) as sandbox,
        ):
            yield cls(sandbox=sandbox, forks=forks, directory=pathlib.Path(directory), accounts=sandbox.accounts)

    @property
    def account_ids(self) -> list[str]:
        return [each.id for each in self.accounts]

    def fresh(self, *accounts: Account) -> list[Account]:
        """Empty all accounts, fill those given, and say what they hold then."""
        ids = {account.id for account in accounts}
        self.sandbox.reset([each for each in self.accounts if each.id in ids])
        for account in accounts:
            account_store.make(self.sandbox, account)
            account_store.age(account.id)
        self.sandbox.clear_calls()
        return [self.read(account.id) for account in accounts]

    def read(self, account_id: str) -> Account:
        """What an account holds, once the call is done that it may be in the middle of."""
        with self.sandbox._lock:
            return account_store.read(account_id)

    def options(self, task: Task, account_id: str) -> dict[str, t.Any]:
        """All options of a task in an account."""
        return {**task.options, **_waits(task), **self.connection(account_id)}

    def connection(self, account_id: str) -> dict[str, t.Any]:
        """The options that lead into an account."""
        [account] = [each for each in self.accounts if each.id == account_id]
        return {"assume_role_arn": account.role_arn, "allowed_account_ids": [account_id]}

    def job(self, task: Task, account_id: str) -> Job:
        """A task as a process of its own."""
        return Job(module=task.module, options=self.options(task, account_id), environment=self.sandbox.environment)


def _waits(task: Task) -> dict[str, t.Any]:
    """The time that a task has unless it says so itself, which in a baseline is said of each resource."""
    if task.module != "iam_baseline":
        return {"wait_timeout": task.options.get("wait_timeout", WAIT)}
    return {
        key: [{"wait_timeout": WAIT, **each} for each in task.options.get(key, ())] for key in ("policies", "roles")
    }
