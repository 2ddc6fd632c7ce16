# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The permissions boundary of a role or a user in IAM's replies and in results."""

from __future__ import annotations

import typing as t

from .._aws.iam import Reply

# "This data type can only have a value of Policy", says C(API_AttachedPermissionsBoundary).
TYPE: t.Final = "Policy"


def from_reply(reply: Reply) -> str | None:
    """The ARN of the permissions boundary of the role or user in a reply; C(None) if it has none."""
    return reply.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn") or None


def type_from_reply(reply: Reply) -> str:
    """What IAM calls the boundary; C(TYPE) if the role or user in a reply has none."""
    return str(reply.get("PermissionsBoundary", {}).get("PermissionsBoundaryType") or TYPE)


def to_result(arn: str | None, type_name: str) -> dict[str, object]:
    """The permissions boundary under amazon.aws's key in a result, which lacks the key without a boundary."""
    if not arn:
        return {}
    return {"permissions_boundary": {"permissions_boundary_arn": arn, "permissions_boundary_type": type_name}}
