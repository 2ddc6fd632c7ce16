# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The plan for a managed policy: the calls that lead from what IAM holds to what a task asks for."""

from __future__ import annotations

import typing as t
from dataclasses import replace

from ..._aws.call import Call
from ..._converge.plan import Plan
from ..._errors import OptionError, RefusedError
from ..._policy.document import Document
from .. import tags
from .desired import Desired
from .state import ManagedPolicy, Version

MAXIMUM_VERSIONS: t.Final = 5


def plan(desired: Desired, actual: ManagedPolicy | None) -> Plan[ManagedPolicy]:
    """The calls that bring the policy from what IAM holds to what the task asks for.

    Raises C(OptionError) or C(RefusedError) where no calls can lead there.
    """
    if actual is None:
        return _plan_creation(desired) if desired.present else Plan(before=None, after=None)
    if actual.name != desired.name and not desired.present:
        return Plan(before=None, after=None)
    if actual.name != desired.name:
        raise RefusedError(
            f"{desired.label}: the account has {actual.name!r} already, and IAM tells names apart by more than case",
            advice=f"Write it as {actual.name}, or take another name",
        )
    result = _plan_update(desired, actual) if desired.present else _plan_removal(desired, actual)
    return result.with_warnings(f"{desired.label}: {each}" for each in actual.unread)


def _plan_creation(desired: Desired) -> Plan[ManagedPolicy]:
    if desired.document is None:
        raise OptionError("policy", "Managed policy would be created but policy parameter is missing")
    after = ManagedPolicy(
        arn=desired.arn,
        name=desired.name,
        path=desired.path or "/",
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
    version_calls, versions = _plan_versions(desired, actual)
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
        calls=(*version_calls, *_tag_calls(actual, tag_change)),
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


def _plan_versions(desired: Desired, actual: ManagedPolicy) -> tuple[list[Call], tuple[Version, ...]]:
    """The calls that give the policy the wanted document, and its versions afterwards, the default one first.

    Nothing is deleted that the policy might stand on: the default version changes in the call that creates
    the new one, and what is surplus goes afterwards, or before where there is no room for a sixth version.
    """
    if desired.document is None or not desired.needs_all_versions(actual):
        return [], actual.versions
    calls: list[Call] = []
    default, *others = actual.versions
    version = actual.equivalent_version(desired.document)
    if version is None:
        if len(actual.versions) >= MAXIMUM_VERSIONS:
            oldest = min(others, key=lambda each: each.age)
            others.remove(oldest)
            calls.append(_delete_version(actual, oldest, "the oldest"))
        version = Version(id=None, document=desired.document)
        others.append(version)
        calls.append(_create_version(actual, desired.document, make_default=desired.make_default))
    elif desired.make_default and version is not default:
        summary = f"make version {version.id} of managed policy {actual.name} the default again"
        parameters = {"PolicyArn": actual.arn, "VersionId": version.id}
        calls.append(Call("SetDefaultPolicyVersion", parameters, summary))
    if desired.make_default and version is not default:
        others = [default, *(each for each in others if each is not version)]
        default = version
    if desired.only_version:
        surplus = sorted((each for each in others if each is not version), key=lambda each: each.age)
        calls += [_delete_version(actual, each, "surplus") for each in surplus]
        others = [each for each in others if each is version]
    return calls, (default, *others)


def _create_version(actual: ManagedPolicy, document: Document, *, make_default: bool) -> Call:
    return Call(
        "CreatePolicyVersion",
        {"PolicyArn": actual.arn, "PolicyDocument": document.text, "SetAsDefault": make_default},
        f"create a new {'default ' if make_default else ''}version of managed policy {actual.name}",
    )


def _delete_version(actual: ManagedPolicy, version: Version, reason: str) -> Call:
    return Call(
        "DeletePolicyVersion",
        {"PolicyArn": actual.arn, "VersionId": version.id},
        f"delete version {version.id} of managed policy {actual.name} ({reason})",
    )


def _tag_calls(actual: ManagedPolicy, change: tags.TagChange) -> list[Call]:
    calls = []
    if change.unset:
        parameters: dict[str, t.Any] = {"PolicyArn": actual.arn, "TagKeys": list(change.unset)}
        summary = f"remove the tags {', '.join(change.unset)} from managed policy {actual.name}"
        calls.append(Call("UntagPolicy", parameters, summary))
    if change.set:
        parameters = {"PolicyArn": actual.arn, "Tags": change.as_parameter()}
        calls.append(Call("TagPolicy", parameters, f"tag managed policy {actual.name} with {', '.join(change.set)}"))
    return calls


def _plan_removal(desired: Desired, actual: ManagedPolicy) -> Plan[ManagedPolicy]:
    if desired.refuses_use and actual.uses:
        raise RefusedError(
            f"managed policy {actual.name} is still used, and detach is refuse: it is {'; '.join(actual.uses)}",
            advice="Have them give it up first, or set detach to all",
        )
    if actual.boundary_of:
        raise RefusedError(
            f"managed policy {actual.name} is the permissions boundary of {', '.join(actual.boundary_of.lines())}: "
            "IAM does not delete it while it is",
            advice="Give them another boundary first",
        )
    others = sorted(actual.versions[1:], key=lambda version: version.age)
    calls = [
        *_detach("User", actual, actual.attached_to.users),
        *_detach("Group", actual, actual.attached_to.groups),
        *_detach("Role", actual, actual.attached_to.roles),
        *(_delete_version(actual, version, "not the default") for version in others),
        Call("DeletePolicy", {"PolicyArn": actual.arn}, f"delete managed policy {actual.name}"),
    ]
    return Plan(before=actual, after=None, calls=tuple(calls))


def _detach(kind: str, actual: ManagedPolicy, names: t.Iterable[str]) -> list[Call]:
    return [
        Call(
            f"Detach{kind}Policy",
            {f"{kind}Name": name, "PolicyArn": actual.arn},
            f"detach managed policy {actual.name} from {kind.lower()} {name}",
        )
        for name in sorted(names)
    ]
