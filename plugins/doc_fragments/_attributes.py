# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What check mode, diff mode, the action group and the process mean for this collection's modules."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description: Can run in C(check_mode) and return changed status prediction without modifying target.
    support: full
    details:
      - Check mode makes the same plan as a run and does not carry it out. What it reports is what a run does.
  diff_mode:
    description:
      - Will return details on what has changed (or possibly needs changing in C(check_mode)), when in diff mode.
    support: full
    details:
      - Documents are shown in a canonical form, so that only lines which mean something differ.
  idempotent:
    description:
      - When run twice in a row outside check mode, with the same arguments, the second invocation indicates no change.
      - This assumes that the system controlled/queried by the module has not changed in a relevant way.
    support: full
notes:
  - On the controller, that is with the connection P(ansible.builtin.local#connection) and Ansible's own Python, the
    module runs in the process that Ansible has forked for the task, which spares it a start of Python. The result is
    the same. With C(async), C(become), another C(ansible_python_interpreter) or variables such as E(PYTHONPATH) in the
    environment of the task, and where the variable C(leastpriv_aws_in_process) is false, it is run as other modules
    are; C(-vvv) says so, and why.
"""

    ACTIONGROUP_IAM = r"""
options: {}
attributes:
  action_group:
    description:
      - Use C(group/leastpriv.aws.iam) in C(module_defaults) to set defaults for this module, or
        C(group/leastpriv.aws.aws), which is the same group under the name that amazon.aws has for its own.
    support: full
    membership:
      - leastpriv.aws.iam
      - leastpriv.aws.aws
"""
