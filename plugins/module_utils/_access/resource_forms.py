# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which ARNs the actions of common services work on, so that the requests of counterexamples read like real ones.

A proof needs none of it. A test compares the table with what AWS's service authorization reference lists.
"""

from __future__ import annotations

import fnmatch
import functools
import re
import typing as t
from dataclasses import dataclass

_PLACEHOLDER = re.compile(r"\{[a-z]+\}")
# What a placeholder of an ARN matches in the ARNs of policies.
_PATTERNS: t.Final = {
    "{name}": "[^/:]+",
    "{path}": ".*[^/:]",
    "{partition}": "[a-z-]+",
    "{region}": "[a-z0-9-]+",
    "{account}": "[0-9]+",
}
NO_RESOURCE: t.Final = "*"


@dataclass(frozen=True)
class Form:
    """The ARN of a kind of resource, and the actions on it, the first ones by name as examples of all."""

    arn: str
    actions: tuple[str, ...]

    @property
    def examples(self) -> tuple[str, ...]:
        return tuple(name for name in self.actions if name.isalnum())

    def has(self, name: str) -> bool:
        """Whether an action, by its name in lower case, works on the kind."""
        return any(fnmatch.fnmatchcase(name, pattern.lower()) for pattern in self.actions)

    def admits(self, resource: str) -> bool:
        return self._pattern.fullmatch(resource) is not None

    @functools.cached_property
    def _pattern(self) -> re.Pattern[str]:
        if self.arn == NO_RESOURCE:
            return re.compile(r"\*")
        literals, names = _PLACEHOLDER.split(self.arn), _PLACEHOLDER.findall(self.arn)
        patterns = [*(_PATTERNS[name] for name in names), ""]
        return re.compile("".join(re.escape(text) + one for text, one in zip(literals, patterns, strict=True)))

    def filled(self, values: t.Mapping[str, str]) -> str:
        """An ARN of the kind: C(values) has the partition, the Region and the account."""
        return _PLACEHOLDER.sub(lambda match: values.get(match.group()[1:-1], "example"), self.arn)


def _regional(service: str, resource: str, actions: str) -> Form:
    return Form(f"arn:{{partition}}:{service}:{{region}}:{{account}}:{resource}", tuple(actions.split()))


def _s3(resource: str, actions: str) -> Form:
    return Form(f"arn:{{partition}}:s3:::{resource}", tuple(actions.split()))


def _iam(resource: str, actions: str) -> Form:
    return Form(f"arn:{{partition}}:iam::{{account}}:{resource}", tuple(actions.split()))


def _without(actions: str) -> Form:
    return Form(NO_RESOURCE, tuple(actions.split()))


# By service; the first form that has an action counts.
FORMS: t.Final[t.Mapping[str, tuple[Form, ...]]] = {
    "cloudformation": (
        _regional("cloudformation", "stack/{name}/{name}", "DeleteStack CreateStack UpdateStack DescribeStackEvents"),
    ),
    "cloudwatch": (
        _regional("cloudwatch", "alarm:{name}", "PutMetricAlarm DeleteAlarms SetAlarmState DescribeAlarms"),
    ),
    "dynamodb": (
        _without("ListTables"),
        _regional(
            "dynamodb", "table/{name}", "GetItem PutItem DeleteTable *Item UpdateTable CreateTable DescribeTable"
        ),
    ),
    "ec2": (
        _regional("ec2", "instance/{name}", "TerminateInstances RunInstances StartInstances StopInstances"),
        _without(
            "DescribeInstances DescribeImages DescribeVpcs DescribeSubnets DescribeRegions DescribeSecurityGroups"
        ),
    ),
    "ecr": (
        _without("GetAuthorizationToken"),
        _regional("ecr", "repository/{path}", "PutImage BatchGetImage DeleteRepository CreateRepository *Layer*"),
    ),
    "ecs": (
        _regional("ecs", "service/{name}/{name}", "UpdateService DeleteService CreateService"),
        _regional("ecs", "cluster/{name}", "DeleteCluster ListContainerInstances"),
    ),
    "events": (_regional("events", "rule/{name}", "PutRule DeleteRule PutTargets RemoveTargets EnableRule"),),
    "iam": (
        _iam("role/{path}", "PassRole CreateRole DeleteRole *Role *RolePolicy *RolePolicies *AssumeRolePolicy"),
        _iam("user/{path}", "CreateUser CreateAccessKey DeleteUser *User *UserPolicy *UserPolicies *LoginProfile"),
        _iam("group/{path}", "CreateGroup DeleteGroup *Group *GroupPolicy *GroupPolicies"),
        _iam(
            "policy/{path}",
            "CreatePolicy CreatePolicyVersion DeletePolicy GetPolicy *agPolicy *PolicyVersion *PolicyVersions",
        ),
        _iam("instance-profile/{path}", "CreateInstanceProfile *InstanceProfile"),
        _without("ListRoles ListUsers ListPolicies GetAccountSummary ListAccountAliases"),
    ),
    "kms": (
        _without("CreateKey ListKeys ListAliases GenerateRandom"),
        _regional(
            "kms", "key/{name}", "Decrypt Encrypt ScheduleKeyDeletion GenerateDataKey* ReEncrypt* *KeyPolicy *Key"
        ),
    ),
    "lambda": (
        _without("ListFunctions GetAccountSettings"),
        _regional(
            "lambda",
            "function:{name}",
            "InvokeFunction UpdateFunctionCode DeleteFunction CreateFunction GetFunction AddPermission",
        ),
    ),
    "logs": (
        _regional(
            "logs", "log-group:{name}:log-stream:{path}", "PutLogEvents GetLogEvents CreateLogStream DeleteLogStream"
        ),
        _regional("logs", "log-group:{path}", "CreateLogGroup DeleteLogGroup FilterLogEvents *LogStreams"),
    ),
    "mobiletargeting": (
        _regional("mobiletargeting", "phone/number/validate", "PhoneNumberValidate"),
        _regional("mobiletargeting", "apps/{name}/jobs/import/{path}", "GetImportJob"),
        _regional("mobiletargeting", "apps/{name}", "CreateImportJob GetApp DeleteApp GetImportJobs"),
    ),
    "rds": (
        _regional("rds", "db:{name}", "DeleteDBInstance CreateDBInstance ModifyDBInstance RebootDBInstance"),
        _regional("rds", "cluster:{name}", "DeleteDBCluster CreateDBCluster ModifyDBCluster"),
    ),
    "s3": (
        _s3(
            "{name}/{path}",
            "GetObject PutObject DeleteObject GetObjectAcl PutObjectAcl *Object *ObjectTagging *ObjectVersion",
        ),
        _s3("{name}", "ListBucket PutBucketPolicy DeleteBucket [!o]*Bucket [!o]*Bucket?[!u]* *EncryptionConfiguration"),
        _without("ListAllMyBuckets"),
    ),
    "secretsmanager": (
        _without("GetRandomPassword ListSecrets BatchGetSecretValue"),
        _regional("secretsmanager", "secret:{path}", "GetSecretValue PutSecretValue *Secret *SecretValue"),
    ),
    "sns": (_regional("sns", "{name}", "Publish DeleteTopic CreateTopic Subscribe *TopicAttributes"),),
    "sqs": (_regional("sqs", "{name}", "SendMessage ReceiveMessage DeleteQueue *Message *Queue *QueueAttributes"),),
    "ssm": (
        _without("DescribeParameters ListDocuments"),
        _regional("ssm", "parameter/{path}", "GetParameter PutParameter DeleteParameter *Parameter ?etParameters"),
    ),
    "states": (_regional("states", "stateMachine:{name}", "StartExecution CreateStateMachine DeleteStateMachine"),),
    "sts": (
        _without("GetCallerIdentity GetSessionToken"),
        _iam("role/{path}", "AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity"),
    ),
}


def form_of(action: str) -> Form | None:
    """The kind of resource that an action works on; C(None) if the table has none."""
    service, _colon, name = action.lower().partition(":")
    return next((form for form in FORMS.get(service, ()) if form.has(name)), None)
