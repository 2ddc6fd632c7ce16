# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The messages in the troubleshooting guide are those of the code."""

from __future__ import annotations

import ast
import pathlib
import re
import textwrap
import typing as t

import pytest
from ansible.module_utils import basic
from ansible.parsing import mod_args
from ansible_collections.leastpriv.aws.plugins.module_utils import _errors
from ansible_collections.leastpriv.aws.plugins.module_utils._module import resource

ROOT: t.Final = pathlib.Path(__file__).parents[2]
GUIDE: t.Final = (ROOT / "docs" / "docsite" / "rst" / "guide_troubleshooting.rst").read_text(encoding="utf-8")
# The table of codes ends with the next section.
BEFORE_CODES, _TITLE, _REST = GUIDE.partition(".. list-table:: Codes\n")
CODES, *AFTER_CODES = re.split(r"^.+\n-+\n", _REST, flags=re.MULTILINE)


def quoted(part: str) -> list[str]:
    """The first cells of a part's tables, each on one line."""
    return [" ".join(text.split()) for text in re.findall(r"^  \* - ``(.*?)``$", part, re.MULTILINE | re.DOTALL)]


def of_python(path: pathlib.Path) -> t.Iterator[str]:
    """The texts of a file, with an ellipsis where a value is filled in."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield re.sub(r"%s|\{0\}", "…", node.value)


def of_playbook(path: pathlib.Path) -> str:
    return re.sub(r"\{\{[^{}']*\}\}|' ~ .*? ~\s+'", "…", " ".join(path.read_text(encoding="utf-8").split()))


def messages() -> list[str]:
    sources = [*(ROOT / "plugins").rglob("*.py"), pathlib.Path(basic.__file__), pathlib.Path(mod_args.__file__)]
    texts = [text for path in sources for text in of_python(path)]
    texts += [of_playbook(path) for path in (ROOT / "playbooks").glob("*.yml")]
    return [re.sub("…+", "…", text) for text in texts]


MESSAGES: t.Final = messages()


@pytest.mark.parametrize("message", [*quoted(BEFORE_CODES), *quoted("".join(AFTER_CODES))])
def test_the_code_says_what_the_guide_quotes(message: str) -> None:
    assert [text for text in MESSAGES if message in text] != []


def test_no_message_is_quoted_twice() -> None:
    everything = quoted(GUIDE)
    assert len(everything) == len(set(everything)) > 40


def test_the_codes_are_those_with_advice() -> None:
    assert quoted(CODES) == ["AccessDenied", *_errors._ADVICE]


def test_the_failure_that_the_guide_takes_apart() -> None:
    [example] = re.findall(r"code-block:: text\n\n((?:  .+\n)+)", GUIDE)
    role = "arn:aws:iam::111111111111:role/ReportFunction"
    reason = (
        "User: arn:aws:sts::111111111111:assumed-role/IamRollout/leastpriv.aws is not authorized to perform: "
        f"iam:CreateRole on resource: {role} because no identity-based policy allows the iam:CreateRole action"
    )
    error = _errors.IamError(code="AccessDenied", reason=reason, operation="CreateRole", status=403)
    said = resource.failure_of(error, "role ReportFunction in account 111111111111")["msg"]
    assert " ".join(textwrap.dedent(example).split()) == said
