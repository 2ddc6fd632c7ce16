# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the filter and the test that look at a host's guard take."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  _input:
    description: The name of the host.
    type: str
    required: true
  account_id:
    description: The account ID of the host. Empty text and null count as not set.
    type: raw
    default: null
  role_arn:
    description: The ARN of the role to assume in the account. An empty or null value is not checked.
    type: raw
    default: null
  run_variables:
    description:
      - The variables that apply to the whole run. The inventory must not set them - Ansible evaluates the keywords of
        a play before it reads the variables of any host, so the inventory's values would have no effect.
    type: list
    elements: str
    default: []
"""
