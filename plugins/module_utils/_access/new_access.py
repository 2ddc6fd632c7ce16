# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether a change gives new access: a request that is allowed after the change, and was not before.

A role counts whole: what its policies and its boundary allow together, and who may assume it. A policy counts as its
document where nobody knows what else its users, groups and roles have. Then a Deny that goes may give access that
another policy allows, so the question is asked again with a policy beside it that allows everything.
"""

from __future__ import annotations

import itertools
import typing as t
from dataclasses import dataclass, replace

from .._policy.change import Effect
from .._policy.document import Document
from .containment import Verdict, within
from .effects import effect_of, together
from .plausible import within_plausibly
from .policies import Policies
from .questions import request_to_result, sentence
from .role import RoleAccess

NewAccessVerdict = t.Literal["none", "unknown", "new"]

# From best to worst.
_ORDER: t.Final[tuple[NewAccessVerdict, ...]] = ("none", "unknown", "new")
_OF_CONTAINMENT: t.Final[t.Mapping[str, NewAccessVerdict]] = {
    "proven": "none",
    "unknown": "unknown",
    "counterexample": "new",
}
# What any other policy may allow.
_ALLOWS_EVERYTHING: t.Final = Document(
    {"Version": "2012-10-17", "Statement": [{"Sid": "Everything", "Effect": "Allow", "Action": "*", "Resource": "*"}]}
)
_OTHER_POLICY: t.Final = "another policy"
_OTHERS: t.Final = "other policies of the users, groups and roles that have the policy"


@dataclass(frozen=True)
class NewAccess:
    """The answer: C(none) is proven, C(new) comes with a request, C(unknown) with the reason.

    C(created) is what the change creates, if its creation is what gives the access. C(effect) is that of the whole
    change on what is allowed. C(not_considered) is what the answer leaves out.
    """

    verdict: NewAccessVerdict
    found: Verdict | None = None
    created: str | None = None
    effect: Effect = "neither"
    not_considered: tuple[str, ...] = ()

    @property
    def is_none(self) -> bool:
        return self.verdict == "none"

    @property
    def reason(self) -> str | None:
        """Why the answer is not C(none), if a request alone does not say it."""
        unknown = self.found.reason if self.found else None
        parts = (f"the {self.created} is created" if self.created else None, unknown)
        return ": ".join(filter(None, parts)) or None

    @property
    def sentence(self) -> str:
        """The answer in one line, for people: the request, or why nobody knows."""
        created = f"the {self.created} is created: " if self.created else ""
        return f"{created}{sentence(self.found)}" if self.found else ""

    def to_result(self) -> dict[str, t.Any]:
        """The answer as a task's result has it."""
        return {
            "verdict": self.verdict,
            "effect": self.effect,
            "request": request_to_result(self.found) if self.found else None,
            "reason": self.reason,
            "not_considered": list(self.not_considered),
        }


# The answer for a change that is not about access.
NO_NEW_ACCESS: t.Final = NewAccess("none", not_considered=RoleAccess().not_considered)


def new_access(before: RoleAccess | None, after: RoleAccess | None) -> NewAccess:
    """Whether a change of a role gives new access. C(None) is a role that does not exist.

    A role that is created gives new access, unless nothing is allowed.
    """
    return _answer(before, after, created="role", ask=_role_gains)


def new_access_of_policy(before: RoleAccess | None, after: RoleAccess | None) -> NewAccess:
    """Whether a change of a policy gives new access to anybody who has it, whatever else they have.

    The policy is the only identity policy of each side. C(None) is a policy that does not exist, or that nobody has.
    """
    answer = _answer(before, after, created="policy", ask=_anybody_gains)
    return replace(answer, not_considered=(*answer.not_considered, _OTHERS))


def worst(answers: t.Iterable[NewAccess]) -> NewAccess:
    """The worst of several answers, and of equal ones the first. Without answers, C(none)."""
    return max(answers, key=lambda answer: _ORDER.index(answer.verdict), default=NO_NEW_ACCESS)


def combined(answers: t.Collection[NewAccess]) -> NewAccess:
    """The worst of several answers, with the effect of all their changes."""
    return replace(worst(answers), effect=together(answer.effect for answer in answers))


# A comparison of what policies allow, and a question about a role before and after a change that makes some of them.
_Compare: t.TypeAlias = "t.Callable[[Policies, Policies], Verdict]"
_Ask: t.TypeAlias = "t.Callable[[RoleAccess, RoleAccess, _Compare], Verdict]"


def _answer(
    before: RoleAccess | None,
    after: RoleAccess | None,
    *,
    created: str,
    ask: _Ask,
) -> NewAccess:
    not_considered = _not_considered(before, after)
    # Equal sides need no question, whatever the engine knows about their documents.
    if before == after:
        return NewAccess("none", not_considered=not_considered)
    old, new = before or RoleAccess(), after or RoleAccess()
    found = Verdict("proven") if after is None else ask(old, new, within_plausibly)
    effect = effect_of(found.answer, ask(new, old, within).answer)
    if found.answer == "proven":
        return NewAccess("none", effect=effect, not_considered=not_considered)
    is_new = None if before else created
    verdict = _OF_CONTAINMENT[found.answer]
    return NewAccess(verdict, found, created=is_new, effect=effect, not_considered=not_considered)


def _role_gains(before: RoleAccess, after: RoleAccess, compare: _Compare) -> Verdict:
    """Whether the role may do no more, and nobody else may assume it."""
    allowed = compare(after.policies, before.policies)
    if allowed.answer == "counterexample":
        return allowed
    trusted = compare(after.trusted, before.trusted)
    return trusted if allowed.answer == "proven" or trusted.answer == "counterexample" else allowed


def _anybody_gains(before: RoleAccess, after: RoleAccess, compare: _Compare) -> Verdict:
    """Whether the policy allows no more, and denies no less: what it denied, another policy may allow."""
    allowed = compare(after.policies, before.policies)
    if allowed.answer == "counterexample" or not _denies(before.policies):
        return allowed
    denied = compare(_beside_another(after), _beside_another(before))
    return denied if allowed.answer == "proven" or denied.answer == "counterexample" else allowed


def _denies(policies: Policies) -> bool:
    return any(one.effect == "Deny" for layer in policies.statements for one in layer)


def _beside_another(role: RoleAccess) -> Policies:
    return replace(role, identity={**role.identity, _OTHER_POLICY: _ALLOWS_EVERYTHING}).policies


def _not_considered(before: RoleAccess | None, after: RoleAccess | None) -> tuple[str, ...]:
    """What the answer leaves out: what it leaves out of either side, each once."""
    sides = [side.not_considered for side in (before, after) if side is not None]
    return tuple(dict.fromkeys(itertools.chain(*reversed(sides)))) if sides else NO_NEW_ACCESS.not_considered
