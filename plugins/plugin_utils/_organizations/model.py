# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An organization as it was read: its accounts, and the organizational units (OUs) they are in.

Source: the AWS Organizations API reference, C(API_Account), C(API_OrganizationalUnit).
"""

from __future__ import annotations

import typing as t
from dataclasses import asdict, dataclass


@dataclass(frozen=True, kw_only=True)
class Account:
    """An account. C(parent) is the id of the root or OU it is in; C(tags) are C(None) where they were not read."""

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
    """A root or OU: its names and its ids, each from the root down to itself; the root has no name in C(path)."""

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
    """What was read. C(own_account_id) is the account in which no role has to be assumed, or empty.

    C(id) and C(management_account_id) are empty where no account was found to tell them. C(units) has the root or OU
    of each account, and all that contain it.
    """

    id: str
    management_account_id: str
    own_account_id: str
    units: t.Mapping[str, Unit]
    accounts: tuple[Account, ...]

    def to_cache(self) -> dict[str, t.Any]:
        """Plain values, as a cache plugin keeps them.

        No mapping has a key that somebody in AWS has chosen, a tag's for example: Ansible's cache plugins take some
        keys for marks of its own.
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
        """The inverse of C(to_cache), which JSON may have made lists of."""
        units = [Unit(path=tuple(unit["path"]), chain=tuple(unit["chain"])) for unit in content["units"]]
        return cls(
            id=content["id"],
            management_account_id=content["management_account_id"],
            own_account_id=content["own_account_id"],
            units={unit.id: unit for unit in units},
            accounts=tuple(Account(**{**each, "tags": _tags(each["tags"])}) for each in content["accounts"]),
        )


def _tags(pairs: t.Iterable[t.Sequence[str]] | None) -> tuple[tuple[str, str], ...] | None:
    return None if pairs is None else tuple((key, value) for key, value in pairs)
