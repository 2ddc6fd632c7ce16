# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts, credentials, the log of calls, reset."""

from __future__ import annotations

import json
import threading
import typing as t
from urllib import request

import boto3
import pytest
from botocore.exceptions import ClientError
from sandbox import LoggedCall, Sandbox, SandboxError
from sandbox.accounts import member_accounts
from unit.sandbox.refusal_cases import carry_out, policy, role, trust

LANDING_ROLE = "OrganizationAccountAccessRole"


def foreign_client(sandbox: Sandbox, service: str, **credentials: str) -> t.Any:
    make_client = t.cast("t.Callable[..., t.Any]", boto3.session.Session(region_name="us-east-1").client)
    return make_client(service, endpoint_url=sandbox.endpoint_url, **credentials)


def control(sandbox: Sandbox, method: str, what: str) -> t.Any:
    opener = request.build_opener(request.ProxyHandler({}))
    with opener.open(request.Request(f"{sandbox.endpoint_url}/_sandbox/{what}", method=method)) as response:
        return json.load(response)


@pytest.mark.parametrize(
    ("number", "account_id"), [(1, "111111111111"), (8, "888888888888"), (9, "100000000009"), (250, "100000000250")]
)
def test_account_ids(number: int, account_id: str) -> None:
    accounts = member_accounts(250)
    account = accounts[number - 1]
    assert (account.id, account.name) == (account_id, f"workload-{number}")
    assert account.role_arn == f"arn:aws:iam::{account_id}:role/{LANDING_ROLE}"
    assert len({each.id for each in accounts} | {"999999999999"}) == 251


def test_the_organization(sandbox: Sandbox) -> None:
    accounts = sandbox.client("organizations").list_accounts()["Accounts"]
    assert [(each["Id"], each["Name"], each["State"]) for each in accounts] == [
        ("999999999999", "management", "ACTIVE"),
        ("111111111111", "workload-1", "ACTIVE"),
        ("222222222222", "workload-2", "ACTIVE"),
        ("333333333333", "workload-3", "ACTIVE"),
    ]
    described = sandbox.client("organizations").describe_organization()["Organization"]
    assert described["MasterAccountId"] == sandbox.management_account_id


def test_accounts_are_separate(sandbox: Sandbox) -> None:
    first, second = (sandbox.client("iam", account_id=account.id) for account in sandbox.accounts[:2])
    carry_out(first, policy())
    assert [each["PolicyName"] for each in first.list_policies(Scope="Local")["Policies"]] == ["reading"]
    assert second.list_policies(Scope="Local")["Policies"] == []
    assert sandbox.client("iam").list_roles()["Roles"] == []


def test_assuming_a_role_by_the_environment(sandbox: Sandbox) -> None:
    environment = sandbox.environment
    sts = foreign_client(
        sandbox,
        "sts",
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
    )
    assert sts.get_caller_identity()["Arn"] == "arn:aws:iam::999999999999:user/sandbox-administrator"
    keys = sts.assume_role(RoleArn=sandbox.accounts[1].role_arn, RoleSessionName="tests")["Credentials"]
    member = foreign_client(
        sandbox,
        "sts",
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )
    assert member.get_caller_identity()["Arn"] == f"arn:aws:sts::222222222222:assumed-role/{LANDING_ROLE}/tests"


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:iam::111111111111:role/missing",
        f"arn:aws:iam::444444444444:role/{LANDING_ROLE}",
        f"arn:aws-cn:iam::111111111111:role/{LANDING_ROLE}",
    ],
)
def test_a_missing_role_cannot_be_assumed(sandbox: Sandbox, arn: str) -> None:
    with pytest.raises(ClientError) as refusal:
        sandbox.client("sts").assume_role(RoleArn=arn, RoleSessionName="tests")
    assert refusal.value.response["Error"]["Code"] == "AccessDenied"
    assert f"is not authorized to perform: sts:AssumeRole on resource: {arn}" in str(refusal.value)


@pytest.mark.parametrize(
    ("service", "operation", "code"),
    [
        ("iam", "list_roles", "InvalidClientTokenId"),
        ("sts", "get_caller_identity", "InvalidClientTokenId"),
        ("organizations", "list_accounts", "UnrecognizedClientException"),
    ],
)
def test_unknown_access_keys_are_refused(sandbox: Sandbox, service: str, operation: str, code: str) -> None:
    client = foreign_client(sandbox, service, aws_access_key_id="AKIAUNKNOWN", aws_secret_access_key="secret")
    with pytest.raises(ClientError) as refusal:
        getattr(client, operation)()
    assert refusal.value.response["Error"]["Code"] == code


def test_an_account_that_is_not_there(sandbox: Sandbox) -> None:
    with pytest.raises(SandboxError, match=r"has no account 444444444444\. It has 111111111111, "):
        sandbox.client("iam", account_id="444444444444")


def test_the_log(sandbox: Sandbox, iam: t.Any) -> None:
    carry_out(iam, role("reader", MaxSessionDuration=7200, Tags=[{"Key": "team", "Value": ""}]))
    with pytest.raises(ClientError):
        iam.get_role(RoleName="missing")
    with pytest.raises(ClientError):
        iam.create_role(RoleName="READER", AssumeRolePolicyDocument="{}")
    sandbox.client("sts").get_caller_identity()
    sandbox.client("organizations").list_accounts(MaxResults=5)
    created, missing, refused, identity, accounts = sandbox.calls()
    assert created.operation == "CreateRole"
    assert created.parameters["MaxSessionDuration"] == 7200
    assert created.parameters["Tags"] == [{"Key": "team", "Value": ""}]
    assert missing == LoggedCall("iam", "GetRole", "111111111111", {"RoleName": "missing"}, 404, "NoSuchEntity")
    assert (refused.status, refused.error_code) == (400, "MalformedPolicyDocument")
    assert identity == LoggedCall("sts", "GetCallerIdentity", "999999999999", {}, 200, None)
    assert accounts == LoggedCall("organizations", "ListAccounts", "999999999999", {"MaxResults": 5}, 200, None)
    sandbox.clear_calls()
    assert sandbox.calls() == ()


def test_control_endpoints(sandbox: Sandbox, iam: t.Any) -> None:
    carry_out(iam, policy())
    assert [call["operation"] for call in control(sandbox, "GET", "calls")] == ["CreatePolicy"]
    control(sandbox, "DELETE", "calls")
    assert control(sandbox, "GET", "calls") == []
    control(sandbox, "POST", "reset")
    assert iam.list_policies(Scope="Local")["Policies"] == []


def test_reset_empties_everything_and_keeps_clients_signed_in(sandbox: Sandbox, iam: t.Any) -> None:
    carry_out(iam, policy())
    carry_out(iam, role())
    sandbox.client("organizations").create_account(AccountName="further", Email="further@example.com")
    sandbox.reset()
    assert sandbox.calls() == ()
    assert [each["RoleName"] for each in iam.list_roles()["Roles"]] == [LANDING_ROLE]
    assert iam.list_policies(Scope="Local")["Policies"] == []
    assert len(sandbox.client("organizations").list_accounts()["Accounts"]) == 4
    assert sandbox.client("sts", account_id="111111111111").get_caller_identity()["Account"] == "111111111111"


def test_many_threads(sandbox: Sandbox) -> None:
    def create(account_id: str) -> None:
        client = sandbox.client("iam", account_id=account_id)
        for number in range(10):
            carry_out(client, policy(f"p{number}"))

    threads = [threading.Thread(target=create, args=(account.id,)) for account in sandbox.accounts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([call for call in sandbox.calls() if call.status == 200]) == 30


def test_one_sandbox_in_a_process(sandbox: Sandbox) -> None:
    with pytest.raises(SandboxError, match="runs in this process already"):
        Sandbox.start()
    sandbox.client("iam").list_roles()


def test_moto_account_id_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTO_ACCOUNT_ID", "123456789012")
    with pytest.raises(SandboxError, match="Unset it"):
        Sandbox.start()


ADMINISTRATOR = "arn:aws:iam::999999999999:user/sandbox-administrator"
OTHERS = "arn:aws:iam::222222222222:root"


def when(**condition: t.Any) -> dict[str, t.Any]:
    return {"Principal": {"AWS": "999999999999"}, "Condition": condition}


# The statement of a role's trust policy, what AssumeRole is called with, and whether the caller gets in.
TRUSTED: dict[str, tuple[dict[str, t.Any], dict[str, t.Any], bool]] = {
    "the caller's account": ({"Principal": {"AWS": "999999999999"}}, {}, True),
    "the caller's account by its root": ({"Principal": {"AWS": "arn:aws:iam::999999999999:root"}}, {}, True),
    "the caller": ({"Principal": {"AWS": ["111111111111", ADMINISTRATOR]}}, {}, True),
    "everyone": ({"Principal": {"AWS": "*"}}, {}, True),
    "another account": ({"Principal": {"AWS": OTHERS}}, {}, False),
    "a service": ({"Principal": {"Service": "ec2.amazonaws.com"}}, {}, False),
    "another action": ({"Principal": {"AWS": "*"}, "Action": "sts:TagSession"}, {}, False),
    "an action among others": ({"Principal": {"AWS": "*"}, "Action": ["sts:TagSession", "sts:AssumeRole"]}, {}, True),
    "the external id": (when(StringEquals={"sts:ExternalId": "s3cret"}), {"ExternalId": "s3cret"}, True),
    "one of several external ids": (
        when(StringEquals={"sts:ExternalId": ["other", "s3cret"]}),
        {"ExternalId": "s3cret"},
        True,
    ),
    "another external id": (when(StringEquals={"sts:ExternalId": "s3cret"}), {"ExternalId": "S3cret"}, False),
    "no external id": (when(StringEquals={"sts:ExternalId": "s3cret"}), {}, False),
    "any but one external id": (when(StringNotEquals={"sts:ExternalId": "s3cret"}), {}, True),
    "an external id if there is one": (when(StringEqualsIfExists={"sts:ExternalId": "s3cret"}), {}, True),
    "an external id required": (when(Null={"sts:ExternalId": "false"}), {}, False),
    "users of a kind": (when(ArnLike={"aws:PrincipalArn": "arn:aws:iam::*:user/sandbox-*"}), {}, True),
    "the session's name": (when(StringLike={"STS:RoleSessionName": "te?ts"}), {}, True),
    "both of two": (
        when(StringEquals={"sts:ExternalId": "s3cret", "sts:RoleSessionName": "other"}),
        {"ExternalId": "s3cret"},
        False,
    ),
    "with MFA, which nobody has": (when(Bool={"aws:MultiFactorAuthPresent": True}), {}, False),
    "by address, which is not known": (when(IpAddress={"aws:SourceIp": "127.0.0.0/8"}), {}, False),
}


@pytest.mark.parametrize(("statement", "parameters", "trusted"), TRUSTED.values(), ids=TRUSTED)
def test_whom_a_role_lets_in(
    sandbox: Sandbox, iam: t.Any, *, statement: dict[str, t.Any], parameters: dict[str, t.Any], trusted: bool
) -> None:
    carry_out(iam, role(AssumeRolePolicyDocument=trust(**statement)))
    arn = "arn:aws:iam::111111111111:role/reader"
    asked = {"RoleArn": arn, "RoleSessionName": "tests", **parameters}
    if trusted:
        assert (
            sandbox.client("sts").assume_role(**asked)["AssumedRoleUser"]["Arn"].endswith(":assumed-role/reader/tests")
        )
        return
    with pytest.raises(ClientError) as refusal:
        sandbox.client("sts").assume_role(**asked)
    error = refusal.value.response["Error"]
    expected = f"User: {ADMINISTRATOR} is not authorized to perform: sts:AssumeRole on resource: {arn}"
    assert (error["Code"], error["Message"]) == ("AccessDenied", expected)


def test_a_denial_prevails_and_a_role_may_trust_a_role(sandbox: Sandbox, iam: t.Any) -> None:
    landing = sandbox.accounts[1].role_arn
    everyone, denied = (
        json.loads(trust(Principal={"AWS": principal}, Effect=effect))["Statement"][0]
        for principal, effect in (("*", "Allow"), (ADMINISTRATOR, "Deny"))
    )
    document = json.dumps({"Version": "2012-10-17", "Statement": [everyone, denied]})
    carry_out(iam, role(AssumeRolePolicyDocument=document))
    carry_out(iam, role("chained", AssumeRolePolicyDocument=trust(Principal={"AWS": landing}), MaxSessionDuration=7200))
    asked = {"RoleArn": "arn:aws:iam::111111111111:role/reader", "RoleSessionName": "tests"}
    with pytest.raises(ClientError, match="AccessDenied"):
        sandbox.client("sts").assume_role(**asked)
    session = sandbox.client("sts", account_id="222222222222")
    session.assume_role(**asked)
    chained = {**asked, "RoleArn": "arn:aws:iam::111111111111:role/chained"}
    session.assume_role(**chained, DurationSeconds=3600)
    with pytest.raises(ClientError, match="exceeds the 1 hour session limit for roles assumed by role chaining"):
        session.assume_role(**chained, DurationSeconds=7200)


def test_a_session_is_not_longer_than_the_role_allows(sandbox: Sandbox, iam: t.Any) -> None:
    carry_out(iam, role(AssumeRolePolicyDocument=trust(Principal={"AWS": "999999999999"}), MaxSessionDuration=7200))
    asked = {"RoleArn": "arn:aws:iam::111111111111:role/reader", "RoleSessionName": "tests"}
    sandbox.client("sts").assume_role(**asked, DurationSeconds=7200)
    with pytest.raises(ClientError, match="exceeds the MaxSessionDuration set for this role"):
        sandbox.client("sts").assume_role(**asked, DurationSeconds=7201)
