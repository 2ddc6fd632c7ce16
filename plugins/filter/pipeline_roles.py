# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter leastpriv.aws.pipeline_roles."""

from __future__ import annotations

DOCUMENTATION = r"""
name: pipeline_roles
short_description: The policies and roles that let a pipeline into an account
version_added: 1.1.0
author:
  - leastpriv.aws contributors (@leastpriv)
description:
  - From the names that a pipeline manages, this filter makes the policies and roles that the pipeline needs in each
    account, as M(leastpriv.aws.iam_baseline) takes them.
  - The role C(IamRolloutDryRun) may read. Only the role C(IamPipelineDryRun) of the pipeline's account may assume it.
  - The role C(IamRollout) may also write. Only the role C(IamPipeline) of the pipeline's account may assume it.
options:
  _input:
    description:
      - The names of the policies, roles and instance profiles that the pipeline manages. Patterns such as V(Report*)
        and paths such as V(baseline/*) are allowed. None may match a role of the pipeline.
    type: list
    elements: str
    required: true
  pipeline_account_id:
    description: The account that the pipeline signs in to.
    type: str
    required: true
  attach:
    description:
      - The ARNs of other managed policies that may be attached to the managed roles, such as those of AWS. Patterns are
        allowed.
    type: list
    elements: str
    default: []
  documents:
    description:
      - More permissions, by the names of their documents. See
        R(The permissions the collection needs, ansible_collections.leastpriv.aws.docsite.guide_permissions).
    type: list
    elements: str
    choices: [access, export, identity_providers, info, instance_profiles]
    default: []
seealso:
  - ref: ansible_collections.leastpriv.aws.docsite.playbook_bootstrap
    description: The playbook that creates the roles in all accounts.
"""

EXAMPLES = r"""
- name: Let the pipeline into an account
  leastpriv.aws.iam_baseline:
    policies: "{{ made.policies }}"
    roles: "{{ made.roles }}"
  vars:
    made: "{{ ['Report*'] | leastpriv.aws.pipeline_roles('999999999999') }}"
"""

RETURN = r"""
_value:
  description: The keys V(policies) and V(roles), each with a list of entries.
  type: dict
"""

import typing as t

from ..plugin_utils._playbooks import pipeline_roles
from ..plugin_utils._playbooks.refusal import as_filter


class FilterModule:
    """Hands the filter to Ansible."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        return {"pipeline_roles": as_filter(pipeline_roles.baseline)}
