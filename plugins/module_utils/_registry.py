# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The registry of the kinds of resources: a new one is a row here."""

from __future__ import annotations

import typing as t

from . import _inline_policy, _instance_profile, _managed_policy, _managed_policy_plan, _observe, _role, _role_plan
from ._arn import shown_name
from ._kinds import Kind, Resource


def _named(noun: str, *options: str) -> t.Callable[[t.Mapping[str, t.Any]], str]:
    return lambda given: f"{noun} {' of role '.join(shown_name(given[option]) for option in options)}"


def _under(key: str) -> t.Callable[[Resource | None, Resource | None], dict[str, t.Any]]:
    """Under that key the state afterwards, or of a resource that is gone what it was."""

    def results(before: Resource | None, after: Resource | None) -> dict[str, t.Any]:
        state = after or before
        return {key: None if state is None else state.to_result()}

    return results


MANAGED_POLICY: t.Final = Kind(
    subject=_named("managed policy", "name"),
    results=_under("policy"),
    from_options=_managed_policy.Desired.from_options,
    observe=_observe.observe_managed_policy,
    find_holder=_observe.find_managed_policy,
    foresee=_managed_policy_plan.foresee,
    plan=_managed_policy_plan.plan,
    with_reply=_managed_policy_plan.with_reply,
)
ROLE: t.Final = Kind(
    subject=_named("role", "name"),
    results=_under("iam_role"),
    from_options=_role.Desired.from_options,
    observe=_observe.observe_role,
    find_holder=_observe.find_role,
    foresee=_role_plan.foresee,
    plan=_role_plan.plan,
    with_reply=_role_plan.with_reply,
)
INLINE_POLICY: t.Final = Kind(
    subject=_named("inline policy", "policy_name", "iam_name"),
    results=_inline_policy.results,
    from_options=_inline_policy.Desired.from_options,
    observe=_observe.observe_inline_policy,
    find_holder=_observe.find_nothing,
    foresee=_inline_policy.foresee,
    plan=_inline_policy.plan,
    with_reply=_inline_policy.with_reply,
)
INSTANCE_PROFILE: t.Final = Kind(
    subject=_named("instance profile", "name"),
    results=_instance_profile.results,
    from_options=_instance_profile.Desired.from_options,
    observe=_observe.observe_instance_profile,
    find_holder=_observe.find_instance_profile,
    foresee=_instance_profile.foresee,
    plan=_instance_profile.plan,
    with_reply=_instance_profile.with_reply,
    has_documents=False,
)
