#!/usr/bin/python
# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module leastpriv.aws.iam_saml_provider."""

from __future__ import annotations

DOCUMENTATION = r"""
module: iam_saml_provider
version_added: 1.1.0
short_description: Manage IAM SAML identity providers
description:
  - Creates, updates and removes SAML 2.0 identity providers, whose assertions roles can accept. A role for people of a
    corporate login trusts one.
  - >-
    For example: C(leastpriv.aws.iam_saml_provider: {name: Corporate, saml_metadata_document: "{{ metadata }}"})
  - A provider in its desired state takes one call, C(iam:GetSAMLProvider).
  - It takes the options of C(community.aws.iam_saml_federation) and returns its values under the same keys. Dates that
    IAM's reply to a write lacks are V(null).
  - The encryption of assertions is not managed. The encryption mode and the private keys of a provider stay as they are
    when the module changes its metadata.
author:
  - leastpriv.aws contributors (@leastpriv)
extends_documentation_fragment:
  - leastpriv.aws._attributes
  - leastpriv.aws._attributes.actiongroup_iam
  - leastpriv.aws._connection
  - leastpriv.aws._connection.module
  - leastpriv.aws._plan
  - leastpriv.aws._tags
  - leastpriv.aws._wait
options:
  name:
    description:
      - The name of the provider, which identifies it in the account.
      - At most 128 letters, digits and the characters V(_.-).
    type: str
    required: true
  saml_metadata_document:
    description:
      - The metadata document of the identity provider, an XML document of 1,000 to 10,000,000 characters that the
        provider's software exports. It is required to create a provider. A byte order mark and white space before the
        document are left out, because IAM takes none.
      - Documents are compared by their content. White space, line breaks in certificates, the prefixes of namespaces,
        the order of attributes, and comments do not count. A document that was signed again is another document.
      - A document type declaration (C(<!DOCTYPE>)) is refused, and so is a document without an C(IDPSSODescriptor),
        such as that of a service provider.
    type: str
    aliases: [metadata]
  state:
    description:
      - Whether the provider should exist.
      - V(absent) fails while a role of the account trusts the provider, and the message lists those roles. IAM itself
        would delete the provider, after which nobody could assume the roles through it. To find the roles, the task
        lists the account's roles once. A role that begins to trust the provider after that listing is not seen.
    type: str
    choices: [present, absent]
    default: present
seealso:
  - module: leastpriv.aws.iam_saml_provider_info
  - module: leastpriv.aws.iam_role
  - module: leastpriv.aws.iam_oidc_provider
"""

EXAMPLES = r"""
- name: Accept the corporate login
  leastpriv.aws.iam_saml_provider:
    name: Corporate
    saml_metadata_document: "{{ lookup('ansible.builtin.file', 'corporate-metadata.xml') }}"
    tags:
      Team: platform

- name: Remove a provider that no role trusts any more
  leastpriv.aws.iam_saml_provider:
    name: Corporate
    state: absent
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
      sample: iam:CreateSAMLProvider
    summary:
      description: What the call does, in words.
      returned: always
      type: str
      sample: create SAML provider Corporate
  sample:
    - operation: iam:CreateSAMLProvider
      summary: create SAML provider Corporate
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
      sample: 'User: arn:aws:iam::111111111111:user/ci is not authorized to perform: iam:CreateSAMLProvider'
    operation:
      description: The IAM action, as a policy names it.
      returned: always
      type: str
      sample: iam:CreateSAMLProvider
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
    - iam:GetSAMLProvider
    - sts:GetCallerIdentity
saml_provider:
  description:
    - The SAML provider after the task, or in check mode as it would be. With O(state=absent), the provider that the
      task deletes, V(null) when there was none.
  returned: success
  type: dict
  contains:
    arn:
      description: The ARN of the SAML provider.
      returned: always
      type: str
      sample: arn:aws:iam::111111111111:saml-provider/Corporate
    create_date:
      description:
        - When the provider was created, in ISO 8601 format. It is V(null) when the task creates the provider, because
          IAM's reply does not tell.
      returned: always
      type: str
      sample: '2026-02-08T04:36:28+00:00'
    expire_date:
      description:
        - When the metadata document expires, in ISO 8601 format. It is V(null) when the task writes the document,
          because IAM's reply does not tell.
      returned: always
      type: str
      sample: '2126-02-08T04:36:28+00:00'
    metadata_document:
      description: The metadata document of the identity provider.
      returned: always
      type: str
    name:
      description: The name of the provider.
      returned: always
      type: str
      sample: Corporate
    tags:
      description: The tags of the provider.
      returned: always
      type: dict
      sample:
        Team: platform
"""

from ansible_collections.leastpriv.aws.plugins.module_utils._argspec import TAGS, WAIT
from ansible_collections.leastpriv.aws.plugins.module_utils._module.resource import module_main
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.resource_types import SAML_PROVIDER
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.saml_provider.options import SPEC

MAIN = module_main(SPEC | TAGS | WAIT, SAML_PROVIDER)


def main() -> None:
    MAIN.run()


if __name__ == "__main__":
    main()
