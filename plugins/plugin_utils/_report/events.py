# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From the objects that Ansible hands to a callback to the values that the report is made of."""

from __future__ import annotations

import typing as t

from .accounts import HostStats
from .results import ASKED, TaskEnd, is_about_access, module_of
from .states import FAILED, UNREACHABLE
from .values import mapping
from .waves import Play

_ADDED: t.Final = ("ansible.builtin.validate_argument_spec", "validate_argument_spec")


def part(result: t.Any, name: str) -> t.Any:
    """An attribute of a task's result: ansible-core 2.18 has private names alone, and 2.21 deprecates a public one."""
    found = getattr(result, f"_{name}", None)
    return getattr(result, name) if found is None else found


def host_of(result: t.Any) -> str:
    """The host of a task's result."""
    return str(part(result, "host").get_name())


def task_end(result: t.Any, *, state: str | None, ignored: bool = False) -> TaskEnd | None:
    """The end of a task, or C(None) for one that the report has nothing to say of.

    It reports on the tasks of this collection, and on failures of all others.
    """
    task, content, fields = part(result, "task"), part(result, "result"), part(result, "task_fields")
    module = module_of(task.action)
    if module == ASKED and not is_about_access(content):
        module = None
    if module is None and state not in (FAILED, UNREACHABLE):
        return None
    return TaskEnd(
        host=host_of(result),
        task=str(task.get_name()),
        key=f"{task.get_path()} {task.get_name()}",
        module=module,
        result=content,
        state=state,
        check_mode=bool(fields.get("check_mode")),
        ignored=ignored,
        no_log=fields.get("no_log") is True,
        run_once=fields.get("run_once") is True,
        arguments=mapping(fields.get("args")),
    )


def is_of_playbook(result: t.Any) -> bool:
    """Whether a task is the playbook's or a role's own. Ansible adds one for all tags, to validate a role's options."""
    return str(part(result, "task").action) not in _ADDED


def role_of(result: t.Any) -> str | None:
    """The role that a task belongs to."""
    role = getattr(part(result, "task"), "_role", None)
    return str(role.get_name()) if role else None


def play_of(play: t.Any, variables: t.Mapping[str, t.Any], *, of_accounts: bool, check_mode: bool) -> Play:
    """A play that starts, or its next wave; C(variables) are the play's."""
    return Play(
        key=play.get_path(),
        name=play.get_name(),
        hosts=hosts_of(variables, "ansible_play_hosts_all"),
        serial=tuple(play.serial or ()),
        of_accounts=of_accounts,
        check_mode=check_mode,
    )


def hosts_of(variables: t.Mapping[str, t.Any], name: str) -> tuple[str, ...]:
    """The hosts that a variable of Ansible lists."""
    return tuple(str(host) for host in variables.get(name, ()))


def stats_of(stats: t.Any) -> dict[str, HostStats]:
    """Ansible's counts at the end of a run, by host."""
    return {
        str(host): HostStats(
            failures=stats.failures.get(host, 0),
            unreachable=stats.dark.get(host, 0),
            rescued=stats.rescued.get(host, 0),
        )
        for host in stats.processed
    }
