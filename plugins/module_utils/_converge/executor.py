# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Carries a plan out, and looks and plans again where that did not settle it.

IAM has no transactions. A plan rests on what was read, and while it is carried out others may write, replies may be
lost, and reads may answer from the past. So a run looks again in these cases:

- The name that it wants to create is taken, by a resource that it did not find, or by its own of a lost reply.
- A call that must not be made twice may have taken effect although its reply was lost.
- IAM refuses a call in a way that says that the resource is no longer what was read.
- Others may have written in between the plan's calls. A run ends with having seen the resource as the task wants it,
  and with no write after that. Of several runs, the last to write therefore leaves its own desired state whole.

What one call makes or removes whole needs no proof, and neither does what is created and completed within moments:
whoever finds a resource as young as that lets its creator finish first.
"""

from __future__ import annotations

import typing as t

from .._aws.call import Call
from .._aws.iam import Iam, Progress, carry_out
from .._errors import ContentionError, IamError, LeastPrivError, NoAnswerError
from .._retry import CREATION_GRACE_SECONDS, PROPAGATION_SECONDS, Backoff, RetryPolicy
from .outcome import Outcome
from .plan import Plan
from .resource import DesiredT, StateT
from .target import Target

# Refusals of calls that were right for the resource as it was read.
_SHIFTED: t.Final = ("DeleteConflict", "EntityAlreadyExists", "LimitExceeded", "NoSuchEntity")


class Executor(t.Generic[DesiredT, StateT]):
    """The way from a plan to the desired state. C(searched) says that the plan's name was looked for everywhere."""

    def __init__(
        self, target: Target[DesiredT, StateT], iam: Iam, retry_policy: RetryPolicy, *, searched: bool
    ) -> None:
        self._target = target
        self._iam = iam
        self._retry_policy = retry_policy
        self._searched = searched
        self._start = retry_policy.now()
        self._contention = Backoff(retry_policy)
        self._before: StateT | None = None
        self._key: str | None = None
        self._calls: list[Call] = []
        self._plans = 0
        self._planned_at = self._start
        self._seconds = 0.0

    def of(self, plan: Plan[StateT]) -> Outcome[StateT]:
        """Carries the plan out, and those that follow from looking again.

        Raises C(LeastPrivError) where looking again shows that the task must not go on and nothing was done.
        """
        if self._left_to_its_creator(plan):
            plan = self._look(lambda _plan: True)
        while True:
            outcome = self._made(plan)
            try:
                further = self._further_plan(plan, outcome)
            except LeastPrivError as error:
                return self._ended(outcome, error)
            if further is None:
                return self._whole(outcome, outcome.error)
            plan = further

    def _made(self, plan: Plan[StateT]) -> Outcome[StateT]:
        """What carrying out this one plan led to."""
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
        self._calls += progress.calls
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
        """What is left to do after a plan, or C(None) where nothing is or where its error stands."""
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
        """What others have changed while a plan was carried out."""
        if not self._needs_proof(plan):
            return None
        # What a read from before the plan's own calls would lead to is no sign of others.
        own = plan.calls
        further: Plan[StateT] | None = self._look(
            lambda plan: not plan.calls or any(call not in own for call in plan.calls)
        )
        if further is not None and further.calls:
            further = self._plan_after_others()
        if further is None or (further.calls and self._elapsed >= self._retry_policy.timeout):
            raise ContentionError(
                f"{self._target.desired.label} does not stay as the task leaves it: something else keeps changing it. "
                f"Planned {self._plans} times in {self._elapsed:.0f} s (wait_timeout)"
            )
        return further if further.calls else None

    def _plan_after_refusal(self, failed: Call, error: LeastPrivError) -> Plan[StateT] | None:
        """The plan for what the resource is by now, if that explains why IAM refused a call."""
        if not isinstance(error, IamError) or error.code not in _SHIFTED:
            return None
        if not _may_pass(error) and failed in self._look(lambda _plan: True).calls[:1]:
            return None
        return self._plan_after_others()

    def _plan_after_others(self) -> Plan[StateT] | None:
        """The plan after a while in which others may finish, so that of those who contend one gets ahead.

        C(None) once patience is at its end.
        """
        # Longer than a plan takes, or else all would meet again at the next.
        if not self._contention.wait(
            self._retry_policy.timeout, at_least=2 * (self._retry_policy.now() - self._planned_at)
        ):
            return None
        return self._look(lambda _plan: True)

    def _needs_proof(self, plan: Plan[StateT]) -> bool:
        """Whether others may have written in between the calls of a plan."""
        if not plan.calls or plan.after is None or not self._retry_policy.timeout:
            return False
        return not plan.claims_name or (len(plan.calls) > 1 and self._seconds > CREATION_GRACE_SECONDS)

    def _plan_for_found_by_name(self, plan: Plan[StateT], error: LeastPrivError) -> Plan[StateT] | None:
        """The plan for the resource that has the name after all."""
        try:
            further = self._look(lambda _plan: True, search=True)
        except IamError as denial:
            # The search was to explain the first failure; where it is not allowed, that failure stands.
            if not denial.is_denial:
                raise
            return None
        self._searched = True
        if further.claims_name:
            # Gone by now, or not to be seen yet.
            return self._plan_after_others()
        # What stands where the plan would have made it, and where nothing was, is most likely its own.
        if error.in_doubt and plan.after and further.before and further.before.key == plan.after.key:
            self._calls.append(plan.calls[0])
        return further

    def _plan_after_doubt(self, failed: Call) -> Plan[StateT]:
        """The plan without the call that may have taken effect, if it has."""
        further = self._look(lambda plan: failed not in plan.calls)
        if failed not in further.calls:
            self._calls.append(failed)
        return further

    def _look(self, is_settled: t.Callable[[Plan[StateT]], bool], *, search: bool = False) -> Plan[StateT]:
        """The plan for what can be read now, looked for again until it is settled or IAM must be."""
        backoff = Backoff(self._retry_policy)
        limit = min(PROPAGATION_SECONDS, self._retry_policy.timeout)
        while True:
            reading = self._target.read(self._iam, self._retry_policy, self._key)
            if reading.actual is None and search:
                reading = self._target.read_found_by_name(self._iam, self._retry_policy) or reading
            plan = self._target.plan_for(reading)
            if self._left_to_its_creator(plan):
                continue
            if is_settled(plan) or not backoff.wait(limit):
                return plan

    def _left_to_its_creator(self, plan: Plan[StateT]) -> bool:
        """Waits where a plan changes what another run may have yet to complete; says whether it did."""
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

    def _ended(self, outcome: Outcome[StateT], error: LeastPrivError) -> Outcome[StateT]:
        if not self._calls:
            raise error
        return self._whole(outcome, error)

    def _whole(self, outcome: Outcome[StateT], error: LeastPrivError | None) -> Outcome[StateT]:
        """The outcome of all plans, of which the given one was the last."""
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
    """Whether a refusal may be over by the time that the same call is made again.

    What was in the way of a removal may be gone, and a resource that others removed may be back.
    """
    if error.code == "DeleteConflict":
        return True
    # A policy that a role is to have, or its boundary, is another resource, and most likely mistyped.
    return error.code == "NoSuchEntity" and "not attachable" not in error.reason


def _name_may_be_taken(error: LeastPrivError, *, searched: bool) -> bool:
    """Whether a creation failed in a way that a taken name explains.

    Who may update resources but not create them is told of the denial first.
    """
    if not isinstance(error, IamError):
        return False
    return error.code == "EntityAlreadyExists" or (error.is_denial and not searched)
