# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the engine asks of a type of resource: its name, and how it is read, planned and shown."""

from __future__ import annotations

import abc
import typing as t
from dataclasses import dataclass

from .._argspec import Options
from .._arn import shown_name
from .._aws.call import Call
from .._aws.iam import Iam, Reply
from .pending_effects import PendingEffects
from .plan import Plan
from .resource import DesiredT, StateT


@dataclass(frozen=True)
class Reading(t.Generic[DesiredT, StateT]):
    """What a task asks of a resource, completed by what only IAM knows, and what IAM holds: C(None) for nothing."""

    desired: DesiredT
    actual: StateT | None


class ResourceType(abc.ABC, t.Generic[DesiredT, StateT]):
    """A type of resource. What many types need not care about has a default here that does nothing.

    C(name) is what results call the type, C(result_key) the key of a result that has the state.
    """

    name: t.ClassVar[str]
    result_key: t.ClassVar[str]
    has_documents: t.ClassVar[bool] = True

    @property
    def noun(self) -> str:
        """What messages call the type."""
        return self.name.replace("_", " ")

    def subject(self, options: Options) -> str:
        """What messages call the resource of a task whose options are not checked yet."""
        return f"{self.noun} {shown_name(options['name'])}"

    @abc.abstractmethod
    def from_options(self, options: Options) -> DesiredT:
        """What a task asks for; raises C(OptionError)."""

    def goes_by_name(self, _desired: DesiredT) -> bool:
        """Whether a resource of the name is meant even where it is not expected, under another path for example."""
        return False

    @abc.abstractmethod
    def read(self, iam: Iam, desired: DesiredT, *, key: str | None) -> Reading[DesiredT, StateT]:
        """Reads the resource that C(key) identifies, or without one the resource that should have the name."""

    def find_by_name(self, _iam: Iam, _desired: DesiredT) -> str | None:
        """The key of the resource that has the name, wherever and in whatever case; C(None) where none has.

        The default suits a type whose resources are found by their name alone.
        """
        return None

    @abc.abstractmethod
    def plan(self, desired: DesiredT, actual: StateT | None) -> Plan[StateT]:
        """The calls that lead from what IAM holds to what the task asks for.

        Raises C(OptionError) or C(RefusedError) where no calls can lead there.
        """

    def desired_with_pending(self, desired: DesiredT, _pending: PendingEffects) -> DesiredT:
        """What the task asks for, once it is known what its earlier plans will have done."""
        return desired

    def with_pending(self, _desired: DesiredT, actual: StateT | None, _pending: PendingEffects) -> StateT | None:
        """The state that the task's earlier plans will leave; raises C(RefusedError) where these rule the task out."""
        return actual

    def pending_after(self, pending: PendingEffects, _plan: Plan[StateT]) -> PendingEffects:
        """The pending effects with those that a plan for a resource of this type adds."""
        return pending

    def with_reply(self, after: StateT, _call: Call, _reply: Reply) -> StateT:
        """The state after a call, completed by what only the reply knows."""
        return after

    def results(self, before: StateT | None, after: StateT | None) -> dict[str, object]:
        """What a result says of a resource: its state afterwards, or what it was before it was deleted."""
        state = after or before
        return {self.result_key: None if state is None else state.to_result()}
