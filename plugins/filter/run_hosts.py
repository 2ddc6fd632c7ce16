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

from ansible import context as command_line
from ansible.errors import AnsibleFilterError
from ansible.inventory.manager import InventoryManager
from jinja2 import pass_context
from jinja2.runtime import Context

from ..plugin_utils._playbooks import hosts

# The options with which ansible-playbook runs nothing.
_NOTHING_RUNS: t.Final = ("listhosts", "listtags", "listtasks", "syntax")


@pass_context
def run_hosts(
    context: Context,
    pattern: t.Any,
    fixed_variables: t.Sequence[str] = (),
) -> t.Any:
    """Return the pattern. Raises AnsibleFilterError if the run has no hosts or sets a fixed variable."""
    if any(command_line.CLIARGS.get(option) for option in _NOTHING_RUNS):
        return pattern
    groups = context["groups"]
    within_limit = {*context["ansible_play_hosts_all"], "localhost"}
    found = [host for host in _matching(hosts.text_of(pattern), groups) if host in within_limit]
    problem = hosts.fixed_variable_set(fixed_variables, given=[name for name in fixed_variables if name in context])
    if problem is None and not found:
        limit = context.get("ansible_limit")
        problem = hosts.missing_hosts(hosts.text_of(pattern), inventory=groups["all"], limit=limit)
    if problem:
        raise AnsibleFilterError(problem)
    return pattern


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
