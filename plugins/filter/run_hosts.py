# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter leastpriv.aws.run_hosts."""

from __future__ import annotations

DOCUMENTATION = r"""
name: run_hosts
short_description: Check the hosts of a play before it begins
version_added: 1.1.0
author:
  - leastpriv.aws contributors (@leastpriv)
description:
  - Use this filter for the keyword C(hosts) of a play. It returns the pattern unchanged, or fails the run before the
    play begins.
  - Ansible skips a play without hosts and reports success. With this filter, a run without accounts fails.
  - The filter checks nothing if the command runs nothing, as with C(--syntax-check) and C(--list-tasks).
  - Besides its options, the filter reads the special variables C(groups), C(ansible_play_hosts_all), and
    C(ansible_limit).
options:
  _input:
    description: A host pattern, or a list of patterns.
    type: raw
    required: true
  fixed_variables:
    description:
      - The variables that the playbook itself sets for a playbook that it imports. C(--extra-vars) must not set them.
    type: list
    elements: str
    default: []
  new_access:
    description: The value of C(rollout_new_access), which must be V(allow), V(warn) or V(fail).
    type: raw
    default: allow
  plans:
    description:
      - The plan files of the run. The filter fails for one that cannot be used, and for one that is empty, as from an
        unset variable of a shell. One that is null is not set.
    type: dict
    suboptions:
      approved:
        description: The value of C(rollout_plan), the path of an approved plan.
        type: raw
      max_age:
        description:
          - The value of C(rollout_plan_max_age). The filter fails for an approved plan that is older. It is a number
            with the unit C(s), C(m), C(h), C(d) or C(w), or a number of seconds.
        type: raw
      written:
        description:
          - The value of C(rollout_plan_path), the file that the plan of the run is written to. The filter fails if it
            cannot be written, if it is the approved plan, and if the callback
            P(leastpriv.aws.rollout_report#callback), which writes it, is not enabled.
        type: raw
"""

EXAMPLES = r"""
- name: Roll out in waves
  hosts: "{{ 'aws_accounts' | leastpriv.aws.run_hosts }}"
  serial: "{{ waves | default([1, '100%']) | leastpriv.aws.rollout_waves }}"
  tasks: []
"""

RETURN = r"""
_value:
  description: The pattern.
  type: raw
"""

import typing as t

from ansible import constants
from ansible import context as command_line
from ansible.errors import AnsibleFilterError
from ansible.inventory.manager import InventoryManager
from jinja2 import pass_context
from jinja2.runtime import Context

from ..module_utils._access import setting
from ..plugin_utils._playbooks import hosts, plan_files
from ..plugin_utils._playbooks.refusal import as_filter

# The options with which ansible-playbook runs nothing.
_NOTHING_RUNS: t.Final = ("listhosts", "listtags", "listtasks", "syntax")


@pass_context
def run_hosts(
    context: Context,
    pattern: t.Any,
    fixed_variables: t.Sequence[str] = (),
    new_access: t.Any = "allow",
    plans: t.Mapping[str, t.Any] | None = None,
) -> t.Any:
    """Return the pattern. Raises AnsibleFilterError for a run without hosts, or with a variable that is wrong."""
    if any(command_line.CLIARGS.get(option) for option in _NOTHING_RUNS):
        return pattern
    as_filter(setting.of_run)(new_access)
    as_filter(plan_files.check)(plans or {}, callbacks=constants.config.get_config_value("CALLBACKS_ENABLED"))
    if problem := _problem(context, pattern, fixed_variables):
        raise AnsibleFilterError(problem)
    return pattern


def _problem(context: Context, pattern: t.Any, fixed_variables: t.Sequence[str]) -> str | None:
    """Why the run cannot begin: it sets a fixed variable, or has no hosts."""
    groups = context["groups"]
    given = [name for name in fixed_variables if name in context]
    if problem := hosts.fixed_variable_set(fixed_variables, given=given):
        return problem
    within_limit = {*context["ansible_play_hosts_all"], "localhost"}
    if any(host in within_limit for host in _matching(hosts.text_of(pattern), groups)):
        return None
    limit = context.get("ansible_limit")
    return hosts.missing_hosts(hosts.text_of(pattern), inventory=groups["all"], limit=limit)


def _matching(pattern: str, groups: t.Mapping[str, t.Iterable[str]]) -> list[str]:
    """The hosts that a pattern matches, as the lookup ansible.builtin.inventory_hostnames finds them."""
    inventory = InventoryManager(loader=None, parse=False)
    for group, members in groups.items():
        inventory.add_group(group)
        for host in members:
            inventory.add_host(host, group=group)
    return [str(host) for host in inventory.get_hosts(pattern)]


class FilterModule:
    """Hands the filter to Ansible."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        return {"run_hosts": run_hosts}
