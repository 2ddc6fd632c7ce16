# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module iam_policy_review: reviews the documents of its options and files, and reports the findings.

It opens no session, so pseudo parameters in the documents have no values.
"""

from __future__ import annotations

import itertools
import typing as t
from dataclasses import replace

from .._argspec import PARAMETERS, REVIEW, ArgumentSpec, Options
from .._arn import ROLE, shown_name
from .._errors import LeastPrivError, OptionError, ParametersError
from .._files import finding_files, yaml_nodes
from .._files.document_files import Folder, document_of, is_json
from .._files.source_lines import Sources, place_of_file
from .._files.yaml_nodes import YamlError
from .._finding import Finding, Located
from .._policy import rules
from .._policy.document import GivenDocument
from .._review.catalogue import Catalogue, load, preload
from .._review.filled_subjects import SubjectFilling
from .._review.review import ReviewOptions
from .._review.subjects import (
    BOUNDARY,
    INLINE_POLICIES,
    MANAGED_POLICIES,
    POLICY,
    ROLE_PATH,
    TRUST_POLICY,
    ReviewResult,
    Subject,
    review_subjects,
    role_subjects,
    settings_of,
    together,
)
from .module_main import ModuleMain, ModuleResult, Result

_TYPES: t.Final = ["managed", "inline", "trust", "scp"]
_ONE_OF: t.Final = (("policy", "paths", "documents"),)

SPEC: t.Final = ArgumentSpec(
    options={
        "policy": {"type": "json"},
        "paths": {"type": "list", "elements": "path"},
        "documents": {
            "type": "list",
            "elements": "dict",
            "options": {
                "name": {"type": "str", "required": True},
                "type": {"type": "str", "choices": _TYPES},
                "policy": {"type": "json"},
                "path": {"type": "path"},
                "assume_role_policy_document": {"type": "json"},
                "inline_policies": {"type": "dict"},
                MANAGED_POLICIES: {"type": "list", "elements": "str"},
                BOUNDARY: {"type": "str"},
                ROLE_PATH: {"type": "str", "default": "/"},
                "review": {"type": "str", "choices": ["off", "warn", "fail"]},
                "review_ignore": {"type": "list", "elements": "str"},
                "parameters": {"type": "dict"},
            },
            "mutually_exclusive": [("policy", "path")],
            "required_one_of": [("policy", "path", TRUST_POLICY, INLINE_POLICIES, MANAGED_POLICIES)],
        },
        "type": {"type": "str", "choices": _TYPES, "default": "managed"},
        "chdir": {"type": "path"},
        **finding_files.OPTIONS,
        "sources": {"type": "list", "elements": "path", "default": []},
    },
    mutually_exclusive=_ONE_OF,
    required_one_of=_ONE_OF,
)


def run(options: Options, *, check_mode: bool, diff: bool) -> ModuleResult:  # noqa: ARG001 - it has no diff
    """Runs the module with the installed catalogue; see C(execute)."""
    return execute(options, check_mode=check_mode, catalogue=load())


def execute(options: Options, *, check_mode: bool, catalogue: Catalogue | None) -> ModuleResult:
    """Reviews the documents that the options name, and writes the findings to files unless in check mode.

    Raises no C(LeastPrivError). The result always has the same keys.
    """
    review, changed = ReviewResult(), False
    filling = SubjectFilling(options["parameters"])
    try:
        if all(options[option] is None for option in ("policy", "paths", "documents")):
            raise OptionError("policy", "has no value: set policy, paths or documents")
        folder = Folder("chdir", options["chdir"])
        files = finding_files.FindingFiles.from_options(options, folder)
        texts = folder.variable_files("sources", options["sources"])
        review = review_subjects(list(_subjects(options, filling, folder, Sources(texts))), catalogue)
        changed = files.write(review.findings, fallback=next(iter(texts), None), check_mode=check_mode)
    except LeastPrivError as error:
        return ModuleResult(failed=True, result={"msg": str(error), **_result(review, catalogue, changed=changed)})
    result = _result(review, catalogue, changed=changed)
    if review.failing:
        result |= {"msg": review.failure, "failed_for_findings": True}
    return ModuleResult(failed=bool(review.failing), result=result, warnings=(*filling.warnings, *review.warnings))


MAIN: t.Final = ModuleMain(spec=SPEC | PARAMETERS | REVIEW, execute=run, preload=preload)


def _subjects(options: Options, filling: SubjectFilling, folder: Folder, sources: Sources) -> t.Iterator[Subject]:
    """The documents of the option that is set."""
    settings = ReviewOptions.from_options(options)
    kind = options["type"]
    if options["policy"] is not None:
        yield filling.document_of(Subject(name=POLICY, kind=kind, settings=settings, document=options["policy"]))
    for path in folder.matching("paths", options["paths"] or []):
        subject = _from_file(folder, "paths", path, Subject(name=path, kind=kind, settings=settings))
        yield filling.document_of(subject)
    blank = Subject(name="", kind=kind, settings=settings)
    entries = [_of_entry(entry, filling, blank, folder, sources) for entry in options["documents"] or []]
    yield from itertools.chain.from_iterable(subjects for subjects, _role in entries)
    yield from _together(entries)
    filling.check(allow_unused=options["unused_parameters"] == "allow")


def _of_entry(
    entry: Options, filling: SubjectFilling, blank: Subject, folder: Folder, sources: Sources
) -> tuple[list[Subject], Options]:
    """The documents of an entry with their places, and the entry, filled in with its own parameters or the task's.

    C(blank) is a subject as the task describes it.
    """
    own = None if entry["parameters"] is None else SubjectFilling(entry["parameters"], is_of_entry=True)
    filling = own or filling
    try:
        settings = settings_of(entry, blank.settings)
        blank = replace(blank, name=shown_name(entry["name"]), kind=entry["type"] or blank.kind, settings=settings)
        filled = filling.entry(entry)
        described = _described(filled, blank, folder)
        subjects = [filling.renamed(_placed(filling.document_of(subject), sources)) for subject in described]
        path = ROLE.check_path(ROLE_PATH, filled[ROLE_PATH] or "/")
        role = {**filled, "name": filling.name(entry["name"]), "path": path}
        if own is not None:
            own.check(allow_unused=True)
    except (OptionError, ParametersError) as error:
        raise LeastPrivError(f"documents: {shown_name(entry['name'])}: {error}") from None
    return subjects, role


def _together(entries: t.Sequence[tuple[list[Subject], Options]]) -> t.Iterator[Subject]:
    """All policies of each role together. Of policies with one name, a role has the one that comes before it."""
    policies: dict[str, t.Any] = {}
    for subjects, _role in reversed(entries):
        policies |= _policies_of(subjects)
    for subjects, role in entries:
        policies |= _policies_of(subjects)
        if subjects and (role[INLINE_POLICIES] or role[MANAGED_POLICIES]):
            place = next((subject.place for subject in subjects if subject.place is not None), None)
            for subject in together(role["name"], role, policies, subjects[0].settings):
                yield replace(subject, place=place)


def _policies_of(subjects: t.Iterable[Subject]) -> dict[str, t.Any]:
    managed = (subject for subject in subjects if subject.kind == "managed" and subject.is_reviewed)
    return {subject.name.lower(): subject.document for subject in managed}


def _described(entry: Options, blank: Subject, folder: Folder) -> t.Iterator[Subject]:
    """The documents of an entry: one policy, those of a role, or both."""
    if entry["path"] is not None:
        yield _from_file(folder, "path", entry["path"], blank)
    elif entry[POLICY] is not None:
        yield replace(blank, document=entry[POLICY])
    yield from role_subjects(blank.name, entry[TRUST_POLICY], entry[INLINE_POLICIES] or {}, blank.settings)


def _placed(subject: Subject, sources: Sources) -> Subject:
    """The subject with its place in a variable file, unless its place is already known or it is not reviewed."""
    if subject.place is not None or not subject.is_reviewed:
        return subject
    document = subject.document.value if isinstance(subject.document, GivenDocument) else subject.document
    return replace(subject, place=sources.find(subject.name, subject.kind, document))


def _from_file(folder: Folder, option: str, path: str, subject: Subject) -> Subject:
    """The subject with the document of a JSON or YAML file."""
    path = folder.shown(path)
    text = folder.read(option, path)
    subject = replace(subject, document=text, place=place_of_file(path, text))
    try:
        document = document_of(option, path, text)
    except YamlError as error:
        finding = Finding(rule=rules.INVALID_JSON, message=f"not valid YAML: {error}", document=subject.name)
        return replace(subject, found=(Located.at(subject.place, finding),), is_reviewed=False)
    if is_json(path, text):
        return subject
    return replace(subject, document=document, found=tuple(_repeated(path, subject.name, text)))


def _repeated(path: str, name: str, text: str) -> t.Iterator[Located]:
    """The finding for a repeated key, which parsing YAML into a value would lose."""
    for root in yaml_nodes.compose(text):
        key = yaml_nodes.repeated_key(root)
        if key is not None:
            message = f"{key.value!r} appears twice in one mapping; only one of them would count"
            finding = Finding(rule=rules.REPEATED_ELEMENT, message=message, document=name)
            yield Located(finding=finding, path=path, line=yaml_nodes.line(key))


def _result(review: ReviewResult, catalogue: Catalogue | None, *, changed: bool) -> Result:
    severities = [located.finding.rule.severity for located in review.findings]
    return {
        "changed": changed,
        "findings": [located.to_result() for located in review.findings],
        "counts": {"error": severities.count("error"), "warning": severities.count("warning")},
        "reviewed": review.reviewed,
        "catalogue": {"available": catalogue is not None, "version": catalogue.version if catalogue else None},
        "not_checked": list(review.unchecked),
        "not_considered": list(review.not_considered),
        "failed_for_findings": False,
    }
