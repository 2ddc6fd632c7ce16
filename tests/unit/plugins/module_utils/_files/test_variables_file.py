# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A file of variables says to Ansible, and to any reader of YAML, just what it was made of."""

from __future__ import annotations

import inspect
import pathlib
import typing as t

import pytest
import yaml
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from ansible_collections.leastpriv.aws.plugins.module_utils._files.variables_file import to_text
from hypothesis import given
from hypothesis import strategies as st

# What YAML of one version or the other would take for something else than a text, and what Ansible would.
TEXTS: t.Final = st.sampled_from(
    [
        *("", " ", "~", "null", "yes", "No", "on", "true", "012", "0o17", "1_000", "1e3", ".5", "-1", "12:30:45"),
        *(
            "2012-10-17",
            "012345678901",
            "=",
            "<<",
            "*a",
            "&a",
            "!tag",
            "- a",
            "a: b",
            "# c",
            "a #b",
            "'",
            '"',
            "\n",
            "\t",
        ),
        *("{{ item }}", "{% raw %}", "{# no #}", "é", "\U0001f600", "\x85", "\u2028", "---", "%"),
    ]
) | st.text(st.characters(exclude_categories=["Cs"]))
VALUES: t.Final = st.recursive(
    TEXTS | st.booleans() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner), max_leaves=8
)
VARIABLES: t.Final = st.dictionaries(st.sampled_from(["a", "b"]), VALUES, min_size=1)


_KNOWS_TRUST: t.Final = "trusted_as_template" in inspect.signature(DataLoader.load_from_file).parameters


class Loader(yaml.SafeLoader):
    """Takes a text that is marked for Ansible for a text."""


Loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(t.cast("yaml.ScalarNode", node)))


@given(VARIABLES)
def test_read_again_it_is_the_same(variables: dict[str, t.Any]) -> None:
    assert yaml.load(to_text(variables, comment="."), Loader) == variables  # noqa: S506 - a safe one


@pytest.mark.parametrize(
    "text", ["{{ 1 + 1 }}", "{% set x = 1 %}", "a {# b #}", "#jinja2: x", "{ no }", "${aws:username}"]
)
def test_ansible_reads_texts_and_no_templates(text: str, tmp_path: pathlib.Path) -> None:
    file = tmp_path / "variables.yml"
    file.write_text(to_text({"listed": [{"text": text}]}, comment="."), encoding="utf-8")
    # As a file of variables is read; until ansible-core 2.19 all files were.
    trusted: dict[str, t.Any] = {"trusted_as_template": True} if _KNOWS_TRUST else {}
    variables = DataLoader().load_from_file(str(file), **trusted)
    assert Templar(loader=DataLoader(), variables=variables).template(variables["listed"]) == [{"text": text}]


def test_it_reads_as_people_write_it() -> None:
    variables = {"roles": [{"name": "app", "tags": {"Cost": "012", "Team": "crm"}, "inline_policies": {}}]}
    assert (
        to_text(variables, comment="From there.")
        == """\
---
# From there.

roles:
  - name: app
    tags:
      Cost: "012"
      Team: crm
    inline_policies: {}
"""
    )
