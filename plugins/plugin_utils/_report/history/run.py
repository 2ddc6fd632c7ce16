# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A run, as far as the history needs it, from the JSON of its report.

The JSON comes from a file that anybody may have written: a report that does not follow the schema is a C(ValueError).
"""

from __future__ import annotations

import datetime
import typing as t
from dataclasses import dataclass

from ....module_utils._resource_kinds import noun_of
from .. import distinct, drift, kinds
from ..rollout import VERSION
from ..states import FAILED, NOT_REACHED, SKIPPED, UNREACHABLE
from ..values import Json, mapping

REPORT: t.Final = "leastpriv.aws.rollout_report"

OK: t.Final = "ok"
CHANGES: t.Final = "changes"
DRIFT: t.Final = "drift"

_FAILED: t.Final = (FAILED, UNREACHABLE)
_UNREAD: t.Final = (*_FAILED, NOT_REACHED, SKIPPED)
# What makes a change the same in two runs. Its diff depends on whether a run was in diff mode.
_PARTS: t.Final = ("type", "name", "kind", "effect", "actions", "changes")


@dataclass(frozen=True, kw_only=True)
class Item:
    """A distinct change, or a resource that has drifted in the same way, with the hosts of its accounts."""

    title: str
    badges: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()


Items = t.Mapping[str, Item]
"""Items by what makes them the same in two runs."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """A run. C(accounts) has the state of each host, C(counts) the numbers of C(kinds.count)."""

    started: datetime.datetime
    playbook: str
    check_mode: bool
    interrupted: bool
    inventory: tuple[str, ...] = ()
    limit: str = ""
    commit: str = ""
    user: str = ""
    accounts: t.Mapping[str, str]
    counts: t.Mapping[str, int]
    changes: Items
    drift: Items

    @property
    def subject(self) -> tuple[str, tuple[str, ...], str, bool]:
        """What two runs share if their difference says something about the accounts."""
        return (self.playbook, self.inventory, self.limit, self.check_mode)

    @property
    def failed(self) -> frozenset[str]:
        """The hosts of the accounts that failed."""
        return frozenset(host for host, state in self.accounts.items() if state in _FAILED)

    @property
    def unread(self) -> frozenset[str]:
        """The hosts of the accounts of which the run knows less than all."""
        return frozenset(host for host, state in self.accounts.items() if state in _UNREAD)

    @property
    def drifted(self) -> frozenset[str]:
        """The hosts of the accounts that have drifted."""
        return frozenset(host for item in self.drift.values() for host in item.hosts)

    @property
    def state(self) -> str:
        """The first of failed, drift and changes that applies, or ok."""
        if self.failed or self.interrupted:
            return FAILED
        if self.drift:
            return DRIFT
        return CHANGES if any(self.counts.values()) else OK


def run_of(content: object) -> Run:
    """The run of a report. Anything else is a C(ValueError) that says why."""
    report = _report(content)
    origin = mapping(report.get("origin"))
    inventory = origin.get("inventory")
    accounts = [_account(account) for account in _mappings(report, "accounts")]
    changed = [resource for account in accounts for resource in account["resources"] if "kind" in resource]
    return Run(
        started=_time(_text(report, "started")),
        playbook=_text(report, "playbook"),
        check_mode=report.get("check_mode") is True,
        interrupted=report.get("interrupted") is True,
        inventory=tuple(map(str, inventory)) if isinstance(inventory, list) else (),
        limit=_optional(origin, "limit"),
        commit=_optional(origin, "commit"),
        user=_optional(origin, "user"),
        accounts={account["host"]: account["state"] for account in accounts},
        counts=kinds.count(changed),
        changes=_items(_changes(accounts)),
        drift=_items(_drift(accounts)),
    )


_Found = tuple[str, str, Item]
"""A key, a host, and the item without hosts."""


def _changes(accounts: t.Iterable[Json]) -> t.Iterator[_Found]:
    for account in accounts:
        for change in account["resources"]:
            if "kind" in change:
                key = distinct.key_of({name: change[name] for name in _PARTS}, account["account_id"])
                yield key, account["host"], Item(title=kinds.title(change), badges=tuple(kinds.badges(change)))


def _drift(accounts: t.Iterable[Json]) -> t.Iterator[_Found]:
    for account in accounts:
        for resource in account["resources"]:
            if words := _deviation(resource["found"]):
                subject = f"{noun_of(resource['type'])} {resource['name']}"
                title = distinct.general(f"{subject} {words}", account["account_id"])
                yield title, account["host"], Item(title=title)


def _deviation(found: Json | None) -> str:
    """How a resource of which this was found has drifted; an empty text if it has not, or nobody has looked."""
    if found is None:
        return ""
    return "; ".join(drift.deviations(found)) or ("differs" if found["differs"] else "")


def _items(found: t.Iterable[_Found]) -> dict[str, Item]:
    hosts: dict[str, list[str]] = {}
    items: dict[str, Item] = {}
    for key, host, item in found:
        items.setdefault(key, item)
        hosts.setdefault(key, []).append(host)
    return {
        key: Item(title=item.title, badges=item.badges, hosts=tuple(dict.fromkeys(hosts[key])))
        for key, item in items.items()
    }


# What is used of a report, checked.


def _report(content: object) -> Json:
    if not isinstance(content, dict) or content.get("report") != REPORT:
        raise ValueError("it is not a report of a rollout")
    version = content.get("version")
    if version != VERSION:
        given = f"version {version}" if isinstance(version, int) else "a version that is not a number"
        raise ValueError(f"it has {given} of the report, and this release reads version {VERSION}")
    return content


def _account(content: Json) -> dict[str, t.Any]:
    account_id = content.get("account_id")
    return {
        "host": _text(content, "host"),
        "state": _text(content, "state"),
        "account_id": account_id if isinstance(account_id, str) else None,
        # Most resources have not changed, and nobody has looked for their drift.
        "resources": [
            _resource(resource)
            for resource in _mappings(content, "resources")
            if not resource.keys().isdisjoint(("kind", "surveys"))
        ],
    }


def _resource(content: Json) -> dict[str, t.Any]:
    resource: dict[str, t.Any] = {name: _text(content, name) for name in ("type", "name", "state")}
    surveys = _mappings(content, "surveys") if "surveys" in content else []
    resource["found"] = _found(surveys[-1]) if surveys else None
    if "kind" not in content:
        return resource
    change = {name: _text(content, name) for name in ("kind", "effect")}
    parts = {name: _mappings(content, name) if name in content else [] for name in ("actions", "changes")}
    return {**resource, **change, **parts}


def _found(content: Json) -> dict[str, t.Any]:
    """What was found of a resource, with what C(drift.deviations) asks for."""
    findings = content.get("findings")
    return {
        "exists": content.get("exists") is True,
        "differs": content.get("differs") is True,
        "unwanted": content.get("unwanted") is True,
        "findings": [each for each in findings if isinstance(each, str)] if isinstance(findings, list) else [],
    }


def _mappings(content: Json, name: str) -> list[Json]:
    values = content.get(name)
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        raise ValueError(f"{name} is not a list of objects")
    return values


def _text(content: Json, name: str) -> str:
    value = content.get(name)
    if not isinstance(value, str):
        raise ValueError(f"{name} is not a text")  # noqa: TRY004  # the content of a file is wrong, not our call
    return value


def _optional(content: Json, name: str) -> str:
    value = content.get(name)
    return value if isinstance(value, str) else ""


def _time(text: str) -> datetime.datetime:
    try:
        time = datetime.datetime.fromisoformat(text)
        if time.tzinfo is not None:
            return time.astimezone(datetime.timezone.utc)
    except (ValueError, OverflowError):
        raise ValueError("started is not a date and time") from None
    raise ValueError("started has no time zone")
