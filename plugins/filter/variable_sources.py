# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter leastpriv.aws.variable_sources."""

from __future__ import annotations

DOCUMENTATION = r"""
name: variable_sources
short_description: List the files and folders that define the variables of a run
version_added: 1.1.0
author:
  - leastpriv.aws contributors (@leastpriv)
description:
  - Returns the inventories, and the folders C(group_vars) and C(host_vars) beside them and beside the playbook, whether
    or not they exist. Use it for O(leastpriv.aws.iam_policy_review#module:sources).
options:
  _input:
    description: The paths of the inventories, C(ansible_inventory_sources).
    type: list
    elements: path
    required: true
  playbook_dir:
    description: The folder of the playbook.
    type: path
    required: true
"""

EXAMPLES = r"""
- name: Review documents, with the file and line of each finding
  leastpriv.aws.iam_policy_review:
    documents: "{{ iam_baseline_policies | leastpriv.aws.baseline_documents(iam_baseline_roles) }}"
    sources: "{{ ansible_inventory_sources | leastpriv.aws.variable_sources(playbook_dir) }}"
"""

RETURN = r"""
_value:
  description: The paths.
  type: list
  elements: str
"""

import typing as t

from ..plugin_utils._playbooks import sources


def variable_sources(inventories: t.Sequence[str], playbook_dir: str) -> list[str]:
    """Return the paths."""
    return sources.variable_sources(inventories, playbook_dir)


class FilterModule:
    """Hands the filter to Ansible."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        return {"variable_sources": variable_sources}
