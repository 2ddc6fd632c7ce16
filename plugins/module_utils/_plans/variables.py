# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The variables about plan files, as people give them on a command line: a path, and how old a plan may be."""

from __future__ import annotations

import datetime
import pathlib
import re
import typing as t

# Clocks of machines differ a little.
_TOLERANCE: t.Final = datetime.timedelta(minutes=5)
_SECONDS: t.Final = {"": 1, "s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_AGE: t.Final = re.compile("([1-9][0-9]{0,8})([smhdw]?)")


def path_of(variable: str, value: t.Any) -> pathlib.Path:
    """The file that a variable names. Raises C(ValueError)."""
    if not isinstance(value, str):
        raise ValueError(f"{variable} must be the path of a file (got: {value!s})")  # noqa: TRY004 - a wrong value
    if not value.strip():
        raise ValueError(f"{variable} is empty. Set it to the path of a file, or do not set it")
    try:
        return pathlib.Path(value).expanduser().resolve()
    except RuntimeError:
        raise ValueError(f"{variable}: the home directory of {pathlib.Path(value).parts[0]} is not known") from None


def max_age_of(given: t.Any) -> datetime.timedelta:
    """How old an approved plan may be. Raises C(ValueError)."""
    is_text = isinstance(given, (str, int)) and not isinstance(given, bool)
    found = _AGE.fullmatch(str(given).strip()) if is_text else None
    if found is None:
        raise ValueError(f"rollout_plan_max_age must be a time such as 90m, 2h or 1d, or seconds (got: {given!s})")
    return datetime.timedelta(seconds=int(found[1]) * _SECONDS[found[2]])


def check_age(created: datetime.datetime | None, given: t.Any, *, now: datetime.datetime) -> None:
    """Raises C(ValueError) for a plan that is older than C(given) allows, for one from the future, and for none.

    There is none where a variable of a shell with its path is not set.
    """
    max_age = max_age_of(given)
    if created is None:
        raise ValueError("rollout_plan_max_age needs rollout_plan, the approved plan")
    age = now - created
    if age > max_age:
        raise ValueError(
            f"rollout_plan was made {_shown(age)} ago, and rollout_plan_max_age is {given}: make a new plan, and have"
            " it approved"
        )
    if age < -_TOLERANCE:
        raise ValueError(f"rollout_plan was made {_shown(-age)} from now: check the clocks, or make a new plan")


def _shown(age: datetime.timedelta) -> str:
    """A length of time, in the largest units that matter."""
    minutes = round(age.total_seconds()) // 60
    days, rest = divmod(minutes, 1_440)
    return f"{days} d {rest // 60} h" if days else f"{rest // 60} h {rest % 60} min"
