# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From objects as Ansible hands them to a callback to values."""

from __future__ import annotations

import types
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report import events
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.accounts import HostStats
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.waves import Play


def named(name: str, **more: t.Any) -> types.SimpleNamespace:
    """An object with a name and a path, as Ansible has them."""
    return types.SimpleNamespace(get_name=lambda: name, get_path=lambda: f"{name}.yml:1", **more)


def result(action: str, content: dict[str, t.Any], *, private: bool = True, **fields: t.Any) -> types.SimpleNamespace:
    """The result of a task, with private names as ansible-core 2.18 has them, or with public ones."""
    parts = {
        "host": named("account"),
        "task": named("Apply", action=action, _role=named("leastpriv.aws.iam_baseline")),
        "result": content,
        "task_fields": fields,
    }
    return types.SimpleNamespace(**{f"_{name}" if private else name: part for name, part in parts.items()})


ABOUT_ACCESS: t.Final = {"iam_roles": [{"role_name": "R", "access": {"verdict": "holds"}}]}


# The action, the task's result and state, and the module of the end of the task, or None without an end.
ENDS: t.Final[tuple[tuple[str, dict[str, t.Any], str | None, str | None], ...]] = (
    ("leastpriv.aws.iam_role", {}, None, "iam_role"),
    ("leastpriv.aws.iam_role", {}, "skipped", "iam_role"),
    ("leastpriv.aws.iam_role_info", ABOUT_ACCESS, None, "iam_role_info"),
    # It says nothing about access.
    ("leastpriv.aws.iam_role_info", {"iam_roles": [{"role_name": "R"}]}, None, None),
    ("ansible.builtin.debug", {}, None, None),
    ("ansible.builtin.debug", {}, "skipped", None),
)


@pytest.mark.parametrize("private", [True, False])
@pytest.mark.parametrize(("action", "content", "state", "module"), ENDS)
def test_the_report_hears_of_tasks_of_the_collection(
    action: str, content: dict[str, t.Any], state: str | None, module: str | None, *, private: bool
) -> None:
    end = events.task_end(result(action, content, private=private), state=state)
    assert (end and end.module) == module
    if end:
        assert (end.host, end.task, end.key, end.state, end.result) == (
            *("account", "Apply", "Apply.yml:1 Apply"),
            state,
            content,
        )


@pytest.mark.parametrize("action", ["ansible.builtin.debug", "leastpriv.aws.iam_role_info"])
@pytest.mark.parametrize("state", ["failed", "unreachable"])
def test_the_report_hears_of_every_failure(action: str, state: str) -> None:
    end = events.task_end(result(action, {"msg": "no"}), state=state, ignored=True)
    assert end
    assert (end.module, end.state, end.ignored, end.has_failed) == (None, state, True, True)


@pytest.mark.parametrize(
    ("fields", "known"),
    [
        ({}, (False, False, {})),
        ({"check_mode": True, "no_log": True, "args": {"name": "R"}}, (True, True, {"name": "R"})),
        # A template that was not rendered.
        ({"check_mode": None, "no_log": "{{ hidden }}", "args": "{{ options }}"}, (False, False, {})),
    ],
)
def test_what_the_fields_of_a_task_say(fields: dict[str, t.Any], known: tuple[bool, bool, dict[str, t.Any]]) -> None:
    end = events.task_end(result("leastpriv.aws.iam_role", {}, **fields), state=None)
    assert end
    assert (end.check_mode, end.no_log, end.arguments) == known


def test_a_task_may_belong_to_a_role() -> None:
    ended = result("leastpriv.aws.iam_role", {})
    assert events.role_of(ended) == "leastpriv.aws.iam_baseline"
    ended._task._role = None
    assert events.role_of(ended) is None
    del ended._task._role
    assert events.role_of(ended) is None


def test_a_play_has_the_hosts_of_all_its_waves() -> None:
    play = named("Rollout", serial=[1, "100%"])
    variables = {"ansible_play_hosts_all": ["a", "b"], "ansible_play_batch": ["a"]}
    assert events.play_of(play, variables, of_accounts=True, check_mode=True) == Play(
        key="Rollout.yml:1",
        name="Rollout",
        hosts=("a", "b"),
        serial=(1, "100%"),
        of_accounts=True,
        check_mode=True,
    )
    without = events.play_of(named("Rollout", serial=None), {}, of_accounts=False, check_mode=False)
    assert (without.hosts, without.serial) == ((), ())


def test_a_host_without_failures_counts_none() -> None:
    stats = types.SimpleNamespace(processed={"a": 1, "b": 1}, failures={"a": 2}, dark={"b": 1}, rescued={"a": 1})
    assert events.stats_of(stats) == {
        "a": HostStats(failures=2, rescued=1),
        "b": HostStats(unreachable=1),
    }
