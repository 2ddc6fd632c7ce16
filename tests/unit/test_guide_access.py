# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The examples of the guide to access end as the guide says."""

from __future__ import annotations

import json
import pathlib
import re
import textwrap
import typing as t

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.leastpriv.aws.plugins.module_utils._access import assertion_options
from ansible_collections.leastpriv.aws.plugins.modules import iam_access_check

GUIDE: t.Final = (pathlib.Path(__file__).parents[2] / "docs" / "docsite" / "rst" / "guide_access.rst").read_text(
    encoding="utf-8"
)
# A task, and the message with which it fails if the next block is one.
EXAMPLE: t.Final = re.compile(
    r"code-block:: yaml\n\n(?P<task>(?:  .*\n|\n)+)(?:\.\. code-block:: text\n\n(?P<message>(?:  .+\n)+))?"
)
EXAMPLES: t.Final = [
    pytest.param(task, match["message"], id=task["name"])
    for match in EXAMPLE.finditer(GUIDE)
    for task in yaml.safe_load(textwrap.dedent(match["task"]))
    if "leastpriv.aws.iam_access_check" in task
]


@pytest.mark.parametrize(("task", "message"), EXAMPLES)
def test_an_example_ends_as_the_guide_says(task: dict[str, t.Any], message: str | None) -> None:
    given = json.loads(json.dumps(task["leastpriv.aws.iam_access_check"]))
    checked = ArgumentSpecValidator(**iam_access_check.MAIN.spec.to_validation()).validate(given)
    assert not checked.error_messages
    result = iam_access_check.MAIN.execute(checked.validated_parameters, check_mode=False, diff=False)
    expected = None if message is None else textwrap.dedent(message).rstrip()
    assert (result.failed, result.result.get("msg")) == (message is not None, expected)


def test_the_guide_has_an_example_of_each_answer() -> None:
    messages = [parameter.values[1] or "" for parameter in EXAMPLES]
    assert "" in messages
    for rule in ("access-violated", "access-unknown", "new-access"):
        assert any(f"[{rule}]" in str(message) for message in messages)


def test_the_table_has_every_assertion() -> None:
    named = re.findall(r"^  \* - ``(?:access\.)?(\w+)``$", GUIDE, re.MULTILINE)
    assert named == [*assertion_options.KINDS, "assumable_by"]
