# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs a module's body: the one place that reads check mode and diff mode, and that ends a module."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from ansible.module_utils.basic import AnsibleModule, missing_required_lib

from ._aws import Connection, Session
from ._converge import D, Kind, Outcome, R, converge
from ._errors import IamError, LeastPrivError, MissingLibraryError, OptionError
from ._iam import Patience
from ._plan import Call

Options = t.Mapping[str, t.Any]
Result = dict[str, t.Any]


@dataclass(frozen=True, kw_only=True)
class Report:
    """How a module ends: the result it returns or fails with, and its warnings."""

    failed: bool
    result: Result
    warnings: tuple[str, ...] = ()


def run(module: AnsibleModule, kind: Kind[D, R]) -> None:
    """Brings the module's resource to its desired state and ends the module."""
    report = execute(module.params, kind, check_mode=module.check_mode, diff=module._diff)
    for warning in report.warnings:
        module.warn(warning)
    if report.failed:
        module.fail_json(**report.result)
    module.exit_json(**report.result)


def execute(options: Options, kind: Kind[D, R], *, check_mode: bool, diff: bool) -> Report:
    """Brings a resource to its desired state, or in check mode tells what that would take. Raises nothing of ours."""
    session: Session | None = None
    subject = f"{kind.noun} {options['name']}"
    try:
        desired = kind.from_options(options)
        patience = _patience(options)
        session = Session(Connection.from_options(options))
        subject = f"{subject} in account {session.account.id}"
        outcome = converge(
            session, kind, desired.for_account(session.account), check_mode=check_mode, patience=patience
        )
    except LeastPrivError as error:
        return _failure(error, subject, (), _resource_actions(options, session))
    rest = _resource_actions(options, session)
    if outcome.error is not None:
        return _failure(outcome.error, subject, outcome.calls, rest, warnings=outcome.warnings)
    if diff:
        rest["diff"] = _diff(outcome, subject)
    result = {"changed": outcome.changed, kind.result_key: _shown(outcome), "actions": _actions(outcome.calls), **rest}
    return Report(failed=False, result=result, warnings=outcome.warnings)


def _patience(options: Options) -> Patience:
    if options["wait_timeout"] < 0:
        raise OptionError("wait_timeout", f"is a number of seconds, not {options['wait_timeout']}")
    return Patience(timeout=options["wait_timeout"] if options["wait"] else 0)


def _actions(calls: t.Iterable[Call]) -> list[dict[str, str]]:
    return [call.to_result() for call in calls]


def _shown(outcome: Outcome[R]) -> Result | None:
    """The resource as it is afterwards; of one that is gone, what it was."""
    state = outcome.after or outcome.before
    return None if state is None else state.to_result()


def _diff(outcome: Outcome[R], header: str) -> Result:
    """The difference that the plan makes: the same in check mode and in a run."""
    return {
        "before": outcome.before.to_diff() if outcome.before else {},
        "after": outcome.planned.to_diff() if outcome.planned else {},
        "before_header": header,
        "after_header": header,
    }


def _resource_actions(options: Options, session: Session | None) -> Result:
    if not options["debug_botocore_endpoint_logs"]:
        return {}
    return {"resource_actions": sorted(set(session.operations)) if session else []}


def _failure(
    error: LeastPrivError, subject: str, done: tuple[Call, ...], rest: Result, *, warnings: tuple[str, ...] = ()
) -> Report:
    """What a failed task says: the resource, the account, the error, what to do about it, and what was done before."""
    result: Result = {"changed": bool(done), "actions": _actions(done), **rest}
    if isinstance(error, MissingLibraryError):
        result |= {"msg": missing_required_lib("boto3 and botocore"), "exception": str(error)}
    elif isinstance(error, IamError):
        result |= {"msg": f"{subject}: {error}. {error.advice}".rstrip(" ."), "error": error.to_result()}
    else:
        result["msg"] = f"{subject}: {error}"
    return Report(failed=True, result=result, warnings=warnings)
