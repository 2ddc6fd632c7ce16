# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""GetAccountAuthorizationDetails of the IAM in memory."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping

from .policies import Policies
from .roles import Roles
from .store import ApiError, Store

_LISTS: t.Final = {"Role": "RoleDetailList", "LocalManagedPolicy": "Policies"}


class AuthorizationDetails:
    """The details of roles and of customer managed policies, which the collection requests."""

    def __init__(self, store: Store, policies: Policies, roles: Roles) -> None:
        self._store = store
        self._members = {"Role": roles.details, "LocalManagedPolicy": policies.details}

    def get(self, parameters: Mapping[str, t.Any]) -> dict[str, t.Any]:
        """A page has a part of each list, which may be empty."""
        kinds = parameters.get("Filter", ())
        if not kinds or not set(kinds) <= _LISTS.keys():
            raise ApiError("ValidationError", f"The IAM in memory knows the details of {', '.join(_LISTS)}")
        members = [(kind, member) for kind in _LISTS if kind in kinds for member in self._members[kind]()]
        page = self._store.page(members, "members", parameters)
        shown = page.pop("members")
        lists = {
            name: [member for member_kind, member in shown if member_kind == kind] for kind, name in _LISTS.items()
        }
        return {**page, **lists}
