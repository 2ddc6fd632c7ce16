# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The vocabulary of the tables of refusals: steps, documents of a size, and what makes a case."""

from __future__ import annotations

import dataclasses
import json
import typing as t

import pytest
from botocore.exceptions import ClientError

POLICY_ARN = "arn:aws:iam::111111111111:policy/{}"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
TRUST: dict[str, t.Any] = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "pinpoint.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}
DOCUMENT: dict[str, t.Any] = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}],
}

Parameters = dict[str, t.Any]
Step = tuple[str, Parameters]


def role(name: str = "reader", **parameters: t.Any) -> Step:
    return "CreateRole", {"RoleName": name, "AssumeRolePolicyDocument": json.dumps(TRUST), **parameters}


def policy(name: str = "reading", **parameters: t.Any) -> Step:
    return "CreatePolicy", {"PolicyName": name, "PolicyDocument": json.dumps(DOCUMENT), **parameters}


def attach(name: str, role_name: str = "reader") -> Step:
    return "AttachRolePolicy", {"RoleName": role_name, "PolicyArn": POLICY_ARN.format(name)}


def delete(name: str = "reading") -> Step:
    return "DeletePolicy", {"PolicyArn": POLICY_ARN.format(name)}


def version(**parameters: t.Any) -> Step:
    document = json.dumps(DOCUMENT)
    return "CreatePolicyVersion", {"PolicyArn": POLICY_ARN.format("reading"), "PolicyDocument": document, **parameters}


def inline(name: str, document: str, role_name: str = "reader") -> Step:
    return "PutRolePolicy", {"RoleName": role_name, "PolicyName": name, "PolicyDocument": document}


def tag_role(*tags: tuple[str, str]) -> Step:
    return "TagRole", {"RoleName": "reader", "Tags": tag_list(*tags)}


def tag_list(*tags: tuple[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags]


def numbered_tags(count: int, prefix: str = "key") -> list[tuple[str, str]]:
    return [(f"{prefix}{number}", "value") for number in range(count)]


def document_of_size(characters: int, *, key: str = "Resource", white_space: str = "") -> str:
    """A valid document that IAM counts as that many characters, with white space it does not count."""
    document = json.loads(json.dumps(DOCUMENT))
    document["Statement"][0][key] = "arn:aws:s3:::"
    missing = characters - len(json.dumps(document, separators=(",", ":")))
    document["Statement"][0][key] += "x" * missing
    return json.dumps(document, separators=(",", ":")).replace('"Effect"', f'{white_space}"Effect"')


def trust_of_size(characters: int, white_space: str = "") -> str:
    base = json.loads(json.dumps(TRUST))
    base["Statement"][0]["Condition"] = {"StringEquals": {"aws:SourceAccount": ""}}
    missing = characters - len(json.dumps(base, separators=(",", ":")))
    base["Statement"][0]["Condition"]["StringEquals"]["aws:SourceAccount"] = "1" * missing
    return json.dumps(base, separators=(",", ":")).replace('"Effect"', f'{white_space}"Effect"')


def trust(**statement: t.Any) -> str:
    """The usual trust policy with elements of its statement replaced, or removed if None."""
    changed = {**TRUST["Statement"][0], **statement}
    return json.dumps({**TRUST, "Statement": [{key: value for key, value in changed.items() if value is not None}]})


def update_trust(document: str) -> Step:
    return "UpdateAssumeRolePolicy", {"RoleName": "reader", "PolicyDocument": document}


@dataclasses.dataclass(frozen=True)
class Case:
    """After ``given``, ``refused`` is refused and ``passes`` is not."""

    refused: Step
    code: str
    status: int
    message: str
    passes: Step
    given: tuple[Step, ...] = ()


def carry_out(iam: t.Any, step: Step) -> t.Any:
    operation, parameters = step
    return iam._make_api_call(operation, parameters)


def check(iam: t.Any, case: Case) -> None:
    """Carry the case out and compare the refusal."""
    for step in case.given:
        carry_out(iam, step)
    with pytest.raises(ClientError) as refusal:
        carry_out(iam, case.refused)
    response = refusal.value.response
    assert response["Error"]["Code"] == case.code
    assert response["ResponseMetadata"]["HTTPStatusCode"] == case.status
    assert case.message in response["Error"]["Message"]
    assert carry_out(iam, case.passes)["ResponseMetadata"]["HTTPStatusCode"] == 200
