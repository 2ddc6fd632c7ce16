# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the report reads of variables, whose templates can raise any error, and of secrets that it masks."""

from __future__ import annotations

import pathlib
import typing as t
from dataclasses import dataclass

from ...module_utils._plans import variables as plan_variables

_SECRET_VARIABLES: t.Final = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")

Template = t.Callable[[str], str | None]
"""Templates the variable of a name; None for one without a value."""


@dataclass(frozen=True, kw_only=True)
class PlanChoice:
    """The plan files of a play: the one that it names for its own plan, and the approved one that it carries out."""

    path: str | None = None
    approved: str | None = None
    problem: str | None = None

    @classmethod
    def of(cls, template: Template) -> PlanChoice:
        """The files that variables of a play name. A run without a usable one still has its report."""
        approved = _approved(template)
        try:
            given = template("rollout_plan_path")
            if given is not None:
                plan_variables.path_of("rollout_plan_path", given)
        except ValueError as error:
            problem = str(error)
        except Exception:  # noqa: BLE001  # a template can raise any error, whose text could hold a secret
            problem = "rollout_plan_path: its template needs a variable that the play does not have"
        else:
            return cls(path=None if given is None else str(pathlib.Path(given).expanduser()), approved=approved)
        return cls(approved=approved, problem=f"the plan of a play is not written. {problem}")


def _approved(template: Template) -> str | None:
    """The plan that a play carries out; None also for one that depends on the host."""
    try:
        given = template("rollout_plan")
        return None if given is None else str(plan_variables.path_of("rollout_plan", given))
    except Exception:  # noqa: BLE001  # a template can raise any error
        return None


def texts(variables: t.Mapping[str, t.Any], names: t.Iterable[str]) -> list[str | None]:
    """Variables of a host as texts, None for one without a value."""
    return [_text(variables, name) for name in names]


def _text(variables: t.Mapping[str, t.Any], name: str) -> str | None:
    try:
        value = variables.get(name)
    except Exception:  # noqa: BLE001  # a template can raise any error
        return None
    return str(value) if isinstance(value, (str, int)) else None


def secrets(
    environment: t.Mapping[str, str], arguments: t.Mapping[str, t.Any], options: t.Iterable[str]
) -> tuple[str, ...]:
    """The secrets of the environment and of a task's arguments, whose secret C(options) are given."""
    values = [environment.get(name) for name in _SECRET_VARIABLES] + [arguments.get(name) for name in options]
    # The longest first: one secret may be a part of another.
    return tuple(sorted({value for value in values if isinstance(value, str) and value}, key=len, reverse=True))
