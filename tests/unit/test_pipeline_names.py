# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Guides, policy documents, inventories and controllers name the same roles of a pipeline.

tests/contract/test_pipeline_roles.py has a pipeline's jobs run with these roles.
"""

from __future__ import annotations

import pathlib
import re
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._arn import split
from ansible_collections.leastpriv.aws.plugins.plugin_utils._playbooks.pipeline_roles import DRY_RUN, PIPELINE_ROLES
from support import guide_steps, permission_documents

ROOT: t.Final = pathlib.Path(__file__).parents[2]
DOCS: t.Final = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
    for path in (*(ROOT / "docs").rglob("*"), ROOT / "README.md", *(ROOT / "roles").glob("*/README.md"))
    if path.suffix in {".rst", ".md", ".json", ".yml"}
}
NAMES: t.Final = {name for role in PIPELINE_ROLES for name in (role.name, role.trusted)}
LOOKUP: t.Final = f"{{{{ lookup('ansible.builtin.env', 'IAM_ROLLOUT_ROLE', default='{DRY_RUN.name}') }}}}"


@pytest.mark.parametrize("page", sorted(DOCS))
def test_a_page_names_no_other_role_of_a_pipeline(page: str) -> None:
    assert set(re.findall(r"\bIam(?:Rollout|Pipeline)\w*", DOCS[page])) <= NAMES
    assert set(re.findall(r"\bIAM_\w+_ROLE\b", DOCS[page])) <= {"IAM_ROLLOUT_ROLE"}
    # Roles of the pipeline's account: the others that pages name are the account itself, and providers.
    assert set(re.findall(r"999999999999:role/(\w*[Pp]ipeline\w*|\w*[Rr]ollout\w*)", DOCS[page])) <= NAMES


@pytest.mark.parametrize(("role", "assume"), list(zip(PIPELINE_ROLES, ["assume_check", "assume"], strict=True)))
def test_the_documents_let_one_role_of_the_pipeline_into_one_of_each_account(role: t.Any, assume: str) -> None:
    [allowed] = permission_documents.statements(assume)
    [trusting] = permission_documents.statements(role.trust)
    assert split(allowed["Resource"])[4:] == ["*", f"role/{role.name}"]
    assert split(trusting["Principal"]["AWS"])[4:] == ["999999999999", f"role/{role.trusted}"]


def test_an_inventory_assumes_the_role_that_reads_unless_the_environment_names_another() -> None:
    blocks = [block.text for name in ("rollout", "pipelines") for block in guide_steps.of_guide(name)]
    texts = [
        *(block for block in blocks if "role_name:" in block),
        DOCS["docs/controller/project/accounts.aws_organizations.yml"],
    ]
    assert len(texts) > 1
    assert [text for text in texts if f'role_name: "{LOOKUP}"\n' not in text] == []
    [by_hand] = [block for block in blocks if block.startswith("aws_accounts:")]
    assert LOOKUP in by_hand
