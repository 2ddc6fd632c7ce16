# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whom a trust policy names: principals that were deleted, and roles of the account."""

from __future__ import annotations

from ..._arn import DELETED_PRINCIPAL
from ..._policy.document import Document


def principals(trust: Document) -> tuple[str, ...]:
    """The principals of type AWS, without repeats."""
    named = (statement.principals or {} for statement in trust.statements)
    return tuple(dict.fromkeys(name for kinds in named for name in kinds.get("AWS", ())))


def deleted_principals(role: str, trust: Document) -> tuple[str, ...]:
    """A warning for each principal that was deleted, of a trust policy as IAM returned it."""
    return tuple(
        f"the trust policy of role {role} names {name}, the identifier of a deleted role or user"
        for name in principals(trust)
        if DELETED_PRINCIPAL.fullmatch(name)
    )
