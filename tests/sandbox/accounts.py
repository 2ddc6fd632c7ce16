# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The accounts of the sandbox's organization."""

from __future__ import annotations

import dataclasses
import typing as t

MANAGEMENT_ACCOUNT_ID = "999999999999"
ROLE_NAME = "OrganizationAccountAccessRole"
"""The role AWS Organizations creates in each account it makes."""


@dataclasses.dataclass(frozen=True)
class Account:
    """A member account: its id of twelve digits, its name, the role to assume in it, and its organizational unit.

    ``organizational_unit`` is the path of names from the root down; it is empty for the root itself.
    """

    id: str
    name: str
    role_arn: str
    organizational_unit: tuple[str, ...] = ()
    state: str = "ACTIVE"
    tags: t.Mapping[str, str] = dataclasses.field(default_factory=dict)


def member_accounts(
    count: int, *, organizational_units: t.Sequence[tuple[str, ...]] = ((),), **others: t.Any
) -> tuple[Account, ...]:
    """Accounts workload-1 to workload-``count``; eight with an id easy to recognise, then generated ones.

    They are distributed over the organizational units in turn. Each gets the attributes in ``others``.
    """
    units = organizational_units
    return tuple(
        dataclasses.replace(_account(number), organizational_unit=units[(number - 1) % len(units)], **others)
        for number in range(1, count + 1)
    )


def _account(number: int) -> Account:
    # The ninth would be the management account's id.
    account_id = str(number) * 12 if number < 9 else f"1{number:011d}"
    return Account(
        id=account_id,
        name=f"workload-{number}",
        role_arn=f"arn:aws:iam::{account_id}:role/{ROLE_NAME}",
    )
