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
options:
  _input:
    description:
      - The waves. Each wave is a number of accounts, or a percentage of them from V(1%) to V(100%).
      - The value may be a single wave, a list, comma-separated text, or a JSON or YAML list as text.
    type: raw
    required: true
"""

EXAMPLES = r"""
- name: Roll out in waves
  hosts: aws_accounts
  # One account, then a tenth of them, then the rest.
  serial: "{{ '1, 10%, 100%' | leastpriv.aws.rollout_waves }}"
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

from ..plugin_utils._playbooks import run_variables
from ..plugin_utils._playbooks.refusal import as_filter


class FilterModule:
    """Hands the filter to Ansible."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        return {"rollout_waves": as_filter(run_variables.waves)}
