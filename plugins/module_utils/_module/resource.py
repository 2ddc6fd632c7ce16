# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Modules that manage one resource."""

from __future__ import annotations

from ansible.module_utils.basic import missing_required_lib

from .._argspec import ArgumentSpec, Options
from .._aws.connection import Connection
from .._aws.session import Session
from .._converge.converge import converge
from .._converge.outcome import Outcome
from .._converge.resource import DesiredResource, DesiredT, StateT
from .._converge.resource_type import ResourceType
from .._errors import IamError, LeastPrivError, MissingLibraryError, ReviewError
from .._retry import RetryPolicy
from .._review import catalogue
from .._review.review import ReviewOptions
from .connection_options import CONNECTION, preload_session
from .module_main import ModuleMain, ModuleResult, Result


def module_main(spec: ArgumentSpec, resource_type: ResourceType[DesiredT, StateT]) -> ModuleMain:
    """A module that brings one resource to its desired state."""

    def run(options: Options, *, check_mode: bool, diff: bool) -> ModuleResult:
        return execute(options, resource_type, check_mode=check_mode, diff=diff)

    return ModuleMain(spec=spec | CONNECTION, execute=run, preload=preload)


def preload() -> None:
    """Loads what every run needs, whatever its options; raises C(MissingLibraryError)."""
    preload_session()
    catalogue.preload()


def execute(
    options: Options, resource_type: ResourceType[DesiredT, StateT], *, check_mode: bool, diff: bool
) -> ModuleResult:
    """Brings a resource to its desired state, or in check mode predicts the calls. Raises no C(LeastPrivError)."""
    session: Session | None = None
    subject = resource_type.subject(options)
    warnings: tuple[str, ...] = ()
    try:
        desired = resource_type.from_options(options)
        retry_policy = RetryPolicy.from_options(options)
        warnings = _reviewed(desired, options) if resource_type.has_documents else ()
        session = Session(Connection.from_options(options), retry_policy)
        subject = f"{subject} in account {session.account.id}"
        outcome = converge(
            session,
            resource_type,
            desired.for_account(session.account),
            check_mode=check_mode,
            retry_policy=retry_policy,
        )
    except LeastPrivError as error:
        return _failure(error, subject, None, resource_actions(options, session), warnings=warnings)
    rest = resource_actions(options, session)
    warnings = (*warnings, *outcome.warnings)
    if outcome.error is not None:
        return _failure(outcome.error, subject, outcome, rest, warnings=warnings)
    result = {"changed": outcome.changed, **result_of(outcome, resource_type), **rest}
    if diff:
        # The headers, with a diff that the result has in any case.
        result["diff"] = {**diff_of(outcome, subject), **result.get("diff", {})}
    return ModuleResult(failed=False, result=result, warnings=warnings)


def result_of(outcome: Outcome[StateT], resource_type: ResourceType[DesiredT, StateT]) -> Result:
    """The part of a result about a resource: its state, and the calls that changed it."""
    result = {
        **resource_type.results(outcome.before, outcome.after),
        "actions": [call.to_result() for call in outcome.calls],
    }
    if resource_type.has_documents:
        result["changes"] = [change.to_result() for change in outcome.changes()]
    return result


def diff_of(outcome: Outcome[StateT], header: str) -> Result:
    """The diff of a resource's plan, as Ansible shows it."""
    before, after = outcome.diff()
    return {"before": before, "after": after, "before_header": header, "after_header": header}


def resource_actions(options: Options, session: Session | None) -> Result:
    """The AWS actions that a task called, if it asks for them."""
    if not options["debug_botocore_endpoint_logs"]:
        return {}
    return {"resource_actions": sorted(set(session.operations)) if session else []}


def failure_of(error: LeastPrivError, subject: str) -> Result:
    """The part of a result about a failure: the resource, the account, the error, and what to do about it."""
    if isinstance(error, MissingLibraryError):
        return {"msg": missing_required_lib("boto3 and botocore"), "exception": str(error)}
    if isinstance(error, ReviewError):
        return {"msg": f"{subject}: {error}", "findings": [finding.to_result() for finding in error.findings]}
    doubt = "The call may have taken effect: run the task again" if error.in_doubt else ""
    message = {"msg": _sentences(f"{subject}: {error}", error.advice, doubt)}
    return {**message, "error": error.to_result()} if isinstance(error, IamError) else message


def _sentences(*texts: str) -> str:
    return ". ".join(text.rstrip(" .") for text in texts if text)


def _reviewed(desired: DesiredResource, options: Options) -> tuple[str, ...]:
    """Warnings about the task's documents; raises C(ReviewError) for findings that fail it.

    They name no account, so that Ansible shows one that all hosts of a rollout share only once.
    """
    findings = ReviewOptions.from_options(options).check(desired.documents(), catalogue.load)
    return tuple(f"{desired.label}: {finding.line()}" for finding in findings)


def _failure(
    error: LeastPrivError,
    subject: str,
    outcome: Outcome[StateT] | None,
    rest: Result,
    *,
    warnings: tuple[str, ...] = (),
) -> ModuleResult:
    """A failure, with the calls made before it."""
    done = outcome.calls if outcome else ()
    result = {
        "changed": bool(outcome and outcome.changed),
        "actions": [call.to_result() for call in done],
        **rest,
        **failure_of(error, subject),
    }
    return ModuleResult(failed=True, result=result, warnings=warnings)
