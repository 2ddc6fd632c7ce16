#!/usr/bin/python
# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module leastpriv.aws.iam_access_check."""

from __future__ import annotations

DOCUMENTATION = r"""
module: iam_access_check
version_added: 1.1.0
short_description: Prove what IAM roles and policies allow, without an AWS account
description:
  - Proves what a role may do and must not do, who may assume it, and whether documents allow more than others. What is
    not proven is refuted by a request, or unknown with the reason.
  - >-
    For example: C(leastpriv.aws.iam_access_check: {paths: [policies/*.json], access: {may_not: ["iam:*"]}})
  - All policies of a role count together, with its permissions boundary and their conditions.
  - Documents come from the task or from files. The module takes no credentials, makes no call, and changes nothing but
    the files O(sarif_path) and O(code_quality_path).
  - Each answer lists what it leaves out under C(not_considered). AWS managed policies that a role attaches are not
    read, so an answer that depends on one is unknown.
  - Files are those of the machine where the module runs.
author:
  - leastpriv.aws contributors (@leastpriv)
extends_documentation_fragment:
  - leastpriv.aws._attributes
  - leastpriv.aws._parameters
attributes:
  check_mode:
    details:
      - Check mode checks as a run does, and writes neither O(sarif_path) nor O(code_quality_path).
  diff_mode:
    support: none
    details: []
options:
  policy:
    description:
      - One identity-based policy document, as YAML or as JSON text.
      - Exactly one is required of O(policy), O(paths), O(documents), and the lists O(policies) and O(roles).
    type: json
  paths:
    description:
      - Files with one identity-based policy document each, JSON or YAML, that one role has together. The module expands
        shell patterns, C(**) to folders at any depth. A pattern that matches no file is an error.
    type: list
    elements: path
  documents:
    description:
      - Documents that one role has together.
    type: list
    elements: dict
    suboptions:
      name:
        description: The name of the document in messages.
        type: str
        required: true
      type:
        description: What the document is for, an identity-based policy, a permissions boundary, or a trust policy.
        type: str
        choices: [identity, boundary, trust]
        default: identity
      policy:
        description:
          - The document, as YAML or as JSON text.
          - Exactly one of O(documents[].policy) and O(documents[].path) is required.
        type: json
      path:
        description:
          - The file with the document, JSON or YAML.
          - Exactly one of O(documents[].policy) and O(documents[].path) is required.
        type: path
  policies:
    description:
      - The managed policies of a set, as O(leastpriv.aws.iam_baseline#module:policies) takes them.
    type: list
    elements: dict
    default: []
  roles:
    description:
      - The roles of a set, as O(leastpriv.aws.iam_baseline#module:roles) takes them. An entry can have C(access) and
        C(assumable_by), which assert the same as O(access) and O(assumable_by).
      - An entry counts with the policies of O(policies) that it names. RV(not_asserted) lists the roles without
        assertions.
    type: list
    elements: dict
    default: []
  identity_providers:
    description:
      - The identity providers of a set, as O(leastpriv.aws.iam_baseline#module:identity_providers) takes them. They are
        checked, and have no effect on the answers. So a set can be handed over as a whole.
    type: list
    elements: dict
    default: []
  policy_defaults:
    description:
      - Options for all entries of O(policies), as in O(leastpriv.aws.iam_baseline#module:policy_defaults).
    type: dict
  role_defaults:
    description:
      - Options for all entries of O(roles), as in O(leastpriv.aws.iam_baseline#module:role_defaults), also
        C(access) and C(assumable_by).
    type: dict
  exclusive:
    description:
      - Whether what an entry leaves out counts as empty, as in O(leastpriv.aws.iam_baseline#module:exclusive).
      - If it does not, answers list what an entry leaves out under C(not_considered), because others may have added it.
        The verdicts are the same.
      - It is about O(policies) and O(roles) only.
    type: bool
    default: false
  access:
    description:
      - What a role with the documents has to be allowed and must not be allowed, with the keys C(may), C(may_not) and
        C(within).
      - C(may) and C(may_not) are lists. An item is a statement without C(Effect), such as C({Action, Resource,
        Condition}), or an action pattern on any resource, such as V(iam:*). C(Resource) is C(*) if it is left out.
      - C(may) holds if everything of an item is allowed, whatever the context of the request. C(may_not) holds if
        nothing of it is allowed.
      - C(within) is a policy document. It holds if the role may do nothing that the document does not allow.
      - For O(roles), each entry has its own.
    type: dict
  assumable_by:
    description:
      - Everybody whom the trust policy may let in. It holds if it lets in nobody else.
      - An entry is an account id (12 digits, quoted), the ARN of an account's root, a role, a user, a session or an
        identity provider, a service (V(lambda.amazonaws.com)), a web identity provider (V(accounts.google.com)), or
        V(*) for everybody.
      - For O(roles), each entry has its own.
    type: list
    elements: str
  service_control_policies:
    description:
      - The service control policies of the account, level by level from the root of the organization down to the
        account. A level is a document or a list of documents.
      - If it is left out, C(may_not), C(within) and O(compare_with) are still right, because these policies only take
        away. C(may) does not consider them.
    type: list
    elements: raw
  account_id:
    description:
      - The account that C(${AWS::AccountId}) stands for. It is required if the documents have that, or name a policy by
        an ARN with an account id.
    type: str
  partition:
    description:
      - The partition that C(${AWS::Partition}) stands for. If it is left out, it is that of O(region), or else V(aws).
    type: str
    choices: [aws, aws-cn, aws-us-gov, aws-iso, aws-iso-b, aws-iso-e, aws-iso-f, aws-eusc]
  region:
    description: The Region that C(${AWS::Region}) stands for. It is required if the documents have that.
    type: str
  compare_with:
    description:
      - Other documents, with the same options O(policy), O(paths), O(documents), O(policies), O(roles),
        O(policy_defaults), O(role_defaults), O(exclusive), O(parameters), and O(unused_parameters).
      - The module then answers whether what the task describes allows more than this, under C(new_access) for each
        role, and for each policy of a set. For example, this is the set of the main branch, and the task has that of a
        change.
      - A role or policy without a counterpart of the same name is new access.
    type: dict
  new_access:
    description: Whether new access, compared with O(compare_with), fails the task or is a warning.
    type: str
    choices: [warn, fail]
    default: fail
  unknown:
    description:
      - Whether an assertion or a comparison that is neither proven nor refuted fails the task or is a warning. A
        violated assertion always fails it.
    type: str
    choices: [warn, fail]
    default: fail
  chdir:
    description:
      - The folder that relative paths start from, as in O(leastpriv.aws.iam_policy_review#module:chdir).
    type: path
  sarif_path:
    description:
      - The file to write what does not hold and what is unknown to, as a SARIF 2.1.0 log, with the rules
        C(access-violated), C(access-unknown) and C(new-access). Its folder has to exist. The log is also written if the
        task fails because of them.
    type: path
  code_quality_path:
    description:
      - The file to write the same to as a Code Quality report, which GitLab shows in a merge request. See
        O(leastpriv.aws.iam_policy_review#module:code_quality_path).
    type: path
  sources:
    description:
      - Variable files, and folders of them, in which to find the entries of O(policies) and O(roles), as in
        O(leastpriv.aws.iam_policy_review#module:sources).
    type: list
    elements: path
    default: []
requirements:
  - python >= 3.10
  - PyYAML, for YAML files and for lines
seealso:
  - module: leastpriv.aws.iam_policy_review
  - module: leastpriv.aws.iam_role_info
  - module: leastpriv.aws.iam_baseline
"""

EXAMPLES = r"""
- name: Prove that a policy allows what a job needs, and nothing else of S3
  leastpriv.aws.iam_access_check:
    policy:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
          Action: s3:GetObject
          Resource: arn:aws:s3:::reports/*
    access:
      may:
        - Action: s3:GetObject
          Resource: arn:aws:s3:::reports/2026/*
      may_not:
        - Action: s3:*
          NotResource: arn:aws:s3:::reports/*
        - iam:*

- name: Prove who may assume a role
  leastpriv.aws.iam_access_check:
    documents:
      - name: trust policy of ReportFunction
        type: trust
        policy: "{{ lookup('ansible.builtin.file', 'lambda_trust.json') }}"
    assumable_by:
      - lambda.amazonaws.com

- name: Check the roles of a set, under the service control policies of their account
  leastpriv.aws.iam_access_check:
    policies:
      - name: ReportReader
        policy: "{{ report_reader }}"
    roles:
      - name: ReportFunction
        assume_role_policy_document: "{{ lookup('ansible.builtin.file', 'lambda_trust.json') }}"
        managed_policies:
          - ReportReader
        access:
          may_not:
            - iam:*
        assumable_by:
          - lambda.amazonaws.com
    service_control_policies:
      - Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: "*"
            Resource: "*"

- name: Fail if a policy allows more than before
  leastpriv.aws.iam_access_check:
    policy: "{{ report_reader }}"
    compare_with:
      policy: "{{ report_reader_before }}"
"""

RETURN = r"""
# tests/support/return_values.py writes this from return_values.yml.
counts:
  description: How many assertions and comparisons have each verdict.
  returned: always
  type: dict
  contains:
    holds:
      description: Assertions that are proven.
      returned: always
      type: int
      sample: 4
    new:
      description: Roles and policies that allow more than O(compare_with).
      returned: always
      type: int
      sample: 0
    none:
      description: Roles and policies that are proven to allow no more than O(compare_with).
      returned: always
      type: int
      sample: 0
    unknown:
      description: Assertions and comparisons that are neither proven nor refuted.
      returned: always
      type: int
      sample: 0
    violated:
      description: Assertions that a request refutes.
      returned: always
      type: int
      sample: 0
failed_for_access:
  description:
    - Whether the task failed because of what it found, and not because of an option or a log that could not be written.
  returned: always
  type: bool
  sample: false
not_asserted:
  description: The names of the roles about which nothing is asserted. Nothing was proven about them.
  returned: always
  type: list
  elements: str
  sample: []
policies:
  description: An entry for each managed policy of O(policies) that was compared.
  returned: always
  type: list
  elements: dict
  contains:
    name:
      description: The name of the resource.
      returned: always
      type: str
      sample: ReportReader
    new_access:
      description: Whether it allows more than O(compare_with).
      returned: when O(compare_with) is set
      type: dict
      contains:
        effect:
          description:
            - What the change as a whole does to what is allowed. It V(widens) or V(narrows) that, or does V(both) or
              V(neither). It is V(unknown) if one of the two is neither proven nor shown by a request.
            - A role counts with all its policies, its boundary and its trust policy, as for the verdict.
          returned: always
          type: str
          sample: narrows
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
          description: Why the answer is not V(none), if the request does not say it. It is V(null) otherwise.
          returned: always
          type: str
          sample: null
        request:
          description: A request that is new, V(null) if none was found.
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
          description: V(none) is proven, V(new) has a request, V(unknown) a reason.
          returned: always
          type: str
          sample: none
roles:
  description: An entry for each role. Documents without a set are one role with the name V(documents).
  returned: always
  type: list
  elements: dict
  contains:
    access:
      description: Whether what is asserted about the role holds.
      returned: when something is asserted about the role
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
    name:
      description: The name of the resource.
      returned: always
      type: str
      sample: ReportFunction
    new_access:
      description: Whether it allows more than O(compare_with).
      returned: when O(compare_with) is set
      type: dict
      contains:
        effect:
          description:
            - What the change as a whole does to what is allowed. It V(widens) or V(narrows) that, or does V(both) or
              V(neither). It is V(unknown) if one of the two is neither proven nor shown by a request.
            - A role counts with all its policies, its boundary and its trust policy, as for the verdict.
          returned: always
          type: str
          sample: narrows
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
          description: Why the answer is not V(none), if the request does not say it. It is V(null) otherwise.
          returned: always
          type: str
          sample: null
        request:
          description: A request that is new, V(null) if none was found.
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
          description: V(none) is proven, V(new) has a request, V(unknown) a reason.
          returned: always
          type: str
          sample: none
"""

from ansible_collections.leastpriv.aws.plugins.module_utils._module import access_check

MAIN = access_check.MAIN


def main() -> None:
    MAIN.run()


if __name__ == "__main__":
    main()
