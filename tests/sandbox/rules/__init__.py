# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What IAM refuses and moto lets pass: one file for each concept, each rule a function of request and state."""

from __future__ import annotations

import typing as t

from ..refusal import Refusal
from ..request import Request
from ..state import AccountState

Rule = t.Callable[[Request, AccountState], "Refusal | None"]
"""Looks at a request and at the state of its account and says why IAM refuses it, or None."""
