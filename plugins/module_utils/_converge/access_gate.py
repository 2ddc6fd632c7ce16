# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Asks of every plan, before its first call, whether it gives new access and what is asserted about the role holds.

Assertions are asked about again when the task is done, of what IAM holds then, if the task wrote anything.

A follow-up plan is compared with what IAM holds now, as another process may have changed it. If IAM holds nothing but
what the task found or what its own plans lead to, then the task itself is half-way, and the follow-up plan is compared
with what the task found.
"""

from __future__ import annotations

import typing as t

from .._access.assertions import AccessAnswers, Assertions
from .._access.new_access import NO_NEW_ACCESS, NewAccess, combined, new_access
from .._access.role import RoleAccess
from .._errors import AccessError, NewAccessError
from .gate import Gate
from .plan import Plan, State

Setting = t.Literal["allow", "warn", "fail"]
Ask = t.Callable[["RoleAccess | None", "RoleAccess | None"], NewAccess]


class Look(t.Protocol[State]):
    """What decides about access before and after a plan. It reads what the plan's states leave out, each once."""

    def is_touched(self, plan: Plan[State]) -> bool:
        """Whether the plan changes anything that decides about access. This takes no read."""

    def before(self, plan: Plan[State]) -> RoleAccess | None:
        """What decides before the plan; C(None) if the resource does not exist."""

    def after(self, plan: Plan[State]) -> RoleAccess | None:
        """What decides after the plan; C(None) if the resource does not exist, or if nobody has it any more."""

    def held(self, state: State | None) -> RoleAccess | None:
        """What decides in a state that IAM holds."""


class AccessGate(Gate[State]):
    """Compares what is allowed after a plan with what is allowed before, and with what is asserted.

    C(label) names the resource in messages, C(look) begins to read the account, C(ask) compares.
    """

    def __init__(
        self,
        label: str,
        setting: Setting,
        look: t.Callable[[], Look[State]],
        *,
        ask: Ask = new_access,
        assertions: Assertions | None = None,
    ) -> None:
        self._label = label
        self._setting = setting
        self._look = look
        self._ask = ask
        self._assertions = assertions
        self._asserted: AccessAnswers | None = None
        self._noted: Plan[State] | None = None
        self._may_have_written = False
        self._sides: list[RoleAccess | None] = []
        self._answers: list[NewAccess] = []
        self._told: list[NewAccess] = []

    @property
    def looks_back(self) -> bool:
        """See C(Gate)."""
        return self._assertions is not None

    @property
    def asks_about_new_access(self) -> bool:
        """Whether the task asks about new access, or has assertions only."""
        return self._setting != "allow"

    @property
    def answer(self) -> NewAccess | None:
        """The worst answer so far, with the effect of all plans."""
        return combined(self._answers) if self._answers else None

    @property
    def warnings(self) -> tuple[str, ...]:
        """A warning for each answer other than C(none)."""
        lines = (f"{self._label}: new_access: {_found(answer)}" for answer in self._told if not answer.is_none)
        return tuple(dict.fromkeys(lines)) if self._setting == "warn" else ()

    def check(self, plan: Plan[State]) -> None:
        """Raises C(LeastPrivError) if the plan must not be carried out: for new access, or for what is asserted."""
        if plan is not self._noted:
            look = self._look()
            self._compare(plan, look)
            self.assert_about(plan, look)
            self.refuse()
        self._may_have_written = self._may_have_written or plan.changed

    def check_held(self, state: State | None) -> None:
        """Raises C(AccessError) if what is asserted about the role does not hold of what IAM has now."""
        held = self._look().held(state)
        if self._assertions is None:
            return
        if held is None:
            raise AccessError(("IAM does not show the role",), after=True, wrote_nothing=False)
        self._asserted = AccessAnswers.about(held, self._assertions)
        self._refuse_asserted(after=True)

    def assert_about(self, plan: Plan[State], look: Look[State]) -> None:
        """Finds out whether what is asserted about the role holds after the plan."""
        after = look.after(plan) if self._assertions is not None else None
        if self._assertions is not None and after is not None:
            self._asserted = AccessAnswers.about(after, self._assertions)

    def ask(self, before: RoleAccess | None, after: RoleAccess | None) -> NewAccess:
        """Whether the change from one side to the other gives new access, for a resource that counts by itself."""
        return self._ask(before, after)

    def note(
        self,
        plan: Plan[State],
        sides: t.Iterable[RoleAccess | None],
        answer: NewAccess | None,
        *,
        told: NewAccess | None,
    ) -> None:
        """Notes the answer for a plan, which the caller found by looking at other resources, too.

        C(sides) are what the plan leads from and to. C(told) is the answer that the resource itself warns about.
        """
        self._noted = plan
        self._sides, self._answers = [*sides], [] if answer is None else [answer]
        self._told = [] if told is None else [told]

    def refuse(self) -> None:
        """Raises C(LeastPrivError) for the last answers, unless the task accepts them."""
        self._refuse_asserted(after=False)
        answer = self._told[-1] if self._told else NO_NEW_ACCESS
        if self._setting == "fail" and not answer.is_none:
            raise NewAccessError(_found(answer), wrote_nothing=not self._may_have_written)

    def to_result(self) -> dict[str, t.Any]:
        """The worst answer about new access, and the last answers to what is asserted."""
        compared = {} if self.answer is None else {"new_access": self.answer.to_result()}
        asserted = {} if self._asserted is None else {"access": self._asserted.to_result()}
        return {**compared, **asserted}

    def _refuse_asserted(self, *, after: bool) -> None:
        answers = self._asserted.answers if self._asserted else ()
        lines = [answer.message for answer in answers if answer.verdict != "holds"]
        if lines:
            raise AccessError(lines, after=after, wrote_nothing=not self._may_have_written)

    def _compare(self, plan: Plan[State], look: Look[State]) -> None:
        if not self.asks_about_new_access:
            return
        if not plan.calls or not look.is_touched(plan):
            self._answers.append(NO_NEW_ACCESS)
            return
        before, after = look.before(plan), look.after(plan)
        if not self._sides or not _is_between(before, self._sides):
            self._sides = [before]
        elif after in self._sides[1:]:
            # The task is on its way to what it asked about.
            return
        self._sides.append(after)
        self._answers.append(self._ask(self._sides[0], after))
        self._told.append(self._answers[-1])


def _found(answer: NewAccess) -> str:
    if answer.verdict == "new":
        return f"the change gives new access: {answer.sentence}"
    return f"nobody can prove that the change gives no new access: {answer.sentence}"


def _is_between(now: RoleAccess | None, sides: t.Sequence[RoleAccess | None]) -> bool:
    """Whether each part of what decides now is as on one of the sides."""
    parts, known = _parts(now), [_parts(side) for side in sides]
    names = set(parts).union(*known)
    return all(any(parts.get(name) == side.get(name) for side in known) for name in names)


def _parts(access: RoleAccess | None) -> dict[str, object]:
    """What decides, by parts that a call changes one by one. A document that nobody has read is a part, too."""
    if access is None:
        return {}
    identity = {f"identity {name}": (document,) for name, document in access.identity.items()}
    return {**identity, "boundary": access.boundary, "trust": access.trust}
