# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reviews of documents that other tasks of a run have already made.

The documents of a rollout are the same for all accounts until they are sent, and so is what a review finds in them.
ansible-playbook forks a process for each task. Findings are therefore kept in files: in the folder that
ansible-playbook creates for each run, which nobody else may read and which it deletes at the end. Whatever is wrong
with a file, the document is reviewed again.
"""

from __future__ import annotations

import contextlib
import contextvars
import hashlib
import json
import os
import pathlib
import typing as t

from .._finding import Finding
from .._policy import rules
from .._policy.problem import DocumentKind
from .._review.catalogue import Catalogue
from .._review.review import review
from .._review.subjects import Reviewer


class SharedReviews(t.NamedTuple):
    """The reviews whose findings are kept in a folder."""

    folder: pathlib.Path

    def __call__(
        self, document: t.Any, *, kind: DocumentKind, name: str, catalogue: Catalogue | None
    ) -> tuple[Finding, ...]:
        """The findings about a document, as C(review) has them."""
        try:
            key = repr((document, kind, name, catalogue is None))
        except ValueError:
            # A number with more digits than Python writes.
            return review(document, kind=kind, name=name, catalogue=catalogue)
        file = self.folder / hashlib.sha256(key.encode(errors="surrogatepass")).hexdigest()
        with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
            return _findings(file.read_text(encoding="ascii"))
        findings = review(document, kind=kind, name=name, catalogue=catalogue)
        with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
            self._keep(file, findings)
        return findings

    def _keep(self, file: pathlib.Path, findings: tuple[Finding, ...]) -> None:
        text = json.dumps([{**vars(finding), "rule": finding.rule.id} for finding in findings])
        if _findings(text) != findings:
            return
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # A file appears with all its content.
        unfinished = file.with_suffix(f".{os.getpid()}")
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as writing:
            writing.write(text)
        unfinished.rename(file)


def _findings(text: str) -> tuple[Finding, ...]:
    return tuple(Finding(**{**row, "rule": rules.RULES[row["rule"]]}) for row in json.loads(text))


_CURRENT: t.Final[contextvars.ContextVar[Reviewer]] = contextvars.ContextVar("reviewer")


def current() -> Reviewer:
    """What reviews the documents of this task."""
    return _CURRENT.get(review)


@contextlib.contextmanager
def kept_in(folder: pathlib.Path) -> t.Iterator[None]:
    """Shares the reviews of the code in the context with other tasks that keep theirs in the same folder."""
    token = _CURRENT.set(SharedReviews(folder))
    try:
        yield
    finally:
        _CURRENT.reset(token)
