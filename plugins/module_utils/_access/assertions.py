# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Assertions: what a role has to be allowed, what it must not be allowed, and who may assume it.

C(may) asks for every request of a statement, whatever its context; C(may_not) for none of them. C(within) is a policy
document that allows all that the role may do. C(assumable_by) lists everybody whom the trust policy may let in.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field, replace

from .._arn import Account
from .._errors import OptionError
from .._finding import statement_label
from .._policy import partition
from .._policy.document import Document
from .._sanitize import printable
from . import assertion_options, assumable, obstacles, questions
from .containment import Answer, Verdict
from .role import RoleAccess

Assertion = t.Literal["may", "may_not", "within", "assumable_by"]
AssertionVerdict = t.Literal["holds", "violated", "unknown"]
_VERDICTS: t.Final[t.Mapping[Answer, AssertionVerdict]] = {
    "proven": "holds",
    "counterexample": "violated",
    "unknown": "unknown",
}


@dataclass(frozen=True, kw_only=True)
class AssertionAnswer:
    """Whether an assertion holds, in one line and as a result lists it. C(position) is its place in C(may)."""

    assertion: Assertion
    position: int | None
    verdict: AssertionVerdict
    message: str
    request: t.Mapping[str, t.Any] | None = None

    def to_result(self) -> dict[str, t.Any]:
        """The answer as a task's result lists it, always with the same keys."""
        return {
            "assertion": self.assertion,
            "position": self.position,
            "verdict": self.verdict,
            "message": self.message,
            "request": None if self.request is None else dict(self.request),
        }


@dataclass(frozen=True, kw_only=True)
class Assertions:
    """What the options C(access) and C(assumable_by) of a role assert. C(option) is the name of the first."""

    option: str = "access"
    may: tuple[Document, ...] = ()
    may_not: tuple[Document, ...] = ()
    within: Document | None = None
    assumable_by: tuple[str, ...] | None = None

    @classmethod
    def from_options(cls, option: str, access: t.Any, assumable_by: t.Any) -> Assertions | None:
        """The assertions that two options make; C(None) if neither is set. Raises C(OptionError).

        C(option) is the name of C(access) in messages; C(assumable_by) stands beside it.
        """
        if access is None and assumable_by is None:
            return None
        given = {} if access is None else assertion_options.lists(option, access)
        lists = {
            kind: assertion_options.documents(f"{option}.{kind}", kind, given[kind])
            for kind in ("may", "may_not")
            if kind in given
        }
        within = assertion_options.reference(f"{option}.within", given["within"]) if "within" in given else None
        trusted = None if assumable_by is None else assumable.read(_beside(option), assumable_by)
        return cls(option=option, within=within, assumable_by=trusted, **lists)

    def for_account(self, account: Account) -> Assertions:
        """The assertions with pseudo parameters filled in for the account.

        Raises C(OptionError) for a pseudo parameter without a value, and for an ARN of another partition, about which
        an assertion would say nothing.
        """
        trusted = self.assumable_by
        return replace(
            self,
            may=self._filled("may", self.may, account),
            may_not=self._filled("may_not", self.may_not, account),
            within=None if self.within is None else _filled(f"{self.option}.within", self.within, account),
            assumable_by=None if trusted is None else assumable.filled(_beside(self.option), trusted, account),
        )

    def _filled(self, kind: str, documents: tuple[Document, ...], account: Account) -> tuple[Document, ...]:
        return tuple(
            _filled(f"{self.option}.{kind}[{position}]", one, account) for position, one in enumerate(documents)
        )

    def documents(self) -> t.Iterator[tuple[str, Document]]:
        """The documents of the assertions, each by the name of its option."""
        for kind, documents in (("may", self.may), ("may_not", self.may_not)):
            for position, one in enumerate(documents):
                yield f"{self.option}.{kind}[{position}]", one

    def check(self, role: RoleAccess) -> tuple[AssertionAnswer, ...]:
        """An answer to each assertion, in the order C(may), C(may_not), C(within), C(assumable_by)."""
        return tuple(self._answers(role))

    def _answers(self, role: RoleAccess) -> t.Iterator[AssertionAnswer]:
        for position, asked in enumerate(self.may):
            yield _may(position, asked, role)
        for position, asked in enumerate(self.may_not):
            yield _may_not(position, asked, role)
        if self.within is not None:
            verdict = questions.allows_only(role.policies, self.within)
            yield _answer("within", None, verdict, "the role may do only what the document allows", "the role may do")
        if self.assumable_by is not None:
            yield _assumable_by(self.assumable_by, role)


@dataclass(frozen=True)
class AccessAnswers:
    """The answers to the assertions about a role, together, and what they leave out."""

    answers: tuple[AssertionAnswer, ...]
    not_considered: tuple[str, ...] = field(default=())

    @classmethod
    def about(cls, role: RoleAccess, assertions: Assertions) -> AccessAnswers:
        """The answers to assertions about a role."""
        return cls(assertions.check(role), role.not_considered)

    @property
    def verdict(self) -> AssertionVerdict:
        """C(violated) if one assertion is, C(holds) if all do, else C(unknown)."""
        verdicts = {answer.verdict for answer in self.answers}
        return next((verdict for verdict in ("violated", "unknown") if verdict in verdicts), "holds")

    def to_result(self) -> dict[str, t.Any]:
        """The answers as a role's result has them under C(access)."""
        return {
            "verdict": self.verdict,
            "assertions": [answer.to_result() for answer in self.answers],
            "not_considered": [*map(printable, self.not_considered)],
        }


def _beside(option: str) -> str:
    """The name of the option C(assumable_by) beside C(access)."""
    return f"{option.removesuffix('access')}assumable_by"


def _filled(option: str, document: Document, account: Account) -> Document:
    filled = document.filled(option, account)
    try:
        partition.check(option, filled, account)
    except OptionError as error:
        # The author of an item wrote no list of statements.
        raise OptionError(error.option.replace("].Statement[0].", "]."), error.problem) from None
    return filled


def _may(position: int, asked: Document, role: RoleAccess) -> AssertionAnswer:
    verdict = questions.allows_all(role.policies, asked)
    if verdict.request is None:
        return _answer("may", position, verdict, f"the role may do all of it{_label(asked)}", "")
    what = questions.sentence(replace(verdict, evaluation=None))
    message = f"the role may not do {what}{_label(asked)}: {obstacles.explanation(role, verdict.request)}"
    return _violated("may", position, verdict, message)


def _may_not(position: int, asked: Document, role: RoleAccess) -> AssertionAnswer:
    verdict = questions.allows_none(role.policies, asked)
    return _answer("may_not", position, verdict, f"the role may do nothing of it{_label(asked)}", "the role may do")


def _assumable_by(names: tuple[str, ...], role: RoleAccess) -> AssertionAnswer:
    if role.trust is None:
        verdict = Verdict("unknown", reason="the trust policy was not given")
    else:
        verdict = questions.allows_only(role.trusted, assumable.reference(names, role.trust))
    return _answer("assumable_by", None, verdict, "the trust policy lets in nobody else", "the trust policy allows")


def _answer(assertion: Assertion, position: int | None, verdict: Verdict, holds: str, violated: str) -> AssertionAnswer:
    """The answer to an assertion: C(holds) says that it does, C(violated) is followed by the request."""
    if verdict.request is not None:
        return _violated(assertion, position, verdict, f"{violated} {questions.sentence(verdict)}")
    name = _name(assertion, position)
    if verdict.answer == "proven":
        message = f"{name} holds: {holds}"
    else:
        message = f"{name} is unknown: {questions.sentence(verdict)}"
    return AssertionAnswer(
        assertion=assertion, position=position, verdict=_VERDICTS[verdict.answer], message=printable(message)
    )


def _violated(assertion: Assertion, position: int | None, verdict: Verdict, message: str) -> AssertionAnswer:
    return AssertionAnswer(
        assertion=assertion,
        position=position,
        verdict="violated",
        message=printable(f"{_name(assertion, position)} is violated: {message}"),
        request=questions.request_to_result(verdict),
    )


def _name(assertion: Assertion, position: int | None) -> str:
    return assertion if position is None else f"{assertion}[{position}]"


def _label(asked: Document) -> str:
    """The Sid that the author gave to a statement, if any."""
    sid = statement_label(None, asked.statements[0].sid)
    return f" ({sid})" if sid else ""
