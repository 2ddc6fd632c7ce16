# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether the run writes a plan file, for which a module returns its plan."""

from __future__ import annotations

import typing as t

from ansible import constants as C  # noqa: N812 - as all of Ansible calls it

OPTION: t.Final = "return_plan"
_SETTING: t.Final = "plan_path"
# Ansible keeps the settings of a callback of a collection by the name of its Python module.
_CALLBACKS: t.Final = (
    "leastpriv.aws.rollout_report",
    "ansible_collections.leastpriv.aws.plugins.callback.rollout_report",
)


def is_made(options: t.Container[str], variables: t.Mapping[str, t.Any]) -> bool:
    """Whether a module with these options returns its plan, unless its task says otherwise."""
    return OPTION in options and bool(variables.get("rollout_plan_path") or _is_configured())


def _is_configured() -> bool:
    """Whether the settings of the callback name a plan file. Ansible knows them once the callback is enabled."""
    known = (name for name in _CALLBACKS if _SETTING in C.config.get_configuration_definitions("callback", name))
    return any(C.config.get_config_value(_SETTING, plugin_type="callback", plugin_name=name) for name in known)
