# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""For each rule of the review, documents that break it and look-alikes that do not."""

from __future__ import annotations

import json
import typing as t

from ansible_collections.leastpriv.aws.plugins.module_utils._policy import document as policy
from ansible_collections.leastpriv.aws.plugins.module_utils._policy.problem import DocumentKind

BUCKET = "arn:aws:s3:::reports-1"
LAMBDA = {"Service": "lambda.amazonaws.com"}
GITHUB = {"Federated": "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com"}
GITHUB_OF_ANY_ACCOUNT = {
    "Federated": "arn:${AWS::Partition}:iam::${AWS::AccountId}:oidc-provider/token.actions.githubusercontent.com"
}
COGNITO = {"Federated": "cognito-identity.amazonaws.com"}
POOL = {"StringEquals": {"cognito-identity.amazonaws.com:aud": "eu-west-1:a"}}
WEB = "sts:AssumeRoleWithWebIdentity"
SOURCE = {"StringEquals": {"aws:SourceAccount": "111111111111"}}
# Conditions that admit everybody.
UNRESTRICTED: t.Final[tuple[dict[str, t.Any], ...]] = (
    {"StringEquals": {}},
    {"StringLike": {"aws:PrincipalArn": "*"}},
    {"StringNotEquals": {"aws:PrincipalAccount": "111111111111"}},
    {"Null": {"aws:PrincipalTag/a": "true"}},
    {"ForAllValues:StringEquals": {"aws:PrincipalOrgID": "o-1"}},
)
VERSION = {"Version": "2012-10-17"}


def allow(**elements: t.Any) -> dict[str, t.Any]:
    """A statement without findings, apart from the given elements; None omits an element."""
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"{BUCKET}/*", **elements}
    return {name: value for name, value in statement.items() if value is not None}


def trust(**elements: t.Any) -> dict[str, t.Any]:
    """A statement of a trust policy without findings, apart from the given elements."""
    return allow(**{"Resource": None, "Principal": LAMBDA, "Action": "sts:AssumeRole", "Condition": SOURCE, **elements})


def document(*statements: dict[str, t.Any], **elements: t.Any) -> dict[str, t.Any]:
    whole = {**VERSION, **elements, "Statement": list(statements) or [allow()]}
    return {name: value for name, value in whole.items() if value is not None}


def text(**elements: t.Any) -> str:
    return json.dumps(document(**elements))


def of_size(characters: int, **elements: t.Any) -> dict[str, t.Any]:
    """A document of this many characters, not counting white space."""
    bare = document({**(trust() if "Principal" in elements else allow()), "Sid": ""})
    return document({**bare["Statement"][0], "Sid": "a" * (characters - policy.parse("policy", bare).size)})


def pseudo(whole: dict[str, t.Any]) -> dict[str, t.Any]:
    """A document with pseudo parameters, which has this size once they are filled in."""
    return t.cast("dict[str, t.Any]", json.loads(json.dumps(whole).replace("arn:aws:", "arn:${AWS::Partition}:")))


class Broken(t.NamedTuple):
    """A document that breaks a rule, look-alikes that do not, and the kind of document."""

    bad: t.Any
    good: t.Any
    kind: DocumentKind = "managed"


RULES: t.Final[t.Mapping[str, tuple[Broken, ...]]] = {
    "invalid-json": (
        Broken("{", text()),
        Broken('{"Statement": NaN}', text()),
        Broken(" ", text()),
    ),
    "invalid-document": (
        Broken("[]", document()),
        Broken({"Version": "2012-10-17"}, document()),
        Broken({**VERSION, "Statement": []}, {**VERSION, "Statement": allow()}),
        Broken({**VERSION, "Statement": ["x"]}, document()),
        Broken("[" * 100_000, document()),
    ),
    "invalid-character": (Broken(document(allow(Resource=f"{BUCKET}/€")), document(allow(Resource=f"{BUCKET}/é"))),),
    "leading-white-space": (
        Broken(" " + text(), text() + " "),
        Broken("\n" + text(), json.dumps(document(), indent=4)),
    ),
    "repeated-element": (
        Broken('{"Statement": {"Effect": "Allow", "Effect": "Deny"}}', text()),
        Broken('{"Version": "2012-10-17", ' + text()[1:], text()),
    ),
    "unknown-element": (
        Broken(document(Comment="x"), document(Id="x")),
        Broken(document(allow(Comment="x")), document(allow(Sid="x"))),
        Broken(document(allow(action="s3:GetObject")), document()),
    ),
    "invalid-type": (
        Broken(document(Id=["x"]), document(Id="x")),
        Broken(document(allow(Sid=[])), document(allow(Sid=""))),
        Broken(document(allow(Action=[["s3:GetObject"]])), document(allow(Action=["s3:GetObject"]))),
        Broken(document(allow(Resource={"a": "b"})), document()),
        Broken(document(trust(Principal={"AWS": [["*"]]})), document(trust()), "trust"),
        Broken({**VERSION, "Statement": [None]}, document()),
    ),
    "invalid-version": (
        Broken(document(Version="2013-10-17"), document()),
        Broken(document(Version="2008-10-17"), document()),
        Broken(document(Version=None), document()),
        Broken(document(Version="2013-10-17"), document(Version="2008-10-17"), "inline"),
        Broken(document(trust(), Version="2012"), document(trust(), Version=None), "trust"),
    ),
    "invalid-sid": (
        Broken(document(allow(Sid="a b")), document(allow(Sid="aB1"))),
        Broken(document(allow(Sid="a${AWS::Region}")), document()),
        Broken(document(allow(Sid="a${AWS::URLSuffix}")), document()),
        Broken(document(allow(Sid="a-b")), document(allow(Sid="Of${AWS::AccountId}"))),
    ),
    "repeated-sid": (
        Broken(
            document(allow(Sid="a"), allow(Sid="a", Action="s3:PutObject")),
            document(allow(Sid=""), allow(Sid="", Action="s3:PutObject")),
        ),
        Broken(
            document(allow(Sid="a"), allow(Sid="a", Action="s3:PutObject")),
            document(allow(Sid="a"), allow(Sid="A", Action="s3:PutObject")),
        ),
    ),
    "invalid-effect": (
        Broken(document(allow(Effect="allow")), document(allow(Effect="Deny"))),
        Broken(document(allow(Effect=None)), document()),
        Broken(document(allow(Effect=["Allow"])), document()),
    ),
    "missing-element": (
        Broken(document(allow(Action=None)), document(allow(Effect="Deny", Action=None, NotAction="s3:GetObject"))),
        Broken(document(allow(Action=[])), document()),
        Broken(document(allow(Resource=None)), document(allow(Effect="Deny", Resource=None, NotResource=BUCKET))),
        Broken(document(trust(Principal=None)), document(trust()), "trust"),
        Broken(document(trust(Principal={})), document(trust()), "trust"),
        *(
            Broken(
                document(trust(Principal=principal, Action=WEB, Condition=bad)),
                document(
                    trust(
                        Principal=principal,
                        Action=WEB,
                        Condition={"StringLike": {"token.actions.githubusercontent.com:sub": "repo:acme/*"}},
                    )
                ),
                "trust",
            )
            for principal in (GITHUB, GITHUB_OF_ANY_ACCOUNT)
            for bad in (
                None,
                {"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}},
                {"StringLike": {"token.actions.githubusercontent.com:sub": "*"}},
            )
        ),
        Broken(
            document(trust(Principal=COGNITO, Action=WEB, Condition=None)),
            document(trust(Principal=COGNITO, Action=WEB, Condition=POOL)),
            "trust",
        ),
        Broken(
            document(trust(Principal=COGNITO, Action=WEB)),
            document(trust(Principal=COGNITO, Action=WEB, Effect="Deny", Condition=None)),
            "trust",
        ),
        Broken(document(trust(Principal={"AWS": []})), document(trust()), "trust"),
    ),
    "unknown-pseudo-parameter": (
        Broken(
            document(allow(Resource=f"{BUCKET}/${{AWS::StackName}}")),
            document(allow(Resource=f"{BUCKET}/${{aws:username}}")),
        ),
        Broken(
            document(allow(Condition={"StringEquals": {"aws:SourceAccount": "${AWS::accountid}"}})),
            document(allow(Condition={"StringEquals": {"aws:SourceAccount": "${AWS::AccountId}"}})),
        ),
    ),
    "conflicting-elements": (
        Broken(document(allow(NotAction="s3:PutObject")), document()),
        Broken(document(allow(NotResource="*")), document()),
    ),
    "prohibited-element": (
        Broken(document(allow(Principal="*")), document()),
        Broken(document(allow(NotPrincipal="*")), document(), "inline"),
        Broken(document(trust(Resource="*")), document(trust()), "trust"),
        Broken(document(trust(NotPrincipal=LAMBDA)), document(trust()), "trust"),
    ),
    "invalid-action": (
        Broken(document(allow(Action="GetObject")), document(allow(Action="S3:getobject"))),
        Broken(document(allow(Action="s3:Get:Object")), document(allow(Action="s3:GetObject*"))),
        Broken(document(allow(Action="s3:")), document(allow(Action="s3:*"))),
        Broken(document(allow(Action="s*:GetObject")), document(allow(Action="s3:G?tObject"))),
        Broken(document(allow(Action="s3:a:b")), document(allow(Action="s3:Get${AWS::AccountId}"))),
        Broken(document(allow(Action="*:GetObject")), document(allow(Action="*:*"))),
        Broken(document(allow(Effect="Deny", Action=None, NotAction="")), document()),
    ),
    "invalid-trust-action": (
        Broken(document(trust(Action="s3:GetObject")), document(trust(Action="sts:*")), "trust"),
        Broken(document(trust(Action="*")), document(trust(Action="STS:assumerole")), "trust"),
        Broken(
            document(trust(Action=["sts:AssumeRole", "sts:GetCallerIdentity"])),
            document(trust(Action=["sts:AssumeRole", "sts:TagSession"])),
            "trust",
        ),
    ),
    "invalid-resource": (
        Broken(document(allow(Resource="reports")), document()),
        Broken(document(allow(Resource="")), document()),
        Broken(document(allow(Resource="arn:amazon:s3:::b/*")), document(allow(Resource="arn:aws-cn:s3:::b/*"))),
        Broken(document(allow(Resource="arn:aws:s3::b")), document(allow(Resource="arn:${AWS::Partition}:s3:::b/*"))),
        Broken(document(allow(Resource="arn:aws:s3:eu-west-1::b")), document(allow(Resource="arn:aws:s3:::b"))),
        Broken(document(allow(Resource="arn:aws:s3:*:*:b")), document(allow(Resource="arn:aws:s3:*:*:job/*"))),
        Broken(document(allow(Resource="arn:aws:s3::111111111111:b")), document(allow(Resource="arn:aws:s3::*:b"))),
        Broken(
            document(allow(Resource="arn:aws:s3:eu-west-1:111111111111:b")),
            document(allow(Resource="arn:aws:s3:eu-west-1:111111111111:accesspoint/b")),
        ),
        Broken(document(allow(Resource="arn:aws:*:::b")), document(allow(Resource="arn:*:s3:::b"))),
        Broken(document(allow(Resource="arn:aws:s*:::b")), document(allow(Resource="arn:aws:unknown"))),
        Broken(document(allow(Resource=["arn:aws:s3:::b", "arn:aws-cn:s3:::b"])), document()),
        Broken(
            document(allow(Action="iam:GetRole", Resource="arn:aws:iam::${aws:PrincipalAccount}:role/a")),
            document(allow(Action="iam:GetRole", Resource="arn:aws:iam::${AWS::AccountId}:role/${aws:username}")),
        ),
        Broken(
            document(allow(Action="route53:GetHostedZone", Resource="arn:aws:route53:eu-west-1::hostedzone/a")),
            document(allow(Action="route53:GetHostedZone", Resource="arn:aws:route53:::hostedzone/a")),
        ),
        Broken(
            document(allow(Action="iam:GetRole", Resource="arn:aws:iam:eu-west-1:111111111111:role/a")),
            document(allow(Action="iam:GetRole", Resource="arn:aws:iam::111111111111:role/a")),
        ),
        Broken(document(allow(Resource="arn:aws:iam::111111111111:a")), document()),
    ),
    "invalid-principal": (
        Broken(document(trust(Principal="lambda.amazonaws.com")), document(trust()), "trust"),
        Broken(document(trust(Principal={"Services": "lambda.amazonaws.com"})), document(trust()), "trust"),
        Broken(document(trust(Principal={"AWS": "1111"})), document(trust(Principal={"AWS": "1" * 12})), "trust"),
        Broken(document(trust(Principal={"AWS": []})), document(trust(Principal={"AWS": ["1" * 12]})), "trust"),
        Broken(document(trust(Principal={"AWS": "1" * 12, "Service": []})), document(trust()), "trust"),
        Broken(
            document(trust(Principal={"AWS": "arn:aws:iam::111111111111:role/*"})),
            document(trust(Principal={"AWS": "arn:aws:iam::111111111111:role/a"})),
            "trust",
        ),
        Broken(document(trust(Principal={"Service": "*"})), document(trust(Principal={"AWS": "*"})), "trust"),
        Broken(
            document(trust(Principal={"Service": "lambda.example.com"})),
            document(trust(Principal={"Service": "alexa-appkit.amazon.com"})),
            "trust",
        ),
        Broken(
            document(trust(Principal={"Service": "lambda"})),
            document(trust(Principal={"Service": "lambda.${AWS::URLSuffix}"})),
            "trust",
        ),
    ),
    "invalid-operator": (
        Broken(document(allow(Condition={"x": {"s3:prefix": "a"}})), document(allow(Condition={"x": {}}))),
        Broken(
            document(allow(Condition={"StringsEqual": {"s3:prefix": "a"}})),
            document(allow(Condition={"forallvalues:stringequalsifexists": {"s3:prefix": "a"}})),
        ),
        Broken(
            document(allow(Condition={"NullIfExists": {"s3:prefix": "true"}})),
            document(allow(Condition={"Null": {"s3:prefix": "true"}})),
        ),
    ),
    "invalid-condition": (
        Broken(document(allow(Condition=[])), document(allow(Condition={}))),
        Broken(document(allow(Condition={"StringEquals": "a"})), document(allow(Condition={"StringEquals": {}}))),
        Broken(
            document(allow(Condition={"StringEquals": {"s3:prefix": {}}})),
            document(allow(Condition={"StringEquals": {"s3:prefix": []}})),
        ),
    ),
    "invalid-value": tuple(
        Broken(
            document(allow(Condition={operator: {"aws:key": bad}})),
            document(allow(Condition={operator: {"aws:key": good}})),
        )
        for operator, bad, good in (
            ("DateLessThan", "tomorrow", "2026-11-24"),
            ("DateLessThan", "2026-13-01", "2026-11-24T08:00:00Z"),
            ("dategreaterthan", "2026-11-24T24:00:00Z", "2026-11-24T08:00:00.5+01:00"),
            ("DateEqualsIfExists", str(2**63), str(2**63 - 1)),
            ("DateNotEquals", "", "${aws:CurrentTime}"),
            ("NumericLessThan", "many", "1e3"),
            ("ForAllValues:NumericEquals", "0x10", -1.5),
            ("IpAddress", "example.com", "203.0.113.7"),
            ("NotIpAddress", "10.0.0.0/33", ["10.0.0.0/8", "2001:db8::/32"]),
            ("ArnLike", "arn:aws:sns:topic", "arn:aws:sns:*:*:topic"),
            ("ArnNotEquals", "${aws:PrincipalArn}", "*"),
            ("BinaryEquals", "YWJj==", "YWJj"),
            ("BinaryEquals", "!", "YWI="),
        )
    ),
    "too-large": (
        Broken(of_size(6_145), of_size(6_144)),
        Broken(of_size(10_241), of_size(10_240), "inline"),
        Broken(of_size(4_097, Principal=1), of_size(4_096, Principal=1), "trust"),
        # The values of the pseudo parameters decide.
        Broken(of_size(6_145), pseudo(of_size(6_144))),
        Broken(text() + " " * 131_072, json.dumps(document(), indent=400)),
    ),
    "large-trust-policy": (Broken(of_size(2_049, Principal=1), of_size(2_048, Principal=1), "trust"),),
    "wildcard-action": (
        Broken(document(allow(Action="*")), document(allow(Effect="Deny", Action="*"))),
        Broken(document(allow(Action=["s3:GetObject", "*:*"])), document(allow(Action="s3:Get*"))),
    ),
    "service-wildcard": (
        Broken(document(allow(Action="s3:*")), document(allow(Action="s3:Get*"))),
        Broken(document(allow(Action="s3:**")), document(allow(Effect="Deny", Action="s3:*"))),
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
            document(trust(Condition={"StringLike": {"aws:SourceAccount": "*"}})),
            document(trust(Condition={"StringLike": {"aws:SourceAccount": "1111*"}})),
            "trust",
        ),
        Broken(document(trust(Condition=None)), document(trust()), "trust"),
        Broken(
            document(trust(Condition={"StringNotEquals": {"aws:SourceAccount": "111111111111"}})),
            document(trust(Condition={"ArnLike": {"AWS:SourceArn": "arn:aws:sns:*:1:a"}})),
            "trust",
        ),
        Broken(
            document(trust(Condition={"StringEqualsIfExists": {"aws:SourceAccount": "111111111111"}})),
            document(trust(Condition={"StringEquals": {"aws:SourceOrgID": "o-1"}})),
            "trust",
        ),
        Broken(
            document(trust(Condition=None)),
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
                document(trust(Principal={"AWS": "*"}, Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}})),
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
