# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The registry of the kinds of resources: a new one is a row here."""

from __future__ import annotations

import typing as t

from .._arn import shown_name
from .._converge.resource_type import Resource, ResourceType
from . import inline_policy, instance_profile, reading
from .managed_policy import plan as managed_policy_plan
from .managed_policy import state as managed_policy
from .role import plan as role_plan
from .role import state as role


def _named(noun: str, *options: str) -> t.Callable[[t.Mapping[str, t.Any]], str]:
    return lambda given: f"{noun} {' of role '.join(shown_name(given[option]) for option in options)}"


def _under(key: str) -> t.Callable[[Resource | None, Resource | None], dict[str, t.Any]]:
    """Under that key the state afterwards, or of a resource that is gone what it was."""

    def results(before: Resource | None, after: Resource | None) -> dict[str, t.Any]:
        state = after or before
        return {key: None if state is None else state.to_result()}

    return results


MANAGED_POLICY: t.Final = ResourceType(
    subject=_named("managed policy", "name"),
    results=_under("policy"),
    from_options=managed_policy.Desired.from_options,
    observe=reading.observe_managed_policy,
    find_holder=reading.find_managed_policy,
    with_pending=managed_policy_plan.with_pending,
    plan=managed_policy_plan.plan,
    with_reply=managed_policy_plan.with_reply,
)
ROLE: t.Final = ResourceType(
    subject=_named("role", "name"),
    results=_under("iam_role"),
    from_options=role.Desired.from_options,
    observe=reading.observe_role,
    find_holder=reading.find_role,
    with_pending=role_plan.with_pending,
    plan=role_plan.plan,
    with_reply=role_plan.with_reply,
)
INLINE_POLICY: t.Final = ResourceType(
    subject=_named("inline policy", "policy_name", "iam_name"),
    results=inline_policy.results,
    from_options=inline_policy.Desired.from_options,
    observe=reading.observe_inline_policy,
    find_holder=reading.find_nothing,
    with_pending=inline_policy.with_pending,
    plan=inline_policy.plan,
    with_reply=inline_policy.with_reply,
)
INSTANCE_PROFILE: t.Final = ResourceType(
    subject=_named("instance profile", "name"),
    results=instance_profile.results,
    from_options=instance_profile.Desired.from_options,
    observe=reading.observe_instance_profile,
    find_holder=reading.find_instance_profile,
    with_pending=instance_profile.with_pending,
    plan=instance_profile.plan,
    with_reply=instance_profile.with_reply,
    has_documents=False,
)
