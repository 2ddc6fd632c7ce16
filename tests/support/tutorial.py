# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""AWS's tutorial "Importing customers into Amazon Pinpoint", step 2: what an account holds after doing it by hand.

Source: Amazon Pinpoint Developer Guide, I(Step 2: Create IAM Roles), steps 2.1 to 2.3. The three policies and the trust
policy are AWS's text, elements in AWS's order. C(TRUST_LAMBDA) is what the IAM console writes when Lambda is chosen as
the service that uses a role.
"""

from __future__ import annotations

import json
import typing as t

Document = dict[str, t.Any]

BUCKET: t.Final = "bucket-name"
REGION: t.Final = "us-east-1"
ACCOUNT: t.Final = "123456789012"
PROJECT: t.Final = "01234567890123456789012345678901"

POLICIES: t.Final[t.Mapping[str, Document]] = {
    # Step 2.1
    "ImporterS3Policy": {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "VisualEditor0",
                "Effect": "Allow",
                "Action": [
                    "s3:PutObject",
                    "s3:GetObject",
                    "logs:CreateLogStream",
                    "s3:ListBucket",
                    "s3:DeleteObject",
                    "logs:PutLogEvents",
                ],
                "Resource": ["arn:aws:logs:*:*:*", "arn:aws:s3:::bucket-name/*", "arn:aws:s3:::bucket-name"],
            },
            {
                "Sid": "VisualEditor1",
                "Effect": "Allow",
                "Action": "logs:CreateLogGroup",
                "Resource": "arn:aws:logs:*:*:*",
            },
            {
                "Sid": "VisualEditor2",
                "Effect": "Allow",
                "Action": ["s3:GetAccountPublicAccessBlock", "s3:ListAllMyBuckets", "s3:HeadBucket"],
                "Resource": "*",
            },
        ],
    },
    # Step 2.2
    "ImporterS3PassthroughPolicy": {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "VisualEditor0",
                "Effect": "Allow",
                "Action": [
                    "s3:PutAccountPublicAccessBlock",
                    "s3:GetAccountPublicAccessBlock",
                    "s3:ListAllMyBuckets",
                    "s3:HeadBucket",
                ],
                "Resource": "*",
            },
            {
                "Sid": "VisualEditor1",
                "Effect": "Allow",
                "Action": "s3:*",
                "Resource": ["arn:aws:s3:::bucket-name/*", "arn:aws:s3:::bucket-name"],
            },
        ],
    },
    # Step 2.3
    "ImporterPinpointPolicy": {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "VisualEditor0",
                "Effect": "Allow",
                "Action": [
                    "mobiletargeting:CreateImportJob",
                    "mobiletargeting:GetImportJobs",
                    "iam:GetRole",
                    "iam:PassRole",
                ],
                "Resource": [
                    "arn:aws:mobiletargeting:us-east-1:123456789012:apps/01234567890123456789012345678901",
                    "arn:aws:mobiletargeting:us-east-1:123456789012:apps/01234567890123456789012345678901/*",
                    "arn:aws:iam::123456789012:role/PinpointSegmentImport",
                ],
            },
            {
                "Sid": "VisualEditor1",
                "Effect": "Allow",
                "Action": "mobiletargeting:PhoneNumberValidate",
                "Resource": "arn:aws:mobiletargeting:us-east-1:123456789012:phone/number/validate",
            },
        ],
    },
}

TRUST_PINPOINT: t.Final[Document] = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "pinpoint.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}
TRUST_LAMBDA: t.Final[Document] = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}

# The trust policy of each role, and the policies attached to it.
ROLES: t.Final[t.Mapping[str, tuple[Document, tuple[str, ...]]]] = {
    "ImporterS3Role": (TRUST_LAMBDA, ("ImporterS3Policy",)),
    "PinpointSegmentImport": (TRUST_PINPOINT, ("ImporterS3PassthroughPolicy",)),
    "ImporterPinpointRole": (TRUST_LAMBDA, ("ImporterPinpointPolicy", "ImporterS3Policy")),
}


def policies(*, bucket: str, region: str, account: str, project: str) -> dict[str, Document]:
    """The three policies with the tutorial's placeholders filled in."""
    text = json.dumps(POLICIES)
    # The project first: its placeholder contains the account's.
    for placeholder, value in ((PROJECT, project), (ACCOUNT, account), (REGION, region), (BUCKET, bucket)):
        text = text.replace(placeholder, value)
    return t.cast(dict[str, Document], json.loads(text))
