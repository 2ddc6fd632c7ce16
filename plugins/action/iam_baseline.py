# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs leastpriv.aws.iam_baseline in the process of its task."""

from __future__ import annotations

import typing as t

from ansible.errors import AnsibleActionFail
from ansible_collections.leastpriv.aws.plugins.plugin_utils._in_process.action import InProcessAction, Result, load_main
from ansible_collections.leastpriv.aws.plugins.plugin_utils._in_process.host_variables import HostVariables
from ansible_collections.leastpriv.aws.plugins.plugin_utils._playbooks.baseline_options import (
    OPTIONS,
    RunTags,
    options_from,
    with_stricter,
)


class ActionModule(InProcessAction):
    main = load_main("iam_baseline")
    # The options that come from variables.
    options: t.Sequence[str] = OPTIONS

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> Result:
        """The result of the module, with options from variables if the task has the option variable_prefix."""
        if prefix := self._task.args.get("variable_prefix"):
            variables = task_vars or {}
            tags = RunTags(variables.get("ansible_run_tags", ()), variables.get("ansible_skip_tags", ()))
            options = self._options_from(str(prefix), variables, tags)
            self._task.args = with_stricter(options, self._task.args, tags)
        return super().run(tmp, task_vars)

    def _options_from(self, prefix: str, variables: dict[str, t.Any], tags: RunTags) -> dict[str, t.Any]:
        host = HostVariables(self._templar, variables)
        try:
            return options_from(host, prefix, tags, taken=self.options, given=self._task.args)
        except ValueError as error:
            raise AnsibleActionFail(str(error)) from error
