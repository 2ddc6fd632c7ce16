# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter leastpriv.aws.baseline_asserted."""

from __future__ import annotations

DOCUMENTATION = r"""
name: baseline_asserted
short_description: Select the roles of the role iam_baseline about which something is asserted
version_added: 1.1.0
author:
  - leastpriv.aws contributors (@leastpriv)
description:
  - Returns the names and assertions of the entries that should exist and have C(access) or C(assumable_by), for
    M(leastpriv.aws.iam_role_info). An option that an entry does not set has the value that the defaults of the list
    have.
options:
  _input:
    description: The value of C(iam_baseline_roles).
    type: list
    elements: dict
    required: true
  role_defaults:
    description: The value of C(iam_baseline_role_defaults).
    type: dict
    default: {}
  state:
    description: The value of C(iam_baseline_state). With V(absent), the result is empty.
    type: str
    choices:
      - present
      - absent
    default: present
"""

EXAMPLES = r"""
- name: Ask what the roles of the account may do
  leastpriv.aws.iam_role_info:
    name: "{{ item.name }}"
    access: "{{ item.access | default(omit) }}"
    assumable_by: "{{ item.assumable_by | default(omit) }}"
  loop: "{{ iam_baseline_roles | leastpriv.aws.baseline_asserted }}"
"""

RETURN = r"""
_value:
  description: The roles, each with C(name), and with C(access) and C(assumable_by) if they are set.
  type: list
  elements: dict
"""

import typing as t

from ansible.errors import AnsibleFilterError

from ..plugin_utils._playbooks import access


def baseline_asserted(
    roles: t.Any, role_defaults: t.Mapping[str, t.Any] | None = None, state: str = "present"
) -> list[dict[str, t.Any]]:
    """Return the roles. Raises AnsibleFilterError if the list or the defaults are invalid."""
    try:
        return access.asserted(roles, role_defaults or {}, state=state)
    except ValueError as error:
        raise AnsibleFilterError(str(error)) from error


class FilterModule:
    """Hands the filter to Ansible."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        return {"baseline_asserted": baseline_asserted}
