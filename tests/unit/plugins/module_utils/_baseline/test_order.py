# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Members of a set that refer to each other: the order of their plans, and ARNs that turn out to be others."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._baseline import entries, steps
from memory_iam import MemoryIam
from support.tasks import ACCOUNT, allow, options, trust

ID: t.Final = "111111111111"
ROLE: t.Final = f"arn:aws:iam::{ID}:role/"
POLICY: t.Final = f"arn:aws:iam::{ID}:policy/"
EC2: t.Final = trust("ec2.amazonaws.com")

Entry = dict[str, t.Any]


def trusting(*names: str) -> Entry:
    arns = [f"arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:role/{name}" for name in names]
    statement = {"Effect": "Allow", "Principal": {"AWS": arns}, "Action": "sts:AssumeRole"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def role(name: str, *trusted: str, **given: t.Any) -> Entry:
    return {"name": name, "assume_role_policy_document": trusting(*trusted) if trusted else EC2, **given}


def policy(name: str, **given: t.Any) -> Entry:
    return {"name": name, "path": "/", "policy": allow("s3:GetObject"), **given}


def apply(iam: MemoryIam, *, check_mode: bool = False, **given: t.Any) -> steps.Run:
    task = options("iam_baseline", **given)
    settings = entries.Settings.from_options(task)
    members = entries.members_of(entries.entries_of(task), settings)
    return steps.apply(iam, members, ACCOUNT, check_mode=check_mode)


def summaries(run: steps.Run) -> list[list[str]]:
    return [[call.summary for call in step.state.calls] for step in run.steps]


def written(iam: MemoryIam) -> list[str]:
    """The names in the calls that wrote, in order."""
    return [
        parameters.get("RoleName") or parameters.get("PolicyName") or parameters["PolicyArn"].rpartition("/")[2]
        for operation, parameters in iam.calls
        if not operation.startswith(("Get", "List"))
    ]


# The roles that exist, the roles of the set, and the names in the order in which they are written.
ORDERS: t.Final[dict[str, tuple[list[Entry], list[Entry], list[str]]]] = {
    "no role trusts another": ([], [role("b"), role("a")], ["b", "a"]),
    "a later role": ([], [role("Caller", "Later"), role("Later")], ["Later", "Caller"]),
    "an earlier role": ([], [role("Earlier"), role("Caller", "Earlier")], ["Earlier", "Caller"]),
    "a chain": ([], [role("a", "b"), role("x"), role("b", "c"), role("c")], ["x", "c", "b", "a"]),
    "two of them": ([], [role("a", "b", "c"), role("b", "c"), role("c")], ["c", "b", "a"]),
    "a later role that exists": ([role("Later")], [role("Caller", "Later"), role("Later")], ["Caller"]),
    "an existing role that is to trust a new one": (
        [role("Caller")],
        [role("Caller", "Later"), role("Later")],
        ["Later", "Caller"],
    ),
    "a ring, part of which exists": (
        [role("a")],
        [role("a", "b"), role("b", "a")],
        ["b", "a"],
    ),
    "a role that trusts itself and exists": ([role("a")], [role("a", "a")], ["a"]),
}


@pytest.mark.parametrize(("existing", "roles", "order"), ORDERS.values(), ids=ORDERS)
def test_roles_are_created_before_those_that_trust_them(
    existing: list[Entry], roles: list[Entry], order: list[str]
) -> None:
    iam = MemoryIam()
    assert apply(iam, roles=existing).error is None
    predicted = apply(iam, roles=roles, check_mode=True)
    iam.calls.clear()
    run = apply(iam, roles=roles)
    assert run.error is None
    assert written(iam) == order
    assert summaries(predicted) == summaries(run)
    # The result keeps the order of the set.
    assert [step.member.name for step in run.steps] == [entry["name"] for entry in roles]
    assert [summary for each in summaries(apply(iam, roles=roles)) for summary in each] == []


def test_a_removal_deletes_roles_before_those_that_they_trust() -> None:
    iam = MemoryIam()
    roles = [role("Caller", "Later"), role("Last", "Caller"), role("Later")]
    assert apply(iam, roles=roles).error is None
    iam.calls.clear()
    assert apply(iam, roles=roles, state="absent").error is None
    assert written(iam) == ["Last", "Caller", "Later"]


def test_roles_that_trust_each_other_are_deleted() -> None:
    iam = MemoryIam()
    for roles in ([role("a"), role("b")], [role("a", "b"), role("b", "a")]):
        assert apply(iam, roles=roles).error is None
    assert apply(iam, roles=roles, state="absent").error is None
    assert iam.snapshot()["roles"] == {}


REFUSED: t.Final[dict[str, tuple[list[Entry], dict[str, t.Any], str, str]]] = {
    "a ring": (
        [],
        {"roles": [role("x"), role("a", "b"), role("b", "c"), role("c", "a")]},
        "a",
        "assume_role_policy_document: roles trust each other, and none of them exists yet: a -> b -> c -> a",
    ),
    "behind a ring": (
        [],
        {"roles": [role("x", "a"), role("a", "b"), role("b", "a")]},
        "a",
        "assume_role_policy_document: roles trust each other, and none of them exists yet: a -> b -> a",
    ),
    "itself": (
        [],
        {"policies": [policy("p")], "roles": [role("a", "a")]},
        "a",
        f"assume_role_policy_document: role a is to trust itself, {ROLE}a, and does not exist yet",
    ),
    "a role that keeps its path": (
        [role("Later", path="/old/")],
        {"policies": [policy("p")], "roles": [role("Caller", "Later"), role("Later")]},
        "Caller",
        f"assume_role_policy_document: role Caller is to trust {ROLE}Later, but the role of this name stays {ROLE}old/",
    ),
    "a role that the set deletes": (
        [role("Gone")],
        {"policies": [policy("p")], "roles": [role("Caller", "Gone"), role("Gone", state="absent")]},
        "Caller",
        f"assume_role_policy_document: role Caller is to trust {ROLE}Gone, which the same task deletes",
    ),
    "a role that never existed and is kept absent": (
        [],
        {"policies": [policy("p")], "roles": [role("Caller", "Gone"), role("Gone", state="absent")]},
        "Caller",
        f"assume_role_policy_document: role Caller is to trust {ROLE}Gone, which the same task deletes",
    ),
    "a boundary that never existed and is kept absent": (
        [],
        {"policies": [policy("q", state="absent")], "roles": [role("a"), role("b", boundary=f"{POLICY}q")]},
        "b",
        f"boundary: role b is to have {POLICY}q, which the same task deletes",
    ),
    "a document of another partition": (
        [],
        {"policies": [policy("p"), policy("q", policy=allow("s3:*", "arn:aws-cn:s3:::b"))], "roles": [role("a")]},
        "q",
        "policy.Statement[0].Resource: 'arn:aws-cn:s3:::b' is in the partition 'aws-cn', but account 111111111111",
    ),
    "a role that only AWS creates": (
        [],
        {"policies": [policy("p")], "roles": [role("a"), role("b", path="/aws-reserved/")]},
        "b",
        "path: only AWS creates resources below /aws-reserved/",
    ),
}


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize(("existing", "given", "member", "message"), REFUSED.values(), ids=REFUSED)
def test_nothing_is_written_if_a_member_is_refused(
    existing: list[Entry], given: dict[str, t.Any], member: str, message: str, *, check_mode: bool
) -> None:
    iam = MemoryIam()
    assert apply(iam, roles=existing).error is None
    iam.calls.clear()
    run = apply(iam, check_mode=check_mode, **given)
    assert run.failed is not None
    assert run.failed.name == member
    assert run.failed in [step.member for step in run.steps]
    assert str(run.error).startswith(message)
    assert iam.writes == []


NAMING: t.Final[dict[str, Entry]] = {
    "attached": {"managed_policies": [f"{POLICY}p"]},
    "attached with pseudo parameters": {"managed_policies": ["arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/p"]},
    "attached by name": {"managed_policies": ["p"]},
    "boundary": {"boundary": f"{POLICY}p"},
}


@pytest.mark.parametrize("given", NAMING.values(), ids=NAMING)
@pytest.mark.parametrize("path", ["/", None])
def test_a_policy_that_keeps_its_path_is_used_by_its_own_arn(given: Entry, path: str | None) -> None:
    iam = MemoryIam()
    document = json.dumps(allow("s3:PutObject"))
    iam.call("CreatePolicy", {"PolicyName": "p", "Path": "/old/", "PolicyDocument": document})
    wanted: Entry = {"policies": [policy("p", path=path)], "roles": [role("a", **given)]}
    predicted = apply(iam, check_mode=True, **wanted)
    run = apply(iam, **wanted)
    assert run.error is None
    assert summaries(predicted) == summaries(run)
    [state] = iam.snapshot()["roles"].values()
    assert [*state["attached"], *filter(None, [state["boundary"]])] == [f"{POLICY}old/p"]
    again = apply(iam, **wanted)
    assert (again.error, summaries(again)) == (None, [[], []])


def test_a_document_that_names_such_a_policy_draws_a_warning() -> None:
    iam = MemoryIam()
    document = json.dumps(allow("s3:PutObject"))
    iam.call("CreatePolicy", {"PolicyName": "p", "Path": "/old/", "PolicyDocument": document})
    condition = {"StringEquals": {"iam:PermissionsBoundary": f"{POLICY}p"}}
    wanted = [policy("p"), policy("q", policy=allow("iam:CreateRole", Condition=condition))]
    for check_mode in (True, False):
        run = apply(iam, policies=wanted, check_mode=check_mode)
        assert f"managed policy q: policy names {POLICY}p, but its ARN stays {POLICY}old/p" in run.warnings
