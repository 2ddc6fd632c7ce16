# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter leastpriv.aws.rollout_waves."""

from __future__ import annotations

DOCUMENTATION = r"""
name: rollout_waves
short_description: Read the waves of a rollout
version_added: 1.1.0
author:
  - leastpriv.aws contributors (@leastpriv)
description:
  - Use this filter for the keyword C(serial) of a play. It accepts the waves as YAML or as text from the command line.
  - It fails for anything but a list of waves.
  - In check mode, the result is one wave with all accounts, because a dry run does not need a canary.
options:
  _input:
    description:
      - The waves. Each wave is a number of accounts, or a percentage of them from V(1%) to V(100%).
      - The value may be a single wave, a list, comma-separated text, or a JSON or YAML list as text.
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
  # One account, then a tenth of them, then the rest.
  serial: "{{ '1, 10%, 100%' | leastpriv.aws.rollout_waves(check_mode=ansible_check_mode) }}"
  tasks: []
"""

RETURN = r"""
_value:
  description: The waves in the form of C(serial).
  type: list
  elements: str
  sample: ["1", "10%", "100%"]
"""

import typing as t

from ansible.module_utils.parsing.convert_bool import boolean

from ..plugin_utils._playbooks import run_variables
from ..plugin_utils._playbooks.refusal import as_filter


def rollout_waves(waves: t.Any, *, check_mode: t.Any = False) -> list[str]:
    """Return the waves. Raises ValueError if they are invalid."""
    return run_variables.waves(waves, check_mode=boolean(check_mode))


class FilterModule:
    """Hands the filter to Ansible."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        return {"rollout_waves": as_filter(rollout_waves)}
