# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Conditions of managed and inline policies."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping

from ._vocabulary import (
    EXAMPLES,
    GRAMMAR,
    KEYS,
    OPERATORS,
    RECORDED,
    SET_OPERATORS,
    VARIABLES,
    Case,
    accepted,
    allow,
    policy,
    preflight,
    refused,
    when,
)

_SYNTAX = f"{RECORDED} Syntax errors in policy."
_LEGACY = f"{RECORDED} The policy failed legacy parsing"
_UNQUOTED = f"{GRAMMAR} Quotation marks are optional for numeric and Boolean values."
_ARN = preflight("policy-condition-arn-value")
_BINARY = preflight("policy-condition-binary-value")
_DATE = preflight("policy-condition-date-value")
_IP = preflight("policy-condition-ip-value")
_NULL = preflight("policy-condition-null-ifexists")
_NUMBER = preflight("policy-condition-numeric-value")
_NO_MFA = {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}


def _after(date: t.Any) -> Mapping[str, t.Any]:
    return when(DateGreaterThan={"aws:CurrentTime": date})


def _fewer_than(number: t.Any) -> Mapping[str, t.Any]:
    return when(NumericLessThan={"s3:max-keys": number})


def _from(address: t.Any) -> Mapping[str, t.Any]:
    return when(IpAddress={"aws:SourceIp": address})


def _statement(action: t.Any, **condition: t.Any) -> Mapping[str, t.Any]:
    return allow(action, Condition=condition)


CONDITIONS: t.Final[Mapping[str, Case]] = {
    "an empty condition": accepted(when(), f"{RECORDED} accepted"),
    "an operator without keys": accepted(when(DateGreaterThan={}), f"{RECORDED} accepted"),
    "operators that do not exist, without keys": accepted(when(Alike={}, Unlike={}), f"{RECORDED} accepted"),
    "a key without values": accepted(when(DateGreaterThan={"aws:CurrentTime": []}), f"{RECORDED} accepted"),
    "a key that does not exist": accepted(when(StringEquals={"team": "a"}), f"{RECORDED} accepted"),
    "a key in other case": accepted(when(StringEquals={"AWS:SOURCEACCOUNT": "1"}), f"{KEYS} are not case-sensitive"),
    "an empty value among others": accepted(
        when(StringLike={"s3:prefix": ["", "home/", "home/${aws:username}/*"]}), f"{OPERATORS} the s3:prefix example"
    ),
    "two keys, two operators": accepted(
        when(
            StringEquals={"aws:PrincipalTag/a": "1", "aws:ResourceTag/a": ["1", "2"]},
            Bool={"aws:SecureTransport": "true"},
        ),
        f"{GRAMMAR} <condition_map>",
    ),
    "everything but MFA set-up denied without MFA": accepted(
        policy({"Effect": "Deny", "NotAction": "iam:*MFA*", "Resource": "*", "Condition": _NO_MFA}),
        f"{RECORDED} accepted",
    ),
    "a Boolean, quoted": accepted(when(Bool={"aws:SecureTransport": "false"}), f"{OPERATORS} the BooleanExample"),
    "a Boolean, unquoted": accepted(when(Bool={"aws:SecureTransport": False}), _UNQUOTED),
    "a Boolean, unquoted, inline": accepted(when(Bool={"aws:ViaAWSService": True}), _UNQUOTED, kind="inline"),
    "a whole number, quoted": accepted(_fewer_than("10"), f"{OPERATORS} the s3:max-keys example"),
    "a whole number, unquoted": accepted(_fewer_than(10), f"{_NUMBER} 10 is accepted", kind="inline"),
    "a number with a fraction": accepted(_fewer_than(10.5), _UNQUOTED),
    "numbers in text, of every look": accepted(
        _fewer_than(["10.5", "-1", "1e3"]), f"{_NUMBER} all accepted", kind="inline"
    ),
    "a date and a time": accepted(_after("2026-07-01T00:00:00Z"), f"{RECORDED} accepted"),
    "a date with fraction and zone": accepted(_after("2026-12-13T21:20:37.593194+00:00"), f"{RECORDED} accepted"),
    "a date in lower case, half a zone": accepted(_after("2026-12-13t2:00:00.593194+23"), f"{RECORDED} accepted"),
    "a year, a month, a day, a minute": accepted(
        _after(["2026", "2026-01", "2026-01-01", "2026-01-01T00:00Z"]), f"{_DATE} are accepted", kind="inline"
    ),
    "a date in epoch seconds": accepted(_after("1767225600"), f"{OPERATORS} or in epoch (UNIX) time"),
    "the earliest year": accepted(_after("-292275054"), f"{RECORDED} accepted"),
    "addresses and ranges of both kinds": accepted(
        _from(["203.0.113.5", "203.0.113.0/24", "2001:DB8:1234:5678::/64", "::/0"]), f"{OPERATORS} standard CIDR format"
    ),
    "ARNs with wildcards": accepted(
        when(ArnLike={"aws:SourceArn": ["arn:aws:sns:*:123456789012:a*", "arn:*:s3:::data"]}), f"{OPERATORS} ArnLike"
    ),
    "every ARN": accepted(when(ArnEquals={"aws:SourceArn": "*"}), f'{_ARN} "*" is accepted', kind="inline"),
    "an ARN with a variable": accepted(
        when(ArnLike={"aws:SourceArn": "arn:aws:iam::123456789012:user/${aws:username}"}),
        f"{VARIABLES} the ARN operators",
    ),
    "binary": accepted(when(BinaryEquals={"key": "QmluYXJ5VmFsdWVJbkJhc2U2NA=="}), f"{OPERATORS} the Binary example"),
    "Null": accepted(when(Null={"aws:TokenIssueTime": "true"}), f"{OPERATORS} the Null example"),
    "IfExists": accepted(when(StringLikeIfExists={"ec2:InstanceType": ["t1.*", "t2.*"]}), f"{OPERATORS} RunInstance"),
    "ForAllValues": accepted(
        when(**{"ForAllValues:StringEquals": {"aws:TagKeys": "Department"}}), f"{RECORDED} accepted; {SET_OPERATORS}"
    ),
    "ForAnyValue with IfExists": accepted(
        when(**{"ForAnyValue:StringEqualsIfExists": {"aws:TagKeys": "a"}}), f"{RECORDED} accepted"
    ),
    "ForAllValues with Null": accepted(
        when(**{"ForAllValues:Null": {"aws:TagKeys": "true"}}),
        f"{_NULL} even ForAllValues:Null is accepted",
        kind="inline",
    ),
    "every operator that compares strings": accepted(
        when(
            **{
                f"String{operator}": {"aws:PrincipalTag/a": "b"}
                for operator in ("Equals", "NotEquals", "EqualsIgnoreCase", "NotEqualsIgnoreCase", "Like", "NotLike")
            }
        ),
        f"{OPERATORS} String condition operators",
    ),
    "the session's tags against the request's": accepted(
        when(StringEquals={"aws:RequestTag/team": "${aws:PrincipalTag/team}"}), f"{VARIABLES} string comparisons"
    ),
    "everything denied outside two regions": accepted(
        policy(
            {
                "Effect": "Deny",
                "NotAction": ["cloudfront:*", "iam:*", "route53:*", "support:*"],
                "Resource": "*",
                "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["eu-central-1", "eu-west-1"]}},
            }
        ),
        f"{EXAMPLES} Denies access to AWS based on the requested Region",
    ),
    "everything denied from elsewhere": accepted(
        policy(
            {
                **_statement("*", NotIpAddress={"aws:SourceIp": "192.0.2.0/24"}, Bool={"aws:ViaAWSService": "false"}),
                "Effect": "Deny",
            }
        ),
        f"{EXAMPLES} Denies access to AWS based on the source IP",
    ),
    "a role passed to one service": accepted(
        policy(_statement("iam:PassRole", StringEquals={"iam:PassedToService": "pinpoint.amazonaws.com"})),
        f"{KEYS}; iam:PassedToService in id_roles_use_passrole.html",
    ),
    "roles created with one boundary": accepted(
        policy(
            _statement(
                ["iam:CreateRole", "iam:AttachRolePolicy"],
                StringEquals={"iam:PermissionsBoundary": "arn:aws:iam::123456789012:policy/boundary"},
            )
        ),
        f"{EXAMPLES}; iam:PermissionsBoundary in access_policies_boundaries.html",
    ),
    "tags while instances are created": accepted(
        policy(_statement("ec2:CreateTags", StringEquals={"ec2:CreateAction": "RunInstances"})),
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html ec2:CreateAction",
    ),
    "two months of access": accepted(
        when(
            DateGreaterThan={"aws:CurrentTime": "2026-07-01T00:00:00Z"},
            DateLessThan={"aws:CurrentTime": "2026-08-31T23:59:59Z"},
        ),
        f"{EXAMPLES} Allows access based on date and time; {RECORDED} accepted",
    ),
    "rows of one's own": accepted(
        policy(
            _statement("dynamodb:*Item", **{"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["${aws:userid}"]}})
        ),
        "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html LeadingKeys",
        kind="inline",
    ),
    "tags required, and no others": accepted(
        when(
            StringEquals={"aws:RequestTag/CostCenter": ["A-123", "B-456"]},
            Null={"aws:RequestTag/Project": "false"},
            **{"ForAllValues:StringEquals": {"aws:TagKeys": ["CostCenter", "Project"]}},
        ),
        f"{SET_OPERATORS}; {RECORDED} accepted",
        kind="inline",
    ),
    "MFA of the last hour": accepted(
        when(NumericLessThanEqualsIfExists={"aws:MultiFactorAuthAge": "3600"}),
        f"{OPERATORS} ...IfExists",
        kind="inline",
    ),
    "a network's endpoint, or none": accepted(
        when(StringNotEqualsIfExists={"aws:SourceVpce": ["vpce-1a2b3c4d"]}), f"{OPERATORS} ...IfExists", kind="inline"
    ),
    "a list for a condition": refused(policy(allow(Condition=[{"Null": {"aws:TagKeys": "true"}}])), _SYNTAX),
    "a string for a condition": refused(policy(allow(Condition="Bool")), _SYNTAX),
    "an operator with a string": refused(when(StringEquals="a"), _SYNTAX),
    "an operator with a list": refused(when(DateGreaterThan=[]), _SYNTAX),
    "a key where the operator goes": refused(
        when(**{"servicecatalog:accountLevel": "self"}),
        "https://github.com/aws-cloudformation/cfn-lint/issues/3751 Syntax errors in policy.",
    ),
    "a value that is a mapping": refused(when(StringEquals={"aws:PrincipalTag/a": {"b": "c"}}), _SYNTAX),
    "a mapping among the values": refused(
        when(StringEquals={"aws:PrincipalTag/a": ["b", {"c": "d"}]}),
        f"{preflight('policy-condition-value-type')} Syntax errors in policy.",
        kind="inline",
    ),
    "an operator that does not exist": refused(when(Alike={"aws:PrincipalTag/a": "b"}), _SYNTAX),
    "an operator with a letter too many": refused(
        when(StringEqualz={"aws:PrincipalTag/a": "b"}),
        f"{preflight('policy-condition-operator')} Syntax errors in policy.",
    ),
    "NullIfExists": refused(
        when(NullIfExists={"aws:TokenIssueTime": "true"}), f"{OPERATORS} except the Null condition"
    ),
    "NullIfExists, inline": refused(
        when(NullIfExists={"aws:TokenIssueTime": "true"}), f"{_NULL} Syntax errors in policy.", kind="inline"
    ),
    "a set operator with two colons": refused(
        when(**{"ForAnyValue::StringEqualsIfExists": {"aws:TagKeys": "a"}}), _SYNTAX
    ),
    "a set operator that does not exist": refused(when(**{"ForEachValue:StringEquals": {"aws:TagKeys": "a"}}), _SYNTAX),
    "a word for a date": refused(_after("tomorrow"), _LEGACY),
    "a date with slashes": refused(_after("2026/01/01"), f"{_DATE} The policy failed legacy parsing", kind="inline"),
    "a date of RFC 1123": refused(_after("Thu, 01 Jan 2026 00:00:00 GMT"), f"{_DATE} RFC 1123 dates", kind="inline"),
    "a thirteenth month": refused(when(DateLessThanEquals={"aws:CurrentTime": "2026-13-01"}), _LEGACY),
    "a zone of one digit": refused(_after("2026-12-13t2:00:00.593194+1"), _LEGACY),
    "more epoch seconds than 64 bits": refused(_after("9223372036854775808"), _LEGACY),
    "a word for a number": refused(_fewer_than("many"), f"{_NUMBER} The policy failed legacy parsing", kind="inline"),
    "a hexadecimal number": refused(_fewer_than("0x10"), f"{_NUMBER} is not accepted", kind="inline"),
    "a host name for an address": refused(
        _from("example.com"), f"{_IP} The policy failed legacy parsing", kind="inline"
    ),
    "an address out of range": refused(
        _from("203.0.113.999/24"), f"{_IP} The policy failed legacy parsing", kind="inline"
    ),
    "a prefix out of range": refused(_from("10.0.0.0/33"), f"{_IP} The policy failed legacy parsing", kind="inline"),
    "a word for an ARN": refused(
        when(ArnLike={"aws:SourceArn": "nope"}), f"{_ARN} The policy failed legacy parsing", kind="inline"
    ),
    "an ARN with two colons too few, in a condition": refused(
        when(ArnEquals={"aws:SourceArn": "arn:aws:s3:data"}), f"{_ARN} The policy failed legacy parsing", kind="inline"
    ),
    "a variable for an ARN": refused(
        when(ArnLike={"aws:SourceArn": "${aws:PrincipalArn}"}),
        f"{_ARN} The policy failed legacy parsing",
        kind="inline",
    ),
    "binary that is not base64": refused(
        when(BinaryEquals={"key": "!!!"}), f"{_BINARY} Syntax errors in policy.", kind="inline"
    ),
    "base64 with wrong padding": refused(when(BinaryEquals={"key": "YWJj=="}), f"{_BINARY} bad padding", kind="inline"),
}
