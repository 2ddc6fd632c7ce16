# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The review of a policy document before AWS sees it: findings, and what follows from them.

The module C(grammar) knows what IAM refuses, C(risks) what should not be granted, C(rules) the text of each rule.
"""

from __future__ import annotations

import itertools
import typing as t
from dataclasses import dataclass

from .._arn import SPECIMEN
from .._errors import DocumentError, OptionError, ReviewError
from .._finding import Finding, Rule
from .._policy import document as policy
from .._policy import grammar, pseudo_parameters, risk_rules, rules, trust_rules
from .._policy.document import Document
from .._policy.problem import DocumentKind, Problem
from .._policy.statement import Statement
from . import escalation, redundancy, risks
from .catalogue import Catalogue
from .escalation import ReviewedRole

Mode = t.Literal["off", "warn", "fail"]
# What findings of a task for one role call its policies together.
TOGETHER: t.Final = "inline_policies"


def review(
    document: t.Any, *, kind: DocumentKind, name: str, catalogue: Catalogue | None = None
) -> tuple[Finding, ...]:
    """The findings about a document: a document value, a mapping, or the text that IAM would get.

    C(name) is what findings call it. Pseudo parameters may be filled in or not. Without the catalogue, the rules
    that need it are not checked. Raises nothing: a document that cannot be read is a finding too.
    """
    findings = [_finding(name, problem) for problem in _text_problems(document)]
    try:
        parsed = policy.parse(name, document)
    except DocumentError as error:
        return (*findings, _finding(name, Problem(rules.RULES[error.rule], error.problem)))
    whole = (
        *grammar.document_problems(parsed, kind),
        *_size_problems(parsed, kind),
        *risks.document_problems(parsed, kind),
    )
    findings += (_finding(name, problem) for problem in whole)
    # The number of findings grows with the document, without limit.
    if parsed.size <= policy.TEXT_LENGTH:
        findings += _statement_findings(parsed, kind, name, catalogue, broken={finding.rule for finding in findings})
    return tuple(dict.fromkeys(findings))


def _statement_findings(
    document: Document, kind: DocumentKind, name: str, catalogue: Catalogue | None, *, broken: t.Collection[Rule]
) -> t.Iterator[Finding]:
    """The findings about statements. C(broken) are the rules that the document as a whole breaks."""
    is_refused = any(rule.severity == "error" for rule in broken)
    for position, statement in enumerate(document.statements):
        problems = list(grammar.statement_problems(statement, kind))
        is_refused = is_refused or bool(problems)
        # What IAM refuses grants nothing. Finding the risks of a document beyond the quotas could take very long.
        if not problems and rules.TOO_LARGE not in broken:
            problems = list(risks.statement_problems(statement, kind, catalogue, document.version))
        for problem in problems:
            yield _finding(name, problem, position, statement)
    if not is_refused:
        for position, problem in redundancy.statements(document):
            yield _finding(name, problem, position, document.statements[position])


def review_together(documents: t.Iterable[t.Any], *, name: str) -> tuple[Finding, ...]:
    """The findings about all inline policies of a role together: whether they are too large."""
    total = 0
    for document in documents:
        try:
            total += policy.parse(name, document).size_in(SPECIMEN)
        except DocumentError:
            # An unreadable document has a finding of its own.
            continue
    if total <= policy.INLINE_POLICIES_SIZE:
        return ()
    message = f"together they have {total:,} characters without white space; the quota is {_SIZES['inline']:,}"
    return (_finding(name, Problem(rules.TOO_LARGE, message)),)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The findings that fail a task, and those that are only warnings."""

    failing: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReviewOptions:
    """How strict a review is: C(off), C(warn) or C(fail), and the identifiers of rules that it ignores."""

    mode: Mode
    ignore: frozenset[str]

    @classmethod
    def from_options(cls, options: t.Mapping[str, t.Any]) -> ReviewOptions:
        """Reads and checks the options C(review) and C(review_ignore); raises C(OptionError)."""
        check_rules("review_ignore", options["review_ignore"])
        return cls(mode=options["review"], ignore=frozenset(options["review_ignore"]))

    def judge(self, findings: t.Iterable[Finding]) -> Verdict:
        """Which of the findings fail the task, and which are warnings."""
        if self.mode == "off":
            return Verdict()
        counting = [finding for finding in findings if finding.rule.id not in self.ignore]
        return Verdict(
            failing=tuple(filter(self._is_failing, counting)),
            warnings=tuple(itertools.filterfalse(self._is_failing, counting)),
        )

    def looks_at(self, rule: Rule) -> bool:
        """Whether a finding of the rule counts."""
        return self.mode != "off" and rule.id not in self.ignore

    def _is_failing(self, finding: Finding) -> bool:
        return self.mode == "fail" or finding.rule.severity == "error"

    def check(
        self,
        documents: t.Iterable[ReviewedDocument],
        catalogue: t.Callable[[], Catalogue | None],
        role: ReviewedRole | None = None,
    ) -> tuple[Finding, ...]:
        """Reviews documents and returns the warnings; raises C(ReviewError) for findings that fail the task.

        C(role) is the role that has the documents, if a role does. However lenient the review is, raises C(OptionError)
        for a document that cannot be sent.
        """
        documents = tuple(documents)
        findings = [
            finding
            for reviewed in documents
            if self.mode != "off"
            for finding in review(reviewed.document, kind=reviewed.kind, name=reviewed.name, catalogue=catalogue())
        ]
        if role is not None and self.looks_at(risk_rules.PRIVILEGE_ESCALATION):
            findings += escalation.findings(role, TOGETHER)
        verdict = self.judge(findings)
        if verdict.failing:
            raise ReviewError(verdict.failing)
        check_pseudo_parameters(documents)
        return verdict.warnings


def check_rules(option: str, identifiers: t.Iterable[str]) -> None:
    """Raises C(OptionError) for an identifier that is not that of a rule."""
    unknown = [rule for rule in identifiers if rule not in rules.RULES]
    if unknown:
        known = ", ".join(sorted(rules.RULES))
        raise OptionError(option, f"{unknown[0]!r} is not a rule of the review; the rules are: {known}")


NO_REVIEW: t.Final = ReviewOptions(mode="off", ignore=frozenset())


def check_pseudo_parameters(documents: t.Iterable[ReviewedDocument]) -> None:
    """Raises C(OptionError) for documents with a pseudo parameter that no account has a value for."""
    for reviewed in documents:
        pseudo_parameters.check(reviewed.name, reviewed.document.text)


class ReviewedDocument(t.NamedTuple):
    """A document to review: what findings call it, what it is, and itself."""

    name: str
    kind: DocumentKind
    document: Document


def _finding(name: str, problem: Problem, position: int | None = None, statement: Statement | None = None) -> Finding:
    return Finding(
        rule=problem.rule,
        message=problem.message,
        document=name,
        position=position,
        sid=None if statement is None else statement.sid,
        element=problem.element,
    )


def _text_problems(document: t.Any) -> t.Iterator[Problem]:
    if isinstance(document, policy.GivenDocument):
        document = document.value
    if isinstance(document, str) and document.strip() and document[0].isspace():
        yield Problem(rules.LEADING_WHITE_SPACE, "the document begins with white space")


_SIZES: t.Final[t.Mapping[DocumentKind, int]] = {
    "managed": policy.MANAGED_POLICY_SIZE,
    "inline": policy.INLINE_POLICIES_SIZE,
    "trust": policy.TRUST_POLICY_SIZE_RAISED,
    "scp": policy.SERVICE_CONTROL_POLICY_SIZE,
}


def _size_problems(document: Document, kind: DocumentKind) -> t.Iterator[Problem]:
    # In any account: the values of pseudo parameters differ in length by a few characters.
    size = document.size_in(SPECIMEN)
    characters = f"the document has {size:,} characters without white space"
    if kind == "scp":
        # Organizations counts white space too: within values it cannot be left out.
        size = len(pseudo_parameters.fill_known(document.text, SPECIMEN))
        characters = f"the document has {size:,} characters, with no white space between its elements"
    if size > _SIZES[kind]:
        yield Problem(rules.TOO_LARGE, f"{characters}; the quota is {_SIZES[kind]:,}")
    elif kind == "trust" and size > policy.TRUST_POLICY_SIZE:
        message = f"{characters}; for more than {policy.TRUST_POLICY_SIZE:,} AWS has to raise the account's quota"
        yield Problem(trust_rules.LARGE_TRUST_POLICY, message)
