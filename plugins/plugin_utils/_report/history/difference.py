# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What differs between a run and an earlier one with the same subject."""

from __future__ import annotations

import datetime
import typing as t
from dataclasses import dataclass, replace

from .run import Item, Items, Run


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What differs from the run that started at C(since). Accounts are hosts.

    An item that only some accounts have gained or lost has only their hosts.
    """

    since: datetime.datetime
    new_accounts: tuple[str, ...] = ()
    gone_accounts: tuple[str, ...] = ()
    newly_failed: tuple[str, ...] = ()
    recovered: tuple[str, ...] = ()
    new_changes: tuple[Item, ...] = ()
    gone_changes: tuple[Item, ...] = ()
    new_drift: tuple[Item, ...] = ()
    gone_drift: tuple[Item, ...] = ()


def difference(before: Run, now: Run) -> Difference:
    """What differs between two runs.

    Of an account that failed or was not reached, a run knows too little to say that a change or drift is gone. A change
    that was made is done, so only those of runs in check mode can be gone.
    """
    planned = before.changes if before.check_mode else {}
    return Difference(
        since=before.started,
        new_accounts=_without(now.accounts, before.accounts),
        gone_accounts=_without(before.accounts, now.accounts),
        newly_failed=_without(now.failed, before.failed),
        recovered=_without(before.failed & now.accounts.keys(), now.unread),
        new_changes=_gained(before.changes, now.changes),
        gone_changes=_gained(now.changes, planned, except_in=now.unread),
        new_drift=_gained(before.drift, now.drift),
        gone_drift=_gained(now.drift, before.drift, except_in=now.unread),
    )


def _without(hosts: t.Iterable[str], others: t.Container[str]) -> tuple[str, ...]:
    return tuple(sorted(host for host in hosts if host not in others))


def _gained(before: Items, now: Items, *, except_in: t.Container[str] = ()) -> tuple[Item, ...]:
    """The items with the hosts that have them now and had not before."""
    gained = []
    for key, item in now.items():
        had = before[key].hosts if key in before else ()
        if hosts := tuple(host for host in item.hosts if host not in had and host not in except_in):
            gained.append(replace(item, hosts=hosts))
    return tuple(gained)


_COUNTED: t.Final = (
    ("newly_failed", "{} new failure", "{} new failures"),
    ("recovered", "{} account recovered", "{} accounts recovered"),
    ("new_drift", "{} new finding of drift", "{} new findings of drift"),
    ("gone_drift", "{} finding of drift gone", "{} findings of drift gone"),
    ("new_changes", "{} new change", "{} new changes"),
    ("gone_changes", "{} change gone", "{} changes gone"),
    ("new_accounts", "{} new account", "{} new accounts"),
    ("gone_accounts", "{} account gone", "{} accounts gone"),
)


def counted(found: Difference) -> str:
    """The difference in numbers: C(1 new failure, 2 accounts recovered)."""
    numbers = ((len(getattr(found, name)), one, many) for name, one, many in _COUNTED)
    return ", ".join((one if number == 1 else many).format(f"{number:,}") for number, one, many in numbers if number)


def sentence(found: Difference) -> str:
    """The difference for the head of a run's page."""
    return f"since the run of {moment(found.since)}: {counted(found) or 'no difference'}"


def moment(time: datetime.datetime) -> str:
    """A time for readers."""
    return f"{time:%Y-%m-%d %H:%M} UTC"
