# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Privilege escalation: for each path, a role that has it and roles that lack one thing of it."""

from __future__ import annotations

import typing as t
from dataclasses import replace

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._access import escalation, escalation_paths
from ansible_collections.leastpriv.aws.plugins.module_utils._access.escalation import Escalation
from ansible_collections.leastpriv.aws.plugins.module_utils._access.escalation_requests import RoleFacts
from ansible_collections.leastpriv.aws.plugins.module_utils._access.role import RoleAccess
from ansible_collections.leastpriv.aws.plugins.module_utils._policy import document
from ansible_collections.leastpriv.aws.plugins.module_utils._policy.document import Document
from hypothesis import given
from hypothesis import strategies as st
from support import iam_evaluator

Json = dict[str, t.Any]
ACCOUNT: t.Final = "222222222222"
OWN: t.Final = f"arn:aws:iam::{ACCOUNT}:role/app/Own"
ROLES: t.Final = f"arn:aws:iam::{ACCOUNT}:role/"
OTHER: t.Final = f"arn:aws:iam::{ACCOUNT}:role/Other"
CARRIED: t.Final = f"arn:aws:iam::{ACCOUNT}:policy/Carried"
LIMIT: t.Final = f"arn:aws:iam::{ACCOUNT}:policy/Limit"
USER: t.Final = f"arn:aws:iam::{ACCOUNT}:user/bob"
GROUP: t.Final = f"arn:aws:iam::{ACCOUNT}:group/ops"


def allow(action: t.Any, resource: t.Any = "*", **elements: t.Any) -> Json:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **elements}


def deny(action: t.Any, resource: t.Any = "*", **elements: t.Any) -> Json:
    return {**allow(action, resource, **elements), "Effect": "Deny"}


def policy(*statements: Json) -> Document:
    return document.parse("policy", {"Version": "2012-10-17", "Statement": [*statements]})


def role(*policies: Document, boundary: Document | None = None, **known: t.Any) -> RoleFacts:
    """A role with these identity policies, a boundary if there is one, and one managed policy of the account."""
    access = RoleAccess(
        identity={f"policy-{number}": one for number, one in enumerate(policies)},
        boundary=None if boundary is None else {"Limit": boundary},
    )
    arn = "arn:{partition}:iam::{account}:role/app/Own"
    limit = () if boundary is None else (LIMIT,)
    facts = RoleFacts(access=access, arn=arn, managed_policies=(CARRIED,), boundary=limit)
    return replace(facts, **known)


def passing(service: str, **condition: t.Any) -> Json:
    given = {"StringEquals": {"iam:PassedToService": f"{service}.amazonaws.com"}}
    return allow("iam:PassRole", OTHER, Condition=condition or given)


def of(service: str, kind: str) -> str:
    return f"arn:aws:{service}:eu-west-1:{ACCOUNT}:{kind}"


FUNCTION: t.Final = of("lambda", "function:f")
CREATE: t.Final = "lambda:CreateFunction"
INVOKE: t.Final = "lambda:InvokeFunction"
MFA: t.Final = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
BOUNDED: t.Final = {"StringEquals": {"iam:PermissionsBoundary": LIMIT}}
UNBOUNDED: t.Final = {"Null": {"iam:PermissionsBoundary": "true"}}
LAUNCH: t.Final = [
    "arn:aws:ec2:*::image/*",
    *(of("ec2", f"{kind}/*") for kind in ("instance", "network-interface", "security-group", "subnet")),
]
READ_ONLY: t.Final = {"ArnEquals": {"iam:PolicyARN": "arn:aws:iam::aws:policy/ReadOnlyAccess"}}
ADMINISTRATOR: t.Final = {"ArnEquals": {"iam:PolicyARN": "arn:aws:iam::aws:policy/AdministratorAccess"}}
SAME_SERVICE: t.Final = {"StringLike": {"iam:PassedToService": "*.amazonaws.com"}}
NO_SERVICE: t.Final = {"Null": {"iam:PassedToService": "true"}}


class Case(t.NamedTuple):
    """Statements with which a role has a path, and others with which it does not."""

    has: tuple[Json, ...]
    has_not: tuple[tuple[Json, ...], ...]
    is_bounded: bool = False


def passed(service: str, *own: Json, without: tuple[Json, ...]) -> Case:
    """A path through a service: nothing of it may be missing, and the role is passed to no other service."""
    return Case((passing(service), *own), (own, (passing(service), *without), (passing("example"), *own)))


CASES: t.Final[dict[str, Case]] = {
    "rewriting a managed policy of its own": Case(
        (allow("iam:CreatePolicyVersion", CARRIED),),
        (
            (allow("iam:CreatePolicyVersion", f"arn:aws:iam::{ACCOUNT}:policy/NotCarried"),),
            (allow("iam:CreatePolicyVersion"), deny("iam:Create*", CARRIED)),
            (allow("iam:CreatePolicy", CARRIED),),
        ),
    ),
    "attaching a managed policy to itself": Case(
        (allow("iam:AttachRolePolicy", OWN, Condition=ADMINISTRATOR),),
        (
            (allow("iam:AttachRolePolicy", OTHER),),
            (allow("iam:AttachRolePolicy", OWN, Condition=READ_ONLY),),
            (allow("iam:AttachRolePolicy", OWN, Condition=BOUNDED),),
        ),
    ),
    "adding an inline policy to itself": Case(
        (allow("iam:Put*", f"arn:aws:iam::{ACCOUNT}:role/app/*", Condition=MFA),),
        (
            (allow("iam:PutRolePolicy", f"arn:aws:iam::{ACCOUNT}:role/Own"),),
            (allow("iam:PutRolePolicy", OWN, Condition=BOUNDED),),
            (allow(["iam:PassRole", "iam:PutRolePolicy"], Condition=SAME_SERVICE),),
            (allow("iam:*"), deny("iam:PutRolePolicy"), deny("iam:PutRolePolicy", Condition=MFA)),
            (allow("iam:PutRolePolicy"), deny("*", OWN)),
        ),
    ),
    "removing its permissions boundary": Case(
        (allow("iam:DeleteRolePermissionsBoundary", OWN),),
        ((allow("iam:DeleteRolePermissionsBoundary", OTHER),),),
        is_bounded=True,
    ),
    "replacing its permissions boundary": Case(
        (allow("iam:PutRolePermissionsBoundary", OWN),),
        (
            (allow("iam:PutRolePermissionsBoundary", OTHER),),
            (allow("iam:PutRolePermissionsBoundary", Condition=BOUNDED),),
        ),
        is_bounded=True,
    ),
    "rewriting its permissions boundary": Case(
        (allow("iam:CreatePolicyVersion", LIMIT),), ((allow("iam:CreatePolicyVersion", CARRIED),),), is_bounded=True
    ),
    "setting another default version of a managed policy of its own": Case(
        (allow("iam:SetDefaultPolicyVersion", f"arn:aws:iam::{ACCOUNT}:policy/C*"),),
        ((allow("iam:SetDefaultPolicyVersion", LIMIT),),),
    ),
    "changing the trust policy of a role and assuming it": Case(
        (
            allow("iam:UpdateAssumeRolePolicy", f"{OTHER}-*"),
            allow("sts:AssumeRole", f"arn:aws:iam::{ACCOUNT}:role/*-x"),
        ),
        (
            (allow("iam:UpdateAssumeRolePolicy"),),
            (allow("iam:UpdateAssumeRolePolicy", f"{OTHER}-a"), allow("sts:AssumeRole", f"{OTHER}-b")),
            (allow(["iam:UpdateAssumeRolePolicy", "sts:AssumeRole"], OWN),),
            (allow(["iam:UpdateAssumeRolePolicy", "sts:AssumeRole"], f"{ROLES}aws-service-role/*"),),
        ),
    ),
    "attaching a managed policy to a role and assuming it": Case(
        (allow(["iam:AttachRolePolicy", "sts:AssumeRole"], OTHER),),
        (
            (allow("iam:AttachRolePolicy", OTHER), allow("sts:AssumeRole", OWN)),
            (allow("iam:AttachRolePolicy", OTHER, Condition=READ_ONLY), allow("sts:AssumeRole")),
            (allow("iam:AttachRolePolicy", OTHER, Condition=BOUNDED), allow("sts:AssumeRole")),
        ),
    ),
    "adding an inline policy to a role and assuming it": Case(
        (allow("iam:PutRolePolicy", OTHER, Condition=UNBOUNDED), allow("sts:AssumeRole", OTHER, Condition=MFA)),
        (
            (allow("iam:PutRolePolicy", OTHER, Condition=BOUNDED), allow("sts:AssumeRole")),
            (allow("iam:PutRolePolicy", OTHER), allow("sts:AssumeRole"), deny("sts:*", OTHER)),
        ),
    ),
    "creating an access key of a user": Case(
        (allow("iam:CreateAccessKey", USER),),
        (
            (allow("iam:CreateAccessKey", OWN),),
            (allow("iam:CreateAccessKey", "arn:aws:iam::*:user/${aws:username}"),),
        ),
    ),
    "setting the password of a user without one": Case(
        (allow("iam:CreateLoginProfile", USER),), ((allow("iam:CreateLoginProfile", GROUP),),)
    ),
    "changing the password of a user": Case(
        (allow("iam:UpdateLoginProfile", USER),), ((allow("iam:UpdateLoginProfile"), deny("iam:*LoginProfile")),)
    ),
    "attaching a managed policy to a user": Case(
        (allow("iam:AttachUserPolicy", USER),),
        (
            (allow("iam:AttachUserPolicy", USER, Condition=READ_ONLY),),
            (allow("iam:AttachUserPolicy", USER, Condition=BOUNDED),),
        ),
    ),
    "adding an inline policy to a user": Case(
        (allow("iam:PutUserPolicy", USER),), ((allow("iam:PutUserPolicy", USER, Condition=BOUNDED),),)
    ),
    "attaching a managed policy to a group": Case(
        (allow("iam:AttachGroupPolicy", GROUP),), ((allow("iam:AttachGroupPolicy", GROUP, Condition=READ_ONLY),),)
    ),
    "adding an inline policy to a group": Case(
        (allow("iam:PutGroupPolicy", GROUP),), ((allow("iam:PutGroupPolicy", USER),),)
    ),
    "adding a user to a group": Case((allow("iam:AddUserToGroup", GROUP),), ((allow("iam:AddUserToGroup", USER),),)),
    "passing a role to a new Lambda function and invoking it": Case(
        (allow("iam:PassRole", OTHER, Condition=SAME_SERVICE), allow([CREATE, INVOKE], FUNCTION)),
        (
            (allow("iam:PassRole", OTHER, Condition=NO_SERVICE), allow([CREATE, INVOKE], FUNCTION)),
            (passing("ec2"), allow([CREATE, INVOKE], FUNCTION)),
            (passing("lambda"), allow(CREATE, FUNCTION), allow(INVOKE, of("lambda", "function:g"))),
            (allow("iam:PassRole", OWN), allow([CREATE, INVOKE], FUNCTION)),
            (passing("lambda"), allow([CREATE, INVOKE], FUNCTION), deny("iam:PassRole", Condition=SAME_SERVICE)),
        ),
    ),
    "passing a role to a new Lambda function and letting others invoke it": passed(
        "lambda", allow([CREATE, "lambda:AddPermission"], FUNCTION), without=(allow("lambda:AddPermission"),)
    ),
    "passing a role to a new Lambda function and giving it an event source": passed(
        "lambda",
        allow(CREATE, FUNCTION),
        allow("lambda:CreateEventSourceMapping"),
        without=(allow([CREATE, "lambda:CreateEventSourceMapping"], FUNCTION),),
    ),
    "passing a role to a new EC2 instance": passed(
        "ec2", allow("ec2:RunInstances", LAUNCH), without=(allow("ec2:RunInstances", LAUNCH[:-1]),)
    ),
    "passing a role to a new CloudFormation stack": passed(
        "cloudformation",
        allow("cloudformation:CreateStack", of("cloudformation", "stack/a/*")),
        without=(allow("cloudformation:CreateStack", OTHER),),
    ),
    "passing a role to a CloudFormation change set": passed(
        "cloudformation",
        allow(["cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"]),
        without=(allow("cloudformation:CreateChangeSet"),),
    ),
    "passing a role to a new Glue endpoint": passed(
        "glue", allow("glue:CreateDevEndpoint"), without=(allow("glue:CreateDevEndpoint", of("glue", "devEndpoint/*")),)
    ),
    "passing a role to a new Glue job and running it": passed(
        "glue",
        allow(["glue:CreateJob", "glue:StartJobRun"], of("glue", "job/a*")),
        without=(allow("glue:CreateJob", of("glue", "job/a")), allow("glue:StartJobRun", of("glue", "job/b"))),
    ),
    "passing a role to a new Data Pipeline pipeline": passed(
        "datapipeline",
        allow("datapipeline:*"),
        without=(allow(["datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition"]),),
    ),
    "passing a role to a new SageMaker notebook and opening it": passed(
        "sagemaker",
        allow(["sagemaker:CreateNotebookInstance", "sagemaker:CreatePresignedNotebookInstanceUrl"]),
        without=(allow("sagemaker:CreateNotebookInstance"),),
    ),
    "passing a role to a new SageMaker training job": passed(
        "sagemaker",
        allow("sagemaker:CreateTrainingJob"),
        without=(allow("sagemaker:CreateTrainingJob", of("sagemaker", "processing-job/*")),),
    ),
    "passing a role to a new SageMaker processing job": passed(
        "sagemaker", allow("sagemaker:CreateProcessingJob"), without=(allow("sagemaker:CreateTrainingJob"),)
    ),
    "passing a role to a new CodeBuild project and building it": passed(
        "codebuild",
        allow(["codebuild:CreateProject", "codebuild:StartBuild"], of("codebuild", "project/*")),
        without=(allow("codebuild:StartBuild"),),
    ),
    "passing a role to a new CodeBuild project and building it in a batch": passed(
        "codebuild",
        allow(["codebuild:CreateProject", "codebuild:StartBuildBatch"]),
        without=(allow("codebuild:CreateProject"),),
    ),
    "passing a role to a new ECS task definition and running it": passed(
        "ecs-tasks",
        allow("ecs:RegisterTaskDefinition"),
        allow("ecs:RunTask", of("ecs", "task-definition/a:*")),
        without=(allow("ecs:RunTask"),),
    ),
    "passing a role to a new ECS task definition and starting it on an instance": passed(
        "ecs-tasks", allow(["ecs:RegisterTaskDefinition", "ecs:StartTask"]), without=(allow("ecs:StartTask"),)
    ),
    "passing a role to a new Step Functions state machine and starting it": passed(
        "states",
        allow(["states:CreateStateMachine", "states:StartExecution"], of("states", "stateMachine:*")),
        without=(allow("states:CreateStateMachine"),),
    ),
    "passing a role to a new App Runner service": passed(
        "tasks.apprunner", allow("apprunner:CreateService"), without=(allow("apprunner:UpdateService"),)
    ),
    "passing a role to a new EventBridge schedule": passed(
        "scheduler", allow("scheduler:CreateSchedule"), without=(allow("scheduler:UpdateSchedule"),)
    ),
    "replacing the code of a Lambda function": Case(
        (allow("lambda:UpdateFunctionCode", FUNCTION),), ((allow("lambda:UpdateFunctionConfiguration", FUNCTION),),)
    ),
    "changing a Glue endpoint": Case(
        (allow("glue:UpdateDevEndpoint"),), ((allow("glue:UpdateDevEndpoint", of("glue", "job/*")),),)
    ),
    "opening a SageMaker notebook": Case(
        (allow("sagemaker:CreatePresignedNotebookInstanceUrl"),), ((allow("sagemaker:CreateNotebookInstance"),),)
    ),
    "running commands on an EC2 instance": Case(
        (allow("ssm:SendCommand", [of("ec2", "instance/*"), "arn:aws:ssm:*:*:document/AWS-RunPowerShellScript"]),),
        (
            (allow("ssm:SendCommand", [of("ec2", "instance/*"), of("ssm", "document/Restart")]),),
            (allow("ssm:SendCommand", "arn:aws:ssm:*:*:document/*"),),
        ),
    ),
    "opening a session on an EC2 instance": Case(
        (allow("ssm:StartSession", of("ec2", "instance/*")),), ((allow("ssm:StartSession", of("ssm", "document/*")),),)
    ),
}


def facts(case: Case, statements: t.Iterable[Json]) -> RoleFacts:
    boundary = policy(allow("*")) if case.is_bounded else None
    return role(*map(policy, statements), boundary=boundary)


def names(found: t.Iterable[Escalation]) -> list[str]:
    return [one.path.name for one in found if one.unknown is None]


def test_every_path_has_cases() -> None:
    assert CASES.keys() == {path.name for path in escalation_paths.PATHS}


@pytest.mark.parametrize("name", CASES)
def test_a_role_with_a_policy_for_each_request_has_the_path(name: str) -> None:
    found = {one.path.name: one for one in escalation.escalations(facts(CASES[name], CASES[name].has))}
    assert name in found
    assert found[name].unknown is None


LACKING: t.Final = [(name, number) for name, case in CASES.items() for number in range(len(case.has_not))]


@pytest.mark.parametrize(("name", "number"), LACKING)
def test_a_role_that_lacks_one_thing_does_not_have_the_path(name: str, number: int) -> None:
    found = escalation.escalations(facts(CASES[name], CASES[name].has_not[number]))
    assert name not in [one.path.name for one in found]


@pytest.mark.parametrize("name", CASES)
def test_no_request_is_denied_to_the_role(name: str) -> None:
    """The evaluator of the tests, which shares no code with the engine, allows each request as well."""
    case = CASES[name]
    (path,) = (one for one in escalation.escalations(facts(case, case.has)) if one.path.name == name)
    plain = [dict(policy(statement).plain) for statement in case.has]
    for step in path.steps:
        request = step.request
        assert request is not None
        asked = iam_evaluator.Request(request.action, request.resource, dict(request.context))
        assert iam_evaluator.allowed(plain, asked)


def test_two_policies_escalate_together_that_do_not_alone() -> None:
    pass_role, build = policy(passing("lambda")), policy(allow([CREATE, INVOKE], FUNCTION))
    assert [names(escalation.escalations(role(one))) for one in (pass_role, build)] == [[], []]
    assert names(escalation.escalations(role(pass_role, build))) == [
        "passing a role to a new Lambda function and invoking it"
    ]


def test_each_step_names_the_statements_that_allow_it() -> None:
    pass_role, build = policy(passing("lambda")), policy(allow([CREATE, INVOKE], FUNCTION, Sid="Build"))
    (found,) = escalation.escalations(role(pass_role, build, boundary=policy(allow("*", Sid="All"))))
    described = [
        (step.request.action, step.request.resource, step.evaluation.allowed_by)
        for step in found.steps
        if step.request and step.evaluation
    ]
    assert described == [
        ("iam:PassRole", OTHER, ("policy-0: Statement[0]", "Limit: All")),
        (CREATE, FUNCTION, ("policy-1: Build", "Limit: All")),
        (INVOKE, FUNCTION, ("policy-1: Build", "Limit: All")),
    ]


def test_an_administrator_has_only_the_ways_to_give_itself_permissions() -> None:
    assert names(escalation.escalations(role(policy(allow("*"))))) == [
        "rewriting a managed policy of its own",
        "attaching a managed policy to itself",
        "adding an inline policy to itself",
    ]


def test_an_administrator_within_a_boundary_has_what_the_boundary_leaves() -> None:
    limit = policy(allow(["iam:PutRolePolicy", "lambda:UpdateFunctionCode"]))
    assert names(escalation.escalations(role(policy(allow("*")), boundary=limit))) == [
        "adding an inline policy to itself",
        "replacing the code of a Lambda function",
    ]
    assert escalation.escalations(role(policy(allow("*")), boundary=policy(allow("s3:*")))) == ()


def test_a_service_control_policy_counts() -> None:
    access = RoleAccess(
        identity={"All": policy(allow("*"))}, service_control_policies=({"Root": policy(allow("*"), deny("iam:*"))},)
    )
    assert names(escalation.escalations(role(access=access)))[0] == "replacing the code of a Lambda function"


def test_a_deny_for_all_roles_but_another_one_denies_this_one() -> None:
    others = {"ArnNotLike": {"aws:PrincipalArn": OTHER}}
    own = {"ArnNotLike": {"aws:PrincipalArn": OWN}}
    assert escalation.escalations(role(policy(allow("iam:Put*"), deny("iam:*", Condition=others)))) == ()
    assert names(escalation.escalations(role(policy(allow("iam:PutRole*"), deny("iam:*", Condition=own))))) == [
        "adding an inline policy to itself"
    ]


def test_what_depends_on_a_boundary_that_was_not_read_is_unknown() -> None:
    access = RoleAccess(identity={"Put": policy(allow("iam:PutRolePolicy", OWN))}, boundary={"Limit": None})
    (found,) = escalation.escalations(replace(role(access=access), boundary=(LIMIT,)))
    assert found == Escalation(found.path, unknown="the document of Limit was not read")


def test_what_depends_on_the_managed_policies_of_the_role_is_unknown() -> None:
    rewrite = policy(allow("iam:CreatePolicyVersion"))
    (found,) = escalation.escalations(role(rewrite, managed_policies=None))
    assert found == Escalation(found.path, unknown="it is not known which managed policies the role has")
    assert escalation.escalations(role(rewrite, managed_policies=())) == ()


def test_what_depends_on_a_policy_variable_is_unknown() -> None:
    keys = {
        "ForAllValues:StringNotEquals": {"aws:TagKeys": "${aws:PrincipalTag/key}"},
        "Null": {"aws:TagKeys": "false"},
    }
    (found,) = escalation.escalations(role(policy(allow("iam:PutRolePolicy", OWN, Condition=keys))))
    assert found.unknown is not None


UNSUSPICIOUS: t.Final = [
    policy(allow("s3:*"), allow("iam:Get*"), allow("sts:AssumeRole")),
    policy(allow("iam:PassRole", OTHER)),
    policy({"Effect": "Allow", "NotAction": ["iam:*", "lambda:*", "ssm:*", "glue:*", "sagemaker:*"], "Resource": "*"}),
    policy(deny("*")),
]


@pytest.mark.parametrize("one", UNSUSPICIOUS)
def test_policies_that_name_no_path_need_no_search(one: Document) -> None:
    assert not escalation.may_escalate(role(one).access)
    assert escalation.escalations(role(one)) == ()


@pytest.mark.parametrize("action", ["*", "iam:*", "IAM:putrole*", "i?m:PutRolePolicy", "iam:PutRolePolicy"])
def test_each_spelling_of_an_action_is_seen(action: str) -> None:
    assert escalation.may_escalate(role(policy(allow(action))).access)


def test_what_an_allow_with_not_action_leaves_is_seen() -> None:
    statement = {"Effect": "Allow", "NotAction": ["iam:Create*", "iam:Attach*"], "Resource": OWN}
    assert names(escalation.escalations(role(policy(statement)))) == ["adding an inline policy to itself"]


def test_documents_that_iam_refuses_have_no_findings_here() -> None:
    assert escalation.escalations(role(policy({**allow("iam:*"), "Effect": "allow"}, allow("iam:*")))) == ()


def test_a_statement_that_the_engine_cannot_decide_leaves_the_answer_open() -> None:
    strange = {"ForAnyValue:Null": {"aws:TagKeys": "true"}}
    (found,) = escalation.escalations(role(policy(allow("iam:PutRolePolicy", OWN, Condition=strange))))
    assert found.unknown is not None
    elsewhere = policy(allow("s3:*", Condition=strange), allow("iam:PutRolePolicy", OWN))
    assert names(escalation.escalations(role(elsewhere))) == ["adding an inline policy to itself"]


def test_a_boundary_of_aws_can_be_replaced_but_not_rewritten() -> None:
    power_user = "arn:aws:iam::aws:policy/PowerUserAccess"
    change = policy(allow(["iam:CreatePolicyVersion", "iam:PutRolePermissionsBoundary"]))
    facts = replace(role(change, boundary=policy(allow("*"))), boundary=(power_user,), managed_policies=())
    assert names(escalation.escalations(facts)) == ["replacing its permissions boundary"]


@pytest.mark.parametrize("path", escalation_paths.PATHS, ids=lambda path: path.name)
def test_a_path_has_a_source_and_needs_something(path: escalation_paths.Path) -> None:
    assert path.source.startswith("https://")
    assert path.actions
    assert path.gain in escalation_paths.GAINS


# Resources that tell all texts of the random policies below apart.
POOL: t.Final = {
    "own role": [OWN],
    "other role": [OTHER, f"{OTHER}-2", f"{ROLES}Else"],
    "lambda": [FUNCTION, of("lambda", "function:f2"), of("lambda", "function:else")],
    "iam": [USER, f"{USER}-2", f"arn:aws:iam::{ACCOUNT}:user/else"],
}
RANDOM_PATHS: t.Final = {
    "adding an inline policy to itself",
    "adding an inline policy to a role and assuming it",
    "creating an access key of a user",
    "passing a role to a new Lambda function and invoking it",
    "replacing the code of a Lambda function",
}
RANDOM_ACTIONS: t.Final = [
    *("iam:PutRolePolicy", "iam:Put*", "iam:*", "sts:AssumeRole", "iam:CreateAccessKey", "iam:PassRole"),
    *(CREATE, INVOKE, "lambda:*Function", "lambda:UpdateFunctionCode", "*"),
]
RANDOM_RESOURCES: t.Final = [
    *("*", OWN, OTHER, f"{OTHER}*", f"{ROLES}*", FUNCTION, f"{FUNCTION}*", USER, f"{USER}*"),
    *(of("lambda", "function:*"), f"arn:aws:iam::{ACCOUNT}:user/*"),
]
RANDOM_CONDITIONS: t.Final = [
    None,
    {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}},
    {"StringNotEquals": {"iam:PassedToService": "lambda.amazonaws.com"}},
    {"Null": {"iam:PassedToService": "true"}},
    {"ArnLike": {"aws:PrincipalArn": f"{ROLES}app/*"}},
    {"ArnNotLike": {"aws:PrincipalArn": f"{ROLES}app/*"}},
]


@st.composite
def _random_policy(draw: st.DrawFn) -> Document:
    statements = []
    for _number in range(draw(st.integers(1, 3))):
        actions, resources = (
            draw(st.lists(st.sampled_from(texts), min_size=1, max_size=3, unique=True))
            for texts in (RANDOM_ACTIONS, RANDOM_RESOURCES)
        )
        statement = {**allow(actions, resources), "Effect": draw(st.sampled_from(["Allow", "Allow", "Deny"]))}
        condition = draw(st.sampled_from(RANDOM_CONDITIONS))
        statements.append(statement if condition is None else {**statement, "Condition": condition})
    return policy(*statements)


def _is_open(path: escalation_paths.Path, documents: t.Sequence[Json]) -> bool:
    """Whether the evaluator of the tests allows each request of a path, on some resource of the pool."""
    return all(
        any(all(_is_allowed(need, resource, documents) for need in group) for resource in _pool(group[0]))
        for group in path.groups
    )


def _pool(need: escalation_paths.Need) -> list[str]:
    return POOL.get(need.resource) or POOL[need.resource.split(":")[2]]


def _is_allowed(need: escalation_paths.Need, resource: str, documents: t.Sequence[Json]) -> bool:
    context: dict[str, tuple[str, ...]] = {"aws:principalarn": (OWN,)}
    if need.service is not None:
        context["iam:passedtoservice"] = (f"{need.service}.amazonaws.com",)
    return bool(iam_evaluator.allowed(documents, iam_evaluator.Request(need.action, resource, context)))


@given(st.lists(_random_policy(), min_size=1, max_size=2))
def test_exactly_the_paths_are_found_whose_requests_are_allowed(policies: list[Document]) -> None:
    facts = role(*policies)
    found = {one.path.name for one in escalation.escalations(facts)}
    documents = [dict(one.plain) for one in policies]
    wanted = {path.name for path in escalation_paths.PATHS if path.name in RANDOM_PATHS and _is_open(path, documents)}
    # A role that can give itself any permission is not asked about anything else.
    ends_early = found & {path.name for path in escalation_paths.PATHS if path.gain == "own"}
    assert wanted & found == wanted or ends_early
    assert found & RANDOM_PATHS <= wanted
