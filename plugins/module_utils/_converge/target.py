# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resource that a task brings to its desired state, with everything needed to read it and plan for it."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace

from .._aws.iam import Iam
from .._errors import IamError
from .._retry import Backoff, RetryPolicy
from .pending_effects import NOTHING, PendingEffects
from .plan import Plan
from .resource import DesiredT, StateT
from .resource_type import Reading, ResourceType


@dataclass(frozen=True, kw_only=True)
class Target(t.Generic[DesiredT, StateT]):
    """The desired state of a resource, and the effects of the task's earlier plans."""

    resource_type: ResourceType[DesiredT, StateT]
    desired: DesiredT
    pending: PendingEffects = NOTHING

    @property
    def goes_by_name(self) -> bool:
        """Whether the task means a resource with the name even if it is not where it should be."""
        return self.resource_type.goes_by_name(self.desired)

    def after(self, plan: Plan[StateT]) -> Target[DesiredT, StateT]:
        """The target of the plan that follows on this one in the same run."""
        return replace(self, desired=self.resource_type.desired_after(self.desired, plan.calls))

    def read(self, iam: Iam, retry_policy: RetryPolicy, key: str | None = None) -> Reading[DesiredT, StateT]:
        """Reads the resource that C(key) identifies, or the one that should have the name.

        A read takes several calls. If a resource is deleted between two of them, the read starts again.
        """
        backoff = Backoff(retry_policy)
        while True:
            try:
                return self.resource_type.read(iam, self.desired, key=key)
            except IamError as error:
                if error.code != "NoSuchEntity" or not backoff.wait(retry_policy.timeout):
                    raise

    def read_found_by_name(self, iam: Iam, retry_policy: RetryPolicy) -> Reading[DesiredT, StateT] | None:
        """Reads the resource that has the name, under any path and in any case; C(None) if there is none."""
        key = self.resource_type.find_by_name(iam, self.desired)
        return None if key is None else self.read(iam, retry_policy, key)

    def plan_for(self, reading: Reading[DesiredT, StateT]) -> Plan[StateT]:
        """The plan for what was read."""
        actual = self.resource_type.with_pending(reading.desired, reading.actual, self.pending)
        return self.resource_type.plan(reading.desired, actual)
