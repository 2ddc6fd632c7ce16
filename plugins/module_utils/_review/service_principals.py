# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The services for whose roles AWS recommends a condition on the account or ARN that they send, each with the page.

Each page recommends the condition for a trust policy. One that only has it in policies of buckets, topics and keys is
no reason to warn, as a condition on a key that a service does not send locks the service out. For the same reason, a
service that is not here draws no warning. Among them:

C(ec2) sends neither key for instance profiles.
C(lambda) assumes a role only for functions of the role's own account, and its guide creates roles without a condition.
C(ecs-tasks) is the principal of two kinds of roles, which a trust policy does not tell apart. The guide recommends the
condition for task roles, but has readers check that the trust policy of a task execution role has none.
C(iotevents) uses roles only for resources of the role's own account, so that its page calls the attack impossible.
C(cloudtrail), C(eks) and C(glue) have pages about the problem, but none with a condition for a role.
"""

from __future__ import annotations

import re
import typing as t

_DOCS: t.Final = "https://docs.aws.amazon.com"
_PREVENTION: t.Final = "cross-service-confused-deputy-prevention.html"

# The page, by the principal without its domain and Region.
SENDING: t.Final[t.Mapping[str, str]] = {
    "access-grants.s3": f"{_DOCS}/AmazonS3/latest/userguide/access-grants-location-register.html",
    "airflow": f"{_DOCS}/mwaa/latest/userguide/{_PREVENTION}",
    "airflow-env": f"{_DOCS}/mwaa/latest/userguide/{_PREVENTION}",
    "amplify": f"{_DOCS}/amplify/latest/userguide/{_PREVENTION}",
    "application-autoscaling": f"{_DOCS}/emr/latest/ManagementGuide/emr-iam-role-automatic-scaling.html",
    "appstream": f"{_DOCS}/appstream2/latest/developerguide/example-fleet-machine.html",
    "autoscaling": f"{_DOCS}/autoscaling/ec2/userguide/{_PREVENTION}",
    "batch": f"{_DOCS}/batch/latest/userguide/{_PREVENTION}",
    "bedrock": f"{_DOCS}/bedrock/latest/userguide/{_PREVENTION}",
    "bedrock-agentcore": f"{_DOCS}/bedrock-agentcore/latest/devguide/runtime-permissions.html",
    "codebuild": f"{_DOCS}/codebuild/latest/userguide/setting-up-service-role.html",
    "comprehend": f"{_DOCS}/comprehend/latest/dg/{_PREVENTION}",
    "config": f"{_DOCS}/config/latest/developerguide/iamrole-permissions.html",
    "datasync": f"{_DOCS}/datasync/latest/userguide/{_PREVENTION}",
    "dms": f"{_DOCS}/dms/latest/userguide/{_PREVENTION}",
    "elasticmapreduce": f"{_DOCS}/emr/latest/ManagementGuide/emr-iam-role.html",
    "es": f"{_DOCS}/opensearch-service/latest/developerguide/{_PREVENTION}",
    "fis": f"{_DOCS}/fis/latest/userguide/getting-started-iam-service-role.html",
    "forecast": f"{_DOCS}/forecast/latest/dg/{_PREVENTION}",
    "frauddetector": f"{_DOCS}/frauddetector/latest/ug/confused-deputy-prevention.html",
    "grafana": f"{_DOCS}/grafana/latest/userguide/{_PREVENTION}",
    "iot": f"{_DOCS}/iot/latest/developerguide/{_PREVENTION}",
    "iotsitewise": f"{_DOCS}/iot-sitewise/latest/userguide/{_PREVENTION}",
    "kendra": f"{_DOCS}/kendra/latest/dg/{_PREVENTION}",
    "logs": f"{_DOCS}/AmazonCloudWatch/latest/logs/Subscriptions-confused-deputy.html",
    "mediaconvert": f"{_DOCS}/mediaconvert/latest/ug/{_PREVENTION}",
    "personalize": f"{_DOCS}/personalize/latest/dg/{_PREVENTION}",
    "pinpoint": f"{_DOCS}/pinpoint/latest/developerguide/permissions-import-segment.html",
    "pipes": f"{_DOCS}/eventbridge/latest/userguide/eb-pipes-permissions.html",
    "proton": f"{_DOCS}/proton/latest/userguide/{_PREVENTION}",
    "rds": f"{_DOCS}/AmazonRDS/latest/UserGuide/{_PREVENTION}",
    "rekognition": f"{_DOCS}/rekognition/latest/dg/{_PREVENTION}",
    "sagemaker": f"{_DOCS}/sagemaker/latest/dg/security-confused-deputy-prevention.html",
    "scheduler": f"{_DOCS}/scheduler/latest/UserGuide/{_PREVENTION}",
    "ssm": f"{_DOCS}/systems-manager/latest/userguide/{_PREVENTION}",
    "states": f"{_DOCS}/step-functions/latest/dg/procedure-create-iam-role.html",
    "textract": f"{_DOCS}/textract/latest/dg/{_PREVENTION}",
    "transcribe": f"{_DOCS}/transcribe/latest/dg/{_PREVENTION}",
    "transfer": f"{_DOCS}/transfer/latest/userguide/confused-deputy.html",
    "vpc-flow-logs": f"{_DOCS}/vpc/latest/userguide/flow-logs-iam-role.html",
}
_PRINCIPAL = re.compile(r"(?P<service>[a-z0-9.-]+?)(?:\.[a-z]{2,}(?:-[a-z]+)+-[0-9]+)?\.amazonaws\.com(?:\.cn)?")


def page_for(principal: str) -> str | None:
    """AWS's page that recommends a condition on aws:SourceAccount or aws:SourceArn for the roles of a service."""
    match = _PRINCIPAL.fullmatch(principal.lower())
    return None if match is None else SENDING.get(match["service"])
