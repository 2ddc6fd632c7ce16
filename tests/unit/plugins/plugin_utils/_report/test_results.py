# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From the results of tasks to resources."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report import results
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.resources import TaskOutcome
from support.rollout_reports import ended, entry

CALL: t.Final = {"operation": "iam:CreatePolicy", "summary": "create managed policy P"}
CHANGE: t.Final = {"document": "policy", "statement": "S", "element": "Action", "added": ["a:B"], "removed": []}
ONE: t.Final = {"changed": True, "policy": {"policy_name": "P"}, "actions": [CALL], "changes": [CHANGE]}

Given = dict[str, t.Any]


def read(result: Given, **more: t.Any) -> TaskOutcome:
    return results.read(ended("a", result, **more))


def found(result: Given, **more: t.Any) -> list[tuple[str, str, str]]:
    return [(each.type, each.name, each.state) for each in read(result, **more).resources]


@pytest.mark.parametrize(
    ("action", "module"),
    [
        ("leastpriv.aws.iam_role", "iam_role"),
        ("iam_role", "iam_role"),
        ("leastpriv.aws.iam_managed_policy", "iam_managed_policy"),
        ("leastpriv.aws.iam_baseline", "iam_baseline"),
        ("leastpriv.aws.iam_policy_review", "iam_policy_review"),
        ("leastpriv.aws.iam_role_info", "iam_role_info"),
        ("amazon.aws.iam_role", None),
        ("ansible.builtin.debug", None),
        ("", None),
        (None, None),
    ],
)
def test_what_counts_as_a_module_of_the_collection(action: str | None, module: str | None) -> None:
    assert results.module_of(action) == module


@pytest.mark.parametrize(
    ("result", "more", "resource"),
    [
        (ONE, {}, ("managed_policy", "P", "changed")),
        (ONE, {"check_mode": True}, ("managed_policy", "P", "would_change")),
        (ONE | {"changed": False}, {}, ("managed_policy", "P", "unchanged")),
        # What failed has no resource in its result: its options name it.
        (
            {"msg": "no", "invocation": {"module_args": {"name": "P"}}},
            {"state": "failed"},
            ("managed_policy", "P", "failed"),
        ),
        ({"msg": "no"}, {"state": "failed", "arguments": {"name": "P"}}, ("managed_policy", "P", "failed")),
        ({"msg": "no"}, {"state": "unreachable", "arguments": {"name": "P"}}, ("managed_policy", "P", "not_reached")),
        ({}, {"state": "skipped", "arguments": {"name": "P"}}, ("managed_policy", "P", "skipped")),
        # Removed, and it was not there.
        ({"changed": False, "policy": None}, {"arguments": {"name": "P"}}, ("managed_policy", "P", "unchanged")),
        ({"changed": True, "iam_role": {"role_name": "R"}}, {"module": "iam_role"}, ("role", "R", "changed")),
    ],
)
def test_a_single_resource(result: Given, more: Given, resource: tuple[str, str, str]) -> None:
    assert found(result, **{"module": "iam_managed_policy"} | more) == [resource]


def test_what_is_kept_of_a_resource() -> None:
    diff = {
        "before": {},
        "after": {"name": "P"},
        "before_header": "managed policy P",
        "after_header": "managed policy P",
    }
    [resource] = read({**ONE, "diff": diff}, module="iam_managed_policy").resources
    assert resource.to_json() == {
        "type": "managed_policy",
        "name": "P",
        "state": "changed",
        "kind": "create",
        "effect": "neither",
        "actions": [CALL],
        "changes": [CHANGE],
        "diff": (
            '--- before: managed policy P\n+++ after: managed policy P\n@@ -1 +1,3 @@\n-{}\n+{\n+    "name": "P"\n+}'
        ),
    }


def test_items_of_a_loop() -> None:
    items: dict[str | None, tuple[t.Any, str | None]] = {
        "P": ({**ONE, "_ansible_item_label": "P"}, None),
        "Q": ({"msg": "refused", "_ansible_item_label": "Q"}, "failed"),
        "R": ({"item": {"name": "R"}}, "skipped"),
        "S": ({"item": "S"}, "skipped"),
        # Its failed_when says that it did not fail.
        "T": ({"failed": True, "failed_when_result": False, "_ansible_item_label": "T"}, None),
        "U": ({"failed": False, "failed_when_result": True, "_ansible_item_label": "U"}, "failed"),
        "V": ({"_ansible_item_label": "V"}, "unreachable"),
        None: ({"changed": True, "item": {"of": "no name"}}, None),
        "": ("not a result", None),
    }
    result = {"results": [item for item, _state in items.values()]}
    # States of an earlier loop come first.
    item_states = ("failed", *(state for _item, state in items.values()))
    outcome = read(result, module="iam_managed_policy", state="failed", item_states=item_states)
    states = {each.name: each.state for each in outcome.resources}
    assert states == {
        "P": "changed",
        "Q": "failed",
        "R": "skipped",
        "S": "skipped",
        "T": "unchanged",
        "U": "failed",
        "V": "not_reached",
    }
    assert outcome.states == ("changed",)
    assert [each.message for each in outcome.resources if each.name == "Q"] == ["refused"]


def test_a_set_of_resources() -> None:
    entries = [
        entry("managed_policy", "P"),
        entry("managed_policy", "Q", "changed", actions=[CALL], changes=[CHANGE]),
        entry("role", "R", "failed", msg="refused"),
        entry("role", "S", "not_reached"),
        entry("role", "T", "a word of tomorrow"),
    ]
    expected = [
        ("managed_policy", "P", "unchanged"),
        ("managed_policy", "Q", "changed"),
        ("role", "R", "failed"),
        ("role", "S", "not_reached"),
        ("role", "T", "not_reached"),
    ]
    assert found({"resources": entries}, state="failed") == expected
    assert read({"resources": entries}).resources[2].message == "refused"
    assert found({"resources": entries}, check_mode=True)[1][2] == "would_change"


def test_a_set_that_failed_before_it_began_has_an_outcome_all_the_same() -> None:
    assert read({"msg": "the review found something", "findings": []}, state="failed").states == ("failed",)


def headed(name: str, header: str) -> Given:
    return {"before": "", "after": name, "before_header": header, "after_header": header}


@pytest.mark.parametrize(
    ("diffs", "of"),
    [
        ([headed("q", "managed policy Q in account 1"), headed("r", "role R in account 1")], {"Q": "+q", "R": "+r"}),
        # In whatever order, and where one of them is missing, the headers decide.
        ([headed("r", "role R in account 1"), headed("q", "managed policy Q in account 1")], {"Q": "+q", "R": "+r"}),
        ([headed("r", "role R in account 1")], {"R": "+r"}),
        # Without headers that name them, it is their order.
        ([headed("q", "before"), headed("r", "before")], {"Q": "+q", "R": "+r"}),
        ([headed("q", "before")], {}),
        ([], {}),
    ],
)
def test_diffs_of_a_set_find_their_resources(diffs: list[Given], of: dict[str, str]) -> None:
    entries = [entry("managed_policy", "P"), entry("managed_policy", "Q", "changed"), entry("role", "R", "changed")]
    outcome = read({"resources": entries, "diff": diffs})
    assert {each.name: each.diff.splitlines()[-1] for each in outcome.resources if each.diff} == of


@pytest.mark.parametrize("module", ["iam_managed_policy", "iam_baseline"])
@pytest.mark.parametrize(
    ("result", "more"),
    [
        ({**ONE, "_ansible_no_log": True}, {}),
        ({"changed": True, "censored": "hidden"}, {}),
        ({**ONE, "resources": [entry("role", "R", "changed")]}, {"no_log": True}),
        ({"results": [{**ONE}], "changed": True}, {"no_log": True, "item_states": (None,)}),
    ],
)
def test_of_a_result_with_no_log_there_is_nothing_but_the_outcome(module: str, result: Given, more: Given) -> None:
    assert read(result, module=module, **more) == TaskOutcome(states=("changed",))


def test_of_a_loop_only_the_items_with_no_log_are_hidden() -> None:
    result = {"results": [ONE, {"censored": "hidden", "changed": False}]}
    outcome = read(result, module="iam_managed_policy", item_states=(None, None))
    assert ([each.name for each in outcome.resources], outcome.states) == (["P"], ("unchanged",))


@pytest.mark.parametrize(
    ("result", "state", "outcome"),
    [({"changed": True}, None, "unchanged"), ({"msg": "found"}, "failed", "failed"), ({}, "skipped", "skipped")],
)
@pytest.mark.parametrize("module", ["iam_policy_review", "iam_baseline_export", "iam_managed_policy_info"])
def test_a_task_that_reads_changes_nothing(module: str, result: Given, state: str | None, outcome: str) -> None:
    """It may write a file."""
    assert read(result, module=module, state=state) == TaskOutcome(states=(outcome,))


@pytest.mark.parametrize("module", ["iam_policy", "iam_instance_profile"])
def test_a_task_for_a_resource_without_a_column_changes_the_account(module: str) -> None:
    assert read({"changed": True}, module=module) == TaskOutcome(states=("changed",))


def test_every_module_of_the_collection_is_known() -> None:
    modules = pathlib.Path(__file__).parents[5] / "plugins" / "modules"
    assert {path.stem for path in modules.glob("iam_*.py")} == results.MODULES


def test_what_a_failed_set_has_not_reached_is_known_by_name() -> None:
    entries = [entry("managed_policy", "P", "changed"), entry("role", "R", "failed")]
    result = {"msg": "denied", "resources": entries, "not_reached": {"role": ["S"], "managed_policy": None}}
    outcome = read(result, module="iam_baseline", state="failed")
    assert [(each.name, each.state, each.message) for each in outcome.resources] == [
        ("P", "changed", ""),
        ("R", "failed", "denied"),
        ("S", "not_reached", ""),
    ]


def test_secrets_are_taken_out_of_messages() -> None:
    outcome = read(
        {"msg": "key AKIA/secret was refused", "name": "P"},
        module="iam_managed_policy",
        state="failed",
        arguments={"name": "P"},
    )
    assert outcome.without(["AKIA/secret"]).resources[0].message == "key ******** was refused"


def test_roles_about_which_something_is_asserted_are_shown() -> None:
    access = {"verdict": "holds", "assertions": [{"assertion": "may_not", "position": 0, "verdict": "holds"}]}
    result = {"iam_roles": [{"role_name": "app", "access": access}, {"role_name": "other"}]}
    (resource,) = read(result, module="iam_role_info").resources
    assert (resource.type, resource.name, resource.state) == ("role", "app", "unchanged")
    assert resource.access is not None
    assert (resource.access.verdict, resource.access.held) == ("holds", 1)
    assert read({"iam_roles": [{"role_name": "other"}]}, module="iam_role_info").resources == ()
