# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What pinpoint_importer's variant hardened grants, and what the review finds in either variant."""

from __future__ import annotations

import json
import pathlib
import re
import typing as t

import pytest
import yaml
from ansible_collections.leastpriv.aws.plugins.module_utils._policy import rules as _rules
from ansible_collections.leastpriv.aws.plugins.module_utils._review import catalogue as _catalogue
from ansible_collections.leastpriv.aws.plugins.module_utils._review import review
from support import role_documents, tutorial

ROLE = pathlib.Path(__file__).parents[3] / "roles" / "pinpoint_importer"

GIVEN: t.Final[t.Mapping[str, t.Any]] = {
    "BucketName": "acme-customer-imports",
    "ProjectId": "4f1d2c3b5a69788790a1b2c3d4e5f607",
    "Region": "eu-west-1",
    "AccountId": "${AWS::AccountId}",
    "Path": "/",
    "NamePrefix": "",
    "FunctionNames": ["split", "import"],
}

BUCKET: t.Final = "arn:${AWS::Partition}:s3:::acme-customer-imports"
PROJECT: t.Final = "arn:${AWS::Partition}:mobiletargeting:eu-west-1:${AWS::AccountId}"
APP: t.Final = f"{PROJECT}:apps/4f1d2c3b5a69788790a1b2c3d4e5f607"
LOGS: t.Final = "arn:${AWS::Partition}:logs:eu-west-1:${AWS::AccountId}:log-group:/aws/lambda"
FUNCTION: t.Final = "arn:${AWS::Partition}:lambda:eu-west-1:${AWS::AccountId}:function"
IMPORT_ROLE: t.Final = "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/PinpointSegmentImport"
SERVICES: t.Final = ["mobiletargeting.amazonaws.com", "pinpoint.amazonaws.com"]

# Each policy, statement by statement: Sid, actions, resources, condition.
Statement = tuple[str, str | list[str], str | list[str], dict[str, t.Any] | None]
POLICIES: t.Final[t.Mapping[str, tuple[Statement, ...]]] = {
    "ImporterS3Policy": (
        ("ListBucket", "s3:ListBucket", BUCKET, None),
        ("ReadAndMoveObjects", ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], f"{BUCKET}/*", None),
        (
            "CreateLogGroups",
            "logs:CreateLogGroup",
            [f"{LOGS}/split", f"{LOGS}/import", f"{LOGS}/split:*", f"{LOGS}/import:*"],
            None,
        ),
        ("WriteLogs", ["logs:CreateLogStream", "logs:PutLogEvents"], [f"{LOGS}/split:*", f"{LOGS}/import:*"], None),
    ),
    "ImporterS3PassthroughPolicy": (
        ("ListBucket", ["s3:ListBucket", "s3:GetBucketLocation"], BUCKET, None),
        ("ReadObjects", "s3:GetObject", f"{BUCKET}/*", None),
    ),
    "ImporterPinpointPolicy": (
        ("ImportIntoProject", ["mobiletargeting:CreateImportJob", "mobiletargeting:GetImportJobs"], APP, None),
        ("ReadImportRole", "iam:GetRole", IMPORT_ROLE, None),
        ("PassImportRole", "iam:PassRole", IMPORT_ROLE, {"StringEquals": {"iam:PassedToService": SERVICES}}),
        ("ValidatePhoneNumbers", "mobiletargeting:PhoneNumberValidate", f"{PROJECT}:phone/number/validate", None),
    ),
}

# Each trust policy: Sid, service, and on whose behalf it may come.
FUNCTIONS: t.Final = ("OnBehalfOfTheFunctions", "lambda.amazonaws.com", [f"{FUNCTION}:split", f"{FUNCTION}:import"])
TRUSTS: t.Final[t.Mapping[str, tuple[str, str, str | list[str]]]] = {
    "ImporterS3Role": FUNCTIONS,
    "PinpointSegmentImport": ("OnBehalfOfTheProject", "pinpoint.amazonaws.com", APP),
    "ImporterPinpointRole": FUNCTIONS,
}

# The kind of each document.
Kind = t.Literal["managed", "trust"]
KINDS: t.Final[t.Mapping[str, Kind]] = {
    **dict.fromkeys(tutorial.POLICIES, "managed"),
    **dict.fromkeys(tutorial.ROLES, "trust"),
}


# The pseudo parameters as the documents have them, and as an account fills them in.
FILLED: t.Final[tuple[t.Mapping[str, str], ...]] = (
    {},
    {"${AWS::Partition}": "aws", "${AWS::AccountId}": "111111111111"},
    {"${AWS::Partition}": "aws-us-gov", "${AWS::AccountId}": "111111111111"},
)


def filled_in(variant: str, name: str, **parameters: t.Any) -> t.Any:
    """A document of a variant with parameters filled in, but not its pseudo parameters."""
    return role_documents.filled(variant, name, {**GIVEN, **parameters})


def found(variant: str, filled: t.Mapping[str, str], **parameters: t.Any) -> set[tuple[str, str | None, str]]:
    """What the review finds in a variant: document, statement, identifier of the rule."""
    findings: set[tuple[str, str | None, str]] = set()
    for name, kind in KINDS.items():
        text = json.dumps(filled_in(variant, name, **parameters))
        for pseudo_parameter, value in filled.items():
            text = text.replace(pseudo_parameter, value)
        for finding in review.review(json.loads(text), kind=kind, name=name, catalogue=_catalogue.load()):
            findings.add((name, finding.statement, finding.rule.id))
    return findings


def listed() -> dict[tuple[str, str], set[str]]:
    """The README's table: for each document and statement the identifiers in the column of findings."""
    lines = (ROLE / "README.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| `")]
    table = {
        (row[0].strip("`"), row[1].strip("`")): set(re.findall(r"`([a-z-]+)`", row[5])) for row in rows if len(row) == 6
    }
    assert len(table) == len([row for row in rows if len(row) == 6])
    return table


def actions(variant: str) -> set[str]:
    """All actions of a variant's policies."""
    lists = [each["Action"] for name in POLICIES for each in filled_in(variant, name)["Statement"]]
    return {action for each in lists for action in ([each] if isinstance(each, str) else each)}


@pytest.mark.parametrize("name", POLICIES)
def test_a_policy_grants_this_and_nothing_else(name: str) -> None:
    statements = [
        {"Sid": sid, "Effect": "Allow", "Action": action, "Resource": resource}
        | ({"Condition": condition} if condition else {})
        for sid, action, resource, condition in POLICIES[name]
    ]
    assert filled_in("hardened", name) == {"Version": "2012-10-17", "Statement": statements}


@pytest.mark.parametrize("name", TRUSTS)
def test_a_trust_policy_says_on_whose_behalf_the_service_may_come(name: str) -> None:
    sid, service, source = TRUSTS[name]
    statement = {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sts:AssumeRole",
        "Condition": {
            "StringEquals": {"aws:SourceAccount": "${AWS::AccountId}"},
            "ArnLike": {"aws:SourceArn": source},
        },
    }
    assert filled_in("hardened", name) == {"Version": "2012-10-17", "Statement": [statement]}


@pytest.mark.parametrize(("variant", "number"), [("tutorial", 1), ("hardened", 2)])
def test_path_and_prefix_reach_the_role_that_may_be_passed(variant: str, number: int) -> None:
    text = json.dumps(filled_in(variant, "ImporterPinpointPolicy", Path="/import/", NamePrefix="Acme"))
    assert text.count("arn:${AWS::Partition}:iam::${AWS::AccountId}:role/import/AcmePinpointSegmentImport") == number
    assert text.count(":iam::") == number


def test_hardened_allows_no_action_that_the_tutorial_does_not() -> None:
    # It is one of those that s3:* of step 2.2 stands for.
    assert actions("hardened") - actions("tutorial") == {"s3:GetBucketLocation"}


@pytest.mark.parametrize("filled", FILLED)
@pytest.mark.parametrize(
    "names",
    [
        yaml.safe_load((ROLE / "defaults" / "main.yml").read_text(encoding="utf-8"))[
            "pinpoint_importer_function_names"
        ],
        ["import"],
        ["CustomerImport_*"],
    ],
)
def test_the_review_finds_nothing_in_hardened(names: list[str], filled: t.Mapping[str, str]) -> None:
    assert found("hardened", filled, FunctionNames=names) == set()


@pytest.mark.parametrize("filled", FILLED)
def test_the_review_finds_in_the_tutorial_what_the_readme_lists(filled: t.Mapping[str, str]) -> None:
    assert found("tutorial", filled) == {(*statement, rule) for statement, rules in listed().items() for rule in rules}


def test_the_readme_has_a_row_for_each_statement_of_the_tutorial() -> None:
    statements = {
        (name, statement.get("Sid", f"Statement[{position}]"))
        for name in KINDS
        for position, statement in enumerate(filled_in("tutorial", name)["Statement"])
    }
    assert set(listed()) == statements
    assert {rule for rules in listed().values() for rule in rules} <= set(_rules.RULES)


def test_the_role_declares_the_findings_in_awss_text_as_known() -> None:
    variables = yaml.safe_load((ROLE / "vars" / "main" / "set.yml").read_text(encoding="utf-8"))
    known = variables["pinpoint_importer_known_findings"]["rules"]
    assert known == sorted({rule for rules in listed().values() for rule in rules})
