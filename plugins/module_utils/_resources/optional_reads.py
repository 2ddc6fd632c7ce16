# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads that a task may not need, and the warnings about those that IAM denies."""

from __future__ import annotations

import typing as t

from .._errors import IamError

T = t.TypeVar("T")


class OptionalReads:
    """Reads that a task may not need. One that IAM denies returns C(None) and adds a sentence to C(unread)."""

    def __init__(self) -> None:
        self._unread: dict[str, None] = {}

    @property
    def unread(self) -> tuple[str, ...]:
        return tuple(self._unread)

    def read(self, what: str, read: t.Callable[[], T], *, needed: bool) -> T | None:
        """What C(read) returns; C(what) is the subject of the sentence that says it could not be read."""
        try:
            return read()
        except IamError as error:
            if needed or not error.is_denial:
                raise
            self._unread[f"{what} could not be read, and is null. {error.advice}"] = None
            return None
