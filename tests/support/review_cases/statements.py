# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Statements whose parts do not go together, or are there twice, and look-alikes."""

from __future__ import annotations

import typing as t

from .vocabulary import BUCKET, Broken, allow, document, trust

ALIASES: t.Final = "arn:aws:iam::111111111111:mfa/${aws:username}"

STATEMENTS: t.Final[t.Mapping[str, tuple[Broken, ...]]] = {
    "missing-version": (
        Broken(document(Version=None), document(Version="2008-10-17"), "inline"),
        Broken(document(trust(), Version=None), document(trust()), "trust"),
    ),
    "resource-mismatch": tuple(
        Broken(document(allow(Action=action, Resource=bad)), document(allow(Action=action, Resource=good)))
        for action, bad, good in (
            ("s3:ListBucket", f"{BUCKET}/*", BUCKET),
            ("s3:PutObject", BUCKET, f"{BUCKET}/*"),
            ("s3:GetObject*", BUCKET, [BUCKET, f"{BUCKET}/*"]),
            ("dynamodb:GetItem", f"{BUCKET}/*", "arn:aws:dynamodb:*:*:table/reports"),
            ("ec2:DescribeInstances", "arn:aws:ec2:eu-west-1:111111111111:instance/*", "*"),
            ("ecr:GetAuthorizationToken", "arn:aws:ecr:*:*:repository/a", "*"),
            ("s3:ListAllMyBuckets", BUCKET, "arn:aws:s3:::*"),
            (["s3:GetObject", "s3:ListBucket"], f"{BUCKET}/*", [BUCKET, f"{BUCKET}/*"]),
            ("sts:AssumeRole", "arn:aws:iam::111111111111:user/a", "arn:aws:iam::111111111111:role/a"),
            ("iam:EnableMFADevice", "arn:aws:iam::111111111111:role/a", ALIASES),
            ("ec2:RunInstances", "arn:aws:ec2:*:*:vpc/*", ["arn:aws:ec2:*:*:instance/*", "arn:aws:ec2:*::image/*"]),
            ("iam:ListRoles", "arn:aws:sqs:*:*:q", "arn:aws:iam::111111111111:role/*"),
            ("ssm:StartSession", "arn:aws:sqs:*:*:q", "arn:aws:ec2:*:*:instance/*"),
            ("sqs:SendMessage", BUCKET, "arn:aws:sqs:eu-west-1:111111111111:${aws:PrincipalTag/queue}"),
            ("kms:Decrypt", "arn:aws:kms:*:*:alias/a", "arn:aws:kms:*:*:key/*"),
            ("s3:Get*", "arn:aws:sqs:*:*:q", BUCKET),
            ("iam:DeleteRole", "arn:aws:iam::111111111111:user/a", "arn:aws:iam::111111111111:ro*"),
            ("cloudformation:CreateChangeSet", BUCKET, "arn:aws:cloudformation:*:aws:transform/Serverless-2016-10-31"),
        )
    )
    + tuple(
        Broken(
            document(allow(Action="s3:ListBucket", Resource=f"{BUCKET}/*")),
            document(allow(Action=action, Resource=good)),
        )
        for action, good in (
            ("ec2:CreateTags", "arn:aws:ec2:*:*:instance/*"),
            ("s3:*", BUCKET),
            ("logs:DescribeLogGroups", "arn:aws:logs:*:*:log-group:*"),
            ("sts:GetCallerIdentity", "arn:aws:iam::111111111111:role/a"),
            ("dynamodb:TagResource", "arn:aws:dynamodb:*:*:table/a"),
            # AWS's guides show these, and its reference lists no resource for the actions.
            ("ssmmessages:OpenDataChannel", "arn:aws:ssm:*:*:session/${aws:userid}-*"),
            ("elasticloadbalancing:SetWebACL", "arn:aws:elasticloadbalancing:*:*:loadbalancer/app/*/*"),
            ("appsync:SetWebACL", "arn:aws:appsync:*:*:apis/*"),
        )
    ),
    "service-linked-role": (
        Broken(
            document(allow(Action="iam:CreateServiceLinkedRole", Resource="*")),
            document(
                allow(
                    Action="iam:CreateServiceLinkedRole",
                    Resource="*",
                    Condition={"StringEquals": {"iam:AWSServiceName": "ecs.amazonaws.com"}},
                )
            ),
        ),
        Broken(
            document(allow(Action="iam:CreateService*", Resource="arn:aws:iam::*:role/*")),
            document(
                allow(
                    Action="iam:CreateServiceLinkedRole",
                    Resource="arn:aws:iam::*:role/aws-service-role/ecs.amazonaws.com/*",
                )
            ),
        ),
    ),
    "unknown-region": tuple(
        Broken(
            document(allow(Condition={operator: {"aws:RequestedRegion": bad}})),
            document(allow(Condition={operator: {"aws:RequestedRegion": good}})),
        )
        for operator, bad, good in (
            ("StringEquals", "eu-west-9", "eu-west-1"),
            ("StringNotEquals", ["eu-west-1", "us-west-7"], ["eu-west-1", "cn-north-1"]),
            ("StringLike", "frankfurt", ["eu-*", "${aws:PrincipalTag/region}", "${AWS::Region}"]),
        )
    )
    + tuple(
        Broken(
            document(allow(Action="sqs:SendMessage", Resource=bad)),
            document(allow(Action="sqs:SendMessage", Resource=good)),
        )
        for bad, good in (
            ("arn:aws:sqs:eu-west-9:111111111111:q", "arn:aws:sqs:eu-west-3:111111111111:q"),
            ("arn:aws:sqs:cn-north-2:111111111111:q", "arn:aws-cn:sqs:cn-north-1:111111111111:q"),
            ("arn:aws:sqs:euwest1:111111111111:q", "arn:aws:sqs:eu-*:111111111111:q"),
            ("arn:${AWS::Partition}:sqs:us-east-9:111111111111:q", "arn:${AWS::Partition}:sqs:${AWS::Region}:*:q"),
        )
    ),
    "redundant-action": (
        Broken(
            document(allow(Action=["s3:Get*", "s3:GetObject"])), document(allow(Action=["s3:Get*", "s3:PutObject"]))
        ),
        Broken(
            document(allow(Action=["s3:GetObject"] * 2)), document(allow(Action=["s3:GetObject", "s3:GetObjectAcl"]))
        ),
        Broken(
            document(allow(Effect="Deny", Action=None, NotAction=["s3:*", "S3:getobject"])),
            document(allow(Effect="Deny", Action=None, NotAction=["s3:*", "s3express:CreateSession"])),
        ),
    ),
    "redundant-resource": (
        Broken(
            document(allow(Resource=["*", f"{BUCKET}/*"])), document(allow(Resource=[f"{BUCKET}/*", f"{BUCKET}2/*"]))
        ),
        Broken(
            document(allow(Resource=[f"{BUCKET}/*"] * 2)),
            document(allow(Resource=["arn:aws:s3:::a*", "arn:aws:s3:::a*/*"])),
        ),
        Broken(
            document(allow(Resource=[f"{BUCKET}/a*", f"{BUCKET}/ab"])),
            document(allow(Resource=[f"{BUCKET}/a", f"{BUCKET}/A"])),
        ),
    ),
    "placeholder": tuple(
        Broken(
            document(allow(Action="sqs:SendMessage", Resource=bad)),
            document(allow(Action="sqs:SendMessage", Resource="arn:aws:sqs:eu-west-1:111111111111:q")),
        )
        for bad in (
            "arn:aws:s3:::<your-bucket>/*",
            "arn:aws:sqs:us-east-1:XXXXXXXXXXXX:q",
            "arn:aws:sqs:us-east-1:${ACCOUNT_ID}:q",
            "arn:aws:sqs:REGION:ACCOUNT_ID:q",
            "arn:aws:sqs:us-east-1:account-id:q",
            "arn:aws:sqs:us-east-1:1234:q",
            "arn:aws:sqs:{{ region }}:111111111111:q",
            "arn:aws:s3:::my-bucket-name",
            "arn:aws:sqs:us-east-1:111111111111:YOUR_QUEUE",
            "arn:aws:sqs:us-east-1:111122223333:q",
            "arn:aws:s3:::amzn-s3-demo-source-bucket/*",
            "arn:aws:s3:::DOC-EXAMPLE-BUCKET1",
            "arn:aws:s3:::my-bucket/*",
            "arn:aws:s3:::examplebucket",
            "arn:aws:s3:::BUCKET_NAME/*",
            "arn:aws:sqs:us-east-1:111111111111:[your queue]",
        )
    )
    + tuple(
        Broken(document(allow(Resource="arn:aws:s3:::bucket-name/*")), document(allow(Action=action, Resource=good)))
        for action, good in (
            ("iam:AttachRolePolicy", "arn:aws:iam::aws:policy/ReadOnlyAccess"),
            ("s3:GetObject", "arn:aws:s3:::yourdomain.example/*"),
            ("s3:GetObject", "arn:aws:s3:::a/${aws:username}/${*}"),
            ("ssm:GetParameter", "arn:aws:ssm:*::parameter/aws/service/*"),
            ("s3:GetObject", "arn:aws:s3:::xxx-media/*"),
            ("s3:GetObject", "arn:aws:s3:::my-bucket-of-reports/*"),
            ("s3:GetObject", "arn:aws:s3:::demo-bucket/*"),
        )
    ),
}
