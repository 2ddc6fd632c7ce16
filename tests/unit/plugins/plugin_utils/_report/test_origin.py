# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where a report comes from, without secrets."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.origin import origin

COMMIT: t.Final = "0123456789abcdef0123456789abcdef01234567"
ARGUMENTS: t.Final[dict[str, t.Any]] = {
    "args": ("site.yml",),
    "inventory": ("accounts.yml", "more accounts.yml"),
    "subset": "production",
    "tags": ("all",),
    "skip_tags": ("slow",),
    "check": True,
    "diff": False,
    "extra_vars": ("@vars.yml", "token=hunter2 a=b", '{"password": "hunter2"}'),
    "private_key_file": "hunter2",
    "vault_password_files": ("hunter2",),
}


def test_what_is_known_of_a_run(tmp_path: pathlib.Path) -> None:
    environment = {"GITHUB_SHA": COMMIT, "USER": "ann", "HUNTER": "hunter2"}
    found = origin(ARGUMENTS, environment, tmp_path, {"ansible-core": "1"})
    assert found == {
        "command": (
            "ansible-playbook site.yml --check -i accounts.yml -i 'more accounts.yml' --limit production"
            " --skip-tags slow -e @vars.yml -e ... -e ..."
        ),
        "inventory": ["accounts.yml", "more accounts.yml"],
        "limit": "production",
        "user": "ann",
        "commit": COMMIT,
        "versions": {"ansible-core": "1"},
    }
    assert "hunter2" not in str(found)


def test_a_path_of_the_folder_is_relative(tmp_path: pathlib.Path) -> None:
    inventory = (f"{tmp_path}/accounts.yml", "/etc/ansible/hosts", "test,production")
    found = origin({"inventory": inventory}, {}, tmp_path, {})
    assert found["inventory"] == ["accounts.yml", "/etc/ansible/hosts", "test,production"]


def test_what_is_not_known_is_left_out(tmp_path: pathlib.Path) -> None:
    assert origin({"subset": None, "extra_vars": None}, {}, tmp_path, {}) == {"command": "ansible-playbook"}


@pytest.mark.parametrize(
    ("files", "commit"),
    [
        ({"HEAD": COMMIT}, COMMIT),
        ({"HEAD": "ref: refs/heads/main\n", "refs/heads/main": f"{COMMIT}\n"}, COMMIT),
        ({"HEAD": "ref: refs/heads/main", "packed-refs": f"# pack\n{COMMIT} refs/heads/main\n"}, COMMIT),
        ({"HEAD": "ref: refs/heads/main"}, None),
        ({"HEAD": "ref: ../../secret", "../secret": COMMIT}, None),
        ({"HEAD": "nonsense"}, None),
        ({}, None),
    ],
)
def test_the_commit_of_the_folder(tmp_path: pathlib.Path, files: dict[str, str], commit: str | None) -> None:
    below = tmp_path / "deeper"
    below.mkdir()
    (tmp_path / ".git").mkdir()
    for name, content in files.items():
        path = tmp_path / ".git" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    assert origin({}, {}, below, {}).get("commit") == commit
