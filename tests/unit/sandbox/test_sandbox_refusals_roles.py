# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles: each refusal beside a request that is nearly the same and passes."""

from __future__ import annotations

import typing as t

import pytest
from unit.sandbox.refusal_cases import POLICY_ARN, READ_ONLY, Case, attach, check, policy, role

TEN_ATTACHED = (
    role(),
    *(policy(f"p{number}") for number in range(11)),
    *(attach(f"p{number}") for number in range(10)),
)
SERVICE_ROLE_POLICY = "arn:aws:iam::aws:policy/aws-service-role/AmazonElasticsearchServiceRolePolicy"

CASES = {
    "role description": Case(
        role(Description="d" * 1001),
        "ValidationError",
        400,
        "at 'description' failed to satisfy constraint: Member must have length less than or equal to 1000",
        role(Description="d" * 1000),
    ),
    "role description on update": Case(
        ("UpdateRole", {"RoleName": "reader", "Description": "d" * 1001}),
        "ValidationError",
        400,
        "Member must have length less than or equal to 1000",
        ("UpdateRole", {"RoleName": "reader", "Description": "d" * 1000}),
        (role(),),
    ),
    "session too long": Case(
        role(MaxSessionDuration=43201),
        "ValidationError",
        400,
        "1 validation error detected: Value '43201' at 'maxSessionDuration' failed to satisfy constraint: "
        "Member must have value less than or equal to 43200",
        role(MaxSessionDuration=43200),
    ),
    "session too short": Case(
        ("UpdateRole", {"RoleName": "reader", "MaxSessionDuration": 3599}),
        "ValidationError",
        400,
        "Member must have value greater than or equal to 3600",
        ("UpdateRole", {"RoleName": "reader", "MaxSessionDuration": 3600}),
        (role(),),
    ),
    "eleventh policy": Case(
        attach("p10"), "LimitExceeded", 409, "Cannot exceed quota for PoliciesPerRole: 10", attach("p9"), TEN_ATTACHED
    ),
    "policy of a service-linked role": Case(
        ("AttachRolePolicy", {"RoleName": "reader", "PolicyArn": SERVICE_ROLE_POLICY}),
        "PolicyNotAttachable",
        400,
        "Cannot attach a Service Role Policy to a Customer Role.",
        ("AttachRolePolicy", {"RoleName": "reader", "PolicyArn": READ_ONLY}),
        (role(),),
    ),
    "boundary missing": Case(
        role(PermissionsBoundary=POLICY_ARN.format("missing")),
        "NoSuchEntity",
        404,
        "Scope ARN: arn:aws:iam::111111111111:policy/missing does not exist or is not attachable.",
        role(PermissionsBoundary=POLICY_ARN.format("reading")),
        (policy(),),
    ),
    "policy of a service-linked role as a boundary": Case(
        role(PermissionsBoundary=SERVICE_ROLE_POLICY),
        "PolicyNotAttachable",
        400,
        "AWS service role policies are no permissions boundaries.",
        role(PermissionsBoundary=READ_ONLY),
    ),
    "role of IAM Identity Center": Case(
        ("UpdateRole", {"RoleName": "AWSReservedSSO_Admin", "Description": "mine"}),
        "UnmodifiableEntity",
        400,
        "Cannot perform the operation on the protected role 'AWSReservedSSO_Admin' - "
        "this role is only modifiable by AWS",
        ("GetRole", {"RoleName": "AWSReservedSSO_Admin"}),
        (role(RoleName="AWSReservedSSO_Admin", Path="/aws-reserved/sso.amazonaws.com/"),),
    ),
    "service-linked role": Case(
        (
            "UpdateRole",
            {"RoleName": "AWSServiceRoleForAutoScaling", "Description": "mine", "MaxSessionDuration": 3600},
        ),
        "UnmodifiableEntity",
        400,
        "Cannot perform the operation on the protected role 'AWSServiceRoleForAutoScaling' - "
        "this role is only modifiable by AWS",
        ("UpdateRole", {"RoleName": "AWSServiceRoleForAutoScaling", "Description": "mine"}),
        (("CreateServiceLinkedRole", {"AWSServiceName": "autoscaling.amazonaws.com"}),),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_refused_and_passed(unchecked_iam: t.Any, case: Case) -> None:
    check(unchecked_iam, case)
