# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report as Markdown: what it has, how long it may be, and that no text from AWS becomes more than text."""

from __future__ import annotations

import html
import re
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report import markdown
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.distinct import distinct_changes
from hypothesis import given, settings
from hypothesis import strategies as st
from support import rollout_reports
from support.rollout_reports import MARKUP

Json = dict[str, t.Any]


EMPTY: t.Final = rollout_reports.rollout(1, check_mode=True)


def shown(text: str) -> str:
    """The Markdown as a reader sees it, without code elements and entities."""
    return html.unescape(re.sub(r"</?code>", "", text))


def report_of(*changes: Json, accounts: int = 1, failures: int = 0) -> Json:
    """A report whose accounts all have these changes, and some that failed."""
    report = dict(EMPTY)
    [account] = report["accounts"]
    resource = {"type": "role", "state": "would_change", "kind": "update", "effect": "neither"}
    account = account | {"resources": [{**resource, **change} for change in changes]}
    report["accounts"] = [{**account, "host": f"host-{number}"} for number in range(accounts)]
    failure = {"task": "t", "message": "no " * 80, "handled": None, "unreachable": False}
    failed = {**account, "state": "failed", "failures": [failure], "resources": []}
    report["accounts"] += [{**failed, "host": f"failed-{number}"} for number in range(failures)]
    report["distinct_changes"] = distinct_changes(report["accounts"])
    return report


def test_the_markdown_of_a_rollout() -> None:
    text = shown(markdown.to_markdown(rollout_reports.rollout(60, check_mode=True, asks=True)))
    for part in (
        "## Dry run of rollout.yml\n\n**8 to update, 8 of them widen access.**\n",
        "| would change | 8 | 8 |\n| failed | 3 | 2 |",
        "leastpriv.aws.iam_baseline, accounts.yml, workloads, 0123456789abcdef0123456789abcdef01234567, ann\n",
        "### Failures\n\n- account-0001 (000000000001): assertion failed: ",
        "<details><summary>~ update managed policy LogsPolicy, <b>widens access</b>, <b>new access</b>, 4 accounts<",
        "Accounts: account-0004 (000000000004), account-0022 (000000000022), account-0040",
        "- create a new default version of LogsPolicy\n- policy: ReadReports: Action gains s3:GetObject",
        '-                    "s3:GetObjectAcl"\n+                    "s3:GetObject",',
        "- assertion violated in account-0000 (000000000000), account-0010",
    ):
        assert part in text
    assert "Left out" not in text


def test_a_run_without_changes() -> None:
    report = rollout_reports.rollout(1)
    text = shown(markdown.to_markdown(report | {"interrupted": True}))
    assert text.startswith("## Rollout of rollout.yml\n\n**The run was interrupted.**\n\n**No changes.**\n")
    assert "###" not in text


def test_what_does_not_fit_is_counted() -> None:
    changes = [{"name": f"R{number}", "diff": f"+{number}" * 20_000} for number in range(3)]
    text = markdown.to_markdown(report_of(*changes))
    assert text.endswith("Left out for length: 2 details of changes. The JSON file and the HTML page have them.\n")
    assert text.count("<details>") == 3
    many = [{"name": f"R{number}", "actions": [{"summary": "call " * 50}] * 20} for number in range(900)]
    text = markdown.to_markdown(report_of(*many, failures=300))
    last = text.splitlines()[-1]
    [details, left_out, failures] = [
        int(re.findall(rf"([0-9,]+) {what}", last)[0].replace(",", ""))
        for what in ("details of changes", "changes", "failures")
    ]
    assert (text.count("- <code>failed&#45;") or text.count("- <code>failed-")) + failures == 300
    assert details > 0
    assert left_out > 0


def test_many_accounts_and_lines_are_counted() -> None:
    text = shown(markdown.to_markdown(report_of({"name": "R", "actions": [{"summary": "call"}] * 230}, accounts=80)))
    assert "host-49 (000000000000) and 30 more\n" in text
    assert "\n- and 30 more\n" in text


HOSTILE: t.Final = (
    MARKUP,
    "@everyone #1 GH-1 https://example.org www.example.org a@example.org",
    "`code` *bold* _em_ ~~del~~ [link](x) ![i](x) | a | $x$ :tada: \\",
    "</code></details><script>",
    "```\n# heading\n\n- item",
    "\n\n# heading",
    "\x1b[31m\u202eabc\u2028",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_stays_a_text(text: str) -> None:
    element = markdown.code(text)
    content = element.removeprefix("<code>").removesuffix("</code>")
    assert not set(content) & set("<>\"'`*_~[]\\!|$@:\n\x1b\u202e\u2028")
    assert not re.search(r"#(?![0-9]+;)|&(?!#[0-9]+;)|www\.", content)
    assert html.unescape(content).split() == ["".join(c if c.isprintable() else "?" for c in w) for w in text.split()]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_ends_its_element(text: str) -> None:
    change = {"name": text, "diff": text, "actions": [{"summary": text}], "changes": [{"summary": text}]}
    report = report_of(change, failures=1)
    report["playbook"] = report["accounts"][0]["host"] = report["accounts"][1]["failures"][0]["message"] = text
    report["distinct_changes"] = distinct_changes(report["accounts"])
    written = markdown.to_markdown(report)
    fences = re.findall(r"^(`{3,})diff\n(.*?)^\1$", written, re.MULTILINE | re.DOTALL)
    assert len(fences) == 1
    outside = re.sub(r"^(`{3,})diff\n.*?^\1$", "", written, flags=re.MULTILINE | re.DOTALL)
    tags = set(re.findall(r"</?[^>]*>", outside))
    assert tags <= {"<code>", "</code>", "<details>", "</details>", "<summary>", "</summary>", "<b>", "</b>"}
    assert outside.count("<details>") == outside.count("</details>") == 1
    assert re.findall(r"^#.*", outside, re.MULTILINE)[1:] == ["### Failures", "### Changes"]


ANY: t.Final = st.text(max_size=400) | st.sampled_from(HOSTILE)


CHANGES: t.Final = st.fixed_dictionaries({
    "name": ANY,
    "diff": ANY,
    "actions": st.lists(st.fixed_dictionaries({"summary": ANY}), max_size=5),
})  # fmt: skip


@settings(max_examples=40)
@given(st.lists(CHANGES, max_size=8), st.integers(1, 60), st.integers(0, 20), st.integers(4_000, 20_000))
def test_it_is_never_longer_than_the_limit(changes: list[Json], accounts: int, failures: int, limit: int) -> None:
    text = markdown.to_markdown(report_of(*changes, accounts=accounts, failures=failures), limit=limit)
    assert len(text.encode()) <= limit


def test_the_largest_report_fits_a_comment() -> None:
    text = markdown.to_markdown(rollout_reports.rollout(1000))
    assert len(text) <= len(text.encode()) <= 65_536
