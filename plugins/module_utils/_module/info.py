# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Modules that only read."""

from __future__ import annotations

import typing as t
from dataclasses import replace

from .._argspec import PERSISTENCE, ArgumentSpec, Options
from .._aws.connection import Connection
from .._aws.session import Session
from .._errors import LeastPrivError
from .._retry import RetryPolicy
from .connection_options import CONNECTION, preload_session
from .module_main import ModuleMain, ModuleResult, Result
from .resource import failure_of, resource_actions


class Query(t.Protocol):
    """What a task asks for."""

    @property
    def label(self) -> str:
        """The query in messages."""


Q = t.TypeVar("Q", bound=Query)


def module_main(
    spec: ArgumentSpec, noun: str, from_options: t.Callable[[Options], Q], read: t.Callable[[Session, Q], Result]
) -> ModuleMain:
    """A module that returns what C(read) finds for the query in its options. C(noun) stands for an invalid query."""

    def work(session: Session, query: Q) -> ModuleResult:
        return ModuleResult(failed=False, result={"changed": False, **read(session, query)})

    def execute(options: Options, **_mode: bool) -> ModuleResult:
        """Check mode and diff mode make no difference."""
        return attempt(options, noun, from_options, work)

    return ModuleMain(spec=spec | CONNECTION | PERSISTENCE, execute=execute, preload=preload_session)


def attempt(
    options: Options,
    noun: str,
    from_options: t.Callable[[Options], Q],
    work: t.Callable[[Session, Q], ModuleResult],
) -> ModuleResult:
    """The result of C(work) for the query in the options, or a failure. Raises no C(LeastPrivError)."""
    session: Session | None = None
    subject = noun
    try:
        query = from_options(options)
        subject = query.label
        session = Session(Connection.from_options(options), RetryPolicy.from_options(options))
        subject = f"{subject} in account {session.account.id}"
        ended = work(session, query)
    except LeastPrivError as error:
        ended = ModuleResult(failed=True, result={"changed": False, **failure_of(error, subject)})
    return replace(ended, result={**ended.result, **resource_actions(options, session)})
