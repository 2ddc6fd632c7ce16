# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documents that IAM refuses, and look-alikes that it takes."""

from __future__ import annotations

import json
import typing as t

from .vocabulary import (
    BUCKET,
    COGNITO,
    GITHUB,
    LAMBDA,
    POOL,
    VERSION,
    WEB,
    Broken,
    allow,
    document,
    of_size,
    pseudo,
    text,
    trust,
)

OWN: t.Final = "arn:${AWS::Partition}:iam::${AWS::AccountId}"

REFUSED: t.Final[t.Mapping[str, tuple[Broken, ...]]] = {
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
        Broken(document(Version="2008-10-17"), document(), "scp"),
        Broken(document(Version=None), document(), "scp"),
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
        Broken(
            document(allow(Effect="Deny", Resource=None)),
            document(allow(Effect="Deny", Action=None, NotAction="iam:*", Resource=None, NotResource=BUCKET)),
            "scp",
        ),
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
            for principal in (GITHUB, {"Federated": f"{OWN}:oidc-provider/token.actions.githubusercontent.com"})
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
        Broken(document(trust(Principal={"AWS": []})), document(trust(Principal={"AWS": ["1" * 12]})), "trust"),
        Broken(document(trust(Principal={"AWS": "1" * 12, "Service": []})), document(trust()), "trust"),
        Broken(
            document(trust(Principal={"Federated": f"{OWN}:oidc-provider/gitlab.com"}, Action=WEB)),
            document(
                trust(
                    Principal={"Federated": f"{OWN}:oidc-provider/gitlab.com"},
                    Action=WEB,
                    Condition={"StringLike": {"gitlab.com:sub": "project_path:acme/*"}},
                )
            ),
            "trust",
        ),
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
        Broken(document(allow(Principal="*")), document(allow(Effect="Deny")), "scp"),
        Broken(document(allow(NotPrincipal={"AWS": "*"})), document(allow(Action="*", Resource="*")), "scp"),
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
        Broken(of_size(10_241), of_size(10_240), "scp"),
        # White space in a value counts in a service control policy.
        Broken(
            document(allow(Resource=[f"{BUCKET}/{number} {' ' * 300}" for number in range(32)])),
            document(allow(Resource=[f"{BUCKET}/{number} {' ' * 300}" for number in range(20)])),
            "scp",
        ),
        Broken(of_size(4_097, Principal=1), of_size(4_096, Principal=1), "trust"),
        # The values of the pseudo parameters decide.
        Broken(of_size(6_145), pseudo(of_size(6_144))),
        Broken(text() + " " * 131_072, json.dumps(document(), indent=400)),
    ),
}
