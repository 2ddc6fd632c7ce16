# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Modules that manage one resource."""

from __future__ import annotations

import functools
import typing as t
from dataclasses import dataclass, field

from ansible.module_utils.basic import missing_required_lib

from .._argspec import PLAN, ArgumentSpec, Options
from .._aws.connection import Connection
from .._aws.session import Session
from .._converge.approved import planned_outcome
from .._converge.converge import converge
from .._converge.gate import OPEN, Gate
from .._converge.outcome import Outcome
from .._converge.resource import DesiredResource, DesiredT, StateT
from .._converge.resource_type import ResourceType
from .._converge.target import Target
from .._errors import IamError, LeastPrivError, MissingError, MissingLibraryError, ReviewError
from .._finding import Finding
from .._retry import RetryPolicy
from .._review import catalogue
from .._review.escalation import ReviewedRole
from .._review.review import ReviewOptions
from .._review.run_warnings import DocumentKey, Warned, run_warnings
from . import earlier_tasks
from .connection_options import CONNECTION, preload_session
from .module_main import ModuleMain, ModuleResult, Result
from .plan_options import PlanOptions


def module_main(spec: ArgumentSpec, resource_type: ResourceType[DesiredT, StateT]) -> ModuleMain:
    """A module that brings one resource to its desired state."""

    def run(options: Options, *, check_mode: bool, diff: bool) -> ModuleResult:
        return execute(options, resource_type, check_mode=check_mode, diff=diff)

    return ModuleMain(spec=spec | PLAN | CONNECTION, execute=run, preload=preload)


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
    review = _Review()
    gate: Gate[StateT] = t.cast("Gate[StateT]", OPEN)
    try:
        desired = resource_type.from_options(options)
        retry_policy = RetryPolicy.from_options(options)
        plans = PlanOptions.from_options(options)
        if resource_type.has_documents:
            review = _Review.of(desired, options, resource_type.reviewed_role(desired))
        session = Session(Connection.from_options(options), retry_policy)
        subject = f"{subject} in account {session.account.id}"
        desired = desired.for_account(session.account)
        iam = earlier_tasks.seen_by(session, session.account, check_mode=check_mode)
        key = resource_type.plan_key(desired)
        gate = resource_type.gate(desired, iam, options.get("new_access", "allow"))
        gate = plans.gate(gate, session.account, key)
        target = Target(resource_type=resource_type, desired=desired)
        outcome = converge(iam, target, check_mode=check_mode, retry_policy=retry_policy, gate=gate)
    except LeastPrivError as error:
        rest = review.to_result() | gate.to_result() | resource_actions(options, session)
        if check_mode and earlier_tasks.may_explain(error):
            rest |= {"changed": True, "actions": [], **resource_type.results(None, None)}
            return ModuleResult(failed=False, result=rest, warnings=(*review.warnings(), unforeseen(error, subject)))
        rest |= {"changed": False, "actions": [], **failure_of(error, subject, check_mode=check_mode)}
        return ModuleResult(failed=True, result=rest, warnings=review.warnings())
    if check_mode:
        earlier_tasks.current().record(session.account, outcome.calls)
    rest = review.to_result() | gate.to_result() | resource_actions(options, session)
    warnings = (*review.warnings(_written(desired, outcome)), *outcome.warnings, *gate.warnings)
    if outcome.error is not None:
        return _failure(outcome.error, subject, outcome, rest, warnings=warnings)
    rest |= plans.to_result(session.account, [functools.partial(planned_outcome, key, outcome, gate)])
    result = {"changed": outcome.changed, **result_of(outcome, resource_type), **rest}
    result = _with_diff(result, outcome, subject) if diff else result
    return ModuleResult(failed=False, result=result, warnings=warnings)


def _with_diff(result: Result, outcome: Outcome[StateT], header: str) -> Result:
    """A result with the headers of its diff, which some results have in any case."""
    return {**result, "diff": {**diff_of(outcome, header), **result.get("diff", {})}}


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


_IN_CHECK_MODE: t.Final = (
    "In check mode, what an earlier task would create counts only if both tasks belong to one run of ansible-playbook "
    "and run in process"
)


def failure_of(error: LeastPrivError, subject: str, *, check_mode: bool = False) -> Result:
    """The part of a result about a failure: the resource, the account, the error, and what to do about it."""
    if isinstance(error, MissingLibraryError):
        return {"msg": missing_required_lib("boto3 and botocore"), "exception": str(error)}
    if isinstance(error, ReviewError):
        return {"msg": f"{subject}: {error}", "findings": [finding.to_result() for finding in error.findings]}
    doubt = "The call may have taken effect: run the task again" if error.in_doubt else ""
    remark = _IN_CHECK_MODE if check_mode and isinstance(error, MissingError) else ""
    message = {"msg": _sentences(f"{subject}: {error}", error.advice, doubt, remark)}
    return {**message, "error": error.to_result()} if isinstance(error, IamError) else message


def unforeseen(error: LeastPrivError | None, subject: str) -> str:
    """The warning of a task in check mode that cannot know whether an earlier task would create what it lacks."""
    return (
        f"{subject}: {error}, unless an earlier task creates it, which check mode cannot know here: counted as a change"
    )


def _sentences(*texts: str) -> str:
    return ". ".join(text.rstrip(" .") for text in texts if text)


@dataclass(frozen=True, kw_only=True)
class _Review:
    """The findings that do not fail the task, and the documents that have them.

    Warnings name no account, so that Ansible shows one that all hosts of a rollout share only once.
    """

    label: str = ""
    findings: tuple[Finding, ...] = ()
    documents: t.Mapping[str, DocumentKey] = field(default_factory=dict)

    @classmethod
    def of(cls, desired: DesiredResource, options: Options, role: ReviewedRole | None = None) -> _Review:
        """Reviews the task's documents; raises C(ReviewError) for findings that fail it."""
        findings = ReviewOptions.from_options(options).check(desired.documents(), catalogue.load, role)
        return cls(label=desired.label, findings=findings, documents=_documents(desired))

    def _keys(self, found: Finding) -> frozenset[DocumentKey]:
        """The document of a finding, or all inline policies, if it is about all of them together."""
        if found.document in self.documents:
            return frozenset({self.documents[found.document]})
        return frozenset(key for key in self.documents.values() if key[0] == "inline")

    def to_result(self) -> Result:
        """The part of a result about the findings, if there are any."""
        return {"findings": [finding.to_result() for finding in self.findings]} if self.findings else {}

    def warnings(self, written: t.Collection[DocumentKey] | None = None) -> tuple[str, ...]:
        """The warnings of a run that writes the documents, or by default of one that has no plan."""
        warned = [Warned(text=found.line(), rule=found.rule.id, documents=self._keys(found)) for found in self.findings]
        lines = run_warnings(warned, written=tuple(self.documents.values()) if written is None else written)
        return tuple(f"{self.label}: {line}" for line in lines)


def _documents(desired: DesiredResource) -> dict[str, DocumentKey]:
    return {reviewed.name: (reviewed.kind, reviewed.name) for reviewed in desired.documents()}


def _written(desired: DesiredResource, outcome: Outcome[StateT]) -> list[DocumentKey]:
    """The documents that the task creates or changes."""
    written = (reviewed for reviewed in desired.documents() if outcome.writes(reviewed.name, reviewed.document))
    return [(reviewed.kind, reviewed.name) for reviewed in written]


def _failure(
    error: LeastPrivError, subject: str, outcome: Outcome[StateT], rest: Result, *, warnings: tuple[str, ...]
) -> ModuleResult:
    """A failure, with the calls made before it."""
    actions = [call.to_result() for call in outcome.calls]
    result = {"changed": outcome.changed, "actions": actions, **rest, **failure_of(error, subject)}
    return ModuleResult(failed=True, result=result, warnings=warnings)
