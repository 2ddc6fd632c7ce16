# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Checks of the plan files of a run before it begins: the approved plan, its age, and the file to write."""

from __future__ import annotations

import datetime
import os
import pathlib
import typing as t

from ...module_utils._plans import plan_file, variables

_CALLBACK: t.Final = "leastpriv.aws.rollout_report"


def check(plans: t.Mapping[str, t.Any], *, callbacks: t.Container[str]) -> None:
    """Checks the variables about plan files, given by their meaning: approved, max_age, written. Raises C(ValueError).

    One that is C(None) is not set. C(callbacks) are those that are enabled.
    """
    given = {name: value for name, value in plans.items() if value is not None}
    written = variables.path_of("rollout_plan_path", given["written"]) if "written" in given else None
    approved = variables.path_of("rollout_plan", given["approved"]) if "approved" in given else None
    if written is not None:
        _check_written(written, approved, callbacks)
    created = None if approved is None else _created(approved)
    if "max_age" in given:
        variables.check_age(created, given["max_age"], now=datetime.datetime.now(datetime.timezone.utc))


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
