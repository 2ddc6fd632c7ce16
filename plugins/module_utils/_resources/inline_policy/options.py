# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of the module iam_policy, which documents them."""

from __future__ import annotations

import typing as t

from ..._argspec import ArgumentSpec

SPEC: t.Final = ArgumentSpec(
    options={
        "iam_type": {"type": "str", "choices": ["role"], "required": True},
        "iam_name": {"type": "str", "required": True},
        "policy_name": {"type": "str", "required": True},
        "policy_json": {"type": "json"},
        "skip_duplicates": {"type": "bool", "default": False},
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    },
    # Any of them, as amazon.aws has it: Ansible then says so in the same words.
    required_if=(("state", "present", ("policy_json",), True),),
)
