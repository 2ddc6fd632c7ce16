# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of the modules iam_managed_policy and iam_managed_policy_info, which document them."""

from __future__ import annotations

import typing as t

from ..._argspec import ArgumentSpec

SPEC: t.Final = ArgumentSpec(
    options={
        "name": {"type": "str", "required": True, "aliases": ["policy_name"]},
        "path": {"type": "str", "aliases": ["prefix", "path_prefix"]},
        "description": {"type": "str", "aliases": ["policy_description"]},
        "policy": {"type": "json"},
        "make_default": {"type": "bool", "default": True},
        "only_version": {"type": "bool", "default": False},
        "detach": {"type": "str", "choices": ["all", "refuse"], "default": "all"},
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    }
)

INFO_SPEC: t.Final = ArgumentSpec(
    options={
        "name": {"type": "str", "aliases": ["policy_name"]},
        "arn": {"type": "str"},
        "path_prefix": {"type": "str", "aliases": ["path", "prefix"]},
    },
    mutually_exclusive=(("name", "arn", "path_prefix"),),
)
