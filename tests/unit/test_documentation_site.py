# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which of sphinx's warnings fail the documentation site."""

from __future__ import annotations

import typing as t

import pytest
from support import documentation_site

WARNINGS: t.Final = [
    ("undefined label: 'ansible_collections.amazon.aws.iam_role_module' [ref.ref]", False),
    ("undefined label: 'ansible_collections.ansible.builtin.local_connection' [ref.ref]", False),
    ("undefined label: 'action_plugins' [ref.ref]", False),
    ("'envvar' reference target not found: ANSIBLE_CALLBACKS_ENABLED [ref.envvar]", False),
    ("undefined label: 'ansible_collections.leastpriv.aws.docsite.guide_nothing' [ref.ref]", True),
    ("'envvar' reference target not found: LEASTPRIV_NOTHING [ref.envvar]", True),
    ("Title underline too short.", True),
]


@pytest.mark.parametrize(("warning", "counts"), WARNINGS)
def test_a_warning_about_another_page_does_not_count(warning: str, *, counts: bool) -> None:
    line = f"rst/page.rst:1: WARNING: {warning}"
    assert documentation_site.problems(f"{line}\ncontinued\n") == ([line] if counts else [])
