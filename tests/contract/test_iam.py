# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The IAM in memory and the sandbox answer alike, call by call and task by task."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._aws.connection import Connection
from ansible_collections.leastpriv.aws.plugins.module_utils._aws.iam import Iam
from ansible_collections.leastpriv.aws.plugins.module_utils._aws.session import Session
from ansible_collections.leastpriv.aws.plugins.module_utils._converge.converge import converge
from ansible_collections.leastpriv.aws.plugins.module_utils._converge.resource_type import ResourceType
from ansible_collections.leastpriv.aws.plugins.module_utils._converge.target import Target
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import IamError
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.resource_types import (
    INLINE_POLICY,
    INSTANCE_PROFILE,
    MANAGED_POLICY,
    ROLE,
)
from ansible_collections.leastpriv.aws.plugins.module_utils._retry import RetryPolicy
from memory_iam import MemoryIam
from sandbox import Omitted, Sandbox
from support.provider_scenarios import provider_scenarios
from support.tasks import ACCOUNT, allow, options, trust

ACCOUNT_ID = "111111111111"
ARN = f"arn:aws:iam::{ACCOUNT_ID}:policy/"
READ, WRITE = json.dumps(allow("s3:GetObject")), json.dumps(allow("s3:PutObject"))
LAMBDA, EC2 = json.dumps(trust("lambda.amazonaws.com")), json.dumps(trust("ec2.amazonaws.com"))

Step = tuple[str, dict[str, t.Any]]

CREATE_POLICY: Step = ("CreatePolicy", {"PolicyName": "p", "PolicyDocument": READ})
CREATE_ROLE: Step = ("CreateRole", {"RoleName": "r", "AssumeRolePolicyDocument": LAMBDA})
POLICY = {"PolicyArn": f"{ARN}p"}
NAMED = {"RoleName": "r"}


def new_version(document: str = WRITE, *, default: bool = True) -> Step:
    return ("CreatePolicyVersion", {**POLICY, "PolicyDocument": document, "SetAsDefault": default})


def attach(name: str = "p") -> Step:
    return ("AttachRolePolicy", {**NAMED, "PolicyArn": ARN + name})


# The mistakes in a document, element by element; the last document is correct.
MALFORMED: tuple[dict[str, t.Any], ...] = (
    {"Version": "2008-10-17"},
    {"Version": None},
    {"Statement": []},
    {"Statement": [{"Effect": "Allow", "Action": "s3:*"}]},
    {"Statement": [{"Effect": "Permit", "Action": "s3:*", "Resource": "*"}]},
    {"Statement": [{"Effect": "Allow", "Resource": "*"}]},
    {"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Principal": "*"}]},
    {"Statement": [{"Sid": "A", "Effect": "Allow", "Action": "s3:*", "Resource": "*"}] * 2},
    {"Statement": {"Effect": "Deny", "NotAction": "s3:*", "NotResource": "*"}},
)
MALFORMED_TRUST: tuple[dict[str, t.Any], ...] = (
    {"Version": "2012-10-18"},
    {"Comment": "x"},
    {"Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {}}},
    {"Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": "*"}},
    {"Statement": {"Effect": "Allow", "Action": "s3:*", "Principal": {"AWS": ACCOUNT_ID}}},
    {"Statement": {**trust("x.amazonaws.com")["Statement"][0], "Resource": "*"}},
    {"Version": "2008-10-17"},
)

SCENARIOS: dict[str, list[Step]] = {
    "nothing is there": [
        ("GetPolicy", POLICY),
        ("GetRole", NAMED),
        ("ListAttachedRolePolicies", NAMED),
        ("ListRolePolicies", NAMED),
        ("GetRolePolicy", {**NAMED, "PolicyName": "i"}),
        ("GetInstanceProfile", {"InstanceProfileName": "r"}),
        ("DeleteRole", NAMED),
        ("DeletePolicy", POLICY),
        ("ListPolicies", {"Scope": "Local"}),
    ],
    "a policy": [
        (
            "CreatePolicy",
            {**CREATE_POLICY[1], "Path": "/t/", "Description": "d", "Tags": [{"Key": "a", "Value": "1"}]},
        ),
        ("GetPolicy", {"PolicyArn": f"{ARN}t/p"}),
        ("GetPolicyVersion", {"PolicyArn": f"{ARN}t/p", "VersionId": "v1"}),
        ("GetPolicyVersion", {"PolicyArn": f"{ARN}t/p", "VersionId": "v9"}),
        ("ListPolicies", {"Scope": "Local"}),
        ("TagPolicy", {"PolicyArn": f"{ARN}t/p", "Tags": [{"Key": "a", "Value": "2"}, {"Key": "b", "Value": ""}]}),
        ("UntagPolicy", {"PolicyArn": f"{ARN}t/p", "TagKeys": ["a"]}),
        ("GetPolicy", {"PolicyArn": f"{ARN}t/p"}),
    ],
    "names are unique": [CREATE_POLICY, CREATE_POLICY, ("CreatePolicy", {**CREATE_POLICY[1], "Path": "/x/"})],
    "names are unique without case": [
        CREATE_POLICY,
        ("CreatePolicy", {**CREATE_POLICY[1], "PolicyName": "P"}),
        CREATE_ROLE,
        ("CreateRole", {**CREATE_ROLE[1], "RoleName": "R"}),
    ],
    "versions": [
        CREATE_POLICY,
        new_version(),
        new_version(default=False),
        ("GetPolicy", POLICY),
        ("ListPolicyVersions", POLICY),
        ("SetDefaultPolicyVersion", {**POLICY, "VersionId": "v1"}),
        ("DeletePolicyVersion", {**POLICY, "VersionId": "v1"}),
        ("DeletePolicyVersion", {**POLICY, "VersionId": "v2"}),
        ("DeletePolicyVersion", {**POLICY, "VersionId": "v2"}),
        new_version(),
        ("ListPolicyVersions", POLICY),
        ("DeletePolicy", POLICY),
    ],
    "at most five versions": [CREATE_POLICY, *[new_version()] * 5],
    "documents that are too large or no documents": [
        (
            "CreatePolicy",
            {"PolicyName": "p", "PolicyDocument": json.dumps(allow("s3:*", "arn:aws:s3:::" + "x" * 6144))},
        ),
        ("CreatePolicy", {"PolicyName": "p", "PolicyDocument": "{"}),
        ("CreateRole", {"RoleName": "r", "AssumeRolePolicyDocument": "{"}),
        ("CreateRole", {"RoleName": "r", "AssumeRolePolicyDocument": READ}),
        ("CreateRole", {"RoleName": "r", "AssumeRolePolicyDocument": json.dumps(trust("x" * 2048 + ".amazonaws.com"))}),
    ],
    "documents that are malformed": [
        ("CreatePolicy", {"PolicyName": "p", "PolicyDocument": json.dumps({**allow("s3:*"), **changed})})
        for changed in MALFORMED
    ],
    "trust policies that are malformed": [
        (
            "CreateRole",
            {"RoleName": "r", "AssumeRolePolicyDocument": json.dumps({**trust("x.amazonaws.com"), **changed})},
        )
        for changed in MALFORMED_TRUST
    ],
    "a policy in use stays": [
        CREATE_POLICY,
        CREATE_ROLE,
        attach(),
        ("ListEntitiesForPolicy", {**POLICY, "PolicyUsageFilter": "PermissionsPolicy"}),
        ("DeletePolicy", POLICY),
        ("DetachRolePolicy", {**NAMED, **POLICY}),
        ("DetachRolePolicy", {**NAMED, **POLICY}),
        ("DeletePolicy", POLICY),
    ],
    "a boundary stays": [
        CREATE_POLICY,
        CREATE_ROLE,
        ("PutRolePermissionsBoundary", {**NAMED, "PermissionsBoundary": f"{ARN}p"}),
        ("GetRole", NAMED),
        ("GetPolicy", POLICY),
        ("DeletePolicy", POLICY),
        ("DeleteRolePermissionsBoundary", NAMED),
        ("GetRole", NAMED),
        ("DeletePolicy", POLICY),
    ],
    "a role": [
        (
            "CreateRole",
            {
                **CREATE_ROLE[1],
                "Path": "/t/",
                "Description": "d",
                "MaxSessionDuration": 7200,
                "Tags": [{"Key": "a", "Value": "1"}],
            },
        ),
        ("GetRole", NAMED),
        ("UpdateRole", {**NAMED, "Description": "e", "MaxSessionDuration": 3600}),
        ("UpdateAssumeRolePolicy", {**NAMED, "PolicyDocument": EC2}),
        ("UpdateAssumeRolePolicy", {**NAMED, "PolicyDocument": READ}),
        ("TagRole", {**NAMED, "Tags": [{"Key": "A", "Value": "2"}]}),
        ("GetRole", NAMED),
        ("UntagRole", {**NAMED, "TagKeys": ["a"]}),
        ("GetRole", NAMED),
        ("DeleteRole", NAMED),
        ("GetRole", NAMED),
    ],
    "attachments": [
        CREATE_ROLE,
        attach("missing"),
        *(("CreatePolicy", {"PolicyName": f"p{number}", "PolicyDocument": READ}) for number in range(11)),
        *(attach(f"p{number}") for number in range(10)),
        attach("p0"),
        attach("p10"),
        ("ListAttachedRolePolicies", NAMED),
        ("DeleteRole", NAMED),
    ],
    "inline policies": [
        CREATE_ROLE,
        ("PutRolePolicy", {**NAMED, "PolicyName": "i", "PolicyDocument": READ}),
        ("PutRolePolicy", {**NAMED, "PolicyName": "i", "PolicyDocument": WRITE}),
        ("PutRolePolicy", {**NAMED, "PolicyName": "j", "PolicyDocument": READ}),
        ("ListRolePolicies", NAMED),
        ("GetRolePolicy", {**NAMED, "PolicyName": "i"}),
        ("DeleteRole", NAMED),
        ("DeleteRolePolicy", {**NAMED, "PolicyName": "j"}),
        ("DeleteRolePolicy", {**NAMED, "PolicyName": "j"}),
        ("ListRolePolicies", NAMED),
    ],
    "instance profiles": [
        CREATE_ROLE,
        ("CreateInstanceProfile", {"InstanceProfileName": "r", "Path": "/t/"}),
        ("CreateInstanceProfile", {"InstanceProfileName": "r"}),
        ("AddRoleToInstanceProfile", {"InstanceProfileName": "r", **NAMED}),
        ("GetInstanceProfile", {"InstanceProfileName": "r"}),
        ("ListInstanceProfilesForRole", NAMED),
        ("DeleteRole", NAMED),
        ("DeleteInstanceProfile", {"InstanceProfileName": "r"}),
        ("RemoveRoleFromInstanceProfile", {"InstanceProfileName": "r", **NAMED}),
        ("DeleteInstanceProfile", {"InstanceProfileName": "r"}),
        ("DeleteInstanceProfile", {"InstanceProfileName": "r"}),
        ("DeleteRole", NAMED),
    ],
    "tags of an instance profile, which are compared with case": [
        ("CreateInstanceProfile", {"InstanceProfileName": "r", "Tags": [{"Key": "a", "Value": "1"}]}),
        ("TagInstanceProfile", {"InstanceProfileName": "r", "Tags": [{"Key": "A", "Value": "2"}]}),
        ("UntagInstanceProfile", {"InstanceProfileName": "r", "TagKeys": ["a", "b"]}),
        ("TagInstanceProfile", {"InstanceProfileName": "missing", "Tags": [{"Key": "A", "Value": "2"}]}),
        ("UntagInstanceProfile", {"InstanceProfileName": "missing", "TagKeys": ["a"]}),
        ("ListInstanceProfiles", {}),
    ],
    "instance profiles and other roles": [
        ("ListInstanceProfilesForRole", NAMED),
        CREATE_ROLE,
        ("CreateRole", {**CREATE_ROLE[1], "RoleName": "s"}),
        ("CreateInstanceProfile", {"InstanceProfileName": "r"}),
        ("CreateInstanceProfile", {"InstanceProfileName": "R"}),
        ("AddRoleToInstanceProfile", {"InstanceProfileName": "r", "RoleName": "missing"}),
        ("AddRoleToInstanceProfile", {"InstanceProfileName": "r", **NAMED}),
        ("AddRoleToInstanceProfile", {"InstanceProfileName": "r", "RoleName": "s"}),
        ("RemoveRoleFromInstanceProfile", {"InstanceProfileName": "r", "RoleName": "s"}),
        ("RemoveRoleFromInstanceProfile", {"InstanceProfileName": "missing", **NAMED}),
    ],
    "tags of a policy, which are compared with case": [
        ("CreatePolicy", {**CREATE_POLICY[1], "Tags": [{"Key": "a", "Value": "1"}, {"Key": "A", "Value": "2"}]}),
        ("TagPolicy", {**POLICY, "Tags": [{"Key": "B", "Value": "3"}]}),
        ("UntagPolicy", {**POLICY, "TagKeys": ["a", "b"]}),
        ("GetPolicy", POLICY),
        ("ListEntitiesForPolicy", {"PolicyArn": f"{ARN}missing"}),
    ],
}

SCENARIOS |= provider_scenarios(ACCOUNT_ID)

# What each implementation chooses itself: identifiers, dates, a page's marker, and everything that boto3 adds.
VARYING = {
    "PolicyId",
    "RoleId",
    "InstanceProfileId",
    "CreateDate",
    "UpdateDate",
    "ValidUntil",
    "Marker",
    "ResponseMetadata",
}
# What either may omit or leave empty, and the collection does not read.
UNREAD = {
    "Description",
    "IsTruncated",
    "PermissionsBoundaryType",
    "PermissionsBoundaryUsageCount",
    "RoleLastUsed",
    "Roles",
    "Tags",
}
IN_LISTINGS_UNREAD = {"ListPolicies": {"PolicyName", "Arn"}, "ListInstanceProfilesForRole": {"InstanceProfileName"}}


@pytest.fixture
def remote(sandbox: Sandbox) -> Session:
    given = {"assume_role_arn": sandbox.accounts[0].role_arn, "region": ACCOUNT.region}
    session = Session(Connection.from_options(options("iam_role", name="-", **given)), RetryPolicy(timeout=0))
    sandbox.clear_calls()
    return session


def transcript(iam: Iam, steps: list[Step]) -> list[t.Any]:
    """The answer to each step: an error code, or the reply without what may vary."""
    lines: list[t.Any] = []
    for operation, parameters in steps:
        try:
            reply = iam.call(operation, parameters)
        except IamError as error:
            lines.append((operation, error.code))
        else:
            lines.append((operation, comparable(reply, IN_LISTINGS_UNREAD.get(operation))))
    return lines


def comparable(value: t.Any, only: set[str] | None = None) -> t.Any:
    if isinstance(value, list):
        members = [comparable(member) for member in value]
        if only is not None:
            members = [{key: member[key] for key in only} for member in members]
        return sorted(members, key=json.dumps)
    if isinstance(value, dict):
        kept = {key: comparable(member, only) for key, member in value.items() if key not in VARYING}
        tags = {"Tags": comparable(value["Tags"])} if value.get("Tags") else {}
        return {key: each for key, each in kept.items() if key not in UNREAD} | tags
    return value


@pytest.mark.parametrize("steps", SCENARIOS.values(), ids=SCENARIOS)
def test_memory_and_sandbox_answer_alike(remote: Session, steps: list[Step]) -> None:
    assert transcript(MemoryIam(ACCOUNT_ID), steps) == transcript(remote, steps)


# Each step leaves one of them out, and GetRole shows what has become of it.
UPDATES: list[Step] = [
    ("CreateRole", {**CREATE_ROLE[1], "Description": "d", "MaxSessionDuration": 7200}),
    ("UpdateRole", {**NAMED, "Description": "e"}),
    ("GetRole", NAMED),
    ("UpdateRole", {**NAMED, "MaxSessionDuration": 10800}),
    ("GetRole", NAMED),
    ("UpdateRole", NAMED),
    ("GetRole", NAMED),
]


@pytest.mark.parametrize("omitted", ["kept", "reset"])
def test_update_role_keeps_or_resets_what_is_left_out(
    remote: Session, sandbox: Sandbox, omitted: t.Literal["kept", "reset"]
) -> None:
    sandbox.read_update_role(Omitted(omitted))
    memory = MemoryIam(ACCOUNT_ID, omitted=omitted)
    for operation, parameters in UPDATES:
        here, there = memory.call(operation, parameters), remote.call(operation, parameters)
        if operation == "GetRole":
            shown = [(reply["Role"].get("Description"), reply["Role"]["MaxSessionDuration"]) for reply in (here, there)]
            assert shown[0] == shown[1]
    assert shown[1] == (("e", 10800) if omitted == "kept" else (None, 3600))


def desired_policy(**given: t.Any) -> tuple[ResourceType[t.Any, t.Any], t.Any]:
    wanted = MANAGED_POLICY.from_options(options("iam_managed_policy", **{"name": "p", **given}))
    return MANAGED_POLICY, wanted.for_account(ACCOUNT)


def desired_role(**given: t.Any) -> tuple[ResourceType[t.Any, t.Any], t.Any]:
    wanted = ROLE.from_options(options("iam_role", **{"name": "r", "assume_role_policy_document": LAMBDA, **given}))
    return ROLE, wanted.for_account(ACCOUNT)


def desired_inline(**given: t.Any) -> tuple[ResourceType[t.Any, t.Any], t.Any]:
    named = {"iam_type": "role", "iam_name": "r", "policy_name": "i"}
    wanted = INLINE_POLICY.from_options(options("iam_policy", **{**named, **given}))
    return INLINE_POLICY, wanted.for_account(ACCOUNT)


def desired_profile(**given: t.Any) -> tuple[ResourceType[t.Any, t.Any], t.Any]:
    wanted = INSTANCE_PROFILE.from_options(options("iam_instance_profile", **{"name": "r", **given}))
    return INSTANCE_PROFILE, wanted.for_account(ACCOUNT)


# Each story is a list of tasks, run one after the other in one account.
STORIES: dict[str, list[tuple[ResourceType[t.Any, t.Any], t.Any]]] = {
    "the life of a policy": [
        desired_policy(policy=READ, tags={"a": "1"}, description="d"),
        desired_policy(policy=READ),
        desired_policy(policy=WRITE, tags={"b": "2"}),
        desired_policy(policy=READ),
        desired_policy(policy=WRITE, make_default=False),
        *(desired_policy(policy=json.dumps(allow(f"s3:{name}"))) for name in "abcdef"),
        desired_policy(policy=READ, only_version=True),
        desired_policy(state="absent"),
        desired_policy(state="absent"),
    ],
    "a policy under another path": [
        desired_policy(policy=READ, path="/t/"),
        desired_policy(policy=WRITE),
        desired_policy(state="absent"),
    ],
    "the life of a role": [
        desired_policy(policy=READ),
        desired_role(managed_policies=["p"], inline_policies={"i": READ}, tags={"a": "1"}),
        desired_role(managed_policies=["p"], inline_policies={"i": READ}, tags={"a": "1"}),
        desired_role(
            assume_role_policy_document=EC2,
            managed_policies=[],
            inline_policies={"j": WRITE},
            tags={"A": "1"},
            description="d",
            max_session_duration=7200,
            boundary="arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/p",
        ),
        desired_role(boundary="", description="", tags={}),
        desired_role(create_instance_profile=True),
        desired_role(state="absent", delete_instance_profile=True),
        desired_role(state="absent"),
    ],
    "the life of an inline policy": [
        desired_role(),
        desired_inline(policy_json=READ),
        desired_inline(policy_json=READ, policy_name="j", skip_duplicates=True),
        desired_inline(policy_json=WRITE, policy_name="j"),
        desired_inline(policy_json=WRITE),
        desired_inline(state="absent"),
    ],
    "the life of an instance profile": [
        desired_role(),
        desired_role(name="s"),
        desired_profile(role="r", tags={"a": "1", "B": "2"}, path="/t/"),
        desired_profile(role="s", tags={"b": "2"}),
        desired_profile(role=""),
        desired_profile(state="absent"),
    ],
    "a policy that a role carries": [
        desired_policy(policy=READ),
        desired_role(managed_policies=[f"{ARN}p"]),
        desired_policy(state="absent"),
        desired_role(managed_policies=[]),
    ],
}

CHOSEN_BY_IAM = {"policy_id", "role_id", "instance_profile_id", "create_date", "update_date", "roles"}


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
@pytest.mark.parametrize("backend", ["memory", "sandbox"])
def test_every_task_does_what_check_mode_said_and_the_next_run_finds_it(
    backend: str, story: list[tuple[ResourceType[t.Any, t.Any], t.Any]], request: pytest.FixtureRequest
) -> None:
    iam: Iam = MemoryIam(ACCOUNT_ID) if backend == "memory" else request.getfixturevalue("remote")
    check_story(iam, story)


@pytest.mark.parametrize("omitted", Omitted)
@pytest.mark.parametrize("backend", ["memory", "sandbox"])
def test_a_role_comes_out_right_whatever_update_role_does_with_what_is_left_out(
    backend: str, omitted: Omitted, request: pytest.FixtureRequest
) -> None:
    iam: Iam = MemoryIam(ACCOUNT_ID, omitted="kept" if omitted is Omitted.KEPT else "reset")
    if backend == "sandbox":
        iam = request.getfixturevalue("remote")
        request.getfixturevalue("sandbox").read_update_role(omitted)
    check_story(
        iam,
        [
            desired_role(description="d", max_session_duration=7200),
            desired_role(description="e"),
            desired_role(max_session_duration=10800),
            desired_role(description=""),
        ],
    )
    found = iam.call("GetRole", NAMED)["Role"]
    assert (found.get("Description", ""), found["MaxSessionDuration"]) == ("", 10800)


OF_AWS = {"aws:cloudformation:stack-name": "crm"}


@pytest.mark.parametrize("backend", ["memory", "sandbox"])
def test_tags_of_aws_are_neither_set_nor_removed(backend: str, request: pytest.FixtureRequest) -> None:
    """Purging removes what the task does not name, but for the tags that only AWS sets."""
    memory = MemoryIam(ACCOUNT_ID)
    iam: Iam = memory if backend == "memory" else request.getfixturevalue("remote")
    plant = memory.plant_tags if backend == "memory" else request.getfixturevalue("sandbox").plant_tags
    check_story(iam, [desired(tags={"a": "1", "b": "2"}) for desired in TAGGED])
    for resource in ("policy/p", "role/r", "instance-profile/r"):
        plant(f"arn:aws:iam::{ACCOUNT_ID}:{resource}", OF_AWS)
    for desired, read in TAGGED.items():
        for tags in ({"a": "2"}, {}):
            check_story(iam, [desired(tags=tags)])
            found = iam.call(*read)
            (shown,) = (value for key, value in found.items() if key != "ResponseMetadata")
            assert {tag["Key"]: tag["Value"] for tag in shown["Tags"]} == {**tags, **OF_AWS}


TAGGED: dict[t.Callable[..., t.Any], Step] = {
    lambda **given: desired_policy(policy=READ, **given): ("GetPolicy", POLICY),
    desired_role: ("GetRole", NAMED),
    desired_profile: ("GetInstanceProfile", {"InstanceProfileName": "r"}),
}


def check_story(iam: Iam, story: list[tuple[ResourceType[t.Any, t.Any], t.Any]]) -> None:
    retry_policy = RetryPolicy(timeout=0)
    for resource_type, desired in story:
        predicted = converge(
            iam, Target(resource_type=resource_type, desired=desired), check_mode=True, retry_policy=retry_policy
        )
        done = converge(
            iam, Target(resource_type=resource_type, desired=desired), check_mode=False, retry_policy=retry_policy
        )
        again = converge(
            iam, Target(resource_type=resource_type, desired=desired), check_mode=False, retry_policy=retry_policy
        )
        assert done.error is None
        assert done.calls == predicted.calls
        assert again.calls == ()
        assert result(done.after) == {**(result(predicted.after) or {}), **version(done.after)} or not desired.present
        assert result(again.after) == result(done.after)


def result(state: t.Any) -> t.Any:
    return state and {key: value for key, value in state.to_result().items() if key not in CHOSEN_BY_IAM}


def version(state: t.Any) -> dict[str, t.Any]:
    """The identifier of a version, which check mode cannot know."""
    return {key: value for key, value in (result(state) or {}).items() if key == "default_version_id"}


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_memory_and_sandbox_end_every_task_alike(
    remote: Session, story: list[tuple[ResourceType[t.Any, t.Any], t.Any]]
) -> None:
    memory, retry_policy = MemoryIam(ACCOUNT_ID), RetryPolicy(timeout=0)
    for resource_type, desired in story:
        here = converge(
            memory, Target(resource_type=resource_type, desired=desired), check_mode=False, retry_policy=retry_policy
        )
        there = converge(
            remote, Target(resource_type=resource_type, desired=desired), check_mode=False, retry_policy=retry_policy
        )
        assert here.calls == there.calls
        assert result(here.after) == result(there.after)
        assert here.warnings == there.warnings
    called = [name.removeprefix("iam:") for name in remote.operations if name.startswith("iam:")]
    assert memory.operations == called
