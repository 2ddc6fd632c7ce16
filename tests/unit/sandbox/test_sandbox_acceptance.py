# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AWS's verdicts on documents against the sandbox's: what IAM takes passes, what it refuses is refused in its words."""

from __future__ import annotations

import itertools
import json
import re
import typing as t

import pytest
from acceptance_cases import CASES, Case
from ansible_collections.leastpriv.aws.plugins.module_utils._policy import resource_grammar
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.session import get_session
from moto.iam.aws_managed_policies import aws_managed_policies_data
from sandbox import Sandbox
from sandbox.rules import identity
from unit.sandbox.conftest import ACCOUNT_ID
from unit.sandbox.refusal_cases import carry_out, inline, policy, role

# IAM is said to refuse these, and sources contradict each other: they pass here, since a strict stand-in must not
# refuse what AWS takes.
TAKEN: t.Final[t.Mapping[str, str]] = {
    "trust with every action of STS": "one source has the refusal, another says that IAM takes it",
    "trust with an action in lower case": "one source has the refusal, another says that IAM takes it",
    "trust with an operator in lower case": "one issue has the refusal, AWS's documentation is silent",
}
# IAM takes these in an account whose quota has been raised; nobody has raised it in the sandbox.
REFUSED: t.Final = ("trust, 2,049 characters", "trust, 4,096 characters")

REGIONS: t.Final[t.Mapping[str, str]] = {
    "aws": "us-east-1",
    "aws-cn": "cn-north-1",
    "aws-us-gov": "us-gov-west-1",
    "aws-eusc": "eusc-de-east-1",
    "aws-iso-b": "us-isob-east-1",
}
# What a source quotes of IAM's answer, as the last of its words.
QUOTED: t.Final = (
    "Syntax errors in policy.",
    "The policy failed legacy parsing",
    "Policy document must be version 2012-10-17 or greater.",
    "Policy document should not specify a principal.",
    "in a single policy must be unique.",
    "must be alpha-numeric",
    "Policy statement must contain actions.",
    "must contain resources.",
    "must be prefaced by a vendor",
    "can contain only one colon.",
    "must not contain wildcards.",
    "vendor must be fully qualified",
    "can not contain region information.",
    "cannot contain an account id.",
    "may only specify STS AssumeRole actions.",
    "Has prohibited field Resource",
    'Invalid principal in policy: "SERVICE":"*"',
    "A condition block must be present",
    "This policy contains invalid Json",
    "Cannot exceed quota for PolicySize: 6144",
)


def text_of(case: Case) -> str:
    document = case.document
    return document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)


def partition_of(text: str) -> str:
    """That of the document's ARNs: what a row leaves open is in favour of the document."""
    found = set(re.findall(r"arn:(aws[a-z-]*):", text))
    return found.pop() if len(found) == 1 and found <= REGIONS.keys() else "aws"


@pytest.fixture(scope="module")
def clients(running_sandbox: Sandbox) -> t.Mapping[str, t.Any]:
    """Clients that check nothing themselves, by partition; in each there is a role for inline policies."""
    running_sandbox.reset()
    keys = running_sandbox._credentials(ACCOUNT_ID)
    found = {
        partition: get_session().create_client(
            "iam",
            region_name=region,
            endpoint_url=running_sandbox.endpoint_url,
            aws_access_key_id=keys.access_key_id,
            aws_secret_access_key=keys.secret_access_key,
            aws_session_token=keys.session_token,
            config=Config(parameter_validation=False, retries={"total_max_attempts": 1}),
        )
        for partition, region in REGIONS.items()
    }
    for iam in found.values():
        carry_out(iam, role())
    return found


def answer(clients: t.Mapping[str, t.Any], case: Case) -> tuple[str, int, str] | None:
    """The refusal of a document, None if it is taken; what has been created is gone again."""
    text = text_of(case)
    iam = clients[partition_of(text)]
    create, delete = {
        "managed": (policy(PolicyDocument=text), "DeletePolicy"),
        "inline": (inline("reading", text), "DeleteRolePolicy"),
        "trust": (role("trusting", AssumeRolePolicyDocument=text), "DeleteRole"),
    }[case.kind]
    try:
        created = carry_out(iam, create)
    except ClientError as error:
        response = error.response
        return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"], response["Error"]["Message"]
    names = {"RoleName": create[1].get("RoleName"), "PolicyName": create[1].get("PolicyName")}
    of = {
        "DeletePolicy": {"PolicyArn": created.get("Policy", {}).get("Arn")},
        "DeleteRolePolicy": names,
        "DeleteRole": {"RoleName": names["RoleName"]},
    }
    carry_out(iam, (delete, of[delete]))
    return None


@pytest.mark.parametrize("name", [name for name in CASES if name not in (*TAKEN, *REFUSED)])
def test_the_sandbox_agrees_with_aws(clients: t.Mapping[str, t.Any], name: str) -> None:
    case = CASES[name]
    refusal = answer(clients, case)
    assert (refusal is None) == case.accepted, f"{refusal}, but {case.source}"
    if refusal is None:
        return
    code, status, message = refusal
    assert (code, status) in (("MalformedPolicyDocument", 400), ("LimitExceeded", 409), ("ValidationError", 400))
    quoted = next((words for words in QUOTED if words in case.source), "")
    assert quoted in message


@pytest.mark.parametrize("name", [*TAKEN, *REFUSED])
def test_where_the_sandbox_decides_for_itself(clients: t.Mapping[str, t.Any], name: str) -> None:
    refusal = answer(clients, CASES[name])
    assert (refusal is None) == (name in TAKEN)


def refusal_of(document: t.Mapping[str, t.Any]) -> str | None:
    return identity.complaint(json.dumps(document), versions=("2012-10-17",), partition="aws")


def test_the_managed_policies_of_aws_pass() -> None:
    documents = {name: policy["Document"] for name, policy in json.loads(aws_managed_policies_data).items()}
    refusals = {name: refusal_of(document) for name, document in documents.items()}
    assert {name: refusal for name, refusal in refusals.items() if refusal} == {}
    assert len(refusals) > 1500


RESOURCES: t.Final = (
    *("*", "b", "b/*", "*b", "job/*", "accesspoint/a", "storage-lens/x", "access-grants/default/grant/*", "root"),
    *("role/a", "roles/a", "assumed-role/a", "role-template/a", "contextProvider/a", "hostedzone/Z1"),
)
ARNS: t.Final = (
    *itertools.product(
        ("s3", "iam", "route53", "ec2"),
        ("", "*", "eu-west-1", "eu-*"),
        ("", "*", "111111111111", "1111*", "aws"),
        RESOURCES,
    ),
    *itertools.product(("s3", "iam", "route53", "ec2"), ("", "*", "eu-west-1"), ("", "*")),
    *itertools.product(("s3", "iam", "route53", "ec2"), ("", "*", "eu-west-1")),
    *itertools.product(("s3", "iam", "route53", "ec2")),
)


@pytest.mark.parametrize("service", ["s3", "iam", "route53", "ec2"])
def test_review_and_sandbox_say_the_same_of_an_arn(service: str) -> None:
    """A document that the review lets pass and the sandbox refuses would leave a run half done."""
    arns = [":".join(("arn:aws", *parts)) for parts in ARNS if parts[0] == service]
    reviewed = {arn: not list(resource_grammar.problems("Resource", arn)) for arn in arns}
    statement = {"Effect": "Allow", "Action": "s3:GetObject"}
    judged = {
        arn: refusal_of({"Version": "2012-10-17", "Statement": {**statement, "Resource": arn}}) is None for arn in arns
    }
    assert {arn for arn in arns if reviewed[arn] != judged[arn]} == set()
    assert set(reviewed.values()) == {True, False}


def test_a_refusal_that_quotes_what_xml_cannot_carry(unchecked_iam: t.Any) -> None:
    """The character is in the request; the answer has to be XML all the same."""
    with pytest.raises(ClientError, match=r"Value 'a\?b' at 'description'"):
        carry_out(unchecked_iam, role(Description="a\x0cb"))
