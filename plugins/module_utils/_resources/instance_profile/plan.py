# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The plan for an instance profile: the calls that lead from its actual to its desired state."""

from __future__ import annotations

import typing as t
from dataclasses import replace

from ..._aws.call import Call
from ..._converge.plan import Plan
from .. import account_rules, messages, tags
from . import calls
from .desired import Desired
from .state import InstanceProfile


def plan(desired: Desired, actual: InstanceProfile | None) -> Plan[InstanceProfile]:
    """The plan that brings the profile to its desired state.

    Raises C(RefusedError) if no calls can do that.
    """
    if actual is not None and actual.name != desired.name:
        if not desired.present:
            return Plan(before=None, after=None)
        raise messages.name_is_taken(desired.label, "an instance profile", actual.name)
    if not desired.present:
        return Plan(before=None, after=None) if actual is None else _plan_removal(actual)
    if desired.adds_role_to(actual) and desired.found_role is None:
        raise messages.role_is_missing("role", desired.role, desired.similar_role)
    if desired.found_role is not None:
        account_rules.check_may_change(f"role {desired.found_role.name}", desired.found_role.path)
    return _plan_creation(desired) if actual is None else _plan_update(desired, actual)


def _plan_creation(desired: Desired) -> Plan[InstanceProfile]:
    path = account_rules.check_new_path(desired.path or "/")
    bare = InstanceProfile(arn=desired.arn, name=desired.name, path=path, roles=(), tags=dict(desired.tags or {}))
    parameters: dict[str, t.Any] = {"InstanceProfileName": bare.name, "Path": bare.path}
    if bare.tags:
        parameters["Tags"] = tags.as_parameter(bare.tags)
    create = Call("CreateInstanceProfile", parameters, f"create {desired.label}")
    rest = _plan_update(desired, bare)
    return Plan(before=None, after=rest.after, calls=(create, *rest.calls))


def _plan_update(desired: Desired, actual: InstanceProfile) -> Plan[InstanceProfile]:
    ordered: list[Call] = []
    roles = actual.roles
    if desired.role is not None:
        surplus = [role for role in actual.roles if role.name != desired.role]
        roles = tuple(role for role in actual.roles if role not in surplus)
        # A profile can have only one role, so the old role is removed first.
        ordered += [calls.remove_role(actual.name, role.name) for role in surplus]
    if desired.found_role is not None:
        roles = (*roles, desired.found_role)
        ordered.append(calls.add_role(actual.name, desired.found_role.name))
    change = tags.change("tags", wanted=desired.tags, actual=actual.tags, purge=desired.purge_tags, ignore_case=False)
    ordered += change.calls("InstanceProfile", {"InstanceProfileName": actual.name}, desired.label)
    after = replace(actual, roles=roles, tags=change.after)
    warnings = messages.path_stays("iam_instance_profile", desired.path, actual.path)
    return Plan(before=actual, after=after, calls=tuple(ordered), warnings=warnings)


def _plan_removal(actual: InstanceProfile) -> Plan[InstanceProfile]:
    ordered = [*(calls.remove_role(actual.name, role.name) for role in actual.roles), calls.delete(actual.name)]
    return Plan(before=actual, after=None, calls=tuple(ordered))
