# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lists of the role iam_baseline, as variables of a host, for the modules that take them."""

from __future__ import annotations

import datetime
import json
import typing as t

from ...module_utils._policy.parameters.filling import Filling

IDENTITY_PROVIDERS: t.Final = "identity_providers"
POLICIES: t.Final = "policies"
ROLES: t.Final = "roles"
LISTS: t.Final = (IDENTITY_PROVIDERS, POLICIES, ROLES)
PARAMETERS: t.Final = "parameters"
LIST_OF_DEFAULTS: t.Final = {"policy_defaults": POLICIES, "role_defaults": ROLES}

DOCUMENTS: t.Final = ("policy", "assume_role_policy_document", "inline_policies")
# What a role refers to, which a review looks up among the other documents.
REFERENCES: t.Final = ("managed_policies", "boundary")
REVIEWED: t.Final = ("name", *DOCUMENTS, *REFERENCES, "review", "review_ignore")


def json_value(value: t.Any) -> t.Any:
    """A value in JSON's types alone, which every ansible-core hands on as they are.

    ansible-core 2.18 turns a list into text where it holds any other value, such as the date that YAML reads in an
    unquoted C(Version).
    """
    # The most frequent types first, and the slow comparison with an abstract one last: each host of a run comes here.
    if isinstance(value, str):
        return str(value)
    if isinstance(value, (list, tuple)):
        return [json_value(nested) for nested in value]
    if isinstance(value, (dict, t.Mapping)):
        return {_json_key(key): json_value(nested) for key, nested in value.items()}
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def _json_key(key: t.Any) -> str:
    """A key as JSON spells it: an unquoted C(yes) of YAML is C(true)."""
    if isinstance(key, str):
        return str(key)
    return json.dumps(key) if key is None or isinstance(key, bool) else str(key)


def chosen(given: t.Any, which: str, tags: t.Collection[str]) -> t.Any:
    """One of the lists or its defaults, empty where the tags of the run choose other lists alone.

    Parameters are those of all lists.
    """
    if which == PARAMETERS:
        return json_value(given)
    its_list = LIST_OF_DEFAULTS.get(which, which)
    if its_list not in tags and any(name in tags for name in LISTS):
        return {} if which in LIST_OF_DEFAULTS else []
    # ansible-core 2.18 would make an empty text of null.
    return {} if given is None and which in LIST_OF_DEFAULTS else json_value(given)


def documents(
    policies: t.Any,
    roles: t.Any,
    *,
    state: str,
    settings: t.Mapping[str, t.Any],
    defaults: t.Mapping[str, t.Any],
) -> list[dict[str, t.Any]]:
    """The documents of the entries that should exist, as the module iam_policy_review takes them.

    C(settings) are those of entries that have none of their own, C(defaults) the defaults of the two lists. Raises
    C(ValueError) for a list that is not one of mappings, and for defaults that are not a mapping; and
    C(ParametersError) for parameters that are wrong or that nothing uses.
    """
    if state != "present":
        return []
    lists = {POLICIES: policies, ROLES: roles}
    found = [entry for option, which in LIST_OF_DEFAULTS.items() for entry in complete(which, lists, option, defaults)]
    for_all = _checked_settings(settings, [*found, *defaults.values()])
    return [
        {**for_all, **_role_path(entry), **{option: entry[option] for option in REVIEWED if option in entry}}
        for entry in found
        if entry.get("state") != "absent" and any(option in entry for option in (*DOCUMENTS, "managed_policies"))
    ]


def _role_path(entry: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """The path of a role by its name in the module, for which C(path) is a file."""
    return {"role_path": entry["path"]} if "path" in entry and "policy" not in entry else {}


def _checked_settings(settings: t.Mapping[str, t.Any], described: t.Iterable[t.Any]) -> dict[str, t.Any]:
    """The settings for each document. Raises C(ParametersError) for parameters that are wrong or that nothing uses."""
    for_all = _set_options(settings)
    unused = for_all.pop("unused_parameters", "refuse")
    # ansible-core 2.18 makes an empty text of a variable that another one sets to null.
    if for_all.get(PARAMETERS) == "":
        del for_all[PARAMETERS]
    if PARAMETERS in for_all:
        declared = for_all[PARAMETERS]
        if not isinstance(declared, t.Mapping):
            raise ValueError(f"iam_baseline_parameters must be a mapping (got: {_shown(declared)})")
        filling = Filling.of(declared)
        for options in described:
            is_absent = isinstance(options, t.Mapping) and options.get("state") == "absent"
            (filling.note if is_absent else filling.need)(options)
        filling.check(allow_unused=unused == "allow")
    return for_all


def complete(
    which: str, lists: t.Mapping[str, t.Any], option: str, defaults: t.Mapping[str, t.Any]
) -> list[dict[str, t.Any]]:
    """The entries of a list with the defaults that they do not override. An option that is null counts as left out."""
    entries, shared = lists[which], defaults.get(option) or {}
    if not isinstance(entries, (list, tuple)) or not all(isinstance(entry, t.Mapping) for entry in entries):
        raise ValueError(f"iam_baseline_{which} must be a list of mappings (got: {_shown(entries)})")
    if not isinstance(shared, t.Mapping):
        raise ValueError(f"iam_baseline_{option} must be a mapping (got: {_shown(shared)})")  # noqa: TRY004 - like the lists
    shared_options = _set_options(shared)
    return [{**shared_options, **_set_options(entry)} for entry in entries]


def _set_options(given: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    return {option: json_value(value) for option, value in given.items() if value is not None}


def _shown(value: t.Any) -> str:
    return f"{json_value(value)!s:.200}"
