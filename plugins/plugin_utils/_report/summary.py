# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The summary at the end: counts, distinct changes, what was found about documents, access and drift, failures."""

from __future__ import annotations

import typing as t

from ...module_utils._sanitize import printable
from . import access, drift, kinds, reviews
from .states import ACCOUNT_STATES, CHANGED, FAILED, NOT_REACHED, UNCHANGED, UNREACHABLE, WOULD_CHANGE
from .values import Json

_MAX_FAILURES: t.Final = 20
_MAX_DRIFT_LINES: t.Final = 50
_MAX_ACCESS_LINES: t.Final = 20
_MAX_CHANGES: t.Final = 20
_MAX_STEPS: t.Final = 12
_MAX_DOCUMENTS: t.Final = 20
_MAX_NAMES: t.Final = 3
_SLOWEST: t.Final = 3
_MAX_LINE_LENGTH: t.Final = 300

# What a verdict about access is called, and the state whose colour it gets.
_TITLES: t.Final = {access.VIOLATED: "assertion violated", access.NEW: "new access", access.UNKNOWN: "access unknown"}
_STATES: t.Final = {access.VIOLATED: FAILED, access.NEW: WOULD_CHANGE, access.UNKNOWN: UNREACHABLE}

Line = tuple[str, str]
"""A line, and the state whose colour it gets, or an empty text for none."""


def lines(report: Json, *, show_all: bool = False, show_actions: bool = True) -> list[Line]:
    """The lines of a report's summary; C(show_all) lifts the limits on changes, failures, findings and names."""
    accounts = report["accounts"]
    return [
        *_counts(report["totals"]),
        *_changes(report, show_all=show_all, show_actions=show_actions),
        *_review(report, show_all=show_all),
        *_access(report["totals"], accounts, show_all=show_all),
        *_drift(accounts, show_all=show_all),
        *_failures(accounts, show_all=show_all),
        *([(report["since"], "")] if "since" in report else []),
        *_slowest(accounts),
    ]


def conclusion(report: Json) -> list[Line]:
    """The last line of the output: whether accounts have drifted, if a task looked for that."""
    totals = report["totals"].get("drift")
    if totals is None:
        return []
    state = UNREACHABLE if totals[drift.UNREAD] else CHANGED if totals[drift.DRIFTED] else UNCHANGED
    return [(drift.conclusion(totals), state)]


def nothing_done(options: Json) -> list[Line]:
    """The last line of a run without a task for any account; C(options) are those of the command line."""
    selected = [tag for tag in options.get("tags") or () if tag != "all"]
    skipped = list(options.get("skip_tags") or ())
    given = [f"--{name} {','.join(tags)}" for name, tags in (("tags", selected), ("skip-tags", skipped)) if tags]
    reason = f"with {' and '.join(given)}, " if given else ""
    return [(clean(f"nothing was done: {reason}no task ran for any account"), FAILED)]


def _counts(totals: t.Mapping[str, t.Mapping[str, int]]) -> t.Iterator[Line]:
    accounts, resources = totals["accounts"], totals["resources"]
    yield f"{'':14}{'accounts':>10}{'resources':>12}", ""
    for state in ACCOUNT_STATES:
        if accounts[state] or resources.get(state):
            of_resources = f"{resources[state]:>12,}" if state in resources else ""
            yield f"{words(state):14}{accounts[state]:>10,}{of_resources}", state
    yield f"{'total':14}{sum(accounts.values()):>10,}{sum(resources.values()):>12,}", ""


def _changes(report: Json, *, show_all: bool, show_actions: bool) -> t.Iterator[Line]:
    """How many resources were or would be created, updated and deleted, and each distinct change with its calls."""
    resources = [resource for account in report["accounts"] for resource in account["resources"]]
    yield from ((sentence, CHANGED) for sentence in kinds.sentences(resources))
    changes = report["distinct_changes"]
    titles = titles_of(report)
    shown = changes[: None if show_all else _MAX_CHANGES]
    for change in shown:
        yield clean(_change(change, [titles[host] for host in change["accounts"]], show_all=show_all)), change["state"]
        if show_actions:
            yield from _steps(kinds.steps(change), show_all=show_all)
    if len(shown) < len(changes):
        yield f"and {len(changes) - len(shown):,} more changes (-v shows them all)", ""


def _change(change: Json, titles: t.Sequence[str], *, show_all: bool) -> str:
    badges = ", ".join(kinds.badges(change))
    head = f"{kinds.SIGNS[change['kind']]} {kinds.title(change)}{f' ({badges})' if badges else ''}"
    return f"{head} in {_counted(titles, show_all=show_all)}"


def _counted(titles: t.Sequence[str], *, show_all: bool) -> str:
    """Accounts with their number, if there are several."""
    number = "" if len(titles) == 1 else f"{len(titles):,} accounts: "
    return f"{number}{_listed(titles, show_all=show_all)}"


def _steps(steps: t.Sequence[str], *, show_all: bool) -> t.Iterator[Line]:
    shown = steps[: None if show_all else _MAX_STEPS]
    yield from ((clean(f"    {step}"), "") for step in shown)
    if len(shown) < len(steps):
        yield f"    and {len(steps) - len(shown):,} more lines (-v shows them all)", ""


def _review(report: Json, *, show_all: bool) -> t.Iterator[Line]:
    """What reviews found, by document. Of known findings and of documents that stay as they are, only the number."""
    titles, found = titles_of(report), report.get("review", ())
    listed, quiet = (found, 0) if show_all else reviews.urgent(found)
    shown = listed[: None if show_all else _MAX_DOCUMENTS]
    for document in shown:
        steps = [
            f"{reviews.line(finding)}{_where(finding, titles, show_all=show_all)}" for finding in document["findings"]
        ]
        heading = f"review of {document['document']} in {_counted(_named(document, titles), show_all=show_all)}"
        yield clean(heading), FAILED if reviews.has_error(document) else ""
        yield from _steps(steps, show_all=show_all)
    if len(shown) < len(listed):
        yield f"and {len(listed) - len(shown):,} more documents with findings (-v shows them all)", ""
    if quiet:
        yield f"{reviews.of_quiet(quiet)} (-v lists them)", ""


def _where(finding: Json, titles: t.Mapping[str, str], *, show_all: bool) -> str:
    """The accounts of a finding that not all accounts of its document have."""
    return f", in {_counted(_named(finding, titles), show_all=show_all)}" if "accounts" in finding else ""


def _named(found: Json, titles: t.Mapping[str, str]) -> list[str]:
    return [titles[host] for host in found["accounts"]]


def findings(report: Json) -> list[Line]:
    """What was found about access, and drift. Accounts with the same share a line."""
    accounts = report["accounts"]
    return [*_about_access(accounts, show_all=True), *_drift(accounts, show_all=True)]


def _access(totals: Json, accounts: t.Sequence[Json], *, show_all: bool) -> t.Iterator[Line]:
    """How many accounts have which verdict about access, and what was found. Accounts with the same share a line."""
    if "access" not in totals:
        return
    of_accounts, of_resources = totals["access"]["accounts"], totals["access"]["resources"]
    yield f"{'access':14}{'accounts':>10}{'resources':>12}", ""
    for verdict in access.ACCESS_VERDICTS:
        if of_accounts[verdict] or of_resources[verdict]:
            yield f"{verdict:14}{of_accounts[verdict]:>10,}{of_resources[verdict]:>12,}", _STATES.get(verdict, "")
    yield from _about_access(accounts, show_all=show_all)


def _about_access(accounts: t.Sequence[Json], *, show_all: bool) -> t.Iterator[Line]:
    found = access.grouped(accounts)
    shown = found[: None if show_all else _MAX_ACCESS_LINES]
    for verdict, message, those in shown:
        titles = _listed([*map(title, those)], show_all=show_all)
        yield clean(f"{_TITLES[verdict]} in {titles}: {message}"), _STATES[verdict]
    if len(shown) < len(found):
        yield f"and {len(found) - len(shown):,} more about access (-v shows them all)", ""


def _drift(accounts: t.Sequence[Json], *, show_all: bool) -> t.Iterator[Line]:
    """What was found in the accounts. Those with the same findings share a line."""
    titles_by_findings: dict[str, list[str]] = {}
    for account in accounts:
        if findings := drift.summarize(account["resources"]):
            titles_by_findings.setdefault(findings, []).append(title(account))
    shown = list(titles_by_findings.items())[: None if show_all else _MAX_DRIFT_LINES]
    for findings, titles in shown:
        yield clean(f"found in {_listed(titles, show_all=show_all)}: {findings}"), ""
    if len(shown) < len(titles_by_findings):
        yield f"and {len(titles_by_findings) - len(shown):,} more findings (-v shows them all)", ""


def _failures(accounts: t.Sequence[Json], *, show_all: bool) -> t.Iterator[Line]:
    failed = [account for account in accounts if account["state"] in (FAILED, UNREACHABLE)]
    shown = failed[: None if show_all else _MAX_FAILURES]
    for account in shown:
        yield clean(f"{title(account)}: {reason(account)}"), account["state"]
    if len(shown) < len(failed):
        yield f"and {len(failed) - len(shown):,} more (-v shows them all)", FAILED
    not_reached = [account["host"] for account in accounts if account["state"] == NOT_REACHED]
    if not_reached:
        yield clean(f"not reached: {_listed(not_reached, show_all=False)}"), NOT_REACHED


def _listed(names: t.Sequence[str], *, show_all: bool) -> str:
    shown = names if show_all else names[:_MAX_NAMES]
    return ", ".join(shown) + (f" and {len(names) - len(shown):,} more" if len(shown) < len(names) else "")


def _slowest(accounts: t.Sequence[Json]) -> t.Iterator[Line]:
    timed = [account for account in accounts if account["seconds"] > 0]
    slowest = sorted(timed, key=lambda account: -account["seconds"])[:_SLOWEST]
    # Not worth a line in a small rollout.
    if len(timed) > _SLOWEST * 3:
        times = (f"{account['host']} {account['seconds']:,.1f} s" for account in slowest)
        yield clean(f"slowest: {', '.join(times)}"), ""


def title(account: Json) -> str:
    """An account as its host and, if that is another text, its ID."""
    account_id = account["account_id"]
    return account["host"] if account_id in (None, account["host"]) else f"{account['host']} ({account_id})"


def titles_of(report: Json) -> dict[str, str]:
    """The title of each account of a report, by host."""
    return {account["host"]: title(account) for account in report["accounts"]}


def reason(account: Json) -> str:
    """The first line of the failure that ended the account."""
    messages = [failure["message"] for failure in account["failures"] if failure["handled"] is None]
    return next(iter(messages[-1].splitlines()), "") if messages else ""


def words(state: str) -> str:
    """A state in words."""
    return state.replace("_", " ")


def clean(line: str) -> str:
    """The line without control characters, and cut at the limit."""
    line = printable(line)
    return line if len(line) <= _MAX_LINE_LENGTH else f"{line[:_MAX_LINE_LENGTH]}..."
