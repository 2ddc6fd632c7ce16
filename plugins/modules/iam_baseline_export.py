#!/usr/bin/python
# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module leastpriv.aws.iam_baseline_export."""

from __future__ import annotations

DOCUMENTATION = r"""
module: iam_baseline_export
version_added: 1.0.0
short_description: Export an account's IAM managed policies and roles as a baseline
description:
  - Reads roles and customer managed policies, and returns variables for the role C(leastpriv.aws.iam_baseline) that
    reproduce them. With O(dest) it also writes them to a file.
  - >-
    For example: C(leastpriv.aws.iam_baseline_export: {names: [Report*], dest: reports.yml})
  - Applied to the same account, the variables change nothing. The module plans each entry against what it has read,
    without a call, and leaves out what no entry reproduces, with the reason in RV(left_out).
  - Applied to an empty account, the variables create the same resources. RV(remarks) lists what the account needs
    first, such as a user or another role that a trust policy names. IAM does not list the tags of instance
    profiles, so a role's own instance profile is created without tags.
  - A managed policy that is attached to an exported role, or is its permissions boundary, is exported with the role.
    AWS managed policies are named by their ARNs. Roles that AWS manages, below C(/aws-service-role/) and
    C(/aws-reserved/), are left out.
  - An OIDC or SAML provider of the account that an exported role trusts is exported with the role, without its
    thumbprints, which AWS determines anew.
  - The module exports the default version of each policy. It does not export the policies of groups and users.
  - It makes one call for each thousand roles, C(iam:ListRoles), one for each thousand roles and policies,
    C(iam:GetAccountAuthorizationDetails), and one for the tags of each policy and for each provider.
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
      - The diff shows what changes in O(dest).
options:
  names:
    description:
      - Shell patterns for the names of roles and policies, with the wildcards V(*), V(?) and V([]). Case does not
        count.
      - If the option is left out, all names match.
    type: list
    elements: str
  path_prefix:
    description:
      - The path of the roles and policies to export. Paths below it match too. It begins and ends with V(/).
      - If the option is left out, all paths match.
    type: str
    aliases: [path, prefix]
  tags:
    description: Tags that the roles and policies must have, each with its value.
    type: dict
  pseudo_parameters:
    description:
      - The pseudo parameters to put in place of their values in documents and ARNs, so that the export suits any
        account. V([]) replaces nothing.
      - V(AWS::AccountId) replaces the account ID, V(AWS::Partition) the partition in ARNs.
      - V(AWS::Region) replaces the Region of the task everywhere. It is not among the defaults because what belongs in
        one Region would follow the task to another.
      - V(AWS::URLSuffix) replaces the end of host names, V(amazonaws.com) in most partitions. It is not among the
        defaults because the names of most services end so in all partitions.
    type: list
    elements: str
    choices: ["AWS::AccountId", "AWS::Partition", "AWS::Region", "AWS::URLSuffix"]
    default: ["AWS::AccountId", "AWS::Partition"]
  allow_empty:
    description:
      - Whether the selection may match nothing. Otherwise the task fails before it writes O(dest), because O(names),
        O(path_prefix) or O(tags) may be misspelt.
    type: bool
    default: false
    version_added: 1.1.0
  dest:
    description:
      - The file to write the variables to, as YAML. The module writes it where it runs, and replaces the whole file.
      - A relative path starts from the folder in which Ansible starts modules, for C(connection=local) that of the
        playbook.
    type: path
requirements:
  - PyYAML, for O(dest)
notes:
  - Documents are exported unchanged, including external IDs in trust policies.
  - Text that Ansible would take for a template is marked C(!unsafe) in the file, so that it stays as it is.
seealso:
  - module: leastpriv.aws.iam_baseline
  - ref: ansible_collections.leastpriv.aws.docsite.guide_export
    description: From an account to a playbook.
"""

EXAMPLES = r"""
- name: Export what the reporting team has in an account
  leastpriv.aws.iam_baseline_export:
    names:
      - Report*
    dest: reports.yml
  register: exported

- name: Show what the export lacks
  ansible.builtin.debug:
    msg: "{{ item.type }} {{ item.name }}: {{ item.reason }}"
  loop: "{{ exported.left_out + exported.remarks }}"
  loop_control:
    label: "{{ item.name }}"

- name: Check that applying the export would change nothing
  leastpriv.aws.iam_baseline:
    policies: "{{ exported.iam_baseline_policies }}"
    roles: "{{ exported.iam_baseline_roles }}"
  check_mode: true

- name: Export everything with a tag below a path, for any Region
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
iam_baseline_identity_providers:
  description:
    - The OIDC and SAML providers of the account that exported roles trust, in order of their ARNs, in the form of
      O(leastpriv.aws.iam_baseline#module:identity_providers).
  returned: success, if there are any
  type: list
  elements: dict
  sample:
    - url: https://token.actions.githubusercontent.com
      client_id_list:
        - sts.amazonaws.com
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

from ansible_collections.leastpriv.aws.plugins.module_utils._module import baseline_export

MAIN = baseline_export.MAIN


def main() -> None:
    MAIN.run()


if __name__ == "__main__":
    main()
