# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Distinct changes: changes that differ in nothing but the account are one change, with a list of accounts.

Two changes are the same if replacing each account's own ID by one placeholder makes them equal. IDs of other accounts
make a difference. The numbers of a policy's versions in the summaries of calls do not: IAM counts them in each account.
"""

from __future__ import annotations

import json
import re
import typing as t

from .access import NEW
from .kinds import DELETE, widens
from .values import Json, mapping

ACCOUNT_ID: t.Final = "${AWS::AccountId}"
# What makes a change, beside the accounts. The report leaves out what is empty.
_PROPERTIES: t.Final = ("type", "name", "state", "kind", "effect", "actions", "changes", "diff")
_VERSION: t.Final = re.compile(r"(?<=\bversion )v[0-9]+(?= of managed policy )")


def distinct_changes(accounts: t.Iterable[Json]) -> list[dict[str, t.Any]]:
    """The distinct changes of the accounts of a report, those that need attention first.

    Each has the properties of a changed resource, C(new_access) with what was found of it, and the hosts of its
    accounts. What differs between its accounts has a placeholder.
    """
    groups: dict[str, list[tuple[Json, Json]]] = {}
    for account in accounts:
        for resource in account["resources"]:
            if "kind" in resource:
                change = _change(resource)
                groups.setdefault(key_of(change, account["account_id"]), []).append((account, change))
    ordered = sorted(groups.items(), key=lambda group: _rank(group[1][0][1], len(group[1]), group[0]))
    return [_merged(members) for _key_of_group, members in ordered]


def _change(resource: Json) -> Json:
    """What makes the change of a resource, without what names the account."""
    found = [
        finding["message"]
        for finding in mapping(resource.get("access")).get("findings", ())
        if (finding["subject"], finding["verdict"]) == ("new_access", NEW)
    ]
    given = {name: resource[name] for name in _PROPERTIES if name in resource}
    return {**given, "new_access": found} if found else given


def key_of(change: Json, account_id: str | None) -> str:
    """The change as a text that is the same for accounts in which the change is the same."""
    # A text of another change may contain any placeholder, so its own zero characters are doubled.
    return json.dumps(_map(change, lambda text: general(text.replace("\0", "\0\0"), account_id, "\0.")), sort_keys=True)


def general(text: str, account_id: str | None, placeholder: str = ACCOUNT_ID) -> str:
    """The text with the placeholder for the account's ID, where the ID is not a part of a longer number."""
    text = _VERSION.sub("v*", text)
    own = rf"(?<![0-9]){re.escape(account_id)}(?![0-9])" if account_id else r"(?!)"
    return re.sub(own, lambda _match: placeholder, text)


def _map(value: t.Any, of_text: t.Callable[[str], str]) -> t.Any:
    """A value in JSON's types with each text replaced, also the keys of mappings."""
    if isinstance(value, str):
        return of_text(value)
    if isinstance(value, t.Mapping):
        return {of_text(key): _map(content, of_text) for key, content in value.items()}
    return [_map(content, of_text) for content in value] if isinstance(value, (list, tuple)) else value


def _merged(members: t.Sequence[tuple[Json, Json]]) -> dict[str, t.Any]:
    """The change of the accounts that share it. What differs between them has placeholders."""
    account, first = members[0]
    if all(change == first for _account, change in members):
        shared = first
    else:
        shared = _map(first, lambda text: general(text, account["account_id"]))
    return {**shared, "accounts": [account["host"] for account, _change in members]}


def _rank(change: Json, accounts: int, key: str) -> tuple[t.Any, ...]:
    """The order of changes: those that widen access, those that delete, those of many accounts."""
    return (not widens(change), change["kind"] != DELETE, -accounts, change["type"], change["name"], key)
