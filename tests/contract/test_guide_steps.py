# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The steps of guides: the tests save their files and run their commands, with the outcome that the guides describe."""

from __future__ import annotations

import json
import pathlib
import typing as t
from dataclasses import dataclass

import pytest
from sandbox import Sandbox
from sandbox.inventory import inventory
from support import account_state, guide_steps, playbook

# After this, the reader uses another folder and other accounts.
LAST: t.Final = "The test of this page ends here."


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The end of a command: its exit code, how many tasks changed each account, and what its output has and has not."""

    code: int = 0
    changed: int = 0
    says: str = ""
    has_no: str = "Traceback"


OUTCOMES: t.Final = {
    "first_rollout": [
        Outcome(changed=1, says='+    "name": "ReportFunction"'),
        Outcome(changed=1),
        Outcome(),
        Outcome(changed=1, says="[service-wildcard]"),
        Outcome(code=2, says="Correct the documents, or list the rules in brackets in review_ignore"),
        Outcome(changed=1),
    ],
    "export": [
        Outcome(changed=1),
        Outcome(changed=1),
        Outcome(),
        Outcome(),
        Outcome(),
        Outcome(changed=1),
    ],
    "own_tutorial": [
        Outcome(code=2, says="thumbnails_bucket_name still has the placeholder 'mybucket'. Write the name of the"),
        Outcome(says="[wildcard-resource]"),
        Outcome(has_no="[WARNING]"),
        Outcome(changed=1),
        Outcome(changed=1),
        Outcome(),
        Outcome(changed=1),
    ],
    "retirement": [
        Outcome(says="Nothing was removed"),
        *[Outcome(says="found in workload-1 (111111111111), workload-2 (222222222222): 0 of 6 exist")] * 3,
        Outcome(changed=1, says='+    "name": "PhoneNumberValidationRole"'),
    ],
}


@pytest.mark.parametrize("name", OUTCOMES)
def test_a_guide_does_what_it_says(name: str, sandbox: Sandbox, tmp_path: pathlib.Path) -> None:
    accounts = sandbox.accounts[:2]
    (tmp_path / "accounts.yml").write_text(inventory(accounts), encoding="utf-8")
    clients = [sandbox.client("iam", account_id=account.id) for account in accounts]
    empty = [account_state.read(client) for client in clients]
    outcomes = iter(OUTCOMES[name])
    for block in guide_steps.of_guide(name):
        if LAST in block.prose:
            break
        follow(block, tmp_path)
        for command in block.commands:
            if command[0] != "ansible-playbook":
                continue
            expected = next(outcomes)
            run = playbook.run(*command[2:], playbook=command[1], environment=sandbox.environment, directory=tmp_path)
            assert run.code == expected.code, run.output
            assert solid(expected.says) in solid(run.output), run.output
            assert expected.has_no not in run.output, run.output
            if expected.code == 0:
                assert run.count("changed") == {account.name: expected.changed for account in accounts}
    assert list(outcomes) == []
    assert json.dumps([account_state.read(client) for client in clients]) == json.dumps(empty)


def solid(text: str) -> str:
    """Without white space: ansible-core 2.18 wraps a warning wherever its line ends."""
    return "".join(text.split())


def follow(block: guide_steps.Block, directory: pathlib.Path) -> None:
    for name, old, new in block.replacements:
        path = directory / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
    if block.file:
        path = directory / block.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, encoding="utf-8")
