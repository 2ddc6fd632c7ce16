# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options for waiting; C(_argspec.WAIT) is their specification, C(_argspec.PERSISTENCE) that of who only reads."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  wait:
    description:
      - Whether to wait for IAM, whose changes take a while to reach all of it.
      - A write that IAM is not ready for yet is repeated, such as a trust policy that names a role of a moment ago.
      - A resource that others may have changed meanwhile is read again after the last write, and brought to the state
        that the task asks for once more, until it is seen in that state. A role that was created less than three
        seconds ago is first left to whoever is creating it.
      - When it is V(false), none of this is done.
    type: bool
    default: true
  wait_timeout:
    description:
      - How many seconds to go on with O(wait), at most 86400.
      - It is also how long each call is repeated while AWS throttles it, fails, or does not answer, whatever O(wait)
        says. The waits in between grow from half a second to eight, and are shortened by chance. Where AWS is not
        reached at all, 15 seconds are the limit.
      - A call whose reply was lost is not made again where that would do its work twice. The task then looks whether
        it took effect.
    type: int
    default: 120
"""

    PERSISTENCE = r"""
options:
  wait_timeout:
    description:
      - How many seconds each call is repeated while AWS throttles it, fails, or does not answer, at most 86400.
      - The waits in between grow from half a second to eight, and are shortened by chance. Where AWS is not reached at
        all, 15 seconds are the limit.
    type: int
    default: 120
"""
