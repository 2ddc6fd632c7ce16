# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A resource of an account in the report, and the outcome of a task as the resources that it handled."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace

from . import kinds
from .access import Access
from .reviews import ReviewFinding
from .states import CHANGED, SKIPPED, UNCHANGED, WOULD_CHANGE
from .values import Json, conceal


@dataclass(frozen=True, kw_only=True)
class Resource:
    """A policy or role of one account: what one or more tasks did to it.

    C(drift) has what each task of M(leastpriv.aws.iam_baseline_info) found of it, the first one first. C(is_found) says
    that the state is what the last of them found, because no other task has handled the resource.
    """

    type: str
    name: str
    state: str
    actions: tuple[Json, ...] = ()
    changes: tuple[Json, ...] = ()
    diff: str = ""
    message: str = ""
    drift: tuple[Json, ...] = ()
    is_found: bool = False
    access: Access | None = None

    @property
    def key(self) -> tuple[str, str]:
        return (self.type, self.name)

    @property
    def change(self) -> Json:
        """The kind and the effect of what was or would be changed; empty if nothing was."""
        if self.state not in (CHANGED, WOULD_CHANGE):
            return {}
        new_access = self.access.new_access if self.access else None
        return {
            "kind": kinds.kind_of(self.actions),
            "effect": kinds.effect_of(self.actions, self.changes, new_access),
        }

    def followed_by(self, later: Resource) -> Resource:
        """The resource after a later task: its state, and the actions, changes and diffs of both."""
        drift = self.drift + later.drift
        access = self.access.followed_by(later.access) if self.access else later.access
        if later.is_found:
            # The later task has only read the resource.
            state = later.state if self.is_found and later.drift else self.state
            return replace(self, state=state, drift=drift, access=access)
        keeps_state = self._keeps_state(later)
        return replace(
            later,
            state=self.state if keeps_state else later.state,
            is_found=self.is_found and keeps_state,
            actions=self.actions + later.actions,
            changes=self.changes + later.changes,
            diff="\n".join(filter(None, (self.diff, later.diff))),
            drift=drift,
            access=access,
        )

    def _keeps_state(self, later: Resource) -> bool:
        """Whether a later task for the resource has done less to it."""
        if later.state == SKIPPED and self.is_found:
            return True
        return later.state in (UNCHANGED, SKIPPED) and self.state in (CHANGED, WOULD_CHANGE)

    def to_json(self) -> dict[str, t.Any]:
        """The resource in the report's JSON. Empty properties are left out: a report has thousands of resources."""
        optional: dict[str, t.Any] = {
            "actions": list(self.actions),
            "changes": list(self.changes),
            # The name of the property in version 1 of the report.
            "surveys": list(self.drift),
            "diff": self.diff,
            "message": self.message,
            "access": self.access and self.access.to_json(),
        }
        given = {name: value for name, value in optional.items() if value}
        return {"type": self.type, "name": self.name, "state": self.state, **self.change, **given}


@dataclass(frozen=True, kw_only=True)
class TaskOutcome:
    """What a task of this collection did in one account.

    C(states) has the states of results that name no resource: results hidden by no_log, and reviews of documents.
    """

    resources: tuple[Resource, ...] = ()
    states: tuple[str, ...] = ()
    findings: tuple[ReviewFinding, ...] = ()

    def __add__(self, other: TaskOutcome) -> TaskOutcome:
        return TaskOutcome(
            resources=self.resources + other.resources,
            states=self.states + other.states,
            findings=self.findings + other.findings,
        )

    def without(self, secrets: t.Collection[str]) -> TaskOutcome:
        """The outcome with these secrets masked in its messages."""
        if not secrets:
            return self
        masked = (replace(resource, message=conceal(resource.message, secrets)) for resource in self.resources)
        return replace(self, resources=tuple(masked))
