# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The set of pinpoint_importer's variant tutorial is that of AWS's tutorial."""

from __future__ import annotations

import json
import typing as t

import pytest
from support import role_documents, tutorial

# What the tutorial prints in place of each parameter. The parameters without a value are the role's own.
PRINTED: t.Final = {
    "${AWS::Partition}": "aws",
    "${BucketName}": tutorial.BUCKET,
    "${ProjectId}": tutorial.PROJECT,
    "${Region}": tutorial.REGION,
    "${AccountId}": tutorial.ACCOUNT,
    "${Path}": "/",
    "${NamePrefix}": "",
}

DOCUMENTS: t.Final[t.Mapping[str, tutorial.Document]] = {
    **tutorial.POLICIES,
    **{name: trust for name, (trust, _policies) in tutorial.ROLES.items()},
}


def printed(text: str) -> str:
    for parameter, value in PRINTED.items():
        text = text.replace(parameter, value)
    return text


@pytest.mark.parametrize(("name", "document"), DOCUMENTS.items())
def test_a_document_reads_side_by_side_with_the_tutorial(name: str, document: tutorial.Document) -> None:
    assert printed(role_documents.sources("tutorial")[name]) == json.dumps(document, indent=4)


def test_there_are_no_other_entries() -> None:
    assert [printed(entry["name"]) for entry in role_documents.entries("tutorial")] == list(DOCUMENTS)


def test_the_policies_of_each_role_are_those_of_the_tutorial() -> None:
    roles = role_documents.entries("tutorial")[len(tutorial.POLICIES) :]
    arn = "arn:aws:iam::${AWS::AccountId}:policy/"
    attached = {
        printed(role["name"]): {printed(policy).removeprefix(arn) for policy in role["managed_policies"]}
        for role in roles
    }
    assert attached == {name: set(policies) for name, (_trust, policies) in tutorial.ROLES.items()}


def test_both_variants_have_the_same_entries_but_for_their_documents() -> None:
    def but_for_documents(variant: str) -> list[dict[str, t.Any]]:
        documents = ("policy", "assume_role_policy_document")
        entries = role_documents.entries(variant)
        return [{option: entry[option] for option in entry if option not in documents} for entry in entries]

    assert but_for_documents("hardened") == but_for_documents("tutorial")
