# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The size and the characters of documents: each refusal beside a request that is nearly the same and passes."""

from __future__ import annotations

import json
import typing as t

import pytest
from unit.sandbox.refusal_cases import (
    DOCUMENT,
    Case,
    check,
    document_of_size,
    inline,
    policy,
    role,
    trust_of_size,
    update_trust,
    version,
)


def with_entries(element: str, *entries: str | None) -> str:
    """The usual document with these entries of an element, in place of those of its opposite."""
    document = json.loads(json.dumps(DOCUMENT))
    document["Statement"][0].pop(element.removeprefix("Not"), None)
    document["Statement"][0][element] = entries
    return json.dumps(document)


ENTRIES = {"Action": "*", "NotAction": "s3:*", "Resource": "*", "NotResource": "arn:aws:s3:::a"}
CASES = {
    "managed policy size": Case(
        policy(PolicyDocument=document_of_size(6145)),
        "LimitExceeded",
        409,
        "Cannot exceed quota for PolicySize: 6144",
        policy(PolicyDocument=document_of_size(6144, white_space=" \n\t" * 100)),
    ),
    "policy version size": Case(
        version(PolicyDocument=document_of_size(6145)),
        "LimitExceeded",
        409,
        "Cannot exceed quota for PolicySize: 6144",
        version(PolicyDocument=document_of_size(6144)),
        (policy(),),
    ),
    "trust policy size": Case(
        role(AssumeRolePolicyDocument=trust_of_size(2049)),
        "LimitExceeded",
        409,
        "Cannot exceed quota for ACLSizePerRole: 2048",
        role(AssumeRolePolicyDocument=trust_of_size(2048, white_space="\n " * 100)),
    ),
    "trust policy size on update": Case(
        update_trust(trust_of_size(2049)),
        "LimitExceeded",
        409,
        "Cannot exceed quota for ACLSizePerRole: 2048",
        update_trust(trust_of_size(2048)),
        (role(),),
    ),
    "inline policies size": Case(
        inline("second", document_of_size(5241)),
        "LimitExceeded",
        409,
        "Maximum policy size of 10240 bytes exceeded for role reader",
        inline("second", document_of_size(5240, white_space=" " * 500)),
        (role(), inline("first", document_of_size(5000))),
    ),
    "inline policy replaced": Case(
        inline("first", document_of_size(10241)),
        "LimitExceeded",
        409,
        "Maximum policy size of 10240 bytes exceeded for role reader",
        inline("first", document_of_size(10240)),
        (role(), inline("first", document_of_size(9000))),
    ),
    "white space at the start": Case(
        policy(PolicyDocument=" " + json.dumps(DOCUMENT)),
        "MalformedPolicyDocument",
        400,
        "The policy failed legacy parsing",
        policy(PolicyDocument=json.dumps(DOCUMENT) + " "),
    ),
    **{
        f"null in {element}": Case(
            policy(PolicyDocument=with_entries(element, entry, None)),
            "MalformedPolicyDocument",
            400,
            "Syntax errors in policy.",
            policy(PolicyDocument=with_entries(element, entry)),
        )
        for element, entry in (
            ("Action", "*"),
            ("NotAction", "s3:*"),
            ("Resource", "*"),
            ("NotResource", "arn:aws:s3:::a"),
        )
    },
    "null in an inline policy": Case(
        inline("first", with_entries("Action", None)),
        "MalformedPolicyDocument",
        400,
        "Syntax errors in policy.",
        inline("first", with_entries("Action", "*")),
        (role(),),
    ),
    "character of a document": Case(
        policy(PolicyDocument=json.dumps({**DOCUMENT, "Id": "\u0100"}, ensure_ascii=False)),
        "ValidationError",
        400,
        "Member must satisfy regular expression pattern",
        policy(PolicyDocument=json.dumps({**DOCUMENT, "Id": "\u00ff"}, ensure_ascii=False)),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_refused_and_passed(unchecked_iam: t.Any, case: Case) -> None:
    check(unchecked_iam, case)
