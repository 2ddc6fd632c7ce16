# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Checks of the plan files of a run before it begins: the approved plan, its age, and the file to write."""

from __future__ import annotations

import datetime
import os
import pathlib
import typing as t

from ...module_utils._plans import plan_file
from . import run_variables

_CALLBACK: t.Final = "leastpriv.aws.rollout_report"
# Clocks of machines differ a little.
_TOLERANCE: t.Final = datetime.timedelta(minutes=5)


def check(plans: t.Mapping[str, t.Any], *, callbacks: t.Container[str]) -> None:
    """Checks the variables about plan files, given by their meaning: approved, max_age, written. Raises C(ValueError).

    One that is C(None) is not set. C(callbacks) are those that are enabled.
    """
    given = {name: value for name, value in plans.items() if value is not None}
    written = _path("rollout_plan_path", given["written"]) if "written" in given else None
    approved = _path("rollout_plan", given["approved"]) if "approved" in given else None
    if written is not None:
        _check_written(written, approved, callbacks)
    max_age = run_variables.plan_age(given["max_age"]) if "max_age" in given else None
    if approved is not None:
        created = _created(approved)
        if max_age is not None:
            _check_age(datetime.datetime.now(datetime.timezone.utc) - created, max_age, given["max_age"])
    elif max_age is not None:
        raise ValueError("rollout_plan_max_age needs rollout_plan, the approved plan")


def _check_written(path: pathlib.Path, approved: pathlib.Path | None, callbacks: t.Container[str]) -> None:
    """Refuses a file that the callback could not write or would not, before the run has a plan that would be lost."""
    if problem := _obstacle(path):
        raise ValueError(f"rollout_plan_path: cannot write the plan to {path}: {problem}")
    if path == approved:
        raise ValueError(
            "rollout_plan_path and rollout_plan name the same file: the run would replace the approved plan."
            " Write the plan to another file"
        )
    if _CALLBACK not in callbacks:
        raise ValueError(
            f"rollout_plan_path: the callback {_CALLBACK} writes the plan, and it is not enabled."
            " Add it to callbacks_enabled in ansible.cfg, or to ANSIBLE_CALLBACKS_ENABLED"
        )


def _obstacle(path: pathlib.Path) -> str | None:
    """Why a file cannot be written, if that is known. The callback creates folders that do not exist."""
    try:
        if path.exists() and not path.is_file():
            return "it is not a regular file"
        folder = next(parent for parent in path.parents if parent.exists())
    except OSError as error:
        return error.strerror
    if not folder.is_dir():
        return f"{folder} is not a folder"
    return None if os.access(folder, os.W_OK) else f"the folder {folder} is not writable"


def _created(path: pathlib.Path) -> datetime.datetime:
    """When an approved plan was made. This also reads it for the tasks of the run."""
    try:
        return plan_file.read(str(path)).created
    except plan_file.PlanFileError as error:
        raise ValueError(f"rollout_plan: {error}") from None


def _path(variable: str, value: t.Any) -> pathlib.Path:
    if not isinstance(value, str):
        raise ValueError(f"{variable} must be the path of a file (got: {value!s})")  # noqa: TRY004 - a wrong value
    if not value.strip():
        raise ValueError(f"{variable} is empty. Set it to the path of a file, or do not set it")
    return pathlib.Path(value).expanduser().resolve()


def _check_age(age: datetime.timedelta, max_age: datetime.timedelta, given: t.Any) -> None:
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
