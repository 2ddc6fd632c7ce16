# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Variables that are true or false, as Ansible reads them."""

from __future__ import annotations

import typing as t

from ansible.module_utils.parsing.convert_bool import boolean


def switch(variable: str, value: t.Any) -> bool:
    """The value of a variable that is true or false. Raises C(ValueError) for one that is neither."""
    try:
        return bool(boolean(value))
    except TypeError:
        raise ValueError(f"{variable} must be true or false (got: {value})") from None


def of_run(value: t.Any, variable: str, dry_run: bool | None = None) -> bool:  # noqa: FBT001 - import_tasks allows no "="
    """The value of a variable of the run; one for dry runs only where C(dry_run) is given. Raises C(ValueError)."""
    is_on = switch(variable, value)
    if is_on and dry_run is False:
        raise ValueError(f"{variable} is for dry runs: run with --check, or remove {variable}. Nothing was changed")
    return is_on
