# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An inline policy for a role that does not exist: the message suggests the role that is most likely meant."""

from __future__ import annotations

import json

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import IamError, MissingError
from memory_iam import ApiError, Fault, MemoryIam
from support.tasks import allow, task, trust


def iam(*roles: str, listing: str | None = None) -> MemoryIam:
    """An account with these roles, in which AWS answers their listing with this error."""
    memory = MemoryIam(page_size=1)
    for name in roles:
        trusted = json.dumps(trust("ec2.amazonaws.com"))
        memory.call("CreateRole", {"RoleName": name, "AssumeRolePolicyDocument": trusted})
    if listing:
        memory.faults.append(Fault("ListRoles", ApiError(listing, "refused"), times=9))
    memory.calls.clear()
    return memory


def refusal(memory: MemoryIam, role: str) -> str:
    with pytest.raises(MissingError) as caught:
        task(memory, "iam_policy", iam_type="role", iam_name=role, policy_name="i", policy_json=allow("s3:GetObject"))
    assert memory.writes == []
    return f"{caught.value}. {caught.value.advice}"


def test_a_role_of_a_similar_name_is_suggested() -> None:
    memory = iam("Billing", "OrdersApi", "OrdersWorker")
    assert "OrdersApi" in refusal(memory, "OrderApi")
    assert "OrdersWorker" in refusal(memory, "ordersworker")


@pytest.mark.parametrize("memory", [iam("Billing"), iam("OrdersApi", listing="AccessDenied")], ids=["other", "denied"])
def test_without_one_nothing_is_suggested(memory: MemoryIam) -> None:
    said = refusal(memory, "OrderApi")
    assert "Billing" not in said
    assert "OrdersApi" not in said
    assert memory.operations == ["ListRolePolicies", "ListRoles"]


def test_a_failure_of_the_listing_is_not_taken_for_a_denial() -> None:
    with pytest.raises(IamError, match="refused"):
        task(
            iam("OrdersApi", listing="ServiceFailure"),
            "iam_policy",
            iam_type="role",
            iam_name="OrderApi",
            policy_name="i",
            policy_json=allow("s3:GetObject"),
        )


def test_a_removal_needs_no_role() -> None:
    memory = iam("OrdersApi")
    outcome = task(memory, "iam_policy", iam_type="role", iam_name="OrderApi", policy_name="i", state="absent")
    assert outcome.calls == ()
    assert memory.operations == ["ListRolePolicies"]
