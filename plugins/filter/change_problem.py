# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter leastpriv.aws.change_problem."""

from __future__ import annotations

DOCUMENTATION = r"""
name: change_problem
short_description: Explain why a host fails that a run would change
version_added: 1.1.0
author:
  - leastpriv.aws contributors (@leastpriv)
description:
  - Use this filter at the end of a dry run that fails for hosts that would change.
  - All tasks of the run count that manage policies, roles or instance profiles with a module of this collection. Those
    of other modules do not count.
  - A host for which none of these tasks has run has a problem, too.
options:
  _input:
    description: The name of the host.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Fail if the account would change
  ansible.builtin.fail:
    msg: "{{ inventory_hostname | leastpriv.aws.change_problem }}"
  when: inventory_hostname | leastpriv.aws.change_problem != ''
"""

RETURN = r"""
_value:
  description: The problem, or empty text if there is none.
  type: str
"""

import typing as t

from ..plugin_utils._in_process import changing


def change_problem(host: str) -> str:
    """Return why the host fails, or empty text."""
    return changing.problem(host)


class FilterModule:
    """Hands the filter to Ansible."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        return {"change_problem": change_problem}
