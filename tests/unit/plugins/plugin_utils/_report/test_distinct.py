# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Changes that differ in nothing but the account are one change."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.distinct import distinct_changes
from hypothesis import given
from hypothesis import strategies as st

Json = dict[str, t.Any]

FIRST, SECOND = "111111111111", "222222222222"


def change(diff: str = "", **more: t.Any) -> Json:
    given = {"type": "role", "name": "R", "state": "would_change", "kind": "update", "effect": "neither", **more}
    return {**given, **({"diff": diff} if diff else {})}


def account(account_id: str | None, *resources: Json) -> Json:
    return {"host": f"host {account_id}", "account_id": account_id, "resources": [*resources]}


@pytest.mark.parametrize(
    ("first", "second", "shown"),
    [
        # The same in both accounts.
        (change("+ a"), change("+ a"), change("+ a")),
        # Only the accounts' own IDs differ.
        (
            change(f"+ arn:aws:iam::{FIRST}:role/R"),
            change(f"+ arn:aws:iam::{SECOND}:role/R"),
            change("+ arn:aws:iam::${AWS::AccountId}:role/R"),
        ),
        (
            change(changes=[{"added": [f"arn:aws:s3:::logs-{FIRST}"], "removed": None, "position": 0}]),
            change(changes=[{"added": [f"arn:aws:s3:::logs-{SECOND}"], "removed": None, "position": 0}]),
            change(changes=[{"added": ["arn:aws:s3:::logs-${AWS::AccountId}"], "removed": None, "position": 0}]),
        ),
        # IAM numbers a policy's versions in each account.
        (
            change(actions=[{"summary": "delete version v2 of managed policy P (the oldest)"}]),
            change(actions=[{"summary": "delete version v7 of managed policy P (the oldest)"}]),
            change(actions=[{"summary": "delete version v* of managed policy P (the oldest)"}]),
        ),
        # A template's text may look like the placeholder in both.
        (change("+ ${AWS::AccountId}"), change("+ ${AWS::AccountId}"), change("+ ${AWS::AccountId}")),
        # Times and places of a task are no part of a change.
        (change("+ a", message="one", surveys=[1]), change("+ a"), change("+ a")),
    ],
)  # fmt: skip
def test_one_change_of_two_accounts(first: Json, second: Json, shown: Json) -> None:
    [found] = distinct_changes([account(FIRST, first), account(SECOND, second)])
    assert found == {**shown, "accounts": [f"host {FIRST}", f"host {SECOND}"]}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (change("+ a"), change("+ b")),
        (change("+ a"), change("+ a", effect="widens")),
        (change("+ a"), change("+ a", kind="create")),
        (change("+ a"), change("+ a", name="S")),
        (change("+ a"), change("+ a", type="managed_policy")),
        (change("+ a"), change("+ a", state="changed")),
        # The ID of another account is not the account's own.
        (change(f"+ {FIRST}"), change(f"+ {FIRST}")),
        (change(f"+ {SECOND}"), change(f"+ {SECOND}")),
        # The placeholder is not the account's ID.
        (change(f"+ {FIRST}"), change("+ ${AWS::AccountId}")),
        # Nor is what stands for it in comparisons.
        (change(f"+ {FIRST}"), change("+ \0.")),
        # A part of a longer number is not an account's ID.
        (change(f"+ 9{FIRST}"), change(f"+ 9{SECOND}")),
        # A number is not a text.
        (change(changes=[{"position": 1}]), change(changes=[{"position": True}])),
        (change(changes=[{"position": 1}]), change(changes=[{"position": "1"}])),
        (change(), change(changes=[{"added": None}])),
        (
            change(access={"findings": [{"subject": "new_access", "verdict": "new", "message": "iam:PassRole on *"}]}),
            change(access={"findings": [{"subject": "new_access", "verdict": "unknown", "message": "no proof"}]}),
        ),
    ],
)  # fmt: skip
def test_two_changes(first: Json, second: Json) -> None:
    found = distinct_changes([account(FIRST, first), account(SECOND, second)])
    assert sorted(each["accounts"] for each in found) == [[f"host {FIRST}"], [f"host {SECOND}"]]


def test_accounts_without_an_id_share_a_change() -> None:
    [found] = distinct_changes([account(None, change("+ a")), account(FIRST, change("+ a"))])
    assert found["accounts"] == ["host None", f"host {FIRST}"]


def test_only_changes_count() -> None:
    unchanged = {"type": "role", "name": "R", "state": "unchanged", "diff": "a"}
    assert distinct_changes([account(FIRST, unchanged), account(SECOND)]) == []


def test_what_needs_attention_comes_first() -> None:
    resources = [
        change(name="few"),
        change(name="deleted", kind="delete"),
        change(name="wide", effect="both"),
        change(name="many"),
    ]
    found = distinct_changes([account(FIRST, *resources), account(SECOND, change(name="many"))])
    assert [each["name"] for each in found] == ["wide", "deleted", "many", "few"]


# Laws.

IDS: t.Final = st.sampled_from(["111111111111", "222222222222", "333333333333"])
# Pieces from which texts are built, so that equal and nearly equal texts occur.
PIECES: t.Final = st.lists(
    st.sampled_from(["own", FIRST, SECOND, "${AWS::AccountId}", " a", " b", "9", ""]), max_size=3
)
TEMPLATES: t.Final = st.fixed_dictionaries({
    "name": st.sampled_from("RS"),
    "kind": st.sampled_from(["create", "update", "delete"]),
    "effect": st.sampled_from(["widens", "neither"]),
    "diff": PIECES,
    "changes": st.lists(st.fixed_dictionaries({"added": st.lists(PIECES, max_size=2)}), max_size=2),
})  # fmt: skip


def filled(value: t.Any, own: str) -> t.Any:
    """A template with the account's own ID filled in."""
    if isinstance(value, dict):
        return {key: filled(content, own) for key, content in value.items()}
    if isinstance(value, list) and all(isinstance(piece, str) for piece in value):
        return "/".join(own if piece == "own" else piece for piece in value)
    return [filled(each, own) for each in value] if isinstance(value, list) else value


@st.composite
def reports(draw: st.DrawFn) -> list[Json]:
    accounts = []
    for number, (own, templates) in enumerate(
        draw(st.lists(st.tuples(IDS, st.lists(TEMPLATES, max_size=3)), max_size=5))
    ):
        resources = [{"type": "role", "state": "changed", **filled(each, own)} for each in templates]
        accounts.append({"host": f"h{number}", "account_id": own, "resources": resources})
    return accounts


@given(reports())
def test_each_change_of_each_account_is_in_one_distinct_change(accounts: list[Json]) -> None:
    listed = sorted(host for found in distinct_changes(accounts) for host in found["accounts"])
    assert listed == sorted(each["host"] for each in accounts for _resource in each["resources"])


@given(reports(), st.randoms())
def test_the_order_of_accounts_is_without_effect(accounts: list[Json], random: t.Any) -> None:
    def groups(those: list[Json]) -> list[tuple[str, list[str]]]:
        return [(found["name"], sorted(found["accounts"])) for found in distinct_changes(those)]

    assert groups(random.sample(accounts, len(accounts))) == groups(accounts)


@given(reports())
def test_two_changes_are_one_if_they_differ_in_nothing_but_the_account(accounts: list[Json]) -> None:
    groups: dict[str, list[str]] = {}
    for each in accounts:
        for resource in each["resources"]:
            # No text has this character.
            general = json.dumps(resource, sort_keys=True).replace(each["account_id"], "\0")
            groups.setdefault(general, []).append(each["host"])
    assert sorted(groups.values()) == sorted(found["accounts"] for found in distinct_changes(accounts))


@given(reports())
def test_the_placeholder_stands_for_the_id_of_each_account(accounts: list[Json]) -> None:
    by_host = {each["host"]: each for each in accounts}
    for found in distinct_changes(accounts):
        for host in found["accounts"]:
            own = by_host[host]["account_id"]
            texts = [each["diff"].replace("${AWS::AccountId}", own) for each in by_host[host]["resources"]]
            assert found["diff"].replace("${AWS::AccountId}", own) in texts
