# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter leastpriv.aws.rollout_role."""

from __future__ import annotations

DOCUMENTATION = r"""
name: rollout_role
short_description: Check the name of the role to roll out
version_added: 1.1.0
author:
  - leastpriv.aws contributors (@leastpriv)
description:
  - Use this filter for the name in C(import_role). It fails for an empty name, for which Ansible would import nothing
    and report a successful run without any task.
options:
  _input:
    description: The name of a role.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Apply the role
  ansible.builtin.import_role:
    name: "{{ role_to_apply | leastpriv.aws.rollout_role }}"
"""

RETURN = r"""
_value:
  description: The name.
  type: str
"""

import typing as t

from ..plugin_utils._playbooks import run_variables
from ..plugin_utils._playbooks.refusal import as_filter


class FilterModule:
    """Hands the filter to Ansible."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        return {"rollout_role": as_filter(run_variables.role)}
