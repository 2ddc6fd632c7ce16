# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""New access by a set, and assertions: each resource's answer before the first write, and what counts in which role."""

from __future__ import annotations

import json
import typing as t
from dataclasses import replace

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._baseline import entries, steps
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import AccessError, IamError, NewAccessError
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st
from memory_iam import MemoryIam
from support import iam_evaluator
from support.access_documents import CONTEXTS, documents
from support.tasks import ACCOUNT, WITHOUT_RETRIES, allow, options, trust

ARN: t.Final = "arn:aws:iam::111111111111:policy/"
READ, WRITE, ALL = allow("s3:GetObject"), allow("s3:PutObject"), allow("s3:*")
READ_AND_NO_WRITING: t.Final = {
    "Version": "2012-10-17",
    "Statement": [*READ["Statement"], {"Effect": "Deny", "Action": "s3:PutObject", "Resource": "*"}],
}
LAMBDA, EC2 = trust("lambda.amazonaws.com"), trust("ec2.amazonaws.com")

Entry = dict[str, t.Any]


def policy(name: str, document: Entry, **given: t.Any) -> Entry:
    return {"name": name, "policy": document, **given}


def role(name: str, *attached: str, **given: t.Any) -> Entry:
    return {"name": name, "assume_role_policy_document": LAMBDA, "managed_policies": [*attached], **given}


def gone(name: str) -> Entry:
    return {"name": name, "state": "absent"}


def run(iam: t.Any, setting: t.Any, *, check_mode: bool = False, **given: t.Any) -> steps.Run:
    task = options("iam_baseline", **given)
    parsed = entries.members_of(entries.entries_of(task), entries.Settings.from_options(task))
    members = [replace(member, retry_policy=WITHOUT_RETRIES) for member in parsed]
    return steps.apply(iam, members, ACCOUNT, check_mode=check_mode, demands=steps.Demands(new_access=setting))


def verdicts(done: steps.Run) -> dict[str, str]:
    answers = {step.member.name: step.gate.answer for step in done.steps}
    return {name: answer.verdict for name, answer in answers.items() if answer is not None}


@pytest.fixture
def iam() -> MemoryIam:
    """The policy P in the role a, which may also write; Q in b; R as the boundary of c, which has all; S in nothing."""
    memory = MemoryIam()
    before: dict[str, t.Any] = {
        "policies": [
            policy("P", READ),
            policy("Q", READ_AND_NO_WRITING),
            policy("R", READ),
            policy("S", READ),
        ],
        "roles": [
            role("a", "P", inline_policies={"i": WRITE}),
            role("b", "Q", inline_policies={"i": WRITE}),
            role("c", inline_policies={"i": ALL}, boundary="R"),
        ],
    }
    assert run(memory, "allow", **before).error is None
    memory.calls.clear()
    return memory


A, B, C = role("a", "P"), role("b", "Q"), role("c", boundary="R")

# The set, and the answers that are not none.
SETS: t.Final[dict[str, tuple[dict[str, t.Any], dict[str, str]]]] = {
    "nothing changes": ({"policies": [policy("P", READ)], "roles": [A]}, {}),
    "what the role may do anyway": ({"policies": [policy("P", WRITE)], "roles": [A]}, {}),
    "a policy that gives its role more": ({"policies": [policy("P", ALL)], "roles": [A]}, {"P": "new", "a": "new"}),
    "the same, without its role in the set": ({"policies": [policy("P", WRITE)]}, {"P": "new"}),
    "a policy that no role has": ({"policies": [policy("S", ALL)], "roles": [A]}, {"S": "new"}),
    "a policy that another role has, too": (
        {"policies": [policy("Q", WRITE)], "roles": [role("a", "P", "Q")]},
        {"Q": "new"},
    ),
    "from one policy to another": (
        {"policies": [policy("P", WRITE), policy("T", READ)], "roles": [role("a", "P", "T")]},
        {},
    ),
    "a new policy for a role that may already": (
        {"policies": [policy("T", WRITE)], "roles": [role("a", "P", "T")]},
        {},
    ),
    "a new policy for a role that may not": (
        {"policies": [policy("T", ALL)], "roles": [role("a", "P", "T")]},
        {"T": "new", "a": "new"},
    ),
    "a new policy for nothing": ({"policies": [policy("T", WRITE)]}, {"T": "new"}),
    "a deny less, of what the role has besides": (
        {"policies": [policy("Q", READ)], "roles": [B]},
        {"Q": "new", "b": "new"},
    ),
    "a policy that denies goes": (
        {"policies": [gone("Q")], "roles": [role("b")]},
        {"Q": "new", "b": "new"},
    ),
    "a policy that denies goes from a role that is not in the set": ({"policies": [gone("Q")]}, {"Q": "new"}),
    "a policy that only allows goes": ({"policies": [gone("P")], "roles": [role("a")]}, {}),
    "a boundary that allows more": ({"policies": [policy("R", ALL)], "roles": [C]}, {"R": "new", "c": "new"}),
    "a boundary that allows less": ({"policies": [policy("R", WRITE)], "roles": [A]}, {"R": "new"}),
    "a boundary that allows more than the role has": (
        {"policies": [policy("P", ALL)], "roles": [role("a", "P", boundary="P", inline_policies={})]},
        {"P": "new", "a": "new"},
    ),
    "a role that goes with its policy": ({"policies": [gone("Q")], "roles": [gone("b")]}, {}),
    "a role that is created": ({"roles": [role("d")]}, {"d": "new"}),
    "others than before may assume a role": ({"roles": [{**A, "assume_role_policy_document": EC2}]}, {"a": "new"}),
}


def others(found: dict[str, str]) -> dict[str, str]:
    return {name: verdict for name, verdict in found.items() if verdict != "none"}


@pytest.mark.parametrize("check_mode", [True, False], ids=["check mode", "run"])
@pytest.mark.parametrize(("given", "answers"), SETS.values(), ids=SETS)
def test_all_answers_come_before_the_first_write(
    iam: MemoryIam, given: dict[str, t.Any], answers: dict[str, str], *, check_mode: bool
) -> None:
    done = run(iam, "fail", check_mode=check_mode, **given)
    assert others(verdicts(done)) == answers
    assert len(verdicts(done)) == len(done.steps)
    assert isinstance(done.error, NewAccessError) == bool(answers)
    assert not done.warnings
    if answers:
        assert done.failed is not None
        assert done.failed.name in answers
        assert not iam.writes


@pytest.mark.parametrize(("given", "answers"), SETS.values(), ids=SETS)
def test_a_warning_names_whatever_gains_and_the_set_is_applied(
    iam: MemoryIam, given: dict[str, t.Any], answers: dict[str, str]
) -> None:
    done = run(iam, "warn", **given)
    assert done.error is None
    assert others(verdicts(done)) == answers
    assert bool(done.warnings) == bool(answers)
    assert all(": new_access: the change gives new access: " in line for line in done.warnings)
    # The set is as it should be, so there is no new access any more.
    iam.calls.clear()
    again = run(iam, "fail", **given)
    assert (again.error, iam.writes, others(verdicts(again))) == (None, [], {})


@pytest.mark.parametrize("given", [given for given, _answers in SETS.values()], ids=SETS)
def test_allow_asks_nothing(iam: MemoryIam, given: dict[str, t.Any]) -> None:
    done = run(iam, "allow", check_mode=True, **given)
    assert (done.error, verdicts(done), done.warnings) == (None, {}, ())


def test_a_policy_that_counts_in_its_roles_only_warns_there(iam: MemoryIam) -> None:
    done = run(iam, "warn", policies=[policy("P", ALL)], roles=[A])
    [warning] = done.warnings
    assert warning.startswith("role a: new_access: the change gives new access: s3:")
    assert "allowed by managed policy P: Statement[0]" in warning


@pytest.mark.parametrize(
    ("document", "effect"), [(ALL, "widens"), (WRITE, "narrows"), (READ, "neither"), (allow("sqs:SendMessage"), "both")]
)
def test_the_effect_of_a_policy_is_that_on_the_role_that_has_it(iam: MemoryIam, document: Entry, effect: str) -> None:
    """The role may write already, by its inline policy."""
    done = run(iam, "warn", check_mode=True, policies=[policy("P", document)], roles=[A])
    assert {step.gate.to_result()["new_access"]["effect"] for step in done.steps} == {effect}


def test_documents_of_the_set_are_not_read_again(iam: MemoryIam) -> None:
    run(iam, "fail", check_mode=True, policies=[policy("P", WRITE)], roles=[A])
    read = [parameters["PolicyArn"] for operation, parameters in iam.calls if operation == "GetPolicyVersion"]
    assert read == [f"{ARN}P"]


def test_a_set_without_changes_reads_no_more_than_without_the_question(iam: MemoryIam) -> None:
    given: dict[str, t.Any] = {"policies": [policy("P", READ), policy("Q", READ_AND_NO_WRITING)], "roles": [A, B]}
    run(iam, "allow", **given)
    reads = json.dumps(iam.calls)
    iam.calls.clear()
    run(iam, "fail", **given)
    assert json.dumps(iam.calls) == reads


def asserting(given: Entry, **access: t.Any) -> Entry:
    return {**given, "access": access}


# The set, the roles whose assertions do not hold.
ASSERTED: t.Final[dict[str, tuple[dict[str, t.Any], set[str]]]] = {
    "as it is": ({"roles": [asserting(A, may=["s3:GetObject"], may_not=["iam:*"])]}, set()),
    "as the set will leave it": (
        {"policies": [policy("P", ALL)], "roles": [asserting(A, may=["s3:DeleteObject"])]},
        set(),
    ),
    "a policy of the set takes away too much": (
        {"policies": [policy("P", WRITE)], "roles": [asserting(A, may=["s3:GetObject"]), B]},
        {"a"},
    ),
    "a policy of the set is not there yet": (
        {"policies": [policy("T", ALL)], "roles": [asserting(role("d", "T"), may=["s3:*"], may_not=["iam:*"])]},
        set(),
    ),
    "a boundary of the set": (
        {
            "policies": [policy("R", WRITE)],
            "roles": [asserting(C, within=WRITE), asserting(A, may_not=["s3:PutObject"])],
        },
        {"a"},
    ),
    "who may assume it": ({"roles": [{**A, "assumable_by": ["ec2.amazonaws.com"]}]}, {"a"}),
    "a role that goes": ({"roles": [asserting(gone("a"), may=["iam:*"])]}, set()),
}


@pytest.mark.parametrize("setting", ["allow", "warn"])
@pytest.mark.parametrize("check_mode", [True, False], ids=["check mode", "run"])
@pytest.mark.parametrize(("given", "failing"), ASSERTED.values(), ids=ASSERTED)
def test_what_is_asserted_holds_before_the_first_write(
    iam: MemoryIam, given: dict[str, t.Any], failing: set[str], setting: str, *, check_mode: bool
) -> None:
    done = run(iam, setting, check_mode=check_mode, **given)
    results = {step.member.name: step.gate.to_result().get("access") for step in done.steps}
    assert {name for name, found in results.items() if found and found["verdict"] != "holds"} == failing
    assert isinstance(done.error, AccessError) == bool(failing)
    if failing:
        assert done.failed is not None
        assert done.failed.name in failing
        assert not iam.writes


class Meddled:
    """An IAM in which another process gives a role more after the task's last write."""

    def __init__(self, iam: MemoryIam, after: str) -> None:
        self._iam = iam
        self._after = after

    def call(self, operation: str, parameters: t.Mapping[str, t.Any]) -> t.Any:
        reply = self._iam.call(operation, parameters)
        if operation == self._after:
            more = {"RoleName": "a", "PolicyName": "more", "PolicyDocument": json.dumps(ALL)}
            self._iam.call("PutRolePolicy", more)
        return reply


def test_what_iam_holds_after_the_last_write_of_the_set_is_asked_about_again(iam: MemoryIam) -> None:
    meddled = Meddled(iam, "CreatePolicy")
    done = run(meddled, "allow", policies=[policy("T", READ)], roles=[asserting(A, may_not=["s3:DeleteObject"])])
    assert isinstance(done.error, AccessError)
    assert str(done.error).startswith("access: what IAM holds after the last write is not as asserted: may_not[0]")
    [created, asked] = done.steps
    assert created.changed
    assert asked.gate.to_result()["access"]["verdict"] == "violated"


def test_a_set_without_changes_asks_with_what_it_has_read(iam: MemoryIam) -> None:
    given: dict[str, t.Any] = {
        "policies": [policy("P", READ)],
        "roles": [{**A, "inline_policies": {"i": WRITE}}],
    }
    run(iam, "allow", **given)
    reads = json.dumps(iam.calls)
    iam.calls.clear()
    given["roles"] = [asserting(given["roles"][0], may=["s3:GetObject"])]
    done = run(iam, "allow", **given)
    assert done.error is None
    assert json.dumps(iam.calls) == reads


# IAM takes no new document of the older version.
DOCUMENTS: t.Final = documents().map(lambda document: {**document, "Version": "2012-10-17"})
ATTACHED: t.Final = st.lists(st.sampled_from(("P", "Q")), max_size=2, unique=True)


@settings(max_examples=25)
@given(st.lists(DOCUMENTS, min_size=5, max_size=5), ATTACHED, ATTACHED)
def test_no_role_gains_by_a_set_that_passes(given_documents: list[Entry], before: list[str], after: list[str]) -> None:
    """An evaluator that shares no code finds no request that the role may make after the run and not before."""
    memory = MemoryIam()
    first, second, third, fourth, inline = given_documents
    whole: dict[str, t.Any] = {
        "policies": [policy("P", first), policy("Q", second)],
        "roles": [role("a", *before, inline_policies={"i": inline})],
    }
    assume(run(memory, "allow", **whole).error is None)
    had = documents_of(memory)
    changed: dict[str, t.Any] = {
        "policies": [policy("P", third), policy("Q", fourth)],
        "roles": [role("a", *after)],
    }
    done = run(memory, "fail", **changed)
    assume(not isinstance(done.error, IamError))
    event("passed" if done.error is None else "refused")
    has = documents_of(memory)
    if done.error is not None:
        assert isinstance(done.error, NewAccessError)
        assert has == had
    for request in CONTEXTS.requests(first, second, limit=60) if has != had else ():
        gained = iam_evaluator.allowed(has, request) is True and iam_evaluator.allowed(had, request) is False
        assert not gained, request


def documents_of(iam: MemoryIam) -> list[Entry]:
    """What the role a has in IAM."""
    attached = iam.call("ListAttachedRolePolicies", {"RoleName": "a"})["AttachedPolicies"]
    inline = iam.call("GetRolePolicy", {"RoleName": "a", "PolicyName": "i"})["PolicyDocument"]
    return [*(in_force(iam, one["PolicyArn"]) for one in attached), inline]


def in_force(iam: MemoryIam, arn: str) -> Entry:
    version = iam.call("GetPolicy", {"PolicyArn": arn})["Policy"]["DefaultVersionId"]
    reply = iam.call("GetPolicyVersion", {"PolicyArn": arn, "VersionId": version})
    return t.cast(Entry, reply["PolicyVersion"]["Document"])
