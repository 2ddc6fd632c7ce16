# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors of the sandbox itself, as opposed to its refusals."""

from __future__ import annotations


class SandboxError(Exception):
    """The sandbox cannot be started, reached or stopped; the text says what to do."""
