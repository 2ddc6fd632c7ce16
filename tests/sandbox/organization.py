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


def create_organization(accounts: t.Sequence[Account], *, empty_units: t.Iterable[tuple[str, ...]] = ()) -> None:
    """An organization with these accounts in their organizational units, and with empty units."""
    organizations = organizations_backends[MANAGEMENT_ACCOUNT_ID][PARTITION]
    organizations.create_organization(REGION)
    organizations.accounts[0].name = "management"
    units = _Units(organizations)
    for path in empty_units:
        units.id_of(path)
    for account in accounts:
        _create_account(organizations, account, units.id_of(account.organizational_unit))
    _remove_strangers({MANAGEMENT_ACCOUNT_ID, *(account.id for account in accounts)})


class _Units:
    """The organizational units by path, created on first use."""

    def __init__(self, organizations: OrganizationsBackend) -> None:
        self._organizations = organizations
        self._ids: dict[tuple[str, ...], str] = {(): organizations.ou[0].id}

    def id_of(self, path: tuple[str, ...]) -> str:
        if path not in self._ids:
            parent = self.id_of(path[:-1])
            created = self._organizations.create_organizational_unit(ParentId=parent, Name=path[-1])
            self._ids[path] = created["OrganizationalUnit"]["Id"]
        return self._ids[path]


def _create_account(organizations: OrganizationsBackend, account: Account, parent_id: str) -> None:
    """moto draws an account's id at random, as AWS does; tests need one that people recognise."""
    tags = [{"Key": key, "Value": value} for key, value in account.tags.items()]
    organizations.create_account(AccountName=account.name, Email=f"{account.name}@example.com", Tags=tags)
    created = organizations.accounts[-1]
    masters = organizations_backends.master_accounts
    masters[account.id] = masters.pop(created.id)
    created.id = account.id
    created.parent_id = parent_id
    created.state = created.status = account.state
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
