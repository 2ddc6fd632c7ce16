# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Check mode, diff mode, the action group, and the process that runs a module."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description: Can run in C(check_mode) and return changed status prediction without modifying target.
    support: full
    details:
      - Check mode makes the same plan as a run, does not carry it out, and reports what a run would do.
      - When ansible-playbook runs with C(--check), what earlier tasks would create, change or delete in the account
        counts for later tasks, if their modules run in process. A module in a process of its own cannot know that. If
        it lacks a role or a policy, it warns and counts as changed.
  diff_mode:
    description:
      - Will return details on what has changed (or possibly needs changing in C(check_mode)), when in diff mode.
    support: full
    details:
      - The diff shows documents in a canonical form, so that lines differ only where the meaning does.
  idempotent:
    description:
      - When run twice in a row outside check mode, with the same arguments, the second invocation indicates no change.
      - This assumes that the system controlled/queried by the module has not changed in a relevant way.
    support: full
notes:
  - On the controller, that is with the connection P(ansible.builtin.local#connection) and Ansible's own Python, the
    module runs inside the process that Ansible forks for the task, which saves the start of another Python. The result
    is the same. Ansible runs the module in the usual way when the task has C(async), C(become), another
    C(ansible_python_interpreter), or variables such as E(PYTHONPATH) in its environment, and when the variable
    C(leastpriv_aws_in_process) is false. C(-vvv) shows when it does so, and why.
"""

    ACTIONGROUP_IAM = r"""
options: {}
attributes:
  action_group:
    description:
      - Use C(group/leastpriv.aws.iam) in C(module_defaults) to set defaults for this module. The group
        C(group/leastpriv.aws.aws) contains the same modules, under the name that amazon.aws gives to its own group.
    support: full
    membership:
      - leastpriv.aws.iam
      - leastpriv.aws.aws
"""
