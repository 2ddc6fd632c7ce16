# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The review of a policy document before AWS sees it: findings, and what they lead to.

What IAM refuses is in C(_grammar.py), what should not be granted in C(_risks.py), the rules' words in C(_rules.py).
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .._arn import SPECIMEN
from .._errors import DocumentError, OptionError, ReviewError
from .._finding import Finding
from .._policy import document as policy
from .._policy import grammar, rules
from .._policy.problem import DocumentKind, Problem
from . import risks
from .catalogue import Catalogue

Mode = t.Literal["off", "warn", "fail"]


def review(
    document: t.Any, *, kind: DocumentKind, name: str, catalogue: Catalogue | None = None
) -> tuple[Finding, ...]:
    """What there is to say about a document, given as a mapping or as the text that IAM would get.

    C(name) is what findings call it. Pseudo parameters may be filled in or not. Without the catalogue, the rules
    that need it are not checked. Raises nothing: what cannot be read is a finding too.
    """
    findings = [_finding(name, problem) for problem in _text_problems(document)]
    try:
        parsed = policy.parse(name, document)
    except DocumentError as error:
        return (*findings, _finding(name, Problem(rules.RULES[error.rule], error.problem)))
    findings += [_finding(name, problem) for problem in grammar.document_problems(parsed, kind)]
    findings += [_finding(name, problem) for problem in _size_problems(parsed, kind)]
    if policy.size(parsed) > policy.TEXT_LENGTH:
        # One without end has findings without end.
        return tuple(findings)
    refused = any(finding.rule.severity == "error" for finding in findings)
    # The risks of a document without end would take without end to tell.
    is_too_large = any(finding.rule is rules.TOO_LARGE for finding in findings)
    for position, statement in enumerate(policy.statements_of(parsed)):
        problems = list(grammar.statement_problems(statement, kind))
        refused = refused or bool(problems)
        # What IAM refuses grants nothing.
        if not problems and not is_too_large:
            problems = list(risks.statement_problems(statement, kind, catalogue))
        findings += [_finding(name, problem, position, statement) for problem in problems]
    if not refused:
        statements = policy.statements_of(parsed)
        redundant = risks.redundant_statements(parsed)
        findings += [_finding(name, problem, position, statements[position]) for position, problem in redundant]
    return tuple(dict.fromkeys(findings))


def review_together(documents: t.Iterable[t.Any], *, name: str) -> tuple[Finding, ...]:
    """What there is to say about all inline policies of a role together: whether they are too large."""
    total = 0
    for document in documents:
        try:
            total += _size(policy.parse(name, document))
        except DocumentError:
            # That it cannot be read is a finding of its own.
            continue
    if total <= policy.INLINE_POLICIES_SIZE:
        return ()
    message = f"together they have {total:,} characters without white space; the most is {_SIZES['inline']:,}"
    return (_finding(name, Problem(rules.TOO_LARGE, message)),)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What findings lead to: those that fail a task, and those that only warn."""

    failing: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReviewOptions:
    """How strict a review is: C(off), C(warn) or C(fail), and the identifiers that count for nothing."""

    mode: Mode
    ignore: frozenset[str]

    @classmethod
    def from_options(cls, options: t.Mapping[str, t.Any]) -> ReviewOptions:
        """Reads and checks the options C(review) and C(review_ignore); raises C(OptionError)."""
        unknown = [each for each in options["review_ignore"] if each not in rules.RULES]
        if unknown:
            known = ", ".join(sorted(rules.RULES))
            raise OptionError("review_ignore", f"{unknown[0]!r} identifies no rule of the review; these do: {known}")
        return cls(mode=options["review"], ignore=frozenset(options["review_ignore"]))

    def judge(self, findings: t.Iterable[Finding]) -> Verdict:
        """What the findings lead to."""
        if self.mode == "off":
            return Verdict()
        counting = [finding for finding in findings if finding.rule.id not in self.ignore]
        fails = [self.mode == "fail" or each.rule.severity == "error" for each in counting]
        return Verdict(
            failing=tuple(each for each, failing in zip(counting, fails, strict=True) if failing),
            warnings=tuple(each for each, failing in zip(counting, fails, strict=True) if not failing),
        )

    def check(
        self, documents: t.Iterable[ReviewedDocument], catalogue: t.Callable[[], Catalogue | None]
    ) -> tuple[Finding, ...]:
        """Reviews documents and returns what is worth a warning; raises C(ReviewError) for what fails the task.

        What nobody could send is no matter of how strict the review is: for that it raises C(OptionError).
        """
        documents = tuple(documents)
        findings = [
            finding
            for each in documents
            if self.mode != "off"
            for finding in review(each.document, kind=each.kind, name=each.name, catalogue=catalogue())
        ]
        verdict = self.judge(findings)
        if verdict.failing:
            raise ReviewError(verdict.failing)
        check_pseudo_parameters(documents)
        return verdict.warnings


def check_pseudo_parameters(documents: t.Iterable[ReviewedDocument]) -> None:
    """Raises C(OptionError) for documents with a pseudo parameter that no account has a value for."""
    for each in documents:
        policy.check_pseudo_parameters(each.name, policy.to_text(each.document))


class ReviewedDocument(t.NamedTuple):
    """A document to review: what findings call it, what it is, and itself."""

    name: str
    kind: DocumentKind
    document: policy.Document


def _finding(
    name: str, problem: Problem, position: int | None = None, statement: t.Mapping[str, t.Any] | None = None
) -> Finding:
    sid = (statement or {}).get("Sid")
    return Finding(
        rule=problem.rule,
        message=problem.message,
        document=name,
        position=position,
        sid=sid if isinstance(sid, str) and sid else None,
        element=problem.element,
    )


def _text_problems(document: t.Any) -> t.Iterator[Problem]:
    if isinstance(document, str) and document.strip() and document[0].isspace():
        yield Problem(rules.LEADING_WHITE_SPACE, "the document begins with white space")


_SIZES: t.Final[t.Mapping[DocumentKind, int]] = {
    "managed": policy.MANAGED_POLICY_SIZE,
    "inline": policy.INLINE_POLICIES_SIZE,
    "trust": policy.TRUST_POLICY_SIZE_RAISED,
}


def _size(document: policy.Document) -> int:
    try:
        # In whichever account: the values of pseudo parameters differ in length by a few characters.
        return policy.size(policy.fill("document", document, SPECIMEN))
    except OptionError:
        # A pseudo parameter that nothing fills in.
        return policy.size(document)


def _size_problems(document: policy.Document, kind: DocumentKind) -> t.Iterator[Problem]:
    size = _size(document)
    characters = f"the document has {size:,} characters without white space"
    if size > _SIZES[kind]:
        yield Problem(rules.TOO_LARGE, f"{characters}; the most is {_SIZES[kind]:,}")
    elif kind == "trust" and size > policy.TRUST_POLICY_SIZE:
        message = f"{characters}; an account has to ask AWS for more than {policy.TRUST_POLICY_SIZE:,}"
        yield Problem(rules.LARGE_TRUST_POLICY, message)
