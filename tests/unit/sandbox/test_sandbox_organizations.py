# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AWS Organizations: who may ask, pages, organizational units, and what is said of an account."""

from __future__ import annotations

import typing as t

import pytest
from botocore.exceptions import ClientError
from sandbox import Sandbox
from sandbox.accounts import member_accounts
from sandbox.organizations import calls_to_list

MEMBER = "111111111111"


def code(call: t.Callable[..., t.Any], **parameters: t.Any) -> str:
    with pytest.raises(ClientError) as refusal:
        call(**parameters)
    return str(refusal.value.response["Error"]["Code"])


def pages(call: t.Callable[..., t.Any], key: str, **parameters: t.Any) -> list[list[t.Any]]:
    found = []
    token: dict[str, str] = {}
    while True:
        reply = call(**parameters, **token)
        found.append(reply[key])
        if not reply.get("NextToken"):
            return found
        token = {"NextToken": reply["NextToken"]}


# Members of a list, and how many each of its pages has.
PAGES: t.Final[dict[int, list[int]]] = {
    0: [0],
    20: [20],
    21: [0, 20, 1],
    79: [0, 20, 20, 20, 0, 19],
    120: [0, 20, 20, 20, 0, 20, 20, 20],
}


@pytest.mark.parametrize(("count", "sizes"), PAGES.items())
def test_a_list_comes_in_pages_of_which_some_are_empty(sandbox: Sandbox, count: int, sizes: list[int]) -> None:
    sandbox.reset(member_accounts(count, organizational_units=[("Prod",)]), empty_units=[("Prod",)])
    organizations = sandbox.client("organizations")
    [[unit]] = pages(organizations.list_organizational_units_for_parent, "OrganizationalUnits", ParentId=root(sandbox))
    sandbox.clear_calls()
    found = pages(organizations.list_accounts_for_parent, "Accounts", ParentId=unit["Id"])
    assert [len(page) for page in found] == sizes
    assert [each["Id"] for page in found for each in page] == [each.id for each in sandbox.accounts]
    assert len(sandbox.calls()) == calls_to_list(count) == len(sizes)


def root(sandbox: Sandbox) -> str:
    [[only]] = pages(sandbox.client("organizations").list_roots, "Roots")
    return str(only["Id"])


def test_a_page_can_be_smaller_and_a_token_can_be_used_again(sandbox: Sandbox) -> None:
    organizations = sandbox.client("organizations")
    first = organizations.list_accounts(MaxResults=3)
    for _attempt in range(2):
        second = organizations.list_accounts(MaxResults=3, NextToken=first["NextToken"])
        assert [each["Name"] for each in second["Accounts"]] == ["management", "workload-1", "workload-2"]
    assert code(organizations.list_accounts, NextToken="invented") == "InvalidInputException"


@pytest.mark.parametrize("former", [False, True])
def test_what_is_said_of_an_account_and_of_a_unit(sandbox: Sandbox, *, former: bool) -> None:
    accounts = member_accounts(1, organizational_units=[("A", "B")], state="SUSPENDED", tags={"Team": "crm"})
    sandbox.reset(accounts, former=former)
    organizations = sandbox.client("organizations")
    _management, account = organizations.list_accounts()["Accounts"]
    [outer] = organizations.list_organizational_units_for_parent(ParentId=root(sandbox))["OrganizationalUnits"]
    [inner] = organizations.list_organizational_units_for_parent(ParentId=outer["Id"])["OrganizationalUnits"]
    assert (outer["Name"], inner["Name"]) == ("A", "B")
    assert account["Status" if former else "State"] == "SUSPENDED"
    assert {"State", "Status", "Paths"} & account.keys() == ({"Status"} if former else {"State", "Paths"})
    assert organizations.list_tags_for_resource(ResourceId=MEMBER)["Tags"] == [{"Key": "Team", "Value": "crm"}]
    if not former:
        organization = organizations.describe_organization()["Organization"]["Id"]
        path = f"{organization}/{root(sandbox)}/{outer['Id']}/{inner['Id']}/"
        assert (inner["Path"], account["Paths"]) == (path, [f"{path}{MEMBER}/"])
        assert organizations.describe_account(AccountId=MEMBER)["Account"]["Paths"] == account["Paths"]


def test_only_the_management_account_and_its_delegates_may_ask(sandbox: Sandbox) -> None:
    member = sandbox.client("organizations", account_id=MEMBER)
    assert member.describe_organization()["Organization"]["MasterAccountId"] == sandbox.management_account_id
    for call, parameters in (
        (member.list_accounts, {}),
        (member.list_roots, {}),
        (member.list_tags_for_resource, {"ResourceId": MEMBER}),
    ):
        assert code(call, **parameters) == "AccessDeniedException"
    sandbox.client("organizations").register_delegated_administrator(
        AccountId=MEMBER, ServicePrincipal="ssm.amazonaws.com"
    )
    assert len(member.list_accounts()["Accounts"]) == 4
    assert code(member.create_account, AccountName="n", Email="n@example.com") == "AccessDeniedException"


def test_an_account_without_an_organization(sandbox: Sandbox) -> None:
    member = sandbox.client("organizations", account_id=MEMBER)
    sandbox.client("organizations").remove_account_from_organization(AccountId=MEMBER)
    assert code(member.list_accounts) == code(member.describe_organization) == "AWSOrganizationsNotInUseException"


def test_requests_are_throttled_as_often_as_ordered(sandbox: Sandbox) -> None:
    sandbox.throttle("organizations", "ListRoots", times=2)
    sandbox.throttle("iam", "ListRoles", times=1)
    organizations, iam = sandbox.client("organizations"), sandbox.client("iam")
    organizations.list_accounts()
    assert [code(organizations.list_roots) for _attempt in range(2)] == ["TooManyRequestsException"] * 2
    assert code(iam.list_roles) == "Throttling"
    organizations.list_roots()
    iam.list_roles()
    assert [call.error_code for call in sandbox.calls()].count("TooManyRequestsException") == 2
    sandbox.throttle("iam", "ListRoles", times=1)
    sandbox.reset()
    iam.list_roles()


def test_a_reset_brings_back_the_accounts_of_the_start(sandbox: Sandbox) -> None:
    sandbox.reset(member_accounts(30, organizational_units=[("A",), ("B", "C")]))
    assert len(sandbox.accounts) == 30
    sandbox.client("iam", account_id=sandbox.accounts[29].id).list_roles()
    sandbox.reset()
    assert [account.name for account in sandbox.accounts] == ["workload-1", "workload-2", "workload-3"]
    units = sandbox.client("organizations").list_organizational_units_for_parent(ParentId=root(sandbox))
    assert units["OrganizationalUnits"] == []
