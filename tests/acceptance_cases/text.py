# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""JSON as people type it, and documents near the quotas."""

from __future__ import annotations

import json
import typing as t
from collections.abc import Mapping, Sequence

from ._vocabulary import (
    API,
    GRAMMAR,
    QUOTAS_PAGE,
    RECORDED,
    TROUBLESHOOTING,
    Case,
    Json,
    accepted,
    allow,
    of_length,
    on,
    policy,
    preflight,
    refused,
    trust,
)

_POLICY = policy(allow("s3:GetObject", "arn:aws:s3:::data/*"))
_TEXT = json.dumps(_POLICY)
_TRUST_TEXT = json.dumps(trust({"Service": "ec2.amazonaws.com"}))
_SPACES = "https://github.com/hashicorp/terraform-provider-aws/pull/12267 JSON strings must not have leading spaces"
_JSON = f"{GRAMMAR} Policies are expressed in JSON, RFC 7159"
_REPEATED = f"{GRAMMAR} must not contain multiple instances of the same key"
_CHARACTERS = rf"{API} Pattern: [\u0009\u000A\u000D\u0020-\u00FF]+"


def _twice(old: str, new: str, text: str = _TEXT) -> str:
    """The text with something inserted before one of its keys."""
    assert text.count(old) == 1
    return text.replace(old, f"{new}, {old}")


def _when(condition: str) -> str:
    return _TEXT.replace('"Action"', f'"Condition": {condition}, "Action"')


TEXTS: t.Final[Mapping[str, Case]] = {
    "text on one line": accepted(_TEXT, _JSON),
    "text without white space": accepted(json.dumps(_POLICY, separators=(",", ":")), _JSON),
    "text indented": accepted(
        json.dumps(_POLICY, indent=4), f"{GRAMMAR} White space between individual entities is allowed."
    ),
    "text indented with tabs": accepted(json.dumps(_POLICY, indent="\t"), _CHARACTERS),
    "text with line ends of Windows": accepted(json.dumps(_POLICY, indent=2).replace("\n", "\r\n"), _CHARACTERS),
    "text with a line end at its end": accepted(
        f"{_TEXT}\n", f"{GRAMMAR} White space between individual entities is allowed."
    ),
    "text with unquoted values": accepted(
        _when('{"NumericLessThan": {"s3:max-keys": 10}, "Bool": {"aws:SecureTransport": true}}'),
        f"{GRAMMAR} Quotation marks are optional for numeric and Boolean values.",
    ),
    "text with the last character allowed": accepted(_TEXT.replace("data", "f\u00fcr-\u00ff"), _CHARACTERS),
    "text, inline": accepted(_TEXT, _JSON, kind="inline"),
    "text, trust": accepted(_TRUST_TEXT, _JSON, kind="trust"),
    "text after a space": refused(f" {_TEXT}", _SPACES),
    "text after a line end": refused(
        f"\n{_TEXT}",
        "https://github.com/hashicorp/terraform/pull/14669 failed legacy parsing: must start with the bracket",
    ),
    "text after a space, inline": refused(
        f"  {_TEXT}",
        "https://github.com/hashicorp/terraform/issues/14652 The policy failed legacy parsing",
        kind="inline",
    ),
    "text after a space, trust": refused(f"  {_TRUST_TEXT}", _SPACES, kind="trust"),
    "text after a byte order mark": refused(f"\ufeff{_TEXT}", _CHARACTERS),
    "no text": refused("", f"{API} Minimum length of 1."),
    "text that is not JSON": refused("allow everything", f"{RECORDED} Syntax errors in policy."),
    "text that is not JSON, inline": refused("{not json", _JSON, kind="inline"),
    "the name of a file for a text, trust": refused(
        "trust.json",
        "https://github.com/aws-samples/aws-microservices-deploy-options/issues/118 This policy contains invalid Json",
        kind="trust",
    ),
    "text that is null": refused("null", "https://github.com/99designs/iamy/issues/74 Syntax errors in policy."),
    "text that is a list": refused(f"[{_TEXT}]", f"{TROUBLESHOOTING} one and only one JSON object"),
    "text that is a string": refused(json.dumps(_TEXT), f"{TROUBLESHOOTING} one and only one JSON object"),
    "text of two documents": refused(f"{_TEXT}\n{_TEXT}", f"{TROUBLESHOOTING} More than one JSON policy object"),
    "text with a bracket too few": refused(_TEXT[:-1], _JSON),
    "text with a comma too many": refused(_TEXT.replace("}]", "},]"), f"{GRAMMAR} the trailing comma must be omitted"),
    "text with a comma too many, trust": refused(
        _TRUST_TEXT.replace("}]", ",}]"),
        "https://github.com/localstack/localstack/pull/8453 validated on AWS",
        kind="trust",
    ),
    "text with single quotes": refused(_TEXT.replace('"', "'"), _JSON),
    "text with typographic quotes": refused(_TEXT.replace('"', "\u201d"), _CHARACTERS),
    "text with a comment": refused(_TEXT.replace("[", "[ // all of it\n"), _JSON),
    "text with a character beyond the last": refused(_TEXT.replace("data", "da\u0165a"), _CHARACTERS),
    "text with a picture": refused(_TEXT.replace("data", "\U0001f600"), _CHARACTERS, kind="inline"),
    "text with a form feed": refused(_TEXT.replace(" ", "\f", 1), _CHARACTERS),
    "text with NaN": refused(_when('{"NumericLessThan": {"s3:max-keys": NaN}}'), _JSON),
    "text with Infinity": refused(_when('{"NumericLessThan": {"s3:max-keys": Infinity}}'), _JSON),
    "text with two Versions": refused(_twice('"Version"', '"Version": "2008-10-17"'), _REPEATED),
    "text with two Statements": refused(
        _twice('"Statement"', '"Statement": []'), f"{TROUBLESHOOTING} More than one JSON statement element"
    ),
    "text with two Effects": refused(
        _twice('"Effect"', '"Effect": "Deny"'),
        f"{TROUBLESHOOTING} does not allow such errors in new or edited policies",
    ),
    "text with two Effects, inline": refused(_twice('"Effect"', '"Effect": "Allow"'), _REPEATED, kind="inline"),
    "text with two Effects, trust": refused(
        _twice('"Effect"', '"Effect": "Allow"', _TRUST_TEXT), _REPEATED, kind="trust"
    ),
    "text with two Actions": refused(
        _twice('"Action"', '"Action": "s3:PutObject"'), f"{TROUBLESHOOTING} can be present only once"
    ),
    "text with two Resources": refused(_twice('"Resource"', '"Resource": "*"'), f"{TROUBLESHOOTING} only once"),
    "text with an operator twice": refused(
        _when('{"StringEquals": {"aws:RequestedRegion": "a"}, "StringEquals": {"aws:SourceVpc": "b"}}'), _REPEATED
    ),
    "text with a key twice": refused(_when('{"StringLike": {"s3:prefix": "a/", "s3:prefix": "b/"}}'), _REPEATED),
    "text longer than the API takes": refused(_TEXT + " " * (131_073 - len(_TEXT)), f"{API} Maximum length of 131072."),
}


def _buckets(names: Sequence[str]) -> Json:
    return on(*names) if names else policy(allow(resource=[]))


def _external_ids(values: Sequence[str]) -> Json:
    condition = {"StringEquals": {"sts:ExternalId": list(values)}}
    return trust({"AWS": "arn:aws:iam::999999999999:root"}, Condition=condition)


def _identity(characters: int) -> Json:
    return of_length(characters, _buckets, prefix="arn:aws:s3:::")


QUOTAS: t.Final[Mapping[str, Case]] = {
    "managed, 6,144 characters": accepted(_identity(6_144), f"{QUOTAS_PAGE} cannot exceed 6,144 characters"),
    "managed, 6,145 characters": refused(
        _identity(6_145), f"{preflight('managed-policy-size')} Cannot exceed quota for PolicySize: 6144"
    ),
    "managed, 6,144 characters and white space": accepted(
        json.dumps(_identity(6_144), indent=8), f"{QUOTAS_PAGE} IAM does not count white space"
    ),
    "inline, 10,240 characters": accepted(_identity(10_240), f"{QUOTAS_PAGE} Role policy size 10,240", kind="inline"),
    "inline, 10,241 characters": refused(
        _identity(10_241), f"{QUOTAS_PAGE} Role policy size cannot exceed 10,240 characters", kind="inline"
    ),
    "trust, 2,048 characters": accepted(
        of_length(2_048, _external_ids), f"{QUOTAS_PAGE} Role trust policy length 2,048", kind="trust"
    ),
    "trust, 2,049 characters": accepted(
        of_length(2_049, _external_ids), f"{QUOTAS_PAGE} can be raised from 2,048", kind="trust"
    ),
    "trust, 4,096 characters": accepted(
        of_length(4_096, _external_ids), f"{QUOTAS_PAGE} can be raised to 4,096 and more", kind="trust"
    ),
    "trust, 8,193 characters": refused(
        of_length(8_193, _external_ids), f"{QUOTAS_PAGE} at most 8,192, and 4,096 until lately", kind="trust"
    ),
}
