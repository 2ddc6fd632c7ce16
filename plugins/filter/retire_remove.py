# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter leastpriv.aws.retire_remove."""

from __future__ import annotations

DOCUMENTATION = r"""
name: retire_remove
short_description: Read whether a retirement removes anything
version_added: 1.1.0
author:
  - leastpriv.aws contributors (@leastpriv)
description:
  - Unlike P(ansible.builtin.bool#filter), this filter accepts only V(true) and V(false), and fails for anything else.
    Whether a run removes policies and roles should not depend on how Ansible interprets V(yes) or V(1).
options:
  _input:
    description: V(true) or V(false), as a boolean or as text in any case.
    type: raw
    required: true
"""

EXAMPLES = r"""
- name: Say what the run does with the role that is no longer needed
  ansible.builtin.debug:
    msg: "{{ 'It is removed' if 'True' | leastpriv.aws.retire_remove else 'It stays' }}"
"""

RETURN = r"""
_value:
  description: Whether to remove anything.
  type: bool
"""

import typing as t

from ..plugin_utils._playbooks import run_variables
from ..plugin_utils._playbooks.refusal import as_filter


class FilterModule:
    """Hands the filter to Ansible."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        return {"retire_remove": as_filter(run_variables.remove)}
