# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of the modules iam_oidc_provider and iam_oidc_provider_info, which document them."""

from __future__ import annotations

import typing as t

from ..._argspec import ArgumentSpec

SPEC: t.Final = ArgumentSpec(
    options={
        "url": {"type": "str", "required": True},
        "client_id_list": {"type": "list", "elements": "str", "aliases": ["client_ids"]},
        "purge_client_ids": {"type": "bool", "default": True},
        "thumbprint_list": {"type": "list", "elements": "str", "aliases": ["thumbprints"]},
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    }
)

INFO_SPEC: t.Final = ArgumentSpec(options={"url": {"type": "str"}})
