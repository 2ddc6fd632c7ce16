# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of the module iam_instance_profile, which documents them."""

from __future__ import annotations

import typing as t

from ..._argspec import ArgumentSpec

SPEC: t.Final = ArgumentSpec(
    options={
        "name": {"type": "str", "required": True, "aliases": ["instance_profile_name"]},
        "path": {"type": "str", "aliases": ["prefix", "path_prefix"]},
        "role": {"type": "str"},
        # In amazon.aws's order.
        "state": {"type": "str", "choices": ["absent", "present"], "default": "present"},
    }
)
