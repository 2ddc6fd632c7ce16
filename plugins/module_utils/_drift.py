# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a failure says that an account was read and has drifted, which the report tells from all other failures."""

from __future__ import annotations

import typing as t

_BEGINNING: t.Final = "drift: "


def message(what: str) -> str:
    """The message of a task that fails for drift."""
    return f"{_BEGINNING}{what}"


def is_drift(text: str) -> bool:
    """Whether the message of a failed task says that the account has drifted."""
    return text.startswith(_BEGINNING)
