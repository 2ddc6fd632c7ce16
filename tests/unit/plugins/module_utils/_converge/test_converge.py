# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Desired states met, case by case: what tasks cost, names that are taken, permissions that are missing."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import (
    IamError,
    LeastPrivError,
    OptionError,
    RefusedError,
)
from ansible_collections.leastpriv.aws.plugins.module_utils._retry import RetryPolicy
from memory_iam import ApiError, Fault, MemoryIam
from support.tasks import allow, task, trust

ARN = "arn:aws:iam::111111111111:policy/"
READ, WRITE = allow("s3:GetObject"), allow("s3:PutObject")
LAMBDA, EC2 = trust("lambda.amazonaws.com"), trust("ec2.amazonaws.com")


# Reads, and writes, of the usual tasks. The first line of each is what the design allows a steady state to cost.
COSTS: dict[str, tuple[str, dict[str, t.Any], list[str]]] = {
    "policy, nothing to do": ("iam_managed_policy", {"policy": READ}, ["GetPolicy", "GetPolicyVersion"]),
    "role, nothing to do": (
        "iam_role",
        {"assume_role_policy_document": LAMBDA, "managed_policies": ["a"]},
        ["GetRole", "ListAttachedRolePolicies"],
    ),
    "role, a friendly name of the account's own": (
        "iam_role",
        {"assume_role_policy_document": LAMBDA, "managed_policies": ["a", "b"]},
        ["GetRole", "ListAttachedRolePolicies", "GetPolicy", "AttachRolePolicy"],
    ),
    "role, a friendly name of AWS's": (
        "iam_role",
        {"assume_role_policy_document": LAMBDA, "managed_policies": ["a", "ReadOnlyAccess"]},
        ["GetRole", "ListAttachedRolePolicies", "GetPolicy", "ListPolicies", "ListPolicies", "AttachRolePolicy"],
    ),
    "role, inline policies": (
        "iam_role",
        {"assume_role_policy_document": LAMBDA, "inline_policies": {}},
        ["GetRole", "ListAttachedRolePolicies", "ListRolePolicies"],
    ),
    "new policy": (
        "iam_managed_policy",
        {"name": "new", "path": "/", "policy": READ},
        ["GetPolicy", "CreatePolicy"],
    ),
    "new policy, looked for under every path": (
        "iam_managed_policy",
        {"name": "new", "policy": READ},
        ["GetPolicy", "ListPolicies", "CreatePolicy"],
    ),
    "new role": ("iam_role", {"name": "new", "assume_role_policy_document": LAMBDA}, ["GetRole", "CreateRole"]),
    "policy, absent": (
        "iam_managed_policy",
        {"state": "absent"},
        ["GetPolicy", "GetPolicyVersion", "ListPolicyVersions", "DeletePolicy"],
    ),
    "policy, absent unless somebody uses it": (
        "iam_managed_policy",
        {"state": "absent", "detach": "refuse"},
        [
            "GetPolicy",
            "GetPolicyVersion",
            "ListPolicyVersions",
            "ListEntitiesForPolicy",
            "ListEntitiesForPolicy",
            "DeletePolicy",
        ],
    ),
    "role, absent": (
        "iam_role",
        {"state": "absent"},
        [
            "GetRole",
            "ListAttachedRolePolicies",
            "ListInstanceProfilesForRole",
            "ListRolePolicies",
            "DetachRolePolicy",
            "DeleteRole",
        ],
    ),
}


@pytest.fixture
def iam() -> MemoryIam:
    """An account with a policy and a role called app as the tables below have them, and the policies a and b."""
    memory = MemoryIam()
    for name in ("app", "a", "b"):
        memory.call("CreatePolicy", {"PolicyName": name, "PolicyDocument": json.dumps(READ)})
    memory.call("CreateRole", {"RoleName": "app", "AssumeRolePolicyDocument": json.dumps(LAMBDA)})
    memory.call("AttachRolePolicy", {"RoleName": "app", "PolicyArn": f"{ARN}a"})
    memory.calls.clear()
    return memory


@pytest.mark.parametrize(("module", "given_options", "operations"), COSTS.values(), ids=COSTS)
def test_costs(iam: MemoryIam, module: str, given_options: dict[str, t.Any], operations: list[str]) -> None:
    assert task(iam, module, **given_options).error is None
    assert iam.operations == operations


def test_a_policy_is_found_under_another_path(iam: MemoryIam) -> None:
    iam.call("CreatePolicy", {"PolicyName": "hidden", "Path": "/team/", "PolicyDocument": json.dumps(READ)})
    cases: list[tuple[dict[str, t.Any], list[str]]] = [
        ({"tags": {"a": "1"}}, ["TagPolicy"]),
        ({"path": "/"}, []),
        ({"path": "/", "tags": {"a": "2"}}, ["TagPolicy"]),
        ({"policy": READ}, []),
        ({"policy": READ, "path": "/"}, []),
        ({"policy": WRITE}, ["CreatePolicyVersion"]),
    ]
    for given_options, operations in cases:
        predicted = task(iam, "iam_managed_policy", name="hidden", check_mode=True, **given_options)
        outcome = task(iam, "iam_managed_policy", name="hidden", **given_options)
        assert [call.operation for call in outcome.calls] == operations
        assert predicted.calls == outcome.calls
        assert outcome.error is None
        assert outcome.after is not None
        assert outcome.after.arn == f"{ARN}team/hidden"
    assert task(iam, "iam_managed_policy", name="hidden", state="absent").changed
    assert f"{ARN}team/hidden" not in iam.snapshot()["policies"]


@pytest.mark.parametrize("path", [None, "/"])
def test_who_may_not_create_still_converges_what_is_under_another_path(iam: MemoryIam, path: str | None) -> None:
    iam.call("CreatePolicy", {"PolicyName": "hidden", "Path": "/team/", "PolicyDocument": json.dumps(READ)})
    iam.faults.append(Fault("CreatePolicy", ApiError("AccessDenied", "no"), times=9))
    outcome = task(iam, "iam_managed_policy", name="hidden", policy=READ, path=path)
    assert (outcome.error, outcome.calls) == (None, ())


@pytest.mark.parametrize("given_options", [{"policy": READ}, {"policy": READ, "path": "/"}])
def test_who_may_not_create_is_told_so(iam: MemoryIam, given_options: t.Any) -> None:
    iam.faults.append(Fault("CreatePolicy", ApiError("AccessDenied", "no"), times=9))
    outcome = task(iam, "iam_managed_policy", name="new", **given_options)
    assert isinstance(outcome.error, IamError)
    assert outcome.error.action == "iam:CreatePolicy"
    assert iam.operations.count("CreatePolicy") == 1


def test_who_may_neither_create_nor_list_is_told_of_the_creation(iam: MemoryIam) -> None:
    for operation in ("CreatePolicy", "ListPolicies"):
        iam.faults.append(Fault(operation, ApiError("AccessDenied", "no"), times=9))
    outcome = task(iam, "iam_managed_policy", name="new", path="/", policy=READ)
    assert isinstance(outcome.error, IamError)
    assert outcome.error.action == "iam:CreatePolicy"


def test_an_instance_profile_of_a_role_that_is_there_needs_no_search_for_its_name(iam: MemoryIam) -> None:
    given: dict[str, t.Any] = {"assume_role_policy_document": LAMBDA, "create_instance_profile": True}
    outcome = task(iam, "iam_role", check_mode=True, **given)
    assert outcome.calls[0].operation == "CreateInstanceProfile"
    assert [name for name in iam.operations if name == "ListRoles"] == []


@pytest.mark.parametrize("module", ["iam_managed_policy", "iam_role"])
def test_the_same_name_in_another_case_is_not_what_is_to_be_removed(iam: MemoryIam, module: str) -> None:
    assert task(iam, module, name="APP", state="absent").calls == ()


# What a message calls a resource, and the option that creating one needs.
TAKEN: t.Final[dict[str, tuple[str, dict[str, t.Any]]]] = {
    "iam_managed_policy": ("policy", {"policy": READ}),
    "iam_role": ("role", {"assume_role_policy_document": LAMBDA}),
}


@pytest.mark.parametrize("module", TAKEN)
@pytest.mark.parametrize("check_mode", [True, False])
def test_a_name_that_is_taken_in_another_case_is_refused(iam: MemoryIam, module: str, *, check_mode: bool) -> None:
    noun, given_options = TAKEN[module]
    with pytest.raises(RefusedError, match=f"a {noun} named 'app' already exists; IAM names are case-insensitive"):
        task(iam, module, name="APP", check_mode=check_mode, **given_options)
    assert set(iam.writes) <= {"CreatePolicy", "CreateRole"}


@pytest.mark.parametrize(
    ("module", "given_options"),
    [
        ("iam_managed_policy", {"name": "new", "policy": READ, "tags": {"a": "1"}}),
        ("iam_role", {"name": "new", "assume_role_policy_document": LAMBDA, "managed_policies": [f"{ARN}a"]}),
    ],
)
def test_a_creation_whose_reply_was_lost_is_recognised(iam: MemoryIam, module: str, given_options: t.Any) -> None:
    create = "CreatePolicy" if module == "iam_managed_policy" else "CreateRole"
    iam.faults.append(Fault(create, ApiError("EntityAlreadyExists", "exists already"), takes_effect=True))
    assert task(iam, module, **given_options).error is None
    assert task(iam, module, **given_options).calls == ()


def test_a_name_taken_by_nobody_we_can_see_is_an_error(iam: MemoryIam) -> None:
    iam.faults.append(Fault("CreateRole", ApiError("EntityAlreadyExists", "exists already"), times=9))
    outcome = task(iam, "iam_role", name="new", assume_role_policy_document=LAMBDA)
    assert isinstance(outcome.error, IamError)
    assert (outcome.error.code, outcome.changed) == ("EntityAlreadyExists", False)


@pytest.mark.parametrize(("module", "listing"), [("iam_managed_policy", "ListPolicies"), ("iam_role", "ListRoles")])
def test_check_mode_says_what_it_may_not_look_up(iam: MemoryIam, module: str, listing: str) -> None:
    _noun, given_options = TAKEN[module]
    iam.faults.append(Fault(listing, ApiError("AccessDenied", "no")))
    outcome = task(iam, module, name="new", path="/", check_mode=True, **given_options)
    assert outcome.changed
    assert f"could not check whether the name exists in the account: iam:{listing}" in outcome.warnings[0]


def test_check_mode_hides_no_other_error(iam: MemoryIam) -> None:
    iam.faults.append(Fault("ListRoles", ApiError("ServiceFailure", "no")))
    with pytest.raises(IamError, match="ServiceFailure"):
        task(iam, "iam_role", name="new", check_mode=True, assume_role_policy_document=LAMBDA)


def test_a_friendly_name_that_nobody_has_fails_before_the_first_write(iam: MemoryIam) -> None:
    for check_mode in (True, False):
        with pytest.raises(OptionError, match="Failed to find policy by name: nobody, nothing"):
            task(
                iam,
                "iam_role",
                assume_role_policy_document=EC2,
                managed_policies=["nothing", "a", "nobody"],
                check_mode=check_mode,
            )
    assert iam.writes == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"managed_policies": ["AWSLambdaBasicExecutionRole", "readonlyacess"]},
            "managed_policies: Failed .*: readonlyacess",
        ),
        ({"boundary": "readonlyacess"}, "boundary: Failed .*: readonlyacess"),
    ],
)
def test_a_friendly_name_that_nobody_has_proposes_the_nearest(iam: MemoryIam, options: t.Any, message: str) -> None:
    with pytest.raises(OptionError, match=rf"^{message}\. readonlyacess may be meant to be ReadOnlyAccess\. Neither"):
        task(iam, "iam_role", assume_role_policy_document=EC2, **options)
    assert iam.writes == []


def boundary(iam: MemoryIam) -> str:
    role = iam.call("GetRole", {"RoleName": "app"})["Role"]
    return str(role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"))


# The account's own policies beside a and b, the name of a boundary, its ARN, and the calls that find it.
BOUNDARIES: t.Final[dict[str, tuple[list[tuple[str, str]], str, str, list[str]]]] = {
    "of the account": ([], "b", f"{ARN}b", ["GetPolicy"]),
    "of the account, under another path": (
        [("hidden", "/team/")],
        "hidden",
        f"{ARN}team/hidden",
        ["GetPolicy", "ListPolicies"],
    ),
    "of AWS": (
        [],
        "ReadOnlyAccess",
        "arn:aws:iam::aws:policy/ReadOnlyAccess",
        ["GetPolicy", "ListPolicies", "ListPolicies"],
    ),
    "of the account, though AWS has the name": (
        [("ReadOnlyAccess", "/")],
        "ReadOnlyAccess",
        f"{ARN}ReadOnlyAccess",
        ["GetPolicy"],
    ),
}


@pytest.mark.parametrize("case", BOUNDARIES)
def test_a_boundary_is_found_by_its_friendly_name(iam: MemoryIam, case: str) -> None:
    own, name, arn, lookups = BOUNDARIES[case]
    for policy, path in own:
        iam.call("CreatePolicy", {"PolicyName": policy, "Path": path, "PolicyDocument": json.dumps(READ)})
    given: dict[str, t.Any] = {"assume_role_policy_document": EC2, "boundary": name, "managed_policies": []}
    iam.calls.clear()
    outcome = task(iam, "iam_role", **given)
    assert outcome.planned is not None
    assert (outcome.planned.boundary, boundary(iam)) == (arn, arn)
    assert [operation for operation, _parameters in iam.calls[2 : 2 + len(lookups)]] == lookups
    # A boundary that the role has already needs no call.
    iam.calls.clear()
    assert not task(iam, "iam_role", **given).changed
    assert [operation for operation, _parameters in iam.calls] == ["GetRole", "ListAttachedRolePolicies"]


def test_one_lookup_finds_a_policy_that_a_role_has_and_is_bounded_by(iam: MemoryIam) -> None:
    iam.calls.clear()
    outcome = task(
        iam,
        "iam_role",
        name="new",
        assume_role_policy_document=EC2,
        managed_policies=["b"],
        boundary="b",
        check_mode=True,
    )
    assert [call.operation for call in outcome.calls] == ["CreateRole", "AttachRolePolicy"]
    assert [operation for operation, _parameters in iam.calls].count("GetPolicy") == 1


def test_a_friendly_name_is_found_under_another_path(iam: MemoryIam) -> None:
    iam.call("CreatePolicy", {"PolicyName": "hidden", "Path": "/team/", "PolicyDocument": json.dumps(READ)})
    names = ["hidden", "AWSLambdaBasicExecutionRole"]
    outcome = task(iam, "iam_role", assume_role_policy_document=LAMBDA, managed_policies=names)
    assert outcome.after is not None
    assert [each.arn for each in outcome.after.attached] == [
        f"{ARN}team/hidden",
        "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
    ]


def test_an_instance_profile_of_that_name_with_another_role_is_left_alone(iam: MemoryIam) -> None:
    iam.call("CreateRole", {"RoleName": "other", "AssumeRolePolicyDocument": json.dumps(LAMBDA)})
    iam.call("CreateInstanceProfile", {"InstanceProfileName": "app"})
    iam.call("AddRoleToInstanceProfile", {"InstanceProfileName": "app", "RoleName": "other"})
    outcome = task(iam, "iam_role", assume_role_policy_document=LAMBDA, create_instance_profile=True)
    assert outcome.warnings == ("profile app already exists and will not be updated",)
    assert outcome.calls == ()
    assert task(iam, "iam_role", state="absent", delete_instance_profile=True).changed
    assert iam.snapshot()["profiles"] == {"app": "other"}


def test_an_empty_instance_profile_of_that_name_is_taken(iam: MemoryIam) -> None:
    iam.call("CreateInstanceProfile", {"InstanceProfileName": "app"})
    outcome = task(iam, "iam_role", assume_role_policy_document=LAMBDA, create_instance_profile=True)
    assert [call.operation for call in outcome.calls] == ["AddRoleToInstanceProfile"]
    assert iam.snapshot()["profiles"] == {"app": "app"}


def test_an_empty_instance_profile_of_that_name_is_spared(iam: MemoryIam) -> None:
    iam.call("CreateInstanceProfile", {"InstanceProfileName": "app"})
    assert task(iam, "iam_role", state="absent", delete_instance_profile=True).changed
    assert iam.snapshot()["profiles"] == {"app": None}


@pytest.mark.parametrize("operation", ["RemoveRoleFromInstanceProfile", "DeleteInstanceProfile"])
def test_a_run_that_has_emptied_the_instance_profile_deletes_it_after_a_lost_reply(
    iam: MemoryIam, operation: str
) -> None:
    """The reply is lost, and the attempt after it finds nothing to do."""
    iam.call("CreateInstanceProfile", {"InstanceProfileName": "app"})
    iam.call("AddRoleToInstanceProfile", {"InstanceProfileName": "app", "RoleName": "app"})
    iam.faults.append(Fault(operation, ApiError("NoSuchEntity", "gone"), takes_effect=True))
    moments: list[float] = [0]
    retry_policy = RetryPolicy(
        timeout=60, persistence=60, now=lambda: moments[-1], sleep=lambda seconds: moments.append(moments[-1] + seconds)
    )
    outcome = task(iam, "iam_role", retry_policy=retry_policy, state="absent", delete_instance_profile=True)
    assert outcome.error is None
    assert iam.snapshot()["profiles"] == {}
    assert not iam.snapshot()["roles"].keys() & {"arn:aws:iam::111111111111:role/app"}


def test_an_instance_profile_is_created_once(iam: MemoryIam) -> None:
    for changed in (True, False):
        outcome = task(iam, "iam_role", assume_role_policy_document=LAMBDA, create_instance_profile=True)
        assert outcome.changed == changed
    assert iam.snapshot()["profiles"] == {"app": "app"}


def test_an_error_ends_a_run_and_tells_what_was_done(iam: MemoryIam) -> None:
    iam.faults.append(Fault("AttachRolePolicy", ApiError("AccessDenied", "no")))
    outcome = task(iam, "iam_role", assume_role_policy_document=EC2, managed_policies=["b"])
    assert isinstance(outcome.error, LeastPrivError)
    assert [call.operation for call in outcome.calls] == ["UpdateAssumeRolePolicy", "DetachRolePolicy"]


def test_a_boundary_in_use_keeps_its_policy(iam: MemoryIam) -> None:
    iam.call("PutRolePermissionsBoundary", {"RoleName": "app", "PermissionsBoundary": f"{ARN}b"})
    with pytest.raises(RefusedError, match="managed policy b is the permissions boundary of role app"):
        task(iam, "iam_managed_policy", name="b", state="absent")
