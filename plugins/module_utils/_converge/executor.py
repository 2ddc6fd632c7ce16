# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Carries out a plan, and reads and plans again if the resource may not be in its desired state afterwards.

IAM has no transactions, and a plan depends on what was read. While it is carried out, other processes may write,
replies may be lost, and reads may be stale. A run therefore reads the resource again in these cases:

- The name of a new resource is taken. The run did not find the resource that has it, or created that resource itself
  in a call whose reply was lost.
- A call that must not be made twice may have taken effect although its reply was lost.
- IAM refuses a call in a way that shows that the resource has changed since it was read.
- Another process may have written between the calls of the plan. A run ends only after it has read the resource in the
  desired state, and writes nothing after that. Of several runs, the last to write leaves its desired state complete.

IAM may keep a document in other words. A table of attempts (C(attempts)) says when writing it again would be in vain.

A run does not need to read a resource again after a single call that creates or deletes all of it. The same holds for
a resource that the run created and completed within seconds: a run that finds a resource this new waits for its
creator to finish.
"""

from __future__ import annotations

import typing as t

from .._aws.call import Call
from .._aws.iam import Iam, Progress, Reply, carry_out
from .._errors import IamError, LeastPrivError, NoAnswerError
from .._retry import CREATION_GRACE_SECONDS, PROPAGATION_SECONDS, Backoff, RetryPolicy
from .attempts import Attempts, Returned, is_certainly_rewritten
from .gate import Gate
from .outcome import Outcome
from .plan import Plan
from .resource import DesiredT, StateT
from .target import Target

# Errors of calls that were valid when the resource was read.
_SHIFTED: t.Final = ("DeleteConflict", "EntityAlreadyExists", "LimitExceeded", "NoSuchEntity")


class Executor(t.Generic[DesiredT, StateT]):
    """Carries out one plan and its follow-up plans. C(searched): the account was already searched for the name.

    Each plan passes C(gate) before its first call.
    """

    def __init__(
        self,
        target: Target[DesiredT, StateT],
        iam: Iam,
        retry_policy: RetryPolicy,
        *,
        searched: bool,
        gate: Gate[StateT],
    ) -> None:
        self._target = target
        self._iam = iam
        self._retry_policy = retry_policy
        self._searched = searched
        self._gate = gate
        self._start = retry_policy.now()
        self._contention = Backoff(retry_policy)
        self._before: StateT | None = None
        self._key: str | None = None
        self._calls: list[Call] = []
        self._done: tuple[tuple[Call, Reply], ...] = ()
        self._attempts = Attempts(target.desired.label)
        self._plans = 0
        self._planned_at = self._start
        self._seconds = 0.0

    def carry_out(self, plan: Plan[StateT]) -> Outcome[StateT]:
        """Carries out the plan, then reads the resource again and carries out follow-up plans where necessary.

        Raises C(LeastPrivError) if reading or planning again fails, or a plan does not pass the gate, before the task
        has changed anything.
        """
        if self._waited_for_creator(plan):
            plan = self._plan_again(lambda _plan: True)
        self._gate.check(plan)
        while True:
            outcome = self._carry_out_one(plan)
            try:
                further = self._further_plan(plan, outcome)
                self._attempts.check(self._calls, further.calls if further else ())
                if further is not None:
                    self._gate.check(further)
            except LeastPrivError as error:
                return self._failed(outcome, error)
            if further is None:
                return self._merged(outcome, outcome.error)
            plan = further

    def _carry_out_one(self, plan: Plan[StateT]) -> Outcome[StateT]:
        """Makes the calls of this plan and returns its outcome, without the outcomes of earlier plans."""
        if not self._calls:
            self._before = plan.before
        state = plan.before or plan.after
        self._key = state.key if state else None
        self._plans += 1
        progress = Progress()
        error: LeastPrivError | None = None
        self._planned_at = self._retry_policy.now()
        try:
            carry_out(self._iam, plan.calls, progress=progress, retry_policy=self._retry_policy)
        except LeastPrivError as caught:
            error = caught
        self._seconds = self._retry_policy.now() - self._planned_at
        self._target = self._target.after(plan)
        self._calls += progress.calls
        self._done = tuple(progress.done)
        after = plan.after
        for call, reply in progress.done:
            after = None if after is None else self._target.resource_type.with_reply(after, call, reply)
        return Outcome(
            before=plan.before,
            planned=plan.after,
            after=after,
            calls=progress.calls,
            warnings=plan.warnings,
            error=error,
        )

    def _further_plan(self, plan: Plan[StateT], outcome: Outcome[StateT]) -> Plan[StateT] | None:
        """The plan to carry out next; C(None) if the resource is in its desired state, or if the error is final."""
        if outcome.error is None:
            return self._correction(plan)
        failed = plan.calls[len(outcome.calls)]
        if plan.claims_name and not outcome.calls and _name_may_be_taken(outcome.error, searched=self._searched):
            return self._plan_for_found_by_name(plan, outcome.error)
        if self._elapsed >= max(self._retry_policy.timeout, self._retry_policy.persistence):
            return None
        if outcome.error.in_doubt and not (outcome.error.is_transient and failed.is_repeatable):
            return self._plan_after_doubt(failed)
        return self._plan_after_refusal(failed, outcome.error)

    def _correction(self, plan: Plan[StateT]) -> Plan[StateT] | None:
        """The plan that undoes what other processes changed while this one was carried out."""
        if not self._needs_proof(plan):
            return None
        own = plan.calls
        further: Plan[StateT] | None = self._plan_again(lambda plan: self._is_fresh(plan, own))
        if further is not None and further.calls:
            self._attempts.compare(self._written(further), further.calls)
            self._attempts.check(self._calls, further.calls)
            further = self._plan_after_others()
        if further is None or (further.calls and self._elapsed >= self._retry_policy.timeout):
            raise self._attempts.error(f"{self._plans} plans in {self._elapsed:.0f} s (wait_timeout)")
        return further if further.calls else None

    def _written(self, further: Plan[StateT]) -> list[tuple[Call, Returned]]:
        """What IAM now returns for the documents that the last plan wrote."""
        if further.before is None:
            return []
        resource_type, actual = self._target.resource_type, further.before
        pairs = ((call, resource_type.returned(actual, call, reply)) for call, reply in self._done)
        return [(call, returned) for call, returned in pairs if returned is not None]

    def _is_fresh(self, further: Plan[StateT], own: tuple[Call, ...]) -> bool:
        """Whether a plan rests on what IAM has now.

        If it only repeats calls of the last plan, the read may be stale: wait before blaming another process. A version
        of a policy is never stale.
        """
        if not further.calls or any(call not in own for call in further.calls):
            return True
        return is_certainly_rewritten(self._written(further), further.calls)

    def _plan_after_refusal(self, failed: Call, error: LeastPrivError) -> Plan[StateT] | None:
        """The plan for the resource as it is now, if a change of the resource explains why IAM refused the call."""
        if not isinstance(error, IamError) or error.code not in _SHIFTED:
            return None
        if not _may_pass(error) and failed in self._plan_again(lambda _plan: True).calls[:1]:
            return None
        return self._plan_after_others()

    def _plan_after_others(self) -> Plan[StateT] | None:
        """The plan after a pause in which other processes can finish; C(None) after wait_timeout.

        The length of the pause is random, so that one of several contending processes gets ahead.
        """
        # After a pause shorter than the time that a plan takes, the processes would collide again.
        if not self._contention.wait(
            self._retry_policy.timeout, at_least=2 * (self._retry_policy.now() - self._planned_at)
        ):
            return None
        return self._plan_again(lambda _plan: True)

    def _needs_proof(self, plan: Plan[StateT]) -> bool:
        """Whether to read the resource again: another process may have written between the calls of the plan."""
        if not plan.calls or plan.after is None or not self._retry_policy.timeout:
            return False
        return not plan.claims_name or (len(plan.calls) > 1 and self._seconds > CREATION_GRACE_SECONDS)

    def _plan_for_found_by_name(self, plan: Plan[StateT], error: LeastPrivError) -> Plan[StateT] | None:
        """The plan for the resource that has the name, found by searching the account."""
        try:
            further = self._plan_again(lambda _plan: True, search=True)
        except IamError as denial:
            # Without permission to search, report the original error.
            if not denial.is_denial:
                raise
            return None
        self._searched = True
        if further.claims_name:
            # The resource is gone, or reads do not return it yet.
            return self._plan_after_others()
        # If the resource has the planned key, this plan most likely created it and only the reply was lost.
        if error.in_doubt and plan.after and further.before and further.before.key == plan.after.key:
            self._calls.append(plan.calls[0])
        return further

    def _plan_after_doubt(self, failed: Call) -> Plan[StateT]:
        """The plan for the resource as it is now, without the call in doubt if that call has taken effect."""
        further = self._plan_again(lambda plan: failed not in plan.calls)
        if failed not in further.calls:
            self._calls.append(failed)
        return further

    def _plan_again(self, is_settled: t.Callable[[Plan[StateT]], bool], *, search: bool = False) -> Plan[StateT]:
        """Reads and plans again until the plan is settled, or until reads should be consistent."""
        backoff = Backoff(self._retry_policy)
        limit = min(PROPAGATION_SECONDS, self._retry_policy.timeout)
        while True:
            reading = self._target.read(self._iam, self._retry_policy, self._key)
            if reading.actual is None and search:
                reading = self._target.read_found_by_name(self._iam, self._retry_policy) or reading
            plan = self._target.plan_for(reading)
            if self._waited_for_creator(plan):
                continue
            if is_settled(plan) or not backoff.wait(limit):
                return plan

    def _waited_for_creator(self, plan: Plan[StateT]) -> bool:
        """Waits if the plan changes a resource that another run may still be completing; returns whether it waited."""
        if not plan.calls or plan.before is None or plan.after is None or not self._retry_policy.timeout:
            return False
        seconds = min(plan.before.seconds_in_the_making, self._retry_policy.timeout - self._elapsed)
        if seconds <= 0:
            return False
        self._retry_policy.sleep(seconds)
        return True

    @property
    def _elapsed(self) -> float:
        return self._retry_policy.now() - self._start

    def _failed(self, outcome: Outcome[StateT], error: LeastPrivError) -> Outcome[StateT]:
        if not self._calls:
            raise error
        return self._merged(outcome, error)

    def _merged(self, outcome: Outcome[StateT], error: LeastPrivError | None) -> Outcome[StateT]:
        """The outcome of all plans together, given the outcome of the last one."""
        if self._plans > 1 and isinstance(error, (IamError, NoAnswerError)):
            error = error.with_remark(f"planned {self._plans} times in {self._elapsed:.0f} s")
        return Outcome(
            before=self._before,
            planned=outcome.planned,
            after=outcome.after,
            calls=tuple(self._calls),
            warnings=outcome.warnings,
            error=error,
            met_others=self._plans > 1 or (bool(self._calls) and self._before is not None),
        )


def _may_pass(error: IamError) -> bool:
    """Whether the same call may succeed later.

    The cause of a DeleteConflict may go away, and a resource that another process deleted may be created again.
    """
    if error.code == "DeleteConflict":
        return True
    # If the ARN of a policy to attach or of a boundary does not exist, it is most likely mistyped.
    return error.code == "NoSuchEntity" and "not attachable" not in error.reason


def _name_may_be_taken(error: LeastPrivError, *, searched: bool) -> bool:
    """Whether a taken name explains why a resource could not be created.

    IAM checks permissions before it compares names: an identity that may update but not create resources gets a denial.
    """
    if not isinstance(error, IamError):
        return False
    return error.code == "EntityAlreadyExists" or (error.is_denial and not searched)
