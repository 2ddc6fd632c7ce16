# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter leastpriv.aws.rollout_max_fail_percentage."""

from __future__ import annotations

DOCUMENTATION = r"""
name: rollout_max_fail_percentage
short_description: Read the percentage of a wave's accounts that may fail
version_added: 1.1.0
author:
  - leastpriv.aws contributors (@leastpriv)
description:
  - Use this filter for the keyword C(max_fail_percentage) of a play. It fails for anything but a percentage.
  - In check mode, the result is V(100), so that failures do not end a dry run.
options:
  _input:
    description: A number from 0 to 100, with or without a percent sign.
    type: raw
    required: true
  check_mode:
    description: Whether the run is a dry run. Pass C(ansible_check_mode).
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Roll out in waves
  hosts: aws_accounts
  serial: [1, "100%"]
  max_fail_percentage: "{{ '20%' | leastpriv.aws.rollout_max_fail_percentage(check_mode=ansible_check_mode) }}"
  tasks: []
"""

RETURN = r"""
_value:
  description: The percentage.
  type: float
  sample: 20.0
"""

import typing as t

from ansible.module_utils.parsing.convert_bool import boolean

from ..plugin_utils._playbooks import run_variables
from ..plugin_utils._playbooks.refusal import as_filter


def rollout_max_fail_percentage(percentage: t.Any, *, check_mode: t.Any = False) -> float:
    """Return the percentage. Raises ValueError if it is invalid."""
    return run_variables.max_fail_percentage(percentage, check_mode=boolean(check_mode))


class FilterModule:
    """Hands the filter to Ansible."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        return {"rollout_max_fail_percentage": as_filter(rollout_max_fail_percentage)}
