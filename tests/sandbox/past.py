# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An account's IAM as it was some seconds ago, for reads that are not consistent yet.

Only while such a fault is switched on, a copy is kept of what each write is about to change. A look into the past puts
the copy into moto's place for as long as one answer takes.
"""

from __future__ import annotations

import collections
import contextlib
import copy
import time
import typing as t

from moto.iam.models import IAMBackend

_COLLECTIONS = (
    "groups",
    "instance_profiles",
    "managed_policies",
    "open_id_providers",
    "roles",
    "saml_providers",
    "users",
)

Copy = dict[str, t.Any]


class Past:
    """What was in IAM before each of the last writes, newest last; used under the sandbox's lock."""

    def __init__(self) -> None:
        self._copies: dict[int, collections.deque[tuple[float, Copy]]] = collections.defaultdict(collections.deque)

    def forget(self) -> None:
        self._copies.clear()

    @contextlib.contextmanager
    def kept(self, backend: IAMBackend, seconds: float) -> t.Iterator[t.Callable[[], None]]:
        """Keep what is there before a write for that many seconds, if the function given is called after it."""
        before = copy_of(backend)
        copies = self._copies[id(backend)]

        def keep() -> None:
            now = time.monotonic()
            while copies and copies[0][0] < now - seconds:
                copies.popleft()
            copies.append((now, before))

        yield keep

    def is_other(self, backend: IAMBackend, seconds: float) -> bool:
        """Whether there was a write in the last seconds."""
        return self._at(backend, seconds) is not None

    @contextlib.contextmanager
    def of(self, backend: IAMBackend, seconds: float) -> t.Iterator[None]:
        """moto as it was that many seconds ago, for the length of a block that only reads."""
        past = self._at(backend, seconds)
        if past is None:
            yield
            return
        present = {name: getattr(backend, name) for name in _COLLECTIONS}
        vars(backend).update(past)
        try:
            yield
        finally:
            vars(backend).update(present)

    def _at(self, backend: IAMBackend, seconds: float) -> Copy | None:
        """The state before the first write of the last seconds, None without a write."""
        begin = time.monotonic() - seconds
        copies = self._copies.get(id(backend), ())
        return next((before for moment, before in copies if moment > begin), None)


def put_back(backend: IAMBackend, kept: Copy) -> None:
    """Give an account what a copy holds, which later writes do not change."""
    vars(backend).update(copy.deepcopy(kept, _shared(backend)))


def copy_of(backend: IAMBackend) -> Copy:
    """A copy of what a customer can change; the policies of AWS, which can be many, are shared with it."""
    return copy.deepcopy({name: getattr(backend, name) for name in _COLLECTIONS}, _shared(backend))


def _shared(backend: IAMBackend) -> dict[int, t.Any]:
    return {id(policy): policy for policy in backend.aws_managed_policies}
