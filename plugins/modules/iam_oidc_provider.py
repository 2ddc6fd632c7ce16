#!/usr/bin/python
# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module leastpriv.aws.iam_oidc_provider."""

from __future__ import annotations

DOCUMENTATION = r"""
module: iam_oidc_provider
version_added: 1.1.0
short_description: Manage IAM OpenID Connect identity providers
description:
  - Creates, updates and removes OpenID Connect (OIDC) identity providers, whose tokens roles can accept. A role for
    GitHub Actions, GitLab or a service account of EKS trusts one.
  - >-
    For example: C(leastpriv.aws.iam_oidc_provider: {url: "https://example.com", client_id_list: [sts.amazonaws.com]})
  - A provider in its desired state takes one call, C(iam:GetOpenIDConnectProvider).
  - The order of lists does not count, nor do the scheme of the URL and the case of its host.
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
  url:
    description:
      - The URL of the provider, the issuer (C(iss)) in its tokens. It begins with V(https://), which may be left out,
        and has at most 255 characters, no port number, no query and no fragment.
      - It identifies the provider in the account and cannot change. The case of its path counts, and so does a slash at
        its end. A new provider gets the host in lower case.
    type: str
    required: true
  client_id_list:
    description:
      - The client IDs, also known as audiences (C(aud)), for which the provider issues tokens. At most 100, of at most
        255 characters each.
      - If the option is left out, client IDs are not managed. A provider that is created without them has none.
    type: list
    elements: str
    aliases: [client_ids]
  purge_client_ids:
    description:
      - Whether to remove client IDs that O(client_id_list) does not list. Without O(client_id_list) it has no effect.
      - The module removes client IDs before it adds others.
    type: bool
    default: true
  thumbprint_list:
    description:
      - The thumbprints of the certificates that the provider's server may use, each the SHA-1 hash of a certificate in
        40 hexadecimal digits. At most five.
      - If the option is left out, thumbprints are not managed, and AWS determines one when it creates the provider.
        That is best for most providers, because AWS trusts the certificates of well-known authorities anyway.
    type: list
    elements: str
    aliases: [thumbprints]
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
  - module: leastpriv.aws.iam_oidc_provider_info
  - module: leastpriv.aws.iam_role
  - module: leastpriv.aws.iam_saml_provider
"""

EXAMPLES = r"""
- name: Accept tokens of GitHub Actions
  leastpriv.aws.iam_oidc_provider:
    url: https://token.actions.githubusercontent.com
    client_id_list: [sts.amazonaws.com]
    tags:
      Team: platform

- name: Accept one more audience, and keep the others
  leastpriv.aws.iam_oidc_provider:
    url: https://gitlab.example.com
    client_id_list: [https://gitlab.example.com]
    purge_client_ids: false

- name: Remove a provider that no role trusts any more
  leastpriv.aws.iam_oidc_provider:
    url: https://gitlab.example.com
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
      sample: iam:CreateOpenIDConnectProvider
    summary:
      description: What the call does, in words.
      returned: always
      type: str
      sample: create OIDC provider token.actions.githubusercontent.com
  sample:
    - operation: iam:CreateOpenIDConnectProvider
      summary: create OIDC provider token.actions.githubusercontent.com
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
      sample: 'User: arn:aws:iam::111111111111:user/ci is not authorized to perform: iam:CreateOpenIDConnectProvider'
    operation:
      description: The IAM action, as a policy names it.
      returned: always
      type: str
      sample: iam:CreateOpenIDConnectProvider
oidc_provider:
  description:
    - The OIDC provider after the task, or in check mode as it would be. With O(state=absent), the provider that the
      task deletes, V(null) when there was none.
  returned: success
  type: dict
  contains:
    arn:
      description: The ARN of the OIDC provider.
      returned: always
      type: str
      sample: arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com
    client_id_list:
      description: The client IDs for which the provider issues tokens, sorted.
      returned: always
      type: list
      elements: str
      sample:
        - sts.amazonaws.com
    create_date:
      description:
        - When the provider was created, in ISO 8601 format. It is V(null) when the task creates the provider, because
          IAM's reply does not tell.
      returned: always
      type: str
      sample: '2026-02-08T04:36:28+00:00'
    tags:
      description: The tags of the provider.
      returned: always
      type: dict
      sample:
        Team: platform
    thumbprint_list:
      description:
        - The thumbprints of the server's certificates, sorted. The list is V(null) when the task creates the provider
          and leaves them to AWS, because IAM's reply does not tell.
      returned: always
      type: list
      elements: str
      sample:
        - 0123456789abcdef0123456789abcdef01234567
    url:
      description: The URL of the provider, without C(https://), as IAM returns it.
      returned: always
      type: str
      sample: token.actions.githubusercontent.com
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
    - iam:GetOpenIDConnectProvider
    - sts:GetCallerIdentity
"""

from ansible_collections.leastpriv.aws.plugins.module_utils._argspec import TAGS, WAIT
from ansible_collections.leastpriv.aws.plugins.module_utils._module.resource import module_main
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.oidc_provider.options import SPEC
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.resource_types import OIDC_PROVIDER

MAIN = module_main(SPEC | TAGS | WAIT, OIDC_PROVIDER)


def main() -> None:
    MAIN.run()


if __name__ == "__main__":
    main()
