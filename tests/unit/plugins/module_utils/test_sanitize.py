# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What becomes of texts of others before a message has them."""

from __future__ import annotations

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils import _sanitize

TOKEN = "hush/session+token/key=="


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("The role with name café 東京 cannot be found.", "The role with name café 東京 cannot be found."),
        ("{{ 7*7 }} {% x %} <script>", "{{ 7*7 }} {% x %} <script>"),
        ("red \x1b[31m, again \x9b31m", "red ?[31m, again ?31m"),
        ("turned \u202egnp.exe\u200f", "turned ?gnp.exe?"),
        ("one\r\n\tok: [account]\u2028two", "one ok: [account] two"),
        (f"host:h\nx-amz-security-token:{TOKEN}\n\nhost", "host:h x-amz-security-token:******** host"),
        (f"{{'X-Amz-Security-Token': '{TOKEN}', 'b': 1}}", "{'X-Amz-Security-Token': '********', 'b': 1}"),
        (f"?X-Amz-Security-Token={TOKEN}&b=1", "?X-Amz-Security-Token=********&b=1"),
        ("AWS4 Credential=AKIA1/2026/iam, SignedHeaders=host", "AWS4 Credential=********, SignedHeaders=host"),
        (
            "The security token included in the request is invalid",
            "The security token included in the request is invalid",
        ),
    ],
)
def test_quoted(said: str, shown: str) -> None:
    assert _sanitize.quoted(said) == shown
