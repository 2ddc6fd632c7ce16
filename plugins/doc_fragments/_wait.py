# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options for waiting; C(_argspec.WAIT) and, for modules that only read, C(_argspec.PERSISTENCE) specify them."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  wait:
    description:
      - Whether to wait for IAM, which takes a while to propagate changes.
      - The task retries a write that IAM is not ready for yet, such as a trust policy that names a role created a
        moment ago.
      - After its last write, the task reads a resource again that others may have changed meanwhile, and brings it to
        the requested state once more, until it finds it in that state. A role that was created less than three seconds
        ago is first left to its creator.
      - If V(false), the task does none of this.
    type: bool
    default: true
  wait_timeout:
    description:
      - The timeout of O(wait) in seconds, at most 86400.
      - It also limits how long the task retries each call while AWS throttles it, fails, or does not answer, whatever
        O(wait) says. The back-off grows from half a second to eight seconds, with jitter. If AWS cannot be reached at
        all, the limit is 15 seconds.
      - The task does not retry a call whose reply was lost if that could do the call's work twice. It then checks
        whether the call took effect.
    type: int
    default: 120
"""

    PERSISTENCE = r"""
options:
  wait_timeout:
    description:
      - How many seconds the task retries each call while AWS throttles it, fails, or does not answer, at most 86400.
      - The back-off grows from half a second to eight seconds, with jitter. If AWS cannot be reached at all, the limit
        is 15 seconds.
    type: int
    default: 120
"""
