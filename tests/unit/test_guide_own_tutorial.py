# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The guide to roles of one's own quotes AWS's tutorial to the letter, and says what the review finds in it."""

from __future__ import annotations

import json
import pathlib
import re
import typing as t

import yaml
from ansible_collections.leastpriv.aws.plugins.module_utils._review import catalogue, review
from support import guide_steps, thumbnails

BLOCKS: t.Final = guide_steps.of_guide("own_tutorial")
[VARIABLES] = [block.text for block in BLOCKS if block.file == "roles/thumbnails/vars/main.yml"]
PROSE: t.Final = " ".join(block.prose for block in BLOCKS)


def texts(variables: str) -> tuple[str, str]:
    """The text of the policy's document and of the role's trust policy."""
    content = yaml.safe_load(variables)
    [policy], [role] = content["thumbnails_policies"], content["thumbnails_roles"]
    return policy["policy"], role["assume_role_policy_document"]


def findings(variables: str) -> list[str]:
    """The rules that the documents break once the parameter is filled in."""
    policy, trust = (text.replace("${BucketName}", "acme-photos") for text in texts(variables))
    of_policy = review.review(json.loads(policy), kind="managed", name="policy", catalogue=catalogue.load())
    of_trust = review.review(json.loads(trust), kind="trust", name="trust", catalogue=catalogue.load())
    return [finding.rule.id for finding in (*of_policy, *of_trust)]


def test_the_document_is_that_of_the_tutorial() -> None:
    policy, _trust = texts(VARIABLES)
    printed = policy.replace("${BucketName}", thumbnails.BUCKET).replace("${AWS::Partition}", "aws")
    assert printed == json.dumps(thumbnails.POLICY, indent=4) + "\n"


def test_the_findings_are_those_that_the_guide_names() -> None:
    assert findings(VARIABLES) == re.findall(r"``\[([a-z-]+)\]``", PROSE)


def test_the_replacements_leave_no_finding() -> None:
    replaced = VARIABLES
    replacements = [replacement for block in BLOCKS for replacement in block.replacements]
    assert len(replacements) == 2
    for _file, old, new in replacements:
        assert replaced.count(old) == 1
        replaced = replaced.replace(old, new)
    assert findings(replaced) == []


def test_the_role_is_data_and_one_task() -> None:
    files = {block.file: block.text for block in BLOCKS if block.file and block.file.startswith("roles/")}
    assert {pathlib.PurePath(name).parts[2] for name in files} == {"vars", "tasks", "defaults"}
    assert len(yaml.safe_load(files["roles/thumbnails/tasks/main.yml"])) == 1
    words = [word for word in ("{%", "lookup", "regex") if any(word in text for text in files.values())]
    assert words == []
