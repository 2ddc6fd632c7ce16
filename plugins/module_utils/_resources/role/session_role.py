# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role that the session has assumed: a task that takes its permissions cannot finish, nor can the next one begin.

A role loses all its policies before it is deleted, and those that a task takes before it gets others.
"""

from __future__ import annotations

import typing as t

from ..._arn import Account
from ..._errors import RefusedError
from .state import Role


def check_removal(label: str, account: Account, actual: Role) -> None:
    """Raises C(RefusedError) for the role of the session, which could not call IAM once it has no policies."""
    if account.is_session_role(actual.name):
        raise RefusedError(
            f"the session has assumed {label}, which loses its policies before it is deleted: "
            "the deletion would be denied",
            advice="Delete it with the credentials of another role or user",
        )


def lost_by_session(label: str, account: Account, before: Role, after: Role) -> tuple[str, ...]:
    """A warning if an update takes policies from the role of the session; raises C(RefusedError) for all of them."""
    if not account.is_session_role(before.name):
        return ()
    old, new = _policies(before), _policies(after)
    lost = [name for name in old if name not in new]
    if not lost:
        return ()
    is_known = before.attached is not None and before.inline_policies is not None
    if is_known and len(lost) == len(old):
        raise RefusedError(
            f"{label} would keep none of its policies, and the session has assumed this role: "
            "its next call would be denied",
            advice="Name the policies that it should keep, or use the credentials of another role or user",
        )
    return (f"{label} loses {', '.join(lost)}, and the session has assumed this role: later calls may be denied",)


def _policies(role: Role) -> t.Sequence[str]:
    """The policies of a role that are known, as people call them."""
    attached = (f"managed policy {policy.name}" for policy in role.attached or ())
    return (*attached, *(f"inline policy {name}" for name in sorted(role.inline_policies or {})))
