# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Texts of others in messages of ours: harmless to a terminal, and without credentials that were sent."""

from __future__ import annotations

import re
import typing as t

# AWS explains a signature that does not match with the request as it was signed, session token and all.
_SENT: t.Final = re.compile(
    r"(x-amz-security-token\W{1,5}|\bcredential=)[^\s'\",;&/]+(?:/[^\s'\",;&]*)?", re.IGNORECASE
)


def printable(text: str) -> str:
    """The text without what a terminal obeys: escape sequences, controls, marks that turn the direction."""
    return "".join(character if character.isprintable() else "?" for character in text)


def quoted(text: str) -> str:
    """What AWS says, in one line."""
    return _SENT.sub(r"\1********", printable(" ".join(text.split())))
