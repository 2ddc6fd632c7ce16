# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which unit tests run on every supported release of ansible-core."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
from support import core_tests

ROOT: t.Final = pathlib.Path(__file__).parents[2]
PLUGINS: t.Final = "ansible_collections.leastpriv.aws.plugins"
TREE: t.Final = {
    "plugins/plugin_utils/pure.py": "import json",
    "plugins/plugin_utils/near.py": "from ansible.errors import AnsibleError",
    "plugins/plugin_utils/beside.py": "from . import near",
    "plugins/plugin_utils/far.py": "from ..plugin_utils.beside import near",
    "tests/support/helper.py": f"from {PLUGINS}.plugin_utils import far",
}


@pytest.mark.parametrize(
    ("text", "depends"),
    [
        ("import json", False),
        (f"from {PLUGINS}.plugin_utils import pure", False),
        ("from ansible.template import Templar", True),
        ("import ansible", True),
        (f"from {PLUGINS}.plugin_utils import near", True),
        (f"from {PLUGINS}.plugin_utils.far import near", True),
        ("from support import helper", True),
        ("def test() -> None:\n    import ansible", True),
        ("from support import playbook", True),
        ("import subprocess", True),
        ("import ansible_collections", False),
    ],
)
def test_a_test_depends_on_what_it_reaches(tmp_path: pathlib.Path, text: str, depends: bool) -> None:  # noqa: FBT001
    for name, content in {**TREE, "tests/unit/test_it.py": text}.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    assert core_tests.tests_of(tmp_path, "tests/unit") == (["tests/unit/test_it.py"] if depends else [])


def test_those_that_are_known_to_depend_on_it_are_chosen() -> None:
    chosen = core_tests.tests_of(ROOT, "tests/unit")
    known = {"playbooks/test_rollout", "plugins/callback/test_rollout_report", "roles/test_variables"}
    known |= {f"plugins/plugin_utils/{name}" for name in ("_in_process/test_action", "_organizations/test_hosts")}
    assert {f"tests/unit/{name}.py" for name in known} <= set(chosen)
    assert "tests/unit/plugins/module_utils/_module/test_failures.py" in chosen
    assert "tests/unit/plugins/module_utils/_policy/test_document.py" not in chosen
    assert "tests/unit/plugins/plugin_utils/_report/test_files.py" not in chosen
