# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options for a set of managed policies and roles; C(entries.LIST_OPTIONS) is their specification."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  policies:
    description:
      - The managed policies, in the order in which to apply them. Each entry takes the options of
        M(leastpriv.aws.iam_managed_policy) under their main names. An option that is null counts as left out.
      - No two entries may have the same name. Case does not count.
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
          - If left out, it is V(true).
        type: bool
      only_version:
        description:
          - Whether to remove all versions other than the default one and the one with this document.
          - If left out, it is V(false).
        type: bool
      detach:
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
      - No two entries may have the same name. Case does not count.
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
        description: The ARN of the role's permissions boundary, a managed policy. An empty text removes the boundary.
        type: str
      managed_policies:
        description: The managed policies to attach, by ARN or by friendly name.
        type: list
        elements: str
      purge_policies:
        description:
          - Whether to detach managed policies that are not listed.
          - If left out, it is V(true).
        type: bool
      inline_policies:
        description: The inline policies of the role, a document for each name.
        type: dict
      purge_inline_policies:
        description:
          - Whether to delete inline policies that are not named.
          - If left out, it is V(true).
        type: bool
      max_session_duration:
        description: The maximum session duration of the role, in seconds.
        type: int
      create_instance_profile:
        description:
          - Whether to create an instance profile with the role's name and the role in it.
          - If left out, it is V(false).
        type: bool
      delete_instance_profile:
        description:
          - Whether the removal of the role deletes the instance profile with the role's name.
          - If left out, it is V(false).
        type: bool
      unused_for_days:
        description:
          - How many days the role must have been unused before it is removed. It has no effect on a role that should
            exist.
          - If left out, the O(unused_for_days) of the task counts.
        type: int
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
"""
