# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module iam_baseline_info: how an account differs from a baseline, and what uses its resources."""

from __future__ import annotations

import typing as t

from .._argspec import PARAMETERS, VARIABLES, ArgumentSpec, Options
from .._baseline.drift import Query, read
from .._baseline.lists import LIST_OPTIONS
from .info import module_main
from .module_main import ModuleMain
from .variable_prefix import VARIABLE_PREFIX, check_prefix

SPEC: t.Final = (
    ArgumentSpec(
        options={
            **LIST_OPTIONS,
            "unused_for_days": {"type": "int"},
            "exclusive": {"type": "bool", "default": False},
            "purge_path": {"type": "str"},
            "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        }
    )
    | PARAMETERS
    | VARIABLES
    | VARIABLE_PREFIX
)


def _query(options: Options) -> Query:
    check_prefix(options)
    return Query.from_options(options)


MAIN: t.Final[ModuleMain] = module_main(SPEC, "baseline", _query, read)
