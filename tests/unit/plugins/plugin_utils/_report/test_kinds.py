# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The kind of a change, its effect on access, and the sentence that counts both."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report import kinds
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.access import Access
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.resources import Resource
from hypothesis import given
from hypothesis import strategies as st

Changes = list[dict[str, t.Any]]


def calls(*operations: str) -> Changes:
    return [{"operation": f"iam:{operation}", "summary": ""} for operation in operations]


@pytest.mark.parametrize(
    ("operations", "kind"),
    [
        (["CreateRole", "AttachRolePolicy"], "create"),
        (["CreatePolicy"], "create"),
        (["CreatePolicyVersion", "SetDefaultPolicyVersion"], "update"),
        (["PutRolePolicy"], "update"),
        (["CreateInstanceProfile"], "update"),
        (["DeletePolicyVersion", "DeleteRolePolicy", "DeleteRolePermissionsBoundary"], "update"),
        (["DetachRolePolicy", "DeleteRole"], "delete"),
        (["DeletePolicyVersion", "DeletePolicy"], "delete"),
        (["CreateRole", "DeleteRole"], "delete"),
        (["DeleteRole", "CreateRole"], "update"),
        ([], "update"),
    ],
)  # fmt: skip
def test_the_calls_tell_the_kind_of_a_change(operations: list[str], kind: str) -> None:
    assert kinds.kind_of(calls(*operations)) == kind


@pytest.mark.parametrize(
    ("operations", "effects", "new_access", "effect"),
    [
        ([], [], None, "neither"),
        ([], ["neither"], None, "neither"),
        ([], ["widens"], None, "widens"),
        ([], ["narrows", "neither"], None, "narrows"),
        ([], ["narrows", "widens"], None, "both"),
        ([], ["both"], None, "both"),
        ([], ["unknown", "narrows"], None, "unknown"),
        ([], ["unknown", "widens"], None, "widens"),
        (["AttachRolePolicy"], [], None, "widens"),
        (["DeleteRolePermissionsBoundary"], ["narrows"], None, "both"),
        (["PutRolePermissionsBoundary"], [], None, "unknown"),
        (["DetachRolePolicy", "TagRole"], [], None, "neither"),
        (["AttachRolePolicy"], ["unknown"], "none", "neither"),
        ([], ["both"], "none", "narrows"),
        (["TagRole"], [], "new", "widens"),
        ([], ["narrows"], "new", "both"),
        ([], ["widens"], "unknown", "widens"),
    ],
)  # fmt: skip
def test_calls_documents_and_new_access_tell_the_effect(
    operations: list[str], effects: list[str], new_access: str | None, effect: str
) -> None:
    changes = [{"effect": each} for each in effects]
    assert kinds.effect_of(calls(*operations), changes, new_access) == effect


EFFECTS: t.Final = st.sampled_from(["widens", "narrows", "both", "neither", "unknown"])


@given(st.lists(EFFECTS), st.sampled_from([None, "new", "none", "unknown"]), st.randoms())
def test_the_order_of_changes_is_without_effect(effects: list[str], new_access: str | None, random: t.Any) -> None:
    shuffled = random.sample(effects, len(effects))
    first, second = (
        kinds.effect_of((), [{"effect": each} for each in order], new_access) for order in (effects, shuffled)
    )
    assert first == second
    assert (new_access == "new") <= (first in ("widens", "both"))
    assert not (new_access == "none" and first in ("widens", "both", "unknown"))


@pytest.mark.parametrize("state", ["unchanged", "failed", "skipped", "not_reached", "drift", "missing"])
def test_only_a_change_has_a_kind(state: str) -> None:
    resource = Resource(type="role", name="R", state=state, actions=tuple(calls("CreateRole")))
    assert "kind" not in resource.to_json()
    changed = Resource(type="role", name="R", state="changed", actions=tuple(calls("CreateRole"))).to_json()
    assert (changed["kind"], changed["effect"]) == ("create", "neither")


def test_what_was_found_about_new_access_counts() -> None:
    resource = Resource(
        type="role",
        name="R",
        state="would_change",
        actions=tuple(calls("AttachRolePolicy")),
        access=Access(new_access="none"),
    )
    assert resource.change == {"kind": "update", "effect": "neither"}


def change(kind: str, effect: str = "neither", state: str = "would_change") -> dict[str, str]:
    return {"state": state, "kind": kind, "effect": effect}


@pytest.mark.parametrize(
    ("resources", "sentences"),
    [
        ([], []),
        ([{"state": "unchanged"}], []),
        ([change("create")] * 3, ["3 to create"]),
        ([change("update", "widens")], ["1 to update, which widens access"]),
        (
            [change("create")] * 1200 + [change("update", "both")] * 2 + [change("delete", "narrows")],
            ["1,200 to create, 2 to update, 1 to delete, 2 of them widen access"],
        ),
        (
            [change("create", "widens", "changed"), change("delete", state="changed")],
            ["1 created, 1 deleted, 1 of them widens access"],
        ),
        ([change("update", "unknown", "changed")] * 2, ["2 updated"]),
        ([change("update", state="changed"), change("update")], ["1 to update", "1 updated"]),
    ],
)
def test_the_sentence(resources: Changes, sentences: list[str]) -> None:
    assert kinds.sentences(resources) == sentences


def test_a_title_calls_a_provider_by_its_acronym() -> None:
    change = {"kind": "create", "state": "would change", "type": "oidc_provider", "name": "id.example.com"}
    assert "OIDC provider id.example.com" in kinds.title(change)
