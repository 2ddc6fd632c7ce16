# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The gates of a run reach every task, whatever the defaults of its block are."""

from __future__ import annotations

import re
import typing as t

import pytest
from ansible.errors import AnsibleActionFail
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from ansible_collections.leastpriv.aws.plugins.plugin_utils._in_process import run_gates
from ansible_collections.leastpriv.aws.plugins.plugin_utils._in_process.host_variables import HostVariables
from ansible_collections.leastpriv.aws.plugins.plugin_utils._template_trust import as_template

Json = dict[str, t.Any]

GUARD: t.Final[Json] = {"rollout_guard": {"account_id": "x"}, "aws_account_id": "111111111111"}
# Options of a task, variables, and what the run sets.
GATES: t.Final[list[tuple[Json, Json, Json]]] = [
    ({}, {}, {}),
    ({}, {"rollout_new_access": "fail"}, {"new_access": "fail"}),
    ({}, {"rollout_new_access": "allow"}, {"new_access": "allow"}),
    ({}, {"rollout_new_access": "{{ 'FAIL' | lower }}"}, {"new_access": "fail"}),
    ({}, {"rollout_new_access": "{{ omit }}", "omit": "__omitted__"}, {}),
    ({"new_access": None}, {"rollout_new_access": "warn"}, {"new_access": "warn"}),
    ({"new_access": "allow"}, {"rollout_new_access": "fail"}, {"new_access": "fail"}),
    ({"new_access": "warn"}, {"rollout_new_access": "fail"}, {"new_access": "fail"}),
    ({"new_access": "fail"}, {"rollout_new_access": "fail"}, {"new_access": "fail"}),
    ({"new_access": "fail"}, {"rollout_new_access": "warn"}, {}),
    ({"new_access": "warn"}, {"rollout_new_access": "allow"}, {}),
    # The module refuses it.
    ({"new_access": "deny"}, {"rollout_new_access": "fail"}, {}),
    ({}, GUARD, {"allowed_account_ids": ["111111111111"]}),
    ({"allowed_account_ids": None}, GUARD, {"allowed_account_ids": ["111111111111"]}),
    # A task that names accounts itself.
    ({"allowed_account_ids": ["2"]}, GUARD, {}),
    ({"allowed_account_ids": []}, GUARD, {}),
    # Other playbooks may work in accounts besides that of the host.
    ({}, {"aws_account_id": "111111111111"}, {}),
    ({}, {"rollout_guard": {}}, {}),
]


def host(variables: Json) -> HostVariables:
    given = {name: as_template(value) if isinstance(value, str) else value for name, value in variables.items()}
    return HostVariables(Templar(loader=DataLoader(), variables=given), given)


@pytest.mark.parametrize(("args", "variables", "of_run"), GATES)
def test_the_gates_of_a_run(args: Json, variables: Json, of_run: Json) -> None:
    assert run_gates.gates(args, run_gates.OPTIONS, host(variables)) == of_run
    assert run_gates.gates(args, (), host(variables)) == {}


@pytest.mark.parametrize(
    ("options", "taken"),
    [
        (["name", "allowed_account_ids", "new_access"], ("new_access", "allowed_account_ids")),
        (["name", "allowed_account_ids"], ("allowed_account_ids",)),
        # What a module without a session does about new access is for its task to say.
        (["name", "new_access"], ()),
    ],
)
def test_which_gates_a_module_takes(options: list[str], taken: tuple[str, ...]) -> None:
    assert run_gates.taken_from(options) == taken


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("deny", "rollout_new_access must be allow, warn or fail (got: deny)"),
        ("", "rollout_new_access must be allow, warn or fail (got: )"),
        (None, "rollout_new_access must be allow, warn or fail (got: None)"),
        ("{{ not_set }}", "rollout_new_access: "),
    ],
)
def test_a_setting_that_is_none_of_the_three_fails_the_task(given: t.Any, message: str) -> None:
    with pytest.raises(AnsibleActionFail, match=f"^{re.escape(message)}"):
        run_gates.gates({}, ["new_access"], host({"rollout_new_access": given}))
    # A module that does not take the option does not ask for it.
    assert run_gates.gates({}, ["allowed_account_ids"], host({"rollout_new_access": given})) == {}


RUN: t.Final = "rollout_new_access"
OWN: t.Final = {"new_access": "iam_baseline_new_access", "state": "app_state"}


@pytest.mark.parametrize(
    ("args", "of_run", "named"),
    [
        ({}, {}, None),
        ({"variables": OWN}, {}, OWN),
        ({}, {"new_access": "fail"}, {"new_access": RUN}),
        ({"new_access": "allow", "variables": OWN}, {"new_access": "fail"}, {**OWN, "new_access": RUN}),
        ({"new_access": "fail"}, {"new_access": "fail"}, {"new_access": f"{RUN} and new_access"}),
        (
            {"new_access": "fail", "variables": OWN},
            {"new_access": "fail"},
            {**OWN, "new_access": f"{RUN} and iam_baseline_new_access"},
        ),
        # The module refuses it.
        ({"variables": "text"}, {"new_access": "fail"}, "text"),
    ],
)
def test_the_variables_to_change(args: Json, of_run: Json, named: t.Any) -> None:
    assert run_gates.variables(args, of_run) == named
