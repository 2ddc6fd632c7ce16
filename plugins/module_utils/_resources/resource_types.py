# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The registry of the kinds of resources: a new one is a row here."""

from __future__ import annotations

import typing as t

from .._arn import shown_name
from .._converge.resource_type import Resource, ResourceType
from .inline_policy import desired as inline_policy
from .inline_policy import plan as inline_policy_plan
from .inline_policy import reading as inline_policy_reading
from .inline_policy import state as inline_policy_state
from .instance_profile import desired as instance_profile
from .instance_profile import plan as instance_profile_plan
from .instance_profile import reading as instance_profile_reading
from .instance_profile import state as instance_profile_state
from .managed_policy import desired as managed_policy
from .managed_policy import plan as managed_policy_plan
from .managed_policy import reading as managed_policy_reading
from .role import desired as role
from .role import plan as role_plan
from .role import reading as role_reading


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
    observe=managed_policy_reading.observe,
    find_holder=managed_policy_reading.find_holder,
    with_pending=managed_policy_plan.with_pending,
    plan=managed_policy_plan.plan,
    with_reply=managed_policy_plan.with_reply,
)
ROLE: t.Final = ResourceType(
    subject=_named("role", "name"),
    results=_under("iam_role"),
    from_options=role.Desired.from_options,
    observe=role_reading.observe,
    find_holder=role_reading.find_holder,
    with_pending=role_plan.with_pending,
    plan=role_plan.plan,
    with_reply=role_plan.with_reply,
)
INLINE_POLICY: t.Final = ResourceType(
    subject=_named("inline policy", "policy_name", "iam_name"),
    results=inline_policy_state.results,
    from_options=inline_policy.Desired.from_options,
    observe=inline_policy_reading.observe,
    find_holder=inline_policy_reading.find_holder,
    with_pending=inline_policy_plan.with_pending,
    plan=inline_policy_plan.plan,
    with_reply=inline_policy_plan.with_reply,
)
INSTANCE_PROFILE: t.Final = ResourceType(
    subject=_named("instance profile", "name"),
    results=instance_profile_state.results,
    from_options=instance_profile.Desired.from_options,
    observe=instance_profile_reading.observe,
    find_holder=instance_profile_reading.find_holder,
    with_pending=instance_profile_plan.with_pending,
    plan=instance_profile_plan.plan,
    with_reply=instance_profile_plan.with_reply,
    has_documents=False,
)
