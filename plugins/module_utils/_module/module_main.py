# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The body of a module: what it does with its options, however it is started.

The module starts it in a process of its own, its action in the one that Ansible runs the task in.
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
    """How a body ends: the result that its task returns or fails with, and its warnings."""

    failed: bool
    result: Result
    warnings: tuple[str, ...] = ()


class Execute(t.Protocol):
    """Does what the options say, or in check mode tells what that would take. Raises nothing of ours."""

    def __call__(self, options: Options, *, check_mode: bool, diff: bool) -> ModuleResult:
        """What it ends with."""


@dataclass(frozen=True, kw_only=True)
class ModuleMain:
    """The options of a module, and what it does with them.

    C(preload) loads what every run needs and none changes, before the first. It raises whatever keeps the body from
    running here.
    """

    spec: ArgumentSpec
    execute: Execute
    preload: t.Callable[[], object]

    def execute_safely(self, options: Options, *, check_mode: bool, diff: bool) -> ModuleResult:
        """What the body ends with. An error of our own making is a failure too, so that secrets are masked in it."""
        try:
            return self.execute(options, check_mode=check_mode, diff=diff)
        except Exception as error:  # noqa: BLE001 - whatever was not foreseen
            message = (
                f"unexpected {type(error).__name__}: {error}. This is an error in leastpriv.aws: please report it with "
                "the traceback that ANSIBLE_DISPLAY_TRACEBACK=error or -vvv shows. What was done before is not told "
                "here: run again in check mode to see"
            )
            return ModuleResult(failed=True, result={"msg": message, "exception": traceback.format_exc()})

    def run(self) -> None:
        """Runs the body in the process that Ansible has started for the module, and ends it."""
        module = AnsibleModule(**self.spec.to_kwargs())
        module.no_log_values.update(self.spec.secrets(module.params))
        module_result = self.execute_safely(module.params, check_mode=module.check_mode, diff=module._diff)
        for warning in module_result.warnings:
            # ansible-core 2.19 masks the rest of a result only.
            module.warn(remove_values(warning, module.no_log_values))
        if module_result.failed:
            module.fail_json(**module_result.result)
        module.exit_json(**module_result.result)
