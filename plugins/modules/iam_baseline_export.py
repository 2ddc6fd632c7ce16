#!/usr/bin/python
# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module leastpriv.aws.iam_baseline_export."""

from __future__ import annotations

DOCUMENTATION = r"""
module: iam_baseline_export
version_added: 1.0.0
short_description: Write an account's IAM managed policies and roles down as a baseline
description:
  - Reads roles and the account's own managed policies, and returns the variables of the role
    C(leastpriv.aws.iam_baseline) that reproduce them. With O(dest) it writes them into a file, too.
  - Applied to the same account, they change nothing. Each entry is planned for against what was read, without a call,
    and what no entry reproduces is left out, with the reason in RV(left_out).
  - Applied to an account that is empty, they make the same resources. What that account has to have before, such as an
    identity provider or a user that a trust policy names, is in RV(remarks). IAM lists no tags of instance profiles, so
    a role's own instance profile is made without any.
  - A managed policy that an exported role carries, or is bounded by, is exported with it. AWS's policies are named
    by their ARNs. Roles that AWS manages, below C(/aws-service-role/) and C(/aws-reserved/), are left out.
  - Of a policy the version in force is exported. What groups and users have is not.
  - It takes a call for each thousand roles, C(iam:ListRoles), one for each thousand roles and policies,
    C(iam:GetAccountAuthorizationDetails), and one for the tags of each policy.
author:
  - leastpriv.aws contributors (@leastpriv)
extends_documentation_fragment:
  - leastpriv.aws._attributes
  - leastpriv.aws._attributes.actiongroup_iam
  - leastpriv.aws._connection
  - leastpriv.aws._connection.module
  - leastpriv.aws._wait.persistence
attributes:
  check_mode:
    details:
      - Check mode reads as a run does, and does not write O(dest).
  diff_mode:
    details:
      - It shows what changes in O(dest).
options:
  names:
    description:
      - Shell patterns, with the wildcards V(*), V(?) and V([]), of the names of roles and policies. Case does not
        count.
      - Left out, all names match.
    type: list
    elements: str
  path_prefix:
    description:
      - The path of the roles and policies, and of those below it. It begins and ends with V(/).
      - Left out, all paths match.
    type: str
    aliases: [path, prefix]
  tags:
    description: Tags that the roles and policies have, each with its value.
    type: dict
  pseudo_parameters:
    description:
      - What in documents and ARNs is replaced by the pseudo parameter that stands for it, so that the export suits any
        account. V([]) replaces nothing.
      - V(AWS::AccountId) is the account's id, V(AWS::Partition) its partition in ARNs.
      - V(AWS::Region) is the region of the task wherever it stands. It is not among the defaults because what is meant
        to stay in one region would follow the task to another.
      - V(AWS::URLSuffix) is the end of host names, V(amazonaws.com) in most partitions. It is not among the defaults
        because the names of most services end so in all partitions.
    type: list
    elements: str
    choices: ["AWS::AccountId", "AWS::Partition", "AWS::Region", "AWS::URLSuffix"]
    default: ["AWS::AccountId", "AWS::Partition"]
  dest:
    description:
      - The file to write the variables into, as YAML. It is written where the module runs, and replaced as a whole.
      - A relative path starts from the folder in which Ansible starts modules, for C(connection=local) that of the
        playbook.
    type: path
requirements:
  - PyYAML, for O(dest)
notes:
  - Documents are exported as they are, with the external ids that trust policies may ask for.
  - A text that Ansible would take for a template is marked C(!unsafe) in the file, so that it stays what it is.
seealso:
  - module: leastpriv.aws.iam_baseline
  - ref: ansible_collections.leastpriv.aws.docsite.guide_export
    description: From an account to a playbook.
  - ref: ansible_collections.leastpriv.aws.docsite.guide_permissions
    description: The permissions that it needs, as policy documents.
"""

EXAMPLES = r"""
- name: Write down what the reporting team has in an account
  leastpriv.aws.iam_baseline_export:
    names:
      - Report*
    dest: reports.yml
  register: exported

- name: Say what is not in it
  ansible.builtin.debug:
    msg: "{{ item.type }} {{ item.name }}: {{ item.reason }}"
  loop: "{{ exported.left_out + exported.remarks }}"
  loop_control:
    label: "{{ item.name }}"

- name: See that applying it would change nothing
  leastpriv.aws.iam_baseline:
    policies: "{{ exported.iam_baseline_policies }}"
    roles: "{{ exported.iam_baseline_roles }}"
  check_mode: true

- name: Write down all of a path that is tagged, for any region
  leastpriv.aws.iam_baseline_export:
    path_prefix: /reports/
    tags:
      Team: reports
    pseudo_parameters:
      - AWS::AccountId
      - AWS::Partition
      - AWS::Region
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
iam_baseline_policies:
  description:
    - The managed policies, in order of their names, in the form of O(leastpriv.aws.iam_baseline#module:policies).
    - Options that have their default are left out.
  returned: success
  type: list
  elements: dict
  sample:
    - name: ReportWriter
      policy:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Action: s3:PutObject
            Resource: arn:${AWS::Partition}:s3:::reports-${AWS::AccountId}/*
iam_baseline_roles:
  description:
    - The roles, each after the roles that it trusts, in the form of O(leastpriv.aws.iam_baseline#module:roles).
    - Managed and inline policies are always given, so that a role gets no others.
  returned: success
  type: list
  elements: dict
  sample:
    - name: ReportFunction
      assume_role_policy_document:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal:
              Service: lambda.amazonaws.com
            Action: sts:AssumeRole
      managed_policies:
        - ReportWriter
      inline_policies: {}
left_out:
  description:
    - What matches the options and is not exported. The task also warns of each entry, except for roles that AWS
      manages.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The name of the resource.
      returned: always
      type: str
      sample: AWSServiceRoleForSupport
    reason:
      description: The reason, in words.
      returned: always
      type: str
      sample: AWS manages the roles below /aws-service-role/
    type:
      description: The type of the resource, V(managed_policy) or V(role).
      returned: always
      type: str
      sample: role
remarks:
  description:
    - What the exported entries do not contain, and what they expect of an account. The task also warns of each entry.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The name of the resource.
      returned: always
      type: str
      sample: AWSServiceRoleForSupport
    reason:
      description: The reason, in words.
      returned: always
      type: str
      sample: AWS manages the roles below /aws-service-role/
    type:
      description: The type of the resource, V(managed_policy) or V(role).
      returned: always
      type: str
      sample: role
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

from ansible_collections.leastpriv.aws.plugins.module_utils import _argspec
from ansible_collections.leastpriv.aws.plugins.module_utils._argspec import PERSISTENCE
from ansible_collections.leastpriv.aws.plugins.module_utils._module.baseline_export import execute
from ansible_collections.leastpriv.aws.plugins.module_utils._module.connection_options import CONNECTION
from ansible_collections.leastpriv.aws.plugins.module_utils._module.module_main import ModuleMain
from ansible_collections.leastpriv.aws.plugins.module_utils._module.resource import preload

SPEC = _argspec.BASELINE_EXPORT

MAIN = ModuleMain(spec=SPEC | CONNECTION | PERSISTENCE, execute=execute, preload=preload)


def main() -> None:
    MAIN.run()


if __name__ == "__main__":
    main()
