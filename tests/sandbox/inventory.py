# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An Ansible inventory of the sandbox's accounts: one host for each account."""

from __future__ import annotations

import typing as t

from .accounts import Account

GROUP = "aws_accounts"


def inventory(accounts: t.Iterable[Account]) -> str:
    """YAML text; the account id is quoted, since it is a string of digits."""
    lines = ["---", f"{GROUP}:", "  hosts:"]
    for account in accounts:
        lines += [
            f"    {account.name}:",
            f'      aws_account_id: "{account.id}"',
            f"      aws_assume_role_arn: {account.role_arn}",
        ]
    return "\n".join(lines) + "\n"
