# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter leastpriv.aws.survey_findings."""

from __future__ import annotations

DOCUMENTATION = r"""
name: survey_findings
short_description: List what a survey has found in an account
version_added: 1.1.0
author:
  - leastpriv.aws contributors (@leastpriv)
description:
  - Reads what a task of M(leastpriv.aws.iam_baseline_info) has registered. The first line says how many of the
    resources exist, and sums up what was found. Each further line has one finding about one resource.
  - The callback P(leastpriv.aws.rollout_report#callback) reports the same findings, for all accounts together.
options:
  _input:
    description: The registered result.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Survey the account
  leastpriv.aws.iam_baseline_info:
    policies: "{{ policies }}"
    roles: "{{ roles }}"
  register: surveyed

- name: Show what was found
  ansible.builtin.debug:
    msg: "{{ surveyed | leastpriv.aws.survey_findings }}"
"""

RETURN = r"""
_value:
  description: The findings, one line each. It is empty if the task was skipped, or has no resources.
  type: list
  elements: str
"""

import typing as t

from ..plugin_utils._report import drift


def survey_findings(result: t.Mapping[str, t.Any]) -> list[str]:
    """Return the findings of a survey."""
    return drift.describe(result)


class FilterModule:
    """Hands the filter to Ansible."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        return {"survey_findings": survey_findings}
