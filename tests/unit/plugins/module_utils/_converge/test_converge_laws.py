# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Laws of every task: prediction and run agree, a second run changes nothing, and what is not ours stays."""

from __future__ import annotations

import copy
import json
import typing as t

from ansible_collections.leastpriv.aws.plugins.module_utils._errors import IamError
from hypothesis import given
from hypothesis import strategies as st
from memory_iam import ApiError, Fault, MemoryIam
from support.stage import Paced, Stage
from support.tasks import allow, task, trust

ARN = "arn:aws:iam::111111111111:policy/"
READ, WRITE, LIST = allow("s3:GetObject"), allow("s3:PutObject"), allow("s3:ListBucket")
DOCUMENTS = (READ, WRITE, LIST, {"Version": "2012-10-17", "Statement": [*READ["Statement"], *READ["Statement"]]})
LAMBDA, EC2 = trust("lambda.amazonaws.com"), trust("ec2.amazonaws.com")

# What an account may hold, as the calls that lead there; some of it has nothing to do with the task.
TAGS = st.dictionaries(st.sampled_from(("Team", "env", "owner")), st.sampled_from(("", "x")), max_size=3)
DOCUMENT_TEXTS = st.sampled_from([json.dumps(document) for document in DOCUMENTS])


@st.composite
def accounts(draw: t.Any) -> MemoryIam:
    """An account with neighbours, and with or without a policy and a role called app in any state."""
    iam = MemoryIam(page_size=draw(st.sampled_from((1, 2, 100))))

    def call(operation: str, **parameters: t.Any) -> None:
        iam.call(operation, parameters)

    for name in ("a", "b", "boundary"):
        call("CreatePolicy", PolicyName=name, PolicyDocument=json.dumps(READ))
    call("CreateRole", RoleName="neighbour", AssumeRolePolicyDocument=json.dumps(EC2), PermissionsBoundary=f"{ARN}b")
    call("AttachRolePolicy", RoleName="neighbour", PolicyArn=f"{ARN}a")
    policy_path = draw(st.sampled_from((None, "/", "/team/")))
    if policy_path:
        arn = f"{ARN[:-1]}{policy_path}app"
        call("CreatePolicy", PolicyName="app", Path=policy_path, PolicyDocument=draw(DOCUMENT_TEXTS), Tags=[])
        for default in draw(st.lists(st.booleans(), max_size=4)):
            call("CreatePolicyVersion", PolicyArn=arn, PolicyDocument=draw(DOCUMENT_TEXTS), SetAsDefault=default)
        call("TagPolicy", PolicyArn=arn, Tags=[{"Key": key, "Value": value} for key, value in draw(TAGS).items()])
        if draw(st.booleans()):
            call("AttachRolePolicy", RoleName="neighbour", PolicyArn=arn)
    if draw(st.booleans()):
        create_role(draw, call)
    iam.calls.clear()
    return iam


def create_role(draw: t.Any, call: t.Any) -> None:
    call(
        "CreateRole",
        RoleName="app",
        Path=draw(st.sampled_from(("/", "/team/"))),
        AssumeRolePolicyDocument=json.dumps(draw(st.sampled_from((LAMBDA, EC2)))),
        Description=draw(st.sampled_from(("", "first"))),
        MaxSessionDuration=draw(st.sampled_from((3600, 7200))),
        Tags=[{"Key": key, "Value": value} for key, value in draw(TAGS).items()],
        PermissionsBoundary=draw(st.sampled_from((None, f"{ARN}boundary"))),
    )
    for name in draw(st.lists(st.sampled_from(("a", "b")), unique=True)):
        call("AttachRolePolicy", RoleName="app", PolicyArn=ARN + name)
    for name in draw(st.lists(st.sampled_from(("i", "j", "k")), unique=True)):
        call("PutRolePolicy", RoleName="app", PolicyName=name, PolicyDocument=draw(DOCUMENT_TEXTS))
    for name in draw(st.lists(st.sampled_from(("app", "other")), unique=True)):
        call("CreateInstanceProfile", InstanceProfileName=name)
        if draw(st.booleans()):
            call("AddRoleToInstanceProfile", InstanceProfileName=name, RoleName="app")


POLICY_TASKS = st.fixed_dictionaries(
    {"policy": st.sampled_from(DOCUMENTS)},
    optional={
        "state": st.sampled_from(("present", "absent")),
        "path": st.sampled_from(("/", "/team/")),
        "description": st.sampled_from(("", "first", "other")),
        "make_default": st.booleans(),
        "only_version": st.booleans(),
        "tags": TAGS,
        "purge_tags": st.booleans(),
    },
)
ROLE_TASKS = st.fixed_dictionaries(
    {"assume_role_policy_document": st.sampled_from((LAMBDA, EC2))},
    optional={
        "state": st.sampled_from(("present", "absent")),
        "path": st.sampled_from(("/", "/team/")),
        "description": st.sampled_from(("", "first", "other")),
        "max_session_duration": st.sampled_from((3600, 43200)),
        "managed_policies": st.lists(
            st.sampled_from(("a", "b", f"{ARN}a", f"{ARN}boundary", "ReadOnlyAccess")), max_size=3
        ),
        "purge_policies": st.booleans(),
        "inline_policies": st.dictionaries(st.sampled_from(("i", "j")), st.sampled_from(DOCUMENTS), max_size=2),
        "purge_inline_policies": st.booleans(),
        "boundary": st.sampled_from(("", "arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/boundary")),
        "tags": TAGS,
        "purge_tags": st.booleans(),
        "delete_instance_profile": st.booleans(),
    },
)
TASKS = st.tuples(st.just("iam_managed_policy"), POLICY_TASKS) | st.tuples(st.just("iam_role"), ROLE_TASKS)

UNPREDICTABLE = ("policy_id", "role_id", "create_date", "update_date", "default_version_id")


def known(state: t.Any) -> t.Any:
    """A state's result without what only IAM can give."""
    return state and {key: value for key, value in state.to_result().items() if key not in UNPREDICTABLE}


@given(accounts(), TASKS)
def test_check_mode_predicts_the_run_and_the_run_reaches_the_desired_state(
    iam: MemoryIam, wanted: tuple[str, dict[str, t.Any]]
) -> None:
    module, given_options = wanted
    before = iam.snapshot()
    predicted = task(iam, module, check_mode=True, **given_options)
    assert iam.writes == []
    assert iam.snapshot() == before

    iam.calls.clear()
    done = task(iam, module, **given_options)
    assert done.error is None
    assert done.calls == predicted.calls
    assert done.warnings == predicted.warnings
    assert done.diff() == predicted.diff()
    assert known(done.after) == known(predicted.after)
    assert [operation for operation in iam.writes if operation != "CreatePolicy"] == [
        call.operation for call in done.calls if call.operation != "CreatePolicy"
    ]

    again = task(iam, module, **given_options)
    assert again.calls == ()
    assert known(again.after) == known(done.after)
    assert_neighbours_are_untouched(before, iam.snapshot(), module, given_options)


def assert_neighbours_are_untouched(
    before: dict[str, t.Any], after: dict[str, t.Any], module: str, given_options: dict[str, t.Any]
) -> None:
    for kind in ("policies", "roles"):
        ours = "app" if kind == ("policies" if module == "iam_managed_policy" else "roles") else None
        neighbours = {arn: state for arn, state in before[kind].items() if arn.rpartition("/")[2] != ours}
        for arn, state in neighbours.items():
            expected = dict(state)
            if kind == "roles" and module == "iam_managed_policy" and given_options.get("state") == "absent":
                expected["attached"] = [each for each in state["attached"] if not each.endswith("/app")]
            assert after[kind][arn] == expected
    if given_options.get("delete_instance_profile") is None:
        assert after["profiles"].keys() == before["profiles"].keys()


@given(accounts(), ROLE_TASKS, st.integers(min_value=0, max_value=7))
def test_after_an_interruption_a_further_run_converges(iam: MemoryIam, wanted: dict[str, t.Any], skip: int) -> None:
    planned = task(iam, "iam_role", check_mode=True, **wanted).calls
    if not planned:
        return
    # The same operation may stand in a plan more than once; the fault strikes at its occurrence in that place.
    interrupted = planned[skip % len(planned)]
    earlier = sum(call.operation == interrupted.operation for call in planned[: skip % len(planned)])
    iam.faults.append(Fault(interrupted.operation, ApiError("ServiceFailure", "gone"), skip=earlier))
    stopped = task(iam, "iam_role", **wanted)
    assert isinstance(stopped.error, IamError)
    assert stopped.calls == planned[: skip % len(planned)]
    rest = planned[skip % len(planned) :]
    # The role has left its profile, which may be anybody's now: the next run spares it.
    spared = interrupted.operation == "DeleteInstanceProfile"
    assert task(iam, "iam_role", **wanted).calls == (rest[1:] if spared else rest)
    assert task(iam, "iam_role", **wanted).calls == ()


FAILURES: t.Final = st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=4)


@given(accounts(), TASKS, FAILURES)
def test_a_lost_reply_makes_no_duplicate_and_no_failure(
    iam: MemoryIam, wanted: tuple[str, dict[str, t.Any]], failures: list[tuple[int, bool]]
) -> None:
    """IAM fails at writes, before or after they took effect, and nothing of it is to be seen in the end."""
    module, given_options = wanted
    undisturbed = copy.deepcopy(iam)
    expected = task(undisturbed, module, **given_options)
    iam.calls.clear()
    written = undisturbed.writes or ["none"]
    for place, takes_effect in failures:
        operation = written[place % len(written)]
        iam.faults.append(Fault(operation, ApiError("ServiceFailure", "no reply"), takes_effect=takes_effect))
    stage = Stage()
    done = task(Paced(iam, stage), module, retry_policy=stage.retry_policy(120), **given_options)
    assert done.error is None
    assert iam.snapshot() == undisturbed.snapshot()
    assert done.calls == expected.calls
    assert known(done.after) == known(expected.after)
