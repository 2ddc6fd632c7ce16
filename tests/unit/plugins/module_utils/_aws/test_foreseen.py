# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads after predicted calls answer as IAM does once the calls are made. IAM assigns ids and dates: they differ."""

from __future__ import annotations

import itertools
import json
import typing as t
from dataclasses import dataclass

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._aws.foreseen import ForeseenIam
from ansible_collections.leastpriv.aws.plugins.module_utils._aws.iam import Iam, find, pages
from ansible_collections.leastpriv.aws.plugins.module_utils._aws.predicted import PredictedCall
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import IamError
from memory_iam import ApiError, Fault, MemoryIam
from support.tasks import ACCOUNT, allow, trust

ARN: t.Final = "arn:aws:iam::111111111111:policy/p"
OTHER_ARN: t.Final = "arn:aws:iam::111111111111:policy/q"
AWS_ARN: t.Final = "arn:aws:iam::aws:policy/ReadOnlyAccess"
READ, WRITE, LIST = (json.dumps(allow(action)) for action in ("s3:GetObject", "s3:PutObject", "s3:ListBucket"))
EC2, LAMBDA = (json.dumps(trust(f"{service}.amazonaws.com")) for service in ("ec2", "lambda"))

Calls = tuple[PredictedCall, ...]


def role(name: str = "r", **parameters: t.Any) -> PredictedCall:
    given = {"RoleName": name, "Path": "/", "AssumeRolePolicyDocument": EC2, "MaxSessionDuration": 3600}
    return PredictedCall("CreateRole", given | parameters)


def policy(name: str = "p", **parameters: t.Any) -> PredictedCall:
    return PredictedCall("CreatePolicy", {"PolicyName": name, "Path": "/", "PolicyDocument": READ} | parameters)


def profile(name: str = "i", **parameters: t.Any) -> PredictedCall:
    return PredictedCall("CreateInstanceProfile", {"InstanceProfileName": name, "Path": "/"} | parameters)


def of_role(operation: str, **parameters: t.Any) -> PredictedCall:
    return PredictedCall(operation, {"RoleName": "r"} | parameters)


def of_policy(operation: str, **parameters: t.Any) -> PredictedCall:
    return PredictedCall(operation, {"PolicyArn": ARN} | parameters)


def of_profile(operation: str, **parameters: t.Any) -> PredictedCall:
    return PredictedCall(operation, {"InstanceProfileName": "i"} | parameters)


def version(document: str, *, default: bool = True) -> PredictedCall:
    return of_policy("CreatePolicyVersion", PolicyDocument=document, SetAsDefault=default)


def tags(**values: str) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in values.items()]


ATTACH: t.Final = of_role("AttachRolePolicy", PolicyArn=ARN)
DETACH: t.Final = of_role("DetachRolePolicy", PolicyArn=ARN)
ATTACH_TO_S: t.Final = of_role("AttachRolePolicy", RoleName="s", PolicyArn=ARN)
PUT: t.Final = of_role("PutRolePolicy", PolicyName="b", PolicyDocument=READ)
PUT_BEFORE: t.Final = of_role("PutRolePolicy", PolicyName="a", PolicyDocument=WRITE)
UNPUT: t.Final = of_role("DeleteRolePolicy", PolicyName="b")
BOUND: t.Final = of_role("PutRolePermissionsBoundary", PermissionsBoundary=ARN)
UNBOUND: t.Final = of_role("DeleteRolePermissionsBoundary")
ADD: t.Final = of_profile("AddRoleToInstanceProfile", RoleName="r")
REMOVE: t.Final = of_profile("RemoveRoleFromInstanceProfile", RoleName="r")
NO_ROLE: t.Final = of_role("DeleteRole")
NO_POLICY: t.Final = of_policy("DeletePolicy")
NO_PROFILE: t.Final = of_profile("DeleteInstanceProfile")

STORIES: t.Final[dict[str, tuple[Calls, Calls]]] = {
    "a role is created": ((), (role(Description="d", Path="/team/", MaxSessionDuration=7200, Tags=tags(x="1")),)),
    "a role is created with a boundary": ((policy(),), (role(PermissionsBoundary=ARN),)),
    "a role is deleted": ((role(),), (NO_ROLE,)),
    "a role is deleted with all that it has": (
        (policy(), role(), profile(), ATTACH, PUT, BOUND, ADD),
        (REMOVE, DETACH, UNPUT, NO_ROLE),
    ),
    "a role is created and deleted": ((), (role(), NO_ROLE)),
    "a role is deleted and created anew": (
        (policy(), role(Description="d", Tags=tags(x="1")), ATTACH, PUT, BOUND),
        (DETACH, UNPUT, NO_ROLE, role(AssumeRolePolicyDocument=LAMBDA)),
    ),
    "a role gets another trust policy": ((role(),), (of_role("UpdateAssumeRolePolicy", PolicyDocument=LAMBDA),)),
    "a role gets another description": ((role(),), (of_role("UpdateRole", Description="d", MaxSessionDuration=3600),)),
    "a role loses its description": (
        (role(Description="d"),),
        (of_role("UpdateRole", Description="", MaxSessionDuration=7200),),
    ),
    "a role is tagged": ((role(Tags=tags(x="1", y="2")),), (of_role("TagRole", Tags=tags(y="3", z="4")),)),
    "a role is untagged": ((role(Tags=tags(x="1", y="2")),), (of_role("UntagRole", TagKeys=["x"]),)),
    "the key of a role's tag is spelled anew": (
        (role(Tags=tags(team="1")),),
        (of_role("UntagRole", TagKeys=["team"]), of_role("TagRole", Tags=tags(Team="1"))),
    ),
    "a role gets a boundary": ((policy(), role()), (BOUND,)),
    "a role gets another boundary": (
        (policy(), policy("q"), role(PermissionsBoundary=ARN)),
        (of_role("PutRolePermissionsBoundary", PermissionsBoundary=OTHER_ARN),),
    ),
    "a role loses its boundary": ((policy(), role(PermissionsBoundary=ARN)), (UNBOUND,)),
    "a policy is attached": ((policy(), role()), (ATTACH,)),
    "a policy is attached once more": ((policy(), role(), ATTACH), (ATTACH,)),
    "AWS's policy is attached": ((role(),), (of_role("AttachRolePolicy", PolicyArn=AWS_ARN),)),
    "a policy is detached": ((policy(), role(), ATTACH), (DETACH,)),
    "policies are attached to two roles": ((policy(), role(), role("s")), (ATTACH, ATTACH_TO_S)),
    "a policy is detached from one of two roles": ((policy(), role(), role("s"), ATTACH, ATTACH_TO_S), (DETACH,)),
    "an inline policy is added": ((role(), PUT), (PUT_BEFORE,)),
    "an inline policy is replaced": ((role(), PUT), (of_role("PutRolePolicy", PolicyName="b", PolicyDocument=LIST),)),
    "an inline policy is deleted": ((role(), PUT, PUT_BEFORE), (UNPUT,)),
    "another role has an inline policy of the name": ((role(), role("s")), (PUT, of_role("PutRolePolicy", **{
        **PUT.parameters, "RoleName": "s", "PolicyDocument": WRITE
    }))),
    "a policy is created": ((), (policy(Path="/team/", Description="d", Tags=tags(x="1")),)),
    "a policy is deleted": ((policy(),), (NO_POLICY,)),
    "a policy that a role has is deleted": (
        (policy(), role(), ATTACH, version(WRITE)),
        (DETACH, of_policy("DeletePolicyVersion", VersionId="v1"), NO_POLICY),
    ),
    "a policy is created and deleted": ((), (policy(), NO_POLICY)),
    "a policy is deleted and created anew": (
        (policy(), version(WRITE), of_policy("DeletePolicyVersion", VersionId="v1")),
        (NO_POLICY, policy(PolicyDocument=LIST), version(READ, default=False)),
    ),
    "a policy is tagged and untagged": (
        (policy(Tags=tags(x="1", y="2")),),
        (of_policy("TagPolicy", Tags=tags(X="3", y="4")), of_policy("UntagPolicy", TagKeys=["x"])),
    ),
    "a policy gets a default version": ((policy(),), (version(WRITE),)),
    "a policy gets a version that is not the default": ((policy(), version(WRITE)), (version(LIST, default=False),)),
    "a new policy gets two versions": ((), (policy(), version(WRITE), version(LIST, default=False))),
    "an older version is the default again": (
        (policy(), version(WRITE)),
        (of_policy("SetDefaultPolicyVersion", VersionId="v1"),),
    ),
    "the oldest version is deleted": ((policy(), version(WRITE)), (of_policy("DeletePolicyVersion", VersionId="v1"),)),
    "the newest version is deleted, and its id is not used again": (
        (policy(), version(WRITE, default=False)),
        (of_policy("DeletePolicyVersion", VersionId="v2"), version(LIST)),
    ),
    "a predicted version is deleted, and its id is not used again": (
        (policy(),),
        (version(WRITE, default=False), of_policy("DeletePolicyVersion", VersionId="v2"), version(LIST, default=False)),
    ),
    "an instance profile is created": ((), (profile(Path="/team/", Tags=tags(x="1")),)),
    "an instance profile is created with a role": ((role(),), (profile(), ADD)),
    "an instance profile is created with a new role": ((), (role(), profile("r"), of_profile(
        "AddRoleToInstanceProfile", RoleName="r", InstanceProfileName="r"
    ))),
    "an instance profile gets another role": (
        (role(), role("s"), profile(), ADD),
        (REMOVE, of_profile("AddRoleToInstanceProfile", RoleName="s")),
    ),
    "an instance profile loses its role": ((role(), profile(), ADD), (REMOVE,)),
    "an instance profile is deleted": ((profile(),), (NO_PROFILE,)),
    "an instance profile is deleted and created anew": (
        (role(), profile(Tags=tags(x="1")), ADD),
        (REMOVE, NO_PROFILE, profile()),
    ),
    "an instance profile is tagged and untagged": (
        (profile(Tags=tags(x="1", y="2")),),
        (of_profile("TagInstanceProfile", Tags=tags(X="3")), of_profile("UntagInstanceProfile", TagKeys=["y"])),
    ),
}  # fmt: skip

NEIGHBOURS: t.Final = (policy("o"), role("o", PermissionsBoundary=ARN.replace("/p", "/o")), profile("o"))


def described(members: t.Iterable[t.Mapping[str, t.Any]], *keys: str) -> list[str]:
    """The members of a listing in one order, without what IAM assigns and what is empty."""
    return sorted(json.dumps(_described(member, keys or tuple(member)), sort_keys=True) for member in members)


def _described(member: t.Mapping[str, t.Any], keys: tuple[str, ...]) -> dict[str, t.Any]:
    kept = {key: member[key] for key in keys if member.get(key) and key not in ASSIGNED}
    kept |= {"Tags": sorted(kept["Tags"], key=json.dumps)} if "Tags" in kept else {}
    # A profile's roles have fewer attributes than GetRole returns.
    return kept | ({"Roles": [role["RoleName"] for role in kept["Roles"]]} if "Roles" in kept else {})


ASSIGNED: t.Final = frozenset({"CreateDate", "InstanceProfileId", "PolicyId", "RoleId", "RoleLastUsed", "UpdateDate"})


@dataclass(frozen=True)
class Reader:
    """Reads of an account, whose answers are C(None) where the resource does not exist."""

    iam: Iam

    def one(self, operation: str, key: str, **parameters: t.Any) -> list[str] | None:
        reply = find(self.iam, operation, parameters)
        return None if reply is None else described([reply[key]])

    def several(self, operation: str, key: str, *keys: str, **parameters: t.Any) -> list[str] | None:
        try:
            replies = list(pages(self.iam, operation, parameters))
        except IamError as error:
            if error.code != "NoSuchEntity":
                raise
            return None
        members = [member for reply in replies for member in reply.get(key, ())]
        return sorted(members) if key == "PolicyNames" else described(members, *keys)

    def listings(self) -> dict[str, t.Any]:
        return {
            "roles": self.several("ListRoles", "Roles", "RoleName", "Path", "Arn"),
            "profiles": self.several("ListInstanceProfiles", "InstanceProfiles", *PROFILE_KEYS),
            "policies": self.several("ListPolicies", "Policies", "PolicyName", "Arn", Scope="Local"),
            "AWS's policies": self.several("ListPolicies", "Policies", "PolicyName", "Arn", Scope="AWS"),
        }

    def role(self, name: str) -> dict[str, t.Any]:
        profiles = self.several("ListInstanceProfilesForRole", "InstanceProfiles", *PROFILE_KEYS, RoleName=name)
        return {
            f"role {name}": self.one("GetRole", "Role", RoleName=name),
            f"attached to {name}": self.several("ListAttachedRolePolicies", "AttachedPolicies", RoleName=name),
            f"inline in {name}": self.several("ListRolePolicies", "PolicyNames", RoleName=name),
            f"profiles of {name}": profiles,
            f"a in {name}": self.one("GetRolePolicy", "PolicyDocument", RoleName=name, PolicyName="a"),
            f"b in {name}": self.one("GetRolePolicy", "PolicyDocument", RoleName=name, PolicyName="b"),
        }

    def policy(self, arn: str) -> dict[str, t.Any]:
        answers = {
            arn: self.one("GetPolicy", "Policy", PolicyArn=arn),
            f"versions of {arn}": self.several(
                "ListPolicyVersions", "Versions", "VersionId", "IsDefaultVersion", PolicyArn=arn
            ),
        }
        for version_id in ("v1", "v2", "v3"):
            read = self.one("GetPolicyVersion", "PolicyVersion", PolicyArn=arn, VersionId=version_id)
            answers[f"{version_id} of {arn}"] = read
        for usage, kind in itertools.product(("PermissionsPolicy", "PermissionsBoundary"), ("Role", "User", "Group")):
            read = self.several("ListEntitiesForPolicy", f"Policy{kind}s", PolicyArn=arn, PolicyUsageFilter=usage)
            answers[f"{kind}s with {arn} as {usage}"] = read
        return answers

    def profile(self, name: str) -> dict[str, t.Any]:
        return {f"profile {name}": self.one("GetInstanceProfile", "InstanceProfile", InstanceProfileName=name)}


PROFILE_KEYS: t.Final = ("InstanceProfileName", "Path", "Arn")


def account(iam: Iam) -> dict[str, t.Any]:
    """What the reads answer about all resources of the stories."""
    reader = Reader(iam)
    arns = [f"arn:aws:iam::111111111111:policy{path}{name}" for path in ("/", "/team/") for name in "pqo"]
    answers = [*map(reader.role, "rso"), *map(reader.policy, arns), *map(reader.profile, "iro")]
    return {read: answer for each in (reader.listings(), *answers) for read, answer in each.items()}


def made(iam: MemoryIam, calls: t.Iterable[PredictedCall]) -> MemoryIam:
    for call in calls:
        iam.call(call.operation, call.parameters)
    return iam


@pytest.mark.parametrize("page_size", [100, 1])
@pytest.mark.parametrize(("before", "calls"), STORIES.values(), ids=STORIES)
def test_reads_answer_as_they_do_once_the_calls_are_made(before: Calls, calls: Calls, page_size: int) -> None:
    real, untouched = MemoryIam(page_size=page_size), MemoryIam(page_size=page_size)
    for iam in (real, untouched):
        made(iam, (*NEIGHBOURS, *before))
    untouched.calls.clear()
    predicted, afterwards = account(ForeseenIam(untouched, ACCOUNT, calls)), account(made(real, calls))
    differ = {read for read in afterwards if predicted[read] != afterwards[read]}
    assert {read: predicted[read] for read in differ} == {read: afterwards[read] for read in differ}
    assert untouched.writes == []


def test_users_and_groups_are_detached_like_roles() -> None:
    real, untouched = MemoryIam(), MemoryIam()
    for iam in (real, untouched):
        made(iam, (*NEIGHBOURS, policy()))
        iam.attach("user", "u", ARN)
        iam.attach("user", "v", ARN)
        iam.attach("group", "g", ARN)
    calls = (of_policy("DetachUserPolicy", UserName="u"), of_policy("DetachGroupPolicy", GroupName="g"))
    predicted = account(ForeseenIam(untouched, ACCOUNT, calls))
    assert predicted == account(made(real, calls))
    assert predicted[f"Users with {ARN} as PermissionsPolicy"] == ['{"UserName": "v"}']


def test_a_read_of_what_would_be_gone_says_so() -> None:
    iam = ForeseenIam(made(MemoryIam(), (role(),)), ACCOUNT, (NO_ROLE,))
    with pytest.raises(IamError) as caught:
        iam.call("GetRole", {"RoleName": "r"})
    assert caught.value.code == "NoSuchEntity"
    assert caught.value.reason == '{"RoleName": "r"} does not exist after what earlier tasks would do'


def test_what_no_predicted_call_changes_is_asked_for() -> None:
    iam = made(MemoryIam(), (role(),))
    details = ForeseenIam(iam, ACCOUNT, (policy(),)).call("GetAccountAuthorizationDetails", {"Filter": ["Role"]})
    assert [detail["RoleName"] for detail in details["RoleDetailList"]] == ["r"]


def counts(code: str) -> tuple[int, int]:
    """How often a policy would be attached, and be a boundary, where AWS refuses to list what uses it."""
    before = (policy(), role(), role("s", PermissionsBoundary=ARN), ATTACH_TO_S)
    iam = made(MemoryIam(), before)
    iam.faults.append(Fault("ListEntitiesForPolicy", ApiError(code, "refused"), times=9))
    reply = ForeseenIam(iam, ACCOUNT, (ATTACH, BOUND)).call("GetPolicy", {"PolicyArn": ARN})
    return reply["Policy"]["AttachmentCount"], reply["Policy"]["PermissionsBoundaryUsageCount"]


def test_counts_stay_those_of_iam_where_it_denies_the_listing() -> None:
    assert counts("AccessDenied") == (1, 1)
    with pytest.raises(IamError, match="refused"):
        counts("ServiceFailure")


def test_what_earlier_tasks_leave_alone_takes_one_call() -> None:
    iam = made(MemoryIam(), (policy(), version(WRITE), role(), profile(), PUT))
    reads = {
        "GetPolicy": {"PolicyArn": ARN},
        "GetPolicyVersion": {"PolicyArn": ARN, "VersionId": "v2"},
        "ListPolicyVersions": {"PolicyArn": ARN},
        "GetRole": {"RoleName": "r"},
        "GetRolePolicy": {"RoleName": "r", "PolicyName": "b"},
        "ListAttachedRolePolicies": {"RoleName": "r"},
        "ListRolePolicies": {"RoleName": "r"},
        "ListInstanceProfilesForRole": {"RoleName": "r"},
        "GetInstanceProfile": {"InstanceProfileName": "i"},
    }
    iam.calls.clear()
    foreseen = ForeseenIam(iam, ACCOUNT, (role("s"), policy("q"), profile("j")))
    for operation, parameters in reads.items():
        foreseen.call(operation, parameters)
    assert iam.calls == list(reads.items())
