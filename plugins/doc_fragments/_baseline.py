# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options for a set of managed policies and roles; C(_baseline.LIST_OPTIONS) is their specification."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
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
          - Left out, O(leastpriv.aws.iam_baseline#module:detach) counts.
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
          - Whether the policy should exist. It counts where the task does not remove the whole set.
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
        description: What the review of its documents leads to. Without it that of the task counts.
        type: str
        choices:
          - "off"
          - warn
          - fail
      review_ignore:
        description:
          - Identifiers of findings that do not count here. Without it that of the task counts.
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
          - Left out, the O(unused_for_days) of the task counts.
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
          - Whether the role should exist. It counts where the task does not remove the whole set.
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
        description: What the review of its documents leads to. Without it that of the task counts.
        type: str
        choices:
          - "off"
          - warn
          - fail
      review_ignore:
        description:
          - Identifiers of findings that do not count here. Without it that of the task counts.
        type: list
        elements: str
"""
