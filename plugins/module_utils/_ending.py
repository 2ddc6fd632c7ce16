# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a module ends."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

if t.TYPE_CHECKING:
    from ansible.module_utils.basic import AnsibleModule

Result = dict[str, t.Any]


@dataclass(frozen=True, kw_only=True)
class Report:
    """How a module ends: the result it returns or fails with, and its warnings."""

    failed: bool
    result: Result
    warnings: tuple[str, ...] = ()


def end(module: AnsibleModule, report: Report) -> None:
    """Ends a module with its report, and with it the process."""
    for warning in report.warnings:
        module.warn(warning)
    if report.failed:
        module.fail_json(**report.result)
    module.exit_json(**report.result)
