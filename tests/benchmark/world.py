# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A sandbox in a separate process, as the benchmark sees it from outside.

The package sandbox is not imported: with moto loaded, this process would be larger than those that it measures.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import pathlib
import ssl
import subprocess
import sys
import typing as t
from urllib import request


@dataclasses.dataclass(frozen=True)
class World:
    """A running sandbox: what sandbox.json says of it."""

    endpoint: str
    environment: t.Mapping[str, str]
    accounts: t.Sequence[t.Mapping[str, str]]

    def reset(self) -> None:
        self._ask("reset", "POST")

    def clear_calls(self) -> None:
        self._ask("calls", "DELETE")

    def calls(self) -> list[dict[str, t.Any]]:
        return t.cast("list[dict[str, t.Any]]", self._ask("calls", "GET"))

    def cpu(self) -> dict[str, float]:
        """CPU seconds so far: of the C(process), and of C(moto) in it."""
        return t.cast("dict[str, float]", self._ask("cpu", "GET"))

    def _ask(self, what: str, method: str) -> t.Any:
        context = ssl.create_default_context(cafile=self.environment.get("AWS_CA_BUNDLE"))
        opener = request.build_opener(request.ProxyHandler({}), request.HTTPSHandler(context=context))
        asked = request.Request(f"{self.endpoint}/_sandbox/{what}", method=method)
        with opener.open(asked, timeout=120) as response:
            return json.load(response)


@contextlib.contextmanager
def running(directory: pathlib.Path, *, accounts: int, options: t.Sequence[str] = ()) -> t.Iterator[World]:
    """A sandbox with this many accounts, while the context lasts."""
    _sandbox("start", "--directory", str(directory), "--accounts", str(accounts), "--lifetime", "7200", *options)
    try:
        record = json.loads((directory / "sandbox.json").read_text(encoding="utf-8"))
        yield World(**{field.name: record[field.name] for field in dataclasses.fields(World)})
    finally:
        _sandbox("stop", "--directory", str(directory))


def _sandbox(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "sandbox", *arguments], stdout=subprocess.DEVNULL, check=True)
