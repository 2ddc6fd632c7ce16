# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The budgets of the access engine, which end in an answer C(unknown) instead of a run without end."""

from __future__ import annotations


class LimitError(Exception):
    """A question needs more than its budget; the text says of what."""
