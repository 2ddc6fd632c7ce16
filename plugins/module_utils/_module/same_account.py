# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Hosts of a run that purge in the same account: each would remove what only the other one names.

ansible-playbook forks a process for each task. What a host names and purges is therefore kept in a file: in the folder
that ansible-playbook creates for each run, which nobody else may read and which it deletes at the end. A host writes
its file before it reads those of others, so that of two hosts at the same moment at least one sees the other.
"""

from __future__ import annotations

import contextlib
import contextvars
import hashlib
import json
import os
import pathlib
import typing as t

from .._arn import Account, shown_name
from .._errors import RefusedError

# The names of a resource's type and of the resource, as BaselineType.references has them. All actions load this file,
# also where botocore cannot be imported, so it does not import that one, nor purge.py.
Reference = tuple[str, str]
References = t.Collection[Reference]
_OPTION: t.Final = "purge_path"


class Purging(t.NamedTuple):
    """What a host names in an account, in lower case, and what it purges there."""

    host: str
    named: References
    purged: References

    def problem(self, other: Purging) -> str | None:
        """Why both hosts must not purge in one account; C(None) if neither removes what the other one names."""
        if found := self._purged_of(other):
            return f"{_labels(found)} would be removed, and host {other.host} of this run has it in the same account"
        if found := other._purged_of(self):
            return f"host {other.host} of this run removes {_labels(found)} from the same account"
        return None

    def _purged_of(self, other: Purging) -> list[Reference]:
        """What this host purges of what the other one names."""
        return [(kind, name) for kind, name in self.purged if (kind, name.lower()) in other.named]


class SameAccount(t.NamedTuple):
    """The hosts of a run, as the one that runs the task sees them."""

    folder: pathlib.Path
    host: str

    def check(self, account: Account, named: References, purged: References) -> None:
        """Raises C(RefusedError) if another host of the run names what this one purges, or the other way round."""
        own = Purging(self.host, frozenset(named), frozenset(purged))
        folder = self.folder / f"{account.partition}-{account.id}"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(folder / f"{hashlib.sha256(self.host.encode(errors='surrogatepass')).hexdigest()}.json", own)
        for other in map(_read, sorted(folder.glob("[!.]*.json"))):
            if other.host != self.host and (problem := own.problem(other)):
                raise RefusedError(
                    f"{_OPTION}: {problem}",
                    advice="Describe an account in one host, or give each host a path of its own to purge",
                )


def _labels(references: t.Iterable[Reference]) -> str:
    return ", ".join(f"{kind.replace('_', ' ')} {shown_name(name)}" for kind, name in sorted(references))


def _write(file: pathlib.Path, purging: Purging) -> None:
    """A file appears with all its content."""
    unfinished = file.with_name(f".{file.stem}-{os.getpid()}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as writing:
        json.dump([purging.host, sorted(purging.named), sorted(purging.purged)], writing)
    unfinished.rename(file)


def _read(file: pathlib.Path) -> Purging:
    host, named, purged = json.loads(file.read_text(encoding="ascii"))
    return Purging(host, frozenset(map(tuple, named)), frozenset(map(tuple, purged)))


_CURRENT: t.Final[contextvars.ContextVar[SameAccount | None]] = contextvars.ContextVar("same_account")


def check(account: Account, named: References, purged: References) -> None:
    """See C(SameAccount.check). A module in a process of its own does not know the run."""
    if (known := _CURRENT.get(None)) is not None:
        known.check(account, named, purged)


@contextlib.contextmanager
def known_from(folder: pathlib.Path, host: str) -> t.Iterator[None]:
    """Makes the hosts of a run known to the code in the context, which runs for C(host)."""
    token = _CURRENT.set(SameAccount(folder, host))
    try:
        yield
    finally:
        _CURRENT.reset(token)
