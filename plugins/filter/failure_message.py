# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter leastpriv.aws.failure_message."""

from __future__ import annotations

DOCUMENTATION = r"""
name: failure_message
short_description: Explain in a rescue why a host failed
version_added: 1.1.0
author:
  - leastpriv.aws contributors (@leastpriv)
description:
  - Returns the message of the task that failed. For a loop, it returns the distinct messages of the items that failed.
  - If the task has C(no_log), the message contains nothing from the result.
options:
  _input:
    description: The value of C(ansible_failed_result), or an empty dictionary if it is not defined.
    type: dict
    required: true
  task:
    description: The value of C(ansible_failed_task), or an empty dictionary if it is not defined.
    type: dict
    default: {}
  repeat:
    description:
      - Whether to return the message of the task.
      - Ansible has printed the message already, so V(false) returns a reference to it, with the name of the task.
    type: bool
    default: true
"""

EXAMPLES = r"""
- name: Apply a role
  block:
    - name: Apply the role
      ansible.builtin.import_role:
        name: leastpriv.aws.iam_baseline
  rescue:
    - name: Count the account as failed
      ansible.builtin.fail:
        msg: "{{ ansible_failed_result | leastpriv.aws.failure_message(ansible_failed_task) }}"
"""

RETURN = r"""
_value:
  description: The message. It is never empty.
  type: str
"""

import typing as t

from ansible.module_utils.parsing.convert_bool import boolean

from ..plugin_utils._failure import message


def failure_message(
    result: t.Mapping[str, t.Any],
    task: t.Mapping[str, t.Any] | None = None,
    *,
    repeat: t.Any = True,
) -> str:
    """Return why the task failed, or which task says so."""
    return message(result, task or {}, repeat=boolean(repeat))


class FilterModule:
    """Hands the filter to Ansible."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        return {"failure_message": failure_message}
