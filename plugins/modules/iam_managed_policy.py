#!/usr/bin/python
# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module leastpriv.aws.iam_managed_policy."""

from __future__ import annotations

DOCUMENTATION = r"""
module: iam_managed_policy
version_added: 1.0.0
short_description: Manage customer managed IAM policies
description:
  - Creates, updates and removes the managed policies of an AWS account.
  - Takes the options of M(amazon.aws.iam_managed_policy) and returns what it returns.
  - Documents are compared by what they say. A document that says what an older version of the policy says
    makes that version the default again.
  - Where the task does not manage the document, it need not be read. Without the permission to do so it is V(null) in
    the difference, with a warning. What the task does need is a failure that names the action to allow.
author:
  - leastpriv.aws contributors (@leastpriv)
extends_documentation_fragment:
  - leastpriv.aws._attributes
  - leastpriv.aws._attributes.actiongroup_iam
  - leastpriv.aws._connection
  - leastpriv.aws._connection.module
  - leastpriv.aws._review
  - leastpriv.aws._tags
  - leastpriv.aws._wait
options:
  name:
    description:
      - The name of the managed policy, unique in the account whatever its O(path) and whatever its case.
      - At most 128 letters, digits and the characters V(_+=,.@-).
    required: true
    type: str
    aliases: [policy_name]
  path:
    description:
      - The path of the managed policy, V(/) for one that is created without it.
      - IAM cannot change it. A policy of the same name under another path is the one that is managed, with a warning.
      - When the option is left out, the policy of that name is managed whatever its path, and creating one takes a
        call more, since the account's policies are searched first. Who may not list them creates it all the same, and
        IAM refuses that where the name is taken. Check mode then warns that it did not look.
    type: str
    aliases: [prefix, path_prefix]
  description:
    description:
      - A description of the policy, at most 1,000 characters.
      - IAM cannot change it. A policy with another description keeps it, with a warning.
    type: str
    aliases: [policy_description]
  policy:
    description:
      - The policy document, as YAML or as JSON text. It is required to create a policy.
      - C(${AWS::AccountId}), C(${AWS::Partition}), C(${AWS::Region}), and C(${AWS::URLSuffix}) are filled in
        from the session, so that one document serves every account. IAM's own policy variables are left alone.
      - At most 6,144 characters, white space not counted.
    type: json
  make_default:
    description:
      - Whether the version with this document becomes the default version.
      - When V(false), the document is kept as a version that is not in force.
    type: bool
    default: true
  only_version:
    description:
      - Whether to remove all versions other than the default one and the one with this document.
      - Without O(policy) it has no effect.
    type: bool
    default: false
  detach:
    description:
      - What becomes of a policy that is still used when O(state=absent). With O(state=present) it has no effect.
      - V(all) detaches it from all users, groups and roles. A policy that serves as a permissions boundary is refused
        instead, and nothing is changed, since a boundary that goes leaves its users and roles with more permissions.
      - V(refuse) fails, in check mode too, and lists all users, groups and roles that the policy is attached to or is
        the permissions boundary of. Nothing is changed. A removal then takes two calls more.
    type: str
    choices: [all, refuse]
    default: all
  state:
    description:
      - Whether the managed policy should exist.
      - V(absent) sees to those who use it as O(detach) says, then removes its versions and the policy.
    type: str
    choices: [present, absent]
    default: present
seealso:
  - module: leastpriv.aws.iam_role
  - module: amazon.aws.iam_managed_policy
  - ref: ansible_collections.leastpriv.aws.docsite.guide_permissions
    description: The permissions that it needs, as policy documents.
"""

EXAMPLES = r"""
- name: Create a policy, the same document in every account
  leastpriv.aws.iam_managed_policy:
    name: ReportWriter
    policy:
      Version: "2012-10-17"
      Statement:
        - Sid: WriteReports
          Effect: Allow
          Action: s3:PutObject
          Resource: arn:${AWS::Partition}:s3:::reports-${AWS::AccountId}/*

- name: See what a new document would change
  leastpriv.aws.iam_managed_policy:
    name: ReportWriter
    policy: "{{ lookup('ansible.builtin.file', 'report_writer.json') }}"
  check_mode: true
  diff: true

- name: Take a document only if the review has nothing to say about it, but for what is agreed
  leastpriv.aws.iam_managed_policy:
    name: ReportWriter
    policy: "{{ lookup('ansible.builtin.file', 'report_writer.json') }}"
    review: fail
    review_ignore:
      - mixed-services

- name: Keep one version only
  leastpriv.aws.iam_managed_policy:
    name: ReportWriter
    policy: "{{ lookup('ansible.builtin.file', 'report_writer.json') }}"
    only_version: true

- name: Detach a policy from whoever has it, and remove it
  leastpriv.aws.iam_managed_policy:
    name: ReportWriter
    state: absent

- name: Remove a policy that nobody uses any more, and else say who does
  leastpriv.aws.iam_managed_policy:
    name: ReportWriter
    state: absent
    detach: refuse
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
      sample: iam:CreatePolicyVersion
    summary:
      description: What the call does, in words.
      returned: always
      type: str
      sample: create a new default version of managed policy ReportWriter
  sample:
    - operation: iam:CreatePolicy
      summary: create managed policy ReportWriter
changes:
  description:
    - What the task changes in policy documents, statement by statement. In check mode, what it would change.
    - The list is empty when no document changes in meaning. Notation and the order of statements do not count.
  returned: success
  type: list
  elements: dict
  contains:
    added:
      description: What is added, in canonical form, with actions and condition keys spelled as their author wrote them.
      returned: always
      type: list
      elements: raw
      sample:
        - s3:PutObject
    document:
      description: The option that sets the document.
      returned: always
      type: str
      sample: policy
    effect:
      description:
        - How the change by itself affects what is allowed. It V(widens) or V(narrows) that, or does V(neither). It is
          V(unknown) when the texts alone do not tell.
      returned: always
      type: str
      sample: widens
    element:
      description:
        - The element, with its parts separated by periods, for example V(Principal.AWS) or
          V(Condition.StringEquals.aws:SourceAccount). It is V(null) for a whole statement.
      returned: always
      type: str
      sample: Action
    position:
      description:
        - The position of the statement in its document, counted from 0. For a removed statement it is the position
          before the change. It is V(null) for an element beside the statements.
      returned: always
      type: int
      sample: 0
    removed:
      description: What is removed, in the same form as RV(changes[].added).
      returned: always
      type: list
      elements: raw
      sample: []
    statement:
      description: The Sid of the statement, or its position when it has none, for example V(Statement[0]).
      returned: always
      type: str
      sample: WriteReports
    summary:
      description: The change in one line.
      returned: always
      type: str
      sample: 'policy: WriteReports: Action gains s3:PutObject (widens what is allowed)'
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
      sample: 'User: arn:aws:iam::111111111111:user/ci is not authorized to perform: iam:CreatePolicy'
    operation:
      description: The IAM action, as a policy names it.
      returned: always
      type: str
      sample: iam:CreatePolicy
findings:
  description:
    - The findings of the policy review that made the task fail. The entries are those of
      RV(leastpriv.aws.iam_policy_review#module:findings).
  returned: on failure of the review
  type: list
  elements: dict
  sample: []
policy:
  description:
    - The managed policy after the task, or in check mode as it would be. When O(state=absent), it is the policy that
      was removed, or V(null) when there was none.
    - In check mode, identifiers and dates that only IAM can give are V(null).
  returned: success
  type: dict
  contains:
    arn:
      description: The ARN of the policy.
      returned: always
      type: str
      sample: arn:aws:iam::111111111111:policy/ReportWriter
    attachment_count:
      description: The number of users, groups and roles that the policy is attached to.
      returned: always
      type: int
      sample: 1
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
resource_actions:
  description: The set of AWS actions that the task called.
  returned: when O(debug_botocore_endpoint_logs=true)
  type: list
  elements: str
  sample:
    - iam:GetPolicy
    - iam:GetPolicyVersion
    - sts:GetCallerIdentity
"""

from ansible_collections.leastpriv.aws.plugins.module_utils._argspec import REVIEW, TAGS, WAIT
from ansible_collections.leastpriv.aws.plugins.module_utils._module.connection_options import CONNECTION
from ansible_collections.leastpriv.aws.plugins.module_utils._module.resource import module_main
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.managed_policy import options
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.resource_types import MANAGED_POLICY

SPEC = options.SPEC

MAIN = module_main(SPEC | CONNECTION | REVIEW | TAGS | WAIT, MANAGED_POLICY)


def main() -> None:
    MAIN.run()


if __name__ == "__main__":
    main()
