# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documents that IAM takes although they should not be granted as they are, and look-alikes."""

from __future__ import annotations

import typing as t

from .vocabulary import BUCKET, PINPOINT, UNRESTRICTED, Broken, allow, document, of_size, trust

RISKS: t.Final[t.Mapping[str, tuple[Broken, ...]]] = {
    "large-trust-policy": (Broken(of_size(2_049, Principal=1), of_size(2_048, Principal=1), "trust"),),
    "wildcard-action": (
        Broken(document(allow(Action="*")), document(allow(Effect="Deny", Action="*"))),
        Broken(document(allow(Action=["s3:GetObject", "*:*"])), document(allow(Action="s3:Get*"))),
    ),
    "service-wildcard": (
        Broken(document(allow(Action="s3:*")), document(allow(Action="s3:Get*"))),
        Broken(document(allow(Action="s3:**")), document(allow(Effect="Deny", Action="s3:*"))),
        # AWS Config's rule iam-policy-no-statements-with-full-access exempts a prefix with a wildcard after it.
        Broken(document(allow(Action="s3:?*")), document(allow(Action=["ec2:Describe*", "ec2:*Tags", "ec2:Get?*"]))),
    ),
    "wildcard-resource": (
        Broken(document(allow(Resource="*")), document(allow(Action="s3:ListAllMyBuckets", Resource="*"))),
        Broken(document(allow(Action="s3:GetObject*", Resource="*")), document(allow(Action="ec2:*", Resource="*"))),
        Broken(document(allow(Resource="arn:aws:s3:::*")), document(allow(Resource="arn:aws:s3:::a*"))),
        Broken(
            document(allow(Action="logs:PutLogEvents", Resource="arn:aws:logs:*:*:*")),
            document(allow(Action="logs:PutLogEvents", Resource="arn:aws:logs:*:*:log-group:/aws/lambda/a:*")),
        ),
        Broken(document(allow(Resource="*")), document(allow(Effect="Deny", Resource="*"))),
        # A condition that says which resources are meant.
        *(
            Broken(
                document(allow(Action=action, Resource="*", Condition=bad)),
                document(allow(Action=action, Resource="*", Condition=good)),
            )
            for action, bad, good in (
                (
                    "autoscaling:SetDesiredCapacity",
                    {"StringEquals": {"aws:PrincipalTag/team": "a"}},
                    {"StringEquals": {"aws:ResourceTag/team": "a"}},
                ),
                (
                    "ec2:StopInstances",
                    {"StringNotEquals": {"aws:ResourceTag/team": "a"}},
                    {"StringLike": {"ec2:ResourceTag/team": "a-*"}},
                ),
                (
                    "ec2:StopInstances",
                    {"StringEqualsIfExists": {"aws:ResourceTag/team": "a"}},
                    {"ForAnyValue:StringEquals": {"aws:ResourceTag/team": ["a", "b"]}},
                ),
                (
                    "kms:Decrypt",
                    {"StringLike": {"aws:ResourceTag/team": "*"}},
                    {"ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/a"}},
                ),
                (
                    "iam:CreateServiceLinkedRole",
                    {"StringLike": {"iam:AWSServiceName": "*"}},
                    {"StringEquals": {"iam:AWSServiceName": "ecs.amazonaws.com"}},
                ),
                (
                    "iam:GetRole",
                    {"StringEquals": {"iam:AWSServiceName": "ecs.amazonaws.com"}},
                    {"StringEquals": {"iam:ResourceTag/team": "a"}},
                ),
            )
        ),
        # An account has one dataset of CloudWatch: a Region without one does not exist.
        Broken(
            document(allow(Action="cloudwatch:PutMetricAlarm", Resource="*")),
            document(allow(Action=["cloudwatch:PutMetricData", "cloudwatch:GetMetricData"], Resource="*")),
        ),
    ),
    "mixed-services": (
        Broken(
            document(allow(Action=["s3:GetObject", "sqs:SendMessage"], Resource=[f"{BUCKET}/*", "arn:aws:sqs:*:1:q"])),
            document(allow(Action=["s3:GetObject", "s3:PutObject"])),
        ),
        Broken(
            document(allow(Action=["s3:GetObject", "sqs:SendMessage"], Resource=[f"{BUCKET}/*", "arn:aws:sqs:*:1:q"])),
            document(allow(Action=["s3:ListAllMyBuckets", "sqs:ListQueues"], Resource="*")),
        ),
    ),
    "pass-role": (
        Broken(
            document(
                allow(
                    Action="iam:PassRole",
                    Resource="arn:aws:iam::111111111111:role/a",
                    Condition={"StringLike": {"iam:PassedToService": "*"}},
                )
            ),
            document(),
        ),
        Broken(
            document(allow(Action="iam:PassRole", Resource="arn:aws:iam::111111111111:role/a")),
            document(
                allow(
                    Action="iam:PassRole",
                    Resource="arn:aws:iam::111111111111:role/a",
                    Condition={"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}},
                )
            ),
        ),
        Broken(
            document(
                allow(
                    Action="iam:Pass*",
                    Resource="arn:aws:iam::111111111111:role/a",
                    Condition={"StringNotEquals": {"iam:PassedToService": "lambda.amazonaws.com"}},
                )
            ),
            document(allow(Action="iam:GetRole", Resource="arn:aws:iam::111111111111:role/a")),
        ),
    ),
    "confused-deputy": (
        Broken(
            document(trust(Principal=PINPOINT, Condition={"StringLike": {"aws:SourceAccount": "*"}})),
            document(trust(Principal=PINPOINT, Condition={"StringLike": {"aws:SourceAccount": "1111*"}})),
            "trust",
        ),
        Broken(document(trust(Principal=PINPOINT, Condition=None)), document(trust(Principal=PINPOINT)), "trust"),
        Broken(
            document(trust(Principal=PINPOINT, Condition={"StringNotEquals": {"aws:SourceAccount": "111111111111"}})),
            document(trust(Principal=PINPOINT, Condition={"ArnLike": {"AWS:SourceArn": "arn:aws:sns:*:1:a"}})),
            "trust",
        ),
        Broken(
            document(
                trust(Principal=PINPOINT, Condition={"StringEqualsIfExists": {"aws:SourceAccount": "111111111111"}})
            ),
            document(trust(Principal=PINPOINT, Condition={"StringEquals": {"aws:SourceOrgID": "o-1"}})),
            "trust",
        ),
        Broken(
            document(trust(Principal=PINPOINT, Condition=None)),
            document(trust(Principal={"AWS": "111111111111"}, Condition=None)),
            "trust",
        ),
    ),
    "unusual-spelling": (
        Broken(document(trust(Action="sts:*")), document(trust()), "trust"),
        Broken(document(trust(Action="STS:assumerole")), document(trust(Effect="Deny", Action="sts:*")), "trust"),
        Broken(document(trust(Principal="*")), document(trust(Principal={"AWS": "*"})), "trust"),
        *(
            Broken(
                document(allow(Condition={bad: {"s3:prefix": "1"}})),
                document(allow(Condition={good: {"s3:prefix": "1"}})),
            )
            for bad, good in (
                ("stringEquals", "StringNotEqualsIgnoreCase"),
                ("forAllValues:StringLike", "ForAllValues:StringNotLikeIfExists"),
                ("NumericlessThan", "NumericLessThanEquals"),
                ("null", "Null"),
            )
        ),
    ),
    "public-principal": (
        *(
            Broken(
                document(trust(Principal={"AWS": "*"}, Condition=bad)),
                document(trust(Principal={"AWS": "*"}, Condition={"StringEquals": {"aws:PrincipalOrgID": "o-a"}})),
                "trust",
            )
            for bad in UNRESTRICTED
        ),
        Broken(
            document(trust(Principal="*", Condition=None)),
            document(trust(Principal="*", Condition={"StringEquals": {"aws:PrincipalOrgID": "o-1"}})),
            "trust",
        ),
        Broken(
            document(trust(Principal={"AWS": ["*"]}, Condition={})),
            document(trust(Effect="Deny", Principal="*", Condition=None)),
            "trust",
        ),
    ),
    "allow-not-action": (
        Broken(
            document(allow(Action=None, NotAction="iam:*")),
            document(allow(Effect="Deny", Action=None, NotAction="iam:*")),
        ),
    ),
    "allow-not-resource": (
        Broken(
            document(allow(Resource=None, NotResource=f"{BUCKET}/*")),
            document(allow(Effect="Deny", Resource=None, NotResource=f"{BUCKET}/*")),
        ),
    ),
    "unknown-action": (
        Broken(document(allow(Action="s3:HeadBucket", Resource=BUCKET)), document(allow(Action="s3:listbucket"))),
        Broken(document(allow(Action="s33:GetObject")), document()),
        Broken(document(allow(Action="s3:Gte*")), document(allow(Action="s3:Get*"))),
        Broken(document(allow(Effect="Deny", Action="s3:HeadBucket")), document()),
    ),
    "unknown-condition-key": tuple(
        Broken(
            document(allow(Condition={"StringEquals": {bad: "a"}})),
            document(allow(Condition={"StringEquals": {good: "a"}})),
        )
        for bad, good in (
            ("aws:PrincipalOrg", "aws:principalorgid"),
            ("aws:PrincipalTags/team", "aws:PrincipalTag/team"),
            ("s33:prefix", "s3:prefix"),
            ("prefix", "token.actions.githubusercontent.com:sub"),
            ("sam:aud", "saml:aud"),
            ("catalogs:ChangeType", "catalog:ChangeType"),
            ("aws:IsMcp", "aws:IsMcpServiceAction"),
            ("aws:Sourceip6", "oidc.eks.${AWS::Region}.${AWS::URLSuffix}/id/A:sub"),
        )
    ),
    "unknown-resource-type": tuple(
        Broken(document(allow(Action=action, Resource=bad)), document(allow(Action=action, Resource=good)))
        for action, bad, good in (
            ("sqs:SendMessage", "arn:aws:sqss:eu-west-1:111111111111:q", "arn:aws:sqs:eu-west-1:111111111111:q"),
            ("iam:GetRole", "arn:aws:iam::111111111111:report/a", "arn:aws:iam::111111111111:role/a*"),
            (
                "lambda:InvokeFunction",
                "arn:aws:lambda:eu-west-1:111111111111:functions:a",
                "arn:aws:lambda:eu-west-1:111111111111:func*",
            ),
            (
                "mobiletargeting:GetImportJobs",
                "arn:aws:mobiletargeting:eu-west-1:111111111111:application/a",
                "arn:aws:mobiletargeting:${AWS::Region}:${AWS::AccountId}:apps/a",
            ),
            (
                "cloudformation:CreateChangeSet",
                "arn:aws:cloudformation:us-east-1:111111111111:transform/a",
                "arn:aws:cloudformation:us-east-1:aws:transform/Serverless-2016-10-31",
            ),
            (
                "backup:DescribeRecoveryPoint",
                "arn:aws:backups:eu-west-1:111111111111:recovery-point:a",
                "arn:aws:backup:eu-west-1:111111111111:recovery-point:a",
            ),
            (
                "dynamodb:GetItem",
                "arn:aws:dynamodb:eu-west-1:111111111111:tables/a",
                "arn:${AWS::Partition}:dynamodb:eu-west-1:${AWS::AccountId}:table/${aws:username}",
            ),
        )
    ),
    "placeholder": (
        Broken(document(allow(Resource="arn:aws:s3:::bucket-name/*")), document()),
        Broken(
            document(allow(Resource="arn:aws:s3:::{bucket}/*")),
            document(allow(Action="execute-api:Invoke", Resource="arn:aws:execute-api:*:*:a1b2/*/GET/pets/{id}")),
        ),
        Broken(
            document(allow(Resource="arn:aws:s3:::bucket-name")),
            document(allow(Resource="arn:aws:s3:::bucket-name-of-ours/*")),
        ),
        Broken(
            document(allow(Action="sqs:SendMessage", Resource="arn:aws:sqs:*:123456789012:q")),
            document(allow(Action="sqs:SendMessage", Resource="arn:aws:sqs:*:111111111111:q1234567890123")),
        ),
        Broken(
            document(trust(Principal={"AWS": "123456789012"})),
            document(trust(Principal={"AWS": "111111111111"})),
            "trust",
        ),
        *(
            Broken(
                document(trust(Condition={"StringLike": bad})), document(trust(Condition={"StringLike": good})), "trust"
            )
            for bad, good in (
                ({"aws:PrincipalOrgID": "o-xxxxxxxxxx"}, {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}),
                (
                    {"token.actions.githubusercontent.com:sub": "repo:octo-org/octo-repo:*"},
                    {"token.actions.githubusercontent.com:sub": "repo:octopus-org/a:*"},
                ),
            )
        ),
        *(
            Broken(
                document(allow(Resource=f"arn:aws:s3:::{bad}/*")), document(allow(Resource=f"arn:aws:s3:::{good}/*"))
            )
            for bad, good in (
                ("CHANGEME", "exchange-media"),
                ("reports-change_me", "reports-changed"),
                ("replace-me", "replacements"),
                ("REPLACE_WITH_BUCKET", "replaced-with-care"),
                ("__BUCKET__", "reports__old"),
                ("XXXX", "xxl-reports"),
                ("$BUCKET", "reports-us"),
                ("%BUCKET%", "reports-100%"),
                ("[bucket]", "reports-1"),
                ("reports/<date>", "reports/date"),
            )
        ),
        *(
            Broken(
                document(allow(Action="sqs:SendMessage", Resource=f"arn:aws:sqs:eu-west-1:{bad}")),
                document(allow(Action="sqs:SendMessage", Resource=f"arn:aws:sqs:eu-west-1:{good}")),
            )
            for bad, good in (
                ("111111111111:QUEUE_NAME", "111111111111:ORDERS_NAMED"),
                ("111111111111:MY_TOPIC_ARN", "111111111111:VALIDATE_IDS"),
                ("111111111111:TOPIC_ARN", "111111111111:$LATEST"),
                ("1111-1111-1111:q", "111111111111:1111-1111"),
            )
        ),
        Broken(
            document(allow(Resource=f"{BUCKET}/01234567890123456789012345678901")),
            document(allow(Resource=f"{BUCKET}/01234567890123456789012345678902")),
        ),
    ),
    "redundant-statement": (
        Broken(document(allow(), allow(Sid="b")), document(allow(), allow(Action="s3:PutObject"))),
        Broken(document(allow(), allow(Action="s3:Get*")), document(allow(), allow(Effect="Deny", Action="s3:Get*"))),
        Broken(
            document(allow(Resource=f"{BUCKET}/a/*"), allow()),
            document(allow(Resource=f"{BUCKET}/a/*"), allow(Condition={"Bool": {"aws:SecureTransport": "true"}})),
        ),
        Broken(
            document(allow(Condition={"Bool": {"aws:SecureTransport": "true"}}), allow()),
            document(allow(Resource=f"{BUCKET}/a?"), allow(Resource=f"{BUCKET}/b*")),
        ),
    ),
}
