# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""AWS Organizations in memory, as the port of C(_organizations.reading): units with accounts, listed in pages."""

from __future__ import annotations

import collections
import typing as t
from dataclasses import dataclass, field

from ansible_collections.leastpriv.aws.plugins.module_utils._errors import IamError

ROOT: t.Final = "r-ab12"
ORGANIZATION: t.Final = "o-a1b2c3d4e5"
MANAGEMENT: t.Final = "999999999999"
PAGE: t.Final = 20

Reply = dict[str, t.Any]


@dataclass
class MemoryOrganizations:
    """C(units) are paths of names, C(accounts) are (id, path, further attributes).

    C(former) omits the attributes that AWS added in 2026. With C(empty_pages), an empty page precedes every page.
    """

    units: t.Sequence[tuple[str, ...]] = ()
    accounts: t.Sequence[tuple[str, tuple[str, ...], t.Mapping[str, t.Any]]] = ()
    former: bool = False
    empty_pages: bool = False
    calls: list[str] = field(default_factory=list)

    def __call__(self, operation: str, parameters: t.Mapping[str, t.Any]) -> Reply:
        self.calls.append(operation)
        listing: dict[str, tuple[str, t.Callable[[], list[Reply]]]] = {
            "ListAccounts": ("Accounts", lambda: [self._account(*account) for account in self.accounts]),
            "ListAccountsForParent": ("Accounts", lambda: self._accounts_in(parameters["ParentId"])),
            "ListOrganizationalUnitsForParent": ("OrganizationalUnits", lambda: self._units_in(parameters["ParentId"])),
            "ListParents": ("Parents", lambda: [{"Id": self.id_of(self._path_of(parameters["ChildId"])[:-1])}]),
            "ListRoots": ("Roots", lambda: [{"Id": ROOT, "Name": "Root"}]),
        }
        if operation == "DescribeOrganizationalUnit":
            return {"OrganizationalUnit": self._unit(self._path_of(parameters["OrganizationalUnitId"]))}
        key, members = listing[operation]
        return self._page(key, members(), parameters.get("NextToken", ""))

    @property
    def counts(self) -> dict[str, int]:
        return dict(collections.Counter(self.calls))

    def id_of(self, path: tuple[str, ...]) -> str:
        return f"ou-ab12-{list(self.units).index(path):08d}" if path else ROOT

    def _page(self, key: str, members: list[Reply], token: str) -> Reply:
        start, empty = int(token[1:] or 0) if token else 0, self.empty_pages and not token.startswith("f")
        if empty:
            return {key: [], "NextToken": f"f{start}"}
        rest = {"NextToken": f"e{start + PAGE}"} if start + PAGE < len(members) else {}
        return {key: members[start : start + PAGE], **rest}

    def _path_of(self, unit_id: str) -> tuple[str, ...]:
        paths = {self.id_of(path): path for path in [(), *self.units]}
        if unit_id not in paths:
            code = "OrganizationalUnitNotFoundException"
            raise IamError(code=code, reason="no such OU", operation="-", service="organizations")
        return paths[unit_id]

    def _units_in(self, parent: str) -> list[Reply]:
        inside = self._path_of(parent)
        return [self._unit(path) for path in self.units if path[:-1] == inside]

    def _accounts_in(self, parent: str) -> list[Reply]:
        inside = self._path_of(parent)
        return [self._account(*account) for account in self.accounts if account[1] == inside]

    def _unit(self, path: tuple[str, ...]) -> Reply:
        unit = {"Id": self.id_of(path), "Name": path[-1]}
        return unit if self.former else {**unit, "Path": self._ids(path)}

    def _account(self, account_id: str, path: tuple[str, ...], others: t.Mapping[str, t.Any]) -> Reply:
        account = {
            "Id": account_id,
            "Arn": f"arn:aws:organizations::{MANAGEMENT}:account/{ORGANIZATION}/{account_id}",
            "Name": f"name-{account_id}",
            "Email": f"{account_id}@example.com",
            "JoinedMethod": "CREATED",
        }
        if self.former:
            return {**account, "Status": "ACTIVE", **others}
        return {**account, "State": "ACTIVE", "Paths": [f"{self._ids(path)}{account_id}/"], **others}

    def _ids(self, path: tuple[str, ...]) -> str:
        ids = [self.id_of(path[:depth]) for depth in range(len(path) + 1)]
        return "/".join([ORGANIZATION, *ids, ""])
