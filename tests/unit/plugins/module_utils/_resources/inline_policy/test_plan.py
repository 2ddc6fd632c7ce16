# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The plan for one inline policy of a role, and that check mode tells of it what a run does."""

from __future__ import annotations

import json
import typing as t
from dataclasses import replace

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._arn import Account
from ansible_collections.leastpriv.aws.plugins.module_utils._converge.converge import converge
from ansible_collections.leastpriv.aws.plugins.module_utils._converge.outcome import Outcome
from ansible_collections.leastpriv.aws.plugins.module_utils._converge.target import Target
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import IamError, OptionError, RefusedError
from ansible_collections.leastpriv.aws.plugins.module_utils._policy.document import from_reply
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.inline_policy.desired import Desired
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.inline_policy.plan import plan
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.inline_policy.state import (
    InlinePolicies,
)
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.resource_types import INLINE_POLICY
from memory_iam import ApiError, Fault, MemoryIam
from support.tasks import WITHOUT_RETRIES, allow, trust

ACCOUNT: t.Final = Account(id="111111111111", partition="aws", region="eu-west-1")
READ, WRITE = allow("s3:GetObject"), allow("s3:PutObject")
# The same as READ, otherwise written.
READ_AGAIN: t.Final = {"Version": "2012-10-17", "Statement": [{**READ["Statement"][0], "Action": ["S3:getobject"]}]}


def large(count: int) -> dict[str, t.Any]:
    """A document with so many resources, 80 characters each."""
    document = allow("s3:GetObject")
    document["Statement"][0]["Resource"] = [f"arn:aws:s3:::{'b' * 57}{number:03}/*" for number in range(count)]
    return document


def desired(name: str = "a", **given: t.Any) -> Desired:
    options = {"iam_type": "role", "iam_name": "app", "policy_name": name, "policy_json": None, "state": "present"}
    return Desired.from_options({**options, "skip_duplicates": False, **given}).for_account(ACCOUNT)


def actual(**policies: t.Any) -> InlinePolicies:
    """What IAM holds; None is a document that it denied."""
    held = {name: None if document is None else from_reply(document) for name, document in policies.items()}
    return InlinePolicies(role="app", name="a", partition="aws", policies=held)


PLANS: t.Final[dict[str, tuple[Desired, InlinePolicies | None, list[str], list[str]]]] = {
    "it is missing": (
        desired(policy_json=READ),
        actual(b=None),
        ["add inline policy a of role app"],
        ["b", "a"],
    ),
    "it says something else": (
        desired(policy_json=READ),
        actual(a=WRITE, b=None),
        ["update inline policy a of role app"],
        ["a", "b"],
    ),
    "it says the same": (desired(policy_json=READ), actual(a=READ_AGAIN), [], ["a"]),
    "another says the same": (
        desired(policy_json=READ),
        actual(b=READ),
        ["add inline policy a of role app"],
        ["b", "a"],
    ),
    "another says the same, which is as good": (
        desired(policy_json=READ, skip_duplicates=True),
        actual(a=WRITE, b=READ_AGAIN),
        [],
        ["a", "b"],
    ),
    "none says the same": (
        desired(policy_json=READ, skip_duplicates=True),
        actual(b=WRITE),
        ["add inline policy a of role app"],
        ["b", "a"],
    ),
    "it goes": (desired(state="absent"), actual(a=READ, b=None), ["delete inline policy a of role app"], ["b"]),
    "it goes with a document, which says nothing": (
        desired(policy_json="{", state="absent"),
        actual(a=READ),
        ["delete inline policy a of role app"],
        [],
    ),
    "it is gone": (desired(state="absent"), actual(b=None), [], ["b"]),
    "it is gone with the role": (desired(state="absent"), None, [], []),
}


@pytest.mark.parametrize(("wanted", "held", "summaries", "names"), PLANS.values(), ids=PLANS)
def test_plan(wanted: Desired, held: InlinePolicies | None, summaries: list[str], names: list[str]) -> None:
    made = plan(wanted, held)
    assert [call.summary for call in made.calls] == summaries
    assert INLINE_POLICY.results(made.before, made.after) == {"role_name": "app", "policy_names": names}


REFUSED: t.Final[dict[str, tuple[dict[str, t.Any], InlinePolicies | None, str]]] = {
    "no document": ({"policy_json": None}, actual(), "policy_json: is null"),
    "a name with a slash": (
        {"policy_json": READ, "policy_name": "a/b"},
        actual(),
        "policy_name: the name of an inline policy must consist of letters",
    ),
    "a name of a role": (
        {"policy_json": READ, "iam_name": "a/b"},
        actual(),
        ("iam_name: the name of a role must consist of letters, digits and the characters _ + = , . @ - (got: 'a/b')"),
    ),
    "no JSON": ({"policy_json": "{"}, actual(), "policy_json: "),
    "a document without end": (
        {"policy_json": large(160)},
        actual(),
        "policy_json: the document has",
    ),
    "too much, with the others": (
        {"policy_json": large(80)},
        actual(b=large(80)),
        "policy_json: with those that stay, the inline",
    ),
    "no role": ({"policy_json": READ}, None, "iam_name: there is no role app"),
}


@pytest.mark.parametrize(("given", "held", "message"), REFUSED.values(), ids=REFUSED)
def test_refusals(given: dict[str, t.Any], held: InlinePolicies | None, message: str) -> None:
    with pytest.raises((OptionError, RefusedError)) as caught:
        plan(desired(**given), held)
    assert str(caught.value).startswith(message)


def account() -> MemoryIam:
    iam = MemoryIam()
    iam.call("CreateRole", {"RoleName": "app", "AssumeRolePolicyDocument": json.dumps(trust("ec2.amazonaws.com"))})
    for name, document in {"a": READ, "b": WRITE}.items():
        parameters = {"RoleName": "app", "PolicyName": name, "PolicyDocument": json.dumps(document)}
        iam.call("PutRolePolicy", parameters)
    iam.calls.clear()
    return iam


def run(iam: MemoryIam, wanted: Desired, *, check_mode: bool = False) -> Outcome[InlinePolicies]:
    return converge(
        iam, Target(resource_type=INLINE_POLICY, desired=wanted), check_mode=check_mode, retry_policy=WITHOUT_RETRIES
    )


TASKS: t.Final = [
    desired(policy_json=WRITE),
    desired(policy_json=WRITE, skip_duplicates=True),
    desired("c", policy_json=READ),
    desired(state="absent"),
    desired("c", state="absent"),
]


@pytest.mark.parametrize("wanted", TASKS)
def test_check_mode_tells_what_a_run_does(wanted: Desired) -> None:
    iam = account()
    before = iam.snapshot()
    predicted = run(iam, wanted, check_mode=True)
    assert iam.snapshot() == before
    done = run(iam, wanted)
    assert (predicted.calls, predicted.diff(), predicted.changes()) == (done.calls, done.diff(), done.changes())
    assert INLINE_POLICY.results(predicted.before, predicted.after) == INLINE_POLICY.results(done.before, done.after)
    assert run(iam, wanted).calls == ()


READS: t.Final = [
    (desired(policy_json=READ), ["ListRolePolicies", "GetRolePolicy"]),
    (desired("c", state="absent"), ["ListRolePolicies"]),
    (desired(policy_json=READ, skip_duplicates=True), ["ListRolePolicies", "GetRolePolicy", "GetRolePolicy"]),
]


@pytest.mark.parametrize(("wanted", "operations"), READS)
def test_what_is_as_it_should_be_takes_few_calls(wanted: Desired, operations: list[str]) -> None:
    iam = account()
    run(iam, wanted)
    assert iam.operations == operations


def test_a_removal_can_do_without_the_document() -> None:
    iam = account()
    iam.faults.append(Fault("GetRolePolicy", ApiError("AccessDenied", "no")))
    outcome = run(iam, desired(state="absent"))
    assert [call.operation for call in outcome.calls] == ["DeleteRolePolicy"]
    assert "policy_json could not be read" in outcome.warnings[0]


def test_an_update_cannot() -> None:
    iam = account()
    iam.faults.append(Fault("GetRolePolicy", ApiError("AccessDenied", "no")))
    with pytest.raises(IamError, match="AccessDenied"):
        run(iam, desired(policy_json=WRITE))


@pytest.mark.parametrize("session_role", [None, "other", "APP"])
def test_a_policy_that_is_deleted_from_the_role_of_the_session_is_a_warning(session_role: str | None) -> None:
    account = replace(ACCOUNT, session_role=session_role)
    absent, held = replace(desired(state="absent"), account=account), actual(a=READ)
    said = (
        "inline policy a of role app: it is deleted, and the session has assumed this role: later calls may be denied"
    )
    assert plan(absent, held).warnings == ((said,) if session_role == "APP" else ())
    assert plan(absent, actual(b=READ)).warnings == ()
