# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The entities that use a managed policy: moto knows attachments only, and ignores the filters of the request."""

from __future__ import annotations

import typing as t

from .answer import Answer, xml_answer
from .request import Request
from .state import AccountState

_KINDS: t.Final = ("Group", "User", "Role")


def list_entities_for_policy(request: Request, state: AccountState) -> Answer | None:
    """All of them in one page, by C(PolicyUsageFilter) and C(EntityFilter). For a policy that is not there, moto."""
    arn = request.text("PolicyArn")
    if state.policy(arn) is None:
        return None
    usage, entity = request.text("PolicyUsageFilter"), request.text("EntityFilter")
    holders: dict[str, dict[str, t.Any]] = {
        "Group": state.backend.groups,
        "User": state.backend.users,
        "Role": state.backend.roles,
    }
    lists = []
    for kind in _KINDS:
        found = set()
        for holder in holders[kind].values() if entity in ("", kind) else ():
            bounded = getattr(holder, "permissions_boundary_arn", None) == arn
            if (arn in holder.managed_policies and usage != "PermissionsBoundary") or (
                bounded and usage != "PermissionsPolicy"
            ):
                found.add((holder.name, holder.id))
        members = "".join(
            f"<member><{kind}Name>{name}</{kind}Name><{kind}Id>{identifier}</{kind}Id></member>"
            for name, identifier in sorted(found)
        )
        lists.append(f"<Policy{kind}s>{members}</Policy{kind}s>")
    return xml_answer("iam", request.operation, f"{''.join(lists)}<IsTruncated>false</IsTruncated>")
