# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan for a SAML provider, and what is refused."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import OptionError, RefusedError
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.resource_types import SAML_PROVIDER
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.saml_provider import info
from memory_iam import ApiError, Fault, MemoryIam
from support.saml_metadata import saml_metadata
from support.tasks import task

SAML: t.Final = "iam_saml_provider"
ARN: t.Final = "arn:aws:iam::111111111111:saml-provider/app"
DOCUMENT: t.Final = saml_metadata()
RENEWED: t.Final = saml_metadata(certificate="MIID")


def account(*, provider: bool = True, **given: t.Any) -> MemoryIam:
    """An account with the SAML provider app, or without."""
    iam = MemoryIam()
    if provider:
        iam.call("CreateSAMLProvider", {"Name": "app", "SAMLMetadataDocument": DOCUMENT, **given})
    iam.calls.clear()
    return iam


CALLS: t.Final[dict[str, tuple[dict[str, t.Any], dict[str, t.Any], list[str]]]] = {
    "a new one": (
        {"provider": False},
        {"saml_metadata_document": DOCUMENT, "tags": {"x": "1"}},
        ["create SAML provider app"],
    ),
    "the same content": ({}, {"saml_metadata_document": saml_metadata(indent="  ")}, []),
    "a document that is not managed": ({}, {}, []),
    "another document": (
        {},
        {"saml_metadata_document": RENEWED},
        ["set the metadata of SAML provider app"],
    ),
    "tags, with case": (
        {"Tags": [{"Key": "a", "Value": "1"}]},
        {"tags": {"A": "1"}},
        ["remove the tags a from SAML provider app", "tag SAML provider app with A"],
    ),
    "tags that stay": (
        {"Tags": [{"Key": "a", "Value": "1"}]},
        {"tags": {"b": "2"}, "purge_tags": False},
        ["tag SAML provider app with b"],
    ),
    "its end": ({}, {"state": "absent"}, ["delete SAML provider app"]),
    "its end, whatever its document is": (
        {},
        {"state": "absent", "saml_metadata_document": "x"},
        ["delete SAML provider app"],
    ),
    "nothing to end": ({"provider": False}, {"state": "absent"}, []),
}


@pytest.mark.parametrize(("held", "given", "summaries"), CALLS.values(), ids=CALLS)
def test_calls_are_what_check_mode_says_and_a_second_run_makes_none(
    held: dict[str, t.Any], given: dict[str, t.Any], summaries: list[str]
) -> None:
    iam = account(**held)
    before = iam.snapshot()
    predicted = task(iam, SAML, check_mode=True, **given)
    assert iam.snapshot() == before
    done = task(iam, SAML, **given)
    assert [call.summary for call in done.calls] == summaries
    assert (predicted.calls, predicted.diff()) == (done.calls, done.diff())
    assert task(iam, SAML, **given).calls == ()


def test_what_is_as_it_should_be_takes_one_call() -> None:
    iam = account()
    task(iam, SAML, saml_metadata_document=DOCUMENT)
    assert iam.operations == ["GetSAMLProvider"]


def test_a_document_is_written_as_it_was_given() -> None:
    iam = account()
    document = saml_metadata(certificate="MIID", indent=" ")
    task(iam, SAML, saml_metadata_document=document)
    assert iam.call("GetSAMLProvider", {"SAMLProviderArn": ARN})["SAMLMetadataDocument"] == document


def test_new_metadata_leaves_the_encryption_of_assertions_as_it_is() -> None:
    iam = account()
    encrypted = {"AssertionEncryptionMode": "Required", "AddPrivateKey": "x"}
    iam.call("UpdateSAMLProvider", {"SAMLProviderArn": ARN, **encrypted})
    task(iam, SAML, saml_metadata_document=RENEWED)
    reply = iam.call("GetSAMLProvider", {"SAMLProviderArn": ARN})
    assert reply["SAMLMetadataDocument"] == RENEWED
    assert (reply["AssertionEncryptionMode"], len(reply["PrivateKeyList"])) == ("Required", 1)


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_provider_is_not_removed_while_a_role_trusts_it(*, check_mode: bool) -> None:
    iam = account()
    statement = {"Effect": "Allow", "Principal": {"Federated": ARN}, "Action": "sts:AssumeRoleWithSAML"}
    trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.call("CreateRole", {"RoleName": "web", "AssumeRolePolicyDocument": trust})
    iam.calls.clear()
    with pytest.raises(RefusedError) as caught:
        task(iam, SAML, state="absent", check_mode=check_mode)
    assert "SAML provider app is still trusted by role web:" in str(caught.value)
    assert iam.operations == ["GetSAMLProvider", "ListRoles"]


def test_a_lost_reply_to_its_creation_is_no_failure() -> None:
    iam = account(provider=False)
    iam.faults.append(Fault("CreateSAMLProvider", ApiError("EntityAlreadyExists", "exists"), takes_effect=True))
    assert task(iam, SAML, saml_metadata_document=DOCUMENT, tags={"a": "1"}).error is None
    assert iam.call("GetSAMLProvider", {"SAMLProviderArn": ARN})["Tags"] == [{"Key": "a", "Value": "1"}]


REFUSED: t.Final[dict[str, tuple[dict[str, t.Any], str]]] = {
    "no name": ({"name": ""}, "name: the name of a SAML provider must have 1 to 128 characters ('' has 0)"),
    "a long name": ({"name": "a" * 129}, "name: the name of a SAML provider must have 1 to 128 characters"),
    "a character": (
        {"name": "a b"},
        "name: the name of a SAML provider must consist of letters, digits and the characters _ . - (got: 'a b')",
    ),
    "a line break": ({"name": "a\n"}, "name: the name of a SAML provider must consist of letters"),
    "a short document": ({"saml_metadata_document": "<x/>"}, "saml_metadata_document must have 1,000 to 10,000,000"),
    "a tag of AWS": ({"tags": {"aws:x": "1"}}, "tags: "),
}


@pytest.mark.parametrize(("given", "message"), REFUSED.values(), ids=REFUSED)
def test_refusals_come_before_the_first_call(given: dict[str, t.Any], message: str) -> None:
    iam = account()
    with pytest.raises(OptionError) as caught:
        task(iam, SAML, **given)
    assert str(caught.value).startswith(message)
    assert iam.calls == []


@pytest.mark.parametrize("check_mode", [True, False])
def test_no_provider_is_created_without_its_document(*, check_mode: bool) -> None:
    iam = account(provider=False)
    with pytest.raises(OptionError) as caught:
        task(iam, SAML, check_mode=check_mode)
    assert str(caught.value) == (
        "saml_metadata_document: SAML provider app does not exist, and IAM creates none without it"
    )
    assert iam.writes == []


def test_results_have_the_keys_of_community_aws_and_the_tags() -> None:
    iam = account(provider=False)
    done = task(iam, SAML, saml_metadata_document=DOCUMENT, tags={"x": "1"})
    created = {
        "arn": ARN,
        "create_date": None,
        "expire_date": None,
        "metadata_document": DOCUMENT,
        "name": "app",
        "tags": {"x": "1"},
    }
    assert SAML_PROVIDER.results(done.before, done.after) == {"saml_provider": created}
    read = task(iam, SAML)
    assert read.after is not None
    assert read.after.create_date
    assert read.after.valid_until


def test_the_information_has_the_roles_that_trust_each_provider() -> None:
    iam = account()
    iam.call("CreateSAMLProvider", {"Name": "other", "SAMLMetadataDocument": DOCUMENT})

    def read(name: str | None) -> list[tuple[str, list[str]]]:
        found = info.read(iam, info.Query.from_options({"name": name}))["saml_providers"]
        return [(shown["name"], shown["trusted_by"]) for shown in found]

    assert read(None) == [("app", []), ("other", [])]
    assert read("other") == [("other", [])]
    assert read("nobody") == []


def test_a_query_is_named_in_messages() -> None:
    assert info.Query.from_options({"name": "app"}).label == "SAML provider app"
    assert info.Query.from_options({"name": None}).label == "SAML providers"
