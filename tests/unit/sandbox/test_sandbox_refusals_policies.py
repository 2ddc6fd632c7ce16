# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Managed policies: each refusal beside a request that is nearly the same and passes."""

from __future__ import annotations

import typing as t

import pytest
from unit.sandbox.refusal_cases import POLICY_ARN, READ_ONLY, Case, attach, check, delete, policy, role, version

IN_USE = "Cannot delete a policy attached to entities."
BOUNDED = role(PermissionsBoundary=POLICY_ARN.format("reading"))

CASES = {
    "policy attached": Case(
        delete(), "DeleteConflict", 409, IN_USE, delete("other"), (policy(), policy("other"), role(), attach("reading"))
    ),
    "policy as boundary": Case(
        delete(), "DeleteConflict", 409, IN_USE, delete("other"), (policy(), policy("other"), BOUNDED)
    ),
    "policy with versions": Case(
        delete(),
        "DeleteConflict",
        409,
        "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. "
        "The default version is deleted with the policy.",
        delete("other"),
        (policy(), policy("other"), version()),
    ),
    "policy of AWS deleted": Case(
        ("DeletePolicy", {"PolicyArn": READ_ONLY}),
        "AccessDenied",
        403,
        "is not authorized to perform: iam:DeletePolicy on resource: policy arn:aws:iam::aws:policy/ReadOnlyAccess",
        ("GetPolicy", {"PolicyArn": READ_ONLY}),
    ),
    "policy of AWS changed": Case(
        version(PolicyArn=READ_ONLY),
        "AccessDenied",
        403,
        "is not authorized to perform: iam:CreatePolicyVersion",
        version(),
        (policy(),),
    ),
    "policy ARN": Case(
        ("GetPolicy", {"PolicyArn": "arn:aws:s3:::bucket/policy/reading"}),
        "InvalidInput",
        400,
        "ARN arn:aws:s3:::bucket/policy/reading is not valid.",
        ("GetPolicy", {"PolicyArn": POLICY_ARN.format("reading")}),
        (policy(),),
    ),
    "policy description": Case(
        policy(Description="d" * 1001),
        "ValidationError",
        400,
        "Member must have length less than or equal to 1000",
        policy(Description="d" * 1000),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_refused_and_passed(unchecked_iam: t.Any, case: Case) -> None:
    check(unchecked_iam, case)
