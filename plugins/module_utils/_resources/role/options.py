# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of the modules iam_role and iam_role_info, which document them."""

from __future__ import annotations

import typing as t

from ..._argspec import ArgumentSpec

SPEC: t.Final = ArgumentSpec(
    options={
        "name": {"type": "str", "required": True, "aliases": ["role_name"]},
        "path": {"type": "str", "aliases": ["prefix", "path_prefix"]},
        "description": {"type": "str"},
        "assume_role_policy_document": {"type": "json"},
        "boundary": {"type": "str", "aliases": ["boundary_policy_arn"]},
        "managed_policies": {"type": "list", "elements": "str", "aliases": ["managed_policy"]},
        "purge_policies": {"type": "bool", "default": True, "aliases": ["purge_policy", "purge_managed_policies"]},
        "inline_policies": {"type": "dict"},
        "purge_inline_policies": {"type": "bool", "default": True},
        "max_session_duration": {"type": "int"},
        "create_instance_profile": {"type": "bool", "default": False},
        "delete_instance_profile": {"type": "bool"},
        "unused_for_days": {"type": "int"},
        "access": {"type": "dict"},
        "assumable_by": {"type": "list", "elements": "str"},
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    },
    required_if=(("state", "present", ("assume_role_policy_document",)),),
)

INFO_SPEC: t.Final = ArgumentSpec(
    options={
        "name": {"type": "str", "aliases": ["role_name"]},
        "path_prefix": {"type": "str", "aliases": ["path", "prefix"]},
        "access": {"type": "dict"},
        "assumable_by": {"type": "list", "elements": "str"},
    },
    mutually_exclusive=(("name", "path_prefix"),),
)
