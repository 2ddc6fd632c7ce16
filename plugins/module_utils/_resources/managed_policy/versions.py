# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The part of a managed policy's plan that is about its versions.

The plan never deletes a version that may be in force: a new version becomes the default in the call that creates it,
and surplus versions are deleted after that. If the policy already has five versions, the oldest one that is not the
default is deleted first, because IAM accepts no sixth.
"""

from __future__ import annotations

import typing as t

from ..._aws.call import Call
from ..._policy.document import Document
from .desired import Desired
from .state import ManagedPolicy, Version

MAXIMUM_VERSIONS: t.Final = 5

_Versions = tuple[Version, ...]


def plan_versions(desired: Desired, actual: ManagedPolicy) -> tuple[list[Call], _Versions]:
    """The calls that give the policy the desired document, and its versions afterwards, default version first."""
    document = desired.document
    if document is None or not desired.needs_all_versions(actual):
        return [], actual.versions
    version = actual.equivalent_version(document)
    if version is None:
        version = Version(id=None, document=document)
        calls, versions = _make_room(actual)
        calls.append(_create_version(actual, document, make_default=desired.make_default))
        versions = (*versions, version)
    else:
        calls, versions = _set_default(actual, version) if desired.make_default else [], actual.versions
    if desired.make_default:
        versions = (version, *_without(versions, version))
    if desired.only_version:
        surplus = sorted(_without(versions[1:], version), key=lambda other: other.age)
        calls += [delete_version(actual, other, "surplus") for other in surplus]
        versions = versions[:1] if version is versions[0] else (versions[0], version)
    return calls, versions


def delete_version(actual: ManagedPolicy, version: Version, reason: str) -> Call:
    """Deletes a version that is not the default."""
    return Call(
        "DeletePolicyVersion",
        {"PolicyArn": actual.arn, "VersionId": version.id},
        f"delete version {version.id} of managed policy {actual.name} ({reason})",
    )


def _make_room(actual: ManagedPolicy) -> tuple[list[Call], _Versions]:
    """The call that deletes the oldest version if the policy has the maximum number, and the versions that stay."""
    if len(actual.versions) < MAXIMUM_VERSIONS:
        return [], actual.versions
    oldest = min(actual.versions[1:], key=lambda version: version.age)
    return [delete_version(actual, oldest, "the oldest")], _without(actual.versions, oldest)


def _without(versions: t.Iterable[Version], left_out: Version) -> _Versions:
    return tuple(version for version in versions if version is not left_out)


def _create_version(actual: ManagedPolicy, document: Document, *, make_default: bool) -> Call:
    return Call(
        "CreatePolicyVersion",
        {"PolicyArn": actual.arn, "PolicyDocument": document.text, "SetAsDefault": make_default},
        f"create a new {'default ' if make_default else ''}version of managed policy {actual.name}",
    )


def _set_default(actual: ManagedPolicy, version: Version) -> list[Call]:
    if version is actual.default_version:
        return []
    summary = f"make version {version.id} of managed policy {actual.name} the default again"
    return [Call("SetDefaultPolicyVersion", {"PolicyArn": actual.arn, "VersionId": version.id}, summary)]
