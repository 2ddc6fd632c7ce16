# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What earlier plans of a task will have done by the time that a later one is carried out.

All plans of a task are made before the first is carried out, from what IAM holds then. A plan that follows others has
to start from what they leave.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field, replace

from .._aws.call import Call


@dataclass(frozen=True, kw_only=True)
class PendingEffects:
    """Effects of earlier plans that matter to later ones; roles by name, policies by ARN.

    A role that is deleted, and a policy that is deleted, are detached before. C(policies) has the ARN of each managed
    policy that the task itself sees to, by its friendly name.
    """

    deleted_roles: frozenset[str] = frozenset()
    deleted_policies: frozenset[str] = frozenset()
    policies: t.Mapping[str, str] = field(default_factory=dict)

    def after(self, calls: t.Iterable[Call]) -> PendingEffects:
        """What is foreseen once the calls, too, have been made."""
        pending = self
        for call in calls:
            parameters = call.parameters
            if call.operation == "DeleteRole":
                pending = replace(pending, deleted_roles=pending.deleted_roles | {parameters["RoleName"]})
            elif call.operation == "DeletePolicy":
                pending = replace(pending, deleted_policies=pending.deleted_policies | {parameters["PolicyArn"]})
        return pending

    def with_policy(self, name: str, arn: str) -> PendingEffects:
        """What is foreseen with a managed policy of the task that exists in the end."""
        return replace(self, policies={**self.policies, name: arn})

    def carries(self, role: str, policy: str) -> bool:
        """Whether a role that carries a policy now will still do so."""
        return role not in self.deleted_roles and policy not in self.deleted_policies


NOTHING: t.Final = PendingEffects()
