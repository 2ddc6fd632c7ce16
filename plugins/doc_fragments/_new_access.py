# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The option for changes that give new access; C(_argspec.NEW_ACCESS) is its specification."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  new_access:
    description:
      - What to do about a change that gives new access, which is a request that would be allowed after the change and
        is not allowed before it.
      - V(allow) makes the change, and looks at nothing.
      - V(warn) makes the change, and warns about it with such a request.
      - V(fail) fails before the first write, in check mode too, unless new access is ruled out by proof. If nobody can
        prove it, the task fails as well. The message has the request, or the reason.
      - A role counts whole, with its attached and inline policies, its permissions boundary and its trust policy. It
        may do no more than before, and nobody may assume it who could not before. A role that is created gives new
        access, unless nothing is allowed.
      - A task of M(leastpriv.aws.iam_managed_policy) does not know what else the users, groups and roles of the policy
        have. The policy may allow no more than before, and deny no less, because another policy may allow what it
        denied. A policy that is created gives new access, unless it allows nothing.
      - In a set of M(leastpriv.aws.iam_baseline), a managed policy counts in the roles of the set that have it, as an
        attached policy or as their boundary. It counts by itself, too, if no role of the set has it, or if anything
        else does. All answers are found before the first write of the set.
      - The proof compares the policies for all requests. It does not look at policies elsewhere, such as resource-based
        policies and service control policies, which the result lists as C(not_considered).
      - If the variable C(rollout_new_access) has a value, the stricter of the two counts, in every playbook. The
        playbook C(leastpriv.aws.rollout) has this variable.
      - Documents that the task does not manage are read from the account. If IAM denies that, such a document may allow
        anything.
    type: str
    choices: [allow, warn, fail]
    default: allow
    version_added: 1.1.0
"""
