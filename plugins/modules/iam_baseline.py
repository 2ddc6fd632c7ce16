#!/usr/bin/python
# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module leastpriv.aws.iam_baseline."""

from __future__ import annotations

DOCUMENTATION = r"""
module: iam_baseline
version_added: 1.0.0
short_description: Manage an account's IAM policies, roles and identity providers as one ordered set
description:
  - Brings a list of identity providers, a list of customer managed policies and a list of roles to the requested state
    in this order, or removes them in reverse order.
  - >-
    For example: C(leastpriv.aws.iam_baseline: {policies: "{{ iam_policies }}", roles: "{{ iam_roles }}"})
  - One task does what M(leastpriv.aws.iam_managed_policy), M(leastpriv.aws.iam_role),
    M(leastpriv.aws.iam_oidc_provider) and M(leastpriv.aws.iam_saml_provider) do for each entry. This makes rollouts
    over many accounts fast.
  - The task checks all options and documents before its first call, and reads and plans all resources before its first
    write. If any resource cannot be planned, nothing is changed. If IAM refuses a planned write, earlier changes stay,
    and RV(resources) lists them.
  - Each plan starts from the state that the plans before it will leave, and a role may name a policy or a
    provider of the set that does not exist yet. So check mode predicts a first run as exactly as any other.
  - Roles may trust each other in any order of the list. A role is created before those that trust it, and deleted after
    them. If a policy keeps another path than its entry, roles have it by its own ARN.
  - What the credentials may not read and the task does not manage is V(null) in the result, with a warning, as in
    M(leastpriv.aws.iam_role) and M(leastpriv.aws.iam_managed_policy).
author:
  - leastpriv.aws contributors (@leastpriv)
extends_documentation_fragment:
  - leastpriv.aws._attributes
  - leastpriv.aws._attributes.actiongroup_iam
  - leastpriv.aws._connection
  - leastpriv.aws._connection.module
  - leastpriv.aws._baseline
  - leastpriv.aws._variables
  - leastpriv.aws._parameters
  - leastpriv.aws._new_access
  - leastpriv.aws._plan
  - leastpriv.aws._review
options:
  detach:
    description:
      - What the removal of a managed policy does if the policy is still used, for entries that do not set it
        themselves. See O(leastpriv.aws.iam_managed_policy#module:detach).
      - A role that the same task removes does not count as a user of the policy. A role that the same task only
        detaches from the policy does, because policies come before roles.
    type: str
    choices: [all, refuse]
    default: all
  unused_for_days:
    description:
      - How many days a role must have been unused before it is removed, for entries that do not set it themselves. See
        O(leastpriv.aws.iam_role#module:unused_for_days).
      - It has no effect on roles that should exist.
    type: int
  exclusive:
    description:
      - Whether what an entry leaves out counts as empty. A role then has no managed policies, inline policies, tags and
        permissions boundary but those that its entry or O(role_defaults) names, a managed policy no other tags.
      - An identity provider has no other tags either. Its client IDs and thumbprints are managed only if its entry has
        them.
      - Tags whose keys begin with C(aws:) stay. O(roles[].purge_policies) and its like still count.
    type: bool
    default: false
    version_added: 1.1.0
  purge_path:
    description:
      - Removes the managed policies and roles of the account below this path that no entry names, for example those
        whose entries were removed. RV(purged) lists them.
      - >-
        For example: C(purge_path: /baseline/)
      - A policy that an entry attaches, or has as a boundary, stays. So does everything outside the path, and all
        identity providers, which have no path.
      - They are removed with the guards of a removal. A policy that others use fails the task before its first write,
        as with O(detach=refuse), and so does a role that was used within O(unused_for_days).
      - The role that the session has assumed is not removed. If it would be, the task fails before its first write.
      - The path must not be V(/), nor one whose roles belong to AWS. O(parameters) are filled in in it.
      - Two hosts of an inventory that stand for one account, with different lists, would each remove what the other one
        names. The second of them fails before its first write, also in check mode, if the tasks run in process.
      - Finding them takes two calls more, or more than two if there are more than a thousand. It has no effect with
        O(state=absent), and, in a run with O(variable_prefix), with the tag of a list, such as C(--tags policies).
    type: str
    version_added: 1.1.0
  purge_limit:
    description:
      - How many resources O(purge_path) may remove. If there are more, the task fails before its first write and lists
        them.
    type: int
    default: 5
    version_added: 1.1.0
  review_known:
    description:
      - Findings that are known and accepted. The task has one warning for all of them, with their number and the note.
        RV(findings) lists them.
      - With O(review=fail), they fail the task like other findings.
    type: dict
    version_added: 1.1.0
    suboptions:
      rules:
        description: The identifiers of the findings.
        type: list
        elements: str
        required: true
      note:
        description: What the warning says of the findings.
        type: str
        required: true
  state:
    description:
      - V(present) brings each resource to its own state. Roles to be removed by their own O(roles[].state) go first,
        identity providers to be removed by their own O(identity_providers[].state) last.
      - V(absent) removes all resources, roles before policies, and policies before identity providers, each list from
        last to first. Only names, and options that control the removal, have an effect then.
    type: str
    choices: [present, absent]
    default: present
  variable_prefix:
    description:
      - Takes each option that the task leaves out from the variable of the host that has this prefix and the option's
        name, if there is one. The options of the connection come from the task only.
      - >-
        For example: with C(variable_prefix: report_), O(state) comes from C(report_state).
      - O(policies), O(roles) and O(identity_providers) also get the entries of all variables that are named like theirs
        with a suffix, such as C(report_roles_production), unless C(report_merge) is false.
      - A host without any entry fails, unless C(report_allow_empty) is true.
      - With C(--tags policies), C(--tags roles) or C(--tags identity_providers), only these lists count.
        C(--skip-tags review) leaves out the review.
      - In a rollout to many accounts this takes less time than a template for each option.
    type: str
    version_added: 1.1.0
seealso:
  - module: leastpriv.aws.iam_oidc_provider
  - module: leastpriv.aws.iam_saml_provider
  - module: leastpriv.aws.iam_managed_policy
  - module: leastpriv.aws.iam_role
  - module: leastpriv.aws.iam_policy_review
"""

EXAMPLES = r"""
- name: Create a policy and a role that uses it
  leastpriv.aws.iam_baseline:
    policies:
      - name: ReportWriter
        policy:
          Version: "2012-10-17"
          Statement:
            - Sid: WriteReports
              Effect: Allow
              Action: s3:PutObject
              Resource: arn:${AWS::Partition}:s3:::reports-${AWS::AccountId}/*
    roles:
      - name: ReportFunction
        assume_role_policy_document: "{{ lookup('ansible.builtin.file', 'lambda_trust.json') }}"
        managed_policies:
          - ReportWriter
  register: baseline

- name: Bring an existing set to a new state only if it is proven that no role may do anything new
  leastpriv.aws.iam_baseline:
    policies: "{{ iam_policies }}"
    roles: "{{ iam_roles }}"
    new_access: fail

- name: Create a policy for each team, with values that are checked before the first call
  leastpriv.aws.iam_baseline:
    parameters:
      Team: "{{ item }}"
      BucketName:
        value: "{{ reports_bucket | default('reports') }}"
        type: bucket_name
        placeholders: [my-bucket]
        description: The bucket with the reports of all teams.
        variable: reports_bucket
      Folders: [daily, weekly]
    policies:
      - name: ReportWriter-${Team}
        policy:
          Version: "2012-10-17"
          Statement:
            - Effect: Allow
              Action: s3:PutObject
              Resource:
                - arn:${AWS::Partition}:s3:::${BucketName}/${Team}/${Folders}/*
  loop:
    - sales
    - support

- name: Show what was done for each resource
  ansible.builtin.debug:
    msg: "{{ item.type }} {{ item.name }}: {{ item.actions | map(attribute='summary') | join(', ') }}"
  loop: "{{ baseline.resources | selectattr('changed') }}"
  loop_control:
    label: "{{ item.name }}"

- name: Create roles that share a path, a trust policy and a permissions boundary
  leastpriv.aws.iam_baseline:
    policies:
      - name: TeamBoundary
        policy:
          Version: "2012-10-17"
          Statement:
            - Effect: Allow
              Action: s3:GetObject
              Resource: arn:${AWS::Partition}:s3:::reports-${AWS::AccountId}/*
    role_defaults:
      path: /team/
      assume_role_policy_document: "{{ lookup('ansible.builtin.file', 'lambda_trust.json') }}"
      boundary: TeamBoundary
    roles:
      - name: ReportReader
      - name: ReportSender
        path: /

- name: Remove the role, then the policy
  leastpriv.aws.iam_baseline:
    policies:
      - name: ReportWriter
    roles:
      - name: ReportFunction
    state: absent

- name: Remove them unless they are still in use
  leastpriv.aws.iam_baseline:
    policies:
      - name: ReportWriter
    roles:
      - name: ReportFunction
    detach: refuse
    unused_for_days: 90
    state: absent

- name: Apply a set, and remove what is left of earlier ones
  leastpriv.aws.iam_baseline:
    roles:
      - name: ReportFunction
        path: /reports/
        assume_role_policy_document: "{{ lookup('ansible.builtin.file', 'lambda_trust.json') }}"
    exclusive: true
    purge_path: /reports/
    unused_for_days: 30
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
  description: Whether the set gives new access. It is the worst answer among those of RV(resources[].new_access).
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
    policy:
      description: The name of the managed policy that the answer is about, if it is about none of the roles.
      returned: always
      type: str
      sample: null
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
    role:
      description: The name of the role that the answer is about. It is V(null) if there is no new access.
      returned: always
      type: str
      sample: ReportFunction
    verdict:
      description:
        - V(none) if it is proven that the change gives no new access, V(new) if it gives new access, and V(unknown) if
          there is neither a proof nor a request.
      returned: always
      type: str
      sample: new
not_reached:
  description:
    - The names of the resources that come after a failure, or were not read because of one, in lists by their type.
  returned: on failure, if there are any
  type: dict
  sample:
    role:
      - ReportFunction
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
purged:
  description:
    - The resources that O(purge_path) has removed, or would remove in check mode. RV(resources) has them too.
  returned: when O(purge_path) is set and O(state=present)
  type: list
  elements: str
  sample:
    - role ReportFunctionOld
resource_actions:
  description: The set of AWS actions that the task called.
  returned: when O(debug_botocore_endpoint_logs=true)
  type: list
  elements: str
  sample:
    - iam:GetRole
    - iam:ListAttachedRolePolicies
    - sts:GetCallerIdentity
resources:
  description:
    - An entry for each resource, in the order in which the task handles them. In check mode, in the order in which it
      would.
    - When the task fails, an entry for each resource that it has reached, without lists that are empty. The names of
      the others are in RV(not_reached).
    - The list is empty when the task fails before it has read all of its options.
  returned: always
  type: list
  elements: dict
  contains:
    access:
      description:
        - Whether what is asserted about a role holds. The keys are those of RV(leastpriv.aws.iam_role#module:access).
      returned: for a role with O(roles[].access) or O(roles[].assumable_by)
      type: dict
      sample:
        assertions: []
        not_considered:
          - service control policies
          - resource-based policies
        verdict: holds
    actions:
      description: The IAM calls that were made for the resource, in order. In check mode, those that would be made.
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
    changed:
      description: Whether the resource was changed. In check mode, whether it would be.
      returned: always
      type: bool
      sample: true
    changes:
      description:
        - What the task changes in policy documents, statement by statement. In check mode, what it would change. The
          entries are those of RV(leastpriv.aws.iam_managed_policy#module:changes).
      returned: always
      type: list
      elements: dict
      sample: []
    iam_role:
      description:
        - The role as RV(leastpriv.aws.iam_role#module:iam_role) has it, without the copy of its trust policy. It is
          V(null) when there is no role.
      returned: for a role
      type: dict
      sample:
        role_name: ReportFunction
    name:
      description: The name of the resource.
      returned: always
      type: str
      sample: ReportWriter
    new_access:
      description:
        - Whether the change of the resource gives new access. The keys are those of
          RV(leastpriv.aws.iam_role#module:new_access).
      returned: when O(new_access=warn) or O(new_access=fail), once there is a plan
      type: dict
      sample:
        effect: narrows
        not_considered:
          - service control policies
          - resource-based policies
        reason: null
        request: null
        verdict: none
    oidc_provider:
      description:
        - The provider as RV(leastpriv.aws.iam_oidc_provider#module:oidc_provider) has it. It is V(null) when there is
          no provider.
      returned: for an OIDC provider
      type: dict
      sample:
        url: token.actions.githubusercontent.com
    outcome:
      description:
        - What came of the resource, V(changed), V(unchanged) or V(failed). In check mode, V(changed) means that it
          would change. Of a resource that failed, the message of the task says why.
        - It is V(not_reached) for a resource of a failed task that only has an answer about new access, and in check
          mode if the resource cannot be planned, because it needs what an earlier task may create.
      returned: always
      type: str
      sample: changed
    policy:
      description:
        - The managed policy, as RV(leastpriv.aws.iam_managed_policy#module:policy) has it. It is V(null) when there is
          no policy.
      returned: for a managed policy
      type: dict
      sample:
        policy_name: ReportWriter
    saml_provider:
      description:
        - The provider as RV(leastpriv.aws.iam_saml_provider#module:saml_provider) has it, without its metadata
          document. It is V(null) when there is no provider.
      returned: for a SAML provider
      type: dict
      sample:
        name: Corporate
    type:
      description: The type of the resource, V(managed_policy) or V(role).
      returned: always
      type: str
      sample: managed_policy
"""

from ansible_collections.leastpriv.aws.plugins.module_utils._module import baseline

MAIN = baseline.MAIN


def main() -> None:
    MAIN.run()


if __name__ == "__main__":
    main()
