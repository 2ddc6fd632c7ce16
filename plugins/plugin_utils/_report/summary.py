# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The summary in the end: a table of the counts, the failures, and the slowest accounts."""

from __future__ import annotations

import typing as t

from ...module_utils._sanitize import printable
from . import survey
from .results import ACCOUNT_STATES, FAILED, NOT_REACHED, UNREACHABLE

_MOST_FAILURES: t.Final = 20
_MOST_SURVEYS: t.Final = 50
_SLOWEST: t.Final = 3
_LONGEST_LINE: t.Final = 300

Line = tuple[str, str]
"""A line, and the state whose colour it has, or an empty text."""


def lines(report: t.Mapping[str, t.Any], *, all_failures: bool = False) -> list[Line]:
    """The summary of a report, line by line."""
    accounts = report["accounts"]
    return [
        *_counts(report["totals"]),
        *_surveys(accounts, everything=all_failures),
        *_failures(accounts, everything=all_failures),
        *_slowest(accounts),
    ]


def _counts(totals: t.Mapping[str, t.Mapping[str, int]]) -> t.Iterator[Line]:
    accounts, resources = totals["accounts"], totals["resources"]
    yield f"{'':14}{'accounts':>10}{'resources':>12}", ""
    for state in ACCOUNT_STATES:
        if accounts[state] or resources.get(state):
            of_resources = f"{resources[state]:>12,}" if state in resources else ""
            yield f"{words(state):14}{accounts[state]:>10,}{of_resources}", state
    yield f"{'total':14}{sum(accounts.values()):>10,}{sum(resources.values()):>12,}", ""


def _surveys(accounts: t.Sequence[t.Mapping[str, t.Any]], *, everything: bool) -> t.Iterator[Line]:
    """What surveys found, by what accounts have in common: an account a line would be many lines that say the same."""
    alike: dict[str, list[str]] = {}
    for account in accounts:
        if found := survey.words(account["resources"]):
            alike.setdefault(found, []).append(_title(account))
    shown = list(alike.items()) if everything else list(alike.items())[:_MOST_SURVEYS]
    for found, titles in shown:
        more = f" and {len(titles) - 3:,} more" if len(titles) > 3 and not everything else ""
        named = titles if everything else titles[:3]
        yield clean(f"survey of {', '.join(named)}{more}: {found}"), ""
    if len(shown) < len(alike):
        yield f"and {len(alike) - len(shown):,} more surveys (-v shows them all)", ""


def _failures(accounts: t.Sequence[t.Mapping[str, t.Any]], *, everything: bool) -> t.Iterator[Line]:
    failed = [account for account in accounts if account["state"] in (FAILED, UNREACHABLE)]
    shown = failed if everything else failed[:_MOST_FAILURES]
    for account in shown:
        yield clean(f"{_title(account)}: {_reason(account)}"), account["state"]
    if len(shown) < len(failed):
        yield f"and {len(failed) - len(shown):,} more (-v shows them all)", FAILED
    left = [account["host"] for account in accounts if account["state"] == NOT_REACHED]
    if left:
        more = f" and {len(left) - 3:,} more" if len(left) > 3 else ""
        yield clean(f"not reached: {', '.join(left[:3])}{more}"), NOT_REACHED


def _slowest(accounts: t.Sequence[t.Mapping[str, t.Any]]) -> t.Iterator[Line]:
    timed = [account for account in accounts if account["seconds"] > 0]
    slowest = sorted(timed, key=lambda account: -account["seconds"])[:_SLOWEST]
    # With a few accounts everybody sees that.
    if len(timed) > _SLOWEST * 3:
        yield clean("slowest: " + ", ".join(f"{a['host']} {a['seconds']:,.1f} s" for a in slowest)), ""


def _title(account: t.Mapping[str, t.Any]) -> str:
    number = account["account_id"]
    return account["host"] if number in (None, account["host"]) else f"{account['host']} ({number})"


def _reason(account: t.Mapping[str, t.Any]) -> str:
    messages = [failure["message"] for failure in account["failures"] if failure["handled"] is None]
    return next(iter(messages[-1].splitlines()), "") if messages else ""


def words(state: str) -> str:
    """A state as people read it."""
    return state.replace("_", " ")


def clean(line: str) -> str:
    """A line that cannot do anything to a terminal, and is not too long for a log."""
    line = printable(line)
    return line if len(line) <= _LONGEST_LINE else f"{line[:_LONGEST_LINE]}..."
