# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The guard of the host that a template is for, from the variables that the template sees."""

from __future__ import annotations

import typing as t

from ansible.parsing.dataloader import DataLoader
from ansible.utils.vars import load_extra_vars
from jinja2.runtime import Context

from . import account


def problem(context: Context, host: str, account_id: t.Any, role_arn: t.Any, run_variables: t.Sequence[str]) -> str:
    """What is wrong with a host, or an empty text."""
    found = account.problem(host=host, account_id=account_id, role_arn=role_arn)
    if found is None and run_variables:
        of_host = context["hostvars"][host]
        found = account.run_variable_problem(
            run_variables,
            host=host,
            seen={name: context.get(name) for name in run_variables if name in of_host},
            of_host=of_host,
            of_run=load_extra_vars(DataLoader()),
        )
    return found or ""
