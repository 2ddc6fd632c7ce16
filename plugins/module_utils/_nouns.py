# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What messages call a type of resource, given its name in results."""

from __future__ import annotations

import typing as t

_ACRONYMS: t.Final = {"oidc": "OIDC", "saml": "SAML"}


def noun_of(type_name: str) -> str:
    """The type in words: C(managed policy), C(OIDC provider)."""
    return " ".join(_ACRONYMS.get(word, word) for word in type_name.split("_"))
