# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module iam_baseline: the managed policies and roles of an account in one task."""

from __future__ import annotations

import functools
import typing as t
from dataclasses import replace

from .._access.new_access import combined, worst
from .._argspec import NEW_ACCESS, PARAMETERS, PLAN, REVIEW, VARIABLES, ArgumentSpec, Options
from .._arn import shown_name
from .._aws.connection import Connection
from .._aws.session import Session
from .._baseline.entries import Settings, check_defaults, entries_of, members_of, subjects_of
from .._baseline.lists import LIST_OPTIONS
from .._baseline.planning import AnyMember
from .._baseline.purge import DEFAULT_LIMIT, Purge
from .._baseline.steps import Demands, Run, Step, apply, unreached
from .._converge.approved import planned_outcome
from .._errors import LeastPrivError
from .._policy.parameters.filling import Filling
from .._retry import RetryPolicy
from .._review import catalogue
from .._review.review import ReviewOptions
from .._review.run_warnings import KNOWN_OPTIONS, NOTHING_KNOWN, DocumentKey, KnownFindings, run_warnings
from .._review.subjects import ReviewResult, review_subjects
from . import earlier_tasks, same_account, shared_reviews
from .connection_options import CONNECTION
from .module_main import ModuleMain, ModuleResult, Result
from .plan_options import NO_PLAN, PlanOptions
from .resource import diff_of, failure_of, preload, resource_actions, result_of, unforeseen
from .variable_prefix import VARIABLE_PREFIX, check_prefix

SPEC: t.Final = (
    ArgumentSpec(
        options={
            **LIST_OPTIONS,
            "detach": {"type": "str", "choices": ["all", "refuse"], "default": "all"},
            "unused_for_days": {"type": "int"},
            "exclusive": {"type": "bool", "default": False},
            "purge_path": {"type": "str"},
            "purge_limit": {"type": "int", "default": DEFAULT_LIMIT},
            **KNOWN_OPTIONS,
            "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        },
    )
    | VARIABLE_PREFIX
)


def execute(options: Options, *, check_mode: bool, diff: bool) -> ModuleResult:
    """Brings the set to its desired state, or in check mode predicts what that takes. Raises no C(LeastPrivError).

    Options and documents are checked before the first call, and all plans are made before the first write.
    """
    session: Session | None = None
    review, run, known, plans = ReviewResult(), Run(), NOTHING_KNOWN, NO_PLAN
    purge: Purge | None = None
    filling = Filling.from_option(options["parameters"])
    try:
        check_prefix(options)
        entries = entries_of(options, filling)
        settings = Settings.from_options(options)
        plans = PlanOptions.from_options(options)
        check_defaults(options, settings, filling)
        known = KnownFindings.from_options(options)
        subjects = subjects_of(entries, settings, ReviewOptions.from_options(options))
        review = review_subjects(subjects, catalogue.load(), shared_reviews.current())
        if review.failing:
            return _refused(review)
        purge = Purge.from_options(options, entries, filling)
        members = members_of(entries, settings)
        run = Run(steps=unreached(members))
        session = Session(Connection.from_options(options), _retry_policy(members))
        if filling is not None:
            filling.check_account(session.account)
        demands = Demands(
            new_access=options["new_access"], approval=plans.approval(session.account, has_purge=purge is not None)
        )
        run = _applied(session, members, purge, demands, check_mode=check_mode)
    except LeastPrivError as error:
        run = replace(run, error=error)
    if check_mode and earlier_tasks.may_explain(run.error):
        return _unforeseen(run, session, _found(review) | resource_actions(options, session))
    result = _found(review) | _result(run, session, check_mode=check_mode) | resource_actions(options, session)
    result |= _plan(run, session, plans) | _purged(run, purge)
    if diff:
        result["diff"] = [diff_of(step.state, _subject(step.member, session)) for step in run.steps if step.changed]
    warnings = (*(filling.warnings if filling else ()), *_review_warnings(review, run, known), *run.warnings)
    return ModuleResult(failed=run.error is not None, result=result, warnings=warnings)


_NOT_REACHED: t.Final = "not_reached"

MAIN: t.Final = ModuleMain(
    spec=SPEC | NEW_ACCESS | PARAMETERS | PLAN | CONNECTION | REVIEW | VARIABLES, execute=execute, preload=preload
)


def _refused(review: ReviewResult) -> ModuleResult:
    result = {"changed": False, "resources": [], "msg": review.failure, **_found(review)}
    # The warnings are among the findings.
    return ModuleResult(failed=True, result=result)


def _found(review: ReviewResult) -> Result:
    """The part of a result about the findings, if there are any."""
    return {"findings": [located.to_result() for located in review.findings]} if review.findings else {}


def _review_warnings(review: ReviewResult, run: Run, known: KnownFindings) -> tuple[str, ...]:
    """They name no account, so that Ansible shows one that all hosts of a rollout share only once."""
    warned = review.warned
    written = {key for step in run.steps for key in _written(step)} if warned else ()
    if not run.steps:
        written = {key for finding in warned for key in finding.documents}
    return (*run_warnings(warned, written=written, known=known), *review.unchecked_warning)


def _written(step: Step) -> t.Iterator[DocumentKey]:
    """The documents of a resource that the task creates or changes, as the review calls them."""
    name = shown_name(step.member.name)
    for reviewed in step.written():
        yield reviewed.kind, f"{name}.{reviewed.name}" if reviewed.kind == "inline" else name


def _retry_policy(members: t.Iterable[AnyMember]) -> RetryPolicy:
    """The session's retry policy: as persistent as the most persistent resource. Each retries its own changes."""
    return RetryPolicy(timeout=0, persistence=max((member.retry_policy.persistence for member in members), default=0))


def _purged(run: Run, purge: Purge | None) -> Result:
    """What the task has purged, if it was to purge anything."""
    if purge is None:
        return {}
    return {"purged": [step.member.label for step in run.steps if step.changed and purge.purges(step.member)]}


def _applied(
    session: Session, members: t.Sequence[AnyMember], purge: Purge | None, demands: Demands, *, check_mode: bool
) -> Run:
    """The run of the set; in check mode, it begins with what earlier tasks would have done."""
    iam = earlier_tasks.seen_by(session, session.account, check_mode=check_mode)
    if purge is not None:
        members = purge.around(iam, members, session.account)
        purged = [member.reference for member in members if purge.purges(member)]
        same_account.check(session.account, purge.named, purged)
    run = apply(iam, members, session.account, check_mode=check_mode, demands=demands)
    if check_mode and run.error is None:
        earlier_tasks.current().record(session.account, [call for step in run.steps for call in step.state.calls])
    return run


def _unforeseen(run: Run, session: Session | None, rest: Result) -> ModuleResult:
    """The result in check mode if an earlier task may be about to create what a resource lacks."""
    result = {"changed": True, "resources": [_entry(step) for step in run.steps], **rest}
    warnings = (*run.warnings, unforeseen(run.error, _subject(run.failed, session)))
    return ModuleResult(failed=False, result=result, warnings=warnings)


def _result(run: Run, session: Session | None, *, check_mode: bool) -> Result:
    """The result of the task: an entry for each resource that it has reached."""
    changed = any(step.changed for step in run.steps)
    if run.error is None:
        return {"changed": changed, "resources": [_entry(step) for step in run.steps], **_new_access(run)}
    return {
        "changed": changed,
        **_reached(run),
        **_new_access(run),
        **failure_of(run.error, _subject(run.failed, session), check_mode=check_mode),
    }


def _reached(run: Run) -> Result:
    """What a failed run has reached. Ansible prints it all, so it has no empty lists, and the rest by name alone."""
    entries: list[Result] = []
    not_reached: dict[str, list[str]] = {}
    for step in run.steps:
        outcome = "failed" if step.member is run.failed else _outcome(step)
        if outcome == _NOT_REACHED and not step.gate.to_result():
            not_reached.setdefault(step.member.type, []).append(step.member.name)
        else:
            entry = {**_entry(step), "outcome": outcome}
            entries.append({key: value for key, value in entry.items() if value != []})
    return {"resources": entries, **({"not_reached": not_reached} if not_reached else {})}


def _new_access(run: Run) -> Result:
    """The worst answer of the set, with the role or policy that it is about; roles come before policies."""
    asked = [(step, step.gate.answer) for step in reversed(run.steps) if step.gate.answer is not None]
    if not asked:
        return {}
    answer = worst(answer for _step, answer in asked)
    names = {step.member.type: step.member.name for step, found in asked if found is answer and not answer.is_none}
    named = {"role": names.get("role"), "policy": None if "role" in names else names.get("managed_policy")}
    return {"new_access": {**named, **combined([found for _step, found in asked]).to_result()}}


def _entry(step: Step) -> Result:
    state, resource_type = step.state, step.member.resource_type
    return {
        "type": step.member.type,
        "name": step.member.name,
        "changed": step.changed,
        "outcome": _outcome(step),
        **result_of(state, resource_type),
        **resource_type.brief_results(state.before, state.after),
        **step.gate.to_result(),
    }


def _plan(run: Run, session: Session | None, plans: PlanOptions) -> Result:
    """The part of a result with the plan of the set, if the task asks for it and did not fail."""
    if run.error is not None or session is None:
        return {}
    return plans.to_result(session.account, [functools.partial(_planned, step) for step in run.steps])


def _planned(step: Step) -> Result:
    return planned_outcome(step.member.plan_key, step.state, step.gate)


def _outcome(step: Step) -> str:
    if step.outcome is None:
        return _NOT_REACHED
    return "changed" if step.changed else "unchanged"


def _subject(member: AnyMember | None, session: Session | None) -> str:
    """The subject of a message: the resource, or the baseline, and the account once it is known."""
    subject = "baseline" if member is None else member.label
    return f"{subject} in account {session.account.id}" if session else subject
