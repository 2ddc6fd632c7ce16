# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""For each check of IAM Access Analyzer that the review covers, a document in which both find something."""

from __future__ import annotations

import typing as t

from ansible_collections.leastpriv.aws.plugins.module_utils._policy.problem import DocumentKind

from .vocabulary import BUCKET, WEB, allow, document, trust

_OBJECTS: t.Final = f"{BUCKET}/*"
_IN_ACCOUNT: t.Final = "arn:aws:iam::111111111111:"
_GITHUB: t.Final = "token.actions.githubusercontent.com"
_OIDC: t.Final = {"Federated": f"{_IN_ACCOUNT}oidc-provider/id.example.org"}


class Example(t.NamedTuple):
    """A document and its kind."""

    document: t.Any
    kind: DocumentKind = "managed"


def _allowing(**elements: t.Any) -> Example:
    return Example(document(allow(**elements)))


def _when(**condition: t.Any) -> Example:
    return _allowing(Condition=condition)


def _trusting(**elements: t.Any) -> Example:
    principal = {"AWS": f"{_IN_ACCOUNT}role/a"}
    return Example(document(trust(**{"Principal": principal, "Condition": None, **elements})), "trust")


EXAMPLES: t.Final[t.Mapping[str, Example]] = {
    "ARN account not allowed": _allowing(Resource="arn:aws:s3::111111111111:reports-1/*"),
    "ARN Region not allowed": _allowing(Action="iam:GetRole", Resource="arn:aws:iam:eu-west-1:111111111111:role/a"),
    "Data type mismatch": _allowing(Resource={"a": "b"}),
    "Duplicate keys with different case": _when(
        StringEquals={"aws:PrincipalOrgID": "o-a", "aws:principalorgid": "o-b"}
    ),
    "Invalid action": _allowing(Action="s3:GetObjectt"),
    "Invalid ARN account": _allowing(Action="sqs:SendMessage", Resource="arn:aws:sqs:eu-west-1:12345:q"),
    "Invalid ARN prefix": _allowing(Resource="arn2:aws:s3:::reports-1/*"),
    "Invalid ARN Region": _allowing(Action="sqs:SendMessage", Resource="arn:aws:sqs:eu-west-9:111111111111:q"),
    "Invalid ARN resource": _allowing(Action="kms:Decrypt", Resource="arn:aws:kms:eu-west-1:111111111111:keys/x"),
    "Invalid ARN service case": _allowing(Action="s3:GetObject", Resource="arn:aws:S3:::reports-1/*"),
    "Invalid condition data type": _when(Bool={"aws:SecureTransport": "yes"}),
    "Invalid condition key format": _when(StringEquals={"aws-PrincipalOrgID": "o-a"}),
    "Invalid condition multiple Boolean": _when(Bool={"aws:SecureTransport": ["true", "false"]}),
    "Invalid condition operator": _when(StringSame={"aws:PrincipalOrgID": "o-a"}),
    "Invalid effect": _allowing(Effect="Permit"),
    "Invalid federated principal syntax in role trust policy": _trusting(
        Principal={"Federated": "corp"}, Action="sts:AssumeRoleWithSAML"
    ),
    "Invalid global condition key": _when(StringEquals={"aws:PrincipalOrg": "o-a"}),
    "Invalid partition": _allowing(Resource="arn:amazon:s3:::reports-1/*"),
    "Invalid policy element": _allowing(Actions="s3:Get*"),
    "Invalid principal format": _trusting(Principal="arn:aws:iam::111111111111:root"),
    "Invalid principal key": _trusting(Principal={"aws": f"{_IN_ACCOUNT}root"}),
    "Invalid Region": _when(StringEquals={"aws:RequestedRegion": "us-west-5"}),
    "Invalid service": _allowing(Action="s3:GetObject", Resource="arn:aws:s33:::reports-1/*"),
    "Invalid service condition key": _when(StringEquals={"s3:prefixes": "a"}),
    "Invalid service in action": _allowing(Action="s33:GetObject"),
    "Invalid service principal format": _trusting(Principal={"Service": "lambda"}),
    "Invalid variable for operator": _when(NumericEquals={"s3:max-keys": "${aws:PrincipalTag/n}"}),
    "Invalid version": Example(document(allow(), Version="2012-10-18")),
    "Invalid vpc format": _when(StringEquals={"aws:SourceVpc": "vpc-xyz"}),
    "Invalid vpce format": _when(StringEquals={"aws:SourceVpce": "vpce-xyz"}),
    "Json syntax error": Example('{"Version": "2012-10-17",'),
    "Json syntax error, repeated keys": Example('{"Version": "2012-10-17", "Version": "2012-10-17", "Statement": []}'),
    "Mismatched action for principal": _trusting(Principal={"Federated": f"{_IN_ACCOUNT}saml-provider/c"}, Action=WEB),
    "Missing action": _allowing(Action=None),
    "Missing action for condition key": _allowing(
        Action="iam:CreateRole",
        Resource="*",
        Condition={"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}},
    ),
    "Missing action for roles anywhere trust policy": _trusting(Principal={"Service": "rolesanywhere.amazonaws.com"}),
    "Missing ARN field": _allowing(Resource="arn:aws:s3::reports-1"),
    "Missing ARN Region": _allowing(Action="sqs:SendMessage", Resource="arn:aws:sqs::111111111111:q"),
    "Missing brace in variable": _allowing(Resource=BUCKET + "/${aws:username"),
    "Missing effect": _allowing(Effect=None),
    "Missing principal": _trusting(Principal=None),
    "Missing qualifier": _when(StringEquals={"aws:TagKeys": "a"}),
    "Missing quote in variable": _allowing(Resource=BUCKET + "/${aws:PrincipalTag/team, none}"),
    "Missing resource": _allowing(Resource=None),
    "Missing statement": Example({"Version": "2012-10-17"}),
    "Missing tag key in condition": _when(StringEquals={"aws:ResourceTag/": "a"}),
    "Null with if exists": _when(NullIfExists={"aws:TokenIssueTime": "true"}),
    "Empty variable": _allowing(Resource=BUCKET + "/${}"),
    "Private IP address": _when(IpAddress={"aws:SourceIp": "10.0.0.1"}),
    "Private NotIpAddress": _when(NotIpAddress={"aws:SourceIp": "10.0.0.0/16"}),
    "Role trust policy syntax error notprincipal": _trusting(
        Principal=None, NotPrincipal={"AWS": f"{_IN_ACCOUNT}root"}
    ),
    "Role trust policy syntax error resource": _trusting(Resource="*"),
    "Role trust policy unsupported wildcard in principal": _trusting(Principal={"AWS": f"{_IN_ACCOUNT}role/*"}),
    "Type mismatch IP range": _when(IpAddress={"aws:SourceIp": "here"}),
    "Unique Sids required": Example(document(allow(Sid="a"), allow(Sid="a", Action="s3:PutObject"))),
    "Unsupported action for condition key": _allowing(
        Action="s3:GetObject", Condition={"StringEquals": {"s3:prefix": "a"}}
    ),
    "Unsupported action in policy": _trusting(Action="s3:GetObject"),
    "Unsupported condition key for service principal": _trusting(
        Principal={"Service": "lambda.amazonaws.com"}, Condition={"StringEquals": {"aws:PrincipalOrgID": "o-a"}}
    ),
    "Unsupported element combination": _allowing(NotAction="s3:PutObject"),
    "Unsupported global condition key": _when(ArnEquals={"aws:ARN": f"{_IN_ACCOUNT}role/a"}),
    "Unsupported principal": _allowing(Principal="*"),
    "Unsupported Sid": _allowing(Sid="a b"),
    "Unsupported space in variable": _allowing(Resource=BUCKET + "/${ aws:username }"),
    "Unsupported wildcard in principal": _trusting(Principal={"AWS": "arn:aws:iam::*:root"}),
    "Variable unsupported in element": _trusting(Principal={"AWS": _IN_ACCOUNT + "role/${aws:username}"}),
    "Variable unsupported in version": Example(
        document(allow(Resource=BUCKET + "/${aws:username}"), Version="2008-10-17"), "inline"
    ),
    "Allow with NotPrincipal": _trusting(Principal=None, NotPrincipal={"AWS": f"{_IN_ACCOUNT}role/b"}),
    "Deny with unsupported tag condition key for service": _allowing(
        Effect="Deny", Action="sqs:ListQueues", Resource="*", Condition={"StringEquals": {"aws:ResourceTag/team": "a"}}
    ),
    "ForAllValues with single valued key": _when(**{"ForAllValues:StringEquals": {"aws:PrincipalOrgID": "o-a"}}),
    "Missing condition key for OIDC principal": _trusting(Principal=_OIDC, Action=WEB),
    "Missing github repo condition key": _trusting(
        Principal={"Federated": f"{_IN_ACCOUNT}oidc-provider/{_GITHUB}"},
        Action=WEB,
        Condition={"StringEquals": {f"{_GITHUB}:aud": "sts.amazonaws.com"}},
    ),
    "Missing paired condition keys": _when(IpAddress={"aws:VpcSourceIp": "10.0.0.0/8"}),
    "Pass role with NotAction and NotResource": _allowing(
        Action=None, NotAction="s3:*", Resource=None, NotResource=_OBJECTS
    ),
    "Pass role with NotResource": _allowing(Action="iam:PassRole", Resource=None, NotResource=f"{_IN_ACCOUNT}role/a"),
    "Pass role with star in action and NotResource": _allowing(
        Action="iam:*", Resource=None, NotResource=f"{_IN_ACCOUNT}role/a"
    ),
    "Pass role with star in action and resource": _allowing(Action="iam:P*", Resource="*"),
    "Pass role with star in resource": _allowing(Action="iam:PassRole", Resource="*"),
    "Pass role with star in resource and NotAction": _allowing(Action=None, NotAction="s3:*", Resource="*"),
    "Restrict access to service principal": _trusting(Principal={"Service": "pinpoint.amazonaws.com"}),
    "String like operator with ARN condition keys": _when(StringLike={"aws:PrincipalArn": "arn:aws:iam::*:role/a"}),
    "Create SLR with NotAction and NotResource": _allowing(
        Action=None, NotAction="s3:*", Resource=None, NotResource=_OBJECTS
    ),
    "Create SLR with NotResource": _allowing(
        Action="iam:CreateServiceLinkedRole", Resource=None, NotResource=f"{_IN_ACCOUNT}role/a"
    ),
    "Create SLR with star in action and NotResource": _allowing(
        Action="iam:*", Resource=None, NotResource=f"{_IN_ACCOUNT}role/a"
    ),
    "Create SLR with star in action and resource": _allowing(Action="iam:Create*", Resource="*"),
    "Create SLR with star in resource": _allowing(Action="iam:CreateServiceLinkedRole", Resource="*"),
    "Create SLR with star in resource and NotAction": _allowing(Action=None, NotAction="s3:*", Resource="*"),
    "Deprecated global condition key": _when(StringEquals={"aws:SourceOwner": "111111111111"}),
    "Invalid date value": _when(DateGreaterThan={"aws:CurrentTime": "1764500000"}),
    "Invalid role reference": _trusting(Principal={"AWS": "AROAABCDEFGHIJKLMNOPQ"}),
    "Invalid user reference": _trusting(Principal={"AWS": "AIDAABCDEFGHIJKLMNOPQ"}),
    "Missing version": Example(document(Version=None), "inline"),
    "Policy size exceeds identity policy quota": _allowing(Resource=[f"{BUCKET}/{n:0>60}" for n in range(100)]),
    "Policy size exceeds role trust policy quota": _trusting(
        Principal={"AWS": [f"{_IN_ACCOUNT}role/{n:0>60}" for n in range(30)]}
    ),
    "Type mismatch": _when(StringEquals={"aws:SourceIp": "198.51.100.1"}),
    "Type mismatch Boolean": _when(Bool={"aws:SecureTransport": "1"}),
    "Type mismatch date": _when(DateGreaterThan={"aws:CurrentTime": "today"}),
    "Type mismatch number": _when(NumericLessThan={"aws:MultiFactorAuthAge": "an hour"}),
    "Type mismatch string": _when(StringEquals={"aws:username": {"a": "b"}}),
    "Unique Sids recommended": Example(document(trust(Sid="a"), trust(Sid="a", Effect="Deny")), "trust"),
    "Wildcard without like operator": _when(StringEquals={"aws:username": "a*"}),
    "Allow with unsupported tag condition key for service": _allowing(
        Action="sqs:ListQueues", Resource="*", Condition={"StringEquals": {"aws:ResourceTag/team": "a"}}
    ),
    "Confirm audience claim type": _trusting(
        Principal=_OIDC, Action=WEB, Condition={"ForAllValues:StringEquals": {"id.example.org:aud": "a"}}
    ),
    "Empty array action": _allowing(Action=[]),
    "Empty array condition": _when(StringEquals={"aws:username": []}),
    "Empty array condition ForAllValues": _when(**{"ForAllValues:StringEquals": {"aws:TagKeys": []}}),
    "Empty array condition ForAnyValue": _when(**{"ForAnyValue:StringEquals": {"aws:TagKeys": []}}),
    "Empty array condition IfExists": _when(StringEqualsIfExists={"aws:username": []}),
    "Empty array principal": _trusting(Principal={"AWS": []}),
    "Empty array resource": _allowing(Resource=[]),
    "Empty object condition": _allowing(Condition={}),
    "Empty object principal": _trusting(Principal={}),
    "Equivalent to null false": _when(StringLike={"aws:PrincipalTag/team": "*"}),
    "Improve IP range": _when(IpAddress={"aws:SourceIp": "203.0.113.7/24"}),
    "Null with qualifier": _when(**{"ForAllValues:Null": {"aws:TagKeys": "true"}}),
    "Private IP address subset": _when(IpAddress={"aws:SourceIp": ["203.0.113.0/24", "10.0.0.0/8"]}),
    "Private NotIpAddress subset": _when(NotIpAddress={"aws:SourceIp": ["203.0.113.0/24", "10.0.0.0/8"]}),
    "Recommended condition key for service principal": _trusting(Principal={"Service": "codebuild.amazonaws.com"}),
    "Redundant action": _allowing(Action=["s3:Get*", "s3:GetObject"]),
    "Redundant condition value num": _when(NumericLessThan={"aws:MultiFactorAuthAge": ["300", "600"]}),
    "Redundant principal in role trust policy": _trusting(
        Principal={"AWS": [f"{_IN_ACCOUNT}role/a", "arn:aws:sts::111111111111:assumed-role/a/b"]}
    ),
    "Redundant resource": _allowing(Resource=[_OBJECTS, BUCKET + "/a"]),
    "Redundant statement": Example(document(allow(), allow(Action="s3:Get*"))),
    "Wildcard in service name": _allowing(Action="s*:GetObject"),
}
