# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options for waiting; C(_argspec.WAIT) is their specification."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  wait:
    description:
      - Whether to repeat a write that IAM is not ready for yet, because a change of a moment ago, often the creation
        of a role that a trust policy names, has not reached all of IAM.
      - The module does not poll for the resource after it has created it.
    type: bool
    default: true
  wait_timeout:
    description:
      - How many seconds to go on repeating, at most 86400.
    type: int
    default: 120
"""
