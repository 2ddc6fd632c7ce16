# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resource type of inline policies of roles."""

from __future__ import annotations

from ..._argspec import Options
from ..._arn import shown_name
from ..._aws.call import Call
from ..._aws.iam import Iam, Reply
from ..._converge.access_gate import AccessGate, Setting
from ..._converge.attempts import Returned
from ..._converge.gate import OPEN, Gate
from ..._converge.plan import Plan
from ..._converge.resource_type import Reading, ResourceType
from ..._plans.planned import Key
from ..._resource_kinds import INLINE_POLICY
from . import plan as planning
from . import reading
from .desired import Desired
from .look import InlineLook
from .state import InlinePolicies


class InlinePolicyType(ResourceType[Desired, InlinePolicies]):
    """Reads, plans and shows inline policies. Their names are unique within a role, so no search by name is needed."""

    name = INLINE_POLICY.type

    def subject(self, options: Options) -> str:
        return f"{self.noun} {shown_name(options['policy_name'])} of role {shown_name(options['iam_name'])}"

    def plan_key(self, desired: Desired) -> Key:
        """An inline policy belongs to its role."""
        return self.name, f"{desired.name} of role {desired.role}"

    def from_options(self, options: Options) -> Desired:
        return Desired.from_options(options)

    def read(self, iam: Iam, desired: Desired, *, key: str | None) -> Reading[Desired, InlinePolicies]:
        return reading.read(iam, desired, key=key)

    def plan(self, desired: Desired, actual: InlinePolicies | None) -> Plan[InlinePolicies]:
        return planning.plan(desired, actual)

    def gate(self, desired: Desired, iam: Iam, new_access: Setting) -> Gate[InlinePolicies]:
        if new_access == "allow":
            return OPEN
        return AccessGate(desired.label, new_access, lambda: InlineLook(iam))

    def returned(self, actual: InlinePolicies, call: Call, _reply: Reply) -> Returned | None:
        document = actual.policies.get(call.parameters["PolicyName"])
        return None if document is None else Returned(document=document, partition=actual.partition)

    def results(self, before: InlinePolicies | None, after: InlinePolicies | None) -> dict[str, object]:
        """The role and the names of its inline policies, under the keys that amazon.aws has."""
        state = after or before
        return {} if state is None else state.to_result()
