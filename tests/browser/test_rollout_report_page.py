# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report's page in a browser."""

from __future__ import annotations

import typing as t

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from support import rollout_reports
from support.report_page import Json, Page, log
from support.rollout_reports import MARKUP, POLICIES, ROLES

Show = t.Callable[[Json], Page]
FAILED: t.Final = ("failed", "unreachable")

SMALL: t.Final = rollout_reports.rollout(60)
LARGE: t.Final = rollout_reports.rollout(1000)
CHANGED: t.Final = ("account-0004", "LogsPolicy")
TITLE: t.Final = "4 failed, 8 changed \u00b7 rollout.yml \u00b7 accounts.yml"


def test_accounts_are_down_and_resources_across(show: Show) -> None:
    page = show(SMALL)
    page.unfold()
    assert page.rows() == matching(SMALL, lambda _account: True)
    assert page.headings() == ["Account", "State", *POLICIES, MARKUP, *ROLES]
    assert "60 accounts \u00b7 13 resources \u00b7 3 waves" in page.one("header").text


@pytest.mark.parametrize(
    ("account", "resource", "state"),
    [
        ("account-0000", "AuditPolicy", "unchanged"),
        (*CHANGED, "updated"),
        ("account-0007", "BackupRole", "failed"),
        ("account-0007", "BillingRole", "not reached"),
    ],
)
def test_a_cell_shows_its_state_by_colour_mark_and_label(show: Show, account: str, resource: str, state: str) -> None:
    page = show(SMALL)
    page.unfold()
    cell = page.cell(account, resource)
    assert cell.get_attribute("aria-label") == state
    state_class = {"updated": "changed"}.get(state, state.replace(" ", "_"))
    assert state_class in (cell.get_attribute("class") or "").split()
    assert cell.text == {"unchanged": "\u00b7", "updated": "~", "failed": "\u00d7", "not reached": ""}[state]


def test_states_have_distinct_colours(show: Show) -> None:
    page = show(rollout_reports.rollout(60, check_mode=True) | {"interrupted": True})
    for scheme in ("light", "dark"):
        page.prefer(scheme)
        states = ("unchanged", "would_change", "failed", "unreachable")
        colours = {page.one(f".chip .mark.{state}").value_of_css_property("background-color") for state in states}
        assert len(colours) == 4
    assert "check mode: nothing was changed" in page.one("h1").text
    assert "interrupted" in page.one("h1").text


def test_a_click_shows_actions_changes_and_diff(show: Show) -> None:
    page = show(SMALL)
    page.cell(*CHANGED).click()
    detail = page.detail()
    assert "account-0004 (000000000004)" in detail
    assert "create a new default version of LogsPolicy iam:CreatePolicyVersion" in detail
    assert (
        "policy \u203a ReadReports \u203a Action\nwidens what is allowed\n\u2212 s3:GetObjectAcl\n+ s3:GetObject"
        in detail
    )
    lines = {" ".join(span.text.split()): span.get_attribute("class") for span in page.all(".diff > span")}
    assert lines['- "s3:GetObjectAcl"'] == "remove"
    assert lines['+ "s3:GetObject",'] == "add"
    assert lines["+++ after: managed policy LogsPolicy in account 111111111111"] == "place"
    page.one("#close").click()
    assert page.detail() == ""


def test_an_account_shows_its_failure_and_leads_to_its_resources(show: Show) -> None:
    page = show(SMALL)
    page.one('tbody th[title="account-0007"]').click()
    assert "role BackupRole in account 000000000007: iam:CreateRole failed with AccessDenied" in page.detail()
    [button] = [row for row in page.all("#detail button.row") if row.text.endswith("role BackupRole")]
    button.click()
    assert page.one("#detail h2").text == "role BackupRole"
    assert page.one("#detail pre.message").text.startswith("role BackupRole in account 000000000007")


def test_a_resource_shows_what_was_found_of_it(show: Show) -> None:
    report = rollout_reports.rollout(1)
    found = {"exists": True, "differs": False, "findings": ["last used on 2026-02-03"]}
    report["accounts"][0]["resources"][0]["surveys"] = [found, {"exists": False, "differs": None, "findings": []}]
    page = show(report)
    page.search("last used on", shown=1)
    page.cell("account-0000", "AuditPolicy").click()
    titles = [title.get_attribute("textContent") for title in page.all("#detail h3")]
    assert titles == ["Found in AWS at the start", "Found in AWS at the end"]
    lines = [line.text for line in page.all("#detail li")]
    assert lines == ["exists", "no drift", "last used on 2026-02-03", "does not exist"]


ASKED: t.Final = rollout_reports.rollout(60, asks=True)


def test_a_run_that_asks_nothing_shows_nothing_about_access(show: Show) -> None:
    page = show(SMALL)
    assert page.all("[data-access], .with-access, [class*=access-]") == []


def test_each_account_has_its_worst_verdict_about_access(show: Show) -> None:
    page = show(ASKED)
    page.unfold()
    assert page.headings() == ["Account", "State", "Access", *POLICIES, MARKUP, *ROLES]
    verdicts = {"account-0000": "violated", "account-0004": "new access", "account-0003": "holds", "account-0001": ""}
    for account, shown in verdicts.items():
        assert page.cell(account, "Access").text == shown
    cell = page.cell("account-0004", "LogsPolicy")
    assert cell.get_attribute("aria-label") == "updated, access: new access"
    assert "gradient" in cell.value_of_css_property("background-image")
    assert page.cell("account-0004", "AuditPolicy").get_attribute("aria-label") == "unchanged"


def test_a_resource_shows_the_request_and_what_was_not_considered(show: Show) -> None:
    page = show(ASKED)
    page.cell("account-0000", ROLES[-1]).click()
    detail = page.detail()
    for text in (
        "an assertion is violated 1 assertion holds",
        "may_not[1] violated\nmay_not[1] is violated: iam:PassRole on *",
        "Action\niam:PassRole\nResource\n*\niam:passedtoservice\nec2.amazonaws.com",
        "Not considered: service control policies, resource-based policies.",
    ):
        assert text in detail
    page.cell("account-0002", MARKUP).click()
    assert f"new access\ns3:ListBucket on arn:aws:s3:::acme-{MARKUP}, allowed by P: Read" in page.detail()
    page.unfold()
    page.cell("account-0003", ROLES[-1]).click()
    assert "the assertions hold 2 assertions hold" in page.detail()
    assert page.all("img") == []


def test_an_account_leads_to_the_roles_that_need_attention(show: Show) -> None:
    page = show(ASKED)
    page.one('tbody th[title="account-0000"]').click()
    assert "Access\nan assertion is violated" in page.detail()
    [button] = [row for row in page.all("#detail button.row") if row.text.endswith(f"role {ROLES[-1]}")]
    assert "violated" in button.text
    button.click()
    assert page.one("#detail h2").text == f"role {ROLES[-1]}"


def test_accounts_are_found_by_their_access(show: Show) -> None:
    page = show(ASKED)
    for verdict in ("violated", "new", "holds"):
        expected = matching(ASKED, finds(verdict))
        chip = page.one(f'[data-access="{verdict}"]')
        assert chip.text.endswith(str(len(expected)))
        chip.click()
        assert page.rows() == expected
        chip.click()
    page.one('[data-access="new"]').click()
    page.one('[data-state="unchanged"]').click()
    assert page.rows() == matching(ASKED, lambda account: finds("new")(account) and account["state"] == "unchanged")
    page.one("#reset").click()
    page.unfold()
    assert len(page.rows()) == 60
    assert page.all('.chip[aria-pressed="true"]') == []
    expected = matching(ASKED, finds("violated"))
    page.search("may_not[1] is violated", shown=len(expected))
    assert page.rows() == expected


def finds(verdict: str) -> t.Callable[[Json], bool]:
    """Whether a verdict is an account's, or one of its resources has it as a finding."""
    return lambda account: (
        verdict == account.get("access")
        or verdict
        in {
            resource["access"]["verdict"]
            for resource in account["resources"]
            if "access" in resource and resource["access"]["findings"]
        }
    )


def matching(report: Json, fits: t.Callable[[Json], bool]) -> list[str]:
    """The accounts that fit, in the page's order: those that need attention first."""
    return [account["host"] for account in sorted(report["accounts"], key=urgency) if fits(account)]


def urgency(account: Json) -> int:
    if account["state"] in FAILED:
        return 0
    if account.get("access") == "violated":
        return 1
    return 2 if account["state"] == "changed" or account.get("access") in ("new", "unknown") else 3


def has(state: str) -> t.Callable[[Json], bool]:
    return lambda account: account["state"] == state


def test_each_account_is_counted_once(show: Show) -> None:
    page = show(SMALL)
    numbers = [int(number.text) for number in page.all(".chip[data-state] b")]
    page.unfold()
    assert sum(numbers) == len(SMALL["accounts"]) == len(page.rows())


def test_what_was_found_has_a_colour_a_mark_and_a_filter(show: Show) -> None:
    report = rollout_reports.rollout(60)
    report["accounts"] = [account for account in report["accounts"] if account["state"] == "unchanged"][:3]
    marks = {"drift": "\u2260", "missing": "\u25a1", "used_by_others": "\u2194"}
    for account, state in zip(report["accounts"], marks, strict=False):
        account["state"] = account["resources"][0]["state"] = state
    page = show(report)
    for account, (state, mark) in zip(report["accounts"], marks.items(), strict=False):
        cell = page.cell(account["host"], "AuditPolicy")
        assert (cell.text, cell.get_attribute("aria-label")) == (mark, state.replace("_", " "))
        chip = page.one(f'[data-state="{state}"]')
        assert state.replace("_", " ") in chip.text
        chip.click()
        assert page.rows() == [account["host"]]
        chip.click()
    for scheme in ("light", "dark"):
        page.prefer(scheme)
        colours = {page.one(f".chip .mark.{state}").value_of_css_property("background-color") for state in marks}
        assert len(colours) == 3


def test_filters(show: Show) -> None:
    page = show(SMALL)
    for state in ("changed", "failed", "unreachable"):
        expected = matching(SMALL, has(state))
        chip = page.one(f'[data-state="{state}"]')
        assert chip.text.endswith(str(len(expected)))
        chip.click()
        assert page.rows() == expected
        assert chip.get_attribute("aria-pressed") == "true"
        chip.click()
    page.one('[data-state="failed"]').click()
    page.one('[data-state="changed"]').click()
    assert page.rows() == matching(SMALL, lambda account: has("failed")(account) or has("changed")(account))
    page.one("#reset").click()
    page.unfold()
    assert len(page.rows()) == 60


def has_changed(account: Json, name: str) -> bool:
    return (name, "changed") in {(resource["name"], resource["state"]) for resource in account["resources"]}


@pytest.mark.parametrize("unit", ["Workloads", "Workloads/Test", "Infrastructure/Network"])
def test_a_unit_includes_those_below_it(show: Show, unit: str) -> None:
    page = show(SMALL)
    page.one(f'#ou option[value="{unit}"]').click()
    assert page.rows() == matching(SMALL, lambda account: f"{account['ou']}/".startswith(f"{unit}/"))
    assert page.rows()


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("account-0042", lambda account: account["host"] == "account-0042"),
        ("000000000042", lambda account: account["host"] == "account-0042"),
        ("accessdenied", lambda account: account["state"] == "failed" and account["host"] != "account-0001"),
        ("no route", lambda account: account["state"] == "unreachable"),
        ("gains s3:GetObject", lambda account: account["state"] == "changed"),
        ("logspolicy", lambda account: has_changed(account, "LogsPolicy")),
        ("onerror=", lambda account: account["host"] in ("account-0001", "account-0002")),
        ("nothing has this", lambda _account: False),
    ],
)  # fmt: skip
def test_search(show: Show, text: str, fits: t.Callable[[Json], bool]) -> None:
    page = show(SMALL)
    expected = matching(SMALL, fits)
    page.search(text, shown=len(expected))
    assert page.rows() == expected
    assert page.one(".empty").is_displayed() == (not expected)


def test_filters_work_together(show: Show) -> None:
    page = show(LARGE)
    page.one('[data-state="failed"]').click()
    page.one('#ou option[value="Workloads"]').click()
    expected = matching(LARGE, lambda account: account["state"] == "failed" and account["ou"].startswith("Workloads"))
    page.search("backuprole", shown=len(expected[1:]))
    # The first account failed in another task.
    assert page.rows() == expected[1:]


def test_markup_is_text(show: Show) -> None:
    page = show(SMALL)
    page.cell("account-0002", MARKUP).click()
    detail = page.detail()
    assert detail.count(MARKUP) >= 6
    page.one('tbody th[title="account-0002"]').click()
    page.one('tbody th[title="account-0001"]').click()
    assert f"assertion failed: {MARKUP}" in page.detail()
    assert page.all("img") == []
    assert len(page.all("script")) == 2
    assert page.browser.title == TITLE


def test_the_content_security_policy_blocks_other_scripts(show: Show) -> None:
    page = show(SMALL)
    # As if markup from the report had become an element.
    page.browser.execute_script(
        "document.body.insertAdjacentHTML('beforeend', '<b onclick=\"document.title = 1\">b</b>')"
    )
    page.browser.execute_script("document.body.lastElementChild.click()")
    assert page.browser.title == TITLE
    [refusal] = log(page.browser, "browser")
    assert "Content Security Policy" in refusal["message"]


def test_the_page_works_with_the_keyboard(show: Show) -> None:
    page = show(SMALL)
    page.one("#reset").send_keys(Keys.TAB)
    assert page.focused().get_attribute("title") == "account-0001"
    for key in [Keys.ARROW_DOWN] * 5 + [Keys.ARROW_RIGHT] * 5:
        page.focused().send_keys(key)
    assert page.focused() == page.cell(*CHANGED)
    page.focused().send_keys(Keys.ENTER)
    assert "create a new default version" in page.detail()
    page.focused().send_keys(Keys.ESCAPE)
    assert page.detail() == ""
    assert page.focused() == page.cell(*CHANGED)
    page.focused().send_keys(Keys.HOME)
    page.focused().send_keys(Keys.SPACE)
    assert page.one("#detail h2").text == "account-0004"
    assert len(page.all("tbody [tabindex]")) == 1


def test_the_keyboard_skips_hidden_rows(show: Show) -> None:
    page = show(SMALL)
    page.search("accessdenied", shown=2)
    page.one("#reset").send_keys(Keys.TAB)
    assert page.focused().get_attribute("title") == "account-0007"
    page.focused().send_keys(Keys.ARROW_DOWN)
    assert page.focused().get_attribute("title") == "account-0057"
    page.focused().send_keys(Keys.ARROW_DOWN)
    assert page.focused().get_attribute("title") == "account-0057"


def test_a_thousand_accounts(show: Show) -> None:
    page = show(LARGE)
    assert len(page.rows()) < 150
    page.unfold()
    assert len(page.rows()) == 1000
    page.search("accessdenied", shown=20)
    assert len(page.rows()) == 20
    page.search("", shown=1000)
    page.cell("account-0994", "LogsPolicy").click()
    assert page.one("#detail h2").text == "policy LogsPolicy"
    # Cells contain no elements, which keeps a large table fast.
    assert len(page.all("tbody td.cell > *")) == 0


def test_a_narrow_window_has_room_for_the_detail(show: Show) -> None:
    page = show(SMALL)
    page.browser.set_window_size(500, 800)
    page.cell("account-0007", "AuditPolicy").click()
    detail = page.one("#detail").rect
    width = page.browser.execute_script("return document.documentElement.clientWidth")
    assert (detail["x"], detail["width"]) == (0, width)
    assert page.browser.execute_script("return document.documentElement.scrollWidth") == width


def test_print_has_every_row_and_no_controls(show: Show) -> None:
    page = show(SMALL)
    page.prefer("light", media="print")
    assert not page.one("#search").is_displayed()
    last = page.all("tbody tr")[-1]
    height = page.browser.execute_script("return document.documentElement.scrollHeight")
    assert last.rect["y"] + last.rect["height"] <= height + 1
    assert page.one(".matrix").value_of_css_property("overflow") == "visible"


def test_a_report_without_accounts(show: Show) -> None:
    page = show(rollout_reports.rollout(0))
    assert page.one(".empty").text == "This rollout has no accounts."
    assert page.all("tbody th") == []


def test_it_reads_as_a_table(show: Show) -> None:
    page = show(SMALL)
    assert page.one("table").get_attribute("aria-label") == "Accounts and their resources"
    assert {header.get_attribute("scope") for header in page.all("thead th")} == {"col", "colgroup"}
    assert {header.get_attribute("scope") for header in page.all("tbody th")} == {"row"}
    unnamed = [
        control
        for control in page.all("input, select, button")
        if not (control.text or control.get_attribute("aria-label"))
    ]
    assert unnamed == []
    assert page.one("tbody").find_elements(By.CSS_SELECTOR, "td.cell:not([aria-label])") == []


# Distinct changes, links, diffs, accessibility.


def test_the_head_says_where_the_run_comes_from(show: Show) -> None:
    page = show(SMALL)
    short = page.one(".origin summary")
    facts = ["leastpriv.aws.iam_baseline", "accounts.yml", "limit workloads", "0123456789ab", "ann"]
    assert short.text.split(" \u00b7 ") == facts
    short.click()
    unfolded = page.one(".origin").text
    assert "ansible-playbook rollout.yml -i accounts.yml --limit workloads -e @vars.yml -e ..." in unfolded
    assert "ansible-core 2.19.4, leastpriv.aws 1.0.0, Python 3.12.3" in unfolded


PLANNED: t.Final = rollout_reports.rollout(60, check_mode=True, asks=True)


def test_accounts_in_which_nothing_happened_are_folded(show: Show) -> None:
    page = show(SMALL)
    assert page.rows() == matching(SMALL, lambda account: account["state"] != "unchanged")
    assert page.one("button.fold").text == "48 unchanged"
    page.unfold()
    assert len(page.rows()) == 60
    page.one("button.fold").click()
    assert len(page.rows()) == 12


def test_each_distinct_change_is_listed_once_and_leads_to_its_accounts(show: Show) -> None:
    page = show(PLANNED)
    assert page.one(".sentence").text == "8 to update, 8 of them widen access."
    assert page.one("#overview h2").text == "3 distinct changes"
    buttons = page.all("#overview button")
    assert [" ".join(button.text.split()) for button in buttons[:2]] == [
        "~ update managed policy LogsPolicy widens access new access 4 accounts",
        "~ update managed policy BackupPolicy widens access new access 3 accounts",
    ]
    buttons[0].click()
    assert not page.one("#overview").is_displayed()
    assert page.one("#detail h2").text == "update managed policy LogsPolicy"
    accounts = [button.text for button in page.all("#detail button.row")]
    assert accounts == [f"account-{number:04} ({number:012})" for number in (4, 22, 40, 58)]
    page.all("#detail button.row")[1].click()
    assert page.one("#detail h2").text == "policy LogsPolicy"
    page.one("#close").click()
    assert page.one("#overview").is_displayed()


def test_policies_and_roles_of_one_name_have_heads(show: Show) -> None:
    report = rollout_reports.rollout(1)
    for resource in report["accounts"][0]["resources"] + report["resources"]:
        resource["name"] = resource["name"].removesuffix("Policy").removesuffix("Role")
    page = show(report)
    groups = [(head.text, head.get_attribute("colspan")) for head in page.all("thead th[scope=colgroup]")]
    assert groups == [("Policies", "6"), ("Roles", "6")]
    assert [head.get_attribute("title") for head in page.all("thead th.resource")][5:7] == [
        "policy Support",
        "role Audit",
    ]


@pytest.mark.parametrize(
    ("link", "heading"),
    [
        ("#account=account-0007", "account-0007"),
        # A folded account is shown.
        ("#account=account-0003", "account-0003"),
        ("#account=account-0004&type=managed_policy&name=LogsPolicy", "policy LogsPolicy"),
        ("#account=account-0004&type=role&name=LogsPolicy", "account-0004"),
        ("#change=1", "update managed policy BackupPolicy"),
        ("#account=nobody", None),
        ("#change=99", None),
        ("#change=<img src=x>", None),
        ("#", None),
    ],
)
def test_a_link_opens_what_was_open(show: Show, link: str, heading: str | None) -> None:
    page = show(PLANNED)
    page.browser.execute_script("location.hash = arguments[0]", link)
    page.wait_for_detail(shown=heading is not None)
    if heading:
        assert page.one("#detail h2").text == heading
        assert page.browser.execute_script("return decodeURIComponent(location.hash)").startswith(link[:9])
        page.one("#close").click()
        assert page.browser.execute_script("return location.hash") == ""


LONG: t.Final = "\n".join([
    "--- before: role R", "+++ after: role R", "@@ -1,14 +1,14 @@", *(f"  line {number}" for number in range(12)),
    '-  "Action": "s3:GetObject",', '+  "Action": "s3:PutObject",', "   end",
])  # fmt: skip


def test_a_diff_marks_words_unfolds_and_stands_side_by_side(show: Show) -> None:
    report = rollout_reports.rollout(5)
    resource = next(each for each in report["accounts"][4]["resources"] if each["state"] == "changed")
    resource["diff"] = LONG
    page = show(report)
    page.cell(*CHANGED).click()
    assert [mark.text for mark in page.all(".diff mark")] == ["GetObject", "PutObject"]
    assert page.all(".diff > .same")[-1].text.strip() == "end"
    assert "line 3" not in page.detail()
    page.one(".unfold").click()
    assert "line 3" in page.detail()
    page.one("#split").click()
    [pair] = [row for row in page.all(".diff.split .pair") if "GetObject" in row.text]
    left, right = pair.find_elements(By.CSS_SELECTOR, "span")
    assert ("GetObject" in left.text, "PutObject" in right.text) == (True, True)
    assert left.rect["x"] < right.rect["x"]
    page.browser.execute_script(
        "Object.defineProperty(navigator, 'clipboard', {value: {writeText: async (text) => { window.copied = text; }}})"
    )
    page.all(".copy")[-1].click()
    assert page.browser.execute_script("return window.copied") == LONG


def test_a_new_document_is_formatted(show: Show) -> None:
    report = rollout_reports.rollout(5)
    resource = next(each for each in report["accounts"][4]["resources"] if each["state"] == "changed")
    resource["changes"] = [{"document": "policy", "added": [{"Effect": "Allow", "Action": "s3:*"}], "effect": "widens"}]
    page = show(report)
    page.cell(*CHANGED).click()
    assert page.one(".change .value").text.splitlines() == ["+ {", '  "Effect": "Allow",', '  "Action": "s3:*"', "}"]


def test_a_link_to_a_cell_opens_it_for_a_colleague(show: Show) -> None:
    page = show(SMALL)
    page.cell("account-0002", MARKUP).click()
    link = page.browser.current_url
    page.browser.get("about:blank")
    page.browser.get(link)
    page.wait_for_detail(shown=True)
    assert page.one("#detail h2").text == f"policy {MARKUP}"
    assert "account-0002 (000000000002)" in page.detail()


REVIEWED: t.Final = {
    **SMALL,
    "review": [
        {
            "document": "LogsPolicy",
            "changes": True,
            "accounts": ["account-0001", "account-0002"],
            "findings": [
                {"id": "service-wildcard", "severity": "warning", "statement": "Read", "message": MARKUP},
                {
                    "id": "too-large",
                    "severity": "error",
                    "statement": None,
                    "message": "too long",
                    "known": True,
                    "accounts": ["account-0002"],
                },
            ],
        }
    ],
}


def test_findings_of_the_review_are_listed_by_document(show: Show) -> None:
    for report in (REVIEWED, {**REVIEWED, "distinct_changes": []}):
        page = show(report)
        document = page.one("#overview .reviewed")
        assert document.text == "LogsPolicy 2 findings, 2 accounts"
        document.find_element(By.TAG_NAME, "summary").click()
        lines = [line.text for line in page.all(".reviewed li")]
        assert lines == [f"Read: {MARKUP} service-wildcard", "document: too long too-large, known, in account-0002"]
        page.cell(*CHANGED).click()
        page.one("#close").click()
        assert document.is_displayed()


def test_a_narrow_window_says_the_state_in_words(show: Show) -> None:
    page = show(ASKED)
    heading = page.one('th[title="account-0004"]')
    assert "changed" not in heading.text
    page.browser.set_window_size(500, 800)
    assert heading.text.splitlines()[-1] == "changed new access"
    assert page.one('th[title="account-0007"]').text.splitlines()[-1] == "failed unknown"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(show: Show, scheme: str) -> None:
    page = show(rollout_reports.rollout(12, check_mode=True, asks=True) | {"review": REVIEWED["review"]})
    page.prefer(scheme)
    page.unfold()
    resource = "#account=account-0004&type=managed_policy&name=LogsPolicy"
    for link in ("#", "#account=account-0007", resource, "#change=0"):
        page.browser.execute_script("location.hash = arguments[0]", link)
        page.wait_for_detail(shown=link != "#")
        assert page.axe_violations() == []
