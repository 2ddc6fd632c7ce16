#!/usr/bin/python
# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module leastpriv.aws.iam_baseline_info."""

from __future__ import annotations

DOCUMENTATION = r"""
module: iam_baseline_info
version_added: 1.0.0
short_description: Report the drift and use of a set of IAM managed policies and roles
description:
  - Reports for each policy and role of a set whether it exists, how it has drifted, who else uses the policies, when
    the roles were last used, and what would keep M(leastpriv.aws.iam_baseline) from removing them.
  - >-
    For example: C(leastpriv.aws.iam_baseline_info: {policies: [{name: ReportWriter}], roles: [{name: ReportFunction}]})
  - It takes the lists of M(leastpriv.aws.iam_baseline), and changes nothing. An entry may be just a name, and is then
    not compared.
  - The module reports drift and obstacles to a removal, and does not fail because of them. RV(drift) tells whether the
    account has drifted.
author:
  - leastpriv.aws contributors (@leastpriv)
extends_documentation_fragment:
  - leastpriv.aws._attributes
  - leastpriv.aws._attributes.actiongroup_iam
  - leastpriv.aws._connection
  - leastpriv.aws._connection.module
  - leastpriv.aws._baseline
  - leastpriv.aws._variables
  - leastpriv.aws._parameters
  - leastpriv.aws._wait.persistence
options:
  unused_for_days:
    description:
      - How many days a role must have been unused before it can be removed, for entries that do not set it themselves.
        See O(leastpriv.aws.iam_role#module:unused_for_days).
      - If the option is left out, the use of a role is no obstacle to its removal.
    type: int
  exclusive:
    description:
      - Whether what an entry leaves out counts as empty. A role then has no managed policies, inline policies, tags and
        permissions boundary but those that its entry or O(role_defaults) names, a managed policy no other tags.
      - Tags whose keys begin with C(aws:) stay. O(roles[].purge_policies) and its like still count.
    type: bool
    default: false
    version_added: 1.1.0
  purge_path:
    description:
      - Also reports the managed policies and roles of the account below this path that no entry names, which
        O(leastpriv.aws.iam_baseline#module:purge_path) would remove. They should not exist.
    type: str
    version_added: 1.1.0
  state:
    description:
      - Whether the resources should exist. With V(absent), each one that exists is drift, and nothing is compared.
      - With V(present), O(policies[].state) and O(roles[].state) count.
    type: str
    choices: [present, absent]
    default: present
    version_added: 1.1.0
  variable_prefix:
    description:
      - Takes each option that the task leaves out from the variable of the host that has this prefix and the option's
        name, as O(leastpriv.aws.iam_baseline#module:variable_prefix) does.
      - A host without any entry fails, unless the variable with the name C(allow_empty) is true.
    type: str
    version_added: 1.1.0
seealso:
  - module: leastpriv.aws.iam_baseline
  - module: leastpriv.aws.iam_managed_policy_info
  - module: leastpriv.aws.iam_role_info
"""

EXAMPLES = r"""
- name: Report the drift and the use of a policy and its role
  leastpriv.aws.iam_baseline_info:
    policies:
      - name: ReportWriter
    roles:
      - name: ReportFunction
    unused_for_days: 90
  register: survey

- name: Show what keeps them from being removed
  ansible.builtin.debug:
    msg: "{{ survey.resources | map(attribute='obstacle') | select | list }}"
"""

RETURN = r"""
# tests/support/return_values.py writes this from return_values.yml.
drift:
  description: What differs from the set, each resource by its type and name.
  returned: success
  type: dict
  contains:
    besides:
      description:
        - The resources that exist and should not, because of O(state), the state of their entry, or O(purge_path).
      returned: always
      type: list
      elements: str
      sample: []
    differs:
      description: The resources that differ from their entries.
      returned: always
      type: list
      elements: str
      sample:
        - managed policy ReportWriter
    missing:
      description: The resources that do not exist and should.
      returned: always
      type: list
      elements: str
      sample: []
    msg:
      description: The drift in a sentence. It is V(null) when there is none.
      returned: always
      type: str
      sample: 'drift: managed policy ReportWriter differs (create a new default version of managed policy ReportWriter)'
error:
  description: The error from AWS that made the task fail.
  returned: on failure of a call
  type: dict
  contains:
    code:
      description: The error code.
      returned: always
      type: str
      sample: AccessDenied
    message:
      description: The error message.
      returned: always
      type: str
      sample: 'User: arn:aws:iam::111111111111:user/ci is not authorized to perform: iam:GetRole'
    operation:
      description: The IAM action, as a policy names it.
      returned: always
      type: str
      sample: iam:GetRole
resource_actions:
  description: The set of AWS actions that the task called.
  returned: when O(debug_botocore_endpoint_logs=true)
  type: list
  elements: str
  sample:
    - iam:GetPolicy
    - iam:GetRole
    - sts:GetCallerIdentity
resources:
  description:
    - An entry for each resource of the set, identity providers first, then policies, then roles, whether the resource
      exists or not.
  returned: success
  type: list
  elements: dict
  contains:
    arn:
      description: The ARN of the resource, V(null) when it does not exist.
      returned: always
      type: str
      sample: arn:aws:iam::111111111111:policy/ReportWriter
    attached_to:
      description:
        - The names of what the policy is attached to, as lists under V(groups), V(roles) and V(users). Roles of the set
          are left out.
      returned: for a managed policy that exists
      type: dict
      sample:
        groups: []
        roles:
          - Other
        users: []
    boundary_of:
      description:
        - The names of what the policy is the permissions boundary of, as lists under V(groups), V(roles) and V(users).
          Roles of the set are left out.
      returned: for a managed policy that exists
      type: dict
      sample:
        groups: []
        roles: []
        users: []
    changes:
      description:
        - The drift of policy documents, as the changes that M(leastpriv.aws.iam_baseline) would make. The entries are
          those of RV(leastpriv.aws.iam_managed_policy#module:changes).
      returned: always
      type: list
      elements: dict
      sample: []
    create_date:
      description: When the role was created, in ISO 8601 format.
      returned: for a role that exists
      type: str
      sample: '2026-02-08T04:36:28+00:00'
    differences:
      description:
        - The drift of the resource in sentences. They say what M(leastpriv.aws.iam_baseline) would do about it, and
          what no call can change.
      returned: always
      type: list
      elements: str
      sample:
        - create a new default version of managed policy ReportWriter
    differs:
      description:
        - Whether the resource has drifted from its entry. It is V(null) when the resource does not exist, and when the
          entry has no document to compare, O(policies[].policy) or O(roles[].assume_role_policy_document).
      returned: always
      type: bool
      sample: true
    exists:
      description: Whether the account has the resource, under any path.
      returned: always
      type: bool
      sample: true
    last_used:
      description:
        - When and in which region the role was last used, as C(last_used_date) and C(region). It is empty when IAM
          knows of no use in the last 400 days, and V(null) when IAM does not tell.
      returned: for a role that exists
      type: dict
      sample:
        last_used_date: '2026-02-08T04:36:28+00:00'
        region: eu-west-1
    name:
      description: The name of the resource.
      returned: always
      type: str
      sample: ReportWriter
    obstacle:
      description:
        - What keeps M(leastpriv.aws.iam_baseline) from removing the resource with O(unused_for_days), and with
          O(leastpriv.aws.iam_baseline#module:detach=refuse) unless the entry says otherwise. It is V(null) when nothing
          does.
      returned: always
      type: str
      sample: 'managed policy ReportWriter is still used, and detach is refuse: it is attached to role Other'
    should_exist:
      description: Whether the set has the resource, by O(state), the state of its entry, and O(purge_path).
      returned: always
      type: bool
      sample: true
    trusted_by:
      description: The names of the roles that trust the provider, sorted. Roles of the set are left out.
      returned: for an identity provider that exists
      type: list
      elements: str
      sample:
        - Deployer
    type:
      description: The type of the resource, V(managed_policy) or V(role).
      returned: always
      type: str
      sample: managed_policy
"""

from ansible_collections.leastpriv.aws.plugins.module_utils._module import baseline_info

MAIN = baseline_info.MAIN


def main() -> None:
    MAIN.run()


if __name__ == "__main__":
    main()
