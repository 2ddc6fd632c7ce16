# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of the modules iam_saml_provider and iam_saml_provider_info, which document them."""

from __future__ import annotations

import typing as t

from ..._argspec import ArgumentSpec

SPEC: t.Final = ArgumentSpec(
    options={
        "name": {"type": "str", "required": True},
        "saml_metadata_document": {"type": "str", "aliases": ["metadata"]},
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    }
)

INFO_SPEC: t.Final = ArgumentSpec(options={"name": {"type": "str"}})
