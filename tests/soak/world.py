# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where the soak runs: a sandbox, processes to start, and a folder."""

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
from .model import LISTS, Task

# For this many seconds a task retries its calls: long enough to outlast the faults, short enough to end when it cannot.
WAIT: t.Final = 20


@dataclass(frozen=True, kw_only=True)
class World:
    """A running sandbox, and the means to start runs against it."""

    sandbox: Sandbox
    forks: Forks
    directory: pathlib.Path
    accounts: tuple[stand_in.Account, ...]

    @classmethod
    @contextlib.contextmanager
    def running(cls, *, accounts: int) -> t.Iterator[World]:
        """A world with this many accounts, while the context lasts."""
        with (
            tempfile.TemporaryDirectory(prefix="leastpriv-soak-") as directory,
            Forks.ready() as forks,
            Sandbox.start(accounts=accounts) as sandbox,
        ):
            yield cls(sandbox=sandbox, forks=forks, directory=pathlib.Path(directory), accounts=sandbox.accounts)

    @property
    def account_ids(self) -> list[str]:
        return [account.id for account in self.accounts]

    def fresh(self, *accounts: Account) -> list[Account]:
        """Empty all accounts, fill the given ones, and return what these now hold."""
        ids = {account.id for account in accounts}
        self.sandbox.reset([account for account in self.accounts if account.id in ids])
        for account in accounts:
            account_store.make(self.sandbox, account)
            account_store.age(account.id)
        self.sandbox.clear_calls()
        return [self.read(account.id) for account in accounts]

    def read(self, account_id: str) -> Account:
        """What an account holds, once any call in progress has finished."""
        with self.sandbox._lock:
            return account_store.read(account_id)

    def options(self, task: Task, account_id: str) -> dict[str, t.Any]:
        """All options of a task in an account."""
        return {**task.options, **_waits(task), **self.connection(account_id)}

    def connection(self, account_id: str) -> dict[str, t.Any]:
        """The connection options for an account."""
        [account] = [account for account in self.accounts if account.id == account_id]
        return {"assume_role_arn": account.role_arn, "allowed_account_ids": [account_id]}

    def job(self, task: Task, account_id: str) -> Job:
        """A task as a job for its own process."""
        return Job(module=task.module, options=self.options(task, account_id), environment=self.sandbox.environment)


def _waits(task: Task) -> dict[str, t.Any]:
    """The default of wait_timeout, which a baseline has in each resource."""
    if task.module != "iam_baseline":
        return {"wait_timeout": task.options.get("wait_timeout", WAIT)}
    return {key: [{"wait_timeout": WAIT, **entry} for entry in task.options.get(key, ())] for key in LISTS}
