# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The main part of a module, the same however it is started.

The module's file starts it in a process of its own; the action of the same name starts it in the process of the task.
"""

from __future__ import annotations

import traceback
import typing as t
from dataclasses import dataclass

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.common.parameters import remove_values

from .._argspec import ArgumentSpec, Options

Result = dict[str, t.Any]


@dataclass(frozen=True, kw_only=True)
class ModuleResult:
    """How a module ends: the result that its task returns or fails with, and its warnings."""

    failed: bool
    result: Result
    warnings: tuple[str, ...] = ()


class Execute(t.Protocol):
    """Does what the options ask for, or in check mode predicts it. Raises no C(LeastPrivError)."""

    def __call__(self, options: Options, *, check_mode: bool, diff: bool) -> ModuleResult:
        """The result of the module."""


@dataclass(frozen=True, kw_only=True)
class ModuleMain:
    """The options of a module, and what it does with them.

    C(preload) loads what every run needs, before the first. It raises if the module cannot run in this process.
    """

    spec: ArgumentSpec
    execute: Execute
    preload: t.Callable[[], object]

    def execute_safely(self, options: Options, *, check_mode: bool, diff: bool) -> ModuleResult:
        """The result of the module. An unexpected exception is a failure, too, so that secrets in it are masked."""
        try:
            return self.execute(options, check_mode=check_mode, diff=diff)
        except Exception as error:  # noqa: BLE001 - a bug can raise anything
            message = (
                f"unexpected {type(error).__name__}: {error}. This is an error in leastpriv.aws: please report it with "
                "the traceback that ANSIBLE_DISPLAY_TRACEBACK=error or -vvv shows. The task may have made changes: run "
                "it in check mode to see what is left"
            )
            return ModuleResult(failed=True, result={"msg": message, "exception": traceback.format_exc()})

    def run(self) -> None:
        """Runs the module in the process that Ansible has started for it, and ends that."""
        module = AnsibleModule(**self.spec.to_kwargs())
        module.no_log_values.update(self.spec.secrets(module.params))
        module_result = self.execute_safely(module.params, check_mode=module.check_mode, diff=module._diff)
        for warning in module_result.warnings:
            # ansible-core 2.19 masks secrets in results, but not in warnings.
            module.warn(remove_values(warning, module.no_log_values))
        if module_result.failed:
            module.fail_json(**module_result.result)
        module.exit_json(**module_result.result)
