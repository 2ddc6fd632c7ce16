# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The plan for a role: the calls that lead from its actual to its desired state."""

from __future__ import annotations

import typing as t
from dataclasses import replace

from ..._aws.call import Call
from ..._converge.plan import Plan
from ..._errors import OptionError, RefusedError
from ..._policy.document import Document
from .. import account_rules, messages, removal, tags
from ..inline_policy import calls as inline_calls
from ..inline_policy import quota as inline_quota
from ..instance_profile import calls as profile_calls
from ..managed_policy import calls as policy_calls
from . import session_role, trust
from .desired import Desired
from .state import SESSION_DURATION_DEFAULT, AttachedPolicy, Role

# The default quota; AWS raises it on request.
ATTACHED_POLICIES: t.Final = 10


def plan(desired: Desired, actual: Role | None) -> Plan[Role]:
    """The plan that brings the role to its desired state.

    Raises C(OptionError) or C(RefusedError) if no calls can do that.
    """
    if actual is None:
        if not desired.present:
            return Plan(before=None, after=None)
        return _plan_creation(desired)
    if actual.name != desired.name:
        raise messages.name_is_taken(desired.label, "a role", actual.name)
    result = _plan_update(desired, actual) if desired.present else _plan_removal(desired, actual)
    if result.changed and not _only_describes(result, actual):
        account_rules.check_may_change(desired.label, actual.path)
    return result.with_warnings(f"{desired.label}: {denial}" for denial in actual.unread)


def _only_describes(result: Plan[Role], actual: Role) -> bool:
    """Whether a plan changes nothing but the description of a service-linked role, which IAM allows."""
    after = result.after
    return actual.is_service_linked and after is not None and after == replace(actual, description=after.description)


def _plan_creation(desired: Desired) -> Plan[Role]:
    if desired.trust is None:
        raise OptionError("assume_role_policy_document", "is needed to create a role")
    _check_creation(desired, desired.trust)
    path = account_rules.check_new_path(desired.path or "/", of_role=True)
    bare = Role(
        arn=desired.arn,
        name=desired.name,
        path=path,
        description=desired.description or "",
        trust=desired.trust,
        max_session_duration=desired.max_session_duration or SESSION_DURATION_DEFAULT,
        boundary=desired.boundary or None,
        tags=dict(desired.tags or {}),
        inline_policies={} if desired.inline_policies is not None else None,
        instance_profiles=() if desired.create_instance_profile else None,
    )
    rest = _plan_update(desired, bare)
    return Plan(before=None, after=rest.after, calls=(_create_role(bare), *rest.calls), warnings=rest.warnings)


def _check_creation(desired: Desired, document: Document) -> None:
    if desired.arn in trust.principals(document):
        raise RefusedError(
            f"assume_role_policy_document: {desired.label} is to trust itself, {desired.arn}, and does not exist yet",
            advice="Create it with a trust policy that does not name the role, then run the task again",
        )
    account_rules.check_attachable("boundary", [desired.boundary or ""])


def _create_role(role: Role) -> Call:
    parameters: dict[str, t.Any] = {
        "Path": role.path,
        "RoleName": role.name,
        "AssumeRolePolicyDocument": role.trust.text,
        "MaxSessionDuration": role.max_session_duration,
    }
    if role.description:
        parameters["Description"] = role.description
    if role.boundary:
        parameters["PermissionsBoundary"] = role.boundary
    if role.tags:
        parameters["Tags"] = tags.as_parameter(role.tags)
    return Call("CreateRole", parameters, f"create role {role.name}")


class _Step(t.NamedTuple):
    """The part of a plan for one concern: its calls, the state after them, and warnings."""

    calls: list[Call]
    state: Role
    warnings: tuple[str, ...] = ()


def _plan_update(desired: Desired, actual: Role) -> Plan[Role]:
    """Plans one concern after the other. Calls that take permissions away come first.

    The plan sets a new boundary first, deletes a boundary last, and detaches policies before it attaches others. In
    between, the role therefore never has many more permissions than before or after.
    """
    calls: list[Call] = []
    warnings = list(messages.path_stays("iam_role", desired.path, actual.path))
    state = actual
    for concern in (_new_boundary, _trust, _settings, _tagging, _attachments, _inline, _profile, _no_boundary):
        step = concern(desired, state)
        calls += step.calls
        warnings += step.warnings
        state = step.state
    warnings += session_role.lost_by_session(desired.label, desired.account, actual, state)
    return Plan(before=actual, after=state, calls=tuple(calls), warnings=tuple(warnings))


def _new_boundary(desired: Desired, role: Role) -> _Step:
    if not desired.boundary or desired.boundary == role.boundary:
        return _Step([], role)
    account_rules.check_attachable("boundary", [desired.boundary])
    parameters = {"RoleName": role.name, "PermissionsBoundary": desired.boundary}
    call = Call("PutRolePermissionsBoundary", parameters, f"set the boundary of role {role.name} to {desired.boundary}")
    return _Step([call], replace(role, boundary=desired.boundary))


def _no_boundary(desired: Desired, role: Role) -> _Step:
    if desired.boundary != "" or role.boundary is None:
        return _Step([], role)
    call = Call("DeleteRolePermissionsBoundary", {"RoleName": role.name}, f"remove the boundary of role {role.name}")
    return _Step([call], replace(role, boundary=None))


def _trust(desired: Desired, role: Role) -> _Step:
    if desired.trust is None or desired.trust.is_equivalent(role.trust, role.partition):
        return _Step([], role)
    parameters = {"RoleName": role.name, "PolicyDocument": desired.trust.text}
    call = Call("UpdateAssumeRolePolicy", parameters, f"update the trust policy of role {role.name}")
    warnings = trust.deleted_principals(role.name, role.trust)
    return _Step([call], replace(role, trust=desired.trust), warnings)


def _settings(desired: Desired, role: Role) -> _Step:
    """Description and session duration in one call: sent alone, either might reset the other.

    Of a service-linked role, IAM changes only the description, and takes nothing else.
    """
    after = replace(
        role,
        description=role.description if desired.description is None else desired.description,
        max_session_duration=desired.max_session_duration or role.max_session_duration,
    )
    changes = []
    if after.description != role.description:
        changes.append("description")
    if after.max_session_duration != role.max_session_duration:
        changes.append("maximum session duration")
    if not changes:
        return _Step([], role)
    parameters: dict[str, t.Any] = {"RoleName": role.name, "Description": after.description}
    if not role.is_service_linked:
        parameters["MaxSessionDuration"] = after.max_session_duration
    return _Step([Call("UpdateRole", parameters, f"update {' and '.join(changes)} of role {role.name}")], after)


def _tagging(desired: Desired, role: Role) -> _Step:
    change = tags.change("tags", wanted=desired.tags, actual=role.tags, purge=desired.purge_tags, ignore_case=True)
    return _Step(change.calls("Role", {"RoleName": role.name}, desired.label), replace(role, tags=change.after))


def _attachments(desired: Desired, role: Role) -> _Step:
    wanted = desired.wanted_policies()
    if wanted is None:
        return _Step([], role)
    attached = role.attached or ()
    surplus = _not_among(wanted, attached) if desired.purge_policies else []
    missing = _not_among(attached, wanted)
    account_rules.check_attachable("managed_policies", (policy.arn for policy in missing))
    after = (*_not_among(surplus, attached), *missing)
    warnings = _quota_warning(role, len(after)) if missing else ()
    return _Step([*_detach(role, surplus), *_attach(role, missing)], replace(role, attached=after), warnings)


def _not_among(others: t.Iterable[AttachedPolicy], policies: t.Iterable[AttachedPolicy]) -> list[AttachedPolicy]:
    arns = {policy.arn for policy in others}
    return [policy for policy in policies if policy.arn not in arns]


def _quota_warning(role: Role, number: int) -> tuple[str, ...]:
    if number <= ATTACHED_POLICIES:
        return ()
    text = f"role {role.name} would have {number} managed policies attached; the default quota is {ATTACHED_POLICIES}"
    return (f"managed_policies: {text}",)


def _attach(role: Role, policies: t.Iterable[AttachedPolicy]) -> list[Call]:
    return [
        Call(
            "AttachRolePolicy",
            {"RoleName": role.name, "PolicyArn": policy.arn},
            f"attach managed policy {policy.name} to role {role.name}",
        )
        for policy in policies
    ]


def _detach(role: Role, policies: t.Iterable[AttachedPolicy]) -> list[Call]:
    return [policy_calls.detach("Role", role.name, arn=policy.arn, name=policy.name) for policy in policies]


def _inline(desired: Desired, role: Role) -> _Step:
    wanted, actual = desired.inline_policies, role.inline_policies
    if wanted is None or actual is None:
        return _Step([], role)
    surplus = sorted(actual.keys() - wanted.keys()) if desired.purge_inline_policies else []
    to_put = {name: document for name, document in wanted.items() if not _has_inline(role, name, document)}
    after = {name: document for name, document in actual.items() if name not in surplus} | to_put
    calls = _delete_inline(role, surplus)
    calls += [inline_calls.put(role.name, name, to_put[name], exists=name in actual) for name in to_put]
    if calls:
        inline_quota.check_total("inline_policies", role.name, after.values())
    return _Step(calls, replace(role, inline_policies=after))


def _delete_inline(role: Role, names: t.Iterable[str]) -> list[Call]:
    return [inline_calls.delete(role.name, name) for name in names]


def _has_inline(role: Role, name: str, document: Document) -> bool:
    """Whether the role has an inline policy with this name and an equivalent document."""
    existing = (role.inline_policies or {}).get(name)
    return existing is not None and document.is_equivalent(existing, role.partition)


def _profile(desired: Desired, role: Role) -> _Step:
    profiles = role.instance_profiles
    if not desired.create_instance_profile or profiles is None or role.name in profiles:
        return _Step([], role)
    if desired.profile_holds:
        return _Step([], role, (f"profile {role.name} already exists and will not be updated",))
    create = Call(
        "CreateInstanceProfile",
        {"InstanceProfileName": role.name, "Path": desired.path or role.path},
        f"create instance profile {role.name}",
    )
    add = profile_calls.add_role(role.name, role.name)
    # An interrupted run may have left an empty profile.
    calls = [create, add] if desired.profile_holds is None else [add]
    return _Step(calls, replace(role, instance_profiles=(*profiles, role.name)))


def _plan_removal(desired: Desired, actual: Role) -> Plan[Role]:
    session_role.check_removal(desired.label, desired.account, actual)
    _check_unused(desired, actual)
    calls: list[Call] = []
    for profile in actual.instance_profiles or ():
        calls.append(profile_calls.remove_role(profile, actual.name))
        if desired.delete_instance_profile and profile == actual.name:
            calls.append(profile_calls.delete(profile))
    # The role was in this profile when the run began.
    if desired.empties_own_profile and desired.profile_holds == ():
        calls.append(profile_calls.delete(actual.name))
    calls += _detach(actual, actual.attached or ())
    calls += _delete_inline(actual, sorted(actual.inline_policies or {}))
    calls.append(Call("DeleteRole", {"RoleName": actual.name}, f"delete role {actual.name}"))
    return Plan(before=actual, after=None, calls=tuple(calls))


def _check_unused(desired: Desired, actual: Role) -> None:
    days = desired.unused_for_days
    if days is None:
        return
    reason = removal.why_not_unused(actual.last_used, actual.create_date, days=days, now=desired.asked_at)
    if reason is not None:
        raise RefusedError(
            f"{desired.label} is deleted only once it has been unused for {days} days "
            f"({removal.UNUSED_OPTION}): {reason}",
            # No advice to leave the option out: a retirement has a default for it.
            advice=f"Find out who uses it, or set fewer days in {removal.UNUSED_OPTION}",
        )
