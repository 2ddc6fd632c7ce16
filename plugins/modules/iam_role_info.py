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
  - With O(access) or O(assumable_by), it proves what the roles may do and who may assume them, by the documents that
    the account holds. It then reads these documents, too, a call for each inline policy of one role and two for each
    managed policy, also those of AWS and the permissions boundary.
author:
  - leastpriv.aws contributors (@leastpriv)
extends_documentation_fragment:
  - leastpriv.aws._attributes
  - leastpriv.aws._attributes.actiongroup_iam
  - leastpriv.aws._connection
  - leastpriv.aws._connection.module
  - leastpriv.aws._parameters
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
  access:
    description:
      - What each role has to be allowed and must not be allowed, as in O(leastpriv.aws.iam_access_check#module:access).
        RV(iam_roles[].access) has the answers.
      - The task does not fail because of them.
    type: dict
    version_added: 1.1.0
  assumable_by:
    description:
      - Everybody whom the trust policies of the roles may let in, as in
        O(leastpriv.aws.iam_access_check#module:assumable_by).
    type: list
    elements: str
    version_added: 1.1.0
seealso:
  - module: leastpriv.aws.iam_access_check
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

- name: Fail unless a role of the account keeps what is asserted about it
  leastpriv.aws.iam_role_info:
    name: ReportServer
    access:
      may_not:
        - iam:*
    assumable_by:
      - ec2.amazonaws.com
  register: found
  failed_when: found is failed or found.iam_roles | map(attribute='access.verdict') != ['holds']
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
    access:
      description: Whether what is asserted about the role holds.
      returned: when O(access) or O(assumable_by) is set
      type: dict
      contains:
        assertions:
          description: An answer for each assertion.
          returned: always
          type: list
          elements: dict
          contains:
            assertion:
              description: The kind of the assertion, V(may), V(may_not), V(within) or V(assumable_by).
              returned: always
              type: str
              sample: may_not
            message:
              description:
                - The answer in one line. For C(may) it names the condition, the Deny, the boundary or the service
                  control policies that do not let the request pass.
              returned: always
              type: str
              sample: 'may_not[0] holds: the role may do nothing of it'
            position:
              description: The position of the item in its list, counted from 0. It is V(null) for the other kinds.
              returned: always
              type: int
              sample: 0
            request:
              description: The request that violates the assertion, V(null) if none was found.
              returned: always
              type: dict
              contains:
                action:
                  description: The action, as the policies spell it if one names it, otherwise in lower case.
                  returned: always
                  type: str
                  sample: s3:PutObject
                allowed_by:
                  description: The statements that allow the request.
                  returned: always
                  type: list
                  elements: str
                  sample:
                    - 'managed policy ReportWriter: WriteReports'
                context:
                  description: The condition keys that the request needs, each with its values.
                  returned: always
                  type: dict
                  sample: {}
                denied_by:
                  description: The statements that deny the request.
                  returned: always
                  type: list
                  elements: str
                  sample: []
                principal:
                  description: Who assumes the role, V(null) for a request of the role itself.
                  returned: always
                  type: str
                  sample: null
                resource:
                  description: The resource, V(null) for a request to assume the role.
                  returned: always
                  type: str
                  sample: arn:aws:s3:::reports/x
              sample: null
            verdict:
              description:
                - V(holds) is proven, V(violated) has a request that shows it, and V(unknown) says why nobody knows.
              returned: always
              type: str
              sample: holds
        not_considered:
          description: What the answer leaves out, such as service control policies that were not given.
          returned: always
          type: list
          elements: str
          sample:
            - resource-based policies
            - resource control policies
            - session policies
            - VPC endpoint policies
        verdict:
          description: V(violated) if an assertion is, V(holds) if all do, otherwise V(unknown).
          returned: always
          type: str
          sample: holds
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

from ansible_collections.leastpriv.aws.plugins.module_utils._argspec import PARAMETERS
from ansible_collections.leastpriv.aws.plugins.module_utils._module.info import module_main
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.role.info import Query, read_in_account
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.role.options import INFO_SPEC

MAIN = module_main(INFO_SPEC | PARAMETERS, "roles", Query.from_options, read_in_account)


def main() -> None:
    MAIN.run()


if __name__ == "__main__":
    main()
