# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the session's account and partition tell: refused before the first write, in check mode and in a run."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._arn import Account
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import LeastPrivError
from ansible_collections.leastpriv.aws.plugins.module_utils._policy import document, partition
from memory_iam import MemoryIam
from support.tasks import allow, task, trust

ID: t.Final = "111111111111"
LAMBDA: t.Final = trust("lambda.amazonaws.com")
GOV: t.Final = "arn:aws-us-gov:s3:::reports/*"
SERVICE_ROLE_POLICY: t.Final = "arn:aws:iam::aws:policy/aws-service-role/AutoScalingServiceRolePolicy"
IS_GOV: t.Final = f"'{GOV}' is in the partition 'aws-us-gov', but account {ID} is in 'aws'; write ${{AWS::Partition}}"


def trusting(**principal: t.Any) -> dict[str, t.Any]:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def without(element: str) -> dict[str, t.Any]:
    """A document with a statement in which an element has nothing in it."""
    return {"Version": "2012-10-17", "Statement": [{**allow("s3:GetObject")["Statement"][0], element: []}]}


def role(**given: t.Any) -> tuple[str, dict[str, t.Any]]:
    return "iam_role", {"assume_role_policy_document": LAMBDA, **given}


REFUSED: t.Final[dict[str, tuple[str, dict[str, t.Any], str]]] = {
    "resource": (
        "iam_managed_policy",
        {"policy": allow("s3:GetObject", GOV)},
        f"policy.Statement[0].Resource: {IS_GOV}",
    ),
    "one resource of many": (
        "iam_managed_policy",
        {
            "policy": {
                "Version": "2012-10-17",
                "Statement": [
                    allow("s3:*")["Statement"][0],
                    {"Effect": "Deny", "Action": "s3:*", "NotResource": ["*", GOV]},
                ],
            }
        },
        f"policy.Statement[1].NotResource: {IS_GOV}",
    ),
    "resource of a role's inline policy": (
        *role(inline_policies={"a": allow("s3:GetObject", GOV)}),
        f"inline_policies.a.Statement[0].Resource: {IS_GOV}",
    ),
    "resource of an inline policy": (
        "iam_policy",
        {"iam_type": "role", "iam_name": "held", "policy_name": "a", "policy_json": allow("s3:GetObject", GOV)},
        f"policy_json.Statement[0].Resource: {IS_GOV}",
    ),
    "partition that AWS does not have": (
        "iam_managed_policy",
        {"policy": allow("s3:GetObject", "arn:aws-new:s3:::b")},
        "policy.Statement[0].Resource: 'arn:aws-new:s3:::b' is in the partition 'aws-new', but account",
    ),
    "no partition": (
        "iam_managed_policy",
        {"policy": allow("s3:GetObject", "arn::s3:::b")},
        "policy.Statement[0].Resource: 'arn::s3:::b' is in the partition '', but account",
    ),
    "principal": (
        *role(assume_role_policy_document=trusting(AWS=[ID, f"arn:aws-us-gov:iam::{ID}:root"])),
        f"assume_role_policy_document.Statement[0].Principal.AWS: 'arn:aws-us-gov:iam::{ID}:root' is in the partition",
    ),
    "provider": (
        *role(assume_role_policy_document=trusting(Federated=f"arn:aws-cn:iam::{ID}:saml-provider/a")),
        f"assume_role_policy_document.Statement[0].Principal.Federated: 'arn:aws-cn:iam::{ID}:saml-provider/a' is in",
    ),
    # With review off as well: these tasks review nothing.
    "empty principal": (
        *role(assume_role_policy_document=trusting()),
        "assume_role_policy_document.Statement[0]: Principal is empty; every statement of a trust policy needs it",
    ),
    "type of principals without members": (
        *role(assume_role_policy_document=trusting(Service="ec2.amazonaws.com", AWS=[])),
        "assume_role_policy_document.Statement[0]: Principal.AWS is empty; name at least one principal",
    ),
    "empty text for a principal": (
        *role(assume_role_policy_document=trusting(AWS=[ID, ""])),
        "assume_role_policy_document.Statement[0]: Principal.AWS has an empty text; name a principal",
    ),
    "trust without a principal": (
        *role(
            assume_role_policy_document={
                "Version": "2012-10-17",
                "Statement": [LAMBDA["Statement"][0], {"Effect": "Allow", "Action": "sts:AssumeRole"}],
            }
        ),
        "assume_role_policy_document.Statement[1]: Principal is missing; every statement of a trust policy needs it",
    ),
    "no resources in a role's inline policy": (
        *role(inline_policies={"a": without("Resource")}),
        "inline_policies.a.Statement[0]: Resource is empty; every statement of an identity-based policy needs it",
    ),
    "no actions in a policy": (
        "iam_managed_policy",
        {"policy": without("Action")},
        "policy.Statement[0]: Action is empty; every statement of an identity-based policy needs it",
    ),
    "no resources in an inline policy": (
        "iam_policy",
        {"iam_type": "role", "iam_name": "held", "policy_name": "a", "policy_json": without("Resource")},
        "policy_json.Statement[0]: Resource is empty; every statement of an identity-based policy needs it",
    ),
    "policy of another partition": (
        *role(managed_policies=["arn:aws-cn:iam::aws:policy/ReadOnlyAccess"]),
        "managed_policies: 'arn:aws-cn:iam::aws:policy/ReadOnlyAccess' is in the partition 'aws-cn', but account",
    ),
    "boundary of another partition": (
        *role(boundary=f"arn:aws-cn:iam::{ID}:policy/b"),
        f"boundary: 'arn:aws-cn:iam::{ID}:policy/b' is in the partition 'aws-cn', but account {ID} is in 'aws'",
    ),
    "policy of another account": (
        *role(managed_policies=["arn:aws:iam::222222222222:policy/x"]),
        "managed_policies: arn:aws:iam::222222222222:policy/x is a policy of account 222222222222; a role of account",
    ),
    "boundary of another account": (
        *role(boundary="arn:aws:iam::222222222222:policy/x"),
        "boundary: arn:aws:iam::222222222222:policy/x is a policy of account 222222222222",
    ),
    "policy of service-linked roles": (
        *role(managed_policies=[SERVICE_ROLE_POLICY]),
        f"managed_policies: {SERVICE_ROLE_POLICY} is for service-linked roles only",
    ),
    "policy of service-linked roles by name": (
        *role(managed_policies=["AutoScalingServiceRolePolicy"]),
        f"managed_policies: {SERVICE_ROLE_POLICY} is for service-linked roles only",
    ),
    "policy of service-linked roles for a role that exists": (
        *role(name="held", managed_policies=[SERVICE_ROLE_POLICY], purge_policies=False),
        f"managed_policies: {SERVICE_ROLE_POLICY} is for service-linked roles only",
    ),
    "policy of service-linked roles as a boundary": (
        *role(boundary=SERVICE_ROLE_POLICY),
        f"boundary: {SERVICE_ROLE_POLICY} is for service-linked roles only",
    ),
    "the same for a role that exists": (
        *role(name="held", boundary=SERVICE_ROLE_POLICY),
        f"boundary: {SERVICE_ROLE_POLICY} is for service-linked roles only",
    ),
    "new role among the service-linked": (
        *role(path="/aws-service-role/x.amazonaws.com/"),
        "path: only AWS creates resources below /aws-service-role/ (got: '/aws-service-role/x.amazonaws.com/')",
    ),
    "new role among those of AWS": (
        *role(path="/aws-reserved/sso.amazonaws.com/"),
        "path: only AWS creates resources below /aws-reserved/",
    ),
    "new policy among the service-linked": (
        "iam_managed_policy",
        {"policy": allow("s3:GetObject"), "path": "/aws-service-role/"},
        "path: only AWS creates resources below /aws-service-role/",
    ),
    "new instance profile among the service-linked": (
        "iam_instance_profile",
        {"path": "/aws-service-role/x/"},
        "path: only AWS creates resources below /aws-service-role/",
    ),
    "inline policy of a role that only AWS changes": (
        "iam_policy",
        {"iam_type": "role", "iam_name": "AWSReservedSSO_Admin", "policy_name": "a", "policy_json": allow("s3:*")},
        "role AWSReservedSSO_Admin is below /aws-reserved/: only AWS changes it",
    ),
    "instance profile for a role that only AWS changes": (
        "iam_instance_profile",
        {"role": "AWSServiceRoleForX"},
        "role AWSServiceRoleForX is a service-linked role: only the AWS service it belongs to changes more than",
    ),
    "deletion of a policy that a role of AWS has": (
        "iam_managed_policy",
        {"name": "held", "state": "absent"},
        "managed policy held is attached to roles that only AWS changes: AWSReservedSSO_Admin",
    ),
}


def account() -> MemoryIam:
    """An account with a role and a policy called held, and with roles of AWS, one of which has that policy."""
    iam = MemoryIam()
    iam.call("CreatePolicy", {"PolicyName": "held", "PolicyDocument": json.dumps(allow("s3:GetObject"))})
    iam.call("CreateRole", {"RoleName": "held", "AssumeRolePolicyDocument": json.dumps(LAMBDA)})
    iam.plant_role(
        "AWSReservedSSO_Admin", "/aws-reserved/sso.amazonaws.com/", LAMBDA, attached=[f"arn:aws:iam::{ID}:policy/held"]
    )
    iam.plant_role("AWSServiceRoleForX", "/aws-service-role/x.amazonaws.com/", LAMBDA)
    iam.calls.clear()
    return iam


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize(("module", "given", "message"), REFUSED.values(), ids=REFUSED)
def test_refused_before_the_first_write(
    module: str, given: dict[str, t.Any], message: str, *, check_mode: bool
) -> None:
    iam = account()
    with pytest.raises(LeastPrivError) as caught:
        task(iam, module, check_mode=check_mode, **given)
    assert str(caught.value).startswith(message)
    assert iam.writes == []


ACCEPTED: t.Final[dict[str, tuple[str, dict[str, t.Any]]]] = {
    "any partition": ("iam_managed_policy", {"policy": allow("s3:GetObject", "arn:*:s3:::reports/*")}),
    "the session's partition": (
        "iam_managed_policy",
        {"policy": allow("s3:GetObject", "arn:${AWS::Partition}:s3:::b")},
    ),
    "ARN of another partition to compare with": (
        "iam_managed_policy",
        {"policy": allow("s3:GetObject", Condition={"ArnLike": {"aws:PrincipalArn": f"arn:aws-cn:iam::{ID}:role/a"}})},
    ),
    "path that only looks reserved": role(path="/team/aws-reserved/"),
    "policy of AWS": role(managed_policies=["arn:aws:iam::aws:policy/ReadOnlyAccess"]),
    "provider without an ARN": role(assume_role_policy_document=trusting(Federated="accounts.google.com")),
    "role of AWS that stays as it is": role(name="AWSReservedSSO_Admin"),
    "description of a service-linked role": role(name="AWSServiceRoleForX", description="mine"),
    "inline policy that a role of AWS does not have": (
        "iam_policy",
        {"iam_type": "role", "iam_name": "AWSReservedSSO_Admin", "policy_name": "a", "state": "absent"},
    ),
}


@pytest.mark.parametrize(("module", "given"), ACCEPTED.values(), ids=ACCEPTED)
def test_accepted(module: str, given: dict[str, t.Any]) -> None:
    iam = account()
    predicted = task(iam, module, check_mode=True, **given)
    done = task(iam, module, **given)
    assert done.error is None
    assert predicted.calls == done.calls
    assert task(iam, module, **given).calls == ()


@pytest.mark.parametrize("own", ["aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-eusc"])
@pytest.mark.parametrize("other", ["aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-eusc", "*", "aws*", "aws-??"])
def test_arns_of_the_own_partition_and_patterns_pass(own: str, other: str) -> None:
    account = Account(id=ID, partition=own)
    parsed = document.parse("policy", allow("s3:GetObject", f"arn:{other}:s3:::b"))
    if other == own or set(other) & set("*?"):
        partition.check("policy", parsed, account)
    else:
        with pytest.raises(LeastPrivError, match=f"is in the partition '{other}', but account {ID} is in '{own}'"):
            partition.check("policy", parsed, account)
