# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""In which order the plans of a set are carried out.

IAM refuses a trust policy with a role that does not exist. A set may list its roles in any order, so a role is created
before those that trust it, and deleted after them. Otherwise the order of the set stays.
"""

from __future__ import annotations

import typing as t

from .._converge.plan import Plan
from .._errors import RefusedError
from .._resources.role.state import TRUST_OPTION
from .planning import AnyMember, AnyPendingPlan, MemberError

AnyPlan = Plan[t.Any]


def in_order(members: t.Sequence[AnyMember], pending_plans: t.Sequence[AnyPendingPlan]) -> list[int]:
    """The positions of the plans, in the order in which to carry them out.

    Raises C(MemberError) if roles that do not exist yet trust each other, or if one refers to a role or policy of the
    set by an ARN that it does not have.
    """
    plans = [pending_plan.plan for pending_plan in pending_plans]
    _check_arns(members, plans)
    needs = _needs(members, plans)
    order: list[int] = []
    left = list(range(len(members)))
    while left:
        ready = next((position for position in left if needs[position].isdisjoint(left)), None)
        if ready is None:
            raise _cycle(members, needs, left)
        order.append(ready)
        left.remove(ready)
    return order


def _check_arns(members: t.Sequence[AnyMember], plans: t.Sequence[AnyPlan]) -> None:
    """Checks that what a plan refers to has this ARN, if it is a resource of the set.

    IAM's names are unique in an account, whatever the path: there is no other resource of the name.
    """
    planned = list(zip(members, plans, strict=True))
    pairs = [(member.desired.arn, plan.after.arn) for member, plan in planned if plan.after]
    moved = {wanted for wanted, actual in pairs if actual != wanted}
    named = {_without_path(actual): actual for _wanted, actual in pairs}
    for member, plan in planned:
        for option, arn in member.resource_type.needed(plan):
            actual = named.get(_without_path(arn), arn)
            if actual != arn:
                raise MemberError(member, _wrong_path(member, option, arn, actual, stays=arn in moved))


def _wrong_path(member: AnyMember, option: str, arn: str, actual: str, *, stays: bool) -> RefusedError:
    verb, advice = "is", "The set gives it this path: write this ARN"
    if stays:
        verb, advice = "stays", "IAM keeps the path that it was created with: write this ARN"
    problem = f"{option}: {member.label} is to have {arn}, but the policy of this name {verb} {actual}"
    if option == TRUST_OPTION:
        problem = f"{option}: {member.label} is to trust {arn}, but the role of this name {verb} {actual}"
    return RefusedError(problem, advice=advice)


def _without_path(arn: str) -> str:
    """The ARN of a resource of the same type and name without a path. Other texts stay."""
    beginning, slash, rest = arn.partition("/")
    return f"{beginning}{slash}{rest.rpartition('/')[2]}"


def _needs(members: t.Sequence[AnyMember], plans: t.Sequence[AnyPlan]) -> list[set[int]]:
    """For each plan, the positions of those that have to be carried out before it."""
    principals = [set(member.resource_type.principals(plan)) for member, plan in zip(members, plans, strict=True)]
    created = {plan.after.arn: position for position, plan in enumerate(plans) if not plan.before and plan.after}
    return [
        _trusting_after(position, plan, principals)
        if plan.after is None
        else {created[arn] for arn in principals[position] & created.keys()}
        for position, plan in enumerate(plans)
    ]


def _trusting_after(position: int, plan: AnyPlan, principals: t.Sequence[set[str]]) -> set[int]:
    """The later plans for roles that trust a deleted one. That only later ones count makes a ring no obstacle."""
    later = range(position + 1, len(principals))
    return {other for other in later if plan.before is not None and plan.before.arn in principals[other]}


def _cycle(members: t.Sequence[AnyMember], needs: t.Sequence[set[int]], left: t.Sequence[int]) -> MemberError:
    """The refusal of roles that need each other, each named once."""
    path = [left[0]]
    while True:
        following = min(needs[path[-1]].intersection(left))
        if following in path:
            break
        path.append(following)
    ring = path[path.index(following) :]
    names = " -> ".join(members[position].name for position in (*ring, following))
    error = RefusedError(
        f"assume_role_policy_document: roles trust each other, and none of them exists yet: {names}",
        advice="Create one of them first, with a trust policy that does not name the others",
    )
    return MemberError(members[ring[0]], error)
