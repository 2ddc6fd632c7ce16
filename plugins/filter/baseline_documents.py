# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter leastpriv.aws.baseline_documents."""

from __future__ import annotations

DOCUMENTATION = r"""
name: baseline_documents
short_description: Collect the policy documents of the role iam_baseline for a review
version_added: 1.1.0
author:
  - leastpriv.aws contributors (@leastpriv)
description:
  - Selects the entries that should exist and have documents, and returns them in the form of
    O(leastpriv.aws.iam_policy_review#module:documents). Options that are null count as not set. An option that an entry
    does not set has the value that the defaults of its list have.
options:
  _input:
    description: The value of C(iam_baseline_policies).
    type: list
    elements: dict
    required: true
  roles:
    description: The value of C(iam_baseline_roles).
    type: list
    elements: dict
    required: true
  state:
    description: The value of C(iam_baseline_state). With V(absent), the result is empty.
    type: str
    choices:
      - present
      - absent
    default: present
  settings:
    description:
      - Defaults for the options C(review) and C(review_ignore) of the entries. Set them when one task reviews the
        documents of several hosts.
      - The key C(parameters) has the value of C(iam_baseline_parameters), for
        O(leastpriv.aws.iam_policy_review#module:documents[].parameters). The filter fails if one of them has a wrong
        value, or if nothing uses it. With the value V(allow), the key C(unused_parameters) allows that nothing does.
    type: dict
    default: {}
  defaults:
    description:
      - The defaults of the two lists. The key C(policy_defaults) has the value of C(iam_baseline_policy_defaults), and
        the key C(role_defaults) that of C(iam_baseline_role_defaults).
    type: dict
    default: {}
"""

EXAMPLES = r"""
- name: Review the documents of the host
  leastpriv.aws.iam_policy_review:
    documents: "{{ iam_baseline_policies | leastpriv.aws.baseline_documents(iam_baseline_roles) }}"
"""

RETURN = r"""
_value:
  description: The documents.
  type: list
  elements: dict
"""

import typing as t

from ansible.errors import AnsibleFilterError

from ..module_utils._errors import ParametersError
from ..plugin_utils._playbooks import baseline


def baseline_documents(
    policies: t.Sequence[t.Any],
    roles: t.Sequence[t.Any],
    state: str = "present",
    settings: t.Mapping[str, t.Any] | None = None,
    defaults: t.Mapping[str, t.Any] | None = None,
) -> list[dict[str, t.Any]]:
    """Return the documents. Raises AnsibleFilterError if a list or a parameter is invalid."""
    try:
        return baseline.documents(policies, roles, state=state, settings=settings or {}, defaults=defaults or {})
    except (ValueError, ParametersError) as error:
        raise AnsibleFilterError(str(error)) from error


class FilterModule:
    """Hands the filter to Ansible."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        return {"baseline_documents": baseline_documents}
