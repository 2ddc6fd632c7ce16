# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Small reports of runs for tests of the history, as the JSON of their files has them."""

from __future__ import annotations

import typing as t

from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.history.run import Run, run_of

Json = dict[str, t.Any]


def report(*accounts: Json, day: int = 1, **more: t.Any) -> Json:
    """The report of a run on a day of December."""
    return {
        "report": "leastpriv.aws.rollout_report",
        "version": 1,
        "playbook": "rollout.yml",
        "check_mode": False,
        "interrupted": False,
        "started": f"2026-12-{day:02}T02:00:00+00:00",
        "origin": {"inventory": ["accounts.yml"], "commit": "0123456789abcdef", "user": "ann"},
        "accounts": list(accounts),
        **more,
    }


def run(*accounts: Json, day: int = 1, **more: t.Any) -> Run:
    return run_of(report(*accounts, day=day, **more))


def account(host: str, state: str = "unchanged", *resources: Json, account_id: str | None = None) -> Json:
    return {"host": host, "state": state, "account_id": account_id, "resources": list(resources)}


def change(
    name: str = "Auditor", *, kind: str = "create", effect: str = "widens", text: str = "", **more: t.Any
) -> Json:
    """A role that is changed, in which C(text) may name the account."""
    actions = [{"operation": "iam:CreateRole", "summary": f"create role {name}{text}"}]
    return {
        "type": "role", "name": name, "state": "changed", "kind": kind, "effect": effect, "actions": actions, **more
    }  # fmt: skip


def drift(name: str = "Auditor", *findings: str, exists: bool = True, **more: t.Any) -> Json:
    """A role of which a task has found this. Without findings it has not drifted."""
    found = {"exists": exists, "differs": bool(findings), "findings": [*findings, "last used on 2026-12-01"], **more}
    return {"type": "role", "name": name, "state": "drift", "surveys": [{"exists": False, "differs": None}, found]}
