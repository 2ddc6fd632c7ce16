# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options about plans that a run sets for its tasks: the approved plan, and whether the result has the plan.

The defaults of a play would not do: a block with defaults of its own for a module replaces them.
"""

from __future__ import annotations

import datetime
import typing as t

from ansible import constants
from ansible.errors import AnsibleActionFail

from ...module_utils._plans import plan_file
from ...module_utils._plans import variables as plan_variables
from .host_variables import HostVariables, Templar

APPROVED: t.Final = "approved_plan"
RETURNED: t.Final = "return_plan"
_SETTING: t.Final = "plan_path"
# Ansible loads the action of a task before the first task runs. A plan that is young enough then serves the whole run.
_BEGAN: t.Final = datetime.datetime.now(datetime.timezone.utc)
# Ansible keeps the settings of a callback of a collection by the name of its Python module.
_CALLBACKS: t.Final = (
    "leastpriv.aws.rollout_report",
    "ansible_collections.leastpriv.aws.plugins.callback.rollout_report",
)


def with_plans(args: t.Mapping[str, t.Any], templar: Templar, variables: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """The options of a task whose module can plan, with what the run sets and the task does not.

    Raises Ansible's errors if C(rollout_plan) cannot be rendered, cannot be read or is older than
    C(rollout_plan_max_age) allows.
    """
    returned = {RETURNED: True} if variables.get("rollout_plan_path") or _is_configured() else {}
    path = _approved(templar, variables) if args.get(APPROVED) is None else None
    return {**returned, **args, **({APPROVED: path} if path else {})}


def _approved(templar: Templar, variables: t.Mapping[str, t.Any]) -> str | None:
    """The path of the plan that was approved for the run, if there is one."""
    host = HostVariables(templar, variables)
    given, max_age = (_value(host, name) for name in ("rollout_plan", "rollout_plan_max_age"))
    try:
        path = str(plan_variables.path_of("rollout_plan", given)) if given else None
        if max_age is not None:
            created = plan_file.read(path).created if path else None
            plan_variables.check_age(created, max_age, now=_now(created))
    except ValueError as error:
        raise AnsibleActionFail(str(error)) from None
    except plan_file.PlanFileError as error:
        raise AnsibleActionFail(f"rollout_plan: {error}") from None
    return path


def _now(created: datetime.datetime | None) -> datetime.datetime:
    """The time that the age of a plan is taken at: when the run began, or now for a plan made since then."""
    return _BEGAN if created is None or created <= _BEGAN else datetime.datetime.now(datetime.timezone.utc)


def _value(host: HostVariables, name: str) -> t.Any:
    """The value of a variable, C(None) if it is not set."""
    try:
        return host.value(name)
    except KeyError:
        return None


def _is_configured() -> bool:
    """Whether the settings of the callback name a plan file. Ansible knows them once the callback is enabled."""
    known = (
        name for name in _CALLBACKS if _SETTING in constants.config.get_configuration_definitions("callback", name)
    )
    return any(constants.config.get_config_value(_SETTING, plugin_type="callback", plugin_name=name) for name in known)
