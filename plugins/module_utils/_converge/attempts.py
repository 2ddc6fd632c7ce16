# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The table of a task's attempts to write documents: what it sent, and what IAM returned for it.

If IAM keeps a document in other words that do not count as equivalent, each follow-up plan writes it again. A rival
process looks alike, but seldom leaves the same text twice. A version of a managed policy never changes, so what IAM
returns for a version that the task created is certainly what became of the document.
"""

from __future__ import annotations

import typing as t
from collections import Counter
from dataclasses import dataclass

from .._arn import DELETED_PRINCIPAL
from .._aws.call import Call
from .._errors import ContentionError, LeastPrivError, RewrittenError
from .._policy import difference
from .._policy import document as policy_document
from .._policy.document import Document
from .._sanitize import printable

# After this many new versions of a policy, another one would only push its history out.
_MOST_VERSIONS: t.Final = 2
_CREATES_VERSION: t.Final = "CreatePolicyVersion"


@dataclass(frozen=True, kw_only=True)
class Returned:
    """What IAM returned for a document that a call wrote. C(is_final): no other process can have written it."""

    document: Document
    partition: str
    is_final: bool = False


@dataclass(frozen=True, kw_only=True)
class _Row:
    """The text of a document that a call wrote, and what IAM returned for it."""

    sent: str
    returned: Returned

    @property
    def pair(self) -> tuple[str, str]:
        return self.sent, self.returned.document.text

    @property
    def places(self) -> tuple[str, ...]:
        """The statements that differ."""
        sent = {"": policy_document.from_reply(self.sent)}
        changes = difference.changes(sent, {"": self.returned.document}, self.returned.partition)
        return tuple(dict.fromkeys(change.statement for change in changes if change.statement))

    @property
    def deleted(self) -> tuple[str, ...]:
        """The identifiers of deleted principals that IAM returned and was not sent."""
        named = (statement.principals or {} for statement in self.returned.document.statements)
        returned = dict.fromkeys(name for kinds in named for name in kinds.get("AWS", ()))
        return tuple(name for name in returned if DELETED_PRINCIPAL.fullmatch(name) and name not in self.sent)


class Attempts:
    """The attempts of one task. C(label) names the resource in messages."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._pairs: Counter[tuple[str, str]] = Counter()
        self._rows: tuple[_Row, ...] = ()

    def compare(self, written: t.Iterable[tuple[Call, Returned]], further: t.Iterable[Call]) -> None:
        """Adds a row for each document that was written and that the follow-up plan would write again."""
        self._rows = tuple(_repeated(written, further))
        self._pairs.update(row.pair for row in self._rows)

    def check(self, made: t.Iterable[Call], further: t.Iterable[Call]) -> None:
        """Raises C(LeastPrivError) if the follow-up plan would be in vain, or would cost a policy its history.

        C(made) are all calls that the task has made.
        """
        calls = tuple(further)
        for row in self._rows:
            if self._is_in_vain(row, calls):
                raise self._rewritten(row)
        versions = sum(call.operation == _CREATES_VERSION for call in made)
        if versions >= _MOST_VERSIONS and any(call.operation == _CREATES_VERSION for call in calls):
            raise self.error(f"{versions} new versions")

    def error(self, effort: str) -> LeastPrivError:
        """Why the task gives up after an effort, as far as the table tells."""
        for row in self._rows:
            return self._rewritten(row)
        return ContentionError(f"another process keeps changing {self._label}; gave up after {effort}")

    def _rewritten(self, row: _Row) -> RewrittenError:
        return RewrittenError(
            self._label,
            texts=(row.sent, printable(row.returned.document.text)),
            places=row.places,
            is_final=row.returned.is_final,
            deleted=row.deleted,
        )

    def _is_in_vain(self, row: _Row, further: tuple[Call, ...]) -> bool:
        if row.sent not in (call.document for call in further):
            return False
        if self._pairs[row.pair] > 1:
            return True
        return row.returned.is_final and any(call.operation == "DeletePolicyVersion" for call in further)


def is_certainly_rewritten(written: t.Iterable[tuple[Call, Returned]], further: t.Iterable[Call]) -> bool:
    """Whether the follow-up plan repeats a write although no other process can have changed its result."""
    return any(row.returned.is_final for row in _repeated(written, further))


def _repeated(written: t.Iterable[tuple[Call, Returned]], further: t.Iterable[Call]) -> t.Iterator[_Row]:
    repeated = {call.document for call in further}
    for call, returned in written:
        if call.document is not None and call.document in repeated:
            yield _Row(sent=call.document, returned=returned)
