# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fills parameters in in the documents of a review. Without parameters, everything stays as it is."""

from __future__ import annotations

import typing as t
from dataclasses import replace

from .._arn import shown_name
from .._policy.document import GivenDocument
from .._policy.normalize import Place
from .._policy.parameters.filling import Filling
from .subjects import BOUNDARY, INLINE_POLICIES, MANAGED_POLICIES, POLICY, ROLE_PATH, TRUST_POLICY, Subject


class SubjectFilling:
    """Fills in the parameters of a task, or of one entry of its documents."""

    def __init__(self, parameters: t.Mapping[t.Any, t.Any] | None, *, is_of_entry: bool = False) -> None:
        self._filling = Filling.from_option(parameters)
        self._is_of_entry = is_of_entry

    @property
    def warnings(self) -> tuple[str, ...]:
        """The warning about wildcards, if there are some that should be warned of."""
        return () if self._filling is None else self._filling.warnings

    def entry(self, entry: t.Mapping[str, t.Any]) -> t.Mapping[str, t.Any]:
        """An entry with its documents filled in. Its name is still the one as written, which says where it is."""
        if self._filling is None:
            return entry
        name = shown_name(entry["name"])
        given = dict(entry)
        for option in (POLICY, TRUST_POLICY):
            if entry[option] is not None:
                given[option] = self._filling.given_document(self._place(name, option), GivenDocument(entry[option]))
        if entry[INLINE_POLICIES] is not None:
            inline = {key: GivenDocument(document) for key, document in entry[INLINE_POLICIES].items()}
            given[INLINE_POLICIES] = {
                key: self._filling.given_document((self._place(name, INLINE_POLICIES), key), document)
                for key, document in inline.items()
            }
        for option in (MANAGED_POLICIES, BOUNDARY, ROLE_PATH):
            if entry[option] is not None:
                is_arn = option != ROLE_PATH
                given[option] = self._filling.value(self._place(name, option), entry[option], escape=is_arn)
        return given

    def name(self, given: str) -> str:
        """The name of an entry, filled in."""
        return given if self._filling is None else str(self._filling.value(self._place(given, "name"), given))

    def document_of(self, subject: Subject) -> Subject:
        """The subject with its document filled in, unless it could not be read."""
        if self._filling is None or not subject.is_reviewed or isinstance(subject.document, GivenDocument):
            return subject
        given = GivenDocument(subject.document)
        return replace(subject, document=self._filling.given_document(((), subject.name), given))

    def renamed(self, subject: Subject) -> Subject:
        """The subject with parameters filled in in its name, and in that of what was found already."""
        if self._filling is None:
            return subject
        name = str(self._filling.value(self._place(subject.name, "name"), subject.name))
        found = (replace(located, finding=replace(located.finding, document=name)) for located in subject.found)
        return replace(subject, name=name, found=tuple(found))

    def check(self, *, allow_unused: bool) -> None:
        """Raises C(ParametersError) with all that is wrong."""
        if self._filling is not None:
            self._filling.check(allow_unused=allow_unused)

    def _place(self, name: str, option: str) -> Place:
        """The place of an option in messages. Those about an entry's own parameters begin with the entry anyway."""
        return ((), option if self._is_of_entry else f"{name}: {option}")
