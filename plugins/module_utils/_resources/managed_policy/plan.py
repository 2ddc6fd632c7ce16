# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The plan for a managed policy: the calls that lead from its actual to its desired state."""

from __future__ import annotations

import typing as t
from dataclasses import replace

from ..._aws.call import Call
from ..._converge.plan import Plan
from ..._errors import OptionError, RefusedError
from .. import account_rules, messages, tags
from . import calls
from .desired import Desired
from .state import ManagedPolicy, Version
from .versions import delete_version, plan_versions


def plan(desired: Desired, actual: ManagedPolicy | None) -> Plan[ManagedPolicy]:
    """The plan that brings the policy to its desired state.

    Raises C(OptionError) or C(RefusedError) if no calls can do that.
    """
    if actual is None:
        return _plan_creation(desired) if desired.present else Plan(before=None, after=None)
    if actual.name != desired.name and not desired.present:
        return Plan(before=None, after=None)
    if actual.name != desired.name:
        raise messages.name_is_taken(desired.label, "a policy", actual.name)
    result = _plan_update(desired, actual) if desired.present else _plan_removal(desired, actual)
    return result.with_warnings(
        f"{desired.label}: {remark}" for remark in (*_of_session(desired, actual), *actual.unread)
    )


def _of_session(desired: Desired, actual: ManagedPolicy) -> t.Iterator[str]:
    """A warning about a policy that is removed from the role of the session."""
    for name in () if desired.present else actual.attached_to.roles:
        if desired.account.is_session_role(name):
            yield f"it is detached from role {name}, which the session has assumed: later calls may be denied"


def _plan_creation(desired: Desired) -> Plan[ManagedPolicy]:
    if desired.document is None:
        raise OptionError("policy", "Managed policy would be created but policy parameter is missing")
    path = account_rules.check_new_path(desired.path or "/")
    after = ManagedPolicy(
        arn=desired.arn,
        name=desired.name,
        path=path,
        description=desired.description or "",
        tags=dict(desired.tags or {}),
        versions=(Version(id="v1", document=desired.document),),
    )
    parameters: dict[str, t.Any] = {
        "PolicyName": after.name,
        "Path": after.path,
        "PolicyDocument": desired.document.text,
    }
    if after.description:
        parameters["Description"] = after.description
    if after.tags:
        parameters["Tags"] = tags.as_parameter(after.tags)
    call = Call("CreatePolicy", parameters, f"create {desired.label}")
    return Plan(before=None, after=after, calls=(call,))


def _plan_update(desired: Desired, actual: ManagedPolicy) -> Plan[ManagedPolicy]:
    version_calls, versions = plan_versions(desired, actual)
    tag_change = tags.change(
        "tags", wanted=desired.tags, actual=actual.tags, purge=desired.purge_tags, ignore_case=False
    )
    created = any(version.id is None for version in versions)
    after = replace(
        actual, versions=versions, tags=tag_change.after, update_date=None if created else actual.update_date
    )
    return Plan(
        before=actual,
        after=after,
        calls=(*version_calls, *tag_change.calls("Policy", {"PolicyArn": actual.arn}, desired.label)),
        warnings=_immutable(desired, actual),
    )


def _immutable(desired: Desired, actual: ManagedPolicy) -> tuple[str, ...]:
    pairs = (("path", actual.path, desired.path), ("description", actual.description, desired.description))
    return tuple(
        f"Unable to update {option} from '{existing}' to '{wanted}': IAM keeps the {option} a managed policy was "
        "created with"
        for option, existing, wanted in pairs
        if wanted is not None and wanted != existing
    )


def _plan_removal(desired: Desired, actual: ManagedPolicy) -> Plan[ManagedPolicy]:
    if desired.refuses_use and actual.uses:
        raise RefusedError(
            f"managed policy {actual.name} is still used, and detach is refuse: it is {'; '.join(actual.uses)}",
            advice="Detach it there first, or set detach to all",
        )
    if actual.boundary_of:
        raise RefusedError(
            f"managed policy {actual.name} is the permissions boundary of {', '.join(actual.boundary_of.lines())}: "
            "IAM does not delete it while it is",
            advice="Change or remove these boundaries first",
        )
    if actual.protected_roles:
        raise RefusedError(
            f"managed policy {actual.name} is attached to roles that only AWS changes: "
            f"{', '.join(actual.protected_roles)}",
            advice="Detach it where AWS manages these roles first, such as in a permission set of IAM Identity Center",
        )
    others = sorted(actual.versions[1:], key=lambda version: version.age)
    entities = actual.attached_to
    detached = [
        calls.detach(entity_type, name, arn=actual.arn, name=actual.name)
        for entity_type, names in (("User", entities.users), ("Group", entities.groups), ("Role", entities.roles))
        for name in sorted(names)
    ]
    deleted = [delete_version(actual, version, "not the default") for version in others]
    delete = Call("DeletePolicy", {"PolicyArn": actual.arn}, f"delete {desired.label}")
    return Plan(before=actual, after=None, calls=(*detached, *deleted, delete))
