# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The services for whose roles AWS recommends a condition on the account or ARN that they send, each with the page.

A service that is not here is not known to send aws:SourceAccount and aws:SourceArn, or AWS shows its roles without a
condition on them. EC2 sends neither for instance profiles, so that a condition would lock the instances out. Lambda
sends both, but assumes a role only for functions of the role's own account, and its guide creates roles without one.
"""

from __future__ import annotations

import typing as t

_DOCS: t.Final = "https://docs.aws.amazon.com"
_PREVENTION: t.Final = "cross-service-confused-deputy-prevention.html"

# The page that shows the condition in the trust policy of a role of the service, by the first label of its principal.
SENDING: t.Final[t.Mapping[str, str]] = {
    "application-autoscaling": f"{_DOCS}/emr/latest/ManagementGuide/emr-iam-role-automatic-scaling.html",
    "appstream": f"{_DOCS}/appstream2/latest/developerguide/example-fleet-machine.html",
    "bedrock": f"{_DOCS}/bedrock/latest/userguide/{_PREVENTION}",
    "bedrock-agentcore": f"{_DOCS}/bedrock-agentcore/latest/devguide/runtime-permissions.html",
    "cloudtrail": f"{_DOCS}/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html",
    "codebuild": f"{_DOCS}/codebuild/latest/userguide/{_PREVENTION}",
    "comprehend": f"{_DOCS}/comprehend/latest/dg/{_PREVENTION}",
    "datasync": f"{_DOCS}/datasync/latest/userguide/{_PREVENTION}",
    "ecs-tasks": f"{_DOCS}/AmazonECS/latest/developerguide/task-iam-roles.html",
    "elasticmapreduce": f"{_DOCS}/emr/latest/ManagementGuide/emr-iam-role.html",
    "fis": f"{_DOCS}/fis/latest/userguide/getting-started-iam-service-role.html",
    "forecast": f"{_DOCS}/forecast/latest/dg/{_PREVENTION}",
    "frauddetector": f"{_DOCS}/frauddetector/latest/ug/confused-deputy-prevention.html",
    "glue": f"{_DOCS}/glue/latest/dg/{_PREVENTION}",
    "grafana": f"{_DOCS}/grafana/latest/userguide/{_PREVENTION}",
    "iot": f"{_DOCS}/iot/latest/developerguide/{_PREVENTION}",
    "kendra": f"{_DOCS}/kendra/latest/dg/{_PREVENTION}",
    "logs": f"{_DOCS}/AmazonCloudWatch/latest/logs/Subscriptions-confused-deputy.html",
    "personalize": f"{_DOCS}/personalize/latest/dg/{_PREVENTION}",
    "pinpoint": f"{_DOCS}/pinpoint/latest/developerguide/permissions-import-segment.html",
    "pipes": f"{_DOCS}/eventbridge/latest/userguide/eb-pipes-permissions.html",
    "rekognition": f"{_DOCS}/rekognition/latest/dg/{_PREVENTION}",
    "sagemaker": f"{_DOCS}/sagemaker/latest/dg/security-confused-deputy-prevention.html",
    "scheduler": f"{_DOCS}/scheduler/latest/UserGuide/{_PREVENTION}",
    "ssm": f"{_DOCS}/systems-manager/latest/userguide/{_PREVENTION}",
    "states": f"{_DOCS}/step-functions/latest/dg/procedure-create-iam-role.html",
    "transcribe": f"{_DOCS}/transcribe/latest/dg/{_PREVENTION}",
    "transfer": f"{_DOCS}/transfer/latest/userguide/confused-deputy.html",
    "vpc-flow-logs": f"{_DOCS}/vpc/latest/userguide/flow-logs-iam-role.html",
}


def is_sending(principal: str) -> bool:
    """Whether AWS recommends a condition on aws:SourceAccount or aws:SourceArn for the roles of a service."""
    return principal.partition(".")[0].lower() in SENDING
