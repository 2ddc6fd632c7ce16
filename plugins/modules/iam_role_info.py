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
  - Reads one role of an AWS account, those below a path, or all.
  - Takes the options of M(amazon.aws.iam_role_info) and returns what it returns.
  - One role takes four calls to IAM. Of many, two calls read a thousand. The second of them,
    C(iam:GetAccountAuthorizationDetails), tells of all roles in the account, whatever the path.
author:
  - leastpriv.aws contributors (@leastpriv)
extends_documentation_fragment:
  - leastpriv.aws._attributes
  - leastpriv.aws._attributes.actiongroup_iam
  - leastpriv.aws._connection
  - leastpriv.aws._wait.persistence
options:
  name:
    description:
      - The name of the role. One that does not exist gives an empty list.
    type: str
    aliases: [role_name]
  path_prefix:
    description:
      - The path of the roles, and of those below it. It begins and ends with V(/), and gets what is missing of that.
      - Mutually exclusive with O(name). Without either, all roles are read.
    type: str
    aliases: [path, prefix]
seealso:
  - module: leastpriv.aws.iam_role
  - module: amazon.aws.iam_role_info
  - ref: ansible_collections.leastpriv.aws.docsite.guide_permissions
    description: The permissions that it needs, as policy documents.
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
error:
  description: What AWS answered, when that is why the task failed.
  returned: on failure of a call
  type: dict
  contains:
    code:
      description: The error code.
      type: str
      returned: always
      sample: AccessDenied
    message:
      description: The message.
      type: str
      returned: always
      sample: "User: arn:aws:iam::111111111111:user/ci is not authorized to perform: iam:GetRole"
    operation:
      description: The operation, as a policy names the action.
      type: str
      returned: always
      sample: iam:GetRole
iam_roles:
  description: The roles, none where there is none.
  returned: success
  type: list
  elements: dict
  contains:
    arn:
      description: The ARN of the role.
      type: str
      returned: always
      sample: arn:aws:iam::111111111111:role/ReportFunction
    assume_role_policy_document:
      description: The trust policy.
      type: dict
      returned: always
    assume_role_policy_document_raw:
      description: The same, under the name that it had in older releases of amazon.aws.
      type: dict
      returned: always
    create_date:
      description: When the role was created, in ISO 8601 format.
      type: str
      returned: always
      sample: "2026-02-08T04:36:28+00:00"
    description:
      description: The description, an empty text where there is none.
      type: str
      returned: always
      sample: Makes reports
    inline_policies:
      description: The names of its inline policies.
      type: list
      elements: str
      returned: always
      sample: []
    instance_profiles:
      description: The instance profiles that hold the role.
      type: list
      elements: dict
      returned: always
      contains:
        arn:
          description: The ARN of the instance profile.
          type: str
          returned: always
          sample: arn:aws:iam::111111111111:instance-profile/ReportServer
        create_date:
          description: When it was created, in ISO 8601 format.
          type: str
          returned: always
          sample: "2026-02-08T04:36:28+00:00"
        instance_profile_id:
          description: Its unique identifier.
          type: str
          returned: always
          sample: AIPA12345EXAMPLE12345
        instance_profile_name:
          description: Its name.
          type: str
          returned: always
          sample: ReportServer
        path:
          description: Its path.
          type: str
          returned: always
          sample: /
        roles:
          description: The role, as IAM tells of it here.
          type: list
          elements: dict
          returned: always
          sample: []
    managed_policies:
      description: The managed policies that it carries.
      type: list
      elements: dict
      returned: always
      contains:
        policy_arn:
          description: The ARN of the policy.
          type: str
          returned: always
          sample: arn:aws:iam::111111111111:policy/ReportWriter
        policy_name:
          description: Its name.
          type: str
          returned: always
          sample: ReportWriter
    max_session_duration:
      description: The longest session, in seconds.
      type: int
      returned: always
      sample: 3600
    path:
      description: The path of the role.
      type: str
      returned: always
      sample: /
    permissions_boundary:
      description: The permissions boundary, with C(permissions_boundary_arn) and C(permissions_boundary_type).
      type: dict
      returned: when the role has one
    role_id:
      description: The unique identifier of the role.
      type: str
      returned: always
      sample: AROA12345EXAMPLE12345
    role_last_used:
      description: When and in which region it was last used, as C(last_used_date) and C(region), as far as IAM knows.
      type: dict
      returned: always
      sample: {"last_used_date": "2026-02-08T04:36:28+00:00", "region": "eu-west-1"}
    role_name:
      description: The name of the role.
      type: str
      returned: always
      sample: ReportFunction
    tags:
      description: The tags of the role.
      type: dict
      returned: always
      sample: {"Team": "reports"}
resource_actions:
  description: The set of AWS actions that the task called.
  returned: when O(debug_botocore_endpoint_logs=true)
  type: list
  elements: str
  sample: ["iam:GetAccountAuthorizationDetails", "iam:ListRoles", "sts:GetCallerIdentity"]
"""

from ansible_collections.leastpriv.aws.plugins.module_utils._argspec import PERSISTENCE
from ansible_collections.leastpriv.aws.plugins.module_utils._module.connection_options import CONNECTION
from ansible_collections.leastpriv.aws.plugins.module_utils._module.info import module_main
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.role import info, options

SPEC = options.INFO_SPEC

MAIN = module_main(SPEC | CONNECTION | PERSISTENCE, "roles", info.Query.from_options, info.read)


def main() -> None:
    MAIN.run()


if __name__ == "__main__":
    main()
