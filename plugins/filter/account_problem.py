# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter leastpriv.aws.account_problem."""

from __future__ import annotations

DOCUMENTATION = r"""
name: account_problem
short_description: Explain why no task may run for a host
version_added: 1.1.0
author:
  - leastpriv.aws contributors (@leastpriv)
description:
  - Each host stands for an AWS account. Its variable C(aws_account_id) guards against credentials for another account.
  - Besides its options, the filter reads the special variable C(hostvars), and C(--extra-vars).
extends_documentation_fragment:
  - leastpriv.aws._guard
seealso:
  - plugin: leastpriv.aws.guarded_account
    plugin_type: test
"""

EXAMPLES = r"""
- name: Show what is wrong with a host
  ansible.builtin.debug:
    msg: "{{ inventory_hostname | leastpriv.aws.account_problem(account_id=aws_account_id | default('')) }}"
"""

RETURN = r"""
_value:
  description: The problem, or empty text if there is none.
  type: str
"""

import typing as t

from jinja2 import pass_context
from jinja2.runtime import Context

from ..plugin_utils._playbooks import guard


@pass_context
def account_problem(
    context: Context,
    host: str,
    account_id: t.Any = None,
    role_arn: t.Any = None,
    run_variables: t.Sequence[str] = (),
) -> str:
    """Return the problem with a host, or empty text."""
    return guard.problem(context, host, account_id, role_arn, run_variables)


class FilterModule:
    """Hands the filter to Ansible."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        return {"account_problem": account_problem}
