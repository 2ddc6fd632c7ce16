# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The organization of accounts, built in moto's stores."""

from __future__ import annotations

import json
import typing as t

from moto.core.base_backend import BackendDict
from moto.iam.models import iam_backends
from moto.organizations.models import OrganizationsBackend, organizations_backends

from .accounts import MANAGEMENT_ACCOUNT_ID, ROLE_NAME, Account
from .credentials import PARTITION, REGION

_PARTITIONS_WITH_ROLE = ("aws", "aws-cn", "aws-us-gov")
"""The same account number serves tests of other partitions, so the role to assume is there as well."""


def forget_everything() -> None:
    """Empty every account of every service."""
    BackendDict.reset()
    organizations_backends.master_accounts.clear()


def create_organization(accounts: t.Iterable[Account]) -> None:
    """An organization with the given accounts below its root."""
    organizations = organizations_backends[MANAGEMENT_ACCOUNT_ID][PARTITION]
    organizations.create_organization(REGION)
    organizations.accounts[0].name = "management"
    for account in accounts:
        _create_account(organizations, account)
    _remove_strangers({MANAGEMENT_ACCOUNT_ID, *(account.id for account in accounts)})


def _create_account(organizations: OrganizationsBackend, account: Account) -> None:
    """moto draws an account's id at random, as AWS does; here it has to be one a person recognises."""
    organizations.create_account(AccountName=account.name, Email=f"{account.name}@example.com")
    created = organizations.accounts[-1]
    masters = organizations_backends.master_accounts
    masters[account.id] = masters.pop(created.id)
    created.id = account.id
    for partition in _PARTITIONS_WITH_ROLE:
        _create_role(account.id, partition)


def _create_role(account_id: str, partition: str) -> None:
    trusted = f"arn:{partition}:iam::{MANAGEMENT_ACCOUNT_ID}:root"
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": trusted},
        "Action": "sts:AssumeRole",
    }
    iam_backends[account_id][partition].create_role(
        role_name=ROLE_NAME,
        assume_role_policy_document=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
        path="/",
        permissions_boundary=None,
        description="",
        tags=[],
        max_session_duration="3600",
    )


def _remove_strangers(known: t.AbstractSet[str]) -> None:
    """IAM of the random ids that moto had drawn."""
    for account_id in set(iam_backends) - known:
        del iam_backends[account_id]
