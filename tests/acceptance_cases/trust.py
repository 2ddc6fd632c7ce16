# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Trust policies: whom AWS lets a role trust, and how."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping

from . import _vocabulary
from ._vocabulary import (
    CHECKS,
    GRAMMAR,
    NOT_PRINCIPAL,
    PRINCIPAL,
    SID,
    VERSION,
    Case,
    Json,
    policy,
    preflight,
    trust,
    without,
)

_ROLES = "https://docs.aws.amazon.com/IAM/latest/UserGuide"
_ACTIONS = preflight("trust-policy-action-sts-only")
_AWS_PRINCIPALS = preflight("trust-policy-aws-principal-format")
_COGNITO = preflight("trust-policy-cognito-condition")
_SHARED = f"{_ROLES}/id_roles_providers_oidc_secure-by-default.html"
_PROVIDER = "arn:aws:iam::123456789012:oidc-provider"
_GITHUB = {"Federated": f"{_PROVIDER}/token.actions.githubusercontent.com"}
_EC2 = {"Service": "ec2.amazonaws.com"}
_OTHER = {"AWS": "arn:aws:iam::999999999999:root"}
_ASSUME, _WEB, _SAML = "sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"


def accepted(document: Json, source: str) -> Case:
    return _vocabulary.accepted(document, source, kind="trust")


def refused(document: Json, source: str) -> Case:
    return _vocabulary.refused(document, source, kind="trust")


def _statement(document: Json) -> Json:
    return t.cast(Json, document["Statement"][0])


def _from_github(**condition: t.Any) -> Json:
    key = "token.actions.githubusercontent.com"
    return trust(_GITHUB, _WEB, Condition={"StringEquals": {f"{key}:aud": "sts.amazonaws.com"}, **condition})


TRUSTED: t.Final[Mapping[str, Case]] = {
    "trust in a service": accepted(trust(_EC2), f"{PRINCIPAL} AWS service principals"),
    "trust in two services": accepted(
        trust({"Service": ["ecs.amazonaws.com", "elasticloadbalancing.amazonaws.com"]}), f"{PRINCIPAL} an array"
    ),
    "trust in a service of China": accepted(
        trust({"Service": "ec2.amazonaws.com.cn"}), f"{preflight('trust-policy-service-principal')} .amazonaws.com.cn"
    ),
    "trust in a service on behalf of one application": accepted(
        trust(
            {"Service": "pinpoint.amazonaws.com"},
            Condition={
                "StringEquals": {"aws:SourceAccount": "123456789012"},
                "ArnLike": {"aws:SourceArn": "arn:aws:mobiletargeting:us-east-1:123456789012:apps/*"},
            },
        ),
        f"{_ROLES}/confused-deputy.html aws:SourceArn, aws:SourceAccount",
    ),
    "trust in the session of a role": accepted(
        trust({"AWS": "arn:aws:sts::123456789012:assumed-role/app/session"}), f"{PRINCIPAL} role session principals"
    ),
    "trust in an account": accepted(trust({"AWS": "123456789012"}), f"{PRINCIPAL} AWS account principals"),
    "trust in an account's root": accepted(trust(_OTHER), f"{PRINCIPAL} AWS account principals"),
    "trust in an account with dashes": accepted(trust({"AWS": "1234-5678-9012"}), f"{_AWS_PRINCIPALS} dashes allowed"),
    "trust in two accounts": accepted(
        trust({"AWS": ["123456789012", "arn:aws:iam::555555555555:root"]}), f"{PRINCIPAL} can take an array"
    ),
    "trust in an account of China": accepted(
        trust({"AWS": "arn:aws-cn:iam::123456789012:root"}), f"{PRINCIPAL} in aws-cn"
    ),
    "trust in an account of GovCloud": accepted(
        trust({"AWS": "arn:aws-us-gov:iam::123456789012:root"}), f"{PRINCIPAL} in aws-us-gov"
    ),
    "trust in a user and a role": accepted(
        trust({"AWS": ["arn:aws:iam::123456789012:user/alice", "arn:aws:iam::123456789012:role/team/deploy"]}),
        f"{_AWS_PRINCIPALS} an existing user/role ARN",
    ),
    "trust in an account and a service at once": accepted(
        trust({**_OTHER, **_EC2}), f"{GRAMMAR} <principal_map_entry>, <principal_map_entry>, ..."
    ),
    "trust in everyone, typed": accepted(trust({"AWS": "*"}), f'{_AWS_PRINCIPALS} Accepted: "*"'),
    "trust in everyone of the organization": accepted(
        trust({"AWS": "*"}, Condition={"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}),
        "https://github.com/aws/aws-cdk/pull/5746 {AWS: *} where * is refused",
    ),
    "trust with an external id": accepted(
        trust(_OTHER, Condition={"StringEquals": {"sts:ExternalId": "12345"}}),
        f"{_ROLES}/id_roles_common-scenarios_third-party.html sts:ExternalId",
    ),
    "trust with MFA": accepted(
        trust(_OTHER, Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}),
        f"{_ROLES}/id_credentials_mfa_configure-api-require.html aws:MultiFactorAuthPresent",
    ),
    "trust with MFA, unquoted values": accepted(
        trust(
            _OTHER,
            Condition={
                "Bool": {"aws:MultiFactorAuthPresent": True},
                "NumericLessThan": {"aws:MultiFactorAuthAge": 3600},
            },
        ),
        f"{GRAMMAR} Quotation marks are optional for numeric and Boolean values.",
    ),
    "trust until a day": accepted(
        trust(_OTHER, Condition={"DateLessThan": {"aws:CurrentTime": "2026-05-01T12:00:00Z"}}),
        f"{_ROLES}/troubleshoot_roles.html can specify an expiration date",
    ),
    "trust with session tags": accepted(
        trust(_OTHER, [_ASSUME, "sts:TagSession"]), f"{_ROLES}/id_session-tags.html sts:TagSession"
    ),
    "trust with a source identity": accepted(
        trust(_EC2, [_ASSUME, "sts:SetSourceIdentity"]), "https://github.com/getmoto/moto/issues/5750 runs in AWS"
    ),
    "trust with a context": accepted(
        trust(_OTHER, [_ASSUME, "sts:SetContext"]), f"{_ACTIONS} Accepted: sts:SetContext"
    ),
    "trust in a SAML provider": accepted(
        trust(
            {"Federated": "arn:aws:iam::123456789012:saml-provider/Shibboleth"},
            _SAML,
            Condition={"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}},
        ),
        f"{_ROLES}/id_roles_create_for-idp_saml.html SAML:aud",
    ),
    "trust in a Cognito identity pool": accepted(
        trust(
            {"Federated": "cognito-identity.amazonaws.com"},
            _WEB,
            Condition={
                "StringEquals": {"cognito-identity.amazonaws.com:aud": "us-east-1:12345678-abcd-abcd-abcd-123456"},
                "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "authenticated"},
            },
        ),
        f"{_COGNITO} with a cognito-identity.amazonaws.com:aud condition is accepted",
    ),
    "trust in Login with Amazon": accepted(
        trust({"Federated": "www.amazon.com"}, _WEB, Condition={"StringEquals": {"www.amazon.com:app_id": "amzn1.a"}}),
        f"{_ROLES}/id_roles_create_for-idp_oidc.html www.amazon.com:app_id",
    ),
    "trust in Google": accepted(
        trust(
            {"Federated": "accounts.google.com"}, _WEB, Condition={"StringEquals": {"accounts.google.com:aud": "1.a"}}
        ),
        f"{_ROLES}/id_roles_create_for-idp_oidc.html accounts.google.com:aud",
    ),
    "trust in a Kubernetes service account": accepted(
        trust(
            {"Federated": f"{_PROVIDER}/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE"},
            _WEB,
            Condition={
                "StringEquals": {"oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE:sub": "system:serviceaccount:a:b"}
            },
        ),
        "https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html :sub",
    ),
    "trust in a repository of GitHub": accepted(
        _from_github(StringLike={"token.actions.githubusercontent.com:sub": "repo:octo-org/octo-repo:*"}),
        f"{_SHARED} token.actions.githubusercontent.com:sub",
    ),
    "trust, but not in one account": accepted(
        policy(_statement(trust({"AWS": "*"})), {**_statement(trust(_OTHER)), "Effect": "Deny"}),
        f'{GRAMMAR} ("Allow" | "Deny")',
    ),
    "trust, a single statement": accepted(
        {"Version": "2012-10-17", "Statement": _statement(trust(_EC2))},
        "https://github.com/devopsacademyau/academy/pull/1368 the document that works",
    ),
    "trust, Version 2008-10-17": accepted(
        {**trust(_EC2), "Version": "2008-10-17"}, f"{VERSION} you might see it on older existing policies"
    ),
    "trust, no Version": accepted(without(trust(_EC2), "Version"), f"{VERSION} it defaults to 2008-10-17"),
    "trust, an empty Sid twice": accepted(
        policy({"Sid": "", **_statement(trust(_EC2))}, {"Sid": "", **_statement(trust(_OTHER))}),
        "https://github.com/terraform-aws-modules/terraform-aws-lambda/issues/196 AWS's consoles write an empty Sid",
    ),
}

UNTRUSTED: t.Final[Mapping[str, Case]] = {
    "trust with a Resource": refused(
        trust(_EC2, Resource="*"),
        "https://github.com/kubernetes-sigs/external-dns/issues/3085 Has prohibited field Resource",
    ),
    "trust with a NotResource": refused(
        trust(_EC2, NotResource="arn:aws:s3:::data"),
        f"{CHECKS} Remove the Resource or NotResource element.",
    ),
    "trust with a NotPrincipal": refused(
        policy({"Effect": "Deny", "NotPrincipal": _OTHER, "Action": _ASSUME}),
        f"{NOT_PRINCIPAL} nor in an IAM role trust policy",
    ),
    "trust with an Allow and a NotPrincipal": refused(
        policy({"Effect": "Allow", "NotPrincipal": _OTHER, "Action": _ASSUME}),
        f"{CHECKS} Role trust policies do not support NotPrincipal.",
    ),
    "trust in nobody": refused(
        policy({"Effect": "Allow", "Action": _ASSUME}), f"{GRAMMAR} required in trust policies for IAM roles"
    ),
    "trust with an empty Principal": refused(
        trust({}), "https://github.com/hashicorp/terraform-provider-aws/issues/7756 a statement with no principals!"
    ),
    "trust in everyone, untyped": refused(
        trust("*"), 'https://github.com/aws/aws-cdk/issues/5732 contained an invalid principal: "STAR":"*"'
    ),
    "trust in an account, untyped": refused(
        trust("123456789012"), f'{GRAMMAR} <principal_block> "*" | <principal_map>'
    ),
    "trust in a list, untyped": refused(
        trust(["ec2.amazonaws.com"]), f'{GRAMMAR} <principal_block> "*" | <principal_map>'
    ),
    "trust in a type that does not exist": refused(trust({"User": "alice"}), f"{GRAMMAR} <principal_map_entry>"),
    "trust in every service": refused(
        trust({"Service": "*"}),
        f'{preflight("trust-policy-service-wildcard")} Invalid principal in policy: "SERVICE":"*"',
    ),
    "trust in a service that is not AWS's": refused(
        trust({"Service": "lambda.example.com"}),
        f"{preflight('trust-policy-service-principal')} Invalid principal in policy",
    ),
    "trust in a short account": refused(trust({"AWS": "12345"}), f"{_AWS_PRINCIPALS} Invalid principal in policy"),
    "trust in every user": refused(
        trust({"AWS": "arn:aws:iam::123456789012:user/*"}), f"{PRINCIPAL} cannot use a wildcard to match part of an ARN"
    ),
    "trust in all of an account": refused(
        trust({"AWS": "arn:aws:iam::123456789012:*"}), f"{_AWS_PRINCIPALS} Invalid principal in policy"
    ),
    "trust in an account with a space": refused(trust({"AWS": "123456789012 "}), f"{_AWS_PRINCIPALS} a trailing space"),
    "trust in a group": refused(
        trust({"AWS": "arn:aws:iam::123456789012:group/admins"}),
        f"{PRINCIPAL} cannot identify a user group as a principal",
    ),
    "trust in every Cognito identity pool": refused(
        trust({"Federated": "cognito-identity.amazonaws.com"}, _WEB), f"{_COGNITO} A condition block must be present"
    ),
    "trust in all of GitHub": refused(_from_github(), f"{_SHARED} the role creation or update would fail"),
    "trust in all of GitHub, by a wildcard": refused(
        _from_github(StringLike={"token.actions.githubusercontent.com:sub": "*"}),
        f"{_SHARED} must evaluate ...:sub or ...:job_workflow_ref which is not scoped to all",
    ),
    "trust in an empty list": refused(
        trust({"AWS": []}),
        "https://github.com/hashicorp/terraform-provider-aws/issues/7756 a statement with no principals!",
    ),
    "trust with an action that has no name": refused(trust(_EC2, "sts:"), f"{_ACTIONS} may only specify STS"),
    "trust with another service's action": refused(
        trust(_EC2, "s3:GetObject"), f"{_ACTIONS} may only specify STS AssumeRole actions."
    ),
    "trust with one action too many": refused(
        trust(_EC2, [_ASSUME, "s3:GetObject"]), f"{_ACTIONS} may only specify STS"
    ),
    "trust with every action": refused(trust(_EC2, "*"), f'{_ACTIONS} "*" fails the same way'),
    "trust with every action of STS": refused(trust(_EC2, "sts:*"), f'{_ACTIONS} "sts:*" fails the same way'),
    "trust with an action in lower case": refused(
        trust(_EC2, "sts:assumerole"), f'{_ACTIONS} "sts:assumerole" fails too'
    ),
    "trust with another action of STS": refused(trust(_EC2, "sts:GetCallerIdentity"), f"{_ACTIONS} fails the same way"),
    "trust with an action misspelt": refused(
        trust(_EC2, [_ASSUME, "sts:TagSessions"]),
        "https://github.com/hashicorp/terraform-provider-aws/issues/32872 may only specify STS AssumeRole actions.",
    ),
    "trust without an action": refused(policy({"Effect": "Allow", "Principal": _EC2}), f"{GRAMMAR} <action_block>"),
    "trust with an empty list of actions": refused(trust(_EC2, []), f"{GRAMMAR} <action_string>, at least one"),
    "trust without an Effect": refused(policy(without(_statement(trust(_EC2)), "Effect")), f"{GRAMMAR} <effect_block>"),
    "trust with an Effect in lower case": refused(trust(_EC2, Effect="allow"), f'{GRAMMAR} ("Allow" | "Deny")'),
    "trust with a Version that does not exist": refused(
        {**trust(_EC2), "Version": "2012-10-18"}, f'{GRAMMAR} ("2008-10-17" | "2012-10-17")'
    ),
    "trust without a Statement": refused({"Version": "2012-10-17"}, f"{GRAMMAR} <statement_block>"),
    "trust with an empty list of statements": refused(policy(), f"{GRAMMAR} <statement>, at least one"),
    "trust with an operator in lower case": refused(
        trust(_OTHER, Condition={"stringEquals": {"sts:ExternalId": "12345"}}),
        "https://github.com/ministryofjustice/modernisation-platform-environments/pull/8893 Invalid Condition type",
    ),
    "trust with an operator that does not exist": refused(
        trust(_OTHER, Condition={"Alike": {"sts:ExternalId": "12345"}}),
        f"{GRAMMAR} <condition_type_string>, from a list",
    ),
    "trust with the same Sid twice": refused(
        policy({"Sid": "One", **_statement(trust(_EC2))}, {"Sid": "One", **_statement(trust(_OTHER))}),
        f"{SID} must be unique within a JSON policy",
    ),
}
