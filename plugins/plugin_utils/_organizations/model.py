# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An organization: its accounts, and the organizational units (OUs) that contain them.

Source: the AWS Organizations API reference, C(API_Account), C(API_OrganizationalUnit).
"""

from __future__ import annotations

import typing as t
from dataclasses import asdict, dataclass


@dataclass(frozen=True, kw_only=True)
class Account:
    """An account. C(parent) is the id of its root or OU; C(tags) is C(None) if they were not read."""

    id: str
    name: str
    email: str
    state: str
    arn: str
    joined_method: str
    parent: str
    tags: tuple[tuple[str, str], ...] | None = None


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A root or OU: the names and the ids from the root to itself. C(path) does not include the root's name."""

    path: tuple[str, ...]
    chain: tuple[str, ...]

    @property
    def id(self) -> str:
        return self.chain[-1]

    def child(self, unit_id: str, name: str) -> Unit:
        """An OU directly in this root or OU."""
        return Unit(path=(*self.path, name), chain=(*self.chain, unit_id))


@dataclass(frozen=True, kw_only=True)
class Organization:
    """The accounts that were read. C(own_account_id) is the account that needs no role, or empty.

    C(id) and C(management_account_id) come from the accounts, and are empty if there are none. C(units) has the root or
    OU of each account, and all OUs that contain it.
    """

    id: str
    management_account_id: str
    own_account_id: str
    units: t.Mapping[str, Unit]
    accounts: tuple[Account, ...]

    def to_cache(self) -> dict[str, t.Any]:
        """Plain values for a cache plugin.

        The keys of mappings are fixed. A key from AWS, such as a tag's, could be one of those that mark a value of
        Ansible's own types.
        """
        return {
            "id": self.id,
            "management_account_id": self.management_account_id,
            "own_account_id": self.own_account_id,
            "units": [asdict(unit) for unit in self.units.values()],
            "accounts": [asdict(account) for account in self.accounts],
        }

    @classmethod
    def from_cache(cls, content: t.Mapping[str, t.Any]) -> Organization:
        """The inverse of C(to_cache). JSON may have turned tuples into lists."""
        units = [Unit(path=tuple(unit["path"]), chain=tuple(unit["chain"])) for unit in content["units"]]
        return cls(
            id=content["id"],
            management_account_id=content["management_account_id"],
            own_account_id=content["own_account_id"],
            units={unit.id: unit for unit in units},
            accounts=tuple(Account(**{**account, "tags": _tags(account["tags"])}) for account in content["accounts"]),
        )


def _tags(pairs: t.Iterable[t.Sequence[str]] | None) -> tuple[tuple[str, str], ...] | None:
    return None if pairs is None else tuple((key, value) for key, value in pairs)
