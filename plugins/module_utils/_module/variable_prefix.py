# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The option of modules that take their other options from variables of the host. The action has read the variables."""

from __future__ import annotations

import re
import typing as t

from .._argspec import ArgumentSpec, Options
from .._errors import OptionError

VARIABLE_PREFIX: t.Final = ArgumentSpec(options={"variable_prefix": {"type": "str"}})

_PREFIX: t.Final = re.compile("[A-Za-z_][A-Za-z0-9_]*")


def check_prefix(options: Options) -> None:
    """Raises C(OptionError) for a prefix that no variable can have."""
    prefix = options["variable_prefix"]
    if prefix is not None and not _PREFIX.fullmatch(prefix):
        raise OptionError(
            "variable_prefix",
            "must be the beginning of the names of variables, such as report_: letters, digits and underscores, not a "
            f"digit first (got: {prefix!r})",
        )
