#!/usr/bin/python
# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module leastpriv.aws.iam_role."""

from __future__ import annotations

DOCUMENTATION = r"""
module: iam_role
version_added: 1.0.0
short_description: Manage IAM roles
description:
  - Creates, updates and removes the IAM roles of an AWS account, with their trust policies, managed and inline
    policies, permissions boundaries and tags.
  - >-
    For example: C(leastpriv.aws.iam_role: {name: ReportFunction, assume_role_policy_document: "{{ lambda_trust }}",
    managed_policies: [ReportWriter]})
  - It takes the options of M(amazon.aws.iam_role) and returns the same values. It also manages inline policies.
  - What the credentials may not read and the task does not manage is V(null) in the result, with a warning. If the task
    does need a permission, it fails and names the action to allow.
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
      - The name of the role. It is unique in the account, whatever its O(path) and case.
      - At most 64 letters, digits and the characters V(_+=,.@-).
    required: true
    type: str
    aliases: [role_name]
  path:
    description:
      - The path of the role. A role that is created without it gets V(/).
      - IAM cannot change a path. A role under another path stays there, with a warning.
    type: str
    aliases: [prefix, path_prefix]
  description:
    description:
      - A description of the role, at most 1,000 characters. An empty text removes it.
    type: str
  assume_role_policy_document:
    description:
      - The trust policy, which says who may assume the role, as YAML or as JSON text.
      - The session fills in C(${AWS::AccountId}), C(${AWS::Partition}), C(${AWS::Region}), and C(${AWS::URLSuffix}).
        IAM's own policy variables stay as they are.
      - It is required if O(state=present).
    type: json
  boundary:
    description:
      - The role's permissions boundary, a managed policy, by ARN or by friendly name. An empty text removes the
        boundary.
      - In an ARN, pseudo parameters are filled in as in documents.
      - A friendly name stands for the boundary of that name that the role has, else for the customer managed policy,
        else for the AWS managed policy.
      - Mutually exclusive with O(create_instance_profile=true).
    type: str
    aliases: [boundary_policy_arn]
  managed_policies:
    description:
      - The managed policies to attach, by ARN or by friendly name. In ARNs, pseudo parameters are filled in as in
        documents.
      - A friendly name stands for the attached policy of that name, else for the customer managed policy, else for the
        AWS managed policy.
      - If the option is left out, attached policies are not managed. V([]) detaches all of them if
        O(purge_policies=true).
    type: list
    elements: str
    aliases: [managed_policy]
  purge_policies:
    description:
      - Whether to detach managed policies that O(managed_policies) does not list. Without O(managed_policies) it has no
        effect.
    type: bool
    default: true
    aliases: [purge_policy, purge_managed_policies]
  inline_policies:
    description:
      - The inline policies of the role, a document for each name, as YAML or as JSON text. Pseudo parameters are
        filled in.
      - Together at most 10,240 characters, not counting white space.
      - If the option is left out, inline policies are neither read nor managed. V({}) deletes all of them if
        O(purge_inline_policies=true).
    type: dict
  purge_inline_policies:
    description:
      - Whether to delete inline policies that O(inline_policies) does not name. Without O(inline_policies) it has no
        effect.
    type: bool
    default: true
  max_session_duration:
    description:
      - The maximum session duration of the role, in seconds, from 3600 to 43200.
      - A role that is created without it gets 3600.
    type: int
  create_instance_profile:
    description:
      - Whether to create an instance profile with the role's name and the role in it.
      - If there is an empty instance profile of that name, the role is put into it. An instance profile with another
        role is left alone, with a warning.
    type: bool
    default: false
  delete_instance_profile:
    description:
      - Whether O(state=absent) deletes the instance profile of the role's name if the role is in it. If left out, it is
        V(false).
      - The role is removed from its instance profiles in any case. A run that is killed between the two calls leaves an
        empty profile, which later runs spare.
    type: bool
  unused_for_days:
    description:
      - With O(state=absent), removes the role only if it has not been used for this many days, from 1 to 400. It cannot
        be given with O(state=present).
      - If the role was used within that time, the task fails, in check mode too, and reports the date and the Region of
        the last use. Nothing is changed.
      - The task also fails if IAM cannot tell. IAM reports uses within the last 400 days, and nothing for a role
        without any. Such a role is removed if it was created long enough ago. If it is younger, the task fails. The
        task fails, too, if IAM's answer lacks this part or has no date that can be read.
      - Days count by the clock of AWS. IAM reports a use after some hours, mostly within four. In a Region that IAM has
        begun to track within the last 400 days, it reports only later uses. The option is no proof that a role is no
        longer needed.
      - Without the option, a role is removed whether it is used or not.
    type: int
  access:
    description:
      - What the role has to be allowed and must not be allowed, by all its policies and its boundary together, with the
        keys C(may), C(may_not) and C(within). Its items are those of O(leastpriv.aws.iam_access_check#module:access).
      - The task checks it before its first write, in check mode too, and again after its last write on what IAM holds.
        What does not hold fails the task, and so does what is neither proven nor refuted. RV(access) has the answers.
      - Documents that the task does not manage are read from the account. If IAM denies that, such a document may allow
        and deny anything.
      - It has no effect with O(state=absent).
    type: dict
    version_added: 1.1.0
  assumable_by:
    description:
      - Everybody who may assume the role. It is checked as O(access) is, and holds if the trust policy lets in nobody
        else. Its entries are those of O(leastpriv.aws.iam_access_check#module:assumable_by).
    type: list
    elements: str
    version_added: 1.1.0
  state:
    description:
      - Whether the role should exist.
      - V(absent) first removes the role from its instance profiles, detaches its managed policies and deletes its
        inline policies.
      - The role that the session has assumed is not removed. The task fails before its first write, as it also does if
        this role would keep none of its policies. If it loses some of them, the task warns.
    type: str
    choices: [present, absent]
    default: present
seealso:
  - module: leastpriv.aws.iam_access_check
  - module: leastpriv.aws.iam_managed_policy
  - module: amazon.aws.iam_role
"""

EXAMPLES = r"""
- name: Create a role for Lambda functions
  leastpriv.aws.iam_role:
    name: ReportFunction
    description: Runs the report function
    assume_role_policy_document:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
          Principal:
            Service: lambda.amazonaws.com
          Action: sts:AssumeRole
    managed_policies:
      - arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/ReportWriter
      - AWSLambdaBasicExecutionRole
    tags:
      Team: reports

- name: Give the role an inline policy, and no other
  leastpriv.aws.iam_role:
    name: ReportFunction
    assume_role_policy_document: "{{ lookup('ansible.builtin.file', 'lambda_trust.json') }}"
    inline_policies:
      ReadQueue:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: sqs:ReceiveMessage
            Resource: arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:reports

- name: Trust CodeBuild, and ignore a finding of the review for a stated reason
  leastpriv.aws.iam_role:
    name: ReportBuild
    assume_role_policy_document: "{{ lookup('ansible.builtin.file', 'builds_trust.json') }}"
    review: fail
    # Only this team runs builds in the account.
    review_ignore:
      - confused-deputy

- name: Detach all managed policies
  leastpriv.aws.iam_role:
    name: ReportFunction
    assume_role_policy_document: "{{ lookup('ansible.builtin.file', 'lambda_trust.json') }}"
    managed_policies: []

- name: Change what the role may do, unless it may then do something new
  leastpriv.aws.iam_role:
    name: ReportFunction
    assume_role_policy_document: "{{ lookup('ansible.builtin.file', 'lambda_trust.json') }}"
    inline_policies: {}
    new_access: fail

- name: Fail before the first write, and after the last, unless the role may do what it has to, and nothing of IAM
  leastpriv.aws.iam_role:
    name: ReportFunction
    assume_role_policy_document: "{{ lookup('ansible.builtin.file', 'lambda_trust.json') }}"
    inline_policies:
      ReadQueue:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: sqs:ReceiveMessage
            Resource: arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:reports
    access:
      may:
        - Action: sqs:ReceiveMessage
          Resource: arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:reports
      may_not:
        - iam:*
    assumable_by:
      - lambda.amazonaws.com

- name: Remove the role if it has been unused for three months
  leastpriv.aws.iam_role:
    name: ReportFunction
    state: absent
    unused_for_days: 90

- name: Remove the role from one account, and from no other by mistake
  leastpriv.aws.iam_role:
    name: ReportFunction
    state: absent
    assume_role_arn: arn:aws:iam::111111111111:role/OrganizationAccountAccessRole
    allowed_account_ids:
      - "111111111111"
"""

RETURN = r"""
# tests/support/return_values.py writes this from return_values.yml.
access:
  description: Whether what is asserted about the role holds, as the task will leave it or has left it.
  returned: when O(access) or O(assumable_by) is set, and the role should exist
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
            - The answer in one line. For C(may) it names the condition, the Deny, the boundary or the service control
              policies that do not let the request pass.
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
      sample: iam:AttachRolePolicy
    summary:
      description: What the call does, in words.
      returned: always
      type: str
      sample: attach managed policy ReportWriter to role ReportFunction
  sample:
    - operation: iam:CreateRole
      summary: create role ReportFunction
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
        - lambda.amazonaws.com
    document:
      description: The option that sets the document, C(inline_policies.NAME) for an inline policy.
      returned: always
      type: str
      sample: assume_role_policy_document
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
      sample: Principal.Service
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
      sample: LetLambdaIn
    summary:
      description: The change in one line.
      returned: always
      type: str
      sample: 'assume_role_policy_document: LetLambdaIn: Principal.Service gains lambda.amazonaws.com (widens what is
        allowed)'
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
      sample: 'User: arn:aws:iam::111111111111:user/ci is not authorized to perform: iam:CreateRole'
    operation:
      description: The IAM action, as a policy names it.
      returned: always
      type: str
      sample: iam:CreateRole
findings:
  description:
    - The findings of the policy review, if there are any. The entries are those of
      RV(leastpriv.aws.iam_policy_review#module:findings).
  returned: when the review found something
  type: list
  elements: dict
  sample: []
iam_role:
  description:
    - The role after the task, or in check mode as it would be. When O(state=absent), it is the role that was removed,
      or V(null) when there was none.
    - In check mode, the identifier and the date that only IAM can give are V(null) for a role that would be created.
  returned: success
  type: dict
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
    attached_policies:
      description:
        - The managed policies that are attached to the role. V(null) when O(managed_policies) is left out and the
          credentials may not list them, with a warning that names the action to allow.
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
    create_date:
      description: When the role was created, in ISO 8601 format.
      returned: always
      type: str
      sample: '2026-02-08T04:36:28+00:00'
    description:
      description: The description of the role, empty when it has none.
      returned: always
      type: str
      sample: Runs the report function
    inline_policies:
      description:
        - The documents of the inline policies by name. V(null) when O(inline_policies) is left out, since the task does
          not read them then. The document of a policy that the task does not set is V(null) when the credentials may
          not read it, with a warning that names the action to allow.
      returned: always
      type: dict
      sample: {}
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
resource_actions:
  description: The set of AWS actions that the task called.
  returned: when O(debug_botocore_endpoint_logs=true)
  type: list
  elements: str
  sample:
    - iam:GetRole
    - iam:ListAttachedRolePolicies
    - sts:GetCallerIdentity
"""

from ansible_collections.leastpriv.aws.plugins.module_utils._argspec import NEW_ACCESS, REVIEW, TAGS, WAIT
from ansible_collections.leastpriv.aws.plugins.module_utils._module.resource import module_main
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.resource_types import ROLE
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.role.options import SPEC

MAIN = module_main(SPEC | NEW_ACCESS | REVIEW | TAGS | WAIT, ROLE)


def main() -> None:
    MAIN.run()


if __name__ == "__main__":
    main()
