# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The body of the module iam_policy_review: documents from options and files, reviewed, and what was found reported.

No session stands behind it, so pseudo parameters stay as they are in the documents.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field, replace

from .._arn import shown_name
from .._errors import LeastPrivError, OptionError
from .._files import sarif, yaml_nodes
from .._files.document_files import Folder, document_of, is_json
from .._files.source_lines import Located, Place, Sources, inline_name, place_of_file
from .._files.yaml_nodes import YamlError
from .._finding import Finding
from .._policy import rules
from .._policy.problem import DocumentKind
from .._review.catalogue import Catalogue, load
from .._review.review import ReviewOptions, review, review_together
from .module_main import ModuleResult

Options = t.Mapping[str, t.Any]
Result = dict[str, t.Any]

# What the document of the option policy is called.
_NAMELESS: t.Final = "policy"


@dataclass(frozen=True, kw_only=True)
class _Subject:
    """A document to review, where it stands, and what was found while it was read."""

    name: str
    kind: DocumentKind
    settings: ReviewOptions
    document: t.Any = None
    place: Place | None = None
    found: tuple[Located, ...] = ()
    readable: bool = True

    @property
    def identity(self) -> tuple[str, ...]:
        """What documents share that are the same one."""
        try:
            return (self.name, self.kind, repr(self.document))
        except ValueError:
            # A number of more digits than Python writes.
            return (self.name, self.kind, str(id(self.document)))

    def review(self, catalogue: Catalogue | None) -> t.Iterator[Located]:
        yield from self.found
        if self.readable:
            for finding in review(self.document, kind=self.kind, name=self.name, catalogue=catalogue):
                yield Located.at(self.place, finding)


@dataclass(frozen=True, kw_only=True)
class _Outcome:
    """What a review has found, in the order of the documents, each with whether the task fails for it."""

    findings: t.Mapping[Located, bool] = field(default_factory=dict)
    reviewed: int = 0
    unchecked: tuple[str, ...] = ()

    @property
    def failing(self) -> list[Located]:
        return [located for located, fails in self.findings.items() if fails]

    @property
    def warnings(self) -> list[Located]:
        return [located for located, fails in self.findings.items() if not fails]


def run(options: Options, *, check_mode: bool, diff: bool) -> ModuleResult:  # noqa: ARG001 - it has no diff
    """The body of the module; see C(execute)."""
    return execute(options, check_mode=check_mode, catalogue=load())


def execute(options: Options, *, check_mode: bool, catalogue: Catalogue | None) -> ModuleResult:
    """Reviews the documents that the options name and writes the log, in check mode says whether it would change.

    Raises nothing of ours. The result has the same keys whatever happens.
    """
    # An empty path is that of a variable that was not set.
    outcome, changed, log = _Outcome(), False, options["sarif_path"] or None
    try:
        if all(options[option] is None for option in ("policy", "paths", "documents")):
            raise OptionError("policy", "has no value; give a document, or paths, or documents")
        folder = Folder("chdir", options["chdir"])
        if log is not None:
            folder.check_writable("sarif_path", log)
        texts = folder.variable_files("sources", options["sources"])
        outcome = _review_all(list(_subjects(options, folder, Sources(texts))), catalogue)
        if log is not None:
            text = sarif.to_text(sarif.log(outcome.findings, fallback=next(iter(texts), None)))
            changed = folder.write("sarif_path", log, text, check_mode=check_mode)
    except LeastPrivError as error:
        return ModuleResult(failed=True, result={"msg": str(error), **_result(outcome, catalogue, changed=changed)})
    result = _result(outcome, catalogue, changed=changed)
    if outcome.failing:
        result |= {"msg": _failure(outcome), "failed_for_findings": True}
    return ModuleResult(failed=bool(outcome.failing), result=result, warnings=_warnings(outcome))


def _subjects(options: Options, folder: Folder, sources: Sources) -> t.Iterator[_Subject]:
    """The documents of whichever option is set."""
    settings = ReviewOptions.from_options(options)
    kind = options["type"]
    if options["policy"] is not None:
        yield _Subject(name=_NAMELESS, kind=kind, settings=settings, document=options["policy"])
    for path in folder.matching("paths", options["paths"] or []):
        yield _from_file(folder, "paths", path, _Subject(name=path, kind=kind, settings=settings))
    for given in options["documents"] or []:
        entry = {**given, "name": shown_name(given["name"])}
        for single in _single_documents(entry):
            yield _from_entry(single, options, folder, sources)
        if entry["inline_policies"]:
            yield _inline_policies(entry, _settings(entry, options))


def _single_documents(entry: Options) -> t.Iterator[Options]:
    """An entry as entries of one document each; one that describes a role has several."""
    if entry["policy"] is not None or entry["path"] is not None:
        yield entry
    if entry["assume_role_policy_document"] is not None:
        yield {**entry, "type": "trust", "policy": entry["assume_role_policy_document"], "path": None}
    for name, document in (entry["inline_policies"] or {}).items():
        inline = inline_name(entry["name"], shown_name(str(name)))
        yield {**entry, "type": "inline", "name": inline, "policy": document, "path": None}


def _inline_policies(entry: Options, settings: ReviewOptions) -> _Subject:
    """The inline policies of a role, as far as there is something to say about all of them together."""
    documents, name = entry["inline_policies"], f"{entry['name']}.inline_policies"
    found = tuple(Located(finding=finding) for finding in review_together(documents.values(), name=name))
    return _Subject(name=name, kind="inline", settings=settings, document=documents, found=found, readable=False)


def _settings(entry: Options, options: Options) -> ReviewOptions:
    """How strict the review of an entry is: as it says, else as the task says."""
    own = {key: entry[key] for key in ("review", "review_ignore") if entry[key] is not None}
    return ReviewOptions.from_options({**options, **own})


def _from_entry(entry: Options, options: Options, folder: Folder, sources: Sources) -> _Subject:
    name, kind = entry["name"], entry["type"] or options["type"]
    try:
        settings = _settings(entry, options)
        if entry["path"] is not None:
            return _from_file(folder, "path", entry["path"], _Subject(name=name, kind=kind, settings=settings))
    except OptionError as error:
        raise LeastPrivError(f"documents: {name}: {error}") from None
    place = sources.find(name, kind, entry["policy"])
    return _Subject(name=name, kind=kind, settings=settings, document=entry["policy"], place=place)


def _from_file(folder: Folder, option: str, path: str, subject: _Subject) -> _Subject:
    """A subject with the document of a file, JSON or YAML."""
    path = folder.shown(path)
    text = folder.read(option, path)
    subject = replace(subject, document=text, place=place_of_file(path, text))
    try:
        document = document_of(option, path, text)
    except YamlError as error:
        finding = Finding(rule=rules.INVALID_JSON, message=f"not valid YAML: {error}", document=subject.name)
        return replace(subject, found=(Located.at(subject.place, finding),), readable=False)
    if is_json(path, text):
        return subject
    return replace(subject, document=document, found=tuple(_repeated(path, subject.name, text)))


def _repeated(path: str, name: str, text: str) -> t.Iterator[Located]:
    """The finding for a key that stands twice, which the value made of YAML no longer shows."""
    for root in yaml_nodes.compose(text):
        key = yaml_nodes.repeated_key(root)
        if key is not None:
            message = f"{key.value!r} appears twice in one mapping; only one of them would count"
            finding = Finding(rule=rules.REPEATED_ELEMENT, message=message, document=name)
            yield Located(finding=finding, path=path, line=yaml_nodes.line(key))


def _review_all(subjects: t.Iterable[_Subject], catalogue: Catalogue | None) -> _Outcome:
    """Reviews each document once, however often it is named with the same settings."""
    reviewed = [subject for subject in subjects if subject.settings.mode != "off"]
    distinct = {(subject.identity, subject.settings, subject.place): subject for subject in reviewed}
    findings: dict[Located, bool] = {}
    for subject in distinct.values():
        for located, fails in _judged(subject, catalogue):
            findings[located] = fails or findings.get(located, False)
    return _Outcome(
        findings=findings,
        reviewed=len({subject.identity for subject in reviewed if subject.readable or subject.place}),
        unchecked=() if catalogue is not None else _unchecked(reviewed),
    )


def _judged(subject: _Subject, catalogue: Catalogue | None) -> t.Iterator[tuple[Located, bool]]:
    """The findings about a document that count for something, each with whether the task fails for it."""
    findings = list(subject.review(catalogue))
    verdict = subject.settings.judge(located.finding for located in findings)
    for located in findings:
        fails = located.finding in verdict.failing
        if fails or located.finding in verdict.warnings:
            yield located, fails


def _unchecked(subjects: t.Iterable[_Subject]) -> tuple[str, ...]:
    """The rules that somebody wants checked and that cannot be checked without the catalogue."""
    needing = sorted(rule.id for rule in rules.RULES.values() if rule.needs_catalogue)
    ignored = [subject.settings.ignore for subject in subjects]
    return tuple(rule for rule in needing if any(rule not in each for each in ignored))


def _result(outcome: _Outcome, catalogue: Catalogue | None, *, changed: bool) -> Result:
    severities = [located.finding.rule.severity for located in outcome.findings]
    return {
        "changed": changed,
        "findings": [located.to_result() for located in outcome.findings],
        "counts": {"error": severities.count("error"), "warning": severities.count("warning")},
        "reviewed": outcome.reviewed,
        "catalogue": {"available": catalogue is not None, "version": catalogue.version if catalogue else None},
        "not_checked": list(outcome.unchecked),
        "failed_for_findings": False,
    }


def _failure(outcome: _Outcome) -> str:
    count, documents = len(outcome.failing), outcome.reviewed
    head = f"{count} finding{'s' * (count != 1)} in {documents} document{'s' * (documents != 1)}:"
    advice = "Correct the documents, or name in review_ignore what stands in brackets."
    return "\n".join([head, *(located.text() for located in outcome.failing), advice])


def _warnings(outcome: _Outcome) -> tuple[str, ...]:
    warnings = [located.text() for located in outcome.warnings]
    if outcome.unchecked:
        warnings.append(
            "Not checked, because cfn-lint is not installed where the module runs (pip install cfn-lint): "
            f"{', '.join(outcome.unchecked)}"
        )
    return tuple(warnings)
