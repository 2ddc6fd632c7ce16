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
  - Creates, updates and removes the customer managed policies of an AWS account.
  - >-
    For example: C(leastpriv.aws.iam_managed_policy: {name: ReportWriter, policy: "{{ report_writer }}"})
  - It takes the options of M(amazon.aws.iam_managed_policy) and returns the same values.
  - Documents are compared by their meaning. If a document means the same as an older version of the policy, that
    version becomes the default again.
  - A task that does not manage the document need not read it. Without the permission to read it, the document is
    V(null) in the diff, with a warning. If the task does need a permission, it fails and names the action to allow.
author:
  - leastpriv.aws contributors (@leastpriv)
extends_documentation_fragment:
  - leastpriv.aws._attributes
  - leastpriv.aws._attributes.actiongroup_iam
  - leastpriv.aws._connection
  - leastpriv.aws._connection.module
  - leastpriv.aws._new_access
  - leastpriv.aws._plan
  - leastpriv.aws._review
  - leastpriv.aws._tags
  - leastpriv.aws._wait
options:
  name:
    description:
      - The name of the managed policy. It is unique in the account, whatever its O(path) and case.
      - At most 128 letters, digits and the characters V(_+=,.@-).
    required: true
    type: str
    aliases: [policy_name]
  path:
    description:
      - The path of the managed policy. A policy that is created without it gets V(/).
      - IAM cannot change a path. If a policy of this name exists under another path, the module manages that policy,
        with a warning.
      - If the option is left out, the module manages the policy of this name under any path. Creating a policy then
        takes one more call, because the module searches the account's policies first. Credentials that may not list
        them create the policy all the same, and IAM refuses that if the name is taken. Check mode then warns that it
        did not search.
    type: str
    aliases: [prefix, path_prefix]
  description:
    description:
      - A description of the policy, at most 1,000 characters.
      - IAM cannot change a description. A policy with another description keeps it, with a warning.
    type: str
    aliases: [policy_description]
  policy:
    description:
      - The policy document, as YAML or as JSON text. It is required to create a policy.
      - The session fills in C(${AWS::AccountId}), C(${AWS::Partition}), C(${AWS::Region}), and C(${AWS::URLSuffix}), so
        that one document serves every account. IAM's own policy variables stay as they are.
      - At most 6,144 characters, not counting white space.
    type: json
  make_default:
    description:
      - Whether the version with this document becomes the default version.
      - If V(false), the document is kept as a version that is not in force.
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
      - What to do with a policy that is still used if O(state=absent). With O(state=present) it has no effect.
      - V(all) detaches the policy from all users, groups and roles. If the policy is a permissions boundary, the task
        fails instead and changes nothing, because users and roles without their boundary have more permissions. The
        task warns if it detaches the policy from the role that the session has assumed.
      - V(refuse) fails, in check mode too, and lists all users, groups and roles that the policy is attached to or is
        the permissions boundary of. Nothing is changed. A removal then takes two more calls.
    type: str
    choices: [all, refuse]
    default: all
  state:
    description:
      - Whether the managed policy should exist.
      - V(absent) first does what O(detach) says, then removes the policy's versions and the policy.
    type: str
    choices: [present, absent]
    default: present
seealso:
  - module: leastpriv.aws.iam_role
  - module: amazon.aws.iam_managed_policy
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

- name: Show what a new document would change
  leastpriv.aws.iam_managed_policy:
    name: ReportWriter
    policy: "{{ lookup('ansible.builtin.file', 'report_writer.json') }}"
  check_mode: true
  diff: true

- name: Accept a document only if the review finds nothing but what is agreed
  leastpriv.aws.iam_managed_policy:
    name: ReportWriter
    policy: "{{ lookup('ansible.builtin.file', 'report_writer.json') }}"
    review: fail
    review_ignore:
      - mixed-services

- name: Accept a document only if it is proven to allow nothing new
  leastpriv.aws.iam_managed_policy:
    name: ReportWriter
    policy: "{{ lookup('ansible.builtin.file', 'report_writer.json') }}"
    new_access: fail

- name: Keep one version only
  leastpriv.aws.iam_managed_policy:
    name: ReportWriter
    policy: "{{ lookup('ansible.builtin.file', 'report_writer.json') }}"
    only_version: true

- name: Detach a policy from everything that uses it, and remove it
  leastpriv.aws.iam_managed_policy:
    name: ReportWriter
    state: absent

- name: Remove a policy, or fail and list what still uses it
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
        - How the change by itself affects what is allowed. It V(widens) or V(narrows) that, or does V(both) or
          V(neither). It is V(unknown) where no proof and no request that shows it is found.
        - No change has an effect if the document as a whole allows the same as before, for example when two statements
          become one.
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
    - The findings of the policy review, if there are any. The entries are those of
      RV(leastpriv.aws.iam_policy_review#module:findings).
  returned: when the review found something
  type: list
  elements: dict
  sample: []
new_access:
  description: Whether the change gives new access. In check mode, whether it would.
  returned: when O(new_access=warn) or O(new_access=fail), once there is a plan
  type: dict
  contains:
    effect:
      description:
        - What the change as a whole does to what is allowed. It V(widens) or V(narrows) that, or does V(both) or
          V(neither). It is V(unknown) if one of the two is neither proven nor shown by a request.
        - A role counts with all its policies, its boundary and its trust policy, as for the verdict.
      returned: always
      type: str
      sample: widens
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
    reason:
      description: Why the answer is V(unknown), or that the access comes with a new resource. Otherwise V(null).
      returned: always
      type: str
      sample: null
    request:
      description: A request that is allowed after the change and not before. It is V(null) without one.
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
    verdict:
      description:
        - V(none) if it is proven that the change gives no new access, V(new) if it gives new access, and V(unknown) if
          there is neither a proof nor a request.
      returned: always
      type: str
      sample: new
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

from ansible_collections.leastpriv.aws.plugins.module_utils._argspec import NEW_ACCESS, REVIEW, TAGS, WAIT
from ansible_collections.leastpriv.aws.plugins.module_utils._module.resource import module_main
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.managed_policy.options import SPEC
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.resource_types import MANAGED_POLICY

MAIN = module_main(SPEC | NEW_ACCESS | REVIEW | TAGS | WAIT, MANAGED_POLICY)


def main() -> None:
    MAIN.run()


if __name__ == "__main__":
    main()
