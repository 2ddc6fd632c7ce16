# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the history keeps of a report, and which reports it refuses."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.history.run import Item, run_of
from support import rollout_reports
from support.run_history import account, change, drift, report, run

Json = dict[str, t.Any]


@pytest.mark.parametrize(
    ("accounts", "more", "state"),
    [
        ([account("a")], {}, "ok"),
        ([], {}, "ok"),
        ([account("a", "changed", change())], {}, "changes"),
        ([account("a", "drift", drift("A", "differs: tags"))], {}, "drift"),
        ([account("a", "unchanged", drift("A"))], {}, "ok"),
        ([account("a", "changed", change(), drift("A", "differs: tags"))], {}, "drift"),
        ([account("a", "failed", drift("A", "differs: tags")), account("b")], {}, "failed"),
        ([account("a", "unreachable")], {}, "failed"),
        ([account("a", "not_reached")], {"interrupted": True}, "failed"),
        ([account("a", "skipped")], {}, "ok"),
    ],
)
def test_the_state_of_a_run(accounts: list[Json], more: Json, state: str) -> None:
    assert run(*accounts, **more).state == state


def test_numbers_origin_and_accounts_of_a_report() -> None:
    content = json.loads(json.dumps(rollout_reports.rollout(60)))
    shown = run_of(content)
    assert (len(shown.accounts), sorted(shown.failed)) == (
        60,
        ["account-0001", "account-0007", "account-0011", "account-0057"],
    )
    assert shown.counts == content["totals"]["changes"]
    hosts = [sorted(change["accounts"]) for change in content["distinct_changes"]]
    assert sorted(sorted(item.hosts) for item in shown.changes.values()) == sorted(hosts)
    origin = content["origin"]
    assert (list(shown.inventory), shown.limit, shown.commit, shown.user) == tuple(
        origin[name] for name in ("inventory", "limit", "commit", "user")
    )


def test_a_change_is_the_same_however_many_accounts_share_it() -> None:
    """The diff, the state and the account's own ID make no difference, and neither does the number of a version."""
    policy = {"type": "managed_policy", "kind": "update"}
    one = change(text=" in 111111111111, version v3 of managed policy P", **policy)
    other = change(text=" in 222222222222, version v4 of managed policy P", **policy, diff="-a", state="would_change")
    alone = run(account("a", "changed", one, account_id="111111111111"))
    shared = run(*(account(name, "changed", other, account_id="222222222222") for name in ("b", "c")))
    assert alone.changes.keys() == shared.changes.keys()
    foreign = run(account("a", "changed", one, account_id="333333333333"))
    assert foreign.changes.keys() != alone.changes.keys()


@pytest.mark.parametrize(
    ("resource", "title"),
    [
        (drift("A", "differs: tags"), "role A differs: tags"),
        (drift("A", "differs: tags", "differs: path"), "role A differs: tags; differs: path"),
        (drift("A", "exists and should not", unwanted=True), "role A exists and should not"),
        (drift("A", exists=False), "role A does not exist"),
        (drift("A", differs=True), "role A differs"),
        (drift("A", "differs: trusts 111111111111"), "role A differs: trusts ${AWS::AccountId}"),
        (drift("A", exists=False, unwanted=True), None),
        (drift("A", others=["user ann"]), None),
        ({"type": "role", "name": "A", "state": "unchanged", "surveys": []}, None),
    ],
)
def test_drift_is_what_the_last_task_found(resource: Json, title: str | None) -> None:
    found = run(account("a", "drift", resource, account_id="111111111111")).drift
    assert list(found.values()) == ([Item(title=title, hosts=("a",))] if title else [])


NO_ROLE: t.Final = {"type": "role", "kind": "create", "effect": "widens"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "it is not a report of a rollout"),
        ([], "it is not a report of a rollout"),
        ({}, "it is not a report of a rollout"),
        ({"plan": "leastpriv.aws", "version": 1}, "it is not a report of a rollout"),
        (report(version=2), "it has version 2 of the report, and this release reads version 1"),
        (report(version=["1"]), "it has a version that is not a number of the report"),
        (report(started="yesterday"), "started is not a date and time"),
        (report(started="0001-01-01T00:00:00+23:59"), "started is not a date and time"),
        (report(started="2026-12-01T02:00:00"), "started has no time zone"),
        (report(started=5), "started is not a text"),
        (report(playbook=None), "playbook is not a text"),
        (report(accounts={}), "accounts is not a list of objects"),
        (report(accounts=["a"]), "accounts is not a list of objects"),
        (report({"host": "a"}), "state is not a text"),
        (report({"host": "a", "state": "failed"}), "resources is not a list of objects"),
        (report(account("a", "changed", {**NO_ROLE, "name": 1})), "name is not a text"),
        (report(account("a", "changed", change(kind=t.cast(str, [])))), "kind is not a text"),
        (report(account("a", "changed", change(actions="all"))), "actions is not a list of objects"),
        (report(account("a", "drift", {**drift(), "surveys": {}})), "surveys is not a list of objects"),
    ],
)  # fmt: skip
def test_what_is_no_report_is_refused(content: object, reason: str) -> None:
    with pytest.raises(ValueError, match=f"^{reason}"):
        run_of(content)


@pytest.mark.parametrize(
    "more",
    [
        {"origin": None},
        {"origin": {"inventory": "a", "limit": 5, "commit": {}, "user": None}},
        {"check_mode": "yes", "interrupted": 1, "totals": [], "distinct_changes": 5, "unknown": {}},
    ],
)
def test_what_a_report_need_not_have_may_be_anything(more: Json) -> None:
    shown = run(account("a"), **more)
    assert (shown.limit, shown.state, shown.check_mode) == ("", "ok", False)
