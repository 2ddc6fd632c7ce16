# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Managed and inline policies: their elements, actions and resources."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping

from ._vocabulary import (
    ACTION,
    GRAMMAR,
    IDENTIFIERS,
    NOT_ACTION,
    NOT_RESOURCE,
    PRINCIPAL,
    RECORDED,
    SID,
    TROUBLESHOOTING,
    VARIABLES,
    VERSION,
    Case,
    accepted,
    allow,
    on,
    policy,
    preflight,
    refused,
    without,
)

_SYNTAX = f"{RECORDED} Syntax errors in policy."
_ALICE = {"AWS": "arn:aws:iam::123456789012:user/alice"}

STATEMENTS: t.Final[Mapping[str, Case]] = {
    "managed, Version 2008-10-17": refused(
        policy(allow(), Version="2008-10-17"), f"{RECORDED} Policy document must be version 2012-10-17 or greater."
    ),
    "managed, no Version": refused(
        without(policy(allow()), "Version"), f"{RECORDED} Policy document must be version 2012-10-17 or greater."
    ),
    "managed, a Version that does not exist": refused(
        policy(allow(), Version="2012-10-18"), f"{preflight('policy-version')} Syntax errors in policy."
    ),
    "managed, a list for a Version": refused(policy(allow(), Version=["2012-10-17"]), f"{GRAMMAR} <version_block>"),
    "inline, Version 2012-10-17": accepted(policy(allow()), f"{VERSION} the current version", kind="inline"),
    "inline, Version 2008-10-17": accepted(
        policy(allow(), Version="2008-10-17"), f"{VERSION} you might see it on older existing policies", kind="inline"
    ),
    "inline, no Version": accepted(
        without(policy(allow()), "Version"),
        f"{VERSION} if you do not include it, it defaults to 2008-10-17",
        kind="inline",
    ),
    "inline, a Version that does not exist": refused(
        policy(allow(), Version="2020-01-01"), f"{preflight('policy-version')} Syntax errors in policy.", kind="inline"
    ),
    "a single statement, no list": accepted(
        {"Version": "2012-10-17", "Statement": allow()}, f"{RECORDED}; {TROUBLESHOOTING} the value must be an object"
    ),
    "Statement before Version": accepted(
        {"Statement": [allow()], "Version": "2012-10-17"}, f"{GRAMMAR} Blocks can appear in any order."
    ),
    "an Id": accepted(
        policy(allow(), Id="a team's policy"), f"{preflight('policy-unknown-toplevel-field')} Id is accepted"
    ),
    "a single statement, no list, inline": accepted(
        {"Version": "2012-10-17", "Statement": allow()}, f"{TROUBLESHOOTING} the value must be an object", kind="inline"
    ),
    "two statements, inline": accepted(
        policy(allow(), allow("s3:ListBucket", "arn:aws:s3:::data")), f"{GRAMMAR} an array of statements", kind="inline"
    ),
    "a list for an Id": refused(policy(allow(), Id=["one"]), _SYNTAX),
    "a mapping for an Id": refused(policy(allow(), Id={}), _SYNTAX),
    "an empty document": refused({}, _SYNTAX),
    "no Statement": refused({"Version": "2012-10-17"}, _SYNTAX),
    "an empty list of statements": refused(policy(), _SYNTAX),
    "null for a Statement": refused({"Version": "2012-10-17", "Statement": None}, f"{GRAMMAR} <statement_block>"),
    "a string for a Statement": refused({"Version": "2012-10-17", "Statement": "s3:*"}, f"{GRAMMAR} <statement_block>"),
    "a string among the statements": refused(policy(allow(), "s3:*"), _SYNTAX),
    "a Description": refused(
        policy(allow(), Description="x"), f"{preflight('policy-unknown-toplevel-field')} Syntax errors in policy."
    ),
    "a Comment, inline": refused(
        policy(allow(), Comment="x"),
        f"{preflight('policy-unknown-toplevel-field')} Syntax errors in policy.",
        kind="inline",
    ),
    "lower case for Version": refused(
        {"version": "2012-10-17", "Statement": [allow()]},
        f"{preflight('policy-unknown-toplevel-field')} Syntax errors in policy.",
        kind="inline",
    ),
    "an element nobody knows": refused(policy(allow(Resources="*")), f"{RECORDED} Syntax errors in policy."),
    "an Id in a statement": refused(
        policy(allow(Id="one")), f"{preflight('policy-statement-unknown-field')} Syntax errors in policy."
    ),
    "a Version in a statement": refused(
        policy(allow(Version="2012-10-17")), f"{preflight('policy-statement-unknown-field')} Syntax errors in policy."
    ),
    "an empty statement": refused(
        policy({}), f"{GRAMMAR} <effect_block>, <action_block>, <resource_block> have no '?'"
    ),
    "elements in another order": accepted(
        policy({"Resource": "*", "Action": "s3:ListBucket", "Effect": "Deny", "Sid": "Last"}),
        f"{GRAMMAR} Blocks can appear in any order.",
    ),
    "a Principal": refused(policy(allow(Principal=_ALICE)), f"{PRINCIPAL} cannot use it in an identity-based policy"),
    "a Principal, inline": refused(
        policy(allow(Principal="*")),
        f"{preflight('identity-policy-no-principal')} Policy document should not specify a principal.",
        kind="inline",
    ),
    "a NotPrincipal": refused(
        policy(allow(NotPrincipal=_ALICE)),
        f"{preflight('identity-policy-no-principal')} Policy document should not specify a principal.",
    ),
    "a NotPrincipal, inline": refused(
        policy(allow(NotPrincipal=_ALICE)),
        f"{preflight('identity-policy-no-principal')} Policy document should not specify a principal.",
        kind="inline",
    ),
    "Deny": accepted(policy({**allow("*"), "Effect": "Deny"}), f'{GRAMMAR} ("Allow" | "Deny")'),
    "no Effect": refused(policy(without(allow(), "Effect")), _SYNTAX),
    "no Effect, inline": refused(
        policy(without(allow(), "Effect")),
        f"{preflight('policy-effect-required')} Syntax errors in policy.",
        kind="inline",
    ),
    "an Effect in lower case": refused(
        policy({**allow(), "Effect": "allow"}), f"{preflight('policy-effect-case')} The policy failed legacy parsing"
    ),
    "an Effect in capitals": refused(
        policy({**allow(), "Effect": "DENY"}), f"{RECORDED} The policy failed legacy parsing"
    ),
    "an Effect that does not exist": refused(policy({**allow(), "Effect": "Permit"}), _SYNTAX),
    "a Sid of digits": accepted(policy(allow(Sid="1")), f'{GRAMMAR} "Sid":"1"'),
    "an empty Sid, twice": accepted(policy(allow(Sid=""), allow("s3:PutObject", Sid="")), f"{RECORDED} accepted"),
    "one statement with a Sid, one without": accepted(
        policy(allow(Sid="Read"), allow("s3:PutObject")), f"{SID} an optional identifier"
    ),
    "the same Sid twice": refused(
        policy(allow(Sid="Read"), allow("s3:PutObject", Sid="Read")),
        f"{RECORDED} Statement IDs (SID) in a single policy must be unique.",
    ),
    "the same Sid twice, inline": refused(
        policy(allow(Sid="Read"), allow("s3:PutObject", Sid="Read")),
        f"{preflight('policy-duplicate-sid')} in a single policy must be unique.",
        kind="inline",
    ),
    "a Sid with a dash": refused(
        policy(allow(Sid="allow-read")), "https://github.com/Wolox/carthage_cache/issues/22 must be alpha-numeric"
    ),
    "a Sid with a space, inline": refused(
        policy(allow(Sid="allow read")), f"{preflight('policy-sid-format')} must be alpha-numeric", kind="inline"
    ),
    "a Sid with an underscore": refused(policy(allow(Sid="allow_read")), f"{SID} A-Z, a-z, 0-9"),
    "a mapping for a Sid": refused(policy(allow(Sid={})), _SYNTAX),
    "a list for a Sid": refused(policy(allow(Sid=["Read"])), _SYNTAX),
}

ACTIONS: t.Final[Mapping[str, Case]] = {
    "every action": accepted(policy(allow("*")), f'{GRAMMAR} "Action":"*"'),
    "every action, in a list": accepted(policy(allow(["*", "s3:GetObject"])), f"{GRAMMAR} <action_block>"),
    "every action of a service": accepted(policy(allow("cloudformation:*")), f'{GRAMMAR} "Action":"cloudformation:*"'),
    "wildcards in an action's name": accepted(
        policy(allow(["iam:*AccessKey*", "ec2:?escribe*"])), f"{ACTION} (*) or (?)"
    ),
    "an action that does not exist": accepted(policy(allow("s3:HeadBucket")), f"{TROUBLESHOOTING} Typo: ListMyBuckets"),
    "a service that does not exist": accepted(policy(allow("nosuchservice:Get")), f"{RECORDED} accepted"),
    "a vendor with a dash": accepted(policy(allow("execute-api:Invoke")), f"{RECORDED} accepted"),
    "a vendor with a dot": accepted(policy(allow("example.com:Read")), f"{RECORDED} accepted"),
    "anything after the colon": accepted(policy(allow("iam: get / a thing! ")), f"{RECORDED} accepted"),
    "an action in other case": accepted(policy(allow("IAM:listaccesskeys")), f"{ACTION} are case insensitive"),
    "an action named twice": accepted(policy(allow(["s3:GetObject", "s3:GetObject"])), f"{GRAMMAR} <action_block>"),
    "NotAction with a list": accepted(
        policy({"Effect": "Deny", "NotAction": ["iam:*", "sts:*"], "Resource": "*"}),
        f"{NOT_ACTION} NotAction with Deny",
    ),
    "NotAction with everything": accepted(
        policy({"Effect": "Allow", "NotAction": "*", "Resource": "*"}),
        f'{TROUBLESHOOTING} "NotAction": "*" grants nothing',
    ),
    "NotAction with NotResource": accepted(
        policy({"Effect": "Allow", "NotAction": "s3:ListBucket", "NotResource": "*"}), f"{RECORDED} accepted"
    ),
    "no action": refused(policy(without(allow(), "Action")), f"{RECORDED} Policy statement must contain actions."),
    "no action, inline": refused(
        policy(without(allow(), "Action")),
        f"{preflight('policy-action-required')} Policy statement must contain actions.",
        kind="inline",
    ),
    "no action in one statement of two": refused(
        policy(allow(), {"Effect": "Deny", "Resource": "*"}), f"{RECORDED} Policy statement must contain actions."
    ),
    "an empty list of actions": refused(policy(allow([])), f"{RECORDED} Policy statement must contain actions."),
    "Action and NotAction": refused(policy(allow(NotAction="s3:PutObject")), _SYNTAX),
    "an empty Action and a NotAction": refused(policy(allow([], NotAction="s3:PutObject")), _SYNTAX),
    "a mapping for an Action": refused(policy(allow({"s3": "GetObject"})), _SYNTAX),
    "a number for an Action": refused(policy(allow(7)), f"{GRAMMAR} <action_string>"),
    "a list within the list of actions": refused(policy(allow([["s3:GetObject"]])), _SYNTAX),
    "an action without a vendor": refused(policy(allow("GetObject")), f"{RECORDED} must be prefaced by a vendor"),
    "an action without a vendor, inline": refused(
        policy(allow("GetObject")), f"{preflight('policy-action-format')} must be prefaced by a vendor", kind="inline"
    ),
    "a vendor without an action": refused(policy(allow("s3:")), f"{GRAMMAR} <action_string> vendor:action"),
    "a vendor without an action, among others": refused(
        policy(allow(["s3:GetObject", "iam:"])), f"{GRAMMAR} <action_string> vendor:action"
    ),
    "a vendor without an action, inline": refused(
        policy(allow("s3:")), f"{GRAMMAR} <action_string> vendor:action", kind="inline"
    ),
    "an action with a dot for a colon": refused(
        policy(allow("iam.CreateUser")), f"{RECORDED} must be prefaced by a vendor"
    ),
    "an empty action": refused(
        policy(allow("")), f"{RECORDED} must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
    ),
    "a NotAction without a vendor": refused(
        policy({"Effect": "Deny", "NotAction": "GetObject", "Resource": "*"}),
        f"{RECORDED} must be prefaced by a vendor",
    ),
    "two colons in an action": refused(policy(allow("s3:Get:Object")), f"{RECORDED} can contain only one colon."),
    "two colons in an action, inline": refused(
        policy(allow("s3:Get:Object")), f"{preflight('policy-action-single-colon')} only one colon.", kind="inline"
    ),
    "an ARN for an action": refused(policy(allow("arn:aws:s3:::data")), f"{RECORDED} can contain only one colon."),
    "a space in a vendor": refused(policy(allow("s 3:GetObject")), f"{RECORDED} Vendor a a is not valid"),
    "a wildcard for a vendor": refused(
        policy(allow("*:GetObject")),
        f"{preflight('policy-action-vendor-wildcard')} must not contain wildcards.",
        kind="inline",
    ),
    "a wildcard in a vendor": refused(
        policy(allow("s3*:GetObject")), f"{preflight('policy-action-vendor-wildcard')} fail the same way", kind="inline"
    ),
}

_PATHS = (
    "group/a",
    "instance-profile/a",
    "mfa/a",
    "oidc-provider/a",
    "policy/a",
    "role/a/b",
    "saml-provider/a",
    "user/*",
)
_PARTITION = preflight("policy-resource-partition")
_GLOBAL = preflight("policy-resource-global-service-arn")
_S3 = "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html"
_LEGACY = f"{RECORDED} The policy failed legacy parsing"
_IAM_PATH = f'{RECORDED} IAM resource path must either be "*" or start with user/, federated-user/, role/, ...'

RESOURCES: t.Final[Mapping[str, Case]] = {
    "a list with an ARN and everything": accepted(on("arn:aws:s3:::data", "*"), f"{RECORDED} accepted"),
    "wildcards in region, account and name": accepted(on("arn:aws:ec2:*:*:instance/i-0?*"), f"{IDENTIFIERS} wildcards"),
    "colons in the resource's name": accepted(
        on("arn:aws:logs:eu-west-1:123456789012:log-group:/app:*"), f"{IDENTIFIERS} resource-type:resource-id"
    ),
    "the tutorial's application": accepted(
        on("arn:aws:mobiletargeting:us-east-1:123456789012:apps/0123456789abcdef0123456789abcdef"),
        f"{IDENTIFIERS} ARN format",
    ),
    "an ARN of a service that does not exist": accepted(
        on("arn:aws:nosuchservice:eu-west-1::thing"), f"{RECORDED} accepted"
    ),
    "an ARN that stops after the service": accepted(
        on("arn:aws:nosuchservice"), f"{RECORDED} arn:aws:fdsasf is accepted"
    ),
    "ARNs of China": accepted(
        on("arn:aws-cn:s3:::data", "arn:aws-cn:iam::123456789012:role/a"), f"{IDENTIFIERS} aws-cn"
    ),
    "an ARN of GovCloud": accepted(on("arn:aws-us-gov:sns:us-gov-west-1:123456789012:a"), f"{IDENTIFIERS} aws-us-gov"),
    "an ARN of the European Sovereign Cloud": accepted(
        on("arn:aws-eusc:ec2:eusc-de-east-1:123456789012:instance/*"),
        "https://github.com/runs-on/runs-on/issues/518 arn:aws-eusc is needed there",
    ),
    "an ARN of an isolated cloud": accepted(
        on("arn:aws-iso-b:s3:::data"), "https://github.com/aws/aws-cli/pull/10526 us-isob: aws-iso-b"
    ),
    "any partition": accepted(on("arn:*:s3:::data"), f"{_PARTITION} arn:*:s3:::b is accepted", kind="inline"),
    "access points": accepted(
        on(
            "arn:aws:s3:us-west-2:123456789012:accesspoint/a",
            "arn:aws:s3:us-west-2:123456789012:accesspoint/a/object/*",
        ),
        f"{RECORDED} accepted",
    ),
    "jobs, storage lenses and access grants": accepted(
        on(
            "arn:aws:s3:eu-west-1:111111111111:job/*",
            "arn:aws:s3:eu-west-1:111111111111:storage-lens/x",
            "arn:aws:s3:eu-west-1:111111111111:access-grants/default/grant/*",
            "arn:aws:s3:*:*:access-grants/default/location/*",
        ),
        f"{_S3} and the AWS managed policy SageMakerStudioProjectRoleMachineLearningPolicy",
    ),
    "any account in a bucket's ARN": accepted(
        on("arn:aws:s3::*:codepipeline-*"), "the AWS managed policy AWSCodePipeline_FullAccess has this resource"
    ),
    "a role template": accepted(
        on("arn:aws:iam::aws:role-template/cloudwatch.amazonaws.com/Template:1"),
        "the AWS managed policy AWSCloudWatchOmniServiceRolePolicy has this resource",
    ),
    "a role in another account": accepted(
        policy(allow("sts:AssumeRole", "arn:aws:iam::999999999999:role/UpdateApp")),
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/tutorial_cross-account-with-roles.html UpdateApp",
        kind="inline",
    ),
    "everything of one region": accepted(on("arn:aws:rds:eu-west-1:*:*"), f"{RECORDED} accepted", kind="inline"),
    "a user variable": accepted(on("arn:aws:iam::*:user/${aws:username}"), f"{RECORDED} accepted"),
    "a variable with a default": accepted(
        on("arn:aws:s3:::data/${aws:PrincipalTag/team, 'everyone'}/*"), f"{VARIABLES} Specifying default values"
    ),
    "special characters": accepted(on("arn:aws:s3:::data/${*}${?}${$}"), f"{VARIABLES} Special characters"),
    "IAM's resource types": accepted(on(*(f"arn:aws:iam::123456789012:{path}" for path in _PATHS)), _IAM_PATH),
    "all of an account's IAM": accepted(on("arn:aws:iam::123456789012:*"), _IAM_PATH),
    "an account root": accepted(
        on("arn:aws:iam::123456789012:root"),
        f'{IDENTIFIERS} account-id:root; IAM says: must either be "*", root, or start with user/',
    ),
    "AWS's own managed policies": accepted(
        on("arn:aws:iam::aws:policy/*"), f"{IDENTIFIERS} AWS managed policies: arn:aws:iam::aws:policy/policy-name"
    ),
    "NotResource with a list": accepted(
        policy({"Effect": "Deny", "Action": "s3:*", "NotResource": ["arn:aws:s3:::data", "arn:aws:s3:::data/*"]}),
        f"{NOT_RESOURCE} the HRBucket example",
    ),
    "a region in an ARN of CloudFront": accepted(
        on("arn:aws:cloudfront:us-east-1:123456789012:distribution/*"), f"{_GLOBAL} do accept a region", kind="inline"
    ),
    "no resource": refused(
        policy(without(allow(), "Resource")), f"{RECORDED} Policy statement must contain resources."
    ),
    "no resource, inline": refused(
        policy(without(allow(), "Resource")),
        f"{preflight('policy-statement-resource-required')} must contain resources.",
        kind="inline",
    ),
    "an empty list of resources": refused(policy(allow(resource=[])), f"{RECORDED} must contain resources."),
    "Resource and NotResource": refused(policy(allow(NotResource="*")), _SYNTAX),
    "a Resource and an empty NotResource": refused(policy(allow(NotResource=[])), _SYNTAX),
    "a mapping for a Resource": refused(policy(allow(resource={"Ref": "Bucket"})), _SYNTAX),
    "a mapping among the resources": refused(policy(allow(resource=["*", {"Ref": "Bucket"}])), _SYNTAX),
    "an empty resource": refused(on(""), f'{RECORDED} Resource  must be in ARN format or "*".'),
    "a bucket's name": refused(on("data"), f'{RECORDED} must be in ARN format or "*".'),
    "a bucket's name, inline": refused(
        on("data"), f"{preflight('policy-resource-format')} in ARN format", kind="inline"
    ),
    "an ARN without its first part": refused(on("aws:s3:::data"), f'{RECORDED} Partition "s3" is not valid'),
    "a partition that does not exist": refused(on("arn:aws2:s3:::data"), f'{RECORDED} Partition "error" is not valid'),
    "a partition in capitals": refused(
        on("arn:AWS:s3:::data"), f"{_PARTITION} arn:AWS: fails the same way", kind="inline"
    ),
    "no partition": refused(on("arn::s3:::data"), f"{_PARTITION} arn:: fails the same way", kind="inline"),
    "a CloudFormation parameter for a partition": refused(
        on("arn:${ARN_PARTITION}:s3:::data"),
        'https://github.com/cloudera-labs/cloudera.exe/issues/114 Partition "${ARN_PARTITION}" is not valid',
    ),
    "ARNs of two partitions": refused(
        on("arn:aws:s3:::data", "arn:aws-cn:s3:::data"),
        f'{_PARTITION} "aws-cn" in a commercial account; "aws" in China is too',
    ),
    "an ARN that stops after the partition": refused(
        on("arn:aws"), f"{RECORDED} Resource vendor must be fully qualified"
    ),
    "no service": refused(on("arn:aws::data"), _LEGACY),
    "a wildcard for the service": refused(
        on("arn:aws:*:*:*:*data*"),
        f"{preflight('policy-resource-service-wildcard')} vendor must be fully qualified",
        kind="inline",
    ),
    "a wildcard in the service": refused(
        on("arn:aws:s3*:::data"), f"{preflight('policy-resource-service-wildcard')} fails the same way", kind="inline"
    ),
    "an ARN with a colon too few": refused(on("arn:aws:s3::data"), _LEGACY),
    "a NotResource with a colon too few": refused(
        policy({"Effect": "Deny", "Action": "s3:*", "NotResource": "arn:aws:s3::data"}), _LEGACY
    ),
    "a region in a bucket's ARN": refused(
        on("arn:aws:s3:us-east-1::data"), f"{RECORDED} can not contain region information."
    ),
    "any Region in a bucket's ARN": refused(
        on("arn:aws:s3:*:*:data/*"),
        "https://github.com/JetBrains/kotless/issues/2 can not contain region information.",
        kind="inline",
    ),
    "a short ARN with an empty part": refused(on("arn:aws:ec2:"), _LEGACY),
    "an account in a bucket's ARN": refused(
        on("arn:aws:s3::123456789012:data"), f"{_GLOBAL} cannot contain an account id.", kind="inline"
    ),
    "a region in an ARN of Route 53": refused(
        on("arn:aws:route53:us-east-1::hostedzone/Z1"), f"{_GLOBAL} fail the same way", kind="inline"
    ),
    "a region in an ARN of IAM": refused(
        on("arn:aws:iam:us-east-1:123456789012:role/a"),
        f"{RECORDED} IAM resource ... cannot contain region information.",
    ),
    "an IAM ARN without a resource type": refused(on("arn:aws:iam::123456789012:alice"), _IAM_PATH),
    "a wildcard for IAM's resource type": refused(
        on("arn:aws:iam::123456789012:*/*"), "https://github.com/duo-labs/parliament/pull/177 fails when applied in AWS"
    ),
    "an IAM resource type that does not exist": refused(on("arn:aws:iam::123456789012:roles/a"), _IAM_PATH),
    "a variable for the account": refused(
        on("arn:aws:iam::${aws:PrincipalAccount}:role/a"),
        f"{VARIABLES} only after the fifth colon: fails legacy parsing",
    ),
}
