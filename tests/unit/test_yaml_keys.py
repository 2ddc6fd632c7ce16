# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""No YAML file sets a key of a mapping twice: parsers keep one of the values without a word, Ansible with a warning."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
import yaml

ROOT: t.Final = pathlib.Path(__file__).parents[2]
FOLDERS: t.Final = (".github", "changelogs", "docs", "extensions", "meta", "playbooks", "plugins", "roles", "tests")
# Ansible never reads it. It overrides merged keys on purpose, of which Ansible warns.
NOT_FOR_ANSIBLE: t.Final = ROOT / "tests" / "support" / "return_values.yml"
FILES: t.Final = [
    *ROOT.glob("*.yml"),
    *(path for folder in FOLDERS for suffix in ("yml", "yaml") for path in (ROOT / folder).rglob(f"*.{suffix}")),
]


def repeated_keys(text: str, *, merged: bool = True) -> list[str]:
    """The keys that a mapping has twice, with their lines; C(merged) also counts those that it merges and overrides."""
    # The loader in Python takes five times as long.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: list[str] = []
    seen: set[int] = set()
    remaining = list(yaml.compose_all(text, Loader=loader))
    while remaining:
        node = remaining.pop()
        if id(node) in seen or not isinstance(node, yaml.CollectionNode):
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            found += _repeated(node, merged=merged)
            remaining += [part for pair in node.value for part in pair]
        else:
            remaining += node.value
    return found


def _repeated(mapping: yaml.MappingNode, *, merged: bool) -> t.Iterator[str]:
    merges = [value for key, value in mapping.value if key.value == "<<"] if merged else []
    bases = [base for value in merges for base in (value.value if isinstance(value, yaml.SequenceNode) else [value])]
    earlier = {key.value for base in bases for key, _value in base.value}
    for key, _value in mapping.value:
        if isinstance(key, yaml.ScalarNode):
            if key.value in earlier:
                yield f"line {key.start_mark.line + 1}: {key.value}"
            earlier.add(key.value)


def test_files_of_all_folders_are_read() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in FILES} >= {"docs", "playbooks", "roles", "tests", "galaxy.yml"}


def test_no_file_sets_a_key_twice() -> None:
    found = {
        str(path.relative_to(ROOT)): keys
        for path in FILES
        if (keys := repeated_keys(path.read_text(encoding="utf-8"), merged=path != NOT_FOR_ANSIBLE))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("a: 1\nb: 2\na: 3\n", ["line 3: a"]),
        ("- x:\n    a: 1\n    'a': 2\n", ["line 3: a"]),
        ("a: &a {x: 1}\nb:\n  <<: *a\n  <<: *a\n", ["line 4: <<"]),
        ("a: &a {x: 1}\nb:\n  <<: *a\n  x: 2\n", ["line 4: x"]),
        ("a: &a {x: 1}\nb:\n  <<: [*a]\n  x: 2\n", ["line 4: x"]),
        ("a: &a {x: 1}\nb:\n  <<: *a\n  y: 2\n---\na: 1\n", []),
        ("a: [x, x]\nb: {x: {x: 1}}\n", []),
    ],
)
def test_what_counts_as_twice(text: str, keys: list[str]) -> None:
    assert repeated_keys(text) == keys


def test_an_override_counts_for_ansible_alone() -> None:
    assert repeated_keys("a: &a {x: 1}\nb: {<<: *a, x: 2}\n", merged=False) == []
