# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options for a set of identity providers, managed policies and roles; C(lists.LIST_OPTIONS) specifies them."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  policies:
    description:
      - The managed policies, in the order in which to apply them. Each entry takes the options of
        M(leastpriv.aws.iam_managed_policy) under their main names. An option that is null counts as left out.
      - O(policy_defaults) has options for all entries.
      - No two entries may have the same name. Case does not count.
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description: The name of the managed policy.
        type: str
        required: true
      path: &policy_path
        description: The path of the managed policy.
        type: str
      description: &policy_description
        description: A description of the policy.
        type: str
      policy: &policy
        description: The policy document, as YAML or as JSON text.
        type: json
      make_default: &make_default
        description:
          - Whether the version with this document becomes the default version.
          - If left out, it is V(true).
        type: bool
      only_version: &only_version
        description:
          - Whether to remove all versions other than the default one and the one with this document.
          - If left out, it is V(false).
        type: bool
      detach: &detach
        description:
          - What a removal does if the policy is still used. It detaches the policy, or fails and lists who uses it.
          - If left out, O(leastpriv.aws.iam_baseline#module:detach) counts.
        type: str
        choices:
          - all
          - refuse
      tags: &tags
        description: A dictionary of tags.
        type: dict
      purge_tags: &purge_tags
        description:
          - Whether to remove tags that are not listed.
          - If left out, it is V(true).
        type: bool
      state:
        description:
          - Whether the policy should exist. It has no effect if the task removes the whole set.
          - If left out, it is V(present).
        type: str
        choices: &states
          - present
          - absent
      wait: &wait
        description:
          - Whether to retry a write that IAM is not ready for yet.
          - If left out, it is V(true).
        type: bool
      wait_timeout: &wait_timeout
        description:
          - How many seconds to retry.
          - If left out, it is V(120).
        type: int
      review: &review
        description: What the review of the entry's documents leads to. If left out, the review of the task counts.
        type: str
        choices:
          - "off"
          - warn
          - fail
      review_ignore: &review_ignore
        description:
          - The identifiers of findings to ignore in this entry. If left out, those of the task count.
        type: list
        elements: str
  roles:
    description:
      - The roles, applied after the policies and in the order given. Each entry takes the options of
        M(leastpriv.aws.iam_role) under their main names. An option that is null counts as left out.
      - O(role_defaults) has options for all entries.
      - No two entries may have the same name. Case does not count.
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description: The name of the role.
        type: str
        required: true
      path: &role_path
        description: The path of the role.
        type: str
      description: &role_description
        description: A description of the role.
        type: str
      assume_role_policy_document: &assume_role_policy_document
        description: The trust policy, as YAML or as JSON text. A role that should exist needs it.
        type: json
      boundary: &boundary
        description:
          - The role's permissions boundary, a managed policy, by ARN or by friendly name. The policy may be in the set.
          - An empty text removes the boundary.
        type: str
      managed_policies: &managed_policies
        description: The managed policies to attach, by ARN or by friendly name.
        type: list
        elements: str
      purge_policies: &purge_policies
        description:
          - Whether to detach managed policies that are not listed.
          - If left out, it is V(true).
        type: bool
      inline_policies: &inline_policies
        description: The inline policies of the role, a document for each name.
        type: dict
      purge_inline_policies: &purge_inline_policies
        description:
          - Whether to delete inline policies that are not named.
          - If left out, it is V(true).
        type: bool
      max_session_duration: &max_session_duration
        description: The maximum session duration of the role, in seconds.
        type: int
      create_instance_profile: &create_instance_profile
        description:
          - Whether to create an instance profile with the role's name and the role in it.
          - If left out, it is V(false).
        type: bool
      delete_instance_profile: &delete_instance_profile
        description:
          - Whether the removal of the role deletes the instance profile with the role's name if the role is in it.
          - If left out, it is V(false).
        type: bool
      unused_for_days: &unused_for_days
        description:
          - How many days the role must have been unused before it is removed. It has no effect on a role that should
            exist.
          - If left out, the O(unused_for_days) of the task counts.
        type: int
      access: &access
        description:
          - What the role has to be allowed, what it must not be allowed, and a document that it must not go beyond. See
            O(leastpriv.aws.iam_role#module:access).
          - It is checked before the first write, with the policies of the set as they will be, and again after the
            last.
        type: dict
        version_added: 1.1.0
      assumable_by: &assumable_by
        description: Everybody who may assume the role. See O(leastpriv.aws.iam_role#module:assumable_by).
        type: list
        elements: str
        version_added: 1.1.0
      tags: *tags
      purge_tags: *purge_tags
      state:
        description:
          - Whether the role should exist. It has no effect if the task removes the whole set.
          - If left out, it is V(present).
        type: str
        choices: *states
      wait: *wait
      wait_timeout: *wait_timeout
      review: *review
      review_ignore: *review_ignore
  identity_providers:
    description:
      - The identity providers, applied before the policies and roles in the order given, and deleted after them.
      - An entry with O(identity_providers[].url) is an OIDC provider and takes the options of
        M(leastpriv.aws.iam_oidc_provider). One with O(identity_providers[].name) is a SAML provider and takes those of
        M(leastpriv.aws.iam_saml_provider). An option that is null counts as left out.
      - A trust policy of the set can name a provider by its ARN before it exists.
      - A provider that a role of the account will still trust is not deleted. The task fails and names the role.
      - No two entries may describe the same provider.
    type: list
    elements: dict
    default: []
    version_added: 1.1.0
    suboptions:
      url:
        description: The URL of an OIDC provider. It begins with V(https://).
        type: str
      client_id_list:
        description: The client IDs (audiences) of an OIDC provider.
        type: list
        elements: str
      purge_client_ids:
        description:
          - Whether to remove client IDs that are not listed.
          - If left out, it is V(true).
        type: bool
      thumbprint_list:
        description: The thumbprints of an OIDC provider. If they are left out, AWS determines them.
        type: list
        elements: str
      name:
        description: The name of a SAML provider.
        type: str
      saml_metadata_document:
        description: The metadata document of a SAML provider. A SAML provider that should exist needs it.
        type: str
      tags: *tags
      purge_tags: *purge_tags
      state:
        description:
          - Whether the provider should exist. It has no effect if the task removes the whole set.
          - If left out, it is V(present).
        type: str
        choices: *states
      wait: *wait
      wait_timeout: *wait_timeout
  policy_defaults:
    description:
      - Options for all entries of O(policies), such as O(policy_defaults.path) and O(policy_defaults.tags).
      - An entry that sets an option itself overrides the default as a whole. Its tags, for example, replace those of
        the defaults. An option that is null in the entry counts as left out, so that the default applies.
      - An option that is null here counts as left out.
    type: dict
    version_added: 1.1.0
    suboptions:
      path: *policy_path
      description: *policy_description
      policy: *policy
      make_default: *make_default
      only_version: *only_version
      detach: *detach
      tags: *tags
      purge_tags: *purge_tags
      wait: *wait
      wait_timeout: *wait_timeout
      review: *review
      review_ignore: *review_ignore
  role_defaults:
    description:
      - Options for all entries of O(roles), such as O(role_defaults.boundary) and O(role_defaults.unused_for_days).
      - An entry overrides them as it does O(policy_defaults).
    type: dict
    version_added: 1.1.0
    suboptions:
      path: *role_path
      description: *role_description
      assume_role_policy_document: *assume_role_policy_document
      boundary: *boundary
      managed_policies: *managed_policies
      purge_policies: *purge_policies
      inline_policies: *inline_policies
      purge_inline_policies: *purge_inline_policies
      max_session_duration: *max_session_duration
      create_instance_profile: *create_instance_profile
      delete_instance_profile: *delete_instance_profile
      unused_for_days: *unused_for_days
      access: *access
      assumable_by: *assumable_by
      tags: *tags
      purge_tags: *purge_tags
      wait: *wait
      wait_timeout: *wait_timeout
      review: *review
      review_ignore: *review_ignore
"""
