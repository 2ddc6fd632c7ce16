# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The body of the module iam_baseline: an account's managed policies and roles in one task."""

from __future__ import annotations

import typing as t

from .._aws.connection import Connection
from .._aws.session import Session
from .._baseline import entries as baseline
from .._baseline.entries import AnyMember, AnyPendingPlan, PlanningError
from .._baseline.given_documents import read_once
from .._converge.outcome import Outcome
from .._errors import ContentionError, LeastPrivError
from .._retry import Backoff, RetryPolicy
from .._review import catalogue as _catalogue
from . import policy_review
from .module_main import ModuleResult, Result
from .resource import diff_of, failure_of, resource_actions, result_of

Options = t.Mapping[str, t.Any]
AnyOutcome = Outcome[t.Any]

# What messages are about where it is no single resource.
_SUBJECT: t.Final = "baseline"


def execute(options: Options, *, check_mode: bool, diff: bool) -> ModuleResult:
    """Brings the set to its desired state, or in check mode tells what that would take. Raises nothing of ours.

    Options and documents are checked before the first call, and all plans are made before the first write.
    """
    options = read_once(options)
    review = _review(options)
    if review.failed:
        result = {"changed": False, "resources": [], "msg": review.result["msg"]}
        if review.result["failed_for_findings"]:
            result["findings"] = review.result["findings"]
        return ModuleResult(failed=True, result=result)
    session: Session | None = None
    progress = _Progress()
    failure: Result = {}
    try:
        progress.members = baseline.parse(options)
        session = Session(Connection.from_options(options), _retry_policy(progress.members))
        progress.members = tuple(member.for_account(session.account) for member in progress.members)
        progress.pending_plans = baseline.plan(session, progress.members)
        progress.carry_out(session, check_mode=check_mode)
    except PlanningError as error:
        progress.failed = error.member
        failure = failure_of(error.error, _subject(error.member, session))
    except LeastPrivError as error:
        failure = failure_of(error, _subject(progress.failed, session))
    if progress.error is not None:
        failure = failure_of(progress.error, _subject(progress.failed, session))
    result = progress.result(failure) | resource_actions(options, session)
    if diff:
        result["diff"] = progress.diffs(session)
    return ModuleResult(failed=bool(failure), result=result, warnings=(*review.warnings, *progress.warnings))


def _retry_policy(members: tuple[AnyMember, ...]) -> RetryPolicy:
    """The patience of the session: that of the most patient resource, each being patient with its own changes."""
    return RetryPolicy(timeout=0, persistence=max((member.retry_policy.persistence for member in members), default=0))


def _review(options: Options) -> ModuleResult:
    """The review of all documents, as the module iam_policy_review does it."""
    given = {
        "documents": baseline.documents(options),
        "review": options["review"],
        "review_ignore": options["review_ignore"],
    }
    return policy_review.execute(_NOTHING_ELSE | given, check_mode=True, catalogue=_catalogue.load())


_NOTHING_ELSE: t.Final[Result] = {
    **dict.fromkeys(("policy", "paths", "chdir", "sarif_path")),
    "sources": [],
    "type": "managed",
}


class _Progress:
    """How far a task has come: which resources it sees to, the plans for them, and what came of those."""

    def __init__(self) -> None:
        self.members: tuple[AnyMember, ...] = ()
        self.pending_plans: list[AnyPendingPlan] = []
        self.outcomes: list[AnyOutcome] = []
        self.failed: AnyMember | None = None

    @property
    def error(self) -> LeastPrivError | None:
        """What ended a plan early."""
        return next((outcome.error for outcome in self.outcomes if outcome.error), None)

    @property
    def warnings(self) -> tuple[str, ...]:
        return tuple(warning for outcome in self.outcomes for warning in outcome.warnings)

    def carry_out(self, session: Session, *, check_mode: bool) -> None:
        """Carries the plans out in order, or in check mode predicts what that leads to; the first failure ends it.

        Where others may have written meanwhile, it ends with having seen the whole set as the task wants it. Each
        resource was seen so before, but others may have changed the first while the task was with the last.
        """
        for number in range(len(self.members)):
            if not self._reach(session, number, check_mode=check_mode):
                return
        retry_policy = max(
            (member.retry_policy for member in self.members), key=lambda each: each.timeout, default=None
        )
        if check_mode or retry_policy is None or not any(outcome.met_others for outcome in self.outcomes):
            return
        backoff = Backoff(retry_policy)
        while retry_policy.timeout and any(pending_plan.is_called_for for pending_plan in self._planned_again(session)):
            if not backoff.wait(retry_policy.timeout):
                raise ContentionError(
                    "the set does not stay as the task leaves it: something else keeps changing it "
                    f"({backoff.account}, wait_timeout)"
                )
            for number, pending_plan in enumerate(self._planned_again(session)):
                self.pending_plans[number] = pending_plan
                if pending_plan.is_called_for and not self._reach(session, number):
                    return

    def _planned_again(self, session: Session) -> list[AnyPendingPlan]:
        pending_plans = zip(self.members, baseline.plan(session, self.members), strict=True)
        return [pending_plan.with_name_sought(session, member.retry_policy) for member, pending_plan in pending_plans]

    def _reach(self, session: Session, number: int, *, check_mode: bool = False) -> bool:
        """Carries out or predicts one plan; says whether that went well."""
        self.failed = member = self.members[number]
        pending_plan = self.pending_plans[number]
        outcome: AnyOutcome = (pending_plan.predict if check_mode else pending_plan.carry_out)(
            session, member.retry_policy
        )
        if number < len(self.outcomes):
            self.outcomes[number] = self.outcomes[number].then(outcome)
        else:
            self.outcomes.append(outcome)
        if outcome.error is not None:
            return False
        self.failed = None
        return True

    def result(self, failure: Result) -> Result:
        """The result of the task: an entry for each resource, whether it was reached or not."""
        entries = [self._entry(number, member, failure) for number, member in enumerate(self.members)]
        return {
            "changed": any(outcome.changed for outcome in self.outcomes),
            "resources": entries,
            **failure,
        }

    def _entry(self, number: int, member: AnyMember, failure: Result) -> Result:
        reached = self.outcomes[number] if number < len(self.outcomes) else None
        entry: Result = {"type": member.type, "name": member.name, "changed": bool(reached and reached.changed)}
        if member is self.failed:
            entry |= {"outcome": "failed", "msg": failure.get("msg")}
        elif reached is None:
            entry["outcome"] = "not_reached"
        else:
            entry["outcome"] = "changed" if reached.changed else "unchanged"
        outcome = reached or self._untouched(number)
        brief = member.resource_type.brief_results(outcome.before, outcome.after)
        return entry | result_of(outcome, member.resource_type) | brief

    def _untouched(self, number: int) -> AnyOutcome:
        """What came of a resource that the task did not come to: nothing."""
        before = self.pending_plans[number].plan.before if number < len(self.pending_plans) else None
        return Outcome(before=before, planned=before, after=before, calls=(), warnings=())

    def diffs(self, session: Session | None) -> list[Result]:
        """The differences of the resources that change, in order."""
        reached = zip(self.members, self.outcomes, strict=False)
        return [diff_of(outcome, _subject(member, session)) for member, outcome in reached if outcome.changed]


def _subject(member: AnyMember | None, session: Session | None) -> str:
    """What a message is about: the resource, or all of them, and the account once it is known."""
    what = _SUBJECT if member is None else member.label
    return f"{what} in account {session.account.id}" if session else what
