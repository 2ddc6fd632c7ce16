# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What messages call a type of resource."""

from __future__ import annotations

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._nouns import noun_of


@pytest.mark.parametrize(
    ("type_name", "noun"),
    [
        ("role", "role"),
        ("managed_policy", "managed policy"),
        ("oidc_provider", "OIDC provider"),
        ("saml_provider", "SAML provider"),
        ("", ""),
    ],
)
def test_a_type_in_words(type_name: str, noun: str) -> None:
    assert noun_of(type_name) == noun
