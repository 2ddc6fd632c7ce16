# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sets of actions with which a role gains permissions that its policies do not grant.

Sources: Rhino Security Labs, I(AWS IAM Privilege Escalation - Methods and Mitigation), and AWS's documentation, as each
path says. The resource types are those of the service authorization reference.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

_RHINO: t.Final = "https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/"
_AWS: t.Final = "https://docs.aws.amazon.com"
_BOUNDARIES: t.Final = f"{_AWS}/IAM/latest/UserGuide/access_policies_boundaries.html"
_PASS_ROLE: t.Final = f"{_AWS}/IAM/latest/UserGuide/id_roles_use_passrole.html"

# What a path gains. The order is that of findings.
Gain = t.Literal["own", "boundary", "version", "role", "user", "member", "passed", "compute"]
GAINS: t.Final[t.Mapping[Gain, str]] = {
    "own": "the role can give itself any permission",
    "boundary": "the role can lift its permissions boundary",
    "version": "the role can go back to a version of its own policy that may allow more",
    "role": "the role can act as another role that it changes",
    "user": "the role can get credentials of a user",
    "member": "the role can give a user more permissions",
    "passed": "the role can use the permissions of a role that it passes to a service",
    "compute": "the role can use the permissions of another role whose code or machine it controls",
}

# The gains that concern the policies of the role itself.
OF_ITSELF: t.Final[tuple[Gain, ...]] = ("own", "boundary")

# What stands for a resource that depends on the role. "none" is for actions without resource types.
OWN_ROLE: t.Final = "own role"
OTHER_ROLE: t.Final = "other role"
OWN_POLICY: t.Final = "own policy"
OWN_BOUNDARY: t.Final = "own boundary"
NO_RESOURCE: t.Final = "none"


@dataclass(frozen=True)
class Need:
    """A request that a path needs: its action, and its resource, as a template of an ARN, or as what stands for it.

    C(or_resource) is another resource that will do. C(service) is the service that a role is passed to. C(grants) says
    that the request gives somebody a managed policy, C(target_boundary) which boundary the principal has that the
    request changes, or for a request that sets a boundary, which one it sets.
    """

    action: str
    resource: str
    or_resource: str | None = None
    service: str | None = None
    grants: bool = False
    target_boundary: t.Literal["own", "none", "another"] | None = None


@dataclass(frozen=True)
class Path:
    """A set of requests that together gain something. The requests of one group are about the same resource."""

    name: str
    gain: Gain
    groups: tuple[tuple[Need, ...], ...]
    source: str

    @property
    def actions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(need.action for group in self.groups for need in group))


_USER: t.Final = "arn:{partition}:iam::{account}:user/{name}"
_GROUP: t.Final = "arn:{partition}:iam::{account}:group/{name}"
_ASSUME: t.Final = Need("sts:AssumeRole", OTHER_ROLE)


def _of(service: str, kind: str) -> str:
    """The template of the ARNs of a resource type."""
    return f"arn:{{partition}}:{service}:{{region}}:{{account}}:{kind}{{name}}"


def _pass(service: str) -> tuple[Need, ...]:
    return (Need("iam:PassRole", OTHER_ROLE, service=service),)


_OWN: t.Final = (
    Path("rewriting a managed policy of its own", "own", ((Need("iam:CreatePolicyVersion", OWN_POLICY),),), _RHINO),
    Path(
        "attaching a managed policy to itself",
        "own",
        ((Need("iam:AttachRolePolicy", OWN_ROLE, grants=True, target_boundary="own"),),),
        _RHINO,
    ),
    Path(
        "adding an inline policy to itself",
        "own",
        ((Need("iam:PutRolePolicy", OWN_ROLE, target_boundary="own"),),),
        _RHINO,
    ),
    Path(
        "removing its permissions boundary",
        "boundary",
        ((Need("iam:DeleteRolePermissionsBoundary", OWN_ROLE, target_boundary="own"),),),
        _BOUNDARIES,
    ),
    Path(
        "replacing its permissions boundary",
        "boundary",
        ((Need("iam:PutRolePermissionsBoundary", OWN_ROLE, target_boundary="another"),),),
        _BOUNDARIES,
    ),
    Path(
        "rewriting its permissions boundary",
        "boundary",
        ((Need("iam:CreatePolicyVersion", OWN_BOUNDARY),),),
        _BOUNDARIES,
    ),
    Path(
        "setting another default version of a managed policy of its own",
        "version",
        ((Need("iam:SetDefaultPolicyVersion", OWN_POLICY),),),
        _RHINO,
    ),
)

_PRINCIPALS: t.Final = (
    Path(
        "changing the trust policy of a role and assuming it",
        "role",
        ((Need("iam:UpdateAssumeRolePolicy", OTHER_ROLE, target_boundary="none"), _ASSUME),),
        _RHINO,
    ),
    Path(
        "attaching a managed policy to a role and assuming it",
        "role",
        ((Need("iam:AttachRolePolicy", OTHER_ROLE, grants=True, target_boundary="none"), _ASSUME),),
        _RHINO,
    ),
    Path(
        "adding an inline policy to a role and assuming it",
        "role",
        ((Need("iam:PutRolePolicy", OTHER_ROLE, target_boundary="none"), _ASSUME),),
        _RHINO,
    ),
    Path("creating an access key of a user", "user", ((Need("iam:CreateAccessKey", _USER),),), _RHINO),
    Path("setting the password of a user without one", "user", ((Need("iam:CreateLoginProfile", _USER),),), _RHINO),
    Path("changing the password of a user", "user", ((Need("iam:UpdateLoginProfile", _USER),),), _RHINO),
    Path(
        "attaching a managed policy to a user",
        "member",
        ((Need("iam:AttachUserPolicy", _USER, grants=True, target_boundary="none"),),),
        _RHINO,
    ),
    Path(
        "adding an inline policy to a user",
        "member",
        ((Need("iam:PutUserPolicy", _USER, target_boundary="none"),),),
        _RHINO,
    ),
    Path(
        "attaching a managed policy to a group",
        "member",
        ((Need("iam:AttachGroupPolicy", _GROUP, grants=True),),),
        _RHINO,
    ),
    Path("adding an inline policy to a group", "member", ((Need("iam:PutGroupPolicy", _GROUP),),), _RHINO),
    Path("adding a user to a group", "member", ((Need("iam:AddUserToGroup", _GROUP),),), _RHINO),
)

_FUNCTION: t.Final = _of("lambda", "function:")
_JOB: t.Final = _of("glue", "job/")
_NOTEBOOK: t.Final = _of("sagemaker", "notebook-instance/")
_PROJECT: t.Final = _of("codebuild", "project/")
# The only one of these whose name has a colon, before its revision.
TASK_DEFINITION: t.Final = _of("ecs", "task-definition/")
_STACK: t.Final = _of("cloudformation", "stack/")
_MACHINE: t.Final = _of("states", "stateMachine:")
_PIPELINE: t.Final = _of("datapipeline", "pipeline/")
_INSTANCE: t.Final = _of("ec2", "instance/")
# The resource types that the service authorization reference requires for a launch. An image has no account.
_LAUNCHED: t.Final = (
    "arn:{partition}:ec2:{region}::image/{name}",
    *(_of("ec2", f"{kind}/") for kind in ("instance", "network-interface", "security-group", "subnet")),
)


def _passing(name: str, service: str, *groups: tuple[Need, ...], source: str = _PASS_ROLE) -> Path:
    return Path(f"passing a role to {name}", "passed", (_pass(service), *groups), source)


def _same(resource: str, *actions: str) -> tuple[Need, ...]:
    return tuple(Need(action, resource) for action in actions)


_PASSED: t.Final = (
    _passing(
        "a new Lambda function and invoking it",
        "lambda",
        _same(_FUNCTION, "lambda:CreateFunction", "lambda:InvokeFunction"),
        source=_RHINO,
    ),
    _passing(
        "a new Lambda function and letting others invoke it",
        "lambda",
        _same(_FUNCTION, "lambda:CreateFunction", "lambda:AddPermission"),
        source=f"{_AWS}/lambda/latest/api/API_AddPermission.html",
    ),
    _passing(
        "a new Lambda function and giving it an event source",
        "lambda",
        _same(_FUNCTION, "lambda:CreateFunction"),
        _same(NO_RESOURCE, "lambda:CreateEventSourceMapping"),
        source=_RHINO,
    ),
    _passing(
        "a new EC2 instance",
        "ec2",
        *(_same(resource, "ec2:RunInstances") for resource in _LAUNCHED),
        source=_RHINO,
    ),
    _passing(
        "a new CloudFormation stack", "cloudformation", _same(_STACK, "cloudformation:CreateStack"), source=_RHINO
    ),
    _passing(
        "a CloudFormation change set",
        "cloudformation",
        _same(_STACK, "cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"),
        source=f"{_AWS}/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html",
    ),
    _passing("a new Glue endpoint", "glue", _same(NO_RESOURCE, "glue:CreateDevEndpoint"), source=_RHINO),
    _passing(
        "a new Glue job and running it",
        "glue",
        _same(_JOB, "glue:CreateJob", "glue:StartJobRun"),
        source=f"{_AWS}/glue/latest/dg/create-an-iam-role.html",
    ),
    _passing(
        "a new Data Pipeline pipeline",
        "datapipeline",
        _same(NO_RESOURCE, "datapipeline:CreatePipeline"),
        _same(_PIPELINE, "datapipeline:PutPipelineDefinition", "datapipeline:ActivatePipeline"),
        source=_RHINO,
    ),
    _passing(
        "a new SageMaker notebook and opening it",
        "sagemaker",
        _same(_NOTEBOOK, "sagemaker:CreateNotebookInstance", "sagemaker:CreatePresignedNotebookInstanceUrl"),
        source=f"{_AWS}/sagemaker/latest/dg/sagemaker-roles.html",
    ),
    _passing(
        "a new SageMaker training job",
        "sagemaker",
        _same(_of("sagemaker", "training-job/"), "sagemaker:CreateTrainingJob"),
        source=f"{_AWS}/sagemaker/latest/dg/sagemaker-roles.html",
    ),
    _passing(
        "a new SageMaker processing job",
        "sagemaker",
        _same(_of("sagemaker", "processing-job/"), "sagemaker:CreateProcessingJob"),
        source=f"{_AWS}/sagemaker/latest/dg/sagemaker-roles.html",
    ),
    _passing(
        "a new CodeBuild project and building it",
        "codebuild",
        _same(_PROJECT, "codebuild:CreateProject", "codebuild:StartBuild"),
        source=f"{_AWS}/codebuild/latest/userguide/setting-up-service-role.html",
    ),
    _passing(
        "a new CodeBuild project and building it in a batch",
        "codebuild",
        _same(_PROJECT, "codebuild:CreateProject", "codebuild:StartBuildBatch"),
        source=f"{_AWS}/codebuild/latest/userguide/setting-up-service-role.html",
    ),
    *(
        _passing(
            f"a new ECS task definition and {how}",
            "ecs-tasks",
            _same(TASK_DEFINITION, "ecs:RegisterTaskDefinition", action),
            source=f"{_AWS}/AmazonECS/latest/developerguide/task-iam-roles.html",
        )
        for action, how in (("ecs:RunTask", "running it"), ("ecs:StartTask", "starting it on an instance"))
    ),
    _passing(
        "a new Step Functions state machine and starting it",
        "states",
        _same(_MACHINE, "states:CreateStateMachine", "states:StartExecution"),
        source=f"{_AWS}/step-functions/latest/dg/procedure-create-iam-role.html",
    ),
    _passing(
        "a new App Runner service",
        "tasks.apprunner",
        _same(_of("apprunner", "service/"), "apprunner:CreateService"),
        source=f"{_AWS}/apprunner/latest/dg/security_iam_service-with-iam.html",
    ),
    _passing(
        "a new EventBridge schedule",
        "scheduler",
        _same(_of("scheduler", "schedule/"), "scheduler:CreateSchedule"),
        source=f"{_AWS}/scheduler/latest/UserGuide/managing-targets-universal.html",
    ),
)

# The documents of AWS that run any command on Linux and on Windows.
_COMMANDS: t.Final = "arn:{partition}:ssm:{region}::document/AWS-Run"
_COMMAND: t.Final = Need("ssm:SendCommand", f"{_COMMANDS}ShellScript", f"{_COMMANDS}PowerShellScript")

_COMPUTE: t.Final = (
    Path(
        "replacing the code of a Lambda function", "compute", (_same(_FUNCTION, "lambda:UpdateFunctionCode"),), _RHINO
    ),
    Path(
        "changing a Glue endpoint",
        "compute",
        (_same(_of("glue", "devEndpoint/"), "glue:UpdateDevEndpoint"),),
        _RHINO,
    ),
    Path(
        "opening a SageMaker notebook",
        "compute",
        (_same(_NOTEBOOK, "sagemaker:CreatePresignedNotebookInstanceUrl"),),
        f"{_AWS}/sagemaker/latest/APIReference/API_CreatePresignedNotebookInstanceUrl.html",
    ),
    Path(
        "running commands on an EC2 instance",
        "compute",
        ((_COMMAND,), _same(_INSTANCE, "ssm:SendCommand")),
        f"{_AWS}/systems-manager/latest/userguide/run-command-setting-up.html",
    ),
    Path(
        "opening a session on an EC2 instance",
        "compute",
        (_same(_INSTANCE, "ssm:StartSession"),),
        f"{_AWS}/systems-manager/latest/userguide/session-manager-getting-started-restrict-access.html",
    ),
)

PATHS: t.Final[tuple[Path, ...]] = (*_OWN, *_PRINCIPALS, *_PASSED, *_COMPUTE)
