# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Refusals and warnings that several types of resources share."""

from __future__ import annotations

from .._errors import MissingError, RefusedError


def name_is_taken(label: str, noun: str, existing: str) -> RefusedError:
    """The refusal of a name that a resource has in another case. C(noun) has its article."""
    return RefusedError(
        f"{label}: {noun} named {existing!r} already exists; IAM names are case-insensitive",
        advice=f"Write the name as {existing}, or choose another name",
    )


def role_is_missing(option: str, role: str | None, similar: str | None) -> MissingError:
    """The refusal of a task for a role that does not exist; C(similar) is the role that may be meant."""
    proposal = f"; {similar} may be meant" if similar else ""
    return MissingError(
        option, f"there is no role {role}{proposal}", advice="Correct the name, or create the role first"
    )


def path_stays(module: str, wanted: str | None, actual: str) -> tuple[str, ...]:
    """A warning, in amazon.aws's words, if the task asks for another path than the resource has."""
    if wanted in (None, actual):
        return ()
    return (f"{module} doesn't support updating the path: current path '{actual}', requested path '{wanted}'",)
