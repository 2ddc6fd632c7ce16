# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads what the plan for an inline policy needs, in as few calls as IAM allows."""

from __future__ import annotations

import functools
from dataclasses import replace

from ..._aws.iam import Iam, listed
from ..._converge.resource_type import Reading
from ..._errors import IamError
from .. import access, account_rules
from ..listing import similar_role
from ..optional_reads import OptionalReads
from .desired import Desired
from .state import DOCUMENT_OPTION, InlinePolicies


def read(iam: Iam, desired: Desired, *, key: str | None) -> Reading[Desired, InlinePolicies]:
    """Reads the names of the role's inline policies, and the documents that matter to the task.

    This takes at most two calls: ListRolePolicies, and GetRolePolicy if the policy exists. If the task skips
    duplicates, it reads the other documents too, with one call each. If the role may be one that only AWS changes,
    GetRole tells.
    """
    try:
        names = listed(iam, "ListRolePolicies", {"RoleName": key or desired.role}, "PolicyNames")
    except IamError as error:
        if error.code != "NoSuchEntity":
            raise
        similar = similar_role(iam, desired.role) if desired.present else None
        return Reading(replace(desired, similar_role=similar), None)
    optional = OptionalReads()
    policies = {
        name: optional.read(
            DOCUMENT_OPTION,
            functools.partial(access.read_inline, iam, desired.role, name),
            needed=desired.needs_document(name),
        )
        if name == desired.name or desired.needs_document(name)
        else None
        for name in names
    }
    actual = InlinePolicies(
        role=desired.role,
        name=desired.name,
        partition=desired.account.partition,
        policies=policies,
        role_path=optional.read("the role", lambda: _path(iam, desired.role), needed=False)
        if account_rules.may_be_protected(desired.role)
        else None,
        unread=optional.unread,
    )
    return Reading(desired, actual)


def _path(iam: Iam, role: str) -> str:
    return str(iam.call("GetRole", {"RoleName": role})["Role"]["Path"])
