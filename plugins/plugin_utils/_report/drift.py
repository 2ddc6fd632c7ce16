# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What iam_baseline_info finds: of a resource, as the report keeps it, and of an account, as the summary prints it."""

from __future__ import annotations

import typing as t

from ...module_utils._resource_kinds import noun_of
from ...module_utils._sanitize import printable
from .states import DRIFT, FAILED, MISSING, NOT_REACHED, SKIPPED, UNCHANGED, UNREACHABLE, USED_BY_OTHERS
from .values import Json, mapping, mappings

_REMARKS: t.Final = ("differ", "should not exist", "not compared", "used by others", "would not be deleted")
_DIFFERS: t.Final = "differs: "
_UNWANTED: t.Final = "exists and should not"
_USERS: t.Final = (("users", "user"), ("groups", "group"), ("roles", "role"))


def drift_of(entry: Json) -> dict[str, t.Any]:
    """What the report keeps of an entry of iam_baseline_info: whether the resource exists, and findings in words.

    C(findings) has differences first, then other users of the resource, its last use, and what prevents its deletion.
    C(last_used) is the date of a role's last use, if it is known. C(unwanted) says that it should not exist.
    """
    unwanted = {"unwanted": True} if entry.get("should_exist") is False else {}
    if not entry.get("exists"):
        return {"exists": False, "differs": None, "findings": [], **unwanted}
    return {"exists": True, **_existing_drift(entry), **unwanted}


def _existing_drift(entry: Json) -> dict[str, t.Any]:
    """What the report keeps of a resource that exists."""
    differs, obstacle = entry.get("differs"), entry.get("obstacle")
    used, others = mapping(entry.get("last_used")).get("last_used_date"), _other_users(entry)
    findings = [*_differences(entry), *(f"also used by {user}" for user in others), *_last_use(entry)]
    if obstacle:
        findings.append(f"would not be deleted: {obstacle}")
    optional = {"last_used": used and str(used), "others": others, "obstacle": obstacle and str(obstacle)}
    return {
        "differs": differs if isinstance(differs, bool) else None,
        "findings": findings,
        **{name: value for name, value in optional.items() if value},
    }


def state_of(found: Json) -> str:
    """The state of a resource of which this was found: the first of drift, missing and used by others that applies."""
    is_unwanted = found.get("unwanted", False)
    if not found["exists"]:
        return UNCHANGED if is_unwanted else MISSING
    if found["differs"] or is_unwanted:
        return DRIFT
    return USED_BY_OTHERS if "others" in found else UNCHANGED


def _differences(entry: Json) -> t.Iterator[str]:
    if entry.get("should_exist") is False:
        yield _UNWANTED
    elif entry.get("differs") is None:
        yield "not compared with the desired state"
    elif entry["differs"]:
        yield from (f"{_DIFFERS}{difference}" for difference in _listed(entry.get("differences")))
        summaries = (mapping(change).get("summary") for change in _listed(entry.get("changes")))
        yield from (f"{_DIFFERS}{summary}" for summary in summaries if summary)


def deviations(found: Json) -> list[str]:
    """How a resource deviates from its definition, from what was found of it."""
    if not found["exists"]:
        return [] if found.get("unwanted") else ["does not exist"]
    return [finding for finding in found["findings"] if finding.startswith((_DIFFERS, _UNWANTED))]


def _other_users(entry: Json) -> list[str]:
    """Who else uses the resource: C(user NAME) for an attachment, C(role NAME, as its boundary) for a boundary.

    A provider is used by each C(role NAME, which trusts it).
    """
    users = []
    for key, use in (("attached_to", ""), ("boundary_of", ", as its boundary")):
        names = mapping(entry.get(key))
        users += [f"{noun} {name}{use}" for group, noun in _USERS for name in _listed(names.get(group))]
    return [*users, *(f"role {name}, which trusts it" for name in _listed(entry.get("trusted_by")))]


def _last_use(entry: Json) -> t.Iterator[str]:
    """The last use of a resource that IAM records the use of, which is a role."""
    if "last_used" not in entry:
        return
    last_used = entry["last_used"]
    if not isinstance(last_used, t.Mapping):
        yield "IAM does not say when it was last used"
    elif not last_used.get("last_used_date"):
        yield f"no recorded use, created on {entry.get('create_date')}"
    else:
        yield f"last used on {last_used['last_used_date']} in {last_used.get('region') or 'an unknown region'}"


def _listed(value: t.Any) -> list[t.Any]:
    return list(value) if isinstance(value, (list, tuple)) else []


# Of an account: it was read and has drifted, it was read and has not, or it was not read.
DRIFTED: t.Final = "drifted"
CLEAN: t.Final = "clean"
UNREAD: t.Final = "unread"
VERDICTS: t.Final = (DRIFTED, CLEAN, UNREAD)


def verdict(account: Json) -> str:
    """The verdict about an account of the report, from what the last task found that looked for drift."""
    latest = [resource["surveys"][-1] for resource in account["resources"] if resource.get("surveys")]
    if any(state_of(found) in (DRIFT, MISSING) for found in latest):
        return DRIFTED
    # An account with an empty baseline has no resources.
    is_read = latest or account["state"] not in (FAILED, UNREACHABLE, SKIPPED, NOT_REACHED)
    return CLEAN if is_read else UNREAD


def conclusion(totals: t.Mapping[str, int]) -> str:
    """How many accounts have which verdict, in one line."""
    drifted, clean, unread = (totals[name] for name in VERDICTS)
    return f"drift: {drifted:,} drifted, {clean:,} not drifted, {unread:,} could not be read"


def summarize(resources: t.Iterable[Json]) -> str:
    """What was found in an account, in one line; an empty text where no task looked for drift.

    C(resources) are those of an account in the report. The line is about the last task that looked. It adds how many
    resources existed for the first one, if that is another number.
    """
    found = [(str(resource["name"]), resource["surveys"]) for resource in resources if resource.get("surveys")]
    if not found:
        return ""
    latest = [(name, drifts[-1]) for name, drifts in found]
    return "; ".join([_existing(found), *_named(latest), *_latest_use(latest)])


def describe(result: Json) -> list[str]:
    """What a result of iam_baseline_info has found: in the account, in one line, and then a line for each finding."""
    found = [(entry, drift_of(entry)) for entry in mappings(result.get("resources") or ())]
    summary = summarize({"name": entry.get("name"), "surveys": [drift]} for entry, drift in found)
    details = [
        f"{noun_of(str(entry.get('type')))} {entry.get('name')}: {finding}"
        for entry, drift in found
        for finding in drift["findings"]
    ]
    return [printable(line) for line in [summary, *details] if line]


_Named = tuple[str, Json]


def _existing(found: t.Sequence[tuple[str, t.Sequence[Json]]]) -> str:
    now, before = (sum(drifts[index]["exists"] for _name, drifts in found) for index in (-1, 0))
    return f"{now} of {len(found)} exist" + (f" ({before} at the start)" if before != now else "")


def _named(latest: t.Sequence[_Named]) -> t.Iterator[str]:
    """Each remark with the names of the resources that it applies to."""
    names: dict[str, list[str]] = {remark: [] for remark in _REMARKS}
    for name, drift in latest:
        for remark, label in _remarks(name, drift):
            names[remark].append(label)
    yield from (f"{remark}: {', '.join(labels)}" for remark, labels in names.items() if labels)


def _remarks(name: str, drift: Json) -> t.Iterator[tuple[str, str]]:
    if drift["differs"]:
        yield "differ", name
    if drift["exists"] and drift.get("unwanted"):
        yield "should not exist", name
    elif drift["exists"] and drift["differs"] is None:
        yield "not compared", name
    if "others" in drift:
        yield "used by others", f"{name} ({', '.join(drift['others'])})"
    if "obstacle" in drift:
        yield "would not be deleted", name


def _latest_use(latest: t.Sequence[_Named]) -> t.Iterator[str]:
    uses = [(drift["last_used"], name) for name, drift in latest if "last_used" in drift]
    if uses:
        date, name = max(uses)
        yield f"last used: {name} on {date}"
