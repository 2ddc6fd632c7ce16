# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options about plans; C(_argspec.PLAN) is their specification."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  return_plan:
    description:
      - Whether the result has the plan, with the parameters of all calls and the states before and after them.
      - The callback P(leastpriv.aws.rollout_report#callback) turns it on if it writes a plan file.
    type: bool
    default: false
    version_added: 1.1.0
  approved_plan:
    description:
      - A plan file that was approved. The callback P(leastpriv.aws.rollout_report#callback) writes such files.
      - The task plans anew. If its plan is neither the approved one nor what an interrupted run has left of it, it
        fails before its first write. The message has each difference, with both sides.
      - The task also fails if the file does not have the account. M(leastpriv.aws.iam_baseline) fails if its set lacks
        a resource that has approved changes.
      - If the variable C(rollout_plan) has a value, it is the default, in every playbook. The playbook
        C(leastpriv.aws.rollout) has this variable. A guide of this collection says what is compared.
    type: path
    version_added: 1.1.0
"""
