# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter leastpriv.aws.run_switch."""

from __future__ import annotations

DOCUMENTATION = r"""
name: run_switch
short_description: Read a variable of a run that is true or false
version_added: 1.1.0
author:
  - leastpriv.aws contributors (@leastpriv)
description:
  - Unlike P(ansible.builtin.bool#filter), this filter fails for a value that is neither true nor false, and names the
    variable.
options:
  _input:
    description: A boolean, or the text of one.
    type: raw
    required: true
  variable:
    description: The name of the variable.
    type: str
    required: true
  dry_run:
    description:
      - Whether the run is a dry run. If it is not, V(true) is refused, because the variable has an effect in dry runs
        only.
      - If the option is left out, the variable has an effect in all runs.
    type: bool
"""

EXAMPLES = r"""
- name: Fail if something was found
  ansible.builtin.fail:
    msg: Something was found
  when: fail_if_found | default(true) | leastpriv.aws.run_switch('fail_if_found')
"""

RETURN = r"""
_value:
  description: Whether the variable is true.
  type: bool
"""

import typing as t

from ..plugin_utils._playbooks.refusal import as_filter
from ..plugin_utils._playbooks.switch import of_run


class FilterModule:
    """Hands the filter to Ansible."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        return {"run_switch": as_filter(of_run)}
