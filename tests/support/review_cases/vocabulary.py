# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The vocabulary of the tables: statements and documents without findings, apart from what a row gives them."""

from __future__ import annotations

import json
import typing as t

from ansible_collections.leastpriv.aws.plugins.module_utils._policy import document as policy
from ansible_collections.leastpriv.aws.plugins.module_utils._policy.problem import DocumentKind

BUCKET = "arn:aws:s3:::reports-1"
LAMBDA = {"Service": "lambda.amazonaws.com"}
PINPOINT = {"Service": "pinpoint.amazonaws.com"}
GITHUB = {"Federated": "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com"}
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
