# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The index of runs as a page."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.history import page
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.history.index import Index, index_of
from support.html_page import Page, digest
from support.rollout_reports import MARKUP
from support.run_history import account, change, drift, run

HOSTILE: t.Final = f"{MARKUP}\u202e\u2028&amp;\ud800\0"


def indexed(text: str, *, file: str = "run") -> Index:
    """An index of two runs in which every text is this one."""
    origin = {"inventory": [text], "limit": text, "commit": text, "user": text}
    shared = {"playbook": text, "origin": origin, "interrupted": True}
    runs = {
        f"{file}-{day}.json": run(
            account(f"{text}{day}", "failed", change(text), drift(text, f"differs: {text}")), day=day, **shared
        )
        for day in (1, 2)
    }
    return index_of(runs, [f"{file}-2.html"], skipped={text: text}, not_read=1)


def text_of(html: str) -> str:
    texts = [text for name, _attributes, texts in Page(html).elements if name != "style" for text in texts]
    return " ".join(" ".join(texts).split())


def test_the_page_has_no_markup_but_its_own() -> None:
    html = page.to_html(indexed(HOSTILE))
    assert html.isascii()
    shown, plain = Page(html), Page(page.to_html(indexed("plain")))
    assert [each[0] for each in shown.elements] == [each[0] for each in plain.elements]
    assert [each[1].keys() for each in shown.elements] == [each[1].keys() for each in plain.elements]
    assert MARKUP in text_of(html)
    # These hide or turn around what follows.
    assert not set(text_of(html)) & {"\u202e", "\0"}


def test_the_page_runs_nothing_and_loads_nothing() -> None:
    shown = Page(page.to_html(indexed(HOSTILE)))
    [policy] = [meta["content"] or "" for meta, _text in shown.all("meta") if meta.get("http-equiv")]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    [(_attributes, style)] = shown.all("style")
    assert directives == {
        "default-src": "'none'",
        "style-src": f"'sha256-{digest(style)}'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert shown.all("script") == []
    assert [word for word in ("@import", "url(") if word in style] == []
    assert {tag for tag, attributes, _texts in shown.elements if "src" in attributes or "href" in attributes} == {"a"}


@pytest.mark.parametrize(
    ("file", "address"),
    [
        ("2026-12-02", "./2026-12-02-2.html"),
        ("javascript:alert(1)", "./javascript%3Aalert%281%29-2.html"),
        ("//elsewhere.example", "./%2F%2Felsewhere.example-2.html"),
        ("a\"onclick='b", "./a%22onclick%3D%27b-2.html"),
        ("\udcff", "./%FF-2.html"),
    ],
)
def test_a_link_leads_to_a_file_beside_the_page(file: str, address: str) -> None:
    assert [link["href"] for link, _text in Page(page.to_html(indexed("x", file=file))).all("a")] == [address]


def test_the_page_says_what_differs() -> None:
    earlier = run(
        account("a", "failed"), account("b", "changed", change("Reports", effect="neither")), day=1, check_mode=True
    )
    later = run(account("a", "changed", change()), account("b"), account("c", "unreachable"), day=2, check_mode=True)
    html = page.to_html(index_of({"1.json": earlier, "2.json": later}, [], skipped={}, not_read=0))
    assert Page(html).all("a") == []
    text = text_of(html)
    for shown in (
        "2 runs \u00b7 the newest of 2026-12-02 02:00 UTC",
        "1 new failure, 1 account recovered, 1 new change, 1 change gone, 1 new account since 2026-12-01 02:00 UTC",
        "New failures c",
        "Recovered a",
        "New changes created role Auditor widens access in a",
        "Changes that are gone created role Reports in b",
        "no run before it",
    ):
        assert shown in text


@pytest.mark.parametrize(
    ("given", "more", "label"),
    [
        (account("a"), {}, ("label unchanged", "ok")),
        (account("a", "failed"), {}, ("label failed", "failed")),
        (account("a", "drift", drift("A", exists=False)), {}, ("label drift", "drift")),
        (account("a", "changed", change()), {}, ("label changed", "changes")),
        (account("a", "would_change", change()), {"check_mode": True}, ("label would_change", "changes")),
    ],
)
def test_a_state_has_a_colour_and_a_word(
    given: dict[str, t.Any], more: dict[str, t.Any], label: tuple[str, str]
) -> None:
    html = page.to_html(index_of({"1.json": run(given, **more)}, [], skipped={}, not_read=0))
    shown = [(attributes.get("class"), text) for attributes, text in Page(html).all("span")]
    assert label in shown


def test_long_lists_are_cut() -> None:
    hosts = [f"host-{number:03}" for number in range(50)]
    changes = [change(f"Role{number}") for number in range(30)]
    earlier = run(*map(account, hosts), day=1)
    later = run(*(account(host, "failed", *changes) for host in hosts), day=2)
    runs, skipped = {"1.json": earlier, "2.json": later}, {f"{number}.json": "it is not JSON" for number in range(60)}
    text = text_of(page.to_html(index_of(runs, [], skipped=skipped, not_read=0)))
    assert "host-019 and 30 more, which the JSON file has" in text
    assert "created role Role19 widens access in host-000, host-001" in text
    assert "host-019 and 30 more and 10 more, which the JSON file has" in text
    assert "49.json : it is not JSON and 10 more, which the JSON file has" in text
    assert "Role20" not in text


def test_a_folder_without_reports() -> None:
    text = text_of(page.to_html(Index(entries=(), skipped={"plan.json": "it is not JSON"}, not_read=0)))
    assert "0 runs This folder has no report that can be shown." in text
    assert "Files that are not shown plan.json : it is not JSON" in text
