# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Safe removal, on the IAM in memory and on the sandbox: what is deleted, what stays, and what the result says."""

from __future__ import annotations

import datetime
import json
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._aws.connection import Connection
from ansible_collections.leastpriv.aws.plugins.module_utils._aws.session import Session
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import RefusedError
from ansible_collections.leastpriv.aws.plugins.module_utils._retry import RetryPolicy
from memory_iam import MemoryIam
from sandbox import Sandbox
from support.tasks import ACCOUNT, WITHOUT_RETRIES, allow, options, task, trust

ARN: t.Final = f"arn:aws:iam::{ACCOUNT.id}:policy/"
LAMBDA: t.Final = json.dumps(trust("lambda.amazonaws.com"))
LONG_AGO: t.Final = 500


class Account(t.Protocol):
    """The IAM of an account, in which a test can set when a role was created and last used, in days before now."""

    def call(self, operation: str, parameters: t.Mapping[str, t.Any]) -> t.Any:
        """See C(_iam.Iam)."""

    def age_role_by_days(self, name: str, *, created: float, used: float | None = None) -> None:
        """Set the date of creation, and of the last use in C(eu-central-1)."""


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
        self._session = Session(Connection.from_options(options("iam_role", name="-", **given)), WITHOUT_RETRIES)

    def call(self, operation: str, parameters: t.Mapping[str, t.Any]) -> t.Any:
        return self._session.call(operation, parameters)

    def age_role_by_days(self, name: str, *, created: float, used: float | None = None) -> None:
        # moto's annotations do not allow for a date of last use.
        role: t.Any = self._state.role(name)
        role.create_date = days_ago(created)
        role.last_used = None if used is None else days_ago(used)
        role.last_used_region = None if used is None else "eu-central-1"


@pytest.fixture(params=["memory", "sandbox"])
def account(request: pytest.FixtureRequest) -> Account:
    """An account with the policy reader and the role app, which has it attached."""
    iam: Account = MemoryAccount()
    if request.param == "sandbox":
        iam = SandboxAccount(request.getfixturevalue("sandbox"))
    iam.call("CreatePolicy", {"PolicyName": "reader", "PolicyDocument": json.dumps(allow("s3:GetObject"))})
    iam.call("CreateRole", {"RoleName": "app", "AssumeRolePolicyDocument": LAMBDA})
    iam.call("AttachRolePolicy", {"RoleName": "app", "PolicyArn": f"{ARN}reader"})
    return iam


def attached(account: Account) -> list[str]:
    reply = account.call("ListAttachedRolePolicies", {"RoleName": "app"})
    return [policy["PolicyName"] for policy in reply["AttachedPolicies"]]


# When the role was created and last used, in days before now; the task's days; and the message if the role stays.
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
def test_a_policy_in_use_stays_and_its_users_are_named(account: Account, *, check_mode: bool) -> None:
    account.call("CreateRole", {"RoleName": "web", "AssumeRolePolicyDocument": LAMBDA})
    boundary = {"RoleName": "web", "PermissionsBoundary": f"{ARN}reader"}
    account.call("PutRolePermissionsBoundary", boundary)
    message = "it is attached to role app; the permissions boundary of role web$"
    with pytest.raises(RefusedError, match=message):
        task(account, "iam_managed_policy", check_mode=check_mode, name="reader", state="absent", detach="refuse")
    assert attached(account) == ["reader"]
    # By default the policy is detached from its principals, but not removed as a permissions boundary.
    with pytest.raises(RefusedError, match="is the permissions boundary of role web"):
        task(account, "iam_managed_policy", check_mode=check_mode, name="reader", state="absent")
    account.call("DeleteRolePermissionsBoundary", {"RoleName": "web"})
    outcome = task(account, "iam_managed_policy", check_mode=check_mode, name="reader", state="absent")
    assert [call.operation for call in outcome.calls] == ["DetachRolePolicy", "DeletePolicy"]


def test_a_policy_that_nobody_uses_goes(account: Account) -> None:
    account.call("DetachRolePolicy", {"RoleName": "app", "PolicyArn": f"{ARN}reader"})
    outcome = task(account, "iam_managed_policy", name="reader", state="absent", detach="refuse")
    assert [call.operation for call in outcome.calls] == ["DeletePolicy"]


class Interfering:
    """The IAM of an account in which somebody makes a change just before an operation is first called."""

    def __init__(self, account: Account, before: str, *steps: tuple[str, dict[str, t.Any]]) -> None:
        self._account = account
        self._before = before
        self._steps = list(steps)

    def call(self, operation: str, parameters: t.Mapping[str, t.Any]) -> t.Any:
        if operation == self._before:
            while self._steps:
                self._account.call(*self._steps.pop(0))
        return self._account.call(operation, parameters)


class Clock:
    """A clock that only waiting moves."""

    def __init__(self) -> None:
        self._seconds = 0.0

    def now(self) -> float:
        return self._seconds

    def sleep(self, seconds: float) -> None:
        self._seconds += seconds


def retry_policy() -> RetryPolicy:
    clock = Clock()
    return RetryPolicy(timeout=60, now=clock.now, sleep=clock.sleep)


WEB: t.Final = ("CreateRole", {"RoleName": "web", "AssumeRolePolicyDocument": LAMBDA})
WEB_USES_IT: t.Final = ("AttachRolePolicy", {"RoleName": "web", "PolicyArn": f"{ARN}reader"})
NEW_VERSION: t.Final = (
    "CreatePolicyVersion",
    {"PolicyArn": f"{ARN}reader", "PolicyDocument": json.dumps(allow("s3:PutObject"))},
)
INLINE: t.Final = (
    "PutRolePolicy",
    {"RoleName": "app", "PolicyName": "i", "PolicyDocument": json.dumps(allow("s3:PutObject"))},
)
PROFILE: t.Final = ("CreateInstanceProfile", {"InstanceProfileName": "app"})
INTO_PROFILE: t.Final = ("AddRoleToInstanceProfile", {"InstanceProfileName": "app", "RoleName": "app"})
GONE_ROLE: t.Final = (
    ("DetachRolePolicy", {"RoleName": "app", "PolicyArn": f"{ARN}reader"}),
    ("DeleteRole", {"RoleName": "app"}),
)

# What is removed, the operation before which somebody makes a change, and the change.
MEANWHILE: t.Final[dict[str, tuple[str, str, str, tuple[t.Any, ...]]]] = {
    "a policy gets another user": ("iam_managed_policy", "reader", "DeletePolicy", (WEB, WEB_USES_IT)),
    "a policy gets another version": ("iam_managed_policy", "reader", "DeletePolicy", (NEW_VERSION,)),
    "a policy loses its user": ("iam_managed_policy", "reader", "DetachRolePolicy", GONE_ROLE[:1]),
    "a role gets an inline policy": ("iam_role", "app", "DeleteRole", (INLINE,)),
    "a role gets a managed policy": (
        "iam_role",
        "app",
        "DeleteRole",
        (("AttachRolePolicy", {"RoleName": "app", "PolicyArn": f"{ARN}reader"}),),
    ),
    "a role gets an instance profile": ("iam_role", "app", "DeleteRole", (PROFILE, INTO_PROFILE)),
    "a role is gone": ("iam_role", "app", "DetachRolePolicy", GONE_ROLE),
}


@pytest.mark.parametrize("case", MEANWHILE)
def test_what_others_do_in_between_is_recognised(account: Account, case: str) -> None:
    module, name, operation, steps = MEANWHILE[case]
    iam = Interfering(account, operation, *steps)
    outcome = task(iam, module, name=name, state="absent", retry_policy=retry_policy())
    assert outcome.error is None
    assert task(account, module, name=name, state="absent").calls == ()


def test_a_policy_attached_during_the_removal_stays(account: Account) -> None:
    account.call("DetachRolePolicy", {"RoleName": "app", "PolicyArn": f"{ARN}reader"})
    iam = Interfering(account, "DeletePolicy", WEB, WEB_USES_IT)
    with pytest.raises(RefusedError, match=r"it is attached to role web$"):
        task(iam, "iam_managed_policy", name="reader", state="absent", detach="refuse", retry_policy=retry_policy())
    reply = account.call("ListAttachedRolePolicies", {"RoleName": "web"})
    assert [policy["PolicyName"] for policy in reply["AttachedPolicies"]] == ["reader"]


def test_a_role_that_is_used_meanwhile_is_kept_once_that_is_seen(account: Account) -> None:
    account.age_role_by_days("app", created=LONG_AGO)

    class Used(Interfering):
        def call(self, operation: str, parameters: t.Mapping[str, t.Any]) -> t.Any:
            if operation == "DeleteRole":
                account.age_role_by_days("app", created=LONG_AGO, used=0)
            return super().call(operation, parameters)

    iam = Used(account, "DeleteRole", INLINE)
    outcome = task(iam, "iam_role", name="app", state="absent", unused_for_days=30, retry_policy=retry_policy())
    assert isinstance(outcome.error, RefusedError)
    assert "in eu-central-1" in str(outcome.error)
    # The result reports the changes that were made before the obstacle was seen.
    assert [call.operation for call in outcome.calls] == ["DetachRolePolicy"]
