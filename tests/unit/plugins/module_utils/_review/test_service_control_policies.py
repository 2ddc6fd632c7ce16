# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Service control policies: those of AWS's guide have no finding, and what they allow is no grant.

Source: AWS Organizations user guide, I(SCP syntax) and I(Service control policy examples).
"""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._review import catalogue as _catalogue
from ansible_collections.leastpriv.aws.plugins.module_utils._review import review
from support.review_cases import allow, document


def deny(**elements: t.Any) -> dict[str, t.Any]:
    return allow(**{"Effect": "Deny", "Resource": "*", **elements})


EXAMPLES: t.Final[t.Mapping[str, dict[str, t.Any]]] = {
    "FullAWSAccess": document(allow(Action="*", Resource="*")),
    "leaving the organization": document(deny(Action="organizations:LeaveOrganization")),
    "other Regions": document(
        deny(
            Action=None,
            NotAction=["iam:*", "organizations:*", "route53:*", "support:*"],
            Condition={
                "StringNotEquals": {"aws:RequestedRegion": ["eu-central-1", "eu-west-1"]},
                "ArnNotLike": {"aws:PrincipalARN": ["arn:aws:iam::*:role/Role1AllowedToBypassThisSCP"]},
            },
        )
    ),
    "root users": document(
        deny(Action="ec2:*", Condition={"StringLike": {"aws:PrincipalArn": ["arn:aws:iam::*:root"]}})
    ),
    "some instance types only": document(
        deny(
            Action="ec2:RunInstances",
            Resource="arn:aws:ec2:*:*:instance/*",
            Condition={"StringNotEquals": {"ec2:InstanceType": "t2.micro"}},
        )
    ),
    "allowed with conditions and resources": document(
        allow(Action=None, NotAction="iam:*", Resource=None, NotResource="arn:aws:s3:::reports-1/*")
    ),
}
# A wildcard before the fifth colon is meant here, though ArnLike says it better.
MEANT: t.Final = {"root users": ["arn-as-text"]}


@pytest.mark.parametrize("name", EXAMPLES)
def test_aws_examples_have_no_finding(name: str) -> None:
    findings = review.review(EXAMPLES[name], kind="scp", name=name, catalogue=_catalogue.load())
    assert [finding.rule.id for finding in findings] == MEANT.get(name, [])


def test_a_mistake_is_found_as_in_other_policies() -> None:
    guardrail = document(deny(Action="organizations:LeaveOrganisation"))
    (finding,) = review.review(guardrail, kind="scp", name="guardrail", catalogue=_catalogue.load())
    assert finding.line() == (
        "guardrail: Statement[0]: organizations:LeaveOrganisation: organizations has no such action [unknown-action]"
    )
