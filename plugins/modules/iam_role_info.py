#!/usr/bin/python
# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module leastpriv.aws.iam_role_info."""

from __future__ import annotations

DOCUMENTATION = r"""
module: iam_role_info
version_added: 1.0.0
short_description: Read IAM roles
description:
  - Reads one role of an AWS account, the roles below a path, or all roles.
  - >-
    For example: C(leastpriv.aws.iam_role_info: {name: ReportFunction})
  - It takes the options of M(amazon.aws.iam_role_info) and returns the same values.
  - One role takes four calls to IAM. For several roles, two calls read a thousand. The second of them,
    C(iam:GetAccountAuthorizationDetails), reads all roles of the account, whatever the path.
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
      - The name of the role. If there is no such role, the list is empty.
    type: str
    aliases: [role_name]
  path_prefix:
    description:
      - The path of the roles. Paths below it match too. It begins and ends with V(/), which is added if missing.
      - Mutually exclusive with O(name). Without either, the module reads all roles.
    type: str
    aliases: [path, prefix]
seealso:
  - module: leastpriv.aws.iam_role
  - module: amazon.aws.iam_role_info
"""

EXAMPLES = r"""
- name: Read a role
  leastpriv.aws.iam_role_info:
    name: ReportFunction
  register: found

- name: Read all roles below a path
  leastpriv.aws.iam_role_info:
    path_prefix: /reports/

- name: Read all roles
  leastpriv.aws.iam_role_info:
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
      sample: 'User: arn:aws:iam::111111111111:user/ci is not authorized to perform: iam:GetRole'
    operation:
      description: The IAM action, as a policy names it.
      returned: always
      type: str
      sample: iam:GetRole
iam_roles:
  description: The roles that were found. The list may be empty.
  returned: success
  type: list
  elements: dict
  contains:
    arn:
      description: The ARN of the role.
      returned: always
      type: str
      sample: arn:aws:iam::111111111111:role/ReportFunction
    assume_role_policy_document:
      description: The trust policy of the role.
      returned: always
      type: dict
      sample:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal:
              Service: lambda.amazonaws.com
            Action: sts:AssumeRole
    assume_role_policy_document_raw:
      description: The trust policy again, under the name that older releases of amazon.aws gave it.
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
      returned: when the role has one
      type: str
      sample: Writes reports
    inline_policies:
      description: The names of the inline policies of the role.
      returned: always
      type: list
      elements: str
      sample: []
    instance_profiles:
      description: The instance profiles that contain the role.
      returned: always
      type: list
      elements: dict
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
          sample: []
        tags:
          description: Empty, even when the instance profile has tags, as IAM leaves them out here.
          returned: always
          type: dict
          sample: {}
    managed_policies:
      description: The managed policies that are attached to the role.
      returned: always
      type: list
      elements: dict
      contains:
        policy_arn:
          description: The ARN of the policy.
          returned: always
          type: str
          sample: arn:aws:iam::111111111111:policy/ReportWriter
        policy_name:
          description: The name of the policy.
          returned: always
          type: str
          sample: ReportWriter
    max_session_duration:
      description: The maximum session duration of the role, in seconds.
      returned: always
      type: int
      sample: 3600
    path:
      description: The path of the role.
      returned: always
      type: str
      sample: /
    permissions_boundary:
      description: The permissions boundary of the role.
      returned: when the role has one
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
    role_last_used:
      description: When and in which region the role was last used. It is empty when IAM knows of no use.
      returned: always
      type: dict
      contains:
        last_used_date:
          description: When the role was last used, in ISO 8601 format.
          returned: when the role was used
          type: str
          sample: '2026-02-08T04:36:28+00:00'
        region:
          description: The region in which the role was last used.
          returned: when the role was used
          type: str
          sample: us-east-1
    role_name:
      description: The name of the role.
      returned: always
      type: str
      sample: ReportFunction
    tags:
      description: The tags of the role.
      returned: always
      type: dict
      sample:
        Team: reports
resource_actions:
  description: The set of AWS actions that the task called.
  returned: when O(debug_botocore_endpoint_logs=true)
  type: list
  elements: str
  sample:
    - iam:GetAccountAuthorizationDetails
    - iam:ListRoles
    - sts:GetCallerIdentity
"""

from ansible_collections.leastpriv.aws.plugins.module_utils._module.info import module_main
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.role.info import Query, read
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.role.options import INFO_SPEC

MAIN = module_main(INFO_SPEC, "roles", Query.from_options, read)


def main() -> None:
    MAIN.run()


if __name__ == "__main__":
    main()
