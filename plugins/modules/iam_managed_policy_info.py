#!/usr/bin/python
# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module leastpriv.aws.iam_managed_policy_info."""

from __future__ import annotations

DOCUMENTATION = r"""
module: iam_managed_policy_info
version_added: 1.0.0
short_description: Read IAM managed policies and who uses them
description:
  - Reads one managed policy, the customer managed policies below a path, or all customer managed policies, with the
    documents of all their versions and with who uses them.
  - >-
    For example: C(leastpriv.aws.iam_managed_policy_info: {name: ReportWriter})
  - One policy takes one call for itself, one for its versions, one for each version, and two for who uses it. To find a
    policy by its name, the module lists the account's policies first.
  - Several policies take one call for each thousand users, groups, roles and policies of the account,
    C(iam:GetAccountAuthorizationDetails), and one for the tags of each policy.
author:
  - leastpriv.aws contributors (@leastpriv)
extends_documentation_fragment:
  - leastpriv.aws._attributes
  - leastpriv.aws._attributes.actiongroup_iam
  - leastpriv.aws._connection
  - leastpriv.aws._connection.module
  - leastpriv.aws._wait.persistence
options:
  name:
    description:
      - The name of a customer managed policy, under any path. If there is no such policy, the list is empty.
    type: str
    aliases: [policy_name]
  arn:
    description:
      - The ARN of a policy, which may be an AWS managed policy.
      - Mutually exclusive with O(name).
    type: str
  path_prefix:
    description:
      - The path of the policies. Paths below it match too. It begins and ends with V(/).
      - Mutually exclusive with O(name) and O(arn). Without any of the three, the module reads all customer managed
        policies.
    type: str
    aliases: [path, prefix]
seealso:
  - module: leastpriv.aws.iam_managed_policy
"""

EXAMPLES = r"""
- name: Read a policy, and who uses it
  leastpriv.aws.iam_managed_policy_info:
    name: ReportWriter
  register: found

- name: Read an AWS managed policy
  leastpriv.aws.iam_managed_policy_info:
    arn: arn:aws:iam::aws:policy/PowerUserAccess

- name: Read all policies below a path
  leastpriv.aws.iam_managed_policy_info:
    path_prefix: /reports/
"""

RETURN = r"""
# tests/support/return_values.py writes this from return_values.yml.
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
      sample: 'User: arn:aws:iam::111111111111:user/ci is not authorized to perform: iam:GetPolicy'
    operation:
      description: The IAM action, as a policy names it.
      returned: always
      type: str
      sample: iam:GetPolicy
policies:
  description: The managed policies that were found. The list may be empty.
  returned: success
  type: list
  elements: dict
  contains:
    arn:
      description: The ARN of the policy.
      returned: always
      type: str
      sample: arn:aws:iam::111111111111:policy/ReportWriter
    attached_to:
      description: The names of what the policy is attached to, as lists under V(groups), V(roles) and V(users).
      returned: always
      type: dict
      sample:
        groups: []
        roles:
          - ReportFunction
        users: []
    attachment_count:
      description: The number of users, groups and roles that the policy is attached to.
      returned: always
      type: int
      sample: 1
    boundary_of:
      description: The names of what the policy is the permissions boundary of, as lists under V(roles) and V(users).
      returned: always
      type: dict
      sample:
        roles: []
        users: []
    create_date:
      description: When the policy was created, in ISO 8601 format.
      returned: always
      type: str
      sample: '2026-02-08T04:36:28+00:00'
    default_version_id:
      description: The identifier of the default version.
      returned: always
      type: str
      sample: v1
    description:
      description: The description of the policy, empty when it has none.
      returned: always
      type: str
      sample: Writes reports
    document:
      description: The document of the default version.
      returned: always
      type: dict
    is_attachable:
      description: Whether the policy can be attached.
      returned: always
      type: bool
      sample: true
    path:
      description: The path of the policy.
      returned: always
      type: str
      sample: /
    permissions_boundary_usage_count:
      description: The number of users and roles that the policy is the permissions boundary of.
      returned: always
      type: int
      sample: 0
    policy_id:
      description: The unique identifier of the policy.
      returned: always
      type: str
      sample: ANPA12345EXAMPLE12345
    policy_name:
      description: The name of the policy.
      returned: always
      type: str
      sample: ReportWriter
    tags:
      description: The tags of the policy.
      returned: always
      type: dict
      sample:
        Team: reports
    update_date:
      description: When the latest version of the policy was created, in ISO 8601 format.
      returned: always
      type: str
      sample: '2026-02-08T05:12:13+00:00'
    versions:
      description: The versions of the policy, at most five.
      returned: always
      type: list
      elements: dict
      contains:
        create_date:
          description: When the version was created, in ISO 8601 format.
          returned: always
          type: str
          sample: '2026-02-08T04:36:28+00:00'
        document:
          description: The document of the version.
          returned: always
          type: dict
        is_default_version:
          description: Whether the version is the default version.
          returned: always
          type: bool
          sample: true
        version_id:
          description: The identifier of the version.
          returned: always
          type: str
          sample: v1
resource_actions:
  description: The set of AWS actions that the task called.
  returned: when O(debug_botocore_endpoint_logs=true)
  type: list
  elements: str
  sample:
    - iam:GetAccountAuthorizationDetails
    - iam:GetPolicy
    - sts:GetCallerIdentity
"""

from ansible_collections.leastpriv.aws.plugins.module_utils._module.info import module_main
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.managed_policy.info import Query, read
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.managed_policy.options import INFO_SPEC

MAIN = module_main(INFO_SPEC, "managed policies", Query.from_options, read)


def main() -> None:
    MAIN.run()


if __name__ == "__main__":
    main()
