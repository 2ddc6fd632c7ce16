# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The calls for inline policies that plans for them and for roles share."""

from __future__ import annotations

from ..._aws.call import Call
from ..._policy.document import Document


def put(role: str, name: str, document: Document, *, exists: bool) -> Call:
    """Adds an inline policy to a role, or updates the one that exists."""
    return Call(
        "PutRolePolicy",
        {"RoleName": role, "PolicyName": name, "PolicyDocument": document.text},
        f"{'update' if exists else 'add'} inline policy {name} of role {role}",
    )


def delete(role: str, name: str) -> Call:
    """Deletes an inline policy of a role."""
    parameters = {"RoleName": role, "PolicyName": name}
    return Call("DeleteRolePolicy", parameters, f"delete inline policy {name} of role {role}")
