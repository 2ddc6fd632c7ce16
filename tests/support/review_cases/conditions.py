# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Conditions that say something else than their author means, and look-alikes."""

from __future__ import annotations

import typing as t

from .vocabulary import BUCKET, Broken, allow, document, trust


def when(bad: t.Any, good: t.Any, **elements: t.Any) -> Broken:
    """Two conditions in otherwise equal statements."""
    return Broken(document(allow(Condition=bad, **elements)), document(allow(Condition=good, **elements)))


CONDITIONS: t.Final[t.Mapping[str, tuple[Broken, ...]]] = {
    "literal-variable": (
        Broken(
            document(allow(Resource=f"{BUCKET}/${{aws:username}}/*"), Version="2008-10-17"),
            document(allow(Resource=f"{BUCKET}/${{aws:username}}/*")),
            "inline",
        ),
        Broken(
            document(allow(Condition={"StringLike": {"s3:prefix": "${aws:username}/"}}), Version=None),
            document(allow(Resource=f"{BUCKET}/${{AWS::AccountId}}/*"), Version=None),
            "inline",
        ),
        Broken(
            document(trust(Principal={"AWS": "arn:aws:iam::111111111111:role/${aws:username}"})),
            document(trust(Principal={"AWS": "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/a"})),
            "trust",
        ),
        when(
            {"NumericLessThan": {"s3:max-keys": "${aws:PrincipalTag/most}"}},
            {"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:${aws:PrincipalTag/topic}"}},
        ),
    ),
    "malformed-variable": tuple(
        Broken(document(allow(Resource=f"{BUCKET}/{bad}")), document(allow(Resource=f"{BUCKET}/{good}")))
        for bad, good in (
            ("${aws:username", "${aws:username}"),
            ("${}", "${$}"),
            ("${ }", "${*}"),
            ("${ aws:username}", "${aws:PrincipalTag/my team}"),
            ("${aws:usrname}", "${aws:UserName}"),
            ("${aws:PrincipalTag/team, none}", "${aws:PrincipalTag/team, 'none'}"),
            ("${aws:PrincipalTags/team}", "${s3:prefix}"),
            ("a${", "a$"),
        )
    ),
    "literal-wildcard": (
        when({"StringEquals": {"s3:prefix": "home/*"}}, {"StringLike": {"s3:prefix": "home/*"}}),
        when({"StringNotEquals": {"aws:userid": "AROAEXAMPLE:*"}}, {"StringEquals": {"s3:prefix": "${*}"}}),
        when(
            {"ForAnyValue:StringEquals": {"aws:TagKeys": ["a", "b?"]}},
            {"ArnEquals": {"aws:SourceArn": "arn:aws:s3:::*"}},
        ),
    ),
    "operator-type": (
        when({"StringEquals": {"aws:SecureTransport": "true"}}, {"Bool": {"aws:SecureTransport": "true"}}),
        when({"Bool": {"aws:SourceIp": "true"}}, {"NotIpAddressIfExists": {"aws:SourceIp": "203.0.113.0/24"}}),
        when(
            {"StringLike": {"aws:CurrentTime": "2026*"}},
            {"NumericLessThan": {"aws:EpochTime": "1"}},
        ),
        when({"NumericEquals": {"aws:PrincipalAccount": "1"}}, {"Null": {"aws:MultiFactorAuthAge": "true"}}),
        when({"StringEquals": {"s3:max-keys": "10"}}, {"NumericLessThanEquals": {"s3:max-keys": "10"}}),
        when(
            {"IpAddress": {"s3:prefix": "10.0.0.0/8"}},
            {"ArnLike": {"iam:PermissionsBoundary": "arn:aws:iam::*:policy/b"}},
        ),
    ),
    "single-valued-key": (
        when(
            {"ForAllValues:StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}},
            {"ForAllValues:StringEquals": {"aws:TagKeys": ["team"]}},
        ),
        when(
            {"ForAllValues:StringLike": {"s3:prefix": "a/"}},
            {"ForAnyValue:StringEquals": {"aws:PrincipalOrgID": "o-1"}},
        ),
        when(
            {"ForAllValues:StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}},
            {"ForAllValues:StringEquals": {"saml:eduPersonAffiliation": ["staff"]}},
        ),
        when(
            {"ForAllValues:StringLike": {"token.actions.githubusercontent.com:sub": "repo:acme/*"}},
            {"ForAllValues:StringEquals": {"cognito-identity.amazonaws.com:amr": "authenticated"}},
        ),
        when(
            {"ForAllValues:Bool": {"aws:SecureTransport": "true"}},
            {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": "a"}},
        ),
    ),
    "missing-quantifier": (
        when({"StringEquals": {"aws:TagKeys": "team"}}, {"ForAllValues:StringEquals": {"aws:TagKeys": "team"}}),
        when({"StringLike": {"aws:PrincipalOrgPaths": "o-1/r-1/*"}}, {"Null": {"aws:TagKeys": "false"}}),
        when(
            {"StringEquals": {"dynamodb:LeadingKeys": "a"}},
            {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-1/*"}},
        ),
    ),
    "value-type": (
        when({"Bool": {"aws:SecureTransport": "yes"}}, {"Bool": {"aws:SecureTransport": "False"}}),
        when({"Bool": {"aws:SecureTransport": ["true", "false"]}}, {"Bool": {"aws:SecureTransport": ["true", "True"]}}),
        when({"Null": {"aws:TagKeys": "1"}}, {"Null": {"aws:TagKeys": "true"}}),
        when({"DateLessThan": {"aws:CurrentTime": "1767225600"}}, {"DateLessThan": {"aws:CurrentTime": "2026"}}),
        when({"StringEquals": {"aws:SourceAccount": "11111111111"}}, {"StringLike": {"aws:SourceAccount": "1111*"}}),
        when({"StringEquals": {"aws:SourceVpc": "vpce-0a"}}, {"StringEquals": {"aws:SourceVpc": "vpc-0a1b2c3d"}}),
        when({"StringNotEquals": {"aws:SourceVpce": "vpc-0a"}}, {"StringNotEquals": {"aws:SourceVpce": "vpce-0a"}}),
        when(
            {"StringEquals": {"aws:ResourceAccount": "acme"}},
            {"StringEquals": {"aws:ResourceAccount": "${aws:PrincipalAccount}"}},
        ),
    ),
    "presence-test": (
        when({"StringLike": {"aws:RequestTag/team": "*"}}, {"Null": {"aws:RequestTag/team": "false"}}),
        when({"ArnLike": {"aws:SourceArn": ["arn:aws:s3:::a", "*"]}}, {"StringLike": {"aws:RequestTag/team": "?*"}}),
        when({"ForAnyValue:Null": {"aws:TagKeys": "false"}}, {"StringNotLike": {"aws:RequestTag/team": "*"}}),
    ),
    "arn-as-text": (
        when(
            {"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/deploy"}},
            {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/deploy"}},
        ),
        when(
            {"StringNotLike": {"aws:SourceArn": "arn:aws:sns:*"}},
            {"StringLike": {"aws:PrincipalArn": "arn:aws:iam::111111111111:role/*"}},
        ),
    ),
    "private-address": (
        when({"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}, {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}),
        when(
            {"NotIpAddress": {"aws:SourceIp": ["203.0.113.0/24", "192.168.1.1"]}},
            {"IpAddress": {"aws:VpcSourceIp": "10.0.0.0/8"}, "StringEquals": {"aws:SourceVpc": "vpc-0a"}},
        ),
        when(
            {"IpAddress": {"AWS:SourceIP": "fd00::/8"}}, {"IpAddress": {"aws:SourceIp": ["0.0.0.0/0", "2001:db8::/32"]}}
        ),
    ),
    "imprecise-address": (
        when({"IpAddress": {"aws:SourceIp": "203.0.113.7/24"}}, {"IpAddress": {"aws:SourceIp": "203.0.113.7/32"}}),
        when({"NotIpAddress": {"aws:SourceIp": "2001:db8::1/32"}}, {"NotIpAddress": {"aws:SourceIp": "203.0.113.7"}}),
    ),
    "deprecated-condition-key": (
        when(
            {"ArnLike": {"aws:ARN": "arn:aws:iam::*:role/a"}},
            {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/a"}},
        ),
        when({"StringEquals": {"AWS:SourceOwner": "1" * 12}}, {"StringEquals": {"AWS:SourceAccount": "1" * 12}}),
    ),
    "repeated-condition-key": (
        when(
            {"StringEquals": {"s3:prefix": "a", "S3:Prefix": "b"}},
            {"StringEquals": {"s3:prefix": "a"}, "StringLike": {"S3:Prefix": "b"}},
        ),
    ),
    "unpaired-condition-key": (
        when(
            {"IpAddress": {"aws:VpcSourceIp": "10.0.0.0/8"}},
            {"IpAddress": {"aws:VpcSourceIp": "10.0.0.0/8"}, "StringEquals": {"aws:SourceVpce": "vpce-0a"}},
        ),
        when(
            {"IpAddress": {"aws:Ec2InstanceSourcePrivateIPv4": "10.0.0.1"}},
            {
                "IpAddress": {"aws:Ec2InstanceSourcePrivateIPv4": "10.0.0.1"},
                "StringEquals": {"aws:Ec2InstanceSourceVpc": "vpc-0a"},
            },
        ),
        when(
            {"ArnLike": {"aws:SourceArn": BUCKET}},
            {"ArnLike": {"aws:SourceArn": BUCKET}, "StringEquals": {"aws:SourceAccount": "1" * 12}},
        ),
        when(
            {"ArnLike": {"aws:SourceArn": BUCKET}},
            {"ArnLike": {"aws:SourceArn": "arn:aws:sns:eu-west-1:111111111111:a"}},
        ),
    ),
    "empty-element": (
        Broken(document(allow(Condition={})), document()),
        when({"StringEquals": {}}, {"StringEquals": {"s3:prefix": "a"}}),
        when({"StringEquals": {"s3:prefix": []}}, {"StringEquals": {"s3:prefix": ""}}),
        when({"ForAllValues:StringEquals": {"aws:TagKeys": []}}, {"Null": {"aws:TagKeys": "true"}}),
    ),
    "condition-key-mismatch": (
        when(
            {"StringLike": {"s3:prefix": "a/"}},
            {"StringLikeIfExists": {"s3:prefix": "a/"}},
        ),
        Broken(
            document(allow(Condition={"StringEquals": {"s3:prefix": "a"}})),
            document(allow(Action="s3:ListBucket", Resource=BUCKET, Condition={"StringEquals": {"s3:prefix": "a"}})),
        ),
        Broken(
            document(
                allow(Action="iam:GetRole", Resource="*", Condition={"StringEquals": {"iam:PassedToService": "a"}})
            ),
            document(allow(Action="iam:*", Resource="*", Condition={"StringEquals": {"iam:PassedToService": "a"}})),
        ),
        when({"Null": {"s3:prefix": "false"}}, {"Null": {"s3:prefix": "true"}}),
        # Keys about the session of the caller are in the requests for all actions of all services.
        *(
            when({"StringLike": {"s3:prefix": "a/"}}, {operator: {key: value}})
            for operator, key, value in (
                ("ArnEquals", "ec2:SourceInstanceArn", "arn:aws:ec2:*:*:instance/i-0a1b"),
                ("NumericEquals", "ec2:RoleDelivery", "2.0"),
                ("ArnEquals", "lambda:SourceFunctionArn", "arn:aws:lambda:*:*:function:a"),
                ("ArnEquals", "ssm:SourceInstanceArn", "arn:aws:ssm:*:*:managed-instance/mi-0a1b"),
                ("StringEquals", "glue:RoleAssumedBy", "glue.amazonaws.com"),
                ("ArnLike", "codebuild:projectArn", "arn:aws:codebuild:*:*:project/a"),
                ("StringEquals", "identitystore:UserId", "a"),
                ("StringEquals", "datazone:projectId", "a"),
            )
        ),
        # The reference lists the key for no action of its service, or for too few.
        Broken(
            document(allow(Condition={"StringEquals": {"s3:prefix": "a"}})),
            document(
                allow(
                    Action="aws-marketplace:Subscribe",
                    Resource="*",
                    Condition={"ForAnyValue:StringEquals": {"aws-marketplace:ProductId": ["a"]}},
                )
            ),
        ),
        Broken(
            document(allow(Action="ec2:DescribeInstances", Resource="*", Condition={"StringEquals": {"ec2:Vpc": "a"}})),
            document(
                allow(
                    Action="secretsmanager:GetSecretValue",
                    Resource="*",
                    Condition={"StringEquals": {"secretsmanager:ResourceTag/team": "a"}},
                )
            ),
        ),
    ),
    "tag-condition": (
        Broken(
            document(
                allow(Action="iam:ListRoles", Resource="*", Condition={"StringEquals": {"aws:ResourceTag/team": "a"}})
            ),
            document(
                allow(Action="iam:DeleteRole", Resource="*", Condition={"StringEquals": {"aws:ResourceTag/team": "a"}})
            ),
        ),
        Broken(
            document(
                allow(
                    Effect="Deny",
                    Action="sqs:ListQueues",
                    Resource="*",
                    Condition={"StringEquals": {"aws:ResourceTag/team": "a"}},
                )
            ),
            document(
                allow(
                    Effect="Deny",
                    Action="sqs:*",
                    Resource="*",
                    Condition={"StringNotEquals": {"aws:ResourceTag/team": "a"}},
                )
            ),
        ),
        Broken(
            document(allow(Condition={"ForAnyValue:StringEquals": {"aws:TagKeys": "a"}})),
            document(
                allow(
                    Action="ec2:CreateTags",
                    Resource="*",
                    Condition={"ForAnyValue:StringEquals": {"aws:TagKeys": "a"}},
                )
            ),
        ),
    ),
    "redundant-value": (
        when({"StringLike": {"s3:prefix": ["a/*", "a/b"]}}, {"StringLike": {"s3:prefix": ["a/*", "b/"]}}),
        when({"StringEquals": {"s3:prefix": ["a", "a"]}}, {"StringEquals": {"s3:prefix": ["a", "A"]}}),
        when({"StringNotLike": {"s3:prefix": ["*a", "ba"]}}, {"StringLike": {"s3:prefix": ["${aws:username}*", "a"]}}),
        when(
            {"ArnLike": {"aws:SourceArn": ["arn:aws:sns:*:111111111111:*", "arn:aws:sns:eu-west-1:111111111111:a"]}},
            {"ArnLike": {"aws:SourceArn": ["arn:aws:sns:*:111111111111:*", "arn:aws:sns:eu-west-1:222222222222:a"]}},
        ),
        when(
            {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "203.0.113.7"]}},
            {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "203.0.112.0/24", "2001:db8::/32", "${aws:username}"]}},
        ),
        when(
            {"NumericLessThanEquals": {"s3:max-keys": ["5", "10"]}},
            {"NumericEquals": {"s3:max-keys": ["5", "10"]}},
        ),
        when(
            {"NumericGreaterThan": {"s3:max-keys": ["5", "10"]}},
            {"NumericGreaterThan": {"s3:max-keys": ["5", "${aws:PrincipalTag/keys}"]}},
        ),
    ),
    "unknown-condition-key": (
        when({"StringEquals": {"aws:RequestTag": "a"}}, {"StringEquals": {"aws:RequestTag/a": "a"}}),
        when({"StringEquals": {"s3:prefixes": "a"}}, {"StringEquals": {"s3:ExistingObjectTag/a": "a"}}),
        when({"StringEquals": {"ec2:ResourceTags/a": "a"}}, {"StringEquals": {"ec2:ResourceTag/a": "a"}}),
        when({"StringEquals": {"kms:EncryptionContexts:a": "a"}}, {"StringEquals": {"kms:EncryptionContext:a": "a"}}),
    ),
}
