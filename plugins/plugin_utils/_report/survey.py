# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a survey found of a resource, as the report keeps it, and of an account, as the summary says it."""

from __future__ import annotations

import typing as t

Json = t.Mapping[str, t.Any]

_USERS: t.Final = (("users", "user"), ("groups", "group"), ("roles", "role"))


def survey(entry: Json) -> dict[str, t.Any]:
    """An entry of C(iam_baseline_info) as the report keeps it: whether it exists, and findings for people.

    C(findings) are in the order of what one wants to know: differences, others who use it, its last use, and what keeps
    it from being removed. C(last_used) is the date of a role's last use, and there only if it is known.
    """
    if not entry.get("exists"):
        return {"exists": False, "differs": None, "findings": []}
    last_used = entry.get("last_used")
    used = last_used.get("last_used_date") if isinstance(last_used, t.Mapping) else None
    differs = entry.get("differs")
    return {
        "exists": True,
        "differs": differs if isinstance(differs, bool) else None,
        "findings": [
            *_differences(entry),
            *_others(entry),
            *([_last_use(entry)] if entry.get("type") == "role" else []),
            *([f"would not be removed: {entry['obstacle']}"] if entry.get("obstacle") else []),
        ],
        **({"last_used": str(used)} if used else {}),
        **({"others": others} if (others := _names(entry)) else {}),
        **({"obstacle": str(entry["obstacle"])} if entry.get("obstacle") else {}),
    }


def _differences(entry: Json) -> t.Iterator[str]:
    if entry.get("differs") is None:
        yield "not compared with what is written down"
    elif entry["differs"]:
        yield from (f"differs: {each}" for each in _listed(entry.get("differences")))
        changes = (each for each in _listed(entry.get("changes")) if isinstance(each, t.Mapping))
        yield from (f"differs: {each['summary']}" for each in changes if each.get("summary"))


def _others(entry: Json) -> t.Iterator[str]:
    yield from (f"also used by {each}" for each in _names(entry))


def _names(entry: Json) -> list[str]:
    """Who else uses it: C(user NAME) for an attachment, C(role NAME, as its boundary) for a boundary."""
    found = []
    for key, how in (("attached_to", ""), ("boundary_of", ", as its boundary")):
        names = entry.get(key)
        if isinstance(names, t.Mapping):
            found += [f"{kind} {name}{how}" for group, kind in _USERS for name in _listed(names.get(group))]
    return found


def _last_use(entry: Json) -> str:
    last_used = entry.get("last_used")
    if not isinstance(last_used, t.Mapping):
        return "IAM does not say when it was last used"
    if not last_used.get("last_used_date"):
        return f"no use known, created on {entry.get('create_date')}"
    return f"last used on {last_used['last_used_date']} in {last_used.get('region') or 'an unnamed region'}"


def _listed(value: t.Any) -> list[t.Any]:
    return list(value) if isinstance(value, (list, tuple)) else []


def words(resources: t.Iterable[Json]) -> str:
    """What the surveys of an account found, in one line; an empty text where there was none.

    The line is about the last survey, and says how many resources there were in the first where that is another number.
    """
    surveyed = [each for each in resources if each.get("surveys")]
    if not surveyed:
        return ""
    latest = [(str(each["name"]), each["surveys"][-1]) for each in surveyed]
    exist = sum(found["exists"] for _name, found in latest)
    before = sum(each["surveys"][0]["exists"] for each in surveyed)
    parts = [f"{exist} of {len(latest)} exist" + (f", {before} did before" if before != exist else "")]
    named = {
        "differ": [name for name, found in latest if found["differs"]],
        "not compared": [name for name, found in latest if found["exists"] and found["differs"] is None],
        "used by others": [f"{name} ({', '.join(found['others'])})" for name, found in latest if "others" in found],
        "would not be removed": [name for name, found in latest if "obstacle" in found],
    }
    parts += [f"{what}: {', '.join(names)}" for what, names in named.items() if names]
    uses = sorted((found["last_used"], name) for name, found in latest if "last_used" in found)
    if uses:
        parts.append(f"last used: {uses[-1][1]} on {uses[-1][0]}")
    return "; ".join(parts)
