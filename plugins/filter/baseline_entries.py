# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter leastpriv.aws.baseline_entries."""

from __future__ import annotations

DOCUMENTATION = r"""
name: baseline_entries
short_description: Prepare a list of the role iam_baseline, or its defaults, for the modules
version_added: 1.1.0
author:
  - leastpriv.aws contributors (@leastpriv)
description:
  - Converts the value to JSON types, which every ansible-core version passes on unchanged. For example, YAML reads an
    unquoted C(Version) as a date, and the filter turns it into text.
  - Returns an empty list or mapping if the tags of the run select only other lists. Parameters belong to all.
options:
  _input:
    description:
      - The value of C(iam_baseline_identity_providers), C(iam_baseline_policies), C(iam_baseline_roles),
        C(iam_baseline_policy_defaults), C(iam_baseline_role_defaults) or C(iam_baseline_parameters).
    type: raw
    required: true
  which:
    description: Which of the variables it is, by its name without C(iam_baseline_).
    type: str
    choices:
      - identity_providers
      - policies
      - roles
      - policy_defaults
      - role_defaults
      - parameters
    required: true
  tags:
    description: The tags of the run, C(ansible_run_tags).
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
- name: Apply the policies, unless the run has only the tag roles
  leastpriv.aws.iam_baseline:
    policies: "{{ iam_baseline_policies | leastpriv.aws.baseline_entries('policies', ansible_run_tags) }}"
"""

RETURN = r"""
_value:
  description: The entries to apply, or their defaults.
  type: raw
"""

import typing as t

from ..plugin_utils._playbooks import baseline


def baseline_entries(given: t.Any, which: str, tags: t.Collection[str]) -> t.Any:
    """Return the entries to apply, or their defaults."""
    return baseline.chosen(given, which, tags)


class FilterModule:
    """Hands the filter to Ansible."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        return {"baseline_entries": baseline_entries}
