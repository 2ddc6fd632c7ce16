#!/usr/bin/python
# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module leastpriv.aws.iam_saml_provider_info."""

from __future__ import annotations

DOCUMENTATION = r"""
module: iam_saml_provider_info
version_added: 1.1.0
short_description: Read IAM SAML identity providers and which roles trust them
description:
  - Reads the SAML identity provider of a name, or all of the account, each with the roles that trust it.
  - >-
    For example: C(leastpriv.aws.iam_saml_provider_info: {name: Corporate})
  - It takes one call for the list of providers, one for each provider that it reads, and one for each thousand roles of
    the account.
author:
  - leastpriv.aws contributors (@leastpriv)
extends_documentation_fragment:
  - leastpriv.aws._attributes
  - leastpriv.aws._attributes.actiongroup_iam
  - leastpriv.aws._connection
  - leastpriv.aws._connection.module
  - leastpriv.aws._wait.persistence
options:
  name:
    description:
      - The name of a provider. If there is no such provider, the list is empty.
      - Without it, the module reads all SAML providers.
    type: str
seealso:
  - module: leastpriv.aws.iam_saml_provider
"""

EXAMPLES = r"""
- name: Read a provider, and which roles trust it
  leastpriv.aws.iam_saml_provider_info:
    name: Corporate
  register: found

- name: Read all SAML providers
  leastpriv.aws.iam_saml_provider_info:
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
      sample: 'User: arn:aws:iam::111111111111:user/ci is not authorized to perform: iam:GetSAMLProvider'
    operation:
      description: The IAM action, as a policy names it.
      returned: always
      type: str
      sample: iam:GetSAMLProvider
resource_actions:
  description: The set of AWS actions that the task called.
  returned: when O(debug_botocore_endpoint_logs=true)
  type: list
  elements: str
  sample:
    - iam:GetSAMLProvider
    - iam:ListSAMLProviders
    - iam:ListRoles
    - sts:GetCallerIdentity
saml_providers:
  description: The SAML providers that were found. The list may be empty.
  returned: success
  type: list
  elements: dict
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
    trusted_by:
      description: The names of the account's roles that trust the provider, sorted.
      returned: always
      type: list
      elements: str
      sample:
        - Deployer
"""

from ansible_collections.leastpriv.aws.plugins.module_utils._module.info import module_main
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.saml_provider.info import Query, read
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.saml_provider.options import INFO_SPEC

MAIN = module_main(INFO_SPEC, "SAML providers", Query.from_options, read)


def main() -> None:
    MAIN.run()


if __name__ == "__main__":
    main()
