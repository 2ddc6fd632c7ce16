# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The plan for a managed policy: a table of what is wanted, what is there, and the calls between them."""

from __future__ import annotations

import typing as t
from dataclasses import replace

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._converge.outcome import diff
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import LeastPrivError, OptionError, RefusedError
from ansible_collections.leastpriv.aws.plugins.module_utils._policy.document import from_reply
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.managed_policy.desired import Desired
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.managed_policy.plan import plan
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.managed_policy.state import (
    Entities,
    ManagedPolicy,
    Version,
)
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.resource_types import MANAGED_POLICY
from support.tasks import ACCOUNT, allow, options

ARN = "arn:aws:iam::111111111111:policy/app"
READ, WRITE, LIST = allow("s3:GetObject"), allow("s3:PutObject"), allow("s3:ListBucket")
READ_REWRITTEN = {
    "Version": "2012-10-17",
    "Statement": {"Action": ["S3:getobject"], "Resource": ["*"], "Effect": "Allow"},
}


def wanted(**given: t.Any) -> Desired:
    return Desired.from_options(options("iam_managed_policy", **{"name": "app", **given})).for_account(ACCOUNT)


def policy(*documents: t.Any, first: int = 1, **fields: t.Any) -> ManagedPolicy:
    """A policy with a version for each document, the newest first and the default one."""
    numbers = range(first + len(documents) - 1, first - 1, -1)
    versions = [
        Version(id=f"v{number}", document=from_reply(each)) for number, each in zip(numbers, documents, strict=True)
    ]
    defaults: dict[str, t.Any] = {"arn": ARN, "name": "app", "path": "/", "description": "", "tags": {}}
    return ManagedPolicy(**{**defaults, "versions": tuple(versions), "versions_complete": True, **fields})


PLANS: dict[str, tuple[Desired, ManagedPolicy | None, list[str]]] = {
    "create": (wanted(policy=READ), None, ["CreatePolicy"]),
    "nothing to do": (wanted(policy=READ), policy(READ), []),
    "nothing to do, written otherwise": (wanted(policy=READ_REWRITTEN), policy(READ), []),
    "document not managed": (wanted(), policy(READ), []),
    "new document": (wanted(policy=WRITE), policy(READ), ["CreatePolicyVersion default"]),
    "new document, not in force": (wanted(policy=WRITE, make_default=False), policy(READ), ["CreatePolicyVersion"]),
    "older version again": (wanted(policy=READ), policy(WRITE, READ), ["SetDefaultPolicyVersion v1"]),
    "older version, not in force": (wanted(policy=READ, make_default=False), policy(WRITE, READ), []),
    "newest of two equal older versions": (
        wanted(policy=READ_REWRITTEN),
        policy(WRITE, READ, READ),
        ["SetDefaultPolicyVersion v2"],
    ),
    "no room for a sixth version": (
        wanted(policy=LIST),
        policy(READ, WRITE, READ, WRITE, READ, first=8),
        ["DeletePolicyVersion v8", "CreatePolicyVersion default"],
    ),
    "no room, and the oldest is the default": (
        wanted(policy=LIST),
        policy(
            READ,
            WRITE,
            WRITE,
            WRITE,
            WRITE,
            versions=tuple(Version(id=f"v{number}", document=from_reply(WRITE)) for number in (1, 10, 9, 3, 2)),
        ),
        ["DeletePolicyVersion v2", "CreatePolicyVersion default"],
    ),
    "only version": (
        wanted(policy=READ, only_version=True),
        policy(READ, WRITE, LIST),
        ["DeletePolicyVersion v1", "DeletePolicyVersion v2"],
    ),
    "only version, an older one": (
        wanted(policy=LIST, only_version=True),
        policy(READ, WRITE, LIST),
        ["SetDefaultPolicyVersion v1", "DeletePolicyVersion v2", "DeletePolicyVersion v3"],
    ),
    "only version, a new one, no room": (
        wanted(policy=LIST, only_version=True),
        policy(READ, WRITE, READ, WRITE, READ),
        [
            "DeletePolicyVersion v1",
            "CreatePolicyVersion default",
            "DeletePolicyVersion v2",
            "DeletePolicyVersion v3",
            "DeletePolicyVersion v4",
            "DeletePolicyVersion v5",
        ],
    ),
    "only version, a new one that is not in force": (
        wanted(policy=LIST, only_version=True, make_default=False),
        policy(READ, WRITE),
        ["CreatePolicyVersion", "DeletePolicyVersion v1"],
    ),
    "only version without a document": (wanted(only_version=True), policy(READ, WRITE), []),
    "tags": (wanted(tags={"a": "2"}), policy(READ, tags={"a": "1", "b": "1"}), ["UntagPolicy", "TagPolicy"]),
    "tags without purge": (wanted(tags={}, purge_tags=False), policy(READ, tags={"b": "1"}), []),
    "absent already": (wanted(state="absent"), None, []),
    "absent": (wanted(state="absent"), policy(READ), ["DeletePolicy"]),
    "absent, in use": (
        wanted(state="absent"),
        policy(
            READ,
            WRITE,
            attached_to=Entities(users=("u",), groups=("g",), roles=("r2", "r1")),
        ),
        [
            "DetachUserPolicy",
            "DetachGroupPolicy",
            "DetachRolePolicy",
            "DetachRolePolicy",
            "DeletePolicyVersion v1",
            "DeletePolicy",
        ],
    ),
    "absent, and nobody uses it": (
        wanted(state="absent", detach="refuse"),
        policy(READ, WRITE),
        ["DeletePolicyVersion v1", "DeletePolicy"],
    ),
}


@pytest.mark.parametrize(("desired", "actual", "calls"), PLANS.values(), ids=PLANS)
def test_plan(desired: Desired, actual: ManagedPolicy | None, calls: list[str]) -> None:
    made = plan(desired, actual)
    shown = [
        " ".join(
            filter(
                None,
                (
                    call.operation,
                    call.parameters.get("VersionId"),
                    "default" if call.parameters.get("SetAsDefault") else None,
                ),
            )
        )
        for call in made.calls
    ]
    assert shown == calls
    assert made.changed == bool(calls)
    if desired.present and made.after is not None:
        assert plan(desired, made.after).calls == ()


def test_every_change_shows_in_the_diff() -> None:
    for desired, actual, calls in PLANS.values():
        made = plan(desired, actual)
        before, after = diff(made.before, made.after)
        assert (before != after) == bool(calls)


def test_parameters_of_a_creation() -> None:
    desired = wanted(policy=READ, path="/team/", description="Reads", tags={"b": 1, "a": "x"})
    (call,) = plan(desired, None).calls
    assert call.parameters == {
        "PolicyName": "app",
        "Path": "/team/",
        "PolicyDocument": '{"Version":"2012-10-17","Statement":'
        '[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}',
        "Description": "Reads",
        "Tags": [{"Key": "a", "Value": "x"}, {"Key": "b", "Value": "1"}],
    }
    assert call.to_result() == {"operation": "iam:CreatePolicy", "summary": "create managed policy app"}


@pytest.mark.parametrize("session_role", [None, "other", "RUNNER"])
def test_a_policy_that_is_detached_from_the_role_of_the_session_is_a_warning(session_role: str | None) -> None:
    actual = policy(READ, attached_to=Entities(roles=("Runner", "Web")))
    desired = replace(wanted(state="absent"), account=replace(ACCOUNT, session_role=session_role))
    said = (
        "managed policy app: it is detached from role Runner, which the session has assumed: later calls may be denied"
    )
    assert plan(desired, actual).warnings == ((said,) if session_role == "RUNNER" else ())
    assert plan(replace(desired, present=True), actual).warnings == ()


def test_what_iam_cannot_change_is_a_warning() -> None:
    made = plan(wanted(path="/other/", description="other"), policy(READ, description="first"))
    assert made.calls == ()
    keeps = "IAM keeps the {} a managed policy was created with"
    assert made.warnings == (
        f"Unable to update path from '/' to '/other/': {keeps.format('path')}",
        f"Unable to update description from 'first' to 'other': {keeps.format('description')}",
    )


IMPOSSIBLE: dict[str, tuple[t.Any, ManagedPolicy | None, type[LeastPrivError], str]] = {
    "create without a document": (
        {},
        None,
        OptionError,
        "policy: Managed policy would be created but policy parameter",
    ),
    "name in another case": (
        {"policy": READ},
        policy(READ, name="App"),
        RefusedError,
        "a policy named 'App' already exists; IAM names are case-insensitive",
    ),
    "a boundary cannot go": (
        {"state": "absent"},
        policy(READ, boundary_of=Entities(roles=("r",), users=("u",))),
        RefusedError,
        "is the permissions boundary of user u, role r",
    ),
    "a policy in use stays": (
        {"state": "absent", "detach": "refuse"},
        policy(READ, attached_to=Entities(users=("u",), groups=("g",), roles=("r2", "r1"))),
        RefusedError,
        "^managed policy app is still used, and detach is refuse: it is attached to user u, group g, role r1, role r2$",
    ),
    "a boundary stays": (
        {"state": "absent", "detach": "refuse"},
        policy(READ, boundary_of=Entities(roles=("r",))),
        RefusedError,
        "still used, and detach is refuse: it is the permissions boundary of role r$",
    ),
    "a policy in use and a boundary stays": (
        {"state": "absent", "detach": "refuse"},
        policy(READ, attached_to=Entities(roles=("a",)), boundary_of=Entities(users=("u",), roles=("r",))),
        RefusedError,
        "it is attached to role a; the permissions boundary of user u, role r$",
    ),
}


@pytest.mark.parametrize(("given", "actual", "error", "message"), IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_no_plan(given: t.Any, actual: ManagedPolicy | None, error: type[LeastPrivError], message: str) -> None:
    with pytest.raises(error, match=message):
        plan(wanted(**given), actual)


BAD_OPTIONS = {
    "name": ({"name": "a b"}, "name: the name of a managed policy must consist of .* \\(got: 'a b'\\)"),
    "path": ({"path": "team"}, "path: 'team': path must begin and end with /"),
    "description": ({"description": "d" * 1001}, "description must have at most 1000 characters \\(got: 1001\\)"),
    "control character": ({"description": "a\x01b"}, "description: .* contains a control character"),
    "policy": ({"policy": "{"}, "policy: not valid JSON"),
    "tags": ({"tags": {"aws:a": "b"}}, "tags: 'aws:a'"),
    "size": (
        {"policy": allow("s3:*", "x" * 6_100)},
        "policy: the document of app has .* the quota for a managed policy is 6144",
    ),
    "pseudo parameter": (
        {"policy": allow("s3:*", "${AWS::Nothing}")},
        r"policy: \$\{AWS::Nothing\} is not a known pseudo parameter; known are",
    ),
}


@pytest.mark.parametrize(("given", "message"), BAD_OPTIONS.values(), ids=BAD_OPTIONS)
def test_bad_options(given: t.Any, message: str) -> None:
    with pytest.raises(OptionError, match=message):
        wanted(**given)


def test_a_removal_needs_no_document() -> None:
    assert wanted(policy="{", state="absent").document is None


def test_a_document_may_have_exactly_the_quota() -> None:
    padding = 6_144 - len('{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":""}]}')
    assert wanted(policy=allow("s3:*", "x" * padding)).document is not None
    with pytest.raises(OptionError, match="has 6145 characters"):
        wanted(policy=allow("s3:*", "x" * (padding + 1)))


def test_replies_complete_the_state() -> None:
    made = plan(wanted(policy=READ), None)
    assert made.after is not None
    reply = {"Policy": {"Arn": ARN, "PolicyId": "ANPA1", "CreateDate": "c", "UpdateDate": "u"}}
    created = MANAGED_POLICY.with_reply(made.after, made.calls[0], reply)
    assert created.to_result() == {
        **made.after.to_result(),
        "policy_id": "ANPA1",
        "create_date": "c",
        "update_date": "u",
        "default_version_id": "v1",
    }
    update = plan(wanted(policy=WRITE), policy(READ, update_date="before"))
    assert update.after is not None
    assert (update.after.default_version.id, update.after.update_date) == (None, None)
    updated = MANAGED_POLICY.with_reply(
        update.after, update.calls[0], {"PolicyVersion": {"VersionId": "v7", "CreateDate": "d"}}
    )
    assert (updated.default_version.id, updated.update_date) == ("v7", "d")
