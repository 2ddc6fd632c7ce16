# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Brings one resource to its desired state: observe, plan, and, unless only the plan is wanted, carry it out."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace

from . import _difference, _managed_policy, _observe, _role, _role_plan
from ._arn import Account
from ._errors import IamError, LeastPrivError
from ._foreseen import NOTHING, Foreseen
from ._iam import Iam, Patience, Progress, Reply, carry_out
from ._plan import Call, Plan
from ._policy import Document
from ._review import ReviewedDocument


class Resource(t.Protocol):
    """A resource's state, as results and diffs show it."""

    @property
    def partition(self) -> str:
        """The partition that the resource is in."""

    def to_result(self) -> dict[str, t.Any]:
        """The state as a result carries it."""

    def documents(self) -> t.Mapping[str, Document]:
        """The policy documents in force, by the option that sets them."""

    def to_diff(self, documents: t.Mapping[str, Document]) -> dict[str, t.Any]:
        """The state as people compare it, with its documents as they are to be shown."""


class DesiredResource(t.Protocol):
    """What a task asks of a resource."""

    @property
    def label(self) -> str:
        """What messages call the resource."""

    @property
    def goes_by_name(self) -> bool:
        """Whether a resource of the name is meant even where it is not expected, under another path for example."""

    @property
    def can_create(self) -> bool:
        """Whether the task says enough to create a resource that is missing."""

    def documents(self) -> t.Iterable[ReviewedDocument]:
        """The policy documents that the task gives, for review."""

    def for_account(self, account: Account) -> t.Any:
        """The same, once the account is known."""

    def foreseeing(self, foreseen: Foreseen) -> t.Any:
        """The same, once it is known what earlier plans of the task will have done."""


D = t.TypeVar("D", bound=DesiredResource)
R = t.TypeVar("R", bound=Resource)
R_co = t.TypeVar("R_co", bound=Resource, covariant=True)


class Observe(t.Protocol[D, R_co]):
    """Reads a resource: the one that C(holder) identifies, or else the one that should have the name."""

    def __call__(self, iam: Iam, desired: D, *, holder: str | None) -> tuple[D, R_co | None]:
        """What is wanted, completed by what only IAM knows, and what is there."""


@dataclass(frozen=True, kw_only=True)
class Kind(t.Generic[D, R]):
    """One kind of resource: what people call it, the key of its state in results, its options, reader and plan."""

    noun: str
    result_key: str
    from_options: t.Callable[[t.Mapping[str, t.Any]], D]
    observe: Observe[D, R]
    find_holder: t.Callable[[Iam, D], str | None]
    foresee: t.Callable[[D, R | None, Foreseen], R | None]
    plan: t.Callable[[D, R | None], Plan[R]]
    with_reply: t.Callable[[R, Call, Reply], R]


MANAGED_POLICY: t.Final = Kind(
    noun="managed policy",
    result_key="policy",
    from_options=_managed_policy.Desired.from_options,
    observe=_observe.observe_managed_policy,
    find_holder=_observe.find_managed_policy,
    foresee=_managed_policy.foresee,
    plan=_managed_policy.plan,
    with_reply=_managed_policy.with_reply,
)
ROLE: t.Final = Kind(
    noun="role",
    result_key="iam_role",
    from_options=_role.Desired.from_options,
    observe=_observe.observe_role,
    find_holder=_observe.find_role,
    foresee=_role_plan.foresee,
    plan=_role_plan.plan,
    with_reply=_role_plan.with_reply,
)


@dataclass(frozen=True, kw_only=True)
class Outcome(t.Generic[R]):
    """What a task reports. C(error) ended it early; C(calls) are then those that were done before.

    C(planned) is the state the plan leads to, C(after) the same completed by IAM's replies.
    """

    before: R | None
    planned: R | None
    after: R | None
    calls: tuple[Call, ...]
    warnings: tuple[str, ...]
    error: LeastPrivError | None = None

    @property
    def changed(self) -> bool:
        return bool(self.calls)

    def diff(self) -> tuple[dict[str, t.Any], dict[str, t.Any]]:
        """The state before and after as people compare it; the same in check mode and in a run."""
        return diff(self.before, self.planned)

    def changes(self) -> tuple[_difference.Change, ...]:
        """What the plan changes in policy documents."""
        state = self.before or self.planned
        if state is None or not self.calls:
            return ()
        return _difference.changes(_documents(self.before), _documents(self.planned), state.partition)


def diff(before: Resource | None, after: Resource | None) -> tuple[dict[str, t.Any], dict[str, t.Any]]:
    """Two states of a resource as people compare them, so written that only lines which mean something differ."""
    state = before or after
    if state is None:
        return {}, {}
    old, new = _difference.shown(_documents(before), _documents(after), state.partition)
    return before.to_diff(old) if before else {}, after.to_diff(new) if after else {}


def _documents(state: Resource | None) -> t.Mapping[str, Document]:
    return state.documents() if state else {}


@dataclass(frozen=True, kw_only=True)
class Intent(t.Generic[D, R]):
    """A plan that is yet to be carried out, and what a further look needs where it cannot be.

    A plan that creates rests on the name being free, which reading one resource cannot prove: under another
    path or in another case it may be taken. A run learns that from IAM's answer, check mode asks for it, and
    both then search for the name's holder and plan anew. So a run also recognises as its own what it created
    in a call whose reply was lost.
    """

    kind: Kind[D, R]
    desired: D
    plan: Plan[R]
    searched: bool
    foreseen: Foreseen

    def with_name_sought(self, iam: Iam) -> Intent[D, R]:
        """The same, certain about the name, for whoever needs to know the resource that will have it.

        Without the permission to search, the plan stays what it is.
        """
        plan, denial = self._sought(iam)
        return self if denial else replace(self, plan=plan, searched=True)

    def predict(self, iam: Iam) -> Outcome[R]:
        """What carrying it out would lead to."""
        plan, denial = self._sought(iam)
        warnings = plan.warnings
        if denial is not None:
            warnings += (f"{self.desired.label}: not checked whether its name is taken in the account: {denial}",)
        return Outcome(before=plan.before, planned=plan.after, after=plan.after, calls=plan.calls, warnings=warnings)

    def carry_out(self, iam: Iam, patience: Patience) -> Outcome[R]:
        """Makes the plan's calls."""
        outcome = self._made(iam, self.plan, patience)
        if not _name_may_be_taken(self.plan, outcome, searched=self.searched):
            return outcome
        try:
            plan = self._plan_for_holder(iam)
        except IamError as error:
            # The search was to explain the first failure; where it is not allowed, that failure stands.
            if not error.is_denial:
                raise
            return outcome
        return outcome if plan is None else self._made(iam, plan, patience)

    def _sought(self, iam: Iam) -> tuple[Plan[R], IamError | None]:
        """The plan once nothing is left to prove about the name, or as it is, and why it could not be searched for."""
        if self.searched or not self.plan.claims_name:
            return self.plan, None
        try:
            return self._plan_for_holder(iam) or self.plan, None
        except IamError as error:
            if not error.is_denial:
                raise
            return self.plan, error

    def _plan_for_holder(self, iam: Iam) -> Plan[R] | None:
        """The plan for the resource that has the name after all."""
        observed = _observe_holder(iam, self.kind, self.desired)
        return None if observed is None else _plan(self.kind, observed, self.foreseen)

    def _made(self, iam: Iam, plan: Plan[R], patience: Patience) -> Outcome[R]:
        progress = Progress()
        error: LeastPrivError | None = None
        try:
            carry_out(iam, plan.calls, progress=progress, patience=patience)
        except LeastPrivError as caught:
            error = caught
        after = plan.after
        for call, reply in progress.done:
            after = None if after is None else self.kind.with_reply(after, call, reply)
        return Outcome(
            before=plan.before,
            planned=plan.after,
            after=after,
            calls=progress.calls,
            warnings=plan.warnings,
            error=error,
        )


def intend(iam: Iam, kind: Kind[D, R], desired: D, *, foreseen: Foreseen = NOTHING) -> Intent[D, R]:
    """Reads a resource and plans what brings it to its desired state."""
    desired = desired.foreseeing(foreseen)
    observation = kind.observe(iam, desired, holder=None)
    searched = observation[1] is None and desired.goes_by_name
    if searched:
        try:
            observation = _observe_holder(iam, kind, desired) or observation
        except IamError as error:
            # Where the name is taken after all, IAM refuses to create a second one.
            if not (error.is_denial and desired.can_create):
                raise
            searched = False
    plan = _plan(kind, observation, foreseen)
    return Intent(kind=kind, desired=desired, plan=plan, searched=searched, foreseen=foreseen)


def converge(iam: Iam, kind: Kind[D, R], desired: D, *, check_mode: bool, patience: Patience) -> Outcome[R]:
    """Brings one resource to its desired state, or in check mode tells what that would take."""
    intent = intend(iam, kind, desired)
    return intent.predict(iam) if check_mode else intent.carry_out(iam, patience)


def _observe_holder(iam: Iam, kind: Kind[D, R], desired: D) -> tuple[D, R | None] | None:
    holder = kind.find_holder(iam, desired)
    return None if holder is None else kind.observe(iam, desired, holder=holder)


def _plan(kind: Kind[D, R], observation: tuple[D, R | None], foreseen: Foreseen) -> Plan[R]:
    desired, actual = observation
    return kind.plan(desired, kind.foresee(desired, actual, foreseen))


def _name_may_be_taken(plan: Plan[R], outcome: Outcome[R], *, searched: bool) -> bool:
    """Whether the first call, which was to create the resource, failed in a way that a taken name explains.

    Who may update resources but not create them is told of the denial first.
    """
    error = outcome.error
    if not isinstance(error, IamError) or not plan.claims_name or outcome.calls:
        return False
    return error.code == "EntityAlreadyExists" or (error.is_denial and not searched)
