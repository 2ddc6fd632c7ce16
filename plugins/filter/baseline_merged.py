# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter leastpriv.aws.baseline_merged."""

from __future__ import annotations

DOCUMENTATION = r"""
name: baseline_merged
short_description: Add the lists of a host's groups to a list of the role iam_baseline
version_added: 1.1.0
author:
  - leastpriv.aws contributors (@leastpriv)
description:
  - Returns the list and, appended to it in the order of their suffixes, all lists of the host whose variables have the
    name of the list with a suffix, for example C(iam_baseline_roles_production) and C(iam_baseline_roles_security).
  - So each group of a host can add its own policies and roles, for example each organizational unit in its
    C(group_vars).
  - A suffixed variable that is null counts as not set. A name in two of the lists is an error that names both
    variables. Case does not count.
  - The result has JSON types only, which every ansible-core version passes on unchanged.
  - The role iam_baseline merges its lists itself. Use the filter to give other tasks the same lists.
  - It fails if the host has no policies, no roles and no identity providers. The message names the variables of the
    host that look like the lists, and says where the variables of the host come from. If C(iam_baseline_allow_empty) of
    the host is true, the result is an empty list.
options:
  _input:
    description: The value of C(iam_baseline_policies), C(iam_baseline_roles) or C(iam_baseline_identity_providers).
    type: list
    elements: dict
    required: true
  which:
    description: Which of the lists it is.
    type: str
    choices:
      - identity_providers
      - policies
      - roles
    required: true
  merge:
    description: The value of C(iam_baseline_merge). With V(false), the list is returned as it is.
    type: bool
    default: true
"""

EXAMPLES = r"""
- name: Report the drift of all policies and roles of the account
  leastpriv.aws.iam_baseline_info:
    policies: "{{ iam_baseline_policies | default([]) | leastpriv.aws.baseline_merged('policies') }}"
    roles: "{{ iam_baseline_roles | default([]) | leastpriv.aws.baseline_merged('roles') }}"
"""

RETURN = r"""
_value:
  description: The merged list.
  type: list
  elements: dict
"""

import typing as t

from ansible.errors import AnsibleFilterError
from jinja2 import pass_context
from jinja2.runtime import Context

from ..plugin_utils._playbooks import baseline, empty_baseline, merged_lists
from ..plugin_utils._playbooks.switch import switch


@pass_context
def baseline_merged(
    context: Context,
    entries: t.Any,
    which: str,
    merge: t.Any = True,  # noqa: FBT002 - Jinja's
) -> t.Any:
    """Return the merged list. Raises AnsibleFilterError if a list or an argument is invalid, or all is empty."""
    if which not in baseline.LISTS:
        raise AnsibleFilterError(f"which must be one of: {', '.join(baseline.LISTS)} (got: {which})")
    is_merged = _boolean("iam_baseline_merge", merge)
    variable = f"iam_baseline_{which}"
    lists = _suffixed(context, variable) if is_merged else {}
    try:
        merged = merged_lists.merged({variable: entries, **lists}) if lists else entries
    except ValueError as error:
        raise AnsibleFilterError(str(error)) from error
    if merged == [] and not _has_entries(context, which, is_merged=is_merged):
        _check_allowed(context, is_merged=is_merged)
    return baseline.json_value(merged)


def _suffixed(context: Context, variable: str) -> dict[str, t.Any]:
    """The lists of the host that have the name of the variable with a suffix."""
    # The names alone: to look at the values would template all variables of the host.
    names = merged_lists.suffixed(context.parent, variable)
    return {name: listed for name in names if (listed := context.get(name)) is not None}


def _has_entries(context: Context, which: str, *, is_merged: bool) -> bool:
    """Whether the host has entries in another list."""
    others = (name for name in empty_baseline.LISTS if name != f"iam_baseline_{which}")
    return any(context.get(other) or (is_merged and any(_suffixed(context, other).values())) for other in others)


def _check_allowed(context: Context, *, is_merged: bool) -> None:
    """Raise AnsibleFilterError unless the host may have no entry in any list."""
    allowed = context.get("iam_baseline_allow_empty")
    if allowed is not None and _boolean("iam_baseline_allow_empty", allowed):
        return
    raise AnsibleFilterError(empty_baseline.problem_of(context.get, names=context.parent, is_merged=is_merged))


def _boolean(name: str, given: t.Any) -> bool:
    try:
        return switch(name, given)
    except ValueError as error:
        raise AnsibleFilterError(str(error)) from None


class FilterModule:
    """Hands the filter to Ansible."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        return {"baseline_merged": baseline_merged}
