# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads what the plan for an instance profile needs, in as few calls as IAM allows."""

from __future__ import annotations

import typing as t
from dataclasses import replace

from ..._aws.iam import LARGEST_PAGE, Iam, find
from ..._converge.resource_type import Reading
from ..listing import Listing, similar_role
from .desired import Desired
from .state import HeldRole, InstanceProfile

_PROFILES: t.Final = Listing("ListInstanceProfiles", LARGEST_PAGE, "InstanceProfiles", "InstanceProfileName")


def read(iam: Iam, desired: Desired, *, key: str | None) -> Reading[Desired, InstanceProfile]:
    """Reads the instance profile named C(key), or by default the task's profile, and the role to add to it.

    If the profile is in its desired state, this takes one call: GetInstanceProfile. GetRole follows if the profile
    lacks the role.
    """
    reply = find(iam, "GetInstanceProfile", {"InstanceProfileName": key or desired.name})
    actual = None if reply is None else InstanceProfile.from_reply(reply["InstanceProfile"])
    if desired.adds_role_to(actual):
        desired = _with_role(iam, desired, desired.role or "")
    return Reading(desired, actual)


def _with_role(iam: Iam, desired: Desired, role: str) -> Desired:
    """The desired profile with the role to add, or with the one that may be meant."""
    reply = find(iam, "GetRole", {"RoleName": role})
    if reply is None:
        return replace(desired, similar_role=similar_role(iam, role))
    return replace(desired, found_role=HeldRole.from_reply(reply["Role"]))


def find_by_name(iam: Iam, name: str) -> str | None:
    """The name, as IAM spells it, of the account's instance profile that has this name in any case."""
    return _PROFILES.find(iam, name, "InstanceProfileName")
