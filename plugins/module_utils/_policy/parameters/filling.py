# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fills parameters in: once, in a value that was parsed before, so that a parameter never changes the value's shape.

C(${Name}) is the parameter, C(${!Name}) the text C(${Name}). What was filled in is never filled in again, not even
where it completes a reference together with the text around it. Pseudo parameters of the template and IAM's own
variables stay as they are.
"""

from __future__ import annotations

import re
import typing as t
from collections.abc import Mapping

from ..._arn import Account
from ..._errors import DocumentError, ParametersError
from ..._nearest import nearest
from .. import normalize, pseudo_parameters
from ..document import Document, GivenDocument
from ..normalize import Place
from . import parameter
from .parameter import NAME, Parameter
from .value_types import Part

Fill = t.Callable[[Place, t.Any], t.Any]

# A variable of a policy, of whatever kind.
_VARIABLE = re.compile(r"\$\{(!*)([^!${}][^${}]*)\}")
_PSEUDO_PARAMETER = re.compile(r"AWS::[A-Za-z0-9]*")
_PSEUDO_NAMES: t.Final = {
    reference.removeprefix("${AWS::").removesuffix("}"): reference for reference in pseudo_parameters.REFERENCES
}


class Filling:
    """Fills the parameters of a set in, and notes what is used and what is wrong. C(check) raises it all at once."""

    def __init__(self, parameters: t.Mapping[str, Parameter]) -> None:
        self._parameters = parameters
        self._needed: set[str] = set()
        self._noted: set[str] = set()
        self._number_filled = 0
        # Where each name is used that is not declared.
        self._undeclared: dict[str, list[Place]] = {}
        # A mapping keeps the order, and what is said twice is said once.
        self._problems: dict[str, None] = {}

    @classmethod
    def of(cls, declared: t.Mapping[t.Any, t.Any]) -> Filling:
        """A filling with the parameters that a task declares."""
        return cls({str(name): parameter.read(name, given) for name, given in declared.items()})

    @classmethod
    def from_option(cls, value: t.Mapping[t.Any, t.Any] | None) -> Filling | None:
        """A filling with the parameters of an option; C(None) if it is left out, and nothing is filled in."""
        return None if value is None else cls.of(value)

    @property
    def warnings(self) -> tuple[str, ...]:
        """The warning about wildcards in what was filled in, if there are some that should be warned of."""
        labels = [declared.label for declared in self._filled_in() if declared.warns_of_wildcards]
        if not labels:
            return ()
        text = "with wildcards the documents allow more than needed, against the principle of least privilege"
        return (f"{' and '.join(labels)}: {text}",)

    def check_account(self, account: Account) -> None:
        """Raises C(ParametersError) for what was filled in and does not fit the account of the session."""
        problems = [problem for declared in self._filled_in() for problem in declared.account_problems(account)]
        if problems:
            raise ParametersError(problems)

    def _filled_in(self) -> list[Parameter]:
        return [declared for name, declared in self._parameters.items() if name in self._needed]

    def value(self, place: Place, value: t.Any, *, escape: bool = False) -> t.Any:
        """A value with parameters filled in: a text, or a mapping or list with texts in it, keys included.

        With C(escape), pseudo parameters of the value are filled in later: see C(pseudo_parameters.escaped).
        """
        if isinstance(value, str):
            return self._text(place, _split(value), {}, escape=escape) if "${" in value else value
        if isinstance(value, list):
            return self._list(place, value, escape=escape)
        # Nearly every mapping is a dictionary, which is faster to recognise.
        if isinstance(value, (dict, Mapping)):
            return self.mapping(place, value, self._escaping_value if escape else self.value, escape=escape)
        return value

    def _escaping_value(self, place: Place, value: t.Any) -> t.Any:
        return self.value(place, value, escape=True)

    def given_document(self, place: Place, given: GivenDocument) -> GivenDocument:
        """The document of a task with parameters filled in. The review will say why it cannot be read, if it cannot."""
        value = given.value
        if isinstance(value, str) and "${" not in value and "\\u" not in value:
            return given
        parsed = given.parsed
        if isinstance(parsed, DocumentError):
            self.note(value)
            return given
        return GivenDocument(value, self._document(place, parsed))

    def note_document(self, _place: Place, given: GivenDocument) -> GivenDocument:
        """Notes which parameters a document uses that is not filled in."""
        parsed = given.parsed
        self.note(given.value if isinstance(parsed, DocumentError) else parsed.plain)
        return given

    def _document(self, place: Place, document: Document) -> Document:
        """A document with parameters filled in; the document itself if it has no variable of any kind."""
        before = self._number_filled
        plain = self.value(place, document.plain, escape=True)
        if self._number_filled == before:
            return document
        return Document(plain, has_escapes=True)

    def note(self, value: t.Any) -> None:
        """Notes which parameters a value uses that is not filled in, because it does not matter in this task."""
        self._noted |= _names_in(value)

    def need(self, value: t.Any) -> None:
        """Notes which parameters a value uses that another task will fill in."""
        self._needed |= _names_in(value)

    def check(self, *, allow_unused: bool) -> None:
        """Raises C(ParametersError) with all that is wrong: values, parameters that nothing uses, unknown names."""
        problems = [
            problem
            for declared in self._parameters.values()
            for problem in self._problems_of(declared, allow_unused=allow_unused)
        ]
        problems += [*self._unknown_names(), *self._problems]
        if problems:
            raise ParametersError(problems)

    def _problems_of(self, declared: Parameter, *, allow_unused: bool) -> t.Iterator[str]:
        yield from declared.problems
        is_unused = declared.name not in self._needed and declared.name not in self._noted
        if declared.absence and (declared.name in self._needed or (is_unused and not allow_unused)):
            yield declared.absence
        if is_unused and not allow_unused and NAME.fullmatch(declared.name):
            near = nearest(declared.name, self._undeclared)
            hint = f"; did you mean ${{{near}}}, which is used?" if near else ""
            yield f"parameters.{declared.name}: nothing in the set uses ${{{declared.name}}}{hint}"

    def mapping(
        self, place: Place, value: t.Mapping[t.Any, t.Any], fill: Fill, *, escape: bool = False
    ) -> dict[t.Any, t.Any]:
        """A mapping with parameters filled in in its keys, and its values filled in by C(fill)."""
        result = {}
        for key, member in value.items():
            inner = (place, key)
            filled = self.value(inner, key, escape=escape) if isinstance(key, str) and "${" in key else key
            result[filled] = fill(inner, member)
        if len(result) < len(value):
            keys = ", ".join(map(str, value))
            self._problems[f"{normalize.words(place)}: once filled in, two of the keys {keys} are the same"] = None
        return result

    def _list(self, place: Place, members: list[t.Any], *, escape: bool) -> list[t.Any]:
        """A list with parameters filled in."""
        result = []
        for position, member in enumerate(members):
            inner = (place, position)
            if isinstance(member, str) and "${" in member:
                result += self._texts_of(inner, _split(member), escape=escape)
            else:
                result.append(self.value(inner, member, escape=escape))
        return result

    def _texts_of(self, place: Place, pieces: list[Part | str], *, escape: bool) -> list[str]:
        """The texts that a text of a list becomes: one for each member of the list that is filled in."""
        lists = [name for name in dict.fromkeys(pieces) if isinstance(name, str) and self._is_list(name)]
        if len(lists) > 1:
            names = " and ".join(f"${{{name}}}" for name in lists)
            self._problems[f"{normalize.words(place)}: {names} are lists; a text can hold one list only"] = None
        # A list without a value has a problem of its own.
        texts = (self._parameters[lists[0]].texts if lists else ()) or ((),)
        return [self._text(place, pieces, dict.fromkeys(lists, text), escape=escape) for text in texts]

    def _is_list(self, name: str) -> bool:
        return name in self._parameters and self._parameters[name].is_list

    def _text(
        self, place: Place, pieces: t.Iterable[Part | str], chosen: t.Mapping[str, tuple[Part, ...]], *, escape: bool
    ) -> str:
        """A text with parameters filled in. C(chosen) has the member of the list that is filled in."""
        self._number_filled += 1
        parts: list[Part] = []
        for piece in pieces:
            if isinstance(piece, str):
                parts += self._parts(place, piece, chosen)
            else:
                parts.append(piece)
        text = _joined(parts, escape=escape)
        if escape and not (text.isascii() and text.isprintable()):
            self._check_characters(place, text)
        return text

    def _parts(self, place: Place, name: str, chosen: t.Mapping[str, tuple[Part, ...]]) -> t.Iterable[Part]:
        """The value of a parameter."""
        if name in chosen:
            self._needed.add(name)
            return chosen[name]
        declared = self._parameters.get(name)
        if declared is None:
            self._undeclared.setdefault(name, []).append(place)
            return ()
        self._needed.add(name)
        if declared.is_list:
            problem = f"${{{name}}} is a list; it can be used in a member of a list only"
            self._problems[f"{normalize.words(place)}: {problem}"] = None
        return declared.texts[0] if declared.texts else ()

    def _check_characters(self, place: Place, text: str) -> None:
        try:
            normalize.plain("", text, place)
        except DocumentError as error:
            self._problems[error.problem] = None

    def _unknown_names(self) -> t.Iterator[str]:
        for name, places in self._undeclared.items():
            others = len(set(places)) - 1
            more = f" (and in {others} other place{'s' * (others > 1)})" if others else ""
            yield f"{normalize.words(places[0])}: {self._unknown(name)}{more}"

    def _unknown(self, name: str) -> str:
        """The message about a name that is not declared."""
        reference = f"${{{name}}}"
        if not NAME.fullmatch(name):
            return f"{reference} cannot be a parameter: its name has letters and digits only"
        near = nearest(name, self._parameters)
        if near is not None:
            return f"{reference} is not a parameter; did you mean ${{{near}}}?"
        if name in _PSEUDO_NAMES:
            return f"{reference} is not a parameter; did you mean {_PSEUDO_NAMES[name]}?"
        return f"{reference} is not a parameter; declare it, or write ${{!{name}}} for the text itself"


def _split(text: str) -> list[Part | str]:
    """The pieces of a text: parts that stay, and the names of parameters.

    IAM's own variables stay: C(${*}), C(${?}), and all that have a colon.
    """
    pieces: list[Part | str] = []
    *groups, last = _VARIABLE.split(text)
    for before, marks, name in zip(*[iter(groups)] * 3, strict=True):
        if marks:
            pieces.append(Part(f"{before}${{{marks[1:]}{name}}}"))
        elif _PSEUDO_PARAMETER.fullmatch(name):
            pieces += [Part(before), Part(f"${{{name}}}", is_reference=True)]
        elif ":" in name or name in ("*", "?"):
            pieces.append(Part(f"{before}${{{name}}}"))
        else:
            pieces += [Part(before), name]
    return [*pieces, Part(last)]


def _names_in(value: t.Any) -> set[str]:
    """The names of all variables in a value."""
    if isinstance(value, str):
        return {name for marks, name in _VARIABLE.findall(value) if not marks}
    if isinstance(value, (dict, Mapping)):
        return _names_in([*value, *value.values()])
    return set().union(*map(_names_in, value)) if isinstance(value, list) else set()


def _joined(parts: t.Iterable[Part], *, escape: bool) -> str:
    """The text of the parts. With C(escape), only the references among them remain references."""
    if not escape:
        return "".join(part.text for part in parts)
    result, literal = [], ""
    for part in parts:
        if part.is_reference:
            result += [pseudo_parameters.escaped(literal), part.text]
            literal = ""
        else:
            literal += part.text
    return "".join([*result, pseudo_parameters.escaped(literal)])
