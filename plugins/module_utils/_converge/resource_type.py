# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the engine needs to know about a resource type: its name, and how to read, plan and show its resources."""

from __future__ import annotations

import abc
import typing as t
from dataclasses import dataclass

from .._argspec import Options
from .._arn import shown_name
from .._aws.call import Call
from .._aws.iam import Iam, Reply
from .._plans.planned import Key
from .._resource_kinds import noun_of
from .._review.escalation import ReviewedRole
from .access_gate import Setting
from .attempts import Returned
from .gate import OPEN, Gate
from .pending_effects import PendingEffects
from .plan import Plan
from .resource import DesiredT, StateT


@dataclass(frozen=True)
class Reading(t.Generic[DesiredT, StateT]):
    """The desired state, completed with what only IAM knows, and the actual state: C(None) if there is no resource."""

    desired: DesiredT
    actual: StateT | None


class ResourceType(abc.ABC, t.Generic[DesiredT, StateT]):
    """A resource type. Methods that many types do not need have a default that does nothing.

    C(name) is the type's name in results. C(result_key) is the key of a result that contains the state.
    """

    name: t.ClassVar[str]
    result_key: t.ClassVar[str]
    has_documents: t.ClassVar[bool] = True

    @property
    def noun(self) -> str:
        """The type's name in messages."""
        return noun_of(self.name)

    def subject(self, options: Options) -> str:
        """The resource's name in messages as long as the options of the task are not checked."""
        return f"{self.noun} {shown_name(options['name'])}"

    def reviewed_role(self, _desired: DesiredT) -> ReviewedRole | None:
        """The role whose policies a review looks at together; C(None) for other resources."""
        return None

    def plan_key(self, desired: DesiredT) -> Key:
        """What identifies the resource in a plan file."""
        return self.name, desired.name

    @abc.abstractmethod
    def from_options(self, options: Options) -> DesiredT:
        """The desired state that the options describe; raises C(OptionError)."""

    def goes_by_name(self, _desired: DesiredT) -> bool:
        """Whether the task means a resource with the name even if it has another path, for example."""
        return False

    @abc.abstractmethod
    def read(self, iam: Iam, desired: DesiredT, *, key: str | None) -> Reading[DesiredT, StateT]:
        """Reads the resource that C(key) identifies; if C(key) is C(None), the resource that should have the name."""

    def find_by_name(self, _iam: Iam, _desired: DesiredT) -> str | None:
        """The key of the resource that has the name, under any path and in any case; C(None) if there is none.

        The default is for types whose resources C(read) always finds by their name.
        """
        return None

    @abc.abstractmethod
    def plan(self, desired: DesiredT, actual: StateT | None) -> Plan[StateT]:
        """The plan that changes the actual state to the desired state.

        Raises C(OptionError) or C(RefusedError) if no calls can do that.
        """

    def desired_with_pending(self, desired: DesiredT, _pending: PendingEffects) -> DesiredT:
        """The desired state, completed with what the task's earlier plans create."""
        return desired

    def with_pending(self, _desired: DesiredT, actual: StateT | None, _pending: PendingEffects) -> StateT | None:
        """The actual state after the task's earlier plans; raises C(RefusedError) if these make the task impossible."""
        return actual

    def pending_after(self, pending: PendingEffects, _plan: Plan[StateT]) -> PendingEffects:
        """The pending effects together with the effects of a plan for a resource of this type."""
        return pending

    def desired_after(self, desired: DesiredT, _planned: t.Sequence[Call]) -> DesiredT:
        """The desired state for the plan after one with these calls, which the run has begun to carry out."""
        return desired

    def with_reply(self, after: StateT, _call: Call, _reply: Reply) -> StateT:
        """The state after a call, completed with what only the reply contains."""
        return after

    def gate(self, _desired: DesiredT, _iam: Iam, _new_access: Setting) -> Gate[StateT]:
        """What every plan for the resource has to pass before its first call."""
        return OPEN

    def returned(self, _actual: StateT, _call: Call, _reply: Reply) -> Returned | None:
        """What IAM returned in C(actual) for the document that a call wrote; C(None) if that was not read."""
        return None

    def results(self, before: StateT | None, after: StateT | None) -> dict[str, object]:
        """The part of a result about the resource: its state afterwards, or the last state of a deleted resource."""
        state = after or before
        return {self.result_key: None if state is None else state.to_result()}
