#!/usr/bin/python
# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module leastpriv.aws.iam_instance_profile."""

from __future__ import annotations

DOCUMENTATION = r"""
module: iam_instance_profile
version_added: 1.0.0
short_description: Manage IAM instance profiles
description:
  - Creates, updates and removes instance profiles, which pass a role to EC2 instances.
  - >-
    For example: C(leastpriv.aws.iam_instance_profile: {name: ReportServer, role: ReportServer})
  - It takes the options of M(amazon.aws.iam_instance_profile) and returns the same values.
author:
  - leastpriv.aws contributors (@leastpriv)
extends_documentation_fragment:
  - leastpriv.aws._attributes
  - leastpriv.aws._attributes.actiongroup_iam
  - leastpriv.aws._connection
  - leastpriv.aws._connection.module
  - leastpriv.aws._plan
  - leastpriv.aws._tags
  - leastpriv.aws._wait
options:
  name:
    description:
      - The name of the instance profile. It is unique in the account, whatever its path and case.
      - At most 128 letters, digits and the characters V(_+=,.@-).
    type: str
    required: true
    aliases: [instance_profile_name]
  path:
    description:
      - The path of the instance profile. A profile that is created without it gets V(/).
      - IAM cannot change a path. A profile under another path keeps it, with a warning.
    type: str
    aliases: [prefix, path_prefix]
  role:
    description:
      - The name of the role in the instance profile, which holds one role. The module takes another role out first.
        Instances that use the profile have no permissions in between.
      - An empty text takes the role out. If the option is left out, the role is not managed.
      - If the role does not exist, the task fails. In check mode, a role that an earlier task would create counts.
    type: str
  state:
    description:
      - Whether the instance profile should exist.
      - V(absent) takes the role out first. The role itself stays.
    type: str
    choices: [absent, present]
    default: present
seealso:
  - module: leastpriv.aws.iam_role
  - module: amazon.aws.iam_instance_profile
"""

EXAMPLES = r"""
- name: Pass a role to instances
  leastpriv.aws.iam_instance_profile:
    name: ReportServer
    role: ReportServer
    tags:
      Team: reports

- name: Take the role out
  leastpriv.aws.iam_instance_profile:
    name: ReportServer
    role: ""

- name: Remove the instance profile
  leastpriv.aws.iam_instance_profile:
    name: ReportServer
    state: absent
"""

RETURN = r"""
# tests/support/return_values.py writes this from return_values.yml.
actions:
  description: The IAM calls that the task made, in order. In check mode, the calls that it would make.
  returned: always
  type: list
  elements: dict
  contains:
    operation:
      description: The IAM action, as a policy names it.
      returned: always
      type: str
      sample: iam:AddRoleToInstanceProfile
    summary:
      description: What the call does, in words.
      returned: always
      type: str
      sample: add role ReportServer to instance profile ReportServer
  sample:
    - operation: iam:AddRoleToInstanceProfile
      summary: add role ReportServer to instance profile ReportServer
diff:
  description: The instance profile before and after the task, also without diff mode.
  returned: when the instance profile changes
  type: dict
  contains:
    after:
      description: As RV(iam_instance_profile).
      returned: always
      type: dict
      sample: {}
    before:
      description: The instance profile before the task, in the same form. It is V(null) when there was none.
      returned: always
      type: dict
      sample: {}
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
      sample: 'User: arn:aws:iam::111111111111:user/ci is not authorized to perform: iam:AddRoleToInstanceProfile'
    operation:
      description: The IAM action, as a policy names it.
      returned: always
      type: str
      sample: iam:AddRoleToInstanceProfile
iam_instance_profile:
  description:
    - The instance profile after the task, or in check mode as it would be. It is V(null) when O(state=absent).
    - In check mode, identifiers and dates that only IAM can give are V(null).
  returned: success
  type: dict
  contains:
    arn:
      description: The ARN of the instance profile.
      returned: always
      type: str
      sample: arn:aws:iam::111111111111:instance-profile/ReportServer
    create_date:
      description: When the instance profile was created, in ISO 8601 format.
      returned: always
      type: str
      sample: '2026-02-08T04:36:28+00:00'
    instance_profile_id:
      description: The unique identifier of the instance profile.
      returned: always
      type: str
      sample: AIPA12345EXAMPLE12345
    instance_profile_name:
      description: The name of the instance profile.
      returned: always
      type: str
      sample: ReportServer
    path:
      description: The path of the instance profile.
      returned: always
      type: str
      sample: /
    roles:
      description: The role in the instance profile, if any, as IAM reports it here.
      returned: always
      type: list
      elements: dict
      contains:
        arn:
          description: The ARN of the role.
          returned: always
          type: str
          sample: arn:aws:iam::111111111111:role/ReportServer
        assume_role_policy_document:
          description: The trust policy of the role.
          returned: always
          type: dict
          sample: {}
        create_date:
          description: When the role was created, in ISO 8601 format.
          returned: always
          type: str
          sample: '2026-02-08T04:36:28+00:00'
        description:
          description: The description of the role.
          returned: when IAM reports it here
          type: str
          sample: Serves reports
        max_session_duration:
          description: The maximum session duration of the role, in seconds.
          returned: when IAM reports it here
          type: int
          sample: 3600
        path:
          description: The path of the role.
          returned: always
          type: str
          sample: /
        permissions_boundary:
          description: The permissions boundary of the role.
          returned: when IAM reports it here
          type: dict
          contains:
            permissions_boundary_arn:
              description: The ARN of the managed policy.
              returned: always
              type: str
              sample: arn:aws:iam::111111111111:policy/Boundary
            permissions_boundary_type:
              description: What IAM calls the boundary, which is V(Policy).
              returned: always
              type: str
              sample: Policy
        role_id:
          description: The unique identifier of the role.
          returned: always
          type: str
          sample: AROA12345EXAMPLE12345
        role_name:
          description: The name of the role.
          returned: always
          type: str
          sample: ReportServer
        tags:
          description: Empty, even when the role has tags, as IAM leaves them out here.
          returned: always
          type: dict
          sample: {}
      sample:
        - arn: arn:aws:iam::111111111111:role/ReportServer
          path: /
          role_id: AROA12345EXAMPLE12345
          role_name: ReportServer
    tags:
      description: The tags of the instance profile.
      returned: always
      type: dict
      sample:
        Team: reports
plan:
  description:
    - The plan. In check mode, what the task would do; otherwise what it planned and did, follow-up plans included. A
      plan file has it for each account.
  returned: success, when O(return_plan=true)
  type: dict
  contains:
    account_id:
      description: The account of the session.
      returned: always
      type: str
      sample: '111111111111'
    partition:
      description: The partition of the account.
      returned: always
      type: str
      sample: aws
    resources:
      description:
        - An entry for each resource, with its C(type) and C(name), and the C(calls) with C(operation), C(parameters)
          and C(summary).
        - A resource with calls also has C(before) and C(after), the states that the calls lead from and to, V(null) if
          there is no resource, and C(changes). It has C(new_access) if the task asked for it.
      returned: always
      type: list
      elements: dict
      sample:
        - type: managed_policy
          name: ReportWriter
          calls:
            - operation: DeletePolicy
              parameters:
                PolicyArn: arn:aws:iam::111111111111:policy/ReportWriter
              summary: delete managed policy ReportWriter
          before:
            name: ReportWriter
            path: /
            description: ''
            tags: {}
            policy: {}
          after: null
          changes: []
resource_actions:
  description: The set of AWS actions that the task called.
  returned: when O(debug_botocore_endpoint_logs=true)
  type: list
  elements: str
  sample:
    - iam:GetInstanceProfile
    - sts:GetCallerIdentity
"""

from ansible_collections.leastpriv.aws.plugins.module_utils._argspec import TAGS, WAIT
from ansible_collections.leastpriv.aws.plugins.module_utils._module.resource import module_main
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.instance_profile.options import SPEC
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.resource_types import INSTANCE_PROFILE

MAIN = module_main(SPEC | TAGS | WAIT, INSTANCE_PROFILE)


def main() -> None:
    MAIN.run()


if __name__ == "__main__":
    main()
