# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The index as an HTML page that needs no script. What comes from reports and file names only ever becomes text."""

from __future__ import annotations

import os
import pathlib
import typing as t
import urllib.parse
import xml.etree.ElementTree as ET

from .. import files, kinds, summary
from ..states import CHANGED, FAILED, UNCHANGED, WOULD_CHANGE
from . import run
from .difference import Difference, counted, moment
from .index import Entry, Index

_HERE: t.Final = pathlib.Path(__file__).parent
# A page with more is an exception; the JSON file has all of them.
_MAX_NAMES: t.Final = 20
_MAX_ITEMS: t.Final = 20
_MAX_SKIPPED: t.Final = 50
_COMMIT_LENGTH: t.Final = 12

_NUMBERS: t.Final = ("Create", "Update", "Delete", "Widen access", "Accounts", "Failed", "Drifted")
_HEADS: t.Final = ("Run", "State", "Since the run before", *_NUMBERS, "Inventory", "Commit", "Started by")
# The lists of a difference, those that need attention first.
_LISTS: t.Final[t.Mapping[str, str]] = {
    "New failures": "newly_failed",
    "Recovered": "recovered",
    "New drift": "new_drift",
    "Drift that is gone": "gone_drift",
    "New changes": "new_changes",
    "Changes that are gone": "gone_changes",
    "New accounts": "new_accounts",
    "Accounts that are gone": "gone_accounts",
}
# The states of runs whose colours are those of accounts.
_COLOURS: t.Final[t.Mapping[str, str]] = {run.OK: UNCHANGED, FAILED: FAILED, run.DRIFT: run.DRIFT}

if t.TYPE_CHECKING:
    _Child: t.TypeAlias = ET.Element | str


def to_html(index: Index) -> str:
    """The page, in ASCII. Its policy allows its own style and nothing else."""
    style = "\n".join((_HERE / name).read_text(encoding="utf-8") for name in ("../page.css", "page.css"))
    policy = f"default-src 'none'; style-src {files.source_of(style)}; base-uri 'none'; form-action 'none'"
    head = _make(
        "head",
        _make("meta", charset="utf-8"),
        ET.Element("meta", {"http-equiv": "Content-Security-Policy", "content": policy}),
        _make("meta", name="viewport", content="width=device-width, initial-scale=1"),
        _make("meta", name="referrer", content="no-referrer"),
        _make("meta", name="color-scheme", content="light dark"),
        _make("title", "History of rollouts"),
        _make("style", style),
    )
    page = _make("html", head, _make("body", _header(index), _make("main", *_content(index))), lang="en")
    return f"<!DOCTYPE html>\n{ET.tostring(page, encoding='us-ascii', method='html').decode()}\n"


def _make(tag: str, *children: _Child, **attributes: str) -> ET.Element:
    """An element with attributes and children. C(class_) is the attribute class. A child is an element or a text."""
    element = ET.Element(tag, {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()})
    for child in children:
        if isinstance(child, ET.Element):
            element.append(child)
        elif len(element):
            element[-1].tail = (element[-1].tail or "") + child
        else:
            element.text = (element.text or "") + child
    return element


def _header(index: Index) -> ET.Element:
    facts = [_count(len(index.entries), "run")]
    if index.entries:
        facts.append(f"the newest of {moment(index.entries[0].run.started)}")
    if index.not_read:
        facts.append(f"{_count(index.not_read, 'older file')} not shown")
    return _make("header", _make("h1", "History of rollouts"), _make("p", " \u00b7 ".join(facts), class_="facts"))


def _content(index: Index) -> t.Iterator[ET.Element]:
    if index.entries:
        heads = [_make("th", head, scope="col", **_number_class(head)) for head in _HEADS]
        rows = _make("tbody", *map(_row, index.entries))
        table = _make("table", _make("thead", _make("tr", *heads)), rows, aria_label="Runs, the newest first")
        # The keyboard can scroll what is wider than the window.
        yield _make("div", table, class_="scroll", role="region", tabindex="0", aria_label="Runs")
    else:
        yield _make("p", "This folder has no report that can be shown.", class_="empty")
    if index.skipped:
        skipped = [(_make("code", _text(file)), f": {_text(reason)}") for file, reason in index.skipped.items()]
        yield _make("section", _make("h2", "Files that are not shown"), _list(skipped, _MAX_SKIPPED))


def _row(entry: Entry) -> ET.Element:
    shown = entry.run
    started = _make("time", moment(shown.started), datetime=shown.started.isoformat())
    title = _make("a", started, href=_address(entry.page)) if entry.page else started
    mode = ", check mode" if shown.check_mode else ""
    origin = [", ".join(shown.inventory), f"limit {shown.limit}" if shown.limit else ""]
    numbers = [*(shown.counts[name] for name in (*kinds.KINDS, kinds.WIDEN))]
    numbers += [len(shown.accounts), len(shown.failed), len(shown.drifted)]
    return _make(
        "tr",
        _make("th", title, _make("small", _text(f"{shown.playbook}{mode}")), scope="row"),
        _make("td", *_state(shown)),
        _make("td", *_since(entry.difference)),
        *(_make("td", f"{number:,}", class_="number" if number else "number zero") for number in numbers),
        _make("td", _text(", ".join(filter(None, origin)))),
        _make("td", _make("code", _text(shown.commit[:_COMMIT_LENGTH]))),
        _make("td", _text(shown.user)),
    )


def _state(shown: run.Run) -> t.Iterator[ET.Element]:
    changing = WOULD_CHANGE if shown.check_mode else CHANGED
    yield _make("span", summary.words(shown.state), class_=f"label {_COLOURS.get(shown.state, changing)}")
    if shown.interrupted:
        yield _make("span", "interrupted", class_="label failed")


def _since(found: Difference | None) -> t.Iterator[_Child]:
    """The difference in numbers, which unfold to names."""
    if found is None:
        yield _make("span", "no run before it", class_="facts")
        return
    since = _make("small", f"since {moment(found.since)}")
    numbers = counted(found)
    if not numbers:
        yield from ("no difference", since)
        return
    parts: list[ET.Element] = []
    for title, name in _LISTS.items():
        if values := getattr(found, name):
            lines = [_item(value) if isinstance(value, run.Item) else (_text(value),) for value in values]
            parts += [_make("h2", title), _list(lines, _MAX_ITEMS)]
    yield _make("details", _make("summary", numbers, since), *parts)


def _item(item: run.Item) -> tuple[_Child, ...]:
    badges = [_make("span", badge, class_="badge") for badge in item.badges]
    more = f" and {len(item.hosts) - _MAX_NAMES:,} more" if len(item.hosts) > _MAX_NAMES else ""
    hosts = ", ".join(map(_text, item.hosts[:_MAX_NAMES]))
    return (_text(item.title), *badges, _make("small", f"in {hosts}{more}"))


def _list(lines: t.Sequence[t.Sequence[_Child]], limit: int) -> ET.Element:
    more = [(f"and {len(lines) - limit:,} more, which the JSON file has",)] if len(lines) > limit else []
    return _make("ul", *(_make("li", *line) for line in (*lines[:limit], *more)))


def _number_class(head: str) -> dict[str, str]:
    return {"class_": "number"} if head in _NUMBERS else {}


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _text(text: str) -> str:
    """A text of others in one line, without characters that hide or reorder what it says."""
    return summary.clean(" ".join(text.split()))


def _address(name: str) -> str:
    """The address of a file beside the page, whatever its name is."""
    return f"./{urllib.parse.quote(os.fsencode(name), safe='')}"
