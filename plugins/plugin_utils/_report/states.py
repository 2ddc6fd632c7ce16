# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The states that the report gives to accounts and resources."""

from __future__ import annotations

import typing as t

UNCHANGED: t.Final = "unchanged"
CHANGED: t.Final = "changed"
WOULD_CHANGE: t.Final = "would_change"
FAILED: t.Final = "failed"
UNREACHABLE: t.Final = "unreachable"
SKIPPED: t.Final = "skipped"
NOT_REACHED: t.Final = "not_reached"
# What a task has found that only reads.
DRIFT: t.Final = "drift"
MISSING: t.Final = "missing"
USED_BY_OTHERS: t.Final = "used_by_others"

_FOUND: t.Final = (DRIFT, MISSING, USED_BY_OTHERS)
RESOURCE_STATES: t.Final = (UNCHANGED, CHANGED, WOULD_CHANGE, *_FOUND, FAILED, SKIPPED, NOT_REACHED)
ACCOUNT_STATES: t.Final = (UNCHANGED, CHANGED, WOULD_CHANGE, *_FOUND, FAILED, UNREACHABLE, SKIPPED, NOT_REACHED)
