# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Finds a resource by name in a listing, under any path and in any case."""

from __future__ import annotations

import typing as t

from .._aws.iam import LARGEST_PAGE, Iam, listed, pages
from .._errors import IamError
from .._nearest import nearest


class Listing(t.NamedTuple):
    """A call that lists resources. C(key) is the key of the list in a reply, C(name_key) that of a resource's name."""

    operation: str
    parameters: t.Mapping[str, t.Any]
    key: str
    name_key: str

    def find(self, iam: Iam, name: str, wanted_key: str) -> str | None:
        """The value of C(wanted_key) in the listed resource that has the name; IAM names are case-insensitive."""
        for page in pages(iam, self.operation, self.parameters):
            for member in page[self.key]:
                if member[self.name_key].lower() == name.lower():
                    return str(member[wanted_key])
        return None


def similar_role(iam: Iam, name: str) -> str | None:
    """The name of the account's role that a mistyped one most likely means, if IAM lists its roles to the task."""
    try:
        names = [role["RoleName"] for role in listed(iam, "ListRoles", LARGEST_PAGE, "Roles")]
    except IamError as error:
        if not error.is_denial:
            raise
        return None
    return nearest(name, names)
