# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The gates that a run sets for all its tasks: the setting for new access, and the account that a rollout may change.

The defaults of a play would not do: a block with defaults of its own for a module or for a group replaces them.
"""

from __future__ import annotations

import typing as t

from ansible.errors import AnsibleActionFail

from ...module_utils._access import setting
from .host_variables import HostVariables

ALLOWED_ACCOUNTS: t.Final = "allowed_account_ids"
OPTIONS: t.Final = (setting.OPTION, ALLOWED_ACCOUNTS)
# Modules by name, for one that only a process of its own can load.
_ASKING: t.Final = frozenset({"iam_baseline", "iam_managed_policy", "iam_policy", "iam_role"})
_WITHOUT_SESSION: t.Final = frozenset({"iam_access_check", "iam_policy_review"})
# The playbook rollout sets this variable for the tasks of the role, which may be one of a user's own.
_ROLLOUT: t.Final = "rollout_guard"
_ACCOUNT: t.Final = "aws_account_id"
_VARIABLES: t.Final = "variables"


def taken_from(options: t.Container[str]) -> tuple[str, ...]:
    """The options about gates among those of a module. One without a session changes no account."""
    return tuple(option for option in OPTIONS if option in options) if ALLOWED_ACCOUNTS in options else ()


def taken_by(module: str) -> tuple[str, ...]:
    """The options about gates that a module takes, by its name."""
    if module in _WITHOUT_SESSION:
        return ()
    return OPTIONS if module in _ASKING else (ALLOWED_ACCOUNTS,)


def gates(args: t.Mapping[str, t.Any], taken: t.Container[str], host: HostVariables) -> dict[str, t.Any]:
    """The options that the run sets for a task with these options, of those that its module has C(taken).

    Raises C(AnsibleActionFail) if a variable cannot be rendered, or C(rollout_new_access) is not one of the settings.
    """
    asking = _new_access(args, host) if setting.OPTION in taken else {}
    return {**asking, **(_account(args, host) if ALLOWED_ACCOUNTS in taken else {})}


def variables(args: t.Mapping[str, t.Any], of_run: t.Mapping[str, t.Any]) -> t.Any:
    """The variables to name in messages, by option: those that the task names, and that of the run.

    C(args) are the options of the task without C(of_run), which are those that the run sets. Of two settings that are
    equally strict, both are to be changed.
    """
    given = args.get(_VARIABLES)
    if setting.OPTION not in of_run or not isinstance(given, (t.Mapping, type(None))):
        return given
    own = (given or {}).get(setting.OPTION, setting.OPTION)
    is_shared = args.get(setting.OPTION) == of_run[setting.OPTION]
    return {**(given or {}), setting.OPTION: f"{setting.OF_RUN} and {own}" if is_shared else setting.OF_RUN}


def _new_access(args: t.Mapping[str, t.Any], host: HostVariables) -> dict[str, t.Any]:
    """The setting of the run, unless that of the task is stricter, or none of the three."""
    if setting.OF_RUN not in host.names:
        return {}
    try:
        of_run = setting.of_run(host.value(setting.OF_RUN))
    except KeyError:
        return {}
    except ValueError as error:
        raise AnsibleActionFail(str(error)) from None
    own = args.get(setting.OPTION)
    is_counted = own is None or setting.strictest([own, of_run]) == of_run
    return {setting.OPTION: of_run} if is_counted else {}


def _account(args: t.Mapping[str, t.Any], host: HostVariables) -> dict[str, t.Any]:
    """The guard of a rollout, for a task that has lost it."""
    if args.get(ALLOWED_ACCOUNTS) is not None or _ROLLOUT not in host.names:
        return {}
    try:
        return {ALLOWED_ACCOUNTS: [str(host.value(_ACCOUNT))]}
    except KeyError:
        # The guard of the rollout lets no task run for such a host.
        return {}
