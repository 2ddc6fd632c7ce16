# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Desired states met: prediction and run agree, a second run changes nothing, and what is not ours stays."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._converge import (
    MANAGED_POLICY,
    ROLE,
    Kind,
    Outcome,
    converge,
)
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import (
    IamError,
    LeastPrivError,
    OptionError,
    RefusedError,
)
from ansible_collections.leastpriv.aws.plugins.module_utils._iam import Patience
from hypothesis import given
from hypothesis import strategies as st
from memory_iam import ApiError, Fault, MemoryIam
from tasks import ACCOUNT, allow, options, trust

KINDS: dict[str, Kind[t.Any, t.Any]] = {"iam_managed_policy": MANAGED_POLICY, "iam_role": ROLE}
ARN = "arn:aws:iam::111111111111:policy/"
READ, WRITE, LIST = allow("s3:GetObject"), allow("s3:PutObject"), allow("s3:ListBucket")
DOCUMENTS = (READ, WRITE, LIST, {"Version": "2012-10-17", "Statement": [*READ["Statement"], *READ["Statement"]]})
LAMBDA, EC2 = trust("lambda.amazonaws.com"), trust("ec2.amazonaws.com")


def task(iam: MemoryIam, module: str, *, check_mode: bool = False, **given: t.Any) -> Outcome[t.Any]:
    kind = KINDS[module]
    desired = kind.from_options(options(module, **{"name": "app", **given})).for_account(ACCOUNT)
    return converge(iam, kind, desired, check_mode=check_mode, patience=Patience(timeout=0))


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


def diff(outcome: Outcome[t.Any]) -> tuple[t.Any, t.Any]:
    return (outcome.before and outcome.before.to_diff(), outcome.planned and outcome.planned.to_diff())


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
    assert diff(done) == diff(predicted)
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
    assert task(iam, "iam_role", **wanted).calls == planned[skip % len(planned) :]
    assert task(iam, "iam_role", **wanted).calls == ()


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
    for given_options, operations in (
        ({"tags": {"a": "1"}}, ["TagPolicy"]),
        ({"path": "/"}, []),
        ({"path": "/", "tags": {"a": "2"}}, ["TagPolicy"]),
        ({"policy": READ}, []),
        ({"policy": READ, "path": "/"}, []),
        ({"policy": WRITE}, ["CreatePolicyVersion"]),
    ):
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


@pytest.mark.parametrize("module", KINDS)
def test_the_same_name_in_another_case_is_not_what_is_to_be_removed(iam: MemoryIam, module: str) -> None:
    assert task(iam, module, name="APP", state="absent").calls == ()


@pytest.mark.parametrize("module", KINDS)
@pytest.mark.parametrize("check_mode", [True, False])
def test_a_name_that_is_taken_in_another_case_is_refused(iam: MemoryIam, module: str, *, check_mode: bool) -> None:
    document = "policy" if module == "iam_managed_policy" else "assume_role_policy_document"
    with pytest.raises(RefusedError, match="the account has 'app' already"):
        task(iam, module, name="APP", check_mode=check_mode, **{document: LAMBDA})
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
    document = "policy" if module == "iam_managed_policy" else "assume_role_policy_document"
    iam.faults.append(Fault(listing, ApiError("AccessDenied", "no")))
    outcome = task(iam, module, name="new", path="/", check_mode=True, **{document: LAMBDA})
    assert outcome.changed
    assert f"not checked whether its name is taken in the account: iam:{listing}" in outcome.warnings[0]


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


def test_a_friendly_name_is_found_under_another_path(iam: MemoryIam) -> None:
    iam.call("CreatePolicy", {"PolicyName": "hidden", "Path": "/team/", "PolicyDocument": json.dumps(READ)})
    names = ["hidden", "AWSLambdaBasicExecutionRole"]
    outcome = task(iam, "iam_role", assume_role_policy_document=LAMBDA, managed_policies=names)
    assert outcome.after is not None
    assert [each.arn for each in outcome.after.attached] == [
        f"{ARN}team/hidden",
        "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
    ]


def test_an_instance_profile_of_that_name_is_left_alone(iam: MemoryIam) -> None:
    iam.call("CreateInstanceProfile", {"InstanceProfileName": "app"})
    outcome = task(iam, "iam_role", assume_role_policy_document=LAMBDA, create_instance_profile=True)
    assert outcome.warnings == ("profile app already exists and will not be updated",)
    assert outcome.calls == ()


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
