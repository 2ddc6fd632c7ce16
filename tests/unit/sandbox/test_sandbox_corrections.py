# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the sandbox answers instead of moto, or says less than moto."""

from __future__ import annotations

import json
import typing as t

import pytest
from botocore.exceptions import ClientError
from sandbox import Omitted, Sandbox, SandboxError
from unit.sandbox.refusal_cases import (
    DOCUMENT,
    POLICY_ARN,
    TRUST,
    carry_out,
    numbered_tags,
    policy,
    role,
    tag_list,
    update_trust,
    version,
)

ARN = POLICY_ARN.format("reading")


@pytest.mark.parametrize(
    ("omitted", "after_seconds", "after_description"),
    [
        (Omitted.KEPT, ("reads", 10800), ("reads more", 10800)),
        (Omitted.RESET, (None, 10800), ("reads more", 3600)),
    ],
)
def test_update_role_keeps_or_resets_what_is_left_out(
    sandbox: Sandbox,
    iam: t.Any,
    omitted: Omitted,
    after_seconds: tuple[str | None, int],
    after_description: tuple[str, int],
) -> None:
    sandbox.read_update_role(omitted)
    carry_out(iam, role(Description="reads", MaxSessionDuration=7200))

    def shown() -> tuple[str | None, int]:
        found = iam.get_role(RoleName="reader")["Role"]
        return found.get("Description"), found["MaxSessionDuration"]

    iam.update_role(RoleName="reader", MaxSessionDuration=10800)
    assert shown() == after_seconds
    iam.update_role(RoleName="reader", Description="reads more")
    assert shown() == after_description


def test_a_reset_sets_the_reading_of_update_role_back(sandbox: Sandbox) -> None:
    sandbox.read_update_role(Omitted.RESET)
    sandbox.reset()
    iam = sandbox.client("iam", account_id=sandbox.accounts[0].id)
    carry_out(iam, role(Description="reads"))
    iam.update_role(RoleName="reader", MaxSessionDuration=7200)
    assert iam.get_role(RoleName="reader")["Role"]["Description"] == "reads"


def test_the_description_of_a_service_linked_role_can_be_changed(iam: t.Any) -> None:
    created = iam.create_service_linked_role(AWSServiceName="autoscaling.amazonaws.com", Description="scales")["Role"]
    name = created["RoleName"]
    iam.update_role(RoleName=name, Description="scales out")
    assert iam.get_role(RoleName=name)["Role"]["Description"] == "scales out"


# What a document may hold that has a meaning in URLs or in XML.
SPECIAL = "arn:aws:s3:::b/a%20c+d <&>\"'é/*"


def test_every_reply_has_documents_as_they_were_sent(iam: t.Any) -> None:
    document = {**DOCUMENT, "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": SPECIAL}]}
    condition = {"StringEquals": {"aws:SourceArn": SPECIAL}}
    trust = {**TRUST, "Statement": [{**TRUST["Statement"][0], "Condition": condition}]}
    created = carry_out(iam, role(AssumeRolePolicyDocument=json.dumps(trust)))["Role"]
    carry_out(iam, policy(PolicyDocument=json.dumps(document)))
    iam.put_role_policy(RoleName="reader", PolicyName="i", PolicyDocument=json.dumps(document))
    iam.create_instance_profile(InstanceProfileName="reader")
    iam.add_role_to_instance_profile(InstanceProfileName="reader", RoleName="reader")
    details = iam.get_account_authorization_details()
    of_role = next(found for found in details["RoleDetailList"] if found["RoleName"] == "reader")
    of_policy = next(found for found in details["Policies"] if found["Arn"] == ARN)
    listed = next(found for found in iam.list_roles()["Roles"] if found["RoleName"] == "reader")
    profile = iam.get_instance_profile(InstanceProfileName="reader")["InstanceProfile"]
    assert [
        created["AssumeRolePolicyDocument"],
        iam.get_role(RoleName="reader")["Role"]["AssumeRolePolicyDocument"],
        listed["AssumeRolePolicyDocument"],
        of_role["AssumeRolePolicyDocument"],
        profile["Roles"][0]["AssumeRolePolicyDocument"],
    ] == [trust] * 5
    assert [
        iam.get_policy_version(PolicyArn=ARN, VersionId="v1")["PolicyVersion"]["Document"],
        iam.get_role_policy(RoleName="reader", PolicyName="i")["PolicyDocument"],
        of_policy["PolicyVersionList"][0]["Document"],
        of_role["RolePolicyList"][0]["PolicyDocument"],
    ] == [document] * 4


def test_tags_of_aws_are_planted_and_stay(sandbox: Sandbox, iam: t.Any) -> None:
    tags = {"aws:cloudformation:stack-name": "crm"}
    role_arn = carry_out(iam, role())["Role"]["Arn"]
    carry_out(iam, policy())
    profile_arn = iam.create_instance_profile(InstanceProfileName="reader")["InstanceProfile"]["Arn"]
    for arn in (role_arn, ARN, profile_arn):
        sandbox.plant_tags(arn, tags)
    shown = tag_list(*tags.items())
    assert iam.list_role_tags(RoleName="reader")["Tags"] == shown
    assert iam.list_policy_tags(PolicyArn=ARN)["Tags"] == shown
    assert iam.get_instance_profile(InstanceProfileName="reader")["InstanceProfile"]["Tags"] == shown
    for untag, of in (
        (iam.untag_role, {"RoleName": "reader"}),
        (iam.untag_policy, {"PolicyArn": ARN}),
        (iam.untag_instance_profile, {"InstanceProfileName": "reader"}),
    ):
        with pytest.raises(ClientError, match="not allowed to mutate system tags"):
            untag(**of, TagKeys=list(tags))


def test_tags_of_aws_do_not_count(sandbox: Sandbox, iam: t.Any) -> None:
    arn = carry_out(iam, role(Tags=tag_list(*numbered_tags(49))))["Role"]["Arn"]
    sandbox.plant_tags(arn, {"aws:cloudformation:stack-name": "crm"})
    iam.tag_role(RoleName="reader", Tags=tag_list(("team", "crm")))
    assert len(iam.list_role_tags(RoleName="reader")["Tags"]) == 51


def test_tags_are_planted_on_what_is_there(sandbox: Sandbox) -> None:
    with pytest.raises(SandboxError, match=r"There is no arn:aws:iam::111111111111:role/nobody to tag\."):
        sandbox.plant_tags("arn:aws:iam::111111111111:role/nobody", {"aws:a": "b"})


def test_trust_policies_that_moto_refuses(iam: t.Any) -> None:
    carry_out(iam, role())
    document = {**TRUST, "Version": "2008-10-17"}
    carry_out(iam, update_trust(json.dumps(document)))
    assert iam.get_role(RoleName="reader")["Role"]["AssumeRolePolicyDocument"] == document


def test_tag_keys_of_a_role_are_compared_without_case(iam: t.Any) -> None:
    carry_out(iam, role(Tags=tag_list(("Team", "a"), ("cost", "1"))))
    iam.tag_role(RoleName="reader", Tags=tag_list(("team", "b")))
    assert iam.list_role_tags(RoleName="reader")["Tags"] == tag_list(("cost", "1"), ("team", "b"))
    iam.untag_role(RoleName="reader", TagKeys=["TEAM"])
    assert iam.list_role_tags(RoleName="reader")["Tags"] == tag_list(("cost", "1"))


def test_attaching_again_counts_once(iam: t.Any) -> None:
    carry_out(iam, role())
    carry_out(iam, policy())
    for _attempt in range(2):
        iam.attach_role_policy(RoleName="reader", PolicyArn=ARN)
    assert iam.get_policy(PolicyArn=ARN)["Policy"]["AttachmentCount"] == 1


def test_a_boundary_is_of_the_type_policy(iam: t.Any) -> None:
    carry_out(iam, policy())
    carry_out(iam, role(PermissionsBoundary=ARN))
    boundary = {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": ARN}
    assert iam.get_role(RoleName="reader")["Role"]["PermissionsBoundary"] == boundary


def test_use_as_a_boundary_is_counted(iam: t.Any) -> None:
    carry_out(iam, policy())
    carry_out(iam, role(PermissionsBoundary=ARN))
    assert iam.get_policy(PolicyArn=ARN)["Policy"]["PermissionsBoundaryUsageCount"] == 1
    iam.delete_role_permissions_boundary(RoleName="reader")
    assert iam.list_policies(Scope="Local")["Policies"][0]["PermissionsBoundaryUsageCount"] == 0


def test_replies_say_no_more_than_those_of_iam(iam: t.Any) -> None:
    created = carry_out(iam, role(MaxSessionDuration=7200))["Role"]
    carry_out(iam, policy())
    made = carry_out(iam, version())["PolicyVersion"]
    listed = iam.list_policy_versions(PolicyArn=ARN)["Versions"]
    assert "MaxSessionDuration" not in created
    assert "Document" not in made
    assert [set(each) & {"Document"} for each in listed] == [set(), set()]
    assert iam.get_policy_version(PolicyArn=ARN, VersionId="v2")["PolicyVersion"]["Document"] == DOCUMENT


def test_well_known_policies_of_aws(iam: t.Any) -> None:
    arns = {each["Arn"] for each in iam.list_policies(Scope="AWS")["Policies"]}
    wanted = ("ReadOnlyAccess", "job-function/ViewOnlyAccess", "service-role/AWSLambdaBasicExecutionRole", "AWSDenyAll")
    assert {f"arn:aws:iam::aws:policy/{name}" for name in wanted} <= arns


def test_who_uses_a_policy_is_told_by_how_it_is_used(iam: t.Any) -> None:
    carry_out(iam, policy("reading"))
    carry_out(iam, role())
    iam.create_user(UserName="somebody")
    iam.attach_user_policy(UserName="somebody", PolicyArn=ARN)
    iam.create_group(GroupName="readers")
    iam.attach_group_policy(GroupName="readers", PolicyArn=ARN)
    iam.attach_role_policy(RoleName="reader", PolicyArn=ARN)
    iam.put_role_permissions_boundary(RoleName="reader", PermissionsBoundary=ARN)

    def names(**filters: str) -> list[str]:
        reply = iam.list_entities_for_policy(PolicyArn=ARN, **filters)
        kinds = ("User", "Group", "Role")
        return [each[f"{kind}Name"] for kind in kinds for each in reply[f"Policy{kind}s"]]

    assert names() == ["somebody", "readers", "reader"]
    assert names(PolicyUsageFilter="PermissionsPolicy") == ["somebody", "readers", "reader"]
    assert names(PolicyUsageFilter="PermissionsBoundary") == ["reader"]
    assert names(PolicyUsageFilter="PermissionsPolicy", EntityFilter="Role") == ["reader"]
