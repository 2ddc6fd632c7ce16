# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which reading of AWS's documentation is in force, where sources disagree."""

from __future__ import annotations

import dataclasses

from .options import Omitted


@dataclasses.dataclass
class Reading:
    """The switches that :meth:`Sandbox.read_update_role` sets, and a reset sets back."""

    omitted: Omitted
