# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter leastpriv.aws.access_problems."""

from __future__ import annotations

DOCUMENTATION = r"""
name: access_problems
short_description: List the assertions about an account's roles that are not proven
version_added: 1.1.0
author:
  - leastpriv.aws contributors (@leastpriv)
description:
  - Reads what a loop of M(leastpriv.aws.iam_role_info) has registered, and returns a line for each assertion that is
    violated or unknown, and for each role that does not exist or could not be read.
  - An empty loop is a problem too, because nothing was proven.
options:
  _input:
    description: The C(results) of the loop.
    type: list
    elements: dict
    required: true
"""

EXAMPLES = r"""
- name: Fail unless what is asserted holds
  ansible.builtin.fail:
    msg: "{{ asked.results | leastpriv.aws.access_problems | join('\n') }}"
  when: asked.results | leastpriv.aws.access_problems | length > 0
"""

RETURN = r"""
_value:
  description: The problems, one line each.
  type: list
  elements: str
"""

import typing as t

from ..plugin_utils._playbooks import access


def access_problems(results: t.Sequence[t.Any]) -> list[str]:
    """Return the problems."""
    return access.problems(results)


class FilterModule:
    """Hands the filter to Ansible."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        return {"access_problems": access_problems}
