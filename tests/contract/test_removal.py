# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Removal with care, on the IAM in memory and on the sandbox: what goes, what stays, and what is said about it."""

from __future__ import annotations

import datetime
import json
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._aws import Connection, Session
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import RefusedError
from ansible_collections.leastpriv.aws.plugins.module_utils._patience import Patience
from memory_iam import MemoryIam
from sandbox import Sandbox
from tasks import ACCOUNT, allow, options, task, trust

ARN: t.Final = f"arn:aws:iam::{ACCOUNT.id}:policy/"
LAMBDA: t.Final = json.dumps(trust("lambda.amazonaws.com"))
LONG_AGO: t.Final = 500


class Account(t.Protocol):
    """The IAM of an account, which can be told when a role was created and last used, in days before now."""

    def call(self, operation: str, parameters: t.Mapping[str, t.Any]) -> t.Any:
        """See C(_iam.Iam)."""

    def age_role_by_days(self, name: str, *, created: float, used: float | None = None) -> None:
        """Another date of creation, and a last use, in C(eu-central-1)."""


def days_ago(days: float) -> datetime.datetime:
    return datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0) - datetime.timedelta(days=days)


class MemoryAccount(MemoryIam):
    def age_role_by_days(self, name: str, *, created: float, used: float | None = None) -> None:
        last = {} if used is None else {"used": days_ago(used).isoformat(), "region": "eu-central-1"}
        self.age_role(name, created=days_ago(created).isoformat(), **last)


class SandboxAccount:
    def __init__(self, sandbox: Sandbox) -> None:
        given = {"assume_role_arn": sandbox.accounts[0].role_arn, "region": ACCOUNT.region}
        self._state = sandbox.state(ACCOUNT.id)
        self._session = Session(Connection.from_options(options("iam_role", name="-", **given)), Patience(timeout=0))

    def call(self, operation: str, parameters: t.Mapping[str, t.Any]) -> t.Any:
        return self._session.call(operation, parameters)

    def age_role_by_days(self, name: str, *, created: float, used: float | None = None) -> None:
        # moto's own annotations take a date of last use for none.
        role: t.Any = self._state.role(name)
        role.create_date = days_ago(created)
        role.last_used = None if used is None else days_ago(used)
        role.last_used_region = None if used is None else "eu-central-1"


@pytest.fixture(params=["memory", "sandbox"])
def account(request: pytest.FixtureRequest) -> Account:
    """An account with the policy reader and the role app, which carries it."""
    iam: Account = MemoryAccount()
    if request.param == "sandbox":
        iam = SandboxAccount(request.getfixturevalue("sandbox"))
    iam.call("CreatePolicy", {"PolicyName": "reader", "PolicyDocument": json.dumps(allow("s3:GetObject"))})
    iam.call("CreateRole", {"RoleName": "app", "AssumeRolePolicyDocument": LAMBDA})
    iam.call("AttachRolePolicy", {"RoleName": "app", "PolicyArn": f"{ARN}reader"})
    return iam


def attached(account: Account) -> list[str]:
    reply = account.call("ListAttachedRolePolicies", {"RoleName": "app"})
    return [each["PolicyName"] for each in reply["AttachedPolicies"]]


# When the role was created and last used, in days before now; the days of the task; and what is said, if it stays.
ROLES: t.Final[dict[str, tuple[float, float | None, int, str | None]]] = {
    "used today": (LONG_AGO, 0.1, 1, r"it was last used on \S+ in eu-central-1$"),
    "used within the time": (LONG_AGO, 89.9, 90, r"it was last used on \S+ in eu-central-1$"),
    "used before": (LONG_AGO, 90.1, 90, None),
    "never used": (LONG_AGO, None, 400, None),
    "never used, and new": (0.1, None, 1, r"IAM knows of no use, but it was created on \S+$"),
}


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize("case", ROLES)
def test_a_role_goes_once_it_was_unused(account: Account, case: str, *, check_mode: bool) -> None:
    created, used, days, message = ROLES[case]
    account.age_role_by_days("app", created=created, used=used)
    asked: dict[str, t.Any] = {"name": "app", "state": "absent", "unused_for_days": days}
    if message is None:
        assert task(account, "iam_role", check_mode=check_mode, **asked).changed
    else:
        with pytest.raises(RefusedError, match=message):
            task(account, "iam_role", check_mode=check_mode, **asked)
        assert attached(account) == ["reader"]


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_policy_in_use_stays_and_who_uses_it_is_said(account: Account, *, check_mode: bool) -> None:
    account.call("CreateRole", {"RoleName": "web", "AssumeRolePolicyDocument": LAMBDA})
    boundary = {"RoleName": "web", "PermissionsBoundary": f"{ARN}reader"}
    account.call("PutRolePermissionsBoundary", boundary)
    message = "it is attached to role app; the permissions boundary of role web$"
    with pytest.raises(RefusedError, match=message):
        task(account, "iam_managed_policy", check_mode=check_mode, name="reader", state="absent", detach="refuse")
    assert attached(account) == ["reader"]
    # The default takes the policy from whom it is attached to, but not from whom it bounds.
    with pytest.raises(RefusedError, match="is the permissions boundary of role web"):
        task(account, "iam_managed_policy", check_mode=check_mode, name="reader", state="absent")
    account.call("DeleteRolePermissionsBoundary", {"RoleName": "web"})
    outcome = task(account, "iam_managed_policy", check_mode=check_mode, name="reader", state="absent")
    assert [call.operation for call in outcome.calls] == ["DetachRolePolicy", "DeletePolicy"]


def test_a_policy_that_nobody_uses_goes(account: Account) -> None:
    account.call("DetachRolePolicy", {"RoleName": "app", "PolicyArn": f"{ARN}reader"})
    outcome = task(account, "iam_managed_policy", name="reader", state="absent", detach="refuse")
    assert [call.operation for call in outcome.calls] == ["DeletePolicy"]
