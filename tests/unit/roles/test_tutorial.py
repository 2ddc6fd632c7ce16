# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The documents of pinpoint_importer's variant tutorial say what AWS's tutorial says."""

from __future__ import annotations

import json
import typing as t

import pytest
from support import role_documents, tutorial

# The tutorial's own placeholders.
AS_PRINTED: t.Final = {
    "pinpoint_importer_bucket_name": tutorial.BUCKET,
    "pinpoint_importer_project_id": tutorial.PROJECT,
    "pinpoint_importer_region": tutorial.REGION,
    "pinpoint_importer_account_id": tutorial.ACCOUNT,
    "pinpoint_importer_path": "/",
    "pinpoint_importer_name_prefix": "",
}


def render(name: str, **variables: str) -> str:
    return role_documents.render("tutorial", name, AS_PRINTED | variables).replace("${AWS::Partition}", "aws")


DOCUMENTS: t.Final[t.Mapping[str, tutorial.Document]] = {
    **tutorial.POLICIES,
    "lambda": tutorial.TRUST_LAMBDA,
    "pinpoint": tutorial.TRUST_PINPOINT,
}


@pytest.mark.parametrize(("name", "document"), DOCUMENTS.items())
def test_a_document_reads_side_by_side_with_the_tutorial(name: str, document: tutorial.Document) -> None:
    assert render(name) == json.dumps(document, indent=4)


def test_there_are_no_other_documents() -> None:
    assert set(role_documents.sources("tutorial")) == set(DOCUMENTS)


def test_path_and_prefix_reach_the_role_that_may_be_passed() -> None:
    text = render("ImporterPinpointPolicy", pinpoint_importer_path="/import/", pinpoint_importer_name_prefix="Acme")
    resources = json.loads(text)["Statement"][0]["Resource"]
    assert resources[2] == "arn:aws:iam::123456789012:role/import/AcmePinpointSegmentImport"
