# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The outcome of a plan, as tasks report it."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace

from .._access import effects
from .._aws.call import Call
from .._errors import LeastPrivError
from .._policy import difference
from .._policy.change import Change
from .._policy.document import Document
from .resource import ResourceState, StateT


@dataclass(frozen=True, kw_only=True)
class Outcome(t.Generic[StateT]):
    """What a task reports. If C(error) ended the plan early, C(calls) are the calls that were made before it.

    C(planned) is the state that the plan leads to; C(after) is the same state completed by IAM's replies.
    C(met_others) says that another process may have changed the resource meanwhile: the resource existed before, or
    had to be read again.
    """

    before: StateT | None
    planned: StateT | None
    after: StateT | None
    calls: tuple[Call, ...]
    warnings: tuple[str, ...]
    error: LeastPrivError | None = None
    met_others: bool = False

    @property
    def changed(self) -> bool:
        """Whether anything was changed, or may have been changed by a call that failed."""
        return bool(self.calls) or (self.error is not None and self.error.in_doubt)

    def then(self, later: Outcome[StateT]) -> Outcome[StateT]:
        """The outcome of this and of a later plan for the same resource."""
        return replace(later, before=self.before, calls=self.calls + later.calls)

    def diff(self) -> tuple[dict[str, object], dict[str, object]]:
        """The state before and after as people compare it; the same in check mode and in a run."""
        return diff(self.before, self.planned)

    def writes(self, option: str, document: Document) -> bool:
        """Whether the plan creates or changes the document of an option.

        It also writes a document that it stores without putting it in force: a version that does not become the
        default.
        """
        before, after = (_documents(state).get(option) for state in (self.before, self.planned))
        return before != after or any(document.text in call.parameters.values() for call in self.calls)

    def changes(self) -> tuple[Change, ...]:
        """The changes that the plan makes to policy documents."""
        state = self.before or self.planned
        if state is None or not self.calls:
            return ()
        return effects.changes(_documents(self.before), _documents(self.planned), state.partition)


def diff(before: ResourceState | None, after: ResourceState | None) -> tuple[dict[str, object], dict[str, object]]:
    """Two states of a resource for people to compare; lines differ only where their meaning does."""
    state = before or after
    if state is None:
        return {}, {}
    old, new = difference.shown(_documents(before), _documents(after), state.partition)
    return before.to_diff(old) if before else {}, after.to_diff(new) if after else {}


def _documents(state: ResourceState | None) -> t.Mapping[str, Document]:
    return state.documents() if state else {}
