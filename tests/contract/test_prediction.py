# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What check mode predicts on the sandbox, a run does: generated sets, and tasks that failed half-way in the field."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._arn import Account
from ansible_collections.leastpriv.aws.plugins.module_utils._aws.connection import Connection
from ansible_collections.leastpriv.aws.plugins.module_utils._aws.session import Session
from ansible_collections.leastpriv.aws.plugins.module_utils._module.baseline import execute
from ansible_collections.leastpriv.aws.plugins.module_utils._retry import RetryPolicy
from ansible_collections.leastpriv.aws.plugins.modules import iam_role
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sandbox import Sandbox
from support import sets
from support.tasks import allow, options, trust

ID: t.Final = "111111111111"
EC2: t.Final = trust("ec2.amazonaws.com")


def member_role(partition: str = "aws") -> str:
    return f"arn:{partition}:iam::{ID}:role/OrganizationAccountAccessRole"


@settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.sampled_from(sorted(sets.REGIONS)), sets.existing(), sets.policies(), sets.roles())
def test_a_run_does_what_check_mode_predicts(
    sandbox: Sandbox, partition: str, existing: sets.Existing, policies: t.Any, roles: t.Any
) -> None:
    sandbox.reset()
    region = sets.REGIONS[partition]
    connection = options("iam_role", name="-", assume_role_arn=member_role(partition), region=region)
    session = Session(Connection.from_options(connection), RetryPolicy(timeout=0))
    assert session.account == Account(id=ID, partition=partition, region=region)

    def writes() -> list[str]:
        return [call.operation for call in sandbox.calls() if not call.operation.startswith(("Get", "List", "Assume"))]

    task = {"policies": policies, "roles": roles}
    sets.check_prediction(session, session.account, task, existing, writes)


SERVICE_ROLE_POLICY: t.Final = "arn:aws:iam::aws:policy/aws-service-role/AutoScalingServiceRolePolicy"
GOV: t.Final = allow("s3:GetObject", "arn:aws-us-gov:s3:::reports/*")
RESERVED: t.Final = {"path": "/aws-reserved/sso.amazonaws.com/eu-west-1/", "name": "AWSReservedSSO_Admin"}


def role(name: str, **given: t.Any) -> dict[str, t.Any]:
    return {"name": name, "assume_role_policy_document": EC2, **given}


TRUSTING_LATER: t.Final = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ID}:role/Later"}, "Action": "sts:AssumeRole"}
    ],
}
# Sets as bug reports have them, and the beginning of what is said about the member that IAM would refuse.
REFUSED: t.Final[dict[str, tuple[dict[str, t.Any], str]]] = {
    "policy of another partition": (
        {"policies": [{"name": "First", "policy": allow("s3:GetObject")}, {"name": "Gov", "policy": GOV}]},
        f"managed policy Gov in account {ID}: policy.Statement[0].Resource: 'arn:aws-us-gov:s3:::reports/*' is in the",
    ),
    "inline policy of another partition": (
        {"roles": [role("Inl", inline_policies={"a": GOV})]},
        "role Inl in account 111111111111: inline_policies.a.Statement[0].Resource: 'arn:aws-us-gov",
    ),
    "attached policy of another partition": (
        {"roles": [role("Att", managed_policies=["arn:aws-cn:iam::aws:policy/ReadOnlyAccess"])]},
        "role Att in account 111111111111: managed_policies: 'arn:aws-cn:iam::aws:policy/ReadOnlyAccess' is in the",
    ),
    "policy of service-linked roles": (
        {"roles": [role("A", managed_policies=[SERVICE_ROLE_POLICY])]},
        f"role A in account 111111111111: managed_policies: {SERVICE_ROLE_POLICY} is for service-linked roles only",
    ),
    "policy of another account": (
        {"roles": [role("C", managed_policies=["arn:aws:iam::222222222222:policy/x"])]},
        "role C in account 111111111111: managed_policies: arn:aws:iam::222222222222:policy/x is a policy of account",
    ),
    "role of AWS": (
        {"roles": [role("AWSReservedSSO_Admin", description="x")]},
        "role AWSReservedSSO_Admin in account 111111111111: role AWSReservedSSO_Admin is below /aws-reserved/",
    ),
    "policy of the set by an ARN without its path": (
        {
            "policies": [{"name": "Reader", "path": "/team/", "policy": allow("s3:GetObject")}],
            "roles": [role("D", managed_policies=[f"arn:aws:iam::{ID}:policy/Reader"])],
        },
        (
            f"role D in account 111111111111: managed_policies: role D is to have arn:aws:iam::{ID}:policy/Reader, but "
            f"the policy of this name is arn:aws:iam::{ID}:policy/team/Reader. The set gives it this path: write"
        ),
    ),
    "boundary of the set by an ARN with another path": (
        {
            "policies": [{"name": "Limit", "policy": allow("s3:GetObject")}],
            "roles": [role("D"), role("E", boundary=f"arn:aws:iam::{ID}:policy/team/Limit")],
        },
        f"role E in account 111111111111: boundary: role E is to have arn:aws:iam::{ID}:policy/team/Limit, but",
    ),
    "role of the set by an ARN without its path": (
        {"roles": [role("F", assume_role_policy_document=TRUSTING_LATER), role("Later", path="/team/")]},
        (
            f"role F in account 111111111111: assume_role_policy_document: role F is to trust "
            f"arn:aws:iam::{ID}:role/Later, but the role of this name is arn:aws:iam::{ID}:role/team/Later"
        ),
    ),
    "path of AWS": (
        {"roles": [role("N2", path="/aws-service-role/x.amazonaws.com/")]},
        "role N2 in account 111111111111: path: only AWS creates resources below /aws-service-role/",
    ),
}


def run(*, check_mode: bool, **given: t.Any) -> dict[str, t.Any]:
    wanted = {"review": "off", "assume_role_arn": member_role(), **given}
    return execute(options("iam_baseline", **wanted), check_mode=check_mode, diff=False).result


@pytest.mark.parametrize(("given", "message"), REFUSED.values(), ids=REFUSED)
def test_refused_before_the_first_write(sandbox: Sandbox, given: dict[str, t.Any], message: str) -> None:
    iam = sandbox.client("iam", account_id=ID)
    iam.create_role(
        RoleName=RESERVED["name"],
        Path=RESERVED["path"],
        AssumeRolePolicyDocument='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":'
        '{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}',
    )
    sandbox.clear_calls()
    for check_mode in (True, False):
        assert run(check_mode=check_mode, **given)["msg"].startswith(message)
    assert [
        call.operation for call in sandbox.calls() if call.operation.startswith(("Create", "Update", "Attach"))
    ] == []


def test_the_description_of_a_service_linked_role(sandbox: Sandbox) -> None:
    iam = sandbox.client("iam", account_id=ID)
    iam.create_service_linked_role(AWSServiceName="autoscaling.amazonaws.com")
    task = options(
        "iam_role", name="AWSServiceRoleForAutoScaling", description="mine", assume_role_arn=member_role(), review="off"
    )
    for check_mode in (True, False):
        module_result = iam_role.MAIN.execute(task, check_mode=check_mode, diff=False)
        assert not module_result.failed, module_result.result
        assert [action["operation"] for action in module_result.result["actions"]] == ["iam:UpdateRole"]
    assert iam.get_role(RoleName="AWSServiceRoleForAutoScaling")["Role"]["Description"] == "mine"


@pytest.mark.usefixtures("sandbox")
def test_a_role_that_trusts_a_later_one() -> None:
    roles = [{"name": "Caller", "assume_role_policy_document": TRUSTING_LATER, "wait_timeout": 5}, role("Later")]
    predicted = run(roles=roles, check_mode=True)
    done = run(roles=roles, check_mode=False)
    assert "msg" not in done
    assert [entry["actions"] for entry in predicted["resources"]] == [entry["actions"] for entry in done["resources"]]
    assert not run(roles=roles, check_mode=False)["changed"]
