# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults: each is seen to happen, as often as was ordered, and to leave behind what it should."""

from __future__ import annotations

import collections
import contextlib
import re
import threading
import typing as t

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError
from sandbox import Fault, FaultKind, Sandbox
from unit.sandbox.conftest import ACCOUNT_ID
from unit.sandbox.fault_cases import error_of, fault
from unit.sandbox.refusal_cases import carry_out, role

DENIED = (
    "User: arn:aws:iam::999999999999:user/sandbox-administrator is not authorized to perform: {action} on resource: "
    "{resource} because no identity-based policy allows the {action} action"
)

ORGANIZATIONS = "organizations"
EXPIRED = "The security token included in the request is expired"
TOO_MANY = "AWS Organizations can't complete your request because of too many requests."
INTERNAL = "AWS Organizations can't complete your request because of an internal error. Try again later."

# What a client sees of a fault: the service, an operation of it, the fault; code, status, wording.
REFUSED: dict[tuple[str, str, FaultKind], tuple[str, int, str]] = {
    ("iam", "list_roles", FaultKind.THROTTLING): ("Throttling", 400, "Rate exceeded"),
    ("sts", "get_caller_identity", FaultKind.THROTTLING): ("Throttling", 400, "Rate exceeded"),
    (ORGANIZATIONS, "list_roots", FaultKind.THROTTLING): ("TooManyRequestsException", 400, TOO_MANY),
    (ORGANIZATIONS, "list_roots", FaultKind.SERVER_ERROR): ("ServiceException", 500, INTERNAL),
    ("iam", "list_roles", FaultKind.EXPIRED): ("ExpiredToken", 403, EXPIRED),
    (ORGANIZATIONS, "list_roots", FaultKind.EXPIRED): ("ExpiredTokenException", 400, EXPIRED),
    ("iam", "list_policies", FaultKind.DENIED): (
        "AccessDenied",
        403,
        DENIED.format(action="iam:ListPolicies", resource="policy path /"),
    ),
    (ORGANIZATIONS, "list_roots", FaultKind.DENIED): (
        "AccessDeniedException",
        400,
        DENIED.format(action="organizations:ListRoots", resource="*"),
    ),
}


@pytest.mark.parametrize(("request_and_fault", "expected"), REFUSED.items(), ids=map("-".join, REFUSED))
def test_a_request_is_refused(
    sandbox: Sandbox, request_and_fault: tuple[str, str, FaultKind], expected: tuple[str, int, str]
) -> None:
    service, operation, kind = request_and_fault
    call = getattr(sandbox.client(service), operation)
    sandbox.add_fault(Fault(kind=kind, service=service))
    assert error_of(call) == expected
    [logged] = sandbox.calls()
    assert (logged.error_code, logged.status, logged.faults) == (*expected[:2], (kind,))
    assert sandbox.fault_counts() == {kind: 1}
    sandbox.clear_faults()
    call()
    assert sandbox.calls()[-1].faults == ()


@pytest.mark.parametrize(
    ("kind", "code", "message"),
    [
        (FaultKind.CONCURRENT_MODIFICATION, "ConcurrentModification", "submitted simultaneously. Wait a few minutes"),
        (FaultKind.TEMPORARILY_UNMODIFIABLE, "EntityTemporarilyUnmodifiable", "an entity that is temporarily unmodif"),
    ],
)
def test_a_modification_is_refused_and_a_read_is_not(
    sandbox: Sandbox, iam: t.Any, *, kind: FaultKind, code: str, message: str
) -> None:
    carry_out(iam, role(Description="as it was"))
    sandbox.add_fault(Fault(kind=kind))
    found_code, status, found_message = error_of(iam.update_role, RoleName="reader", Description="changed")
    assert (found_code, status) == (code, 409)
    assert message in found_message
    assert iam.get_role(RoleName="reader")["Role"]["Description"] == "as it was"
    assert sandbox.fault_counts() == {kind: 1}


def test_errors_of_the_server_are_of_several_kinds(sandbox: Sandbox, iam: t.Any) -> None:
    sandbox.add_fault(Fault(kind=FaultKind.SERVER_ERROR))
    seen = {error_of(iam.list_roles)[:2] for _attempt in range(40)}
    assert seen == {("ServiceFailure", 500), ("InternalFailure", 500), ("ServiceUnavailable", 503)}


def test_a_connection_is_reset_before_the_operation(sandbox: Sandbox, iam: t.Any) -> None:
    sandbox.add_fault(fault(FaultKind.RESET_BEFORE, "CreateRole", times=1))
    with pytest.raises(ConnectionClosedError, match="Connection was closed before we received a valid response"):
        carry_out(iam, role())
    assert error_of(iam.get_role, RoleName="reader")[0] == "NoSuchEntity"
    carry_out(iam, role())
    first = sandbox.calls()[0]
    assert (first.operation, first.status, first.error_code) == ("CreateRole", 0, "ConnectionReset")
    assert first.faults == (FaultKind.RESET_BEFORE,)


def test_a_connection_is_reset_after_the_operation(sandbox: Sandbox, iam: t.Any) -> None:
    sandbox.add_fault(fault(FaultKind.RESET_AFTER, "CreateRole", times=1))
    with pytest.raises(ConnectionClosedError):
        carry_out(iam, role())
    assert error_of(carry_out, iam, role())[0] == "EntityAlreadyExists"
    first, second = sandbox.calls()
    assert (first.status, first.error_code, first.faults) == (200, None, (FaultKind.RESET_AFTER,))
    assert (second.status, second.error_code, second.faults) == (409, "EntityAlreadyExists", ())


class Gate:
    """Stands where the sandbox waits, and holds whoever arrives until it is opened."""

    def __init__(self) -> None:
        self._arrived = threading.Event()
        self._open = threading.Event()
        self.seconds: list[float] = []

    def hold(self, seconds: float) -> None:
        self.seconds.append(seconds)
        self._arrived.set()
        assert self._open.wait(60)

    def wait_for_arrival(self) -> None:
        assert self._arrived.wait(60)

    def open(self) -> None:
        self._open.set()


@pytest.mark.parametrize(("kind", "seen"), [(FaultKind.SLOW_BEFORE, False), (FaultKind.SLOW_AFTER, True)])
def test_a_slow_call_is_delayed_before_or_after_it_took_effect(
    sandbox: Sandbox, iam: t.Any, monkeypatch: pytest.MonkeyPatch, *, kind: FaultKind, seen: bool
) -> None:
    gate = Gate()
    monkeypatch.setattr(sandbox._closing, "wait", gate.hold)
    sandbox.add_fault(fault(kind, "CreateRole", seconds=20))
    creation = threading.Thread(target=carry_out, args=(iam, role()))
    creation.start()
    gate.wait_for_arrival()
    # Nobody else waits for it.
    names = [each["RoleName"] for each in iam.list_roles()["Roles"]]
    gate.open()
    creation.join()
    assert ("reader" in names) is seen
    assert gate.seconds == [20]
    iam.get_role(RoleName="reader")
    [logged] = [call for call in sandbox.calls() if call.operation == "CreateRole"]
    assert (logged.status, logged.faults) == (200, (kind,))


def test_credentials_expire_in_the_middle_and_new_ones_work(sandbox: Sandbox) -> None:
    arn = sandbox.accounts[0].role_arn

    def assume() -> t.Any:
        keys = sandbox.client("sts").assume_role(RoleArn=arn, RoleSessionName="tests")["Credentials"]
        return sandbox._new_client(
            "iam",
            type(sandbox._keys.administrator)(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"]),
        )

    first = assume()
    sandbox.add_fault(Fault(kind=FaultKind.EXPIRED, after=2, times=1))
    first.list_roles()
    first.list_roles()
    assert [error_of(first.list_roles)[0] for _attempt in range(3)] == ["ExpiredToken"] * 3
    assume().list_roles()
    assert sandbox.fault_counts() == {FaultKind.EXPIRED: 3}


def test_only_what_a_fault_is_for_meets_it(sandbox: Sandbox, iam: t.Any) -> None:
    sandbox.add_fault(
        fault(FaultKind.THROTTLING, "ListRoles", "ListUsers", accounts=frozenset({ACCOUNT_ID}), after=1, times=2)
    )
    sandbox.client("iam", account_id="222222222222").list_roles()
    iam.list_policies()
    outcomes = []
    for call in (iam.list_roles, iam.list_users, iam.list_roles, iam.list_roles):
        try:
            call()
        except ClientError as error:
            outcomes.append(error.response["Error"]["Code"])
        else:
            outcomes.append("")
    assert outcomes == ["", "Throttling", "Throttling", ""]


def draw(sandbox: Sandbox, iam: t.Any) -> list[tuple[FaultKind, ...]]:
    sandbox.clear_calls()
    for _number in range(60):
        with contextlib.suppress(ClientError, ConnectionClosedError):
            iam.list_roles()
    return [call.faults for call in sandbox.calls()]


def test_a_seed_decides_what_happens(sandbox: Sandbox, iam: t.Any) -> None:
    def with_seed(seed: int) -> list[tuple[FaultKind, ...]]:
        sandbox.clear_faults()
        sandbox.seed_faults(seed)
        sandbox.add_fault(Fault(kind=FaultKind.THROTTLING, rate=0.3))
        sandbox.add_fault(Fault(kind=FaultKind.SLOW_BEFORE, rate=0.5, seconds=0.001))
        sandbox.add_fault(Fault(kind=FaultKind.RESET_AFTER, rate=0.2))
        return draw(sandbox, iam)

    first, again, other = with_seed(7), with_seed(7), with_seed(8)
    assert first == again != other
    counted = collections.Counter(kind for kinds in (*first, *again, *other) for kind in kinds)
    assert sandbox.fault_counts() == counted
    # Delays come on top of another fault; of the others, one decides.
    assert (FaultKind.SLOW_BEFORE, FaultKind.THROTTLING) in first
    assert not any({FaultKind.THROTTLING, FaultKind.RESET_AFTER} <= set(kinds) for kinds in first)
    assert 5 < counted[FaultKind.THROTTLING] / 3 < 35


def test_many_threads_count_right(sandbox: Sandbox) -> None:
    sandbox.add_fault(Fault(kind=FaultKind.THROTTLING, times=15))
    refused: list[str] = []

    def ask(account_id: str) -> None:
        client = sandbox.client("iam", account_id=account_id)
        for _number in range(10):
            try:
                client.list_roles()
            except ClientError as error:
                refused.append(error.response["Error"]["Code"])

    threads = [threading.Thread(target=ask, args=(account.id,)) for account in sandbox.accounts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["Throttling"] * 15
    assert sandbox.fault_counts() == {FaultKind.THROTTLING: 15}
    assert sum(bool(call.faults) for call in sandbox.calls()) == 15


def test_a_reset_forgets_faults_counts_and_permissions(sandbox: Sandbox, iam: t.Any) -> None:
    sandbox.add_fault(Fault(kind=FaultKind.EXPIRED))
    assert error_of(iam.list_roles)[0] == "ExpiredToken"
    sandbox.allow_only(())
    sandbox.reset()
    iam.list_roles()
    assert sandbox.fault_counts() == {}


def test_unknown_keys_meet_no_fault(sandbox: Sandbox) -> None:
    sandbox.add_fault(Fault(kind=FaultKind.THROTTLING))
    stranger = sandbox._new_client("iam", type(sandbox._keys.administrator)("AKIAUNKNOWN", "secret"))
    assert error_of(stranger.list_roles)[0] == "InvalidClientTokenId"
    assert sandbox.fault_counts() == {}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"kind": FaultKind.THROTTLING, "rate": 30}, "A rate is from 0 to 1, and not 30."),
        ({"kind": FaultKind.SLOW_AFTER, "seconds": float("inf")}, "Seconds are a number from 0, and not inf."),
        ({"kind": FaultKind.SLOW_BEFORE, "rate": 0.5}, "slow-before takes seconds."),
        ({"kind": FaultKind.STALE_READ}, "stale-read takes seconds."),
    ],
)
def test_faults_that_could_never_strike(options: dict[str, t.Any], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        Fault(**options)
