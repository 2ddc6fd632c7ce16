# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lists of the role iam_baseline, as variables of a host, for the modules that take them."""

from __future__ import annotations

import datetime
import json
import typing as t

POLICIES: t.Final = "policies"
ROLES: t.Final = "roles"
LISTS: t.Final = (POLICIES, ROLES)

DOCUMENTS: t.Final = ("policy", "assume_role_policy_document", "inline_policies")
REVIEWED: t.Final = ("name", *DOCUMENTS, "review", "review_ignore")


def json_value(value: t.Any) -> t.Any:
    """A value in JSON's types alone, which every ansible-core hands on as they are.

    ansible-core 2.18 turns a list into text where it holds any other value, such as the date that YAML reads in an
    unquoted C(Version).
    """
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, t.Mapping):
        return {_json_key(key): json_value(nested) for key, nested in value.items()}
    if isinstance(value, (list, tuple)):
        return [json_value(nested) for nested in value]
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def _json_key(key: t.Any) -> str:
    """A key as JSON spells it: an unquoted C(yes) of YAML is C(true)."""
    return json.dumps(key) if key is None or isinstance(key, bool) else str(key)


def chosen(entries: t.Any, which: str, tags: t.Collection[str]) -> t.Any:
    """One of the two lists, empty where the tags of the run choose the other list alone."""
    others = [name for name in LISTS if name != which and name in tags]
    return [] if others and which not in tags else json_value(entries)


def documents(
    policies: t.Iterable[t.Any], roles: t.Iterable[t.Any], *, state: str, settings: t.Mapping[str, t.Any]
) -> list[dict[str, t.Any]]:
    """The documents of the entries that should exist, as the module iam_policy_review takes them.

    C(settings) are those of entries that have none of their own. Raises C(ValueError) for an entry that is no mapping.
    """
    if state != "present":
        return []
    found = [*_entries(POLICIES, policies), *_entries(ROLES, roles)]
    return [
        {**settings, **{option: entry[option] for option in REVIEWED if option in entry}}
        for entry in found
        if entry.get("state") != "absent" and any(option in entry for option in DOCUMENTS)
    ]


def _entries(which: str, listed: t.Any) -> list[dict[str, t.Any]]:
    """Entries without options that are null, which are not set."""
    if not isinstance(listed, (list, tuple)) or not all(isinstance(entry, t.Mapping) for entry in listed):
        raise ValueError(f"iam_baseline_{which} must be a list of mappings (got: {json_value(listed)!s:.200})")
    return [{option: json_value(value) for option, value in entry.items() if value is not None} for entry in listed]
