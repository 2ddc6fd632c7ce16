# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The option that names variables in messages; C(_argspec.VARIABLES) is its specification."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  variables:
    description:
      - The variables that the other options are set from, by option. A message about one of these options begins with
        the name of its variable, so that users of a role learn which variable to correct.
      - >-
        For example: C(state: report_function_state). An option inside another one is written with a period.
      - It has no other effect.
    type: dict
    version_added: 1.1.0
"""
