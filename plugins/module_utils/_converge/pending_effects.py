# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pending effects: what a task's earlier plans change before a later plan is carried out.

A task reads IAM and makes all its plans before it carries out the first one. A later plan therefore has to start from
the state that the earlier plans will leave.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, kw_only=True)
class PendingEffects:
    """Effects of earlier plans that matter to later ones. Roles are given by name, policies by ARN.

    A role or policy is detached before it is deleted. C(policies) has the ARN of each managed policy that the task
    itself manages, by its friendly name. C(moved) has the ARN of each resource that keeps another path than the task
    gives it, by the ARN that it would have with that path. C(absent) has the ARN that each resource would have that the
    task deletes or keeps absent. C(detached) and C(unbounded) have each role with each policy that it loses. C(trusts)
    has the ARNs of the identity providers in each trust policy that the task writes, in lower case, by the role's name.
    """

    deleted_roles: frozenset[str] = frozenset()
    deleted_policies: frozenset[str] = frozenset()
    policies: t.Mapping[str, str] = field(default_factory=dict)
    moved: t.Mapping[str, str] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()
    detached: frozenset[tuple[str, str]] = frozenset()
    unbounded: frozenset[tuple[str, str]] = frozenset()
    trusts: t.Mapping[str, frozenset[str]] = field(default_factory=dict)

    def with_deleted_role(self, name: str) -> PendingEffects:
        """A copy in which the role is deleted too."""
        return replace(self, deleted_roles=self.deleted_roles | {name})

    def with_deleted_policy(self, arn: str) -> PendingEffects:
        """A copy in which the managed policy is deleted too."""
        return replace(self, deleted_policies=self.deleted_policies | {arn})

    def with_policy(self, name: str, arn: str) -> PendingEffects:
        """A copy with one more managed policy that the task manages and that will exist."""
        return replace(self, policies={**self.policies, name: arn})

    def with_moved(self, wanted: str, actual: str) -> PendingEffects:
        """A copy with the ARNs of a resource that will exist: the one that it should have, and its own."""
        return self if wanted == actual else replace(self, moved={**self.moved, wanted: actual})

    def with_absent(self, arn: str) -> PendingEffects:
        """A copy with one more resource that is deleted or kept absent."""
        return replace(self, absent=self.absent | {arn})

    def with_detached(self, role: str, policies: t.Iterable[str]) -> PendingEffects:
        """A copy in which a role loses policies that are attached to it."""
        return replace(self, detached=self.detached | {(role, policy) for policy in policies})

    def with_unbounded(self, role: str, policy: str) -> PendingEffects:
        """A copy in which a policy is no longer the boundary of a role."""
        return replace(self, unbounded=self.unbounded | {(role, policy)})

    def with_trust(self, role: str, providers: t.Iterable[str]) -> PendingEffects:
        """A copy with the identity providers that a role will trust."""
        return replace(self, trusts={**self.trusts, role: frozenset(map(str.casefold, providers))})

    def carries(self, role: str, policy: str) -> bool:
        """Whether a role that now has a policy will still have it."""
        return (
            role not in self.deleted_roles
            and policy not in self.deleted_policies
            and (role, policy) not in self.detached
        )

    def bounds(self, role: str, policy: str) -> bool:
        """Whether a policy that now is the boundary of a role will still be it."""
        return role not in self.deleted_roles and (role, policy) not in self.unbounded

    def trusting(self, provider: str, now: t.Iterable[str]) -> tuple[str, ...]:
        """The roles that will trust an identity provider, given those that now do."""
        kept = (role for role in now if role not in self.deleted_roles and role not in self.trusts)
        added = (role for role, providers in self.trusts.items() if provider.casefold() in providers)
        return tuple(sorted({*kept, *added}))


NOTHING: t.Final = PendingEffects()
