# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What AWS's denials say: its messages, and the advice drawn from them."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._denial import Denial
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import IamError

WHO: t.Final = "User: arn:aws:sts::111111111111:assumed-role/Rollout/leastpriv.aws is not authorized to perform:"
ROLE: t.Final = "arn:aws:iam::111111111111:role/app"
CALLER: t.Final = "to the calling identity in"

# The messages are in the forms of the IAM User Guide, "Troubleshoot access denied error messages".
MESSAGES: t.Final[dict[str, tuple[str, str]]] = {
    "no identity-based policy": (
        f"{WHO} iam:CreateRole on resource: {ROLE} because no identity-based policy allows the iam:CreateRole action",
        f"Grant iam:CreateRole {CALLER} an identity-based policy.",
    ),
    "an action that the operation takes besides": (
        f"{WHO} iam:TagRole on resource: {ROLE} because no identity-based policy allows the iam:TagRole action",
        f"Grant iam:TagRole {CALLER} an identity-based policy.",
    ),
    "a service control policy": (
        f"{WHO} iam:CreateRole on resource: {ROLE} with an explicit deny in a service control policy",
        "Remove the explicit deny of iam:CreateRole from the service control policy.",
    ),
    "a service control policy that is named": (
        f"{WHO} iam:CreateRole with an explicit deny in a service control policy: arn:aws:organizations::9:policy/p",
        "Remove the explicit deny of iam:CreateRole from the service control policy.",
    ),
    "no service control policy": (
        f"{WHO} iam:CreateRole because no service control policy allows the iam:CreateRole action",
        f"Grant iam:CreateRole {CALLER} a service control policy.",
    ),
    "an identity-based policy": (
        f"{WHO} iam:CreateRole on resource: {ROLE} with an explicit deny in an identity-based policy",
        "Remove the explicit deny of iam:CreateRole from the identity-based policy.",
    ),
    "no permissions boundary": (
        f"{WHO} iam:CreateRole on resource: {ROLE} because no permissions boundary allows the iam:CreateRole action",
        f"Grant iam:CreateRole {CALLER} a permissions boundary.",
    ),
    "a session policy": (
        f"{WHO} iam:CreateRole on resource: {ROLE} with an explicit deny in a session policy",
        "Remove the explicit deny of iam:CreateRole from the session policy.",
    ),
    "no VPC endpoint policy": (
        f"{WHO} iam:CreateRole on resource: {ROLE} because no VPC endpoint policy allows the iam:CreateRole action",
        f"Grant iam:CreateRole {CALLER} a VPC endpoint policy.",
    ),
    "a resource control policy": (
        f"{WHO} iam:CreateRole on resource: {ROLE} with an explicit deny in a resource control policy",
        "Remove the explicit deny of iam:CreateRole from the resource control policy.",
    ),
    "a trust policy": (
        f"{WHO} sts:AssumeRole on resource: {ROLE} because no role trust policy allows the sts:AssumeRole action",
        f"Grant sts:AssumeRole {CALLER} a role trust policy.",
    ),
    "an explicit deny of no kind": (
        f"{WHO} iam:CreateRole on resource: {ROLE} with an explicit deny",
        "Remove the explicit deny of iam:CreateRole from the policy, boundary or organization policy.",
    ),
    "no reason": (
        f"{WHO} iam:CreateRole on resource: {ROLE}",
        f"Grant iam:CreateRole {CALLER} its policies, boundary and organization.",
    ),
    "no text": ("Access denied", f"Grant iam:CreateRole {CALLER} its policies, boundary and organization."),
    "a kind that is none": (
        f"{WHO} iam:CreateRole on resource: {ROLE} with an explicit deny in a {{{{ template }}}}",
        "Remove the explicit deny of iam:CreateRole from the policy, boundary or organization policy.",
    ),
}


@pytest.mark.parametrize(("message", "advice"), MESSAGES.values(), ids=MESSAGES)
def test_the_advice_names_the_action_and_the_kind_of_policy(message: str, advice: str) -> None:
    assert Denial.read("iam:CreateRole", message).advice == advice
    error = IamError(code="AccessDenied", reason=message, operation="CreateRole", status=403)
    assert error.advice == advice


def test_an_error_that_is_no_denial_has_no_such_advice() -> None:
    message, _advice = MESSAGES["a service control policy"]
    error = IamError(code="ServiceFailure", reason=message, operation="GetRole", status=500)
    error.in_doubt = False
    assert error.advice == "Run the task again"
