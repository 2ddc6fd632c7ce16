# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Eventual consistency: reads answer from the past, and new principals are invalid, for as long as was ordered."""

from __future__ import annotations

import time
import typing as t

from sandbox import Fault, FaultKind, Sandbox
from unit.sandbox.conftest import ACCOUNT_ID
from unit.sandbox.fault_cases import error_of, fault
from unit.sandbox.refusal_cases import POLICY_ARN, TRUST, attach, carry_out, policy, role, trust, update_trust, version

HOUR = 3600


def role_names(iam: t.Any) -> set[str]:
    return {each["RoleName"] for each in iam.list_roles()["Roles"]}


def test_a_new_role_is_not_seen_and_a_deleted_one_is(sandbox: Sandbox, iam: t.Any) -> None:
    carry_out(iam, role("old"))
    sandbox.add_fault(Fault(kind=FaultKind.STALE_READ, seconds=HOUR))
    carry_out(iam, role())
    iam.delete_role(RoleName="old")
    assert error_of(iam.get_role, RoleName="reader")[0] == "NoSuchEntity"
    assert role_names(iam) == {"OrganizationAccountAccessRole", "old"}
    # What is written goes by the truth.
    assert error_of(carry_out, iam, role())[0] == "EntityAlreadyExists"
    assert sandbox.fault_counts() == {FaultKind.STALE_READ: 2}
    assert [call.faults for call in sandbox.calls()[-3:]] == [(FaultKind.STALE_READ,), (FaultKind.STALE_READ,), ()]
    sandbox.clear_faults()
    assert role_names(iam) == {"OrganizationAccountAccessRole", "reader"}


def test_the_old_default_version_is_seen(sandbox: Sandbox, iam: t.Any) -> None:
    carry_out(iam, policy())
    arn = POLICY_ARN.format("reading")
    sandbox.add_fault(Fault(kind=FaultKind.STALE_READ, seconds=HOUR))
    carry_out(iam, version(SetAsDefault=True))
    assert iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"] == "v1"
    assert [each["VersionId"] for each in iam.list_policy_versions(PolicyArn=arn)["Versions"]] == ["v1"]
    assert error_of(iam.get_policy_version, PolicyArn=arn, VersionId="v2")[0] == "NoSuchEntity"
    sandbox.clear_faults()
    assert iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"] == "v2"


def test_old_attachments_tags_and_trust_are_seen(sandbox: Sandbox, iam: t.Any) -> None:
    carry_out(iam, role())
    carry_out(iam, policy())
    sandbox.add_fault(Fault(kind=FaultKind.STALE_READ, seconds=HOUR))
    carry_out(iam, attach("reading"))
    iam.tag_role(RoleName="reader", Tags=[{"Key": "team", "Value": "crm"}])
    carry_out(iam, update_trust(trust(Principal={"Service": "ec2.amazonaws.com"})))

    def seen() -> tuple[int, int, t.Any, int]:
        found = iam.get_role(RoleName="reader")["Role"]
        attached = iam.list_attached_role_policies(RoleName="reader")["AttachedPolicies"]
        count = iam.get_policy(PolicyArn=POLICY_ARN.format("reading"))["Policy"]["AttachmentCount"]
        return len(attached), count, found["AssumeRolePolicyDocument"] == TRUST, len(found.get("Tags", []))

    assert seen() == (0, 0, True, 0)
    sandbox.clear_faults()
    assert seen() == (1, 1, False, 1)


def test_a_refused_write_leaves_no_past_behind(sandbox: Sandbox, iam: t.Any) -> None:
    carry_out(iam, role())
    sandbox.add_fault(Fault(kind=FaultKind.STALE_READ, seconds=HOUR))
    assert error_of(carry_out, iam, role())[0] == "EntityAlreadyExists"
    iam.get_role(RoleName="reader")
    assert sandbox.fault_counts() == {}


def test_other_accounts_and_reads_do_not_see_the_past(sandbox: Sandbox, iam: t.Any) -> None:
    only = fault(FaultKind.STALE_READ, "GetRole", accounts=frozenset({ACCOUNT_ID}), seconds=HOUR)
    sandbox.add_fault(only)
    other = sandbox.client("iam", account_id="222222222222")
    for client in (iam, other):
        carry_out(client, role())
    assert len(iam.list_roles()["Roles"]) == 2
    other.get_role(RoleName="reader")
    assert error_of(iam.get_role, RoleName="reader")[0] == "NoSuchEntity"


def test_after_a_while_the_truth_is_seen(sandbox: Sandbox, iam: t.Any) -> None:
    sandbox.add_fault(Fault(kind=FaultKind.STALE_READ, seconds=0.5))
    carry_out(iam, role())
    deadline = time.monotonic() + 60
    while "reader" not in role_names(iam):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    iam.get_role(RoleName="reader")
    assert sandbox.calls()[-1].faults == ()


def test_a_new_principal_is_invalid(sandbox: Sandbox, iam: t.Any) -> None:
    carry_out(iam, role())
    sandbox.add_fault(Fault(kind=FaultKind.STALE_READ, seconds=HOUR))
    arn = "arn:aws:iam::111111111111:role/reader"
    other = sandbox.client("iam", account_id="222222222222")
    trusting = role("trusting", AssumeRolePolicyDocument=trust(Principal={"AWS": [ACCOUNT_ID, arn]}))
    expected = ("MalformedPolicyDocument", 400, f'Invalid principal in policy: "AWS":"{arn}"')
    assert error_of(carry_out, other, trusting) == expected
    assert sandbox.fault_counts() == {FaultKind.STALE_READ: 1}
    sandbox.clear_faults()
    carry_out(other, trusting)


def test_a_write_that_is_named_does_not_find_what_is_new(sandbox: Sandbox, iam: t.Any) -> None:
    carry_out(iam, role("old"))
    sandbox.add_fault(fault(FaultKind.STALE_READ, "AttachRolePolicy", "CreateRole", seconds=HOUR))
    carry_out(iam, policy())
    carry_out(iam, role())
    arn = POLICY_ARN.format("reading")
    attachable = f"Policy {arn} does not exist or is not attachable."
    assert error_of(carry_out, iam, attach("reading", "old")) == ("NoSuchEntity", 404, attachable)
    bounded = role("bounded", PermissionsBoundary=arn)
    assert error_of(carry_out, iam, bounded)[:2] == ("NoSuchEntity", 404)
    assert error_of(carry_out, iam, attach("missing"))[2].startswith(f"Policy {POLICY_ARN.format('missing')} does not")
    iam.tag_role(RoleName="reader", Tags=[{"Key": "team", "Value": "crm"}])
    assert sandbox.fault_counts() == {FaultKind.STALE_READ: 2}
    sandbox.clear_faults()
    carry_out(iam, attach("reading", "old"))
    carry_out(iam, bounded)


def test_a_write_that_is_not_named_finds_what_is_new(sandbox: Sandbox, iam: t.Any) -> None:
    sandbox.add_fault(Fault(kind=FaultKind.STALE_READ, seconds=HOUR))
    carry_out(iam, policy())
    carry_out(iam, role(PermissionsBoundary=POLICY_ARN.format("reading")))
    carry_out(iam, attach("reading"))
    carry_out(iam, update_trust(trust(Principal={"AWS": ACCOUNT_ID})))
    assert sandbox.fault_counts() == {}


def test_a_new_identity_provider_is_not_seen_and_a_write_that_names_it_finds_none(sandbox: Sandbox, iam: t.Any) -> None:
    named = {"OpenIDConnectProviderArn": f"arn:aws:iam::{ACCOUNT_ID}:oidc-provider/token.example.com"}
    sandbox.add_fault(Fault(kind=FaultKind.STALE_READ, seconds=HOUR))
    iam.create_open_id_connect_provider(Url="https://token.example.com", ClientIDList=["a"])
    assert iam.list_open_id_connect_providers()["OpenIDConnectProviderList"] == []
    assert error_of(iam.get_open_id_connect_provider, **named)[0] == "NoSuchEntity"
    sandbox.clear_faults()
    sandbox.add_fault(fault(FaultKind.STALE_READ, "AddClientIDToOpenIDConnectProvider", seconds=HOUR))
    assert error_of(iam.add_client_id_to_open_id_connect_provider, ClientID="b", **named)[0] == "NoSuchEntity"
    sandbox.clear_faults()
    assert iam.get_open_id_connect_provider(**named)["ClientIDList"] == ["a"]
