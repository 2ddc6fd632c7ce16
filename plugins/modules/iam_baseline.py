#!/usr/bin/python
# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module leastpriv.aws.iam_baseline."""

from __future__ import annotations

DOCUMENTATION = r"""
module: iam_baseline
version_added: 0.1.0
short_description: Manage an account's IAM managed policies and roles as one ordered set
description:
  - Brings a list of customer managed policies, then a list of roles, to their state, or removes them in reverse.
  - It does what M(leastpriv.aws.iam_managed_policy) and M(leastpriv.aws.iam_role) do for each of them, in one task.
    That makes a rollout over many accounts quick.
  - All options and documents are checked before the first call, and all resources are read and planned before the
    first write. A set without a plan as a whole changes nothing. Where IAM refuses a write that looked right, what was
    done before it stays done, and RV(resources) says what that is.
  - Each plan starts from what those before it will leave, and a role may name a policy of the set that does not exist
    yet. So check mode predicts a first run as exactly as any other.
  - What the credentials may not read and the task does not manage is V(null) in the result, with a warning, as in
    M(leastpriv.aws.iam_role) and M(leastpriv.aws.iam_managed_policy).
author:
  - leastpriv.aws contributors (@leastpriv)
extends_documentation_fragment:
  - leastpriv.aws._attributes
  - leastpriv.aws._attributes.actiongroup_iam
  - leastpriv.aws._connection
  - leastpriv.aws._review
options:
  policies:
    description:
      - The managed policies, in the order in which to apply them. Each has the options of
        M(leastpriv.aws.iam_managed_policy) under their main names. An option that is null counts as left out.
      - No two may have the same name, whatever their case.
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description: The name of the managed policy.
        type: str
        required: true
      path:
        description: The path of the managed policy.
        type: str
      description:
        description: A description of the policy.
        type: str
      policy:
        description: The policy document, as YAML or as JSON text.
        type: json
      make_default:
        description:
          - Whether the version with this document becomes the default version.
          - Left out, it is V(true).
        type: bool
      only_version:
        description:
          - Whether to remove all versions other than the default one and the one with this document.
          - Left out, it is V(false).
        type: bool
      detach:
        description:
          - What a removal does where the policy is still used. It detaches the policy, or fails and lists who uses it.
          - Left out, O(detach) counts.
        type: str
        choices:
          - all
          - refuse
      tags:
        description: A dictionary of tags.
        type: dict
      purge_tags:
        description:
          - Whether tags that are not listed are removed.
          - Left out, it is V(true).
        type: bool
      state:
        description:
          - Whether the policy should exist. It counts when O(state=present).
          - Left out, it is V(present).
        type: str
        choices:
          - present
          - absent
      wait:
        description:
          - Whether to repeat a write that IAM is not ready for yet.
          - Left out, it is V(true).
        type: bool
      wait_timeout:
        description:
          - How many seconds to go on repeating.
          - Left out, it is V(120).
        type: int
      review:
        description: What the review of its documents leads to. Without it O(review) counts.
        type: str
        choices:
          - "off"
          - warn
          - fail
      review_ignore:
        description:
          - Identifiers of findings that do not count here. Without it O(review_ignore) counts.
        type: list
        elements: str
  roles:
    description:
      - The roles, applied after the policies and in the order given. Each has the options of M(leastpriv.aws.iam_role)
        under their main names. An option that is null counts as left out.
      - No two may have the same name, whatever their case.
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description: The name of the role.
        type: str
        required: true
      path:
        description: The path of the role.
        type: str
      description:
        description: A description of the role.
        type: str
      assume_role_policy_document:
        description: The trust policy, as YAML or as JSON text. A role that should exist needs it.
        type: json
      boundary:
        description: The ARN of the managed policy that bounds the role's permissions. An empty text removes it.
        type: str
      managed_policies:
        description: The managed policies to attach, by ARN or by friendly name.
        type: list
        elements: str
      purge_policies:
        description:
          - Whether managed policies that are not listed are detached.
          - Left out, it is V(true).
        type: bool
      inline_policies:
        description: The inline policies of the role, a document for each name.
        type: dict
      purge_inline_policies:
        description:
          - Whether inline policies that are not named are deleted.
          - Left out, it is V(true).
        type: bool
      max_session_duration:
        description: The longest session of the role, in seconds.
        type: int
      create_instance_profile:
        description:
          - Whether to create an instance profile of the role's name with the role in it.
          - Left out, it is V(false).
        type: bool
      delete_instance_profile:
        description:
          - Whether the removal of the role deletes the instance profile of its name.
          - Left out, it is V(false).
        type: bool
      unused_for_days:
        description:
          - How many days the role has to be unused for its removal. It has no effect on a role that should exist.
          - Left out, O(unused_for_days) counts.
        type: int
      tags:
        description: A dictionary of tags.
        type: dict
      purge_tags:
        description:
          - Whether tags that are not listed are removed.
          - Left out, it is V(true).
        type: bool
      state:
        description:
          - Whether the role should exist. It counts when O(state=present).
          - Left out, it is V(present).
        type: str
        choices:
          - present
          - absent
      wait:
        description:
          - Whether to repeat a write that IAM is not ready for yet.
          - Left out, it is V(true).
        type: bool
      wait_timeout:
        description:
          - How many seconds to go on repeating.
          - Left out, it is V(120).
        type: int
      review:
        description: What the review of its documents leads to. Without it O(review) counts.
        type: str
        choices:
          - "off"
          - warn
          - fail
      review_ignore:
        description:
          - Identifiers of findings that do not count here. Without it O(review_ignore) counts.
        type: list
        elements: str
  detach:
    description:
      - What the removal of a managed policy does where it is still used, for entries that do not say so themselves. See
        O(leastpriv.aws.iam_managed_policy#module:detach).
      - A role that the same task removes does not count. A role that only loses the policy in the same task does, since
        policies come before it.
    type: str
    choices: [all, refuse]
    default: all
  unused_for_days:
    description:
      - How many days a role has to be unused for its removal, for entries that do not say so themselves. See
        O(leastpriv.aws.iam_role#module:unused_for_days).
      - It has no effect on roles that should exist.
    type: int
  state:
    description:
      - V(present) brings each resource to its own state. Roles that go by their own O(roles[].state) go first.
      - V(absent) removes them all, roles before policies and the last of each list first. Nothing but names, and what
        says how to remove, matters then.
    type: str
    choices: [present, absent]
    default: present
seealso:
  - module: leastpriv.aws.iam_managed_policy
  - module: leastpriv.aws.iam_role
  - module: leastpriv.aws.iam_policy_review
  - ref: ansible_collections.leastpriv.aws.docsite.guide_permissions
    description: The permissions that it needs, as policy documents.
"""

EXAMPLES = r"""
- name: Give an account a policy, and a role that carries it
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

- name: Say what was done, resource by resource
  ansible.builtin.debug:
    msg: "{{ item.type }} {{ item.name }}: {{ item.actions | map(attribute='summary') | join(', ') }}"
  loop: "{{ baseline.resources | selectattr('changed') }}"
  loop_control:
    label: "{{ item.name }}"

- name: Remove them, the role first
  leastpriv.aws.iam_baseline:
    policies:
      - name: ReportWriter
    roles:
      - name: ReportFunction
    state: absent

- name: Remove them unless somebody still counts on them
  leastpriv.aws.iam_baseline:
    policies:
      - name: ReportWriter
    roles:
      - name: ReportFunction
    detach: refuse
    unused_for_days: 90
    state: absent
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
      sample: "User: arn:aws:iam::111111111111:user/ci is not authorized to perform: iam:CreatePolicy"
    operation:
      description: The operation, as a policy names the action.
      type: str
      returned: always
      sample: iam:CreatePolicy
findings:
  description:
    - What the review of the documents found, when that is why the task failed. The entries are those of
      M(leastpriv.aws.iam_policy_review).
  returned: on failure of the review
  type: list
  elements: dict
  sample: []
resource_actions:
  description: The set of AWS actions that the task called.
  returned: when O(debug_botocore_endpoint_logs=true)
  type: list
  elements: str
  sample: ["iam:GetRole", "iam:ListAttachedRolePolicies", "sts:GetCallerIdentity"]
resources:
  description:
    - An entry for each resource, in the order in which they are seen to, or in check mode would be.
    - It is empty when the task fails before it has read its options to the end.
  returned: always
  type: list
  elements: dict
  contains:
    actions:
      description: The IAM operations that were done, in order, or in check mode those that would be done.
      returned: always
      type: list
      elements: dict
      contains:
        operation:
          description: The operation, as a policy names the action.
          type: str
          returned: always
          sample: iam:CreatePolicyVersion
        summary:
          description: What it does, for people.
          type: str
          returned: always
          sample: create a new default version of managed policy ReportWriter
      sample:
        - operation: iam:CreatePolicy
          summary: create managed policy ReportWriter
    changed:
      description: Whether something was done to the resource, or in check mode would be.
      type: bool
      returned: always
      sample: true
    changes:
      description:
        - What the task changes in policy documents, or in check mode would change, statement by statement. The entries
          are those of M(leastpriv.aws.iam_managed_policy).
      returned: always
      type: list
      elements: dict
      sample: []
    iam_role:
      description: The role as M(leastpriv.aws.iam_role) returns it, its trust policy once. V(null) where there is none.
      type: dict
      returned: for a role
      sample: {"role_name": "ReportFunction"}
    msg:
      description: Why it failed.
      type: str
      returned: for one that failed
      sample: "role ReportFunction in account 111111111111: iam:CreateRole failed with AccessDenied"
    name:
      description: The name of the resource.
      type: str
      returned: always
      sample: ReportWriter
    outcome:
      description:
        - What came of it. V(changed) is said in check mode of what would change, V(not_reached) of what comes after a
          failure, or was not looked at because of one.
      type: str
      returned: always
      sample: changed
    policy:
      description:
        - The managed policy, as M(leastpriv.aws.iam_managed_policy) returns it. V(null) where there is none.
      type: dict
      returned: for a managed policy
      sample: {"policy_name": "ReportWriter"}
    type:
      description: What the resource is, V(managed_policy) or V(role).
      type: str
      returned: always
      sample: managed_policy
"""

from ansible_collections.leastpriv.aws.plugins.module_utils._argspec import CONNECTION, REVIEW, ArgumentSpec
from ansible_collections.leastpriv.aws.plugins.module_utils._baseline import POLICY_OPTIONS, ROLE_OPTIONS
from ansible_collections.leastpriv.aws.plugins.module_utils._baseline_runner import execute
from ansible_collections.leastpriv.aws.plugins.module_utils._body import Body
from ansible_collections.leastpriv.aws.plugins.module_utils._runner import preload

SPEC = ArgumentSpec(
    options={
        "policies": {"type": "list", "elements": "dict", "default": [], "options": POLICY_OPTIONS},
        "roles": {"type": "list", "elements": "dict", "default": [], "options": ROLE_OPTIONS},
        "detach": {"type": "str", "choices": ["all", "refuse"], "default": "all"},
        "unused_for_days": {"type": "int"},
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    },
)

BODY = Body(spec=SPEC | CONNECTION | REVIEW, execute=execute, preload=preload)


def main() -> None:
    BODY.run()


if __name__ == "__main__":
    main()
