# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What modules return is described in one file, and each module's RETURN is what that file says."""

from __future__ import annotations

import collections
import pathlib
import shutil
import typing as t

import pytest
import yaml
from support import return_values


def test_every_module_has_the_return_values_of_the_source(capsys: pytest.CaptureFixture[str]) -> None:
    assert (return_values.main(["--check"]), capsys.readouterr().out) == (0, "")
    assert sorted(return_values.source()) == sorted(path.stem for path in return_values.MODULES.glob("*.py"))


def test_a_return_value_that_was_changed_by_hand_is_reported_and_written_anew(
    capsys: pytest.CaptureFixture[str], tmp_path: pathlib.Path
) -> None:
    modules = tmp_path / "modules"
    shutil.copytree(return_values.MODULES, modules)
    module = modules / "iam_role.py"
    text = module.read_text(encoding="utf-8")
    module.write_text(text.replace("The ARN of the role.", "Its ARN.", 1), encoding="utf-8")
    assert return_values.main(["--check"], modules) == 1
    assert capsys.readouterr().out == (
        "iam_role.py: RETURN is not what return_values.yml says; run python tests/support/return_values.py\n"
    )
    assert return_values.main([], modules) == 0
    assert module.read_text(encoding="utf-8") == text


def test_a_module_without_a_block_for_return_values_is_an_error(tmp_path: pathlib.Path) -> None:
    modules = tmp_path / "modules"
    shutil.copytree(return_values.MODULES, modules)
    (modules / "iam_role.py").write_text("", encoding="utf-8")
    with pytest.raises(ValueError, match=r"iam_role\.py has 0 blocks RETURN"):
        return_values.main(["--check"], modules)


def test_a_field_that_ansible_does_not_know_is_an_error() -> None:
    with pytest.raises(ValueError, match="a return value has descripton"):
        return_values.ordered({"arn": {"descripton": "The ARN of the role."}})


def test_long_lines_are_wrapped_without_a_change_of_meaning() -> None:
    words = "The document of a policy: 'quoted', with # and - and https://example.com/a-long-address. " * 4
    values = {"policy": {"description": [words.strip()], "returned": "always", "type": "dict"}}
    text = return_values.dumped(values)
    assert max(map(len, text.splitlines())) <= return_values.LINE_LENGTH
    assert yaml.safe_load(text) == values


def test_the_source_words_no_description_twice() -> None:
    root = yaml.compose(return_values.SOURCE.read_text(encoding="utf-8"))
    assert root is not None
    words = collections.Counter(node.value for node in descriptions(root))
    assert [text for text, count in words.items() if count > 1] == []


def descriptions(root: yaml.Node) -> list[yaml.Node]:
    """The texts of descriptions; one that is used by reference is a single node."""
    found: dict[int, yaml.Node] = {}
    for key, value in pairs(root):
        if key == "description":
            texts = value.value if isinstance(value, yaml.SequenceNode) else [value]
            # A return value may have this name itself.
            found |= {id(text): text for text in texts if isinstance(text, yaml.ScalarNode)}
    return list(found.values())


def pairs(node: yaml.Node) -> t.Iterator[tuple[str, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield key.value, value
            yield from pairs(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from pairs(value)
