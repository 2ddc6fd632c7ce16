# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trust policies: each refusal beside a request that is nearly the same and passes."""

from __future__ import annotations

import json
import typing as t

import pytest
from unit.sandbox.refusal_cases import TRUST, Case, check, role, trust, update_trust

CASES = {
    "trust without JSON": Case(
        role(AssumeRolePolicyDocument="pinpoint.amazonaws.com"),
        "MalformedPolicyDocument",
        400,
        "This policy contains invalid Json",
        role(),
    ),
    "trust without principal": Case(
        role(AssumeRolePolicyDocument=trust(Principal=None)),
        "MalformedPolicyDocument",
        400,
        "Missing required field Principal",
        role(AssumeRolePolicyDocument=trust(Principal={"AWS": "*"})),
    ),
    "trust with empty principal": Case(
        role(AssumeRolePolicyDocument=trust(Principal={})),
        "MalformedPolicyDocument",
        400,
        "Missing required field Principal cannot be empty!",
        role(AssumeRolePolicyDocument=trust(Principal={"AWS": ["111111111111"]})),
    ),
    "trust with unknown kind of principal": Case(
        role(AssumeRolePolicyDocument=trust(Principal={"Services": "s3.amazonaws.com"})),
        "MalformedPolicyDocument",
        400,
        'Invalid principal in policy: "Services":"s3.amazonaws.com"',
        role(AssumeRolePolicyDocument=trust(Principal={"Federated": "accounts.google.com"})),
    ),
    "trust with an empty list of principals": Case(
        role(AssumeRolePolicyDocument=trust(Principal={"AWS": []})),
        "MalformedPolicyDocument",
        400,
        'Invalid principal in policy: "AWS":[]',
        role(AssumeRolePolicyDocument=trust(Principal={"AWS": ["111111111111"]})),
    ),
    "trust in a provider of another partition": Case(
        role(AssumeRolePolicyDocument=trust(Principal={"Federated": "arn:aws-cn:iam::111111111111:saml-provider/a"})),
        "MalformedPolicyDocument",
        400,
        'Invalid principal in policy: "FEDERATED":"arn:aws-cn:iam::111111111111:saml-provider/a"',
        role(AssumeRolePolicyDocument=trust(Principal={"Federated": "arn:aws:iam::111111111111:saml-provider/a"})),
    ),
    "trust on update without principal": Case(
        update_trust(trust(Principal=None)),
        "MalformedPolicyDocument",
        400,
        "Missing required field Principal",
        update_trust(trust(Action="sts:*")),
        (role(),),
    ),
    "trust with other action": Case(
        update_trust(trust(Action="s3:GetObject")),
        "MalformedPolicyDocument",
        400,
        "AssumeRole policy may only specify STS AssumeRole actions.",
        update_trust(trust(Action=["sts:assumerole", "sts:TagSession"])),
        (role(),),
    ),
    "trust with resource": Case(
        role(AssumeRolePolicyDocument=trust(Resource="*")),
        "MalformedPolicyDocument",
        400,
        "Has prohibited field Resource",
        role(AssumeRolePolicyDocument=trust(Condition={"StringEquals": {"aws:SourceAccount": "111111111111"}})),
    ),
    "trust version": Case(
        update_trust(json.dumps({**TRUST, "Version": "2012-10-18"})),
        "MalformedPolicyDocument",
        400,
        "The policy must contain a valid version string",
        update_trust(json.dumps({**TRUST, "Version": "2008-10-17"})),
        (role(),),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_refused_and_passed(unchecked_iam: t.Any, case: Case) -> None:
    check(unchecked_iam, case)
