# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The plan for a role: a table of what is wanted, what is there, and the calls between them."""

from __future__ import annotations

import datetime
import typing as t
from dataclasses import replace

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._converge.outcome import diff
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import OptionError, RefusedError
from ansible_collections.leastpriv.aws.plugins.module_utils._policy.document import from_reply
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.resource_types import ROLE
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.role.desired import Desired
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.role.plan import plan
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.role.state import AttachedPolicy, Role
from support.tasks import ACCOUNT, allow, options, trust

LAMBDA, EC2 = trust("lambda.amazonaws.com"), trust("ec2.amazonaws.com")
READ, WRITE = allow("s3:GetObject"), allow("s3:PutObject")
POLICY = "arn:aws:iam::111111111111:policy/"


def wanted(**given: t.Any) -> Desired:
    return Desired.from_options(options("iam_role", **{"name": "app", **given})).for_account(ACCOUNT)


def trusting(*principals: str) -> dict[str, t.Any]:
    statement = {"Effect": "Allow", "Principal": {"AWS": list(principals)}, "Action": "sts:AssumeRole"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def role(**fields: t.Any) -> Role:
    arns = (name if name.startswith("arn:") else POLICY + name for name in fields.pop("attached", ()))
    attached = tuple(AttachedPolicy(arn=arn, name=arn.rpartition("/")[2]) for arn in arns)
    defaults: dict[str, t.Any] = {
        "arn": "arn:aws:iam::111111111111:role/app",
        "name": "app",
        "path": "/",
        "description": "",
        "trust": from_reply(LAMBDA),
        "max_session_duration": 3600,
        "boundary": None,
        "tags": {},
        "attached": attached,
        "role_id": "AROA1",
        "create_date": "2026-01-01T00:00:00+00:00",
    }
    inline = fields.pop("inline_policies", None)
    if inline is not None:
        fields["inline_policies"] = {name: from_reply(document) for name, document in inline.items()}
    return Role(**{**defaults, **fields})


PLANS: dict[str, tuple[Desired, Role | None, list[str]]] = {
    "create": (wanted(assume_role_policy_document=LAMBDA), None, ["CreateRole"]),
    "create with everything": (
        wanted(
            assume_role_policy_document=LAMBDA,
            managed_policies=[POLICY + "b", POLICY + "a", POLICY + "b"],
            inline_policies={"i": READ},
            tags={"a": "1"},
            description="d",
            max_session_duration=7200,
            create_instance_profile=True,
        ),
        None,
        [
            "CreateRole",
            "AttachRolePolicy b",
            "AttachRolePolicy a",
            "PutRolePolicy i",
            "CreateInstanceProfile",
            "AddRoleToInstanceProfile",
        ],
    ),
    "nothing to do": (wanted(assume_role_policy_document=LAMBDA, managed_policies=[], tags={}), role(), []),
    "nothing managed": (
        wanted(),
        role(description="d", attached="ab", tags={"a": "1"}, boundary=POLICY + "b", max_session_duration=7200),
        [],
    ),
    "trust written otherwise": (wanted(assume_role_policy_document=trust("lambda.amazonaws.com", Sid="")), role(), []),
    "trust": (wanted(assume_role_policy_document=EC2), role(), ["UpdateAssumeRolePolicy"]),
    "description": (wanted(description="new"), role(max_session_duration=7200), ["UpdateRole new 7200"]),
    "description removed": (wanted(description=""), role(description="old"), ["UpdateRole  3600"]),
    "duration": (wanted(max_session_duration=43200), role(description="old"), ["UpdateRole old 43200"]),
    "both in one call": (wanted(description="new", max_session_duration=7200), role(), ["UpdateRole new 7200"]),
    "attach and detach": (
        wanted(managed_policies=[POLICY + "b", POLICY + "c"]),
        role(attached="ab"),
        ["DetachRolePolicy a", "AttachRolePolicy c"],
    ),
    "attach without purge": (
        wanted(managed_policies=[POLICY + "c"], purge_policies=False),
        role(attached="ab"),
        ["AttachRolePolicy c"],
    ),
    "detach all": (wanted(managed_policies=[]), role(attached="ab"), ["DetachRolePolicy a", "DetachRolePolicy b"]),
    "order of attachments": (wanted(managed_policies=[POLICY + "b", POLICY + "a"]), role(attached="ab"), []),
    "boundary": (wanted(boundary=POLICY + "x"), role(), ["PutRolePermissionsBoundary"]),
    "other boundary": (wanted(boundary=POLICY + "x"), role(boundary=POLICY + "y"), ["PutRolePermissionsBoundary"]),
    "same boundary": (wanted(boundary=POLICY + "x"), role(boundary=POLICY + "x"), []),
    "boundary removed": (wanted(boundary=""), role(boundary=POLICY + "x"), ["DeleteRolePermissionsBoundary"]),
    "no boundary to remove": (wanted(boundary=""), role(), []),
    "tags": (wanted(tags={"a": "2"}), role(tags={"a": "1", "b": "2"}), ["UntagRole", "TagRole"]),
    "inline policies": (
        wanted(inline_policies={"new": READ, "same": READ, "other": WRITE}),
        role(inline_policies={"same": READ, "other": READ, "surplus": READ}),
        ["DeleteRolePolicy surplus", "PutRolePolicy new", "PutRolePolicy other"],
    ),
    "inline policies without purge": (
        wanted(inline_policies={}, purge_inline_policies=False),
        role(inline_policies={"kept": READ}),
        [],
    ),
    "all inline policies purged": (
        wanted(inline_policies={}),
        role(inline_policies={"b": READ, "a": READ}),
        ["DeleteRolePolicy a", "DeleteRolePolicy b"],
    ),
    "instance profile": (
        wanted(create_instance_profile=True),
        role(instance_profiles=("other",)),
        ["CreateInstanceProfile", "AddRoleToInstanceProfile"],
    ),
    "instance profile there": (wanted(create_instance_profile=True), role(instance_profiles=("app",)), []),
    "narrowing first, widening last": (
        wanted(
            assume_role_policy_document=EC2,
            boundary=POLICY + "x",
            managed_policies=[POLICY + "b"],
            inline_policies={"i": READ},
        ),
        role(attached="a", inline_policies={"j": READ}),
        [
            "PutRolePermissionsBoundary",
            "UpdateAssumeRolePolicy",
            "DetachRolePolicy a",
            "AttachRolePolicy b",
            "DeleteRolePolicy j",
            "PutRolePolicy i",
        ],
    ),
    "absent already": (wanted(state="absent"), None, []),
    "absent": (
        wanted(state="absent"),
        role(attached="ab", inline_policies={"i": READ}, instance_profiles=("app", "other")),
        [
            "RemoveRoleFromInstanceProfile",
            "RemoveRoleFromInstanceProfile",
            "DetachRolePolicy a",
            "DetachRolePolicy b",
            "DeleteRolePolicy i",
            "DeleteRole",
        ],
    ),
    "absent with its instance profile": (
        wanted(state="absent", delete_instance_profile=True),
        role(inline_policies={}, instance_profiles=("app", "other")),
        ["RemoveRoleFromInstanceProfile", "DeleteInstanceProfile", "RemoveRoleFromInstanceProfile", "DeleteRole"],
    ),
    "description of a service-linked role": (
        wanted(description="mine", max_session_duration=3600),
        role(path="/aws-service-role/x.amazonaws.com/"),
        ["UpdateRole mine -"],
    ),
    "of IAM Identity Center and as it should be": (
        wanted(description="", assume_role_policy_document=LAMBDA),
        role(path="/aws-reserved/sso.amazonaws.com/"),
        [],
    ),
    "a policy that a service-linked role has": (
        wanted(managed_policies=["arn:aws:iam::aws:policy/aws-service-role/X"]),
        role(
            path="/aws-service-role/x.amazonaws.com/",
            attached=["arn:aws:iam::aws:policy/aws-service-role/X"],
        ),
        [],
    ),
    "service-linked and as it should be": (
        wanted(description=""),
        role(path="/aws-service-role/x.amazonaws.com/"),
        [],
    ),
}


def shown(call: t.Any) -> str:
    parameters = call.parameters
    words = [call.operation]
    if call.operation in ("AttachRolePolicy", "DetachRolePolicy"):
        words.append(parameters["PolicyArn"].removeprefix(POLICY))
    if call.operation in ("PutRolePolicy", "DeleteRolePolicy"):
        words.append(parameters["PolicyName"])
    if call.operation == "UpdateRole":
        words += [parameters["Description"], str(parameters.get("MaxSessionDuration", "-"))]
    return " ".join(words)


@pytest.mark.parametrize(("desired", "actual", "calls"), PLANS.values(), ids=PLANS)
def test_plan(desired: Desired, actual: Role | None, calls: list[str]) -> None:
    made = plan(desired, actual)
    assert [shown(call) for call in made.calls] == calls
    assert made.changed == bool(calls)
    assert len({call.summary for call in made.calls}) == len(calls)
    if desired.present:
        assert plan(desired, made.after).calls == ()


def test_every_change_shows_in_the_diff() -> None:
    for desired, actual, calls in PLANS.values():
        made = plan(desired, actual)
        before, after = diff(made.before, made.after)
        assert (before != after) == bool(calls)


def test_parameters_of_a_creation() -> None:
    desired = wanted(
        assume_role_policy_document=LAMBDA,
        path="/team/",
        description="d",
        boundary="arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/x",
        tags={"a": "1"},
    )
    (call,) = plan(desired, None).calls
    assert call.parameters == {
        "Path": "/team/",
        "RoleName": "app",
        "AssumeRolePolicyDocument": '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":'
        '{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}',
        "MaxSessionDuration": 3600,
        "Description": "d",
        "PermissionsBoundary": POLICY + "x",
        "Tags": [{"Key": "a", "Value": "1"}],
    }


WARNINGS = {
    "path": (
        wanted(path="/other/"),
        role(),
        "iam_role doesn't support updating the path: current path '/', requested path '/other/'",
    ),
    "instance profile without the role": (
        replace(wanted(create_instance_profile=True), profile_holds=("other",)),
        role(instance_profiles=()),
        "profile app already exists and will not be updated",
    ),
    "deleted principal": (
        wanted(assume_role_policy_document=EC2),
        role(trust=from_reply(trusting("arn:aws:iam::111111111111:role/a", "AROA1234567890123456"))),
        "the trust policy of role app names AROA1234567890123456, the identifier of a deleted role or user",
    ),
    "more attachments than the quota": (
        wanted(managed_policies=[f"{POLICY}{number}" for number in range(11)]),
        role(attached="0"),
        "managed_policies: role app would have 11 managed policies attached; the default quota is 10",
    ),
}


@pytest.mark.parametrize(("desired", "actual", "warning"), WARNINGS.values(), ids=WARNINGS)
def test_warnings(desired: Desired, actual: Role, warning: str) -> None:
    assert plan(desired, actual).warnings == (warning,)


@pytest.mark.parametrize(
    ("desired", "actual", "message"),
    [
        (
            wanted(assume_role_policy_document=LAMBDA),
            role(name="App"),
            "a role named 'App' already exists; IAM names are case-insensitive",
        ),
        *(
            (
                wanted(**given),
                role(path="/aws-service-role/x.amazonaws.com/"),
                "role app is a service-linked role: only the AWS service it belongs to changes more than its descr",
            )
            for given in (
                {"max_session_duration": 7200},
                {"description": "new", "max_session_duration": 7200},
                {"description": "new", "tags": {"a": "1"}},
                {"assume_role_policy_document": EC2},
                {"managed_policies": [POLICY + "a"]},
                {"boundary": POLICY + "a"},
                {"state": "absent"},
            )
        ),
        *(
            (
                wanted(**given),
                role(path="/aws-reserved/sso.amazonaws.com/eu-west-1/"),
                "role app is below /aws-reserved/: only AWS changes it",
            )
            for given in ({"description": "new"}, {"managed_policies": [POLICY + "a"]}, {"state": "absent"})
        ),
    ],
)
def test_refused(desired: Desired, actual: Role, message: str) -> None:
    with pytest.raises(RefusedError, match=message):
        plan(desired, actual)


NOW = datetime.datetime(2026, 11, 24, tzinfo=datetime.timezone.utc)
RECENT = {"last_used_date": "2026-11-20T00:00:00+00:00", "region": "eu-west-1"}


def unused(days: int) -> Desired:
    return replace(wanted(state="absent", unused_for_days=days), asked_at=NOW)


@pytest.mark.parametrize(
    ("days", "last_used", "reason"),
    [
        (5, RECENT, "it was last used on 2026-11-20T00:00:00.00:00 in eu-west-1"),
        (400, {}, "IAM knows of no use, but it was created on 2026-01-01T00:00:00.00:00"),
        (1, None, "IAM does not say when it was last used"),
    ],
)
def test_a_role_that_may_still_be_used_stays(days: int, last_used: t.Any, reason: str) -> None:
    actual = role(last_used=last_used, attached="a", inline_policies={"i": READ}, instance_profiles=("app",))
    message = rf"^role app is deleted only once it has been unused for {days} days \(unused_for_days\): {reason}$"
    with pytest.raises(RefusedError, match=message):
        plan(unused(days), actual)
    assert plan(wanted(state="absent"), actual).changed


@pytest.mark.parametrize(("days", "last_used"), [(4, RECENT), (300, {})])
def test_a_role_that_was_unused_for_long_enough_goes(days: int, last_used: t.Any) -> None:
    actual = role(last_used=last_used, attached="a")
    assert plan(unused(days), actual).calls == plan(wanted(state="absent"), actual).calls


def test_a_role_that_is_gone_needs_no_last_use() -> None:
    assert plan(unused(90), None).calls == ()


LOST_ALL: t.Final = "role app would keep none of its policies, and the session has assumed this role"
# What is wanted of the session's role, what it has, and what the task says: a refusal, or the policies that it loses.
OF_SESSION: t.Final[dict[str, tuple[dict[str, t.Any], Role, str]]] = {
    "nothing lost": ({"managed_policies": [POLICY + "a", POLICY + "b"]}, role(attached="a"), ""),
    "one of two lost": ({"managed_policies": [POLICY + "a"]}, role(attached="ab"), "loses managed policy b, "),
    "inline policies lost": (
        {"managed_policies": [POLICY + "a"], "inline_policies": {}},
        role(attached="a", inline_policies={"j": READ, "i": READ}),
        "loses inline policy i, inline policy j, ",
    ),
    # Policies are detached before others are attached.
    "exchanged": (
        {"managed_policies": [POLICY + "b"], "inline_policies": {}},
        role(attached="a", inline_policies={}),
        LOST_ALL,
    ),
    "all lost": ({"managed_policies": [], "inline_policies": {}}, role(attached="a", inline_policies={}), LOST_ALL),
    # Its inline policies are not known.
    "all attached lost": ({"managed_policies": []}, role(attached="a"), "loses managed policy a, "),
    "an inline policy rewritten": ({"inline_policies": {"i": WRITE}}, role(inline_policies={"i": READ}), ""),
    "no policies": ({"managed_policies": [], "inline_policies": {}}, role(inline_policies={}), ""),
    "removed": ({"state": "absent"}, role(), "the session has assumed role app, which loses its policies before"),
}


@pytest.mark.parametrize(("given", "actual", "said"), OF_SESSION.values(), ids=OF_SESSION)
def test_the_role_of_the_session_keeps_what_the_task_needs(given: t.Any, actual: Role, said: str) -> None:
    desired = wanted(**given)
    plan(desired, actual)
    of_session = replace(desired, account=replace(ACCOUNT, session_role="APP"))
    if not said.startswith(("role app would", "the session")):
        warnings = plan(of_session, actual).warnings
        assert [said in warning for warning in warnings] == ([True] if said else [])
        return
    with pytest.raises(RefusedError, match=f"^{said}"):
        plan(of_session, actual)
    if not of_session.present:
        # Drift looks at the rest of a set as if the role were gone.
        assert plan(ROLE.unguarded(of_session), actual).after is None


def test_a_role_is_not_created_without_a_trust_policy() -> None:
    with pytest.raises(OptionError, match="assume_role_policy_document: is needed to create a role"):
        plan(wanted(), None)


def test_inline_policies_that_stay_count_for_the_quota() -> None:
    actual = role(inline_policies={"kept": allow("s3:*", "x" * 6_000)})
    desired = wanted(inline_policies={"new": allow("s3:*", "x" * 6_000)}, purge_inline_policies=False)
    with pytest.raises(OptionError, match="inline_policies: with those that stay"):
        plan(desired, actual)


BAD_OPTIONS = {
    "name": ({"name": "r" * 65}, "name: the name of a role must have 1 to 64"),
    "path": ({"path": "/a"}, "path must begin and end with /"),
    "long description": ({"description": "d" * 1001}, "description must have at most 1000 characters \\(got: 1001\\)"),
    "description": (
        {"description": "€"},
        "description must have only printable characters up to U\\+00FF \\(got: '€'\\)",
    ),
    "short duration": (
        {"max_session_duration": 3599},
        "must be between 1 and 12 hours .3600 and 43200 seconds., not 3599",
    ),
    "long duration": ({"max_session_duration": 43201}, "max_session_duration must be between 1 and 12 hours"),
    "boundary that is no name": (
        {"boundary": "policy/AWSDenyAll"},
        r"Boundary policy must be an ARN, or the friendly name of a managed policy \(got: 'policy/AWSDenyAll'\)",
    ),
    "boundary that is too long for a name": ({"boundary": "a" * 129}, "Boundary policy must be an ARN"),
    "boundary of another kind": (
        {"boundary": "arn:aws:iam::111111111111:role/x"},
        "boundary: .* is not the ARN of a managed",
    ),
    "boundary once filled in": ({"boundary": "${AWS::AccountId}"}, "boundary: '111111111111' is not the ARN"),
    "boundary with an instance profile": (
        {"boundary": POLICY + "x", "create_instance_profile": True},
        "When using a boundary policy, `create_instance_profile` must be set to `false`.",
    ),
    "trust policy": ({"assume_role_policy_document": "{"}, "assume_role_policy_document: not valid JSON"),
    "size of the trust policy": (
        {"assume_role_policy_document": trust("a" * 4_000)},
        "assume_role_policy_document: the trust policy of app has .* the highest quota is 4096",
    ),
    "empty managed policy": ({"managed_policies": [""]}, r"managed_policies: an entry is empty; .* write \[\]"),
    "name of a managed policy": (
        {"managed_policies": ["a b"]},
        r"managed_policies: the name of a managed policy must consist of .* \(got: 'a b'\)",
    ),
    "ARN of a managed policy": ({"managed_policies": ["arn:aws:s3:::b"]}, "managed_policies: 'arn:aws:s3:::b' is not"),
    "ARN once filled in": (
        {"managed_policies": ["arn:${AWS::Partition}:s3:::b"]},
        "managed_policies: 'arn:aws:s3:::b'",
    ),
    "name of an inline policy": (
        {"inline_policies": {"a b": READ}},
        r"inline_policies: the name of an inline policy must consist of .* \(got: 'a b'\)",
    ),
    "inline policy": ({"inline_policies": {"a": "x"}}, "inline_policies.a: not valid JSON"),
    "size of inline policies": (
        {"inline_policies": {name: allow("s3:*", "x" * 6_000) for name in "ab"}},
        "inline_policies: the inline policies of app have .* the quota for all inline policies of a role is 10240",
    ),
    "tags": ({"tags": {"a": None}}, "tags: the value of 'a'"),
    "unused and present": ({"unused_for_days": 1}, "unused_for_days: applies only to state absent"),
    "unused for no time": (
        {"unused_for_days": 0, "state": "absent"},
        "unused_for_days must be at least 1 day",
    ),
    "unused for too long": ({"unused_for_days": 401, "state": "absent"}, "unused_for_days must be at most 400 days"),
}


@pytest.mark.parametrize(("given", "message"), BAD_OPTIONS.values(), ids=BAD_OPTIONS)
def test_bad_options(given: t.Any, message: str) -> None:
    with pytest.raises(OptionError, match=message):
        wanted(**given)


def test_a_removal_needs_no_documents() -> None:
    assert wanted(assume_role_policy_document="{", inline_policies={"a": "{"}, state="absent").trust is None


def test_a_trust_policy_may_have_exactly_the_raised_quota() -> None:
    padding = 4_096 - 110
    assert wanted(assume_role_policy_document=trust("a" * padding)).trust is not None
    with pytest.raises(OptionError, match="has 4097 characters"):
        wanted(assume_role_policy_document=trust("a" * (padding + 1)))


def test_replies_complete_the_state() -> None:
    made = plan(wanted(assume_role_policy_document=LAMBDA, managed_policies=[POLICY + "a"]), None)
    assert made.after is not None
    reply = {"Role": {"Arn": "arn:aws:iam::111111111111:role/app", "RoleId": "AROA1", "CreateDate": "c"}}
    created = ROLE.with_reply(made.after, made.calls[0], reply)
    assert created.to_result() == {**made.after.to_result(), "role_id": "AROA1", "create_date": "c"}
    assert ROLE.with_reply(created, made.calls[1], {}) == created


def test_results_carry_the_boundary_only_where_there_is_one() -> None:
    assert "permissions_boundary" not in role().to_result()
    assert role(boundary=POLICY + "x").to_result()["permissions_boundary"] == {
        "permissions_boundary_arn": POLICY + "x",
        "permissions_boundary_type": "Policy",
    }
