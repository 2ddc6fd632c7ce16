# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The templates of pinpoint_importer's variant tutorial say what AWS's tutorial says."""

from __future__ import annotations

import json
import pathlib
import typing as t

import jinja2
import pytest
import tutorial

TEMPLATES = pathlib.Path(__file__).parents[3] / "roles" / "pinpoint_importer" / "templates" / "tutorial"

# The tutorial's own placeholders.
AS_PRINTED: t.Final = {
    "pinpoint_importer_bucket_name": tutorial.BUCKET,
    "pinpoint_importer_project_id": tutorial.PROJECT,
    "pinpoint_importer_region": tutorial.REGION,
    "pinpoint_importer_account_id": tutorial.ACCOUNT,
    "pinpoint_importer_path": "/",
    "pinpoint_importer_name_prefix": "",
}


def render(template: str, **variables: str) -> str:
    source = (TEMPLATES / f"{template}.json.j2").read_text(encoding="utf-8")
    # Ansible, too, trims the line break after a block.
    text = jinja2.Template(source, trim_blocks=True, undefined=jinja2.StrictUndefined).render(AS_PRINTED | variables)
    return str(text).replace("${AWS::Partition}", "aws")


@pytest.mark.parametrize(
    ("template", "document"),
    [
        *tutorial.POLICIES.items(),
        ("trust_lambda", tutorial.TRUST_LAMBDA),
        ("trust_pinpoint", tutorial.TRUST_PINPOINT),
    ],
)
def test_a_template_reads_side_by_side_with_the_tutorial(template: str, document: tutorial.Document) -> None:
    assert render(template) == json.dumps(document, indent=4)


def test_there_are_no_other_templates() -> None:
    names = {path.name.removesuffix(".json.j2") for path in TEMPLATES.iterdir()}
    assert names == {*tutorial.POLICIES, "trust_lambda", "trust_pinpoint"}


def test_path_and_prefix_reach_the_role_that_may_be_passed() -> None:
    text = render("ImporterPinpointPolicy", pinpoint_importer_path="/import/", pinpoint_importer_name_prefix="Acme")
    resources = json.loads(text)["Statement"][0]["Resource"]
    assert resources[2] == "arn:aws:iam::123456789012:role/import/AcmePinpointSegmentImport"
