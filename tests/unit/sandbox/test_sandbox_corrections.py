# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the sandbox answers instead of moto, or says less than moto."""

from __future__ import annotations

import json
import typing as t

from unit.sandbox.refusal_cases import (
    DOCUMENT,
    POLICY_ARN,
    TRUST,
    carry_out,
    policy,
    role,
    tag_list,
    update_trust,
    version,
)

ARN = POLICY_ARN.format("reading")


def test_update_role_keeps_what_is_left_out(iam: t.Any) -> None:
    carry_out(iam, role(Description="reads", MaxSessionDuration=7200))
    iam.update_role(RoleName="reader", MaxSessionDuration=10800)
    kept = iam.get_role(RoleName="reader")["Role"]
    assert (kept["Description"], kept["MaxSessionDuration"]) == ("reads", 10800)
    iam.update_role(RoleName="reader", Description="reads more")
    reset = iam.get_role(RoleName="reader")["Role"]
    assert (reset["Description"], reset["MaxSessionDuration"]) == ("reads more", 3600)


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
