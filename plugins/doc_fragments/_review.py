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
      - What a review of the policy documents leads to. It finds errors, which IAM would refuse, and warnings, which
        IAM takes though they grant too much, or nothing.
      - V(off) reviews nothing and leaves the verdict to IAM.
      - V(warn) fails on errors before the first call, and raises warnings as Ansible's.
      - V(fail) fails on warnings too.
      - Actions, condition keys and resource types are looked up when cfn-lint is installed where the module runs.
    type: str
    choices: ["off", "warn", "fail"]
    default: warn
  review_ignore:
    description:
      - Identifiers of findings that count for nothing, as they stand in brackets at the end of each finding.
    type: list
    elements: str
    default: []
"""
