# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report as Markdown, for a comment or the summary of a pipeline's job.

Text from AWS and from tasks is only ever the content of a code element or of a fenced block, in which neither Markdown,
HTML nor mentions work.
"""

from __future__ import annotations

import re
import typing as t

from ...module_utils._sanitize import printable
from . import kinds, reviews, summary
from .states import FAILED, UNREACHABLE
from .values import Json

# What a comment on GitHub may have. Counted in bytes of UTF-8, which is never less than the number of characters.
LIMIT: t.Final = 65_536
# For the last line, which says what was left out.
_RESERVED: t.Final = 400
_MAX_NAMES: t.Final = 50
_MAX_LINES: t.Final = 200
# The dot of an address would make it a link. The others mean something to Markdown, HTML or a code host.
_SIGNS: t.Final = re.compile(r"""[]!-'*+:-@[\\^_`{|}~]|(?<=www)\.""", re.IGNORECASE)


class _Page:
    """The blocks of the page so far, and what did not fit."""

    def __init__(self, limit: int) -> None:
        self._room = limit - _RESERVED
        self._blocks: list[str] = []
        self._left_out: dict[str, int] = {}

    def add(self, *versions: str, what: str = "", reserve: int = 0) -> None:
        """Add the first of some versions of a block that fits, the longest of which comes first.

        Without C(what), a block that does not fit is left out silently. C(reserve) is room for what follows.
        """
        for index, version in enumerate(versions):
            size = len(version.encode()) + 2
            if size <= self._room - reserve:
                self._blocks.append(version)
                self._room -= size
                if index and what:
                    self._leave_out(f"details of {what}")
                return
        if what:
            self._leave_out(what)

    def _leave_out(self, what: str) -> None:
        self._left_out[what] = self._left_out.get(what, 0) + 1

    def text(self) -> str:
        counted = (f"{number:,} {what}" for what, number in self._left_out.items())
        left_out = f"Left out for length: {', '.join(counted)}. The JSON file and the HTML page have them."
        return "\n\n".join([*self._blocks, *([left_out] if self._left_out else [])]) + "\n"


def to_markdown(report: Json, *, limit: int = LIMIT) -> str:
    """The report as Markdown that has at most C(limit) bytes: totals, failures, distinct changes, findings."""
    page = _Page(limit)
    accounts = report["accounts"]
    page.add(_head(report))
    page.add(_totals(report["totals"]))
    if facts := _origin(report.get("origin", {})):
        page.add(facts)
    if "since" in report:
        page.add(f"{report['since'][:1].upper()}{report['since'][1:]}.")
    failed = [account for account in accounts if account["state"] in (FAILED, UNREACHABLE)]
    _add_failures(page, failed, reserve=limit // 2)
    titles = summary.titles_of(report)
    _add_changes(page, report["distinct_changes"], titles)
    _add_review(page, report.get("review", ()), titles)
    _add_findings(page, [line for line, _state in summary.findings(report)])
    return page.text()


def code(text: str) -> str:
    """A text in one line as a code element, without anything that Markdown, HTML or a code host interprets."""
    line = summary.clean(" ".join(text.split()))
    return f"<code>{_SIGNS.sub(lambda sign: f'&#{ord(sign[0])};', line)}</code>"


def _head(report: Json) -> str:
    of = f"Dry run of {code(report['playbook'])}" if report["check_mode"] else f"Rollout of {code(report['playbook'])}"
    resources = [resource for account in report["accounts"] for resource in account["resources"]]
    counted = kinds.sentences(resources) or ["no changes"]
    stopped = ["**The run was interrupted.**"] if report["interrupted"] else []
    return "\n\n".join([f"## {of}", *stopped, *(f"**{sentence[0].upper()}{sentence[1:]}.**" for sentence in counted)])


def _origin(origin: Json) -> str:
    """The roles, the inventory, the limit, the commit and the user of the run."""
    given = [*origin.get("roles", ()), *origin.get("inventory", ()), *map(origin.get, ("limit", "commit", "user"))]
    return ", ".join(code(fact) for fact in given if fact)


def _totals(totals: Json) -> str:
    rows = [
        f"| {summary.words(state)} | {number:,} | {totals['resources'].get(state, 0):,} |"
        for state, number in totals["accounts"].items()
        if number or totals["resources"].get(state)
    ]
    return "\n".join(["| | Accounts | Resources |", "|---|--:|--:|", *rows])


def _add_failures(page: _Page, failed: t.Sequence[Json], *, reserve: int) -> None:
    if failed:
        page.add("### Failures")
    for account in failed:
        page.add(f"- {code(summary.title(account))}: {code(summary.reason(account))}", what="failures", reserve=reserve)


def _add_changes(page: _Page, changes: t.Sequence[Json], titles: t.Mapping[str, str]) -> None:
    """The distinct changes; C(titles) names the account of each host."""
    if changes:
        page.add("### Changes")
    for change in changes:
        page.add(_change(change, titles), _change(change, titles, diff=False), _heading(change), what="changes")


def _add_review(page: _Page, documents: t.Sequence[Json], titles: t.Mapping[str, str]) -> None:
    """What reviews found, by document, with the accounts where these are not all that have the document."""
    listed, quiet = reviews.urgent(documents)
    if documents:
        page.add("### Review")
    for document in listed:
        heading = f"- {code(document['document'])}, {_number(document)}"
        lines = [
            f"  - {code(reviews.line(finding))}{f', {_accounts(finding, titles)}' if 'accounts' in finding else ''}"
            for finding in document["findings"]
        ]
        whole = [f"{heading}: {_accounts(document, titles)}", *lines[:_MAX_LINES]]
        page.add("\n".join(whole), heading, what="findings")
    if quiet:
        page.add(f"- {reviews.of_quiet(quiet).removeprefix('review: ')}")


def _number(those: Json) -> str:
    number = len(those["accounts"])
    return "1 account" if number == 1 else f"{number:,} accounts"


def _accounts(those: Json, titles: t.Mapping[str, str]) -> str:
    """The accounts of a change or a finding; of many, the first."""
    names = [titles[host] for host in those["accounts"]]
    more = f" and {len(names) - _MAX_NAMES:,} more" if len(names) > _MAX_NAMES else ""
    return f"{', '.join(map(code, names[:_MAX_NAMES]))}{more}"


def _add_findings(page: _Page, findings: t.Sequence[str]) -> None:
    if findings:
        page.add("### Findings")
    for line in findings:
        page.add(f"- {code(line)}", what="findings")


def _heading(change: Json) -> str:
    badges = "".join(f", <b>{badge}</b>" for badge in kinds.badges(change))
    words = f"{kinds.SIGNS[change['kind']]} {kinds.title(change)}"
    return f"- {code(words)}{badges}, {_number(change)}"


def _change(change: Json, titles: t.Mapping[str, str], *, diff: bool = True) -> str:
    """A change, folded: its accounts, its calls, the changes of documents, and its diff."""
    folded = [f"<details><summary>{_heading(change).removeprefix('- ')}</summary>"]
    folded.append(f"Accounts: {_accounts(change, titles)}")
    steps = [f"- {code(step)}" for step in [*kinds.steps(change), *change.get("new_access", ())]]
    cut = [f"- and {len(steps) - _MAX_LINES:,} more"] if len(steps) > _MAX_LINES else []
    folded += ["\n".join([*steps[:_MAX_LINES], *cut])] if steps else []
    if diff and change.get("diff"):
        folded.append(_fenced(change["diff"]))
    return "\n\n".join([*folded, "</details>"])


def _fenced(text: str) -> str:
    """A diff in a fence that no line of it can end."""
    content = "\n".join(map(printable, text.split("\n")))
    longest = max(map(len, re.findall("`+", content)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}diff\n{content}\n{fence}"
