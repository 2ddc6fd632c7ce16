#!/usr/bin/python
# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module leastpriv.aws.iam_policy."""

from __future__ import annotations

DOCUMENTATION = r"""
module: iam_policy
version_added: 1.0.0
short_description: Manage one inline policy of a role
description:
  - Adds, updates and removes one inline policy of an IAM role.
  - >-
    For example: C(leastpriv.aws.iam_policy: {iam_type: role, iam_name: ReportFunction, policy_name: ReportWriter,
    policy_json: "{{ report_writer }}"})
  - It takes the options of M(amazon.aws.iam_policy) and returns the same values, for roles. It does not manage the
    policies of users and groups.
  - Documents are compared by their meaning.
  - M(leastpriv.aws.iam_role) manages all inline policies of a role, with its option C(inline_policies). Use only one of
    the two modules for a role, because that option by default deletes policies that it does not name.
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
  - leastpriv.aws._wait
options:
  iam_type:
    description:
      - The type of the resource that has the inline policy. The module manages only roles.
    type: str
    choices: [role]
    required: true
  iam_name:
    description:
      - The name of the role. If the role does not exist, the task fails, unless O(state=absent). In check mode, a role
        that an earlier task would create counts.
    type: str
    required: true
  policy_name:
    description:
      - The name of the inline policy.
      - At most 128 letters, digits and the characters V(_+=,.@-).
    type: str
    required: true
  policy_json:
    description:
      - The policy document, as YAML or as JSON text. It is required if O(state=present).
      - The session fills in C(${AWS::AccountId}), C(${AWS::Partition}), C(${AWS::Region}), and C(${AWS::URLSuffix}), so
        that one document serves every account. IAM's own policy variables stay as they are.
      - All inline policies of a role together have at most 10,240 characters, not counting white space.
    type: json
  skip_duplicates:
    description:
      - Whether to do nothing if another inline policy of the role has the same meaning.
      - The task then reads all of them, one call each.
    type: bool
    default: false
  state:
    description:
      - Whether the inline policy should exist.
      - The task warns if it deletes a policy of the role that the session has assumed.
    type: str
    choices: [present, absent]
    default: present
seealso:
  - module: leastpriv.aws.iam_role
  - module: amazon.aws.iam_policy
"""

EXAMPLES = r"""
- name: Let a role write reports
  leastpriv.aws.iam_policy:
    iam_type: role
    iam_name: ReportFunction
    policy_name: ReportWriter
    policy_json:
      Version: "2012-10-17"
      Statement:
        - Sid: WriteReports
          Effect: Allow
          Action: s3:PutObject
          Resource: arn:${AWS::Partition}:s3:::reports-${AWS::AccountId}/*

- name: Remove the policy from the role, unless that lifts a Deny of what another policy of the role allows
  leastpriv.aws.iam_policy:
    iam_type: role
    iam_name: ReportFunction
    policy_name: ReportWriter
    state: absent
    new_access: fail
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
      sample: iam:PutRolePolicy
    summary:
      description: What the call does, in words.
      returned: always
      type: str
      sample: add inline policy ReportWriter of role ReportFunction
  sample:
    - operation: iam:PutRolePolicy
      summary: add inline policy ReportWriter of role ReportFunction
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
      sample: policy_json
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
      sample: 'policy_json: WriteReports: Action gains s3:PutObject (widens what is allowed)'
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
      sample: 'User: arn:aws:iam::111111111111:user/ci is not authorized to perform: iam:PutRolePolicy'
    operation:
      description: The IAM action, as a policy names it.
      returned: always
      type: str
      sample: iam:PutRolePolicy
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
policy_names:
  description:
    - The names of all inline policies of the role after the task, or in check mode as they would be.
  returned: success
  type: list
  elements: str
  sample:
    - ReportWriter
resource_actions:
  description: The set of AWS actions that the task called.
  returned: when O(debug_botocore_endpoint_logs=true)
  type: list
  elements: str
  sample:
    - iam:GetRolePolicy
    - iam:ListRolePolicies
    - sts:GetCallerIdentity
role_name:
  description: The name of the role.
  returned: success
  type: str
  sample: ReportFunction
"""

from ansible_collections.leastpriv.aws.plugins.module_utils._argspec import NEW_ACCESS, REVIEW, WAIT
from ansible_collections.leastpriv.aws.plugins.module_utils._module.resource import module_main
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.inline_policy.options import SPEC
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.resource_types import INLINE_POLICY

MAIN = module_main(SPEC | NEW_ACCESS | REVIEW | WAIT, INLINE_POLICY)


def main() -> None:
    MAIN.run()


if __name__ == "__main__":
    main()
