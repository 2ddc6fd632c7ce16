# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Test leastpriv.aws.guarded_account."""

from __future__ import annotations

DOCUMENTATION = r"""
name: guarded_account
short_description: Test that a host has a valid guard, and fail if not
version_added: 1.1.0
author:
  - leastpriv.aws contributors (@leastpriv)
description:
  - Use this test in C(when) if a task must fail for a host without a guard. A false condition would only skip the task.
  - The test is true, or fails with the message of P(leastpriv.aws.account_problem#filter).
extends_documentation_fragment:
  - leastpriv.aws._guard
seealso:
  - plugin: leastpriv.aws.account_problem
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Apply a role to accounts that are guarded
  ansible.builtin.import_role:
    name: leastpriv.aws.iam_baseline
  when: inventory_hostname is leastpriv.aws.guarded_account(aws_account_id | default(''))
"""

RETURN = r"""
_value:
  description: Always true.
  type: bool
"""

import typing as t

from ansible.errors import AnsibleFilterError
from jinja2 import pass_context
from jinja2.runtime import Context

from ..plugin_utils._playbooks import guard


@pass_context
def guarded_account(
    context: Context,
    host: str,
    account_id: t.Any = None,
    role_arn: t.Any = None,
    run_variables: t.Sequence[str] = (),
) -> bool:
    """Return true. Raises AnsibleFilterError if there is a problem with the host."""
    if problem := guard.problem(context, host, account_id, role_arn, run_variables):
        raise AnsibleFilterError(problem)
    return True


class TestModule:
    """Hands the test to Ansible."""

    def tests(self) -> dict[str, t.Callable[..., bool]]:
        return {"guarded_account": guarded_account}
