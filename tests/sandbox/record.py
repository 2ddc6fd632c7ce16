# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``sandbox.json``: the record of a background sandbox, and whether it is still true."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import pathlib
import ssl
import typing as t
from urllib import error, request

from .errors import SandboxError
from .inventory import inventory
from .sandbox import Sandbox

FILE_NAME = "sandbox.json"
INVENTORY_NAME = "inventory.yml"
LOG_NAME = "sandbox.log"
_SECONDS_TO_ANSWER = 10


@dataclasses.dataclass(frozen=True)
class Record:
    """A background sandbox: its process, its endpoint, how to sign in, its accounts, and the token that proves it."""

    pid: int
    endpoint: str
    token: str
    environment: dict[str, str]
    accounts: list[dict[str, t.Any]]

    @classmethod
    def of(cls, sandbox: Sandbox) -> Record:
        accounts = [dataclasses.asdict(account) for account in sandbox.accounts]
        return cls(
            os.getpid(),
            sandbox.endpoint_url,
            sandbox.token,
            sandbox.environment,
            accounts,
        )

    def is_alive(self) -> bool:
        """Whether the sandbox that wrote this record answers at its endpoint, and not another process."""
        try:
            return bool(self.ask("identity") == {"pid": self.pid, "token": self.token})
        except SandboxError:
            return False

    def ask(self, what: str) -> t.Any:
        """The answer of a control endpoint; the loopback address never goes through a proxy."""
        context = ssl.create_default_context(cafile=self.environment.get("AWS_CA_BUNDLE"))
        opener = request.build_opener(request.ProxyHandler({}), request.HTTPSHandler(context=context))
        try:
            with opener.open(f"{self.endpoint}/_sandbox/{what}", timeout=_SECONDS_TO_ANSWER) as response:
                return json.load(response)
        except (error.URLError, OSError, ValueError) as failure:
            raise SandboxError(f"The sandbox at {self.endpoint} does not answer: {failure}") from failure


def read_record(directory: pathlib.Path) -> Record | None:
    """The record in a directory, None if there is none or it cannot be read."""
    try:
        return Record(**json.loads((directory / FILE_NAME).read_text()))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError):
        return None


def write_record(directory: pathlib.Path, sandbox: Sandbox) -> Record:
    """Write the inventory, then the record; whoever sees the record finds everything else."""
    record = Record.of(sandbox)
    (directory / INVENTORY_NAME).write_text(inventory(sandbox.accounts))
    draft = directory / f".{FILE_NAME}.{record.pid}"
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(dataclasses.asdict(record), indent=2) + "\n")
    draft.replace(directory / FILE_NAME)
    return record


def remove_record(directory: pathlib.Path) -> None:
    for name in (FILE_NAME, INVENTORY_NAME, LOG_NAME):
        with contextlib.suppress(FileNotFoundError):
            (directory / name).unlink()
