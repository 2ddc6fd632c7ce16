# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Trust policies that trust too many, or nobody, and look-alikes."""

from __future__ import annotations

import typing as t

from .vocabulary import GITHUB, LAMBDA, WEB, Broken, document, trust

OWN: t.Final = "arn:${AWS::Partition}:iam::${AWS::AccountId}"
ROOT: t.Final = "arn:aws:iam::222222222222:root"
SAML: t.Final = "arn:aws:iam::111111111111:saml-provider/corp"
EKS: t.Final = "oidc.eks.eu-west-1.amazonaws.com/id/A1B2"
CLUSTER: t.Final = {"Federated": f"arn:aws:iam::111111111111:oidc-provider/{EKS}"}


def trusting(bad: dict[str, t.Any], good: dict[str, t.Any]) -> Broken:
    """Two statements of trust policies, without a condition apart from those given."""
    return Broken(
        document(trust(**{"Condition": None, **bad})), document(trust(**{"Condition": None, **good})), "trust"
    )


TRUSTED: t.Final[t.Mapping[str, tuple[Broken, ...]]] = {
    "public-principal": (
        *(
            trusting(
                {"Principal": {"AWS": "*"}, "Condition": condition},
                {"Principal": {"AWS": "*"}, "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}},
            )
            for condition in (
                {"Bool": {"aws:SecureTransport": "true"}},
                {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}},
                {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/deploy"}},
                {"DateLessThan": {"aws:CurrentTime": "2030-01-01"}},
                {"StringLike": {"sts:RoleSessionName": "deploy-*"}},
                {"StringEquals": {"aws:RequestTag/team": "a"}},
                {"StringEquals": {"aws:ResourceAccount": "111111111111"}},
                {"StringEquals": {"iam:ResourceTag/team": "a"}},
                {"IpAddress": {"aws:VpcSourceIp": "10.0.0.0/8"}},
                {"StringLike": {"aws:userid": "*:deploy"}},
                {"StringLike": {"aws:VpceOrgID": "o-*"}},
                {"ArnLike": {"aws:SourceVpcArn": "arn:aws:ec2:*:*:vpc/vpc-0a1b2c3d"}},
                # Any account can have such a user, tag or device.
                {"StringEquals": {"aws:username": "deploy"}},
                {"StringEquals": {"aws:PrincipalTag/team": "a"}},
                {"StringEquals": {"aws:PrincipalType": "User"}},
                {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
                {"Bool": {"aws:PrincipalIsAWSService": "false"}},
                {"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*"}},
                {"StringLike": {"aws:PrincipalArn": "*:role/deploy"}},
                {"ArnLike": {"aws:PrincipalArn": "arn:*:iam::*:role/deploy"}},
                # Every organization, account, network and half of the internet has these.
                {"StringLike": {"aws:PrincipalOrgID": "o-*"}},
                {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": ["o-a1b2c3d4e5/*", "o-*/r-*"]}},
                {"StringLike": {"aws:PrincipalAccount": "1*"}},
                {"StringLike": {"aws:SourceVpce": "vpce-*"}},
                {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "64.0.0.0/2"]}},
                {"IpAddress": {"aws:SourceIp": "2000::/3"}},
                {"ForAnyValue:StringEquals": {"aws:CalledVia": "athena.amazonaws.com"}},
            )
        ),
        *(
            trusting({"Principal": {"AWS": "*"}}, {"Principal": {"AWS": "*"}, "Condition": condition})
            for condition in (
                {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/r-*"}},
                {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "2001:db8::/32"]}},
                {"StringEquals": {"aws:SourceVpce": "vpce-0a1b"}},
                {"StringLike": {"aws:userid": "AROAABCDEFGHIJKLMNOPQ:*"}},
                {"ArnLike": {"aws:SourceVpcArn": "arn:aws:ec2:*:111111111111:vpc/*"}},
            )
        ),
        trusting(
            {"Principal": {"Federated": "*"}, "Action": WEB},
            {
                "Principal": {"Federated": "*"},
                "Action": WEB,
                "Condition": {"StringEquals": {"accounts.google.com:aud": "a"}},
            },
        ),
        trusting(
            {"Principal": {"AWS": ["*", ROOT]}},
            {
                "Principal": {"AWS": "*"},
                "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111111111111:role/*"}},
            },
        ),
        trusting(
            {"Principal": {"AWS": "*"}},
            {"Principal": {"AWS": "*"}, "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}},
        ),
    ),
    "trust-action": (
        trusting(
            {"Principal": {"Federated": SAML}}, {"Principal": {"Federated": SAML}, "Action": "sts:AssumeRoleWithSAML"}
        ),
        trusting(
            {"Principal": {"Federated": SAML}, "Action": WEB},
            {"Principal": {"Federated": SAML}, "Action": ["sts:AssumeRoleWithSAML", "sts:TagSession"]},
        ),
        trusting({"Principal": LAMBDA, "Action": WEB}, {"Principal": LAMBDA, "Action": "sts:AssumeRole*"}),
        trusting({"Principal": {"AWS": ROOT}, "Action": "sts:AssumeRoleWithSAML"}, {"Principal": {"AWS": ROOT}}),
        trusting({"Principal": CLUSTER}, {"Principal": CLUSTER, "Action": WEB}),
        trusting(
            {"Principal": {"AWS": ROOT, "Federated": SAML}},
            {"Principal": {"AWS": ROOT}, "Action": "sts:TagSession"},
        ),
        trusting(
            {"Principal": {"Service": "rolesanywhere.amazonaws.com"}},
            {
                "Principal": {"Service": "rolesanywhere.amazonaws.com"},
                "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
            },
        ),
    ),
    "account-trust": (
        trusting(
            {"Principal": {"AWS": ROOT}},
            {"Principal": {"AWS": ROOT}, "Condition": {"StringEquals": {"sts:ExternalId": "a"}}},
        ),
        trusting(
            {"Principal": {"AWS": "222222222222"}},
            {"Principal": {"AWS": "222222222222"}, "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}},
        ),
        trusting(
            {"Principal": {"AWS": [ROOT, "arn:aws:iam::111111111111:role/a"]}},
            {"Principal": {"AWS": "arn:aws:iam::111111111111:role/a"}},
        ),
        trusting(
            {"Principal": {"AWS": ROOT}, "Condition": {"Bool": {"aws:SecureTransport": "true"}}},
            {"Principal": {"AWS": ROOT}, "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a"}}},
        ),
        trusting(
            {"Principal": {"AWS": ROOT}},
            {"Principal": {"AWS": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}},
        ),
        *(
            trusting(
                {"Principal": {"AWS": ROOT}, "Condition": bad},
                {"Principal": {"AWS": ROOT}, "Condition": good},
            )
            for bad, good in (
                ({"StringLike": {"sts:ExternalId": "*"}}, {"StringLike": {"sts:ExternalId": "acme-*"}}),
                ({"StringNotEquals": {"sts:ExternalId": "a"}}, {"StringEquals": {"aws:PrincipalTag/team": "a"}}),
                (
                    {"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}},
                    {"Bool": {"aws:MultiFactorAuthPresent": "True"}},
                ),
                (
                    {"Bool": {"aws:MultiFactorAuthPresent": "false"}},
                    {"NumericLessThan": {"aws:MultiFactorAuthAge": "3600"}},
                ),
                (
                    {"NumericLessThanIfExists": {"aws:MultiFactorAuthAge": "3600"}},
                    {"Null": {"aws:MultiFactorAuthAge": "false"}},
                ),
                ({"Null": {"aws:MultiFactorAuthAge": "true"}}, {"StringEquals": {"aws:username": "deploy"}}),
                ({"Null": {"aws:MultiFactorAuthPresent": "false"}}, {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}),
            )
        ),
        trusting({"Principal": {"AWS": ROOT}}, {"Principal": {"AWS": ROOT}, "Effect": "Deny"}),
        trusting(
            {"Principal": {"AWS": "arn:${AWS::Partition}:iam::222222222222:root"}},
            {"Principal": {"AWS": "arn:${AWS::Partition}:iam::222222222222:role/a"}},
        ),
        trusting({"Principal": {"AWS": ROOT}}, {"Principal": {"AWS": ROOT}, "Action": "sts:TagSession"}),
    ),
    "oidc-subject": (
        *(
            trusting(
                {
                    "Principal": {"Federated": f"{OWN}:oidc-provider/{provider}"},
                    "Action": WEB,
                    "Condition": {"StringLike": {f"{provider}:sub": bad}},
                },
                {
                    "Principal": {"Federated": f"{OWN}:oidc-provider/{provider}"},
                    "Action": WEB,
                    "Condition": {"StringLike": {f"{provider}:sub": good}},
                },
            )
            for provider, bad, good in (
                ("gitlab.com", "project_path:*", "project_path:acme/*"),
                ("gitlab.com", ["project_path:acme/a:*", "project_path:ac?e/*"], "project_path:acme/a:ref_type:*"),
                ("app.terraform.io", "organization:*", "organization:acme:project:*"),
                ("app.terraform.io", "organization:acme*:workspace:a:*", "organization:acme:*"),
                ("agent.buildkite.com", "organization:*:pipeline:a:*", "organization:acme:pipeline:*"),
            )
        ),
        trusting(
            {"Principal": CLUSTER, "Action": WEB},
            {
                "Principal": CLUSTER,
                "Action": WEB,
                "Condition": {"StringEquals": {f"{EKS}:sub": "system:serviceaccount:a:b"}},
            },
        ),
        trusting(
            {"Principal": CLUSTER, "Action": WEB, "Condition": {"StringEquals": {f"{EKS}:aud": "sts.amazonaws.com"}}},
            {
                "Principal": CLUSTER,
                "Action": WEB,
                "Condition": {"StringLike": {f"{EKS}:sub": "system:serviceaccount:a:*"}},
            },
        ),
        trusting(
            {"Principal": {"Federated": f"{OWN}:oidc-provider/{EKS}"}, "Action": WEB},
            {
                "Principal": {"Federated": f"{OWN}:oidc-provider/{EKS}"},
                "Action": WEB,
                "Condition": {"StringEquals": {f"{EKS}:sub": "system:serviceaccount:a:b"}},
            },
        ),
        trusting(
            {"Principal": {"Federated": "accounts.google.com"}, "Action": WEB},
            {
                "Principal": {"Federated": "accounts.google.com"},
                "Action": WEB,
                "Condition": {"StringEquals": {"accounts.google.com:aud": "a.apps.googleusercontent.com"}},
            },
        ),
        *(
            trusting(
                {
                    "Principal": GITHUB,
                    "Action": WEB,
                    "Condition": {"StringLike": {"token.actions.githubusercontent.com:sub": bad}},
                },
                {
                    "Principal": GITHUB,
                    "Action": WEB,
                    "Condition": {"StringLike": {"token.actions.githubusercontent.com:sub": good}},
                },
            )
            for bad, good in (
                ("repo:*", "repo:acme/*"),
                ("repo:*/*", "repo:acme/iam:*"),
                ("repo:*/iam:ref:refs/heads/main", ["repo:acme/a:*", "repo:acme/b:*"]),
                (["repo:acme/iam:*", "*:ref:refs/heads/main"], "repo:acme/*:environment:production"),
                # An owner may be called acme-and-more.
                ("repo:acme*", "repository_owner_id:1234:*"),
                ("repo:acme-*/iam:*", "repo:acme/iam-*:pull_request"),
                ("rep*", "environment:*:repo:acme/*"),
            )
        ),
    ),
    "principal-id": (
        trusting(
            {"Principal": {"AWS": ["AROAABCDEFGHIJKLMNOPQ", "222222222222"]}},
            {"Principal": {"AWS": "arn:aws:iam::222222222222:role/AROAABCDEFGHIJKLMNOPQ"}},
        ),
        trusting({"Principal": {"AWS": "AIDAABCDEFGHIJKLMNOPQ"}, "Effect": "Deny"}, {"Principal": {"AWS": ROOT}}),
    ),
    "service-principal-key": (
        trusting(
            {"Principal": LAMBDA, "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a"}}},
            {"Principal": LAMBDA, "Condition": {"StringEquals": {"aws:SourceOrgID": "o-a"}}},
        ),
        trusting(
            {"Principal": LAMBDA, "Condition": {"StringEquals": {"sts:ExternalId": "a"}}},
            {
                "Principal": {"Service": "firehose.amazonaws.com"},
                "Condition": {"StringEquals": {"sts:ExternalId": "111111111111"}},
            },
        ),
        trusting(
            {"Principal": LAMBDA, "Condition": {"StringEquals": {"aws:PrincipalTag/team": "a"}}},
            {
                # It sends what the certificate says as tags of the principal.
                "Principal": {"Service": "rolesanywhere.amazonaws.com"},
                "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
                "Condition": {"StringEquals": {"aws:PrincipalTag/x509Subject/CN": "host.example.com"}},
            },
        ),
        trusting(
            {"Principal": LAMBDA, "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}},
            {"Principal": {**LAMBDA, "AWS": ROOT}, "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}},
        ),
    ),
    "unknown-provider": (
        trusting(
            {"Principal": {"Federated": "token.actions.githubusercontent.com"}, "Action": WEB},
            {"Principal": CLUSTER, "Action": WEB},
        ),
        trusting(
            {"Principal": {"Federated": "arn:aws:iam::111111111111:role/a"}, "Action": WEB},
            {"Principal": {"Federated": "graph.facebook.com"}, "Action": WEB},
        ),
        trusting(
            {"Principal": {"Federated": f"{OWN}:provider/a"}, "Action": WEB},
            {"Principal": {"Federated": f"{OWN}:oidc-provider/{EKS}"}, "Action": WEB},
        ),
        trusting(
            {"Principal": {"Federated": "corp"}, "Action": WEB},
            {"Principal": {"Federated": SAML}, "Action": "sts:AssumeRoleWithSAML"},
        ),
    ),
    "redundant-principal": (
        trusting({"Principal": {"AWS": [ROOT, ROOT]}}, {"Principal": {"AWS": [ROOT, "111111111111"]}}),
        trusting({"Principal": {"AWS": ["*", ROOT]}}, {"Principal": {"AWS": "*"}}),
        trusting(
            {
                "Principal": {
                    "AWS": ["arn:aws:iam::111111111111:role/a", "arn:aws:sts::111111111111:assumed-role/a/session"]
                }
            },
            {
                "Principal": {
                    "AWS": ["arn:aws:iam::111111111111:role/a", "arn:aws:sts::111111111111:assumed-role/b/session"]
                }
            },
        ),
    ),
    "confused-deputy": tuple(
        trusting({"Principal": {"Service": bad}}, {"Principal": {"Service": good}})
        for bad, good in (
            ("pinpoint.amazonaws.com", "ec2.amazonaws.com"),
            (["ec2.amazonaws.com", "states.amazonaws.com"], ["ec2.amazonaws.com", "ecs-tasks.amazonaws.com"]),
            ("states.eu-west-1.amazonaws.com", "ec2.amazonaws.com.cn"),
            ("vpc-flow-logs.amazonaws.com", "ssmmessages.amazonaws.com"),
            ("elasticmapreduce.amazonaws.com.cn", "lambda.amazonaws.com"),
            ("bedrock-agentcore.amazonaws.com", ["apigateway.amazonaws.com", "eks.amazonaws.com"]),
            ("codebuild.amazonaws.com", ["codepipeline.amazonaws.com", "pods.eks.amazonaws.com"]),
            ("config.amazonaws.com", "cloudtrail.amazonaws.com"),
            ("access-grants.s3.amazonaws.com", "s3.amazonaws.com"),
            ("rds.amazonaws.com", "monitoring.rds.amazonaws.com"),
            ("batch.amazonaws.com", "glue.amazonaws.com"),
            ("iotsitewise.amazonaws.com", "iotevents.amazonaws.com"),
        )
    ),
}
