# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What keeps every task from running for a host: no account that guards it, or variables that cannot be the host's."""

from __future__ import annotations

import re
import typing as t

Variables = t.Mapping[str, t.Any]

_ACCOUNT_ID: t.Final = re.compile(r"[0-9]{12}")


def problem(*, host: str, account_id: t.Any, role_arn: t.Any) -> str | None:
    """What is wrong with a host's account ID and the role to assume there, or None. Unset is None or an empty text."""
    if account_id is None or account_id == "":
        return (
            f"aws_account_id is not set for {host}."
            " It guards against credentials for another account: set it to the account ID, in quotes"
        )
    if not _ACCOUNT_ID.fullmatch(str(account_id)):
        return f"aws_account_id of {host} must be an account ID: 12 digits, in quotes (got: {account_id!s})"
    if role_arn and not re.match(rf"arn:[^:]+:iam::{account_id}:role/", str(role_arn)):
        return f"aws_assume_role_arn of {host} must be a role of its account {account_id} (got: {role_arn!s})"
    return None


def run_variable_problem(
    names: t.Iterable[str], *, host: str, seen: Variables, of_host: Variables, of_run: t.Container[str]
) -> str | None:
    """What is wrong with the first variable of the run that the inventory sets for a host, or None.

    C(seen) are the variables of a task, C(of_host) those of the host without what the play sets, C(of_run) those of
    C(--extra-vars). Where the play sets one otherwise, for example in the C(vars) of an import, it takes precedence.
    """
    for name in names:
        if name in of_host and name not in of_run and seen.get(name) == of_host[name]:
            return (
                f"The inventory sets {name} for {host}, but {name} belongs to the run as a whole:"
                " set it with --extra-vars, or in the vars of an import_playbook"
            )
    return None
