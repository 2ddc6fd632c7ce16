# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What earlier plans of a task will have done by the time that a later one is carried out.

All plans of a task are made before the first is carried out, from what IAM holds then. A plan that follows others
therefore starts from what these will leave.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, kw_only=True)
class PendingEffects:
    """Effects of earlier plans that matter to later ones; roles by name, policies by ARN.

    A role or policy is detached before it is deleted. C(policies) has the ARN of each managed policy that the task
    itself manages, by its friendly name.
    """

    deleted_roles: frozenset[str] = frozenset()
    deleted_policies: frozenset[str] = frozenset()
    policies: t.Mapping[str, str] = field(default_factory=dict)

    def with_deleted_role(self, name: str) -> PendingEffects:
        """The same, and the role deleted."""
        return replace(self, deleted_roles=self.deleted_roles | {name})

    def with_deleted_policy(self, arn: str) -> PendingEffects:
        """The same, and the managed policy deleted."""
        return replace(self, deleted_policies=self.deleted_policies | {arn})

    def with_policy(self, name: str, arn: str) -> PendingEffects:
        """The same, and a managed policy of the task that exists in the end."""
        return replace(self, policies={**self.policies, name: arn})

    def carries(self, role: str, policy: str) -> bool:
        """Whether a role that carries a policy now will still do so."""
        return role not in self.deleted_roles and policy not in self.deleted_policies


NOTHING: t.Final = PendingEffects()
