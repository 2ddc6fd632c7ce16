# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resources of a baseline and their plans. All plans are made before the first is carried out.

Each plan starts from the state that the earlier plans will leave.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace

from .._arn import Account
from .._aws.iam import Iam
from .._converge.converge import PendingPlan, prepare
from .._converge.pending_effects import NOTHING, PendingEffects
from .._converge.target import Target
from .._errors import LeastPrivError
from .._plans.planned import Key
from .._resources.baseline_type import BaselineType, Reference, SetDesiredT, SetStateT
from .._retry import RetryPolicy

AnyPendingPlan = PendingPlan[t.Any, t.Any]


@dataclass(frozen=True, kw_only=True)
class Member(t.Generic[SetDesiredT, SetStateT]):
    """A resource of the set: its type, its desired state, and how to retry its calls."""

    resource_type: BaselineType[SetDesiredT, SetStateT]
    desired: SetDesiredT
    retry_policy: RetryPolicy

    @property
    def type(self) -> str:
        """The name of the type in results."""
        return self.resource_type.name

    @property
    def name(self) -> str:
        return self.desired.name

    @property
    def label(self) -> str:
        return self.desired.label

    @property
    def reference(self) -> Reference:
        """The type and name by which other resources of the set refer to it."""
        return self.type, self.name

    @property
    def plan_key(self) -> Key:
        """What identifies it in a plan file."""
        return self.resource_type.plan_key(self.desired)

    @property
    def references(self) -> t.Iterable[Reference]:
        """The resources that it refers to by name."""
        return self.resource_type.references(self.desired)

    @property
    def is_deleted_first(self) -> bool:
        """Whether it is deleted before all other changes of the set."""
        return self.resource_type.deleted_first and not self.desired.present

    @property
    def is_deleted_last(self) -> bool:
        """Whether it is deleted after all other changes of the set."""
        return self.resource_type.deleted_last and not self.desired.present

    def for_account(self, account: Account) -> Member[SetDesiredT, SetStateT]:
        """The member with its desired state for an account; raises C(OptionError)."""
        return replace(self, desired=self.desired.for_account(account))

    def prepare(self, iam: Iam, pending: PendingEffects) -> PendingPlan[SetDesiredT, SetStateT]:
        """Reads the resource and makes its plan, which starts from the state that earlier plans will leave."""
        target = Target(resource_type=self.resource_type, desired=self.desired, pending=pending)
        return prepare(iam, target, retry_policy=self.retry_policy)

    def with_moved(self, pending: PendingEffects, after: SetStateT | None) -> PendingEffects:
        """The pending effects with the resource's own ARN, if it keeps another path than the task gives it."""
        return pending if after is None else pending.with_moved(self.desired.arn, after.arn)

    def with_absent(self, pending: PendingEffects, after: SetStateT | None) -> PendingEffects:
        """The pending effects with the ARN that the resource would have, if the set deletes it or keeps it absent."""
        return pending.with_absent(self.desired.arn) if after is None else pending

    def depends_on(self, *pending: PendingEffects) -> bool:
        """Whether different pending effects lead to different desired states."""
        states = [self.resource_type.desired_with_pending(self.desired, effects) for effects in pending]
        return any(state != states[0] for state in states)


AnyMember = Member[t.Any, t.Any]


class MemberError(LeastPrivError):
    """A resource of the set could not be planned, or its plan failed."""

    def __init__(self, member: AnyMember, error: LeastPrivError) -> None:
        self.member = member
        self.error = error
        super().__init__(str(error))


def for_account(members: t.Iterable[AnyMember], account: Account) -> list[AnyMember]:
    """The members for an account; raises C(MemberError) for the first one that IAM would refuse there."""
    filled = []
    for member in members:
        try:
            filled.append(member.for_account(account))
        except LeastPrivError as error:
            raise MemberError(member, error) from error
    return filled


def plan(iam: Iam, members: t.Iterable[AnyMember], pending: PendingEffects = NOTHING) -> list[AnyPendingPlan]:
    """The plans for the resources, in order; raises C(MemberError) for the first resource that cannot be planned."""
    pending_plans = []
    members = tuple(members)
    referenced = {reference for member in members for reference in member.references}
    for member in members:
        try:
            pending_plan = member.prepare(iam, pending)
            if member.reference in referenced:
                # Resources that refer to it by name need its ARN before it exists.
                pending_plan = pending_plan.with_name_sought(iam, member.retry_policy)
        except LeastPrivError as error:
            raise MemberError(member, error) from error
        pending_plans.append(pending_plan)
        pending = member.with_moved(pending, pending_plan.plan.after)
        pending = member.with_absent(pending, pending_plan.plan.after)
        pending = member.resource_type.pending_after(pending, pending_plan.plan)
    return pending_plans
