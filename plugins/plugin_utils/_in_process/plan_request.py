# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether the run writes a plan file, for which a module returns its plan."""

from __future__ import annotations

import typing as t

from ansible import constants as C  # noqa: N812 - as all of Ansible calls it

OPTION: t.Final = "return_plan"
_CALLBACK: t.Final = "leastpriv.aws.rollout_report"


def is_made(options: t.Container[str], variables: t.Mapping[str, t.Any]) -> bool:
    """Whether a module with these options returns its plan, unless its task says otherwise."""
    return OPTION in options and bool(variables.get("rollout_plan_path") or _is_configured())


def _is_configured() -> bool:
    """Whether the settings of the callback name a plan file. Ansible knows them once the callback is enabled."""
    if "plan_path" not in C.config.get_configuration_definitions("callback", _CALLBACK):
        return False
    return bool(C.config.get_config_value("plan_path", plugin_type="callback", plugin_name=_CALLBACK))
